"""Brings what is due in one conversation, part by part, and notes each part at once."""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from traceback import extract_tb
from typing import Any, TypeVar

import structlog
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from bot.channels.carrier import Carrier, NotNow, Undeliverable, Unreachable
from bot.courier import deliveries, leases
from bot.courier.deliveries import Errand
from bot.courier.leases import ChannelLease, ChannelLost
from bot.courier.pacing import Pacing
from bot.metrics import DEAD_LETTERS, PARTS_SENT, SEND_RETRIES
from debt.services import Debt

T = TypeVar("T")

log = structlog.get_logger()

# A platform that has not answered by then may have taken the part or not.
SEND_TIMEOUT_SECONDS = 60.0
FIRST_PAUSE_SECONDS = 1.0
LONGEST_PAUSE_SECONDS = 60.0
# About a day, with these pauses.
MOST_ATTEMPTS = 1_440
# An error that no carrier should raise is a mistake of ours: minutes are enough.
MOST_SURPRISES = 10
NOTE_AGAIN_SECONDS = 1.0
# Before a conversation is begun again in which even failing has failed.
STUMBLED_SECONDS = 10.0

_random = secrets.SystemRandom()


class Halted(Exception):
    """Nothing may be sent at this moment; what is left stays due."""


class Delivery:
    """Carries one channel's messages under one lease."""

    def __init__(
        self,
        debt: Debt,
        carrier: Carrier,
        lease: ChannelLease,
        paused_until: datetime | None,
    ) -> None:
        self._debt = debt
        self._carrier = carrier
        self._lease = lease
        self._paused_until = paused_until
        self._pacing = Pacing(carrier.pace)
        self._held_until = 0.0
        self._is_stopping = False

    def hold(self, until: float) -> None:
        """Nobody else can have the lease before this time of the monotonic clock."""
        self._held_until = until

    def stop(self) -> None:
        """Finish the parts under way and begin no other."""
        self._is_stopping = True

    def may_send(self) -> bool:
        """Whether anything may be sent at this moment."""
        paused = self._paused_until
        is_paused = paused is not None and self._debt.clock.now() < paused
        is_held = time.monotonic() < self._held_until
        return is_held and not is_paused and not self._is_stopping

    async def carry(self, conversation_id: str) -> None:
        """Bring everything in its order; stop at the first part that cannot be."""
        try:
            errand = await asyncio.to_thread(self._next, conversation_id)
            if errand is None:
                await self._note(deliveries.rest, conversation_id)
            while errand and await self._bring(errand):
                errand = await asyncio.to_thread(self._next, conversation_id)
        except Halted:
            pass
        except ChannelLost:
            log.warning("courier.lease_lost", channel=self._lease.channel)
        except Exception as exc:
            log.error("courier.stumbled", why=_described(exc))
            await asyncio.sleep(STUMBLED_SECONDS)

    def _next(self, conversation_id: str) -> Errand | None:
        with self._debt.database.read() as tx:
            return deliveries.next_errand(tx, conversation_id)

    async def _bring(self, errand: Errand) -> bool:
        """Bring one message; False if its conversation has to wait."""
        carrier = self._carrier
        try:
            parts = await asyncio.to_thread(
                carrier.parts, errand.address, errand.message
            )
            for part in parts[errand.carried_parts :]:
                await self._send(errand, part)
                errand = await self._note(deliveries.note_part, errand, len(parts))
            if not errand.is_done:
                await self._note(deliveries.note_message, errand)
        except (Halted, ChannelLost):
            raise
        except Exception as exc:
            return await self._fail(errand, exc)
        return True

    async def _send(self, errand: Errand, part: Any) -> None:
        await self._pacing.wait(errand.conversation_id)
        if not self.may_send():
            raise Halted
        sending = self._carrier.send(errand.address, part)
        try:
            await asyncio.wait_for(sending, SEND_TIMEOUT_SECONDS)
        except asyncio.TimeoutError:
            raise NotNow("no answer in time") from None
        PARTS_SENT.labels(self._lease.channel).inc()

    async def _fail(self, errand: Errand, error: Exception) -> bool:
        """Put the message off or give it up; True if the next one may go on."""
        log.warning(
            "courier.not_sent",
            channel=self._lease.channel,
            message=f"{errand.conversation_id}:{errand.message.seq}",
            attempt=errand.attempts + 1,
            why=_described(error),
        )
        if isinstance(error, Unreachable):
            is_gone = await self._note(deliveries.lose_touch, errand, self._now())
            if is_gone:
                return False
        if _is_hopeless(errand, error):
            await self._note(self._give_up, errand, _described(error))
            return True
        await self._put_off(errand, error)
        return False

    async def _put_off(self, errand: Errand, error: Exception) -> None:
        SEND_RETRIES.labels(self._lease.channel).inc()
        until = self._now() + timedelta(seconds=_pause(errand.attempts, error))
        if isinstance(error, NotNow) and error.for_all:
            self._paused_until = until
            await self._note(leases.pause, until)
        await self._note(deliveries.put_off, errand, until)

    def _give_up(
        self, tx: Session, lease: ChannelLease, errand: Errand, reason: str
    ) -> None:
        """A person sees at the desk what did not arrive."""
        DEAD_LETTERS.labels(lease.channel).inc()
        deliveries.give_up(tx, lease, errand, reason, self._now())
        key = f"{errand.conversation_id}:{errand.message.seq}:undelivered"
        self._debt.handoff.request(tx, errand.conversation_id, "undelivered", key)

    async def _note(self, step: Callable[..., T], *what: Any) -> T:
        """Note a step under the lease, however long the database takes to come back.

        What has been sent and is not noted would be sent again.
        """
        while True:
            try:
                return await asyncio.to_thread(self._note_once, step, *what)
            except DBAPIError as exc:
                log.warning("courier.not_noted", why=type(exc.orig).__name__)
                await asyncio.sleep(NOTE_AGAIN_SECONDS)

    def _note_once(self, step: Callable[..., T], *what: Any) -> T:
        with self._debt.database.begin() as tx:
            return step(tx, self._lease, *what)

    def _now(self) -> datetime:
        return self._debt.clock.now()


def _is_hopeless(errand: Errand, error: Exception) -> bool:
    """Whether trying again would be in vain."""
    attempt = errand.attempts + 1
    if isinstance(error, (NotNow, Unreachable)):
        return attempt >= MOST_ATTEMPTS
    return isinstance(error, Undeliverable) or attempt >= MOST_SURPRISES


def _pause(attempts: int, error: Exception) -> float:
    """Seconds until the next try; a little by chance, so that not all come at once."""
    if isinstance(error, NotNow) and error.seconds is not None:
        return error.seconds * _random.uniform(1.0, 1.1)
    doubled: float = FIRST_PAUSE_SECONDS * 2 ** min(attempts, 16)
    longest = min(LONGEST_PAUSE_SECONDS, doubled)
    return longest * _random.uniform(0.5, 1.0)


def _described(error: Exception) -> str:
    """A carrier's own words; of any other error no word, as it may hold a secret."""
    if isinstance(error, (NotNow, Unreachable, Undeliverable)):
        return str(error)
    frames = extract_tb(error.__traceback__)
    where = f" at {frames[-1].name}:{frames[-1].lineno}" if frames else ""
    return type(error).__name__ + where
