"""Every message is a card whose words are literal and whose choices can be typed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timezone
from typing import Any

import pytest

from bot.channels.teams import cards
from bot.channels.teams.cards import MAX_ACTIONS, MAX_ROWS
from bot.store.messages import AGENT, BOT
from bot.store.tables import MessageRow

NOW = datetime(2026, 11, 23, 10, tzinfo=timezone.utc)
VECTORS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "**bold** _under_ `code` ~~gone~~",
    "[click me](https://attacker.example)",
    "![x](https://attacker.example/x.png)",
    "[x]: javascript:alert(1)",
    "# Heading",
    "- one\n- two",
    "1. one",
    "> quoted",
    "<at>everyone</at>",
    "&lt;b&gt;",
    "${$root.secret}",
    "\\*not bold\\*",
    "https://attacker.example",
    "javascript:alert(1)",
    "a\u202eb",
    '"}],"actions":[]',
]


def message(text: str = "", **changes: Any) -> MessageRow:
    """A message of the assistant's."""
    usual: dict[str, Any] = {
        "conversation_id": "c1",
        "seq": 1,
        "sender": BOT,
        "text": text,
        "buttons": [],
        "links": [],
        "card": None,
        "created_at": NOW,
    }
    return MessageRow(**{**usual, **changes})


def cards_of(message: MessageRow) -> list[dict[str, Any]]:
    """The cards of a message whose links lead where they lead everywhere."""
    return cards.cards_of(message, message.links)


def elements(content: Any) -> Iterator[dict[str, Any]]:
    """Everything in a card, however deep."""
    if isinstance(content, dict):
        if "type" in content:
            yield content
        for each in content.values():
            yield from elements(each)
    elif isinstance(content, list):
        for each in content:
            yield from elements(each)


def words(card: dict[str, Any]) -> list[str]:
    """The text runs, in order."""
    return [each["text"] for each in elements(card) if each["type"] == "TextRun"]


def actions(card: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    return [each for each in elements(card) if each["type"] == kind]


@pytest.mark.parametrize("vector", VECTORS)
def test_words_are_never_anything_else(vector: str) -> None:
    card = {"title": vector, "rows": [[vector, vector]], "note": vector}
    (made,) = cards_of(message(vector, sender=AGENT, name=vector, card=card))

    kinds = {each["type"] for each in elements(made)}
    assert kinds <= {
        "AdaptiveCard",
        "RichTextBlock",
        "TextRun",
        "Table",
        "TableRow",
        "TableCell",
    }
    assert set(words(made)) <= {vector, *vector.splitlines()}


def test_no_date_is_worked_out() -> None:
    (made,) = cards_of(message("{{DATE(2026-01-01T00:00:00Z, SHORT)}}"))

    (said,) = words(made)
    assert "{{" not in said
    assert (
        said.replace("\N{WORD JOINER}", "") == "{{DATE(2026-01-01T00:00:00Z, SHORT)}}"
    )


def test_choices_are_tokens_and_can_be_typed() -> None:
    buttons = [{"label": f"Choice {n}", "token": f"token-{n}"} for n in range(1, 4)]
    (made,) = cards_of(message("Which?", buttons=buttons))

    found = actions(made, "Action.Submit")
    assert [each["title"] for each in found] == [
        "1. Choice 1",
        "2. Choice 2",
        "3. Choice 3",
    ]
    assert [each["data"] for each in found] == [
        {"parley": "token-1"},
        {"parley": "token-2"},
        {"parley": "token-3"},
    ]
    assert "1 to 3" in words(made)[-1]
    assert "3. Choice 3" in made["fallbackText"]


def test_a_single_choice_has_no_number() -> None:
    buttons = [{"label": "Yes, please", "token": "t"}]
    (made,) = cards_of(message("Shall I?", buttons=buttons))

    assert [each["title"] for each in actions(made, "Action.Submit")] == ["Yes, please"]
    assert words(made) == ["Shall I?"]


def test_many_choices_stand_in_several_rows() -> None:
    buttons = [{"label": f"{n}", "token": f"t{n}"} for n in range(14)]
    (made,) = cards_of(message("Which?", buttons=buttons))

    sets = actions(made, "ActionSet")
    assert [len(each["actions"]) for each in sets] == [MAX_ACTIONS, MAX_ACTIONS, 2]


def test_links_open_outside() -> None:
    links = [
        {"label": "Pay £20.00", "url": "https://pay.example/1"},
        {"label": "Bad", "url": "javascript:alert(1)"},
    ]
    (made,) = cards_of(message("Here", links=links))

    (action,) = actions(made, "Action.OpenUrl")
    assert (action["title"], action["url"]) == ("Pay £20.00", "https://pay.example/1")


def test_rows_stand_in_a_table() -> None:
    card = {"title": "Your plan", "rows": [["1 Dec", "£50.00"]], "note": "Total £50.00"}
    (made,) = cards_of(message("Shall I?", card=card))

    assert words(made) == ["Shall I?", "Your plan", "1 Dec", "£50.00", "Total £50.00"]
    assert "1 Dec: £50.00" in made["fallbackText"]


def test_a_long_plan_comes_in_several_cards_in_order() -> None:
    rows = [[f"Payment {n}", f"£{n}.00"] for n in range(2 * MAX_ROWS + 5)]
    buttons = [{"label": "Yes", "token": "t"}]
    made = cards_of(
        message(
            "Your plan",
            card={"title": "Plan", "rows": rows, "note": "That is all"},
            buttons=buttons,
        )
    )

    assert len(made) == 3
    labels = [word for card in made for word in words(card) if "Payment" in word]
    assert labels == [label for label, _ in rows]
    assert [len(actions(card, "Action.Submit")) for card in made] == [0, 0, 1]
    assert all(len(json.dumps(card).encode()) < 25_000 for card in made)


def test_a_long_text_comes_in_several_cards() -> None:
    made = cards_of(message("A sentence of a person. " * 500))

    assert len(made) > 1
    assert " ".join(w for card in made for w in words(card)).count("person") == 500


def test_a_person_is_named() -> None:
    (made,) = cards_of(message("Hello", sender=AGENT, name="Sam"))

    assert words(made) == ["Sam", "Hello"]


def test_a_message_without_words_is_a_card_too() -> None:
    (made,) = cards_of(message(links=[{"label": "x", "url": "https://x.example"}]))

    assert words(made) == []
    assert len(actions(made, "Action.OpenUrl")) == 1
