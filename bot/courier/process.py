"""The courier's process: one process at a time carries the messages of a channel."""

from __future__ import annotations

import asyncio
import signal
import time
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime

import structlog
from sqlalchemy.exc import SQLAlchemyError

from bot.channels import registry
from bot.channels.carrier import Carrier, Listener
from bot.courier import deliveries, leases
from bot.courier.delivery import Delivery
from bot.courier.leases import LEASE, ChannelLease, ChannelLost
from bot.courier.rounds import Rounds
from bot.heartbeat import beat
from bot.metrics import CONVERSATIONS_DUE
from bot.settings import Settings
from debt.services import Debt

log = structlog.get_logger()

RENEW_SECONDS = LEASE.total_seconds() / 3
RETRY_SECONDS = 3.0
STOP_SECONDS = 5.0


class Courier:
    """Carries one channel whenever no other process does."""

    def __init__(
        self, debt: Debt, carrier: Carrier, listeners: Sequence[Listener] = ()
    ) -> None:
        self._debt = debt
        self._carrier = carrier
        self.channel = carrier.channel
        self._listeners = listeners
        self._stopping = asyncio.Event()

    def stop(self) -> None:
        """Finish the parts under way, then return from `run`."""
        self._stopping.set()

    async def run(self) -> None:
        """Carry until stopped; whatever goes wrong is tried again."""
        while not self._stopping.is_set():
            try:
                await self._try_to_lead()
            except Exception as exc:
                log.error(
                    "courier.failed", channel=self.channel, error=type(exc).__name__
                )
            with suppress(asyncio.TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), RETRY_SECONDS)

    async def _try_to_lead(self) -> None:
        began = time.monotonic()
        lease, paused_until = await asyncio.to_thread(self._take)
        if lease is None:
            return
        delivery = Delivery(self._debt, self._carrier, lease, paused_until)
        delivery.hold(began + LEASE.total_seconds())
        log.info("courier.leads", channel=self.channel)
        try:
            await self._lead(lease, delivery)
        finally:
            with suppress(ChannelLost, SQLAlchemyError):
                await asyncio.to_thread(self._give_back, lease)

    async def _lead(self, lease: ChannelLease, delivery: Delivery) -> None:
        """Carry and listen until stopped, or until the lease or the platform is lost.

        Raises:
            ChannelLost: another process has taken over.
        """
        rounds = Rounds(self._debt, self._carrier, delivery)
        work = [
            asyncio.create_task(self._stopping.wait()),
            asyncio.create_task(self._keep(lease, delivery)),
            asyncio.create_task(self._carry(rounds)),
            *(asyncio.create_task(_listen(each)) for each in self._listeners),
        ]
        ended, _ = await asyncio.wait(work, return_when=asyncio.FIRST_COMPLETED)
        delivery.stop()
        for task in work:
            task.cancel()
        await asyncio.wait(work, timeout=STOP_SECONDS)
        await rounds.finish()
        await self._carrier.close()
        for task in ended:
            task.result()

    async def _carry(self, rounds: Rounds) -> None:
        await self._carrier.open()
        await rounds.run()

    async def _keep(self, lease: ChannelLease, delivery: Delivery) -> None:
        """Renew the lease; a renewal that cannot be written is not the last."""
        while True:
            began = time.monotonic()
            try:
                await asyncio.to_thread(self._renew, lease)
                delivery.hold(began + LEASE.total_seconds())
            except SQLAlchemyError as exc:
                log.warning("courier.not_renewed", why=type(exc).__name__)
            await asyncio.sleep(RENEW_SECONDS)

    def _take(self) -> tuple[ChannelLease | None, datetime | None]:
        with self._debt.database.begin() as tx:
            lease = leases.take(tx, self.channel, self._debt.clock.now())
            return lease, leases.paused_until(tx, self.channel)

    def _renew(self, lease: ChannelLease) -> None:
        with self._debt.database.begin() as tx:
            leases.keep(tx, lease, self._debt.clock.now())
            due = deliveries.waiting(tx, self.channel)
        CONVERSATIONS_DUE.labels(self.channel).set(due)

    def _give_back(self, lease: ChannelLease) -> None:
        with self._debt.database.begin() as tx:
            leases.give_back(tx, lease)


async def _listen(listener: Listener) -> None:
    """Fetch messages for ever: what stops one from coming in must not stop others."""
    while True:
        try:
            await listener.run()
        except Exception as exc:
            log.error(
                "listener.failed", channel=listener.channel, error=type(exc).__name__
            )
        await asyncio.sleep(RETRY_SECONDS)


async def run_courier(settings: Settings, debt: Debt) -> None:
    """Carry every channel that is set up until the process is asked to end."""
    heard = registry.listeners(settings, debt)
    couriers = [
        Courier(debt, each, [ear for ear in heard if ear.channel == each.channel])
        for each in registry.carriers(settings, debt)
    ]
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopping.set)
    log.info("courier.ready", channels=[each.channel for each in couriers])
    beating = asyncio.create_task(beat(debt, "courier"))
    running = [asyncio.create_task(each.run()) for each in couriers]
    await stopping.wait()
    for courier in couriers:
        courier.stop()
    await asyncio.gather(*running)
    beating.cancel()
