"""The scheduler's process: work that is due by the clock, not by a message."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from time import sleep

import structlog
from sqlalchemy import delete

from bot.desk.agents import LONGEST_SESSION
from bot.engine.unfinished import forget_old_tasks
from bot.heartbeat import beat
from bot.inbox import Inbox
from bot.metrics import ALARMS
from bot.store import jobs
from bot.store.tables import AgentSessionRow
from debt.services import Debt
from debt.services.plan_reviews import PlanReviewService
from debt.services.promises import PromiseService
from debt.store.notices import delete_old_notices

log = structlog.get_logger()

TICK_SECONDS = 5.0
# Longer than SQLite waits between two looks at a lock, mostly.
_PAUSE_SECONDS = 0.03
# A payment that was refunded or disputed later than this is heard of by its event.
RECONCILED = timedelta(days=30)


@dataclass(frozen=True)
class Job:
    """Something that is done again and again; doing it twice changes nothing."""

    name: str
    every: timedelta
    run: Callable[[Debt], None]


def look_up_payments(debt: Debt) -> None:
    """Ask the card provider about payments whose event has not come.

    An event can be lost; the answer to "did it arrive?" must not depend on it.
    """
    inbox = Inbox(debt)
    debt.payments.look_up(inbox.put_payment, inbox.put_card)


def accrue_interest(debt: Debt) -> None:
    """Book interest where the contract has any, a few accounts to a transaction."""
    after: str | None = ""
    while after is not None:
        with debt.database.begin() as tx:
            after = debt.interest.accrue_due(tx, after)
        _let_others_write(debt)


def charge_instalments(debt: Debt) -> None:
    """Charge what people have authorised, and let go of cards they took back."""
    debt.charging.charge_due(Inbox(debt).put_payment)
    debt.autopay.forget_cards()


def send_refunds(debt: Debt) -> None:
    """Send back what was ordered to be refunded."""
    debt.refunds.send_ordered(Inbox(debt).put_payment)


def reconcile(debt: Debt) -> None:
    """Compare the last days with the card provider; what differs raises an alarm."""
    debt.reconciliation.raise_alarms(debt.clock.now() - RECONCILED)


def tell_alarms(debt: Debt) -> None:
    """Let monitoring know of new alarms, each of them once."""
    with debt.database.begin() as tx:
        alarms = debt.reconciliation.take_untold(tx)
    for each in alarms:
        ALARMS.labels(each.kind.value).inc()
        log.error(
            "alarm", kind=each.kind.value, reference=each.reference, detail=each.detail
        )


def forget_secrets(debt: Debt) -> None:
    """Delete one-time codes, desk logins and tasks that have long run out."""
    now = debt.clock.now()
    ended = delete(AgentSessionRow).where(
        AgentSessionRow.started_at < now - LONGEST_SESSION
    )
    with debt.database.begin() as tx:
        delete_old_notices(tx, now)
        forget_old_tasks(tx, now)
        tx.execute(ended)


def review_plans(debt: Debt) -> None:
    """Find out which instalments were missed, and which promises were not kept."""
    for service in (debt.plan_reviews, debt.promises):
        batch = [""]
        while batch:
            with debt.database.read() as tx:
                batch = service.due(tx, batch[-1])
            for each in batch:
                _review(debt, service, each)


def _review(debt: Debt, service: PlanReviewService | PromiseService, id: str) -> None:
    """Each in its own transaction: one that fails must not keep the others waiting."""
    try:
        with debt.database.begin() as tx:
            service.review(tx, id)
    except Exception:
        log.exception("review.failed", id=id)
    _let_others_write(debt)


def _let_others_write(debt: Debt) -> None:
    """SQLite has one writer and no queue: one that never pauses keeps others out."""
    if debt.database.is_sqlite:
        sleep(_PAUSE_SECONDS)


def review_settlements(debt: Debt) -> None:
    """Find out which settlements in parts have lapsed, account by account."""
    with debt.database.read() as tx:
        under_way = debt.agreements.under_way(tx)
    for account_id in under_way:
        try:
            with debt.database.begin() as tx:
                debt.agreements.review(tx, account_id)
        except Exception:
            log.exception("settlement.review_failed", account=account_id)
        _let_others_write(debt)


def watch_requests(debt: Debt) -> None:
    """Warn of requests by right whose day is near and that nobody has answered."""
    with debt.database.begin() as tx:
        debt.requests.warn(tx)


JOBS = (
    Job("look_up_payments", timedelta(minutes=1), look_up_payments),
    Job("accrue_interest", timedelta(minutes=15), accrue_interest),
    Job("review_plans", timedelta(hours=1), review_plans),
    Job("review_settlements", timedelta(hours=1), review_settlements),
    Job("charge_instalments", timedelta(minutes=1), charge_instalments),
    Job("send_refunds", timedelta(minutes=1), send_refunds),
    Job("watch_requests", timedelta(hours=1), watch_requests),
    Job("tell_alarms", timedelta(minutes=1), tell_alarms),
    Job("reconcile", timedelta(days=1), reconcile),
    Job("forget_secrets", timedelta(hours=1), forget_secrets),
)


class Scheduler:
    """Runs jobs as they fall due; any number of schedulers may run at once."""

    def __init__(self, debt: Debt, jobs: Sequence[Job] = JOBS) -> None:
        self._debt = debt
        self._jobs = jobs

    def run_due(self) -> list[str]:
        """Run every job that is due now; returns their names."""
        return [job.name for job in self._jobs if self._run_if_due(job)]

    def _run_if_due(self, job: Job) -> bool:
        database, clock = self._debt.database, self._debt.clock
        with database.begin() as tx:
            if not jobs.take_due(tx, job.name, job.every, clock.now()):
                return False
        try:
            job.run(self._debt)
        except Exception:
            # A job that fails must not keep the others from running.
            log.exception("job.failed", job=job.name)
        with database.begin() as tx:
            jobs.finish(tx, job.name)
        return True


async def run_scheduler(debt: Debt) -> None:
    """Run until the process is asked to end."""
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopping.set)
    scheduler = Scheduler(debt)
    log.info("scheduler.ready")
    beating = asyncio.create_task(beat(debt, "scheduler"))
    while not stopping.is_set():
        await asyncio.to_thread(scheduler.run_due)
        with suppress(asyncio.TimeoutError):
            await asyncio.wait_for(stopping.wait(), TICK_SECONDS)
    beating.cancel()
