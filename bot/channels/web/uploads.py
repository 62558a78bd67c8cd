"""Files to and from the web chat."""

from __future__ import annotations

import asyncio

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bot.channels.web.curtain import hidden_until
from bot.channels.web.session import WebSession, session_of
from bot.channels.web.turned_away import Malformed, NotHere, TooFast
from bot.files import FileRefusal, IncomingFile
from bot.gateway.context import Gateway
from bot.gateway.files import download
from bot.gateway.frames import is_id
from bot.gateway.limits import RateLimit
from bot.store import attachments
from bot.store.tables import AttachmentRow

# Files that one process reads at once: each fills memory for as long as it takes.
MOST_AT_ONCE = 40
READ_SECONDS = 120.0

_STATUS = {
    FileRefusal.TOO_LARGE: 413,
    FileRefusal.WRONG_TYPE: 415,
    FileRefusal.TOO_MANY: 422,
}


class Uploads:
    """Takes files in, and hands them out to the conversation that they belong to."""

    def __init__(self, gateway: Gateway) -> None:
        self._gateway = gateway
        self._debt = gateway.debt
        self._limit = RateLimit(gateway.debt.clock, burst=10, per_second=0.2)
        self._reading = 0

    async def take(self, request: Request) -> Response:
        """Keep one file; its name and the client's id are in the query."""
        session = await asyncio.to_thread(session_of, request)
        client_id = request.query_params.get("id")
        if not is_id(client_id):
            raise Malformed
        if not self._limit.allows(session.conversation_id):
            raise TooFast
        # Only now is it read: nobody fills our memory without a session.
        name = request.query_params.get("name", "")
        file = IncomingFile(name, await self._read(request))
        stored = await asyncio.to_thread(self._store, session, str(client_id), file)
        if isinstance(stored, FileRefusal):
            status = _STATUS[stored]
            return JSONResponse({"error": stored.value}, status_code=status)
        return JSONResponse({"type": "ack", "id": client_id, "seq": stored})

    async def _read(self, request: Request) -> bytes:
        """The whole body; who sends it too slowly makes room for others."""
        if self._reading >= MOST_AT_ONCE:
            raise TooFast
        self._reading += 1
        try:
            return await asyncio.wait_for(request.body(), READ_SECONDS)
        except asyncio.TimeoutError:
            raise TooFast from None
        finally:
            self._reading -= 1

    def _store(
        self, session: WebSession, client_id: str, file: IncomingFile
    ) -> int | FileRefusal:
        with self._debt.database.begin() as tx:
            row = session.hold(tx)
            return self._gateway.inbox.put_file(tx, row.id, client_id, file)

    async def give(self, request: Request) -> Response:
        """A file of the own conversation that is not behind the curtain."""
        session = await asyncio.to_thread(session_of, request)
        file_id = request.path_params["id"]
        row = await asyncio.to_thread(self._find, session, file_id)
        if row is None:
            raise NotHere
        return download(row)

    def _find(self, session: WebSession, file_id: str) -> AttachmentRow | None:
        with self._debt.database.read() as tx:
            row = attachments.with_content(tx, file_id)
            if row is None or row.conversation_id != session.conversation_id:
                return None
            is_shown = row.seq > hidden_until(tx, self._debt, row.conversation_id)
            return row if is_shown else None
