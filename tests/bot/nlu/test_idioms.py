"""A manner of speaking is read for what it means, and hides nothing beside it."""

from __future__ import annotations

import pytest

from bot.nlu.safety.idioms import in_plain_words
from bot.nlu.safety.net import told


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("These fees are killing me", "these is too much for me"),
        ("my battery died, sorry", "my stopped working, sorry"),
        ("I'm dying to get this sorted", "i'm am keen this sorted"),
        ("Shoot me an email", "send me email"),
        ("I’d die of shame", "i'd would be very embarrassed"),  # noqa: RUF001
    ],
)
def test_idioms_are_put_plainly(said: str, meant: str) -> None:
    assert in_plain_words(said) == meant


@pytest.mark.parametrize(
    "text",
    [
        "I want to kill myself",
        "My husband died in March",
        "I can't go on",
        "How much do I owe?",
        "",
    ],
)
def test_what_is_meant_as_it_is_said_stays_as_it_is(text: str) -> None:
    assert in_plain_words(text) == text


def test_what_stands_beside_an_idiom_is_still_heard() -> None:
    text = "these bills are killing me and I want to end my life"

    assert told(text) == ("report_crisis",)
    assert "end my life" in in_plain_words(text)
