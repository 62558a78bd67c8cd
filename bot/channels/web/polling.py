"""The chat where no socket gets through: plain requests, some of which wait."""

from __future__ import annotations

import asyncio
from collections import defaultdict, deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bot.channels.web.cookie import set_cookie
from bot.channels.web.curtain import Place
from bot.channels.web.exchange import Exchange, News, typing
from bot.channels.web.session import WebSession, session_of, swap_in
from bot.channels.web.turned_away import TooFast
from bot.gateway.context import Gateway
from bot.gateway.frames import frame_in
from bot.gateway.limits import RateLimit

LONGEST_WAIT_SECONDS = 25.0
# Beyond this many the one that has waited longest is answered at once: it may belong
# to a page that is gone.
WAITING_PER_CONVERSATION = 6


class Polling:
    """Answers of what is new, as soon as there is anything."""

    def __init__(self, gateway: Gateway, exchange: Exchange) -> None:
        self._gateway = gateway
        self._exchange = exchange
        self._limit = RateLimit(gateway.debt.clock, burst=60, per_second=5.0)
        self._waiting: dict[str, deque[asyncio.Event]] = defaultdict(deque)

    async def read(self, request: Request) -> Response:
        """Everything after a place, or a while later that there is nothing."""
        session = await asyncio.to_thread(session_of, request)
        if not self._limit.allows(session.conversation_id):
            raise TooFast
        ready = await self._exchange.ready(session)
        place = Place.of(request.query_params)
        wait = _seconds(request.query_params.get("wait", "0"))
        news = await self._wait_for_news(session, place, wait)
        frames = [ready, *news.frames, typing(on=news.is_typing)]
        return JSONResponse({"frames": frames})

    async def write(self, request: Request) -> Response:
        """One frame, answered as over a socket; the right code brings a new cookie."""
        session = await asyncio.to_thread(session_of, request)
        frame = await frame_in(request)
        receipt = await self._exchange.receive(session, frame, swap_in(frame))
        response = JSONResponse(receipt.answer)
        if receipt.token is not None:
            is_https = self._gateway.settings.is_https
            set_cookie(response, receipt.token, is_https=is_https)
        return response

    async def _wait_for_news(
        self, session: WebSession, place: Place, seconds: float
    ) -> News:
        conversation = session.conversation_id
        deadline = asyncio.get_running_loop().time() + seconds
        with (
            self._gateway.feed.watching(conversation) as changed,
            self._queued(conversation, changed) as queue,
        ):
            first = news = await self._exchange.news(session, place, is_new=True)
            while not news.frames and news.is_typing == first.is_typing:
                left = deadline - asyncio.get_running_loop().time()
                if left <= 0 or changed not in queue:
                    break
                with suppress(asyncio.TimeoutError):
                    await asyncio.wait_for(changed.wait(), left)
                changed.clear()
                news = await self._exchange.news(session, news.place)
        return news

    @contextmanager
    def _queued(
        self, conversation: str, changed: asyncio.Event
    ) -> Iterator[deque[asyncio.Event]]:
        """Stand in line; who has stood there too long finds itself put out of it."""
        queue = self._waiting[conversation]
        queue.append(changed)
        if len(queue) > WAITING_PER_CONVERSATION:
            queue.popleft().set()
        try:
            yield queue
        finally:
            with suppress(ValueError):
                queue.remove(changed)
            if not queue:
                self._waiting.pop(conversation, None)


def _seconds(text: str) -> float:
    is_number = text.isascii() and text.isdecimal() and len(text) < 4
    return min(float(text), LONGEST_WAIT_SECONDS) if is_number else 0.0
