"""Sends stored events to the merchant until each one was taken.

Events may arrive late, twice or in another order; the merchant is built for that.
The address comes from the authenticated merchant's own request and nowhere else.
"""

from __future__ import annotations

import asyncio
from datetime import datetime

import httpx
import structlog

from bot.demo.cards.events import SIGNATURE_HEADER, Delivery, sign
from bot.demo.cards.outbox import Outbox
from bot.demo.cards.settings import CardProviderSettings
from bot.demo.cards.store import CardStore
from debt.clock import Clock

_LOOK_EVERY_SECONDS = 0.25
_TIMEOUT_SECONDS = 10
_AT_ONCE = 10

logger = structlog.get_logger(__name__)


class Courier:
    """Closes pages whose time is over and delivers what is due."""

    def __init__(
        self,
        store: CardStore,
        outbox: Outbox,
        settings: CardProviderSettings,
        clock: Clock,
    ) -> None:
        self._store = store
        self._outbox = outbox
        self._secret = settings.webhook_secret
        self._clock = clock

    async def run(self) -> None:
        """Work until cancelled. What was on its way then is sent again later."""
        async with httpx.AsyncClient(timeout=_TIMEOUT_SECONDS) as client:
            while True:
                await self._one_round(client)
                await asyncio.sleep(_LOOK_EVERY_SECONDS)

    async def _one_round(self, client: httpx.AsyncClient) -> None:
        now = self._clock.now()
        try:
            await asyncio.to_thread(self._store.expire_due, now)
            due = await asyncio.to_thread(self._outbox.due, now, _AT_ONCE)
            await asyncio.gather(*(self._deliver(client, each, now) for each in due))
        except Exception:
            # A full disk or a locked file passes; the courier must outlive it.
            logger.exception("webhook_round_failed")

    async def _deliver(
        self, client: httpx.AsyncClient, delivery: Delivery, now: datetime
    ) -> None:
        if await self._is_taken(client, delivery, int(now.timestamp())):
            await asyncio.to_thread(self._outbox.delivered, delivery, now)
        elif not await asyncio.to_thread(self._outbox.not_delivered, delivery, now):
            logger.error("webhook_given_up", event_id=delivery.event_id)

    async def _is_taken(
        self, client: httpx.AsyncClient, delivery: Delivery, timestamp: int
    ) -> bool:
        headers = {
            "Content-Type": "application/json",
            SIGNATURE_HEADER: sign(self._secret, timestamp, delivery.body),
        }
        try:
            response = await client.post(
                delivery.url, content=delivery.body, headers=headers
            )
        except (httpx.HTTPError, httpx.InvalidURL) as exc:
            reason = type(exc).__name__
            logger.info("webhook_refused", event_id=delivery.event_id, reason=reason)
            return False
        if not response.is_success:
            status = response.status_code
            logger.info("webhook_refused", event_id=delivery.event_id, reason=status)
        return response.is_success
