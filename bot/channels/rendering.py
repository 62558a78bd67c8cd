"""Messages in plain words, for whatever a channel cannot show: cards, buttons, links.

A person can always answer in words: the inbox understands a typed number, "the second
one" and a button's own label.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from actions.wording import wording
from bot.store.messages import AGENT, SYSTEM
from bot.store.tables import MessageRow

# Where a long text may be cut, the best place first: paragraph, line, sentence, word.
_BORDERS = (r"\n{2,}", r"\n", r"(?<=[.!?])\s+", r"\s+")


def as_text(
    message: MessageRow,
    *,
    speaker: bool = True,
    card: bool = True,
    links: bool = True,
    buttons: bool = True,
) -> str:
    """A message as text.

    Args:
        speaker: whether it is said who speaks, if it is not the assistant.
        card: whether the card is written out, as one "label: value" a line.
        links: whether the links are, as "label: address".
        buttons: whether the buttons are, as numbered choices.
    """
    blocks = [_spoken(message) if speaker else message.text]
    if card and message.card:
        blocks.append(_card(message.card))
    if links:
        blocks.append(
            _lines(_row(link["label"], link["url"]) for link in message.links)
        )
    if buttons and message.buttons:
        blocks.append(_choices(message.buttons))
    return "\n\n".join(block for block in blocks if block)


def _spoken(message: MessageRow) -> str:
    if message.sender == AGENT and message.name:
        return wording().text(
            "utter_channel_person", name=message.name, text=message.text
        )
    if message.sender == SYSTEM:
        return wording().text("utter_channel_system", text=message.text)
    return message.text


def _card(card: dict[str, Any]) -> str:
    rows = (_row(label, value) for label, value in card["rows"])
    return _lines([card["title"], *rows, card["note"]])


def _row(label: str, value: str) -> str:
    return wording().text("utter_channel_row", label=label, value=value)


def _choices(buttons: list[dict[str, str]]) -> str:
    choices = [
        wording().text("utter_channel_choice", number=str(n), label=button["label"])
        for n, button in enumerate(buttons, start=1)
    ]
    return _lines([*choices, wording().text("utter_channel_choose")])


def _lines(lines: Iterable[str]) -> str:
    return "\n".join(line for line in lines if line)


def split(text: str, limit: int) -> list[str]:
    """A text as pieces of at most `limit` characters, cut where it hurts least.

    Nothing but the white space at a cut is lost. A word longer than `limit` is cut
    anyway.
    """
    pieces = []
    rest = text.strip()
    while len(rest) > limit:
        end = _best_cut(rest, limit)
        pieces.append(rest[:end].rstrip())
        rest = rest[end:].lstrip()
    return [*pieces, rest] if rest else pieces


def _best_cut(text: str, limit: int) -> int:
    """Where to cut: as late as possible at the best border that leaves half a piece."""
    for border in _BORDERS:
        ends = [found.start() for found in re.finditer(border, text[: limit + 1])]
        if ends and ends[-1] >= limit // 2:
            return ends[-1]
    return ends[-1] if ends else limit
