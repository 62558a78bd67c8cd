"""Turns what Rasa utters into replies.

A response may carry, under `custom`, links and one card:

    custom:
      links: [{label: "Pay {amount}", url: "{url}"}]
      card: {title: "Your plan", rows: "1 Dec 2026 | £50.00", note: "..."}

The rows of a card are text, one row a line, with ` | ` between label and value, so
that they can be written in the response files and filled like any other text.

A response that asks for a payment, a plan or a settlement, offers one or makes one
possible says so under `metadata`, for the gate:

    metadata: {collects: true}
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rasa.core.channels.channel import OutputChannel

from bot.meaning import meaning_of
from bot.store.messages import Button, Card, Link, Reply


class ReplyCollector(OutputChannel):
    """Collects the replies of one turn; nothing is sent before the commit."""

    def __init__(self, channel: str, public_url: str) -> None:
        """Links that begin with a slash are ours and get `public_url` before them."""
        self._channel = channel
        self._public_url = public_url
        self.replies: list[Reply] = []

    def name(self) -> str:
        """The channel whose variants of a response are to be used."""
        return self._channel

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        """Keep one utterance."""
        custom = message.get("custom") or {}
        reply = Reply(
            text=(message.get("text") or "").strip(),
            buttons=_buttons(message.get("buttons") or ()),
            links=tuple(self._link(link) for link in custom.get("links", ())),
            card=_card(custom["card"]) if "card" in custom else None,
            collects=bool((message.get("metadata") or {}).get("collects")),
        )
        if reply != Reply(""):
            self.replies.append(reply)

    def _link(self, link: dict[str, str]) -> Link:
        is_own = link["url"].startswith("/")
        return Link(link["label"], (self._public_url if is_own else "") + link["url"])


def _buttons(buttons: Sequence[dict[str, str]]) -> tuple[Button, ...]:
    """Each once, where it comes last: a response and its action may name the same."""
    each_once = {(b["title"], b["payload"]): b for b in reversed(buttons)}
    return tuple(map(_button, reversed(each_once.values())))


def _button(button: dict[str, str]) -> Button:
    return Button(button["title"], meaning_of(button["payload"]))


def _card(card: dict[str, str]) -> Card:
    lines = [
        line.rpartition(" | ") for line in card["rows"].splitlines() if line.strip()
    ]
    rows = tuple((label.strip(), value.strip()) for label, _, value in lines)
    return Card(card["title"], rows, card.get("note", ""))
