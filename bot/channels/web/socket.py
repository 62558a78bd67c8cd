"""One open socket: replays what was missed, then brings each message as it comes."""

from __future__ import annotations

import asyncio
from collections import Counter
from contextlib import suppress

from starlette.websockets import WebSocket, WebSocketDisconnect

from bot.channels.web.curtain import Place
from bot.channels.web.exchange import Exchange, typing
from bot.channels.web.session import WebSession, session_of, swap_in
from bot.channels.web.turned_away import (
    Ended,
    ForeignOrigin,
    Rotated,
    TooFast,
    TurnedAway,
)
from bot.gateway.context import Gateway
from bot.gateway.frames import Frame, next_frame
from bot.gateway.security import is_own_origin

# Tabs of one browser, with some that have not noticed yet that they are gone.
SOCKETS_PER_CONVERSATION = 20
# Asks the page to fetch its session again.
_ROTATED: Frame = {"type": "rotated"}
# What sending says once the browser is not there any more.
_GONE = (WebSocketDisconnect, RuntimeError)


class Sockets:
    """All open sockets of this process."""

    def __init__(self, gateway: Gateway, exchange: Exchange) -> None:
        self._gateway = gateway
        self._exchange = exchange
        self._open: Counter[str] = Counter()

    async def serve(self, socket: WebSocket) -> None:
        """Serve one open chat until its browser goes away."""
        await socket.accept()
        try:
            if not is_own_origin(socket, self._gateway.settings):
                raise ForeignOrigin
            session = await asyncio.to_thread(session_of, socket)
            await self._serve(socket, session)
        except WebSocketDisconnect:
            return
        except TurnedAway as no:
            with suppress(*_GONE):
                if isinstance(no, Ended):
                    await socket.send_json(_ROTATED)
                await socket.close(no.close_code())

    async def _serve(self, socket: WebSocket, session: WebSession) -> None:
        key = session.conversation_id
        if self._open[key] >= SOCKETS_PER_CONVERSATION:
            raise TooFast
        self._open[key] += 1
        try:
            chat = _Chat(self._gateway, self._exchange, socket, session)
            await chat.run(Place.of(socket.query_params))
        finally:
            self._open[key] -= 1
            if not self._open[key]:
                del self._open[key]


class _Chat:
    """One open socket."""

    def __init__(
        self,
        gateway: Gateway,
        exchange: Exchange,
        socket: WebSocket,
        session: WebSession,
    ) -> None:
        self._gateway = gateway
        self._exchange = exchange
        self._socket = socket
        self._session = session
        self._swap: str | None = None
        # Held from the moment a frame is stored until it is answered: what the frame
        # has changed is told to this socket by its answer.
        self._answering = asyncio.Lock()

    async def run(self, place: Place) -> None:
        """Read and write until either ends.

        Raises:
            TurnedAway: the session's secret counts no more.
        """
        await self._socket.send_json(await self._exchange.ready(self._session))
        tasks = [
            asyncio.create_task(self._read()),
            asyncio.create_task(self._write(place)),
        ]
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.wait(tasks)
        for task in tasks:
            problem = None if task.cancelled() else task.exception()
            if problem is not None and not isinstance(problem, _GONE):
                raise problem

    async def _read(self) -> None:
        while True:
            frame = await next_frame(self._socket)
            if frame.get("type") == "hello" and swap_in(frame):
                self._swap = swap_in(frame)
                continue
            async with self._answering:
                await self._answer(frame)

    async def _answer(self, frame: Frame) -> None:
        receipt = await self._exchange.receive(self._session, frame, self._swap)
        await self._socket.send_json(receipt.answer)
        if receipt.token is not None:
            await self._socket.send_json(_ROTATED)
            raise Rotated

    async def _write(self, place: Place) -> None:
        """Send everything after `place`, then each new message as it comes."""
        is_typing, is_new = False, True
        with self._gateway.feed.watching(self._session.conversation_id) as changed:
            while True:
                changed.clear()
                try:
                    news = await self._exchange.news(
                        self._session, place, is_new=is_new
                    )
                except Rotated:
                    async with self._answering:
                        raise
                place, is_new = news.place, False
                for frame in news.frames:
                    await self._socket.send_json(frame)
                if news.is_typing != is_typing:
                    is_typing = news.is_typing
                    await self._socket.send_json(typing(on=is_typing))
                await changed.wait()
