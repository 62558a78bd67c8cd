"""The reader taken out of a model answers as Rasa does; nothing else comes along."""

from __future__ import annotations

import asyncio
import io
import tarfile
from pathlib import Path

import pytest

from bot.evaluation.model import open_reader
from bot.evaluation.problems import CannotMeasure
from bot.training import ROOT, train

SAID = (
    "hello",
    "thanks, bye",
    "how much do I owe you?",
    "why is it so much, what are these fees",
    "can I pay fifty a month",
    "I'd like to settle for 400",
    "this is not my debt",
    "I lost my job and anyway this isn't mine",
    "my husband died last week",
    "stop texting me",
    "I want to talk to a person",
    "is this a scam",
    "the card was declined",
    "will this show on my credit file",
    "I've already paid that on Friday",
    "what's the weather like",
    "cancel my plan please",
    "I can't go on any more",
    "ring me tomorrow after six",
    "hm",
)


def test_a_packed_reader_reads(small_model: Path) -> None:
    readings = open_reader(small_model).read(["hello there", "thank you so much"])

    assert [reading.first.intent for reading in readings] == ["greet", "thank"]


@pytest.mark.parametrize("content", [b"", b"no archive", b"\x1f\x8b\x08broken"])
def test_what_is_no_model_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "model.tar.gz").write_bytes(content)

    with pytest.raises(CannotMeasure, match="run: parley train"):
        open_reader(tmp_path / "model.tar.gz")


def test_a_missing_model_says_what_to_run(tmp_path: Path) -> None:
    with pytest.raises(CannotMeasure, match=r"There is no model .*run: parley train"):
        open_reader(tmp_path / "none.tar.gz")


def test_an_archive_cannot_write_outside(tmp_path: Path) -> None:
    outside = tmp_path / "outside.json"
    with tarfile.open(tmp_path / "model.tar.gz", "w:gz") as tar:
        for name in ("a/intents.json", f"a/../..{outside}", str(outside)):
            tar.addfile(tarfile.TarInfo(name), io.BytesIO())

    with pytest.raises(CannotMeasure):
        open_reader(tmp_path / "model.tar.gz")

    assert not outside.exists()


@pytest.mark.rasa
def test_rasa_gives_the_same_intents_and_confidences() -> None:
    model = train(ROOT / "models")
    readings = open_reader(model).read(SAID)

    told = asyncio.run(told_by_rasa(model))

    assert [name for name, _ in told] == [r.first.intent for r in readings]
    confidences = [reading.first.confidence for reading in readings]
    assert [c for _, c in told] == pytest.approx(confidences, abs=1e-4)


async def told_by_rasa(model: Path) -> list[tuple[str, float]]:
    from rasa.core.agent import Agent

    agent = Agent.load(str(model))
    found = []
    for text in SAID:
        parsed = await agent.parse_message(text)
        ranking = [g for g in parsed["intent_ranking"] if g["name"] != "nlu_fallback"]
        found.append((ranking[0]["name"], ranking[0]["confidence"]))
    return found
