"""The engine: takes waiting messages, one conversation at a time, and commits turns.

A turn is taken under a lease, worked on with no transaction open, and committed whole:
replies, dialogue state and the mark that the message is handled, or nothing of it.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, replace
from datetime import timedelta

import structlog
from sqlalchemy.orm import Session

from actions.wording import speaking
from bot.engine.assistant import Answer, Assistant, Incoming
from bot.engine.gate import let_out
from bot.engine.unfinished import recall, remember
from bot.meaning import event, is_event
from bot.metrics import TURN_ERRORS, TURN_SECONDS
from bot.ownership import person_of
from bot.store import conversations, messages, trackers
from bot.store.conversations import LEASE, Lease, LeaseLost
from bot.store.messages import BOT, SYSTEM, Outbound, Reply
from bot.store.tables import ConversationRow, MessageRow
from bot.store.trackers import StoredTracker
from bot.store.wakeup import Wakeup, open_wakeup
from debt.operator import Words
from debt.services import Debt

log = structlog.get_logger()

MAX_ATTEMPTS = 3
RETRY_AFTER = timedelta(seconds=1)
TURN_TIMEOUT_SECONDS = 60.0
IDLE_SECONDS = 1.0
# From here on it is known who this is.
CODE_ACCEPTED = event("code_accepted")


@dataclass(frozen=True)
class Turn:
    """One message taken for work, and the operator's words for whoever wrote it."""

    lease: Lease
    incoming: Incoming
    tracker: StoredTracker
    attempt: int
    words: Words


class Engine:
    """Answers waiting messages until it is stopped."""

    def __init__(self, debt: Debt, assistant: Assistant, apology: str) -> None:
        """`apology` is what a person reads when three attempts have gone wrong."""
        self._debt = debt
        self._assistant = assistant
        self._apology = Reply(apology)
        self._stopping = asyncio.Event()
        self._looking = asyncio.Lock()

    def stop(self) -> None:
        """Finish the turns under way, then return from `run`."""
        self._stopping.set()

    async def run(self, workers: int = 4) -> None:
        """Work until stopped, on as many conversations at once as there are workers."""
        wakeup = await open_wakeup(self._debt.database)
        try:
            await asyncio.gather(*(self._work(wakeup) for _ in range(workers)))
        finally:
            await wakeup.close()

    async def _work(self, wakeup: Wakeup) -> None:
        while turn := await self._next_turn(wakeup):
            await self._handle(turn)

    async def _next_turn(self, wakeup: Wakeup) -> Turn | None:
        """Wait for a message; None when stopping.

        One worker looks and the others queue behind it, so that a message is looked
        for once and not by all of them.
        """
        async with self._looking:
            while not self._stopping.is_set():
                turn = await asyncio.to_thread(self._take)
                if turn is not None:
                    return turn
                await wakeup.wait(IDLE_SECONDS)
        return None

    async def handle_next(self) -> bool:
        """Answer the message that has waited longest; False when none waits."""
        turn = await asyncio.to_thread(self._take)
        if turn is None:
            return False
        await self._handle(turn)
        return True

    async def _handle(self, turn: Turn) -> None:
        try:
            with speaking(turn.words):
                answer = await self._answer(turn)
                await asyncio.to_thread(self._finish, turn, answer)
        except LeaseLost:
            log.warning("turn.lease_lost", message=turn.incoming.key)

    async def _answer(self, turn: Turn) -> Answer | None:
        """What the assistant says, or None when it went wrong."""
        if turn.attempt > MAX_ATTEMPTS:
            # Every engine that tried died of it; the next one shall not.
            log.error("turn.given_up", message=turn.incoming.key)
            return None
        try:
            async with self._kept(turn.lease):
                with TURN_SECONDS.time():
                    return await asyncio.wait_for(
                        self._assistant.answer(turn.incoming, turn.tracker.events),
                        TURN_TIMEOUT_SECONDS,
                    )
        except Exception as exc:
            TURN_ERRORS.inc()
            log.exception(
                "turn.failed", message=turn.incoming.key, error=type(exc).__name__
            )
            return None

    def _finish(self, turn: Turn, answer: Answer | None) -> None:
        if answer is None:
            self._put_back(turn)
        else:
            self._commit(turn, answer)

    def _take(self) -> Turn | None:
        """Lease a conversation and read its oldest waiting message."""
        now = self._debt.clock.now()
        with self._debt.database.read() as tx:
            # Most looks find nothing, and need not make anybody wait who writes.
            if not conversations.anybody_waits(tx, now):
                return None
        with self._debt.database.begin() as tx:
            lease = conversations.lease_next(tx, now)
            if lease is None:
                return None
            row = messages.oldest_waiting(tx, lease.conversation_id)
            if row is None or self._belongs_to_person(tx, row):
                conversations.release(tx, lease)
                if row is not None:
                    # A person claimed the conversation after it came: it is theirs.
                    row.waiting = False
                return None
            row.attempts += 1
            conversation = tx.get_one(ConversationRow, lease.conversation_id)
            tracker = trackers.load(tx, lease.conversation_id)
            return Turn(
                lease,
                self._recalled(
                    tx,
                    _incoming(conversation, row, self._locale(tx, conversation)),
                ),
                tracker,
                row.attempts,
                self._debt.operator.words_in(tx, conversation.id, conversation.locale),
            )

    def _locale(self, tx: Session, conversation: ConversationRow) -> str:
        """How figures and dates are read: as the person writes, once we know them."""
        debtor = self._debt.identity.debtor_or_none(tx, conversation.id)
        return debtor.locale if debtor else conversation.locale

    def _recalled(self, tx: Session, incoming: Incoming) -> Incoming:
        """With what the person left unfinished, right after the check."""
        if incoming.meaning != CODE_ACCEPTED:
            return incoming
        known = recall(tx, self._debt, incoming.conversation_id)
        return replace(incoming, unfinished=known)

    def _belongs_to_person(self, tx: Session, row: MessageRow) -> bool:
        person = person_of(tx, self._debt, row.conversation_id)
        is_news = is_event(row.understood) and not row.files
        return person is not None and not is_news

    @asynccontextmanager
    async def _kept(self, lease: Lease) -> AsyncIterator[None]:
        """Renew the lease for as long as the turn takes."""
        renewing = asyncio.create_task(self._renew(lease))
        try:
            yield
        finally:
            renewing.cancel()
            with suppress(asyncio.CancelledError, LeaseLost):
                await renewing

    async def _renew(self, lease: Lease) -> None:
        while True:
            await asyncio.sleep(LEASE.total_seconds() / 3)
            await asyncio.to_thread(self._renew_once, lease)

    def _renew_once(self, lease: Lease) -> None:
        with self._debt.database.begin() as tx:
            conversations.renew(tx, lease, self._debt.clock.now())

    def _commit(self, turn: Turn, answer: Answer) -> None:
        """Everything the turn came to, in one transaction."""
        incoming = turn.incoming
        with self._debt.database.begin() as tx:
            conversations.release(tx, turn.lease)
            answer = let_out(tx, self._debt, incoming.conversation_id, answer)
            former, left = turn.tracker.events, answer.events
            remember(tx, self._debt, incoming.conversation_id, former, left)
            trackers.replace(tx, incoming.conversation_id, turn.tracker, left)
            self._send(tx, incoming, answer.replies or (self._apology,))
            row = _row(tx, incoming)
            row.waiting = False
            row.intent = answer.intent
            row.confidence = round(answer.confidence * 1000)
            self._debt.identity.touch(tx, incoming.conversation_id)

    def _send(
        self, tx: Session, incoming: Incoming, replies: tuple[Reply, ...]
    ) -> None:
        person = person_of(tx, self._debt, incoming.conversation_id)
        sender = BOT if person is None else SYSTEM
        now = self._debt.clock.now()
        for reply in replies:
            outbound = Outbound(sender, reply, person, at=now)
            messages.append(tx, incoming.conversation_id, outbound)

    def _put_back(self, turn: Turn) -> None:
        """Leave the message for another attempt, or give it to a person."""
        incoming = turn.incoming
        with self._debt.database.begin() as tx:
            now = self._debt.clock.now()
            conversations.renew(tx, turn.lease, now - LEASE + RETRY_AFTER)
            if turn.attempt < MAX_ATTEMPTS:
                return
            conversations.release(tx, turn.lease)
            _row(tx, incoming).waiting = False
            self._debt.handoff.request(
                tx, incoming.conversation_id, "turn_failed", f"{incoming.key}:failed"
            )
            self._send(tx, incoming, (self._apology,))


def _incoming(conversation: ConversationRow, row: MessageRow, locale: str) -> Incoming:
    return Incoming(
        conversation_id=conversation.id,
        seq=row.seq,
        channel=conversation.channel,
        locale=locale,
        text=row.text,
        meaning=row.understood,
    )


def _row(tx: Session, incoming: Incoming) -> MessageRow:
    return tx.get_one(MessageRow, (incoming.conversation_id, incoming.seq))
