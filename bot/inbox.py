"""The one way in: whatever a channel receives passes here before anything else.

One transaction screens the text, drops a delivery that came before, checks a one-time
code that is being waited for (it goes no further), finds out what a button means, and
stores the message. Only then may the channel acknowledge it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

from sqlalchemy.orm import Session

from bot import meaning
from bot.files import (
    DAY,
    MAX_BYTES,
    MAX_FILE_BYTES,
    MAX_FILES,
    FileRefusal,
    IncomingFile,
    clean_name,
    media_type_of,
)
from bot.metrics import MESSAGES_RECEIVED
from bot.ownership import person_of
from bot.screen import MASK, screen
from bot.store import attachments, messages
from bot.store.conversations import hold, open_conversation
from bot.store.messages import Inbound
from bot.store.tables import AttachmentRow, ButtonRow, ConversationRow
from debt.autopay import CardNews
from debt.payment import Settled
from debt.services import Debt
from debt.store.database import new_id

_CODE = re.compile(r"(?<![\w-])\d{3}[ -]?\d{3}(?![\w-])")
_CHOICE_NUMBER = re.compile(r"^(?:(?:number|option|no\.?|#)\s*)?(\d{1,2})[.)]?$")
_CHOICE_WORD = re.compile(
    r"^(?:i'?(?:d like|ll (?:take|have)) )?(?:the |option |number )?(?P<place>\w+)"
    r"(?: (?:one|option|choice))?(?:,? (?:please|pls|thanks))?$"
)
_PLACES = {
    **{"first": 0, "1st": 0, "one": 0, "top": 0},
    **{"second": 1, "2nd": 1, "two": 1},
    **{"third": 2, "3rd": 2, "three": 2},
    **{"fourth": 3, "4th": 3, "four": 3},
    **{"last": -1, "bottom": -1},
}


class Refusal(Enum):
    """Why a message was not stored."""

    BUTTON_EXPIRED = "button_expired"


@dataclass(frozen=True)
class Opened:
    """A new conversation and the secret that opens it again."""

    conversation_id: str
    token: str


class Inbox:
    """Takes messages in for every channel."""

    def __init__(self, debt: Debt) -> None:
        self._debt = debt

    def open(self, tx: Session, channel: str, locale: str) -> Opened:
        """Start a conversation; the assistant speaks first."""
        now = self._debt.clock.now()
        opened = Opened(*open_conversation(tx, channel, locale, now))
        self.put_event(tx, opened.conversation_id, "conversation_started", {})
        return opened

    def put_text(
        self, tx: Session, conversation_id: str, client_id: str, raw: str
    ) -> int:
        """Store what a person typed; returns its number in the conversation."""
        # Two deliveries of one message at the same moment: the second waits here.
        hold(tx, conversation_id)
        seen = messages.already_received(tx, conversation_id, client_id)
        if seen is not None:
            return seen
        screened = screen(raw)
        if screened.notice is not None:
            known = meaning.event(screened.notice.value)
            return self._store(
                tx, conversation_id, Inbound(screened.text, client_id, known)
            )
        inbound = (
            self._as_code(tx, conversation_id, client_id, screened.text)
            or self._as_choice(tx, conversation_id, client_id, screened.text)
            or Inbound(screened.text, client_id)
        )
        return self._store(tx, conversation_id, inbound)

    def put_button(
        self, tx: Session, conversation_id: str, client_id: str, token: str
    ) -> int | Refusal:
        """Store the press of a button, which can be used once."""
        hold(tx, conversation_id)
        seen = messages.already_received(tx, conversation_id, client_id)
        if seen is not None:
            return seen
        button = messages.press(tx, conversation_id, token, self._debt.clock.now())
        if button is None:
            return Refusal.BUTTON_EXPIRED
        return self._store(
            tx, conversation_id, Inbound(button.label, client_id, button.meaning)
        )

    def put_file(
        self, tx: Session, conversation_id: str, client_id: str, file: IncomingFile
    ) -> int | FileRefusal:
        """Keep a file for a person to look at; returns its message's number."""
        hold(tx, conversation_id)
        seen = messages.already_received(tx, conversation_id, client_id)
        if seen is not None:
            return seen
        size = len(file.content)
        if size > MAX_FILE_BYTES:
            return FileRefusal.TOO_LARGE
        media_type = media_type_of(file.content)
        if media_type is None:
            return FileRefusal.WRONG_TYPE
        now = self._debt.clock.now()
        used = attachments.used_since(tx, conversation_id, now - DAY)
        if used.files >= MAX_FILES or used.size + size > MAX_BYTES:
            return FileRefusal.TOO_MANY
        row = AttachmentRow(
            id=new_id(),
            conversation_id=conversation_id,
            name=clean_name(file.name, media_type),
            media_type=media_type.name,
            size=size,
            received_at=now,
            content=file.content,
        )
        known = meaning.event("file_received")
        files = (attachments.shown(row),)
        inbound = Inbound("", client_id, known, files=files)
        row.seq = self._store(tx, conversation_id, inbound)
        tx.add(row)
        tx.flush()
        return row.seq

    def put_event(
        self,
        tx: Session,
        conversation_id: str,
        name: str,
        entities: dict[str, str],
        client_id: str | None = None,
    ) -> int:
        """Tell the assistant of something that the person did not type.

        With a `client_id` it is told once, however often it is delivered.
        """
        if client_id is not None:
            hold(tx, conversation_id)
        seen = messages.already_received(tx, conversation_id, client_id)
        if seen is not None:
            return seen
        known = meaning.event(name, entities)
        return self._store(
            tx, conversation_id, Inbound("", client_id, known, is_shown=False)
        )

    def put_payment(self, tx: Session, settled: Settled) -> None:
        """Tell the assistant of a payment whose state has changed."""
        self.put_event(
            tx,
            settled.conversation_id,
            f"payment_{settled.state.value}",
            {"payment_reference": settled.reference},
        )

    def put_card(self, tx: Session, news: CardNews) -> None:
        """Tell the assistant that a card was saved for a plan, or was not."""
        name = "autopay_ready" if news.is_ready else "autopay_failed"
        entities = {"account_id": news.account_id}
        self.put_event(tx, news.conversation_id, name, entities)

    def _store(self, tx: Session, conversation_id: str, inbound: Inbound) -> int:
        channel = tx.get_one(ConversationRow, conversation_id).channel
        MESSAGES_RECEIVED.labels(channel).inc()
        person = person_of(tx, self._debt, conversation_id)
        is_news = meaning.is_event(inbound.meaning) and not inbound.files
        for_bot = person is None or is_news
        if not for_bot:
            # The assistant's turns keep a check alive; words to a person do as well.
            self._debt.identity.touch(tx, conversation_id)
        now = self._debt.clock.now()
        return messages.receive(tx, conversation_id, inbound, now, waiting=for_bot)

    def _as_code(
        self, tx: Session, conversation_id: str, client_id: str, text: str
    ) -> Inbound | None:
        """Check a one-time code here, so that it is never stored or understood."""
        found = _CODE.search(text)
        if found is None:
            return None
        code = re.sub(r"\D", "", found[0])
        identity, changes = self._debt.identity, self._debt.contact_changes
        if identity.awaiting_code(tx, conversation_id):
            outcome = identity.check_code(tx, conversation_id, code)
            known = meaning.event(f"code_{outcome.value}")
        elif changes.awaiting_code(tx, conversation_id):
            told = changes.check_code(tx, conversation_id, code).value
            known = meaning.event("contact_code", {"contact_outcome": told})
        else:
            return None
        return Inbound(_CODE.sub(MASK * 6, text), client_id, known)

    def _as_choice(
        self, tx: Session, conversation_id: str, client_id: str, text: str
    ) -> Inbound | None:
        """A typed label or number of a button is that button."""
        buttons = messages.latest_buttons(tx, conversation_id)
        button = button_for(buttons, text)
        if button is None:
            return None
        return Inbound(text, client_id, button.meaning)


def button_for(buttons: list[ButtonRow], text: str) -> ButtonRow | None:
    """The button whose label, number or place a text gives: "the second one"."""
    wanted = text.casefold().strip(" .!")
    for button in buttons:
        if button.label.casefold().strip(" .!?") == wanted.strip("?"):
            return button
    place = _place(wanted)
    if place is None or not -1 <= place < len(buttons) or not buttons:
        return None
    return buttons[place]


def _place(wanted: str) -> int | None:
    """The index that a text gives, counting from zero; -1 for the last."""
    if number := _CHOICE_NUMBER.match(wanted):
        return int(number[1]) - 1 if int(number[1]) else None
    word = _CHOICE_WORD.match(wanted)
    return _PLACES.get(word["place"]) if word else None
