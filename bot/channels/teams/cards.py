"""Messages as Adaptive Cards, whose words are shown as they are, never read as code.

Every message is a card. The list of chats and a phone's locked screen show how a plain
message begins to whoever passes; of a card they show the summary, which says nothing.
Inside the card all words stand in text runs, the one element that knows no Markdown,
and the choices have a typed alternative.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import urlsplit

from actions.wording import wording
from bot.channels.rendering import as_text, split
from bot.channels.teams.activities import BUTTON
from bot.store.messages import AGENT
from bot.store.tables import MessageRow

Json = dict[str, Any]

# Teams takes some 28 kB a message, and shows at most six actions side by side.
MAX_CHARACTERS = 4000
MAX_ROWS = 40
MAX_ACTIONS = 6
# The last thing that is not literal: dates in the reader's own form.
_FUNCTION = re.compile(r"\{(?=\{)")
_WORD_JOINER = "\N{WORD JOINER}"


def cards_of(message: MessageRow, links: Sequence[dict[str, str]]) -> list[Json]:
    """The cards of one message, in order; always as many for the same message.

    Args:
        links: where the links of the message lead for who reads it here.
    """
    texts = split(message.text, MAX_CHARACTERS)
    tables = _tables(message.card or {})
    bodies = [[*map(_line, _lines(text))] for text in texts] or [[]]
    bodies[-1] += tables[0]
    bodies += tables[1:]
    bodies[0][:0] = _speaker(message)
    bodies[-1] += _actions(message, links)
    fallback = _in_words(message, links)
    return [_card(body, fallback) for body in bodies]


def _tables(card: Json) -> list[list[Json]]:
    """The card of a message as pieces that are not too long, at least one."""
    rows = card.get("rows", [])
    pieces = [_table(rows[at : at + MAX_ROWS]) for at in range(0, len(rows), MAX_ROWS)]
    pieces = pieces or [[]]
    if card.get("title"):
        pieces[0].insert(0, _line(card["title"], weight="Bolder", above="Medium"))
    if card.get("note"):
        pieces[-1] += [_line(line, subtle=True) for line in _lines(card["note"])]
    return pieces


def _table(rows: Sequence[Sequence[str]]) -> list[Json]:
    return [
        {
            "type": "Table",
            # Microsoft's reference and its libraries spell this differently.
            "firstRowAsHeader": False,
            "firstRowAsHeaders": False,
            "showGridLines": False,
            "columns": [{"width": 2}, {"width": 1}],
            "rows": [_row(*row) for row in rows],
        }
    ]


def _row(label: str, value: str) -> Json:
    right = {**_line(value), "horizontalAlignment": "Right"}
    cells = [{"type": "TableCell", "items": [each]} for each in (_line(label), right)]
    return {"type": "TableRow", "cells": cells}


def _speaker(message: MessageRow) -> list[Json]:
    """Who is speaking, where it is a person."""
    if message.sender != AGENT or not message.name:
        return []
    return [_line(message.name, weight="Bolder", subtle=True)]


def _actions(message: MessageRow, links: Sequence[dict[str, str]]) -> Iterator[Json]:
    opening = [
        {"type": "Action.OpenUrl", "title": link["label"], "url": link["url"]}
        for link in links
        if urlsplit(link["url"]).scheme in {"https", "http"}
    ]
    yield from _sets(opening)
    yield from _sets([*_choices(message.buttons)])
    if len(message.buttons) > 1:
        count = str(len(message.buttons))
        yield _line(wording().text("utter_workplace_choices", count=count), subtle=True)


def _choices(buttons: Sequence[dict[str, str]]) -> Iterator[Json]:
    """Numbered where there are several, so that the number can be typed."""
    for number, button in enumerate(buttons, start=1):
        title = button["label"]
        if len(buttons) > 1:
            title = wording().text(
                "utter_channel_choice", number=str(number), label=title
            )
        yield {
            "type": "Action.Submit",
            "title": title,
            "data": {BUTTON: button["token"]},
        }


def _sets(actions: Sequence[Json]) -> Iterator[Json]:
    for at in range(0, len(actions), MAX_ACTIONS):
        yield {"type": "ActionSet", "actions": list(actions[at : at + MAX_ACTIONS])}


def _lines(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.strip()]


def _line(
    text: str, *, weight: str = "Default", subtle: bool = False, above: str = "Default"
) -> Json:
    run = {
        "type": "TextRun",
        "text": _FUNCTION.sub("{" + _WORD_JOINER, text),
        "weight": weight,
        "isSubtle": subtle,
    }
    return {"type": "RichTextBlock", "inlines": [run], "spacing": above}


def _in_words(message: MessageRow, links: Sequence[dict[str, str]]) -> str:
    addresses = (f"{link['label']}: {link['url']}" for link in links)
    return "\n".join([as_text(message, links=False), *addresses])


def _card(body: list[Json], fallback: str) -> Json:
    return {
        "type": "AdaptiveCard",
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "version": "1.5",
        "fallbackText": fallback,
        "msteams": {"width": "Full"},
        "body": body,
    }
