"""What passes between a page and its conversation, over whichever line it comes."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from sqlalchemy.orm import Session

from bot.channels.web.curtain import Place, hidden_until
from bot.channels.web.session import WebSession, session_key
from bot.documents.shared import SignedLinks, document_of
from bot.gateway.context import Gateway
from bot.gateway.frames import Frame, frame_of, is_id
from bot.gateway.limits import RateLimit
from bot.inbox import Refusal
from bot.meaning import EVENT_PREFIX
from bot.store import messages, sessions
from bot.store.tables import ConversationRow, MessageRow

_CODE_ACCEPTED = f"{EVENT_PREFIX}code_accepted"


@dataclass(frozen=True)
class Receipt:
    """The answer to one frame.

    Attributes:
        token: the new secret, when the frame brought the right code.
    """

    answer: Frame
    token: str | None = None


@dataclass(frozen=True)
class News:
    """What a page lacks.

    Attributes:
        frames: the curtain if it has moved, then messages.
        is_typing: whether the assistant owes an answer.
        place: of the page once it has them.
    """

    frames: list[Frame]
    is_typing: bool
    place: Place


class Exchange:
    """Takes frames in and gives frames out."""

    def __init__(self, gateway: Gateway) -> None:
        self._gateway = gateway
        self._debt = gateway.debt
        self._limit = RateLimit(gateway.debt.clock, burst=20, per_second=1.0)
        self._links = SignedLinks(gateway.settings, gateway.debt.clock)

    async def receive(
        self, session: WebSession, frame: Frame, swap: str | None
    ) -> Receipt:
        """Store one frame; there is an answer only after the commit.

        Raises:
            Rotated: the session's secret counts no more.
        """
        if not _is_well_formed(frame):
            return _refused(None, "malformed")
        client_id = frame["id"]
        if not self._limit.allows(session.conversation_id):
            return _refused(client_id, "too_fast")
        return await asyncio.to_thread(self._store, session, frame, swap)

    def _store(self, session: WebSession, frame: Frame, swap: str | None) -> Receipt:
        gateway, client_id = self._gateway, frame["id"]
        with self._debt.database.begin() as tx:
            row = session.hold(tx)
            newest = row.last_seq
            stored = self._put(tx, row.id, frame)
            if isinstance(stored, Refusal):
                return _refused(client_id, stored.value)
            token = None
            if stored > newest and _is_right_code(tx, row.id, stored):
                now = self._debt.clock.now()
                token = sessions.rotate(tx, row, swap, session_key(gateway), now)
        return Receipt({"type": "ack", "id": client_id, "seq": stored}, token)

    def _put(self, tx: Session, conversation_id: str, frame: Frame) -> int | Refusal:
        inbox = self._gateway.inbox
        if frame["type"] == "button":
            return inbox.put_button(tx, conversation_id, frame["id"], frame["token"])
        return inbox.put_text(tx, conversation_id, frame["id"], frame["text"])

    async def ready(self, session: WebSession) -> Frame:
        """The first frame of every line."""
        return await asyncio.to_thread(self._ready, session)

    def _ready(self, session: WebSession) -> Frame:
        with self._debt.database.read() as tx:
            row = self._row(tx, session)
            return {"type": "ready", "conversation": row.id, "last_seq": row.last_seq}

    async def news(
        self, session: WebSession, place: Place, *, is_new: bool = False
    ) -> News:
        """What a page lacks; only a new one is asked whether it may see all.

        Raises:
            Rotated: the session's secret counts no more.
        """
        return await asyncio.to_thread(self._news, session, place, is_new)

    def _news(self, session: WebSession, place: Place, is_new: bool) -> News:
        with self._debt.database.read() as tx:
            row = self._row(tx, session)
            told = place.hidden
            if is_new:
                place = place.behind(hidden_until(tx, self._debt, row.id))
            rows = _all_after(tx, row.id, place.seen)
            is_typing = messages.oldest_waiting(tx, row.id) is not None
        frames = [self._shown(each) for each in rows]
        if place.hidden != told:
            frames.insert(0, {"type": "curtain", "until": place.hidden})
        newest = rows[-1].seq if rows else place.seen
        return News(frames, is_typing, Place(newest, place.hidden))

    def _shown(self, row: MessageRow) -> Frame:
        """A message as the page has it.

        On https the cookie belongs to the frame on the host's page, and a document
        opens in a tab of its own that has none: its link brings a key.
        """
        frame = frame_of(row)
        if self._gateway.settings.is_https:
            frame["links"] = [self._openable(row, link) for link in row.links]
        return frame

    def _openable(self, row: MessageRow, link: dict[str, str]) -> dict[str, str]:
        ref = document_of(link["url"])
        if ref is None:
            return link
        return {**link, "url": self._links.link(row.conversation_id, ref)}

    def _row(self, tx: Session, session: WebSession) -> ConversationRow:
        row = tx.get_one(ConversationRow, session.conversation_id)
        session.check(row)
        return row


def typing(*, on: bool) -> Frame:
    """Whether the assistant is about to say something."""
    return {"type": "typing", "sender": messages.BOT, "on": on}


def _all_after(tx: Session, conversation_id: str, seen: int) -> list[MessageRow]:
    found: list[MessageRow] = []
    while batch := messages.messages_after(tx, conversation_id, seen):
        found.extend(batch)
        seen = batch[-1].seq
    return found


def _is_right_code(tx: Session, conversation_id: str, seq: int) -> bool:
    known = tx.get_one(MessageRow, (conversation_id, seq)).understood
    return known is not None and known["intent"]["name"] == _CODE_ACCEPTED


def _is_well_formed(frame: Frame) -> bool:
    """Whether a frame is of a known kind and has the fields that it needs."""
    is_text = frame.get("type") == "text" and isinstance(frame.get("text"), str)
    is_button = frame.get("type") == "button" and is_id(frame.get("token"))
    return is_id(frame.get("id")) and (is_text or is_button)


def _refused(client_id: str | None, reason: str) -> Receipt:
    return Receipt({"type": "refused", "id": client_id, "reason": reason})
