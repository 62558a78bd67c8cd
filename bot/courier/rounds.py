"""Starts a delivery wherever something is due, and shows where an answer is awaited.

What is due is found by an index that holds nothing else: conversations in which nothing
happens cost nothing, however many there are.
"""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import Coroutine, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from bot.channels.carrier import Address, Carrier
from bot.courier import deliveries
from bot.courier.delivery import Delivery
from bot.store.wakeup import Wakeup, open_wakeup
from debt.services import Debt

# Conversations that are carried side by side.
MOST_AT_ONCE = 32
IDLE_SECONDS = 1.0
STOP_SECONDS = 10.0
# Most answers are there before anybody could see that they are on their way.
TYPING_AFTER = timedelta(seconds=0.5)
# Platforms show it for about five seconds.
TYPING_AGAIN_SECONDS = 4.0
TYPING_TIMEOUT_SECONDS = 5.0


class Rounds:
    """Goes round the conversations of one channel for as long as its lease is held."""

    def __init__(self, debt: Debt, carrier: Carrier, delivery: Delivery) -> None:
        self._debt = debt
        self._carrier = carrier
        self._delivery = delivery
        self._changed = asyncio.Event()
        self._is_over = False
        self._under_way: dict[str, asyncio.Task[None]] = {}
        self._typing: dict[str, float] = {}
        self._showing: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        """Start what is due until cancelled."""
        wakeup = await open_wakeup(self._debt.database)
        watching = asyncio.create_task(self._watch(wakeup))
        try:
            while not watching.done():
                self._changed.clear()
                seconds = IDLE_SECONDS
                if self._delivery.may_send():
                    seconds = await self._start_due()
                # Not wait_for: this Python's may swallow that we are cancelled.
                timer = asyncio.get_running_loop().call_later(
                    seconds, self._changed.set
                )
                await self._changed.wait()
                timer.cancel()
            await watching
        finally:
            self._is_over = True
            watching.cancel()
            await asyncio.gather(watching, return_exceptions=True)
            await wakeup.close()

    async def finish(self) -> None:
        """Let the parts under way arrive, but do not wait for ever."""
        tasks = {*self._under_way.values(), *self._showing}
        if tasks:
            _, late = await asyncio.wait(tasks, timeout=STOP_SECONDS)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    async def _watch(self, wakeup: Wakeup) -> None:
        while not self._is_over:
            await wakeup.wait(IDLE_SECONDS)
            self._changed.set()

    async def _start_due(self) -> float:
        """Start what is due now; returns the seconds until something else may be."""
        now = self._debt.clock.now()
        found, owed = await asyncio.to_thread(self._look, now)
        self._show_typing(owed)
        for conversation_id, due_at in found:
            if due_at > now:
                return min(IDLE_SECONDS, (due_at - now).total_seconds())
            if len(self._under_way) < MOST_AT_ONCE:
                self._start(conversation_id)
        return IDLE_SECONDS

    def _look(self, now: datetime) -> tuple[list[tuple[str, datetime]], list[Address]]:
        channel = self._carrier.channel
        with self._debt.database.read() as tx:
            found = deliveries.due(tx, channel, MOST_AT_ONCE * 2)
            return found, deliveries.owed(tx, channel, now - TYPING_AFTER, MOST_AT_ONCE)

    def _start(self, conversation_id: str) -> None:
        if conversation_id in self._under_way:
            return
        task = asyncio.create_task(self._delivery.carry(conversation_id))
        self._under_way[conversation_id] = task
        task.add_done_callback(lambda _: self._end(conversation_id))

    def _end(self, conversation_id: str) -> None:
        del self._under_way[conversation_id]
        self._changed.set()

    def _show_typing(self, owed: Sequence[Address]) -> None:
        """Show it where it is not shown; forget where nothing is owed any more."""
        now = time.monotonic()
        shown = dict.fromkeys((each.conversation_id for each in owed), -math.inf)
        shown.update((id, at) for id, at in self._typing.items() if id in shown)
        for address in owed:
            if now - shown[address.conversation_id] > TYPING_AGAIN_SECONDS:
                shown[address.conversation_id] = now
                self._show(self._carrier.show_typing(address))
        self._typing = shown

    def _show(self, showing: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(_without_error(showing))
        self._showing.add(task)
        task.add_done_callback(self._showing.discard)


async def _without_error(showing: Coroutine[Any, Any, None]) -> None:
    """Nobody is helped by knowing that typing could not be shown."""
    with suppress(Exception):
        await asyncio.wait_for(showing, TYPING_TIMEOUT_SECONDS)
