"""Conversations of a channel that is written to, and who carries their messages."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timezone

from sqlalchemy import select, update

from bot.channels.address_book import AddressBook
from bot.courier.process import Courier
from bot.inbox import Inbox
from bot.store import messages
from bot.store.messages import BOT, Outbound, Reply
from bot.store.tables import AddressRow, CourierRow, DeadLetterRow, MessageRow
from debt.clock import SystemClock
from debt.services import Debt
from debt.store.database import Database
from tests.bot.courier.pigeon import CHANNEL, PigeonCarrier, PigeonServer

LONG = 20.0


@dataclass
class Post:
    """A post office: who writes, what is to be carried, what has arrived."""

    debt: Debt
    pigeons: PigeonServer

    @property
    def database(self) -> Database:
        return self.debt.database

    def writes(self, chat: str, text: str | None = None, greets: bool = False) -> str:
        """Somebody writes to us; returns their conversation."""
        inbox = Inbox(self.debt)
        with self.database.begin() as tx:
            book = AddressBook(self.debt, inbox)
            found = book.conversation_for(
                tx, CHANNEL, chat, {"chat": chat}, "en-GB", greets=greets
            )
            if text is not None:
                inbox.put_text(tx, found.conversation_id, text, text)
        return found.conversation_id

    def is_told(self, conversation: str, *texts: str) -> None:
        """The assistant says something."""
        with self.database.begin() as tx:
            for text in texts:
                outbound = Outbound(BOT, Reply(text), at=self.debt.clock.now())
                messages.append(tx, conversation, outbound)

    def address(self, conversation: str) -> AddressRow:
        with self.database.read() as tx:
            return tx.get_one(AddressRow, conversation)

    def given_up(self) -> list[DeadLetterRow]:
        with self.database.read() as tx:
            return list(tx.scalars(select(DeadLetterRow).order_by(DeadLetterRow.seq)))

    def is_at_the_desk(self, conversation: str) -> str | None:
        """Why a person is to look at it."""
        with self.database.read() as tx:
            ticket = self.debt.handoff.open_ticket(tx, conversation)
        return ticket.reason if ticket else None

    def forget_the_dead(self) -> None:
        """As if the time of a lease that nobody renews were over."""
        long_ago = datetime(2020, 1, 1, tzinfo=timezone.utc)
        with self.database.begin() as tx:
            tx.execute(update(CourierRow).values(leased_until=long_ago))

    def is_answered(self, conversation: str) -> None:
        """Nobody waits for the assistant any more."""
        with self.database.begin() as tx:
            waiting = update(MessageRow).where(
                MessageRow.conversation_id == conversation
            )
            tx.execute(waiting.values(waiting=False))

    async def until_resting(self, *conversations: str) -> None:
        """Wait until nothing is left to carry."""
        for each in conversations:
            await until(lambda each=each: self.address(each).due_at is None)  # type: ignore[misc]

    @asynccontextmanager
    async def carried(
        self, carrier: PigeonCarrier | None = None
    ) -> AsyncIterator[Courier]:
        """While a courier is at work."""
        started = Courier(self.debt, carrier or PigeonCarrier(self.pigeons.url))
        running = asyncio.create_task(started.run())
        try:
            yield started
        finally:
            started.stop()
            await asyncio.wait_for(running, LONG)


def open_post(debt: Debt, pigeons: PigeonServer) -> Post:
    """With a clock that goes: pauses really end."""
    return Post(replace(debt, clock=SystemClock()), pigeons)


async def until(look: Callable[[], object]) -> None:
    """Wait until something is so."""
    for _ in range(int(LONG / 0.02)):
        if await asyncio.to_thread(look):
            return
        await asyncio.sleep(0.02)
    raise AssertionError("waited in vain")
