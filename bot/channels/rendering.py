"""Messages in plain words, for whatever a channel cannot show: cards, buttons, links.

A person can always answer in words: the inbox understands a typed number, "the second
one" and a button's own label.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from bot.store.tables import MessageRow

# Where a long text may be cut, the best place first: paragraph, line, sentence, word.
_BORDERS = (r"\n{2,}", r"\n", r"(?<=[.!?])\s+", r"\s+")


def as_text(
    message: MessageRow, *, card: bool = True, links: bool = True, buttons: bool = True
) -> str:
    """A message as text.

    Args:
        card: whether the card is written out, as one "label: value" a line.
        links: whether the links are, as "label: address".
        buttons: whether the buttons are, as numbered choices.
    """
    blocks = [message.text]
    if card and message.card:
        blocks.append("\n".join(_card_lines(message.card)))
    if links:
        written = (f"{each['label']}: {each['url']}" for each in message.links)
        blocks.append("\n".join(written))
    if buttons:
        numbered = enumerate(message.buttons, start=1)
        blocks.append("\n".join(f"{n}. {each['label']}" for n, each in numbered))
    return "\n\n".join(block for block in blocks if block)


def _card_lines(card: dict[str, Any]) -> Iterator[str]:
    if card["title"]:
        yield card["title"]
    yield from (f"{label}: {value}" for label, value in card["rows"])
    if card["note"]:
        yield card["note"]


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
