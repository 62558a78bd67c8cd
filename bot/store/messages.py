"""The messages of a conversation: what came in, what goes out, and in which order."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from bot.meaning import Meaning
from bot.store.conversations import next_seq
from bot.store.tables import AddressRow, ButtonRow, MessageRow
from bot.store.wakeup import notify

DEBTOR, BOT, AGENT, SYSTEM = "debtor", "bot", "agent", "system"


@dataclass(frozen=True)
class Button:
    """A choice as the dialogue made it: what it says and what pressing it means."""

    label: str
    meaning: Meaning


@dataclass(frozen=True)
class Link:
    """An address a person can follow out of the chat."""

    label: str
    url: str


@dataclass(frozen=True)
class Card:
    """A small table: the rows of a plan, a balance or a receipt."""

    title: str
    rows: tuple[tuple[str, str], ...]
    note: str = ""

    def as_dict(self) -> dict[str, Any]:
        """The card as the wire and the table have it."""
        rows = [list(row) for row in self.rows]
        return {"title": self.title, "rows": rows, "note": self.note}


@dataclass(frozen=True)
class Reply:
    """One message to the debtor.

    Attributes:
        collects: it asks for a payment, offers one or makes one possible.
    """

    text: str
    buttons: tuple[Button, ...] = ()
    links: tuple[Link, ...] = ()
    card: Card | None = None
    collects: bool = False


@dataclass(frozen=True)
class Inbound:
    """One screened message on its way into the inbox.

    `meaning` is set for buttons and trusted events; a text's meaning is not known yet.
    """

    text: str
    client_id: str | None = None
    meaning: Meaning | None = None
    is_shown: bool = True
    files: tuple[dict[str, Any], ...] = ()


@dataclass(frozen=True)
class Outbound:
    """Who says what: a reply with its speaker."""

    sender: str
    reply: Reply
    name: str | None = None
    client_id: str | None = None
    at: datetime = field(kw_only=True)


def already_received(
    tx: Session, conversation_id: str, client_id: str | None
) -> int | None:
    """The number under which this delivery was stored before, if it was."""
    if client_id is None:
        return None
    query = select(MessageRow.seq).where(
        MessageRow.conversation_id == conversation_id, MessageRow.client_id == client_id
    )
    return tx.scalar(query)


def receive(
    tx: Session, conversation_id: str, inbound: Inbound, now: datetime, *, waiting: bool
) -> int:
    """Put a message into the inbox; `waiting` is False when a person will read it."""
    seq = next_seq(tx, conversation_id)
    row = MessageRow(
        conversation_id=conversation_id,
        seq=seq,
        sender=DEBTOR,
        client_id=inbound.client_id,
        text=inbound.text,
        files=list(inbound.files),
        created_at=now,
        understood=inbound.meaning,
        is_shown=inbound.is_shown,
        waiting=waiting,
    )
    tx.add(row)
    tx.flush()
    notify(tx, conversation_id)
    return seq


def append(tx: Session, conversation_id: str, outbound: Outbound) -> int:
    """Add one message to the debtor, with a token for each of its buttons."""
    seq = next_seq(tx, conversation_id)
    reply = outbound.reply
    buttons = [_store_button(tx, conversation_id, seq, b) for b in reply.buttons]
    row = MessageRow(
        conversation_id=conversation_id,
        seq=seq,
        sender=outbound.sender,
        name=outbound.name,
        client_id=outbound.client_id,
        text=reply.text,
        buttons=buttons,
        links=[{"label": link.label, "url": link.url} for link in reply.links],
        card=reply.card.as_dict() if reply.card else None,
        created_at=outbound.at,
    )
    tx.add(row)
    tx.flush()
    _put_due(tx, conversation_id, outbound.at)
    notify(tx, conversation_id)
    return seq


def oldest_waiting(tx: Session, conversation_id: str) -> MessageRow | None:
    """The message of this conversation that is to be answered next."""
    query = (
        select(MessageRow)
        .where(MessageRow.conversation_id == conversation_id, MessageRow.waiting)
        .order_by(MessageRow.seq)
        .limit(1)
    )
    return tx.scalar(query)


def messages_after(
    tx: Session, conversation_id: str, seq: int, limit: int = 200
) -> Sequence[MessageRow]:
    """What a client that has seen everything up to `seq` has missed, in order."""
    query = (
        select(MessageRow)
        .where(
            MessageRow.conversation_id == conversation_id,
            MessageRow.seq > seq,
            MessageRow.is_shown,
        )
        .order_by(MessageRow.seq)
        .limit(limit)
    )
    return tx.scalars(query).all()


def press(
    tx: Session, conversation_id: str, token: str, now: datetime
) -> ButtonRow | None:
    """Use up a button of this conversation; None when it is unknown or used."""
    button = tx.get(ButtonRow, token, with_for_update=True)
    if (
        button is None
        or button.conversation_id != conversation_id
        or button.used_at is not None
    ):
        return None
    button.used_at = now
    return button


def latest_buttons(tx: Session, conversation_id: str) -> list[ButtonRow]:
    """The buttons of the newest message to the debtor, in the order shown."""
    newest = (
        select(MessageRow)
        .where(
            MessageRow.conversation_id == conversation_id, MessageRow.sender != DEBTOR
        )
        .order_by(MessageRow.seq.desc())
        .limit(1)
    )
    row = tx.scalar(newest)
    if row is None or not row.buttons:
        return []
    tokens = [button["token"] for button in row.buttons]
    query = select(ButtonRow).where(ButtonRow.token.in_(tokens))
    return sorted(tx.scalars(query), key=lambda button: tokens.index(button.token))


def _put_due(tx: Session, conversation_id: str, now: datetime) -> None:
    """Have it carried, where it is not looked at; one that is put off stays so."""
    raised = (
        update(AddressRow)
        .where(AddressRow.conversation_id == conversation_id)
        .values(due_at=func.coalesce(AddressRow.due_at, now))
    )
    tx.execute(raised, execution_options={"synchronize_session": False})


def _store_button(
    tx: Session, conversation_id: str, seq: int, button: Button
) -> dict[str, str]:
    token = secrets.token_urlsafe(18)
    tx.add(
        ButtonRow(
            token=token,
            conversation_id=conversation_id,
            seq=seq,
            label=button.label,
            meaning=button.meaning,
        )
    )
    return {"label": button.label, "token": token}
