"""What people write, and every value it holds by the contract (design/intents.md).

A line of `sentences.tsv` is the message and, as JSON, its values beside the locale and
the date of the person; many hold no value at all.
"""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

from bot.nlu.entities.extract import extract
from bot.nlu.entities.resolved import resolved

SENTENCES = Path(__file__).with_name("sentences.tsv")


def miss(line: str) -> str | None:
    text, _, labels = line.partition("\t")
    wanted = json.loads(labels)
    locale, today = wanted.pop("locale"), date.fromisoformat(wanted.pop("today"))
    found = resolved(extract(text, locale=locale, today=today))
    return None if found == wanted else f"{text!r} is {wanted}, read as {found}"


def test_every_sentence_gives_its_values_and_no_other() -> None:
    lines = SENTENCES.read_text(encoding="utf-8").splitlines()

    misses = [told for told in map(miss, lines) if told]

    assert not misses, "\n".join([f"{len(misses)} of {len(lines)}:", *misses])


def test_a_good_part_of_the_sentences_are_traps() -> None:
    lines = SENTENCES.read_text(encoding="utf-8").splitlines()

    empty = [line for line in lines if len(json.loads(line.split("\t")[1])) == 2]

    assert len(empty) >= len(lines) / 5
