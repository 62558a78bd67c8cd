"""A small model, packed as Rasa packs one, made without Rasa."""

from __future__ import annotations

import tarfile
from pathlib import Path

import pytest

from bot.nlu.encoder import load_encoder
from bot.nlu.intent_model import Training
from bot.nlu.reader import Reader

EXAMPLES = {
    "greet": ("hello", "hi there", "good morning", "hey"),
    "ask_balance": ("how much do I owe", "what is my balance", "the total I owe"),
    "thank": ("thanks a lot", "thank you", "cheers for that"),
    "report_crisis": ("I want to end it all", "I cannot go on living", "kill myself"),
}
SMALL = Training(inverse_penalty=20.0, components=20, neighbours=0.4, temperature=0.6)


@pytest.fixture(scope="session")
def small_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("small")
    pairs = [(name, text) for name, texts in EXAMPLES.items() for text in texts]
    names, texts = zip(*pairs, strict=True)
    stored = folder / "stored"
    stored.mkdir()
    Reader.train(load_encoder(), texts, names, SMALL).save(stored)
    archive = folder / "model.tar.gz"
    with tarfile.open(archive, "w:gz") as tar:
        tar.add(stored, "components/train_classifier")
    return archive
