"""A message is cut where a new thing may begin, and nothing of it is lost."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.nlu.clauses import clauses


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        (
            "I lost my job and anyway this isn't my debt",
            ["I lost my job", "and anyway this isn't my debt"],
        ),
        (
            "What do I owe? When is it due?",
            ["What do I owe?", "When is it due?"],
        ),
        (
            "no, I said fifty a month, please don't ring me",
            ["no", "I said fifty a month", "please don't ring me"],
        ),
        ("how much do I owe", []),
        ("hi there, mate", []),
        ("", []),
    ],
)
def test_a_message_is_cut_at_its_joints(text: str, parts: list[str]) -> None:
    assert clauses(text) == parts


@given(st.text(max_size=200))
def test_no_word_is_lost(text: str) -> None:
    def words(parts: list[str]) -> list[str]:
        return re.findall(r"\w+", " ".join(parts))

    found = clauses(text)

    assert not found or words(found) == words([text])


def test_a_tirade_is_cut_into_few_parts_and_nothing_is_left_out() -> None:
    text = "I told you so many times, " * 70

    found = clauses(text)

    assert len(found) <= 12
    assert " ".join(found).count("I told you") == 70
