"""The web chat: a session cookie, and a socket that replays what was missed."""

from __future__ import annotations

import asyncio
from contextlib import suppress

from sqlalchemy.orm import Session
from starlette.requests import HTTPConnection, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from bot.gateway.context import Gateway, gateway_of
from bot.gateway.frames import Frame, frame_of, is_id, next_frame
from bot.gateway.limits import RateLimit
from bot.gateway.security import is_own_origin
from bot.inbox import Refusal
from bot.store import conversations, messages
from bot.store.tables import ConversationRow, MessageRow

CHANNEL = "web"
COOKIE = "parley_session"
COOKIE_SECONDS = 30 * 24 * 3600
NO_SESSION = 4401
FOREIGN_ORIGIN = 4403


class WebChannel:
    """The routes of the web chat."""

    def __init__(self, gateway: Gateway) -> None:
        self._gateway = gateway
        clock = gateway.debt.clock
        self._sessions = RateLimit(clock, burst=30, per_second=0.5)
        self._messages = RateLimit(clock, burst=20, per_second=1.0)

    def routes(self) -> list[Route | WebSocketRoute]:
        """What to mount."""
        return [
            Route("/chat/session", self.open_session, methods=["POST"]),
            WebSocketRoute("/chat/socket", self.serve_socket),
        ]

    async def open_session(self, request: Request) -> Response:
        """Begin a conversation, or go on with the one that the cookie opens."""
        if not is_own_origin(request, self._gateway.settings):
            return JSONResponse({"error": "foreign_origin"}, status_code=403)
        conversation = await asyncio.to_thread(conversation_of, request)
        token = None
        if conversation is None:
            if not self._sessions.allows(_address(request)):
                return JSONResponse({"error": "too_fast"}, status_code=429)
            conversation_id, token = await asyncio.to_thread(self._open)
        else:
            conversation_id = conversation.id
        settings = self._gateway.settings
        response = JSONResponse(
            {
                "conversation": conversation_id,
                "company": settings.company,
                "locale": settings.locale,
            }
        )
        if token is not None:
            _set_cookie(response, token, is_https=settings.is_https)
        return response

    def _open(self) -> tuple[str, str]:
        gateway = self._gateway
        with gateway.debt.database.begin() as tx:
            opened = gateway.inbox.open(tx, CHANNEL, gateway.settings.locale)
        return opened.conversation_id, opened.token

    async def serve_socket(self, socket: WebSocket) -> None:
        """Serve one open chat until its browser goes away."""
        await socket.accept()
        if not is_own_origin(socket, self._gateway.settings):
            await socket.close(FOREIGN_ORIGIN)
            return
        conversation = await asyncio.to_thread(conversation_of, socket)
        if conversation is None:
            await socket.close(NO_SESSION)
            return
        after = socket.query_params.get("after", "0")
        seen = int(after) if after.isdecimal() and len(after) < 16 else 0
        chat = _Chat(self._gateway, socket, conversation, self._messages)
        with suppress(WebSocketDisconnect):
            await chat.run(seen)


class _Chat:
    """One open socket."""

    def __init__(
        self,
        gateway: Gateway,
        socket: WebSocket,
        conversation: ConversationRow,
        limit: RateLimit,
    ) -> None:
        self._gateway = gateway
        self._socket = socket
        self._id = conversation.id
        self._last_seq = conversation.last_seq
        self._limit = limit

    async def run(self, seen: int) -> None:
        ready = {"type": "ready", "conversation": self._id, "last_seq": self._last_seq}
        await self._socket.send_json(ready)
        writing = asyncio.create_task(self._write(seen))
        try:
            await self._read()
        finally:
            writing.cancel()
            with suppress(asyncio.CancelledError, WebSocketDisconnect, RuntimeError):
                await writing

    async def _read(self) -> None:
        while True:
            frame = await next_frame(self._socket)
            answer = await self._receive(frame)
            await self._socket.send_json(answer)

    async def _receive(self, frame: Frame) -> Frame:
        """Store one frame; the answer is sent only after the commit."""
        if not _is_well_formed(frame):
            return {"type": "refused", "id": None, "reason": "malformed"}
        client_id = frame["id"]
        if not self._limit.allows(self._id):
            return {"type": "refused", "id": client_id, "reason": "too_fast"}
        stored = await asyncio.to_thread(self._store, frame)
        if isinstance(stored, Refusal):
            return {"type": "refused", "id": client_id, "reason": stored.value}
        return {"type": "ack", "id": client_id, "seq": stored}

    def _store(self, frame: Frame) -> int | Refusal:
        inbox, client_id = self._gateway.inbox, frame["id"]
        with self._gateway.debt.database.begin() as tx:
            if frame["type"] == "button":
                return inbox.put_button(tx, self._id, client_id, frame["token"])
            return inbox.put_text(tx, self._id, client_id, frame["text"])

    async def _write(self, seen: int) -> None:
        """Send everything after `seen`, then each new message as it comes."""
        is_typing = False
        with self._gateway.feed.watching(self._id) as changed:
            while True:
                changed.clear()
                rows, is_waiting = await asyncio.to_thread(self._read_after, seen)
                for row in rows:
                    seen = row.seq
                    await self._socket.send_json(frame_of(row))
                if is_waiting != is_typing:
                    is_typing = is_waiting
                    await self._socket.send_json(_typing(on=is_typing))
                await changed.wait()

    def _read_after(self, seen: int) -> tuple[list[MessageRow], bool]:
        """What is new, and whether the assistant still owes an answer."""
        with self._gateway.debt.database.read() as tx:
            rows = _all_after(tx, self._id, seen)
            return rows, messages.oldest_waiting(tx, self._id) is not None


def conversation_of(connection: HTTPConnection) -> ConversationRow | None:
    """The conversation that the browser's cookie opens, if it is a real one."""
    token = connection.cookies.get(COOKIE)
    if not token:
        return None
    with gateway_of(connection).debt.database.read() as tx:
        return conversations.conversation_of(tx, token)


def _all_after(tx: Session, conversation_id: str, seen: int) -> list[MessageRow]:
    found: list[MessageRow] = []
    while batch := messages.messages_after(tx, conversation_id, seen):
        found.extend(batch)
        seen = batch[-1].seq
    return found


def _is_well_formed(frame: Frame) -> bool:
    """Whether a frame is of a known kind and has the fields that it needs."""
    is_text = frame.get("type") == "text" and isinstance(frame.get("text"), str)
    is_button = frame.get("type") == "button" and is_id(frame.get("token"))
    return is_id(frame.get("id")) and (is_text or is_button)


def _typing(*, on: bool) -> Frame:
    return {"type": "typing", "sender": messages.BOT, "on": on}


def _address(request: Request) -> str:
    return request.client.host if request.client else ""


def _set_cookie(response: Response, token: str, *, is_https: bool) -> None:
    """In a frame on a foreign site a browser sends back only a secure cookie, and more
    and more of them only one that is kept apart for each site that has the frame."""
    response.set_cookie(
        COOKIE,
        token,
        max_age=COOKIE_SECONDS,
        httponly=True,
        secure=is_https,
        samesite="none" if is_https else "lax",
        path="/",
    )
    if is_https:
        # Python's own cookies know this word from 3.14 on.
        name, cookie = response.raw_headers[-1]
        response.raw_headers[-1] = (name, cookie + b"; Partitioned")
