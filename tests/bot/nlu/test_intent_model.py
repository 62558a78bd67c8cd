"""The intent model by itself: it adds up, it is stored whole, and it can be tuned."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from bot.nlu import intent_model
from bot.nlu.encoder import load_encoder
from bot.nlu.intent_model import IntentModel, Training

TRAINING = Training(
    inverse_penalty=20.0, components=500, neighbours=0.4, temperature=0.6
)
SMALL = [("yes", "yes please"), ("yes", "ok then"), ("no", "no thanks"), ("no", "nope")]
THREE = [*SMALL, ("help", "what can you do"), ("help", "help me please")]
TEXTS = ["sure", "nah", "can you help", ""]


def trained(
    examples: list[tuple[str, str]], training: Training = TRAINING
) -> IntentModel:
    names, texts = zip(*examples, strict=True)
    return intent_model.fit(texts, load_encoder().encode(texts), names, training)


def rows(model: IntentModel) -> np.ndarray:
    return model.probabilities(TEXTS, load_encoder().encode(TEXTS))


@pytest.mark.parametrize("examples", [SMALL, THREE], ids=["two intents", "three"])
def test_probabilities_add_up_to_one(examples: list[tuple[str, str]]) -> None:
    found = rows(trained(examples))

    assert found.shape == (len(TEXTS), len({name for name, _ in examples}))
    assert found.sum(axis=1) == pytest.approx(1.0, abs=1e-5)


def test_a_saved_model_answers_as_before(tmp_path: Path) -> None:
    model = trained(THREE)

    model.save(tmp_path)

    assert np.allclose(rows(intent_model.load(tmp_path)), rows(model), atol=1e-6)


def test_nothing_saved_is_nothing_loaded(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        intent_model.load(tmp_path)


def test_a_higher_temperature_is_more_modest_and_changes_no_order() -> None:
    bold = trained(THREE)
    modest = replace(bold, temperature=2.0)

    assert (rows(modest).max(axis=1) < rows(bold).max(axis=1)).all()
    assert (rows(modest).argsort(axis=1) == rows(bold).argsort(axis=1)).all()


def test_the_nearest_examples_alone_know_their_own_intent() -> None:
    names, texts = zip(*THREE, strict=True)
    model = trained(THREE, replace(TRAINING, neighbours=1.0))

    found = model.probabilities(texts, load_encoder().encode(texts))

    assert [model.names[column] for column in found.argmax(axis=1)] == list(names)
