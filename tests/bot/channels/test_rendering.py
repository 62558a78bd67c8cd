"""Whatever a channel cannot show is said in words, and long words come in pieces."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.rendering import as_text, split
from bot.store.tables import MessageRow

PLAN = MessageRow(
    sender="bot",
    text="Shall I set it up?",
    card={
        "title": "Your plan",
        "rows": [["1 Dec 2026", "£50.00"], ["1 Jan 2027", "£50.00"]],
        "note": "£100.00 in all",
    },
    links=[{"label": "Your copy", "url": "https://chat.example.com/documents/plan/1"}],
    buttons=[
        {"label": "Yes, set it up", "token": "t1"},
        {"label": "No, not now", "token": "t2"},
    ],
)


def test_everything_is_written_out() -> None:
    assert as_text(PLAN) == (
        "Shall I set it up?\n"
        "\n"
        "Your plan\n"
        "1 Dec 2026: £50.00\n"
        "1 Jan 2027: £50.00\n"
        "£100.00 in all\n"
        "\n"
        "Your copy: https://chat.example.com/documents/plan/1\n"
        "\n"
        "1. Yes, set it up\n"
        "2. No, not now\n"
        "To choose, write its number."
    )


def test_what_a_channel_shows_itself_is_left_out() -> None:
    text = as_text(PLAN, card=False, links=False, buttons=False)

    assert text == "Shall I set it up?"


def test_a_card_without_a_note_ends_with_its_rows() -> None:
    card = {"title": "", "rows": [["You owe", "£1.00"]], "note": ""}
    message = MessageRow(sender="bot", text="", card=card, links=[], buttons=[])

    assert as_text(message) == "You owe: £1.00"


def said_by(sender: str, name: str | None = None) -> MessageRow:
    return MessageRow(sender=sender, name=name, text="Hello.", links=[], buttons=[])


def test_it_is_said_who_speaks_if_it_is_not_the_assistant() -> None:
    assert as_text(said_by("bot")) == "Hello."
    assert as_text(said_by("agent", "Sam {x}")) == "Sam {x}: Hello."
    assert as_text(said_by("system", "Sam")) == "Notice: Hello."
    assert as_text(said_by("agent", "Sam"), speaker=False) == "Hello."


def test_a_short_text_stays_whole() -> None:
    assert split("Hello there.", 20) == ["Hello there."]
    assert split("", 20) == []


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("One of these.\n\nTwo. Three four.", ["One of these.", "Two. Three four."]),
        ("A first line\nsome. More text", ["A first line", "some. More text"]),
        ("One two three. Four five.", ["One two three.", "Four five."]),
        ("one two three four five", ["one two three four", "five"]),
        ("a" * 45, ["a" * 20, "a" * 20, "a" * 5]),
        ("ab " + "c" * 20, ["ab", "c" * 20]),
    ],
)
def test_a_long_text_is_cut_where_it_hurts_least(text: str, pieces: list[str]) -> None:
    assert split(text, 20) == pieces


@given(st.text(alphabet="ab .!?\n", max_size=200), st.integers(1, 40))
def test_no_piece_is_too_long_and_no_word_is_lost(text: str, limit: int) -> None:
    pieces = split(text, limit)

    assert all(0 < len(piece) <= limit for piece in pieces)
    assert "".join("".join(pieces).split()) == "".join(text.split())
