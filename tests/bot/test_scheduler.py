"""Recurring jobs: each runs once when it is due, whoever else is running."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.desk.agents import LONGEST_SESSION, Agents
from bot.scheduler import (
    JOBS,
    Job,
    Scheduler,
    forget_secrets,
    look_up_payments,
    review_plans,
)
from bot.store import jobs
from bot.store.jobs import LEASE
from bot.store.tables import AgentSessionRow
from debt.identity import VerifiedDebtor
from debt.plan import Plan
from debt.services import Debt
from debt.services.plan_reviews import PlanReviewService
from debt.store import plans
from tests.bot.talk import Talk
from tests.bot.test_agents import EMAIL, PASSWORD, QUICK
from tests.debt.builders import CARD, TODAY, account, charge, debtor
from tests.debt.floor import Floor, race
from tests.debt.till import OWED, Till

MINUTE = timedelta(minutes=1)


class Tally:
    """A job that counts its runs."""

    def __init__(self) -> None:
        self.runs = 0
        self._lock = threading.Lock()

    def __call__(self, debt: Debt) -> None:
        with self._lock:
            self.runs += 1


def job(run: Callable[[Debt], None], name: str = "tally") -> Job:
    return Job(name, MINUTE, run)


def broken(debt: Debt) -> None:
    raise RuntimeError("broken")


def test_a_job_runs_when_it_is_due_and_not_before(floor: Floor) -> None:
    tally = Tally()
    scheduler = Scheduler(floor.debt, [job(tally)])

    ran = []
    for _ in range(5):
        ran.append(scheduler.run_due())
        floor.clock.advance(MINUTE / 2)

    assert ran == [["tally"], [], ["tally"], [], ["tally"]]
    assert tally.runs == 3


def test_of_many_schedulers_one_runs_it(floor: Floor) -> None:
    tally = Tally()

    for _ in range(3):
        results = race(8, lambda _: Scheduler(floor.debt, [job(tally)]).run_due())
        assert [each for each in results if isinstance(each, Exception)] == []
        floor.clock.advance(MINUTE)

    assert tally.runs == 3


def test_a_job_that_goes_wrong_does_not_stop_the_others(floor: Floor) -> None:
    tally = Tally()
    scheduler = Scheduler(floor.debt, [job(broken, "broken"), job(tally)])

    scheduler.run_due()
    floor.clock.advance(MINUTE)
    scheduler.run_due()

    assert tally.runs == 2


def test_a_job_of_a_dead_scheduler_is_taken_over(floor: Floor) -> None:
    tally = Tally()
    with floor.database.begin() as tx:
        jobs.take_due(tx, "tally", MINUTE, floor.clock.now())  # and the process dies
    scheduler = Scheduler(floor.debt, [job(tally)])

    floor.clock.advance(MINUTE)
    assert scheduler.run_due() == []
    floor.clock.advance(LEASE)
    assert scheduler.run_due() == ["tally"]


def test_every_job_of_ours_runs_on_an_empty_database(floor: Floor) -> None:
    assert Scheduler(floor.debt).run_due() == [job.name for job in JOBS]


def test_a_payment_whose_event_was_lost_is_found(talk: Talk) -> None:
    floor = talk.floor
    floor.has(OWED)
    till = Till(floor, floor.verified(chat=talk.conversation))
    till.start()
    floor.cards.become("co_1", "paid")

    look_up_payments(floor.debt)
    look_up_payments(floor.debt)

    told = [row.understood for row in talk.all() if row.understood]
    names = [each["intent"]["name"] for each in told]
    assert names.count("EXTERNAL_payment_succeeded") == 1


def test_logins_that_have_ended_are_deleted(floor: Floor) -> None:
    agents = Agents(floor.database, floor.clock, QUICK)
    agents.add(EMAIL, "Sam", PASSWORD)
    agents.log_in(EMAIL, PASSWORD)
    floor.clock.advance(LONGEST_SESSION + MINUTE)
    kept = agents.log_in(EMAIL, PASSWORD)

    forget_secrets(floor.debt)

    with floor.database.read() as tx:
        assert len(tx.scalars(select(AgentSessionRow)).all()) == 1
    assert agents.agent_of(kept)


def test_plans_are_reviewed_and_one_that_fails_keeps_no_other_waiting(
    floor: Floor,
) -> None:
    ana, loan = debtor(id="ana"), account(id="loan", reference="2", debtor_id="ana")
    floor.has(OWED)
    floor.also(ana, loan, charge("90.00", TODAY, owner="loan"))
    agreed = [
        agree(floor, floor.verified(), CARD.id),
        agree(floor, floor.verified(ana, loan, "chat-2"), "loan"),
    ]
    floor.clock.advance(timedelta(days=1))
    first, second = sorted(agreed)
    reviews = FailingReviews(floor.debt.plan_reviews.books, failing=first)

    review_plans(replace(floor.debt, plan_reviews=reviews))

    with floor.database.read() as tx:
        assert floor.debt.plan_reviews.due(tx) == [first]
        assert plans.plan_with_id(tx, second).reviewed_on == TODAY + timedelta(days=1)


def agree(floor: Floor, debtor: VerifiedDebtor, account_id: str) -> str:
    with floor.database.begin() as tx:
        offer = floor.debt.plans.offers(tx, debtor, account_id)[0]
        return floor.debt.plans.accept(tx, debtor, offer.id, account_id).id


@dataclass(frozen=True)
class FailingReviews(PlanReviewService):
    """Reviews that stumble over one plan."""

    failing: str = ""

    def review(self, tx: Session, plan_id: str) -> Plan:
        if plan_id == self.failing:
            raise RuntimeError(plan_id)
        return super().review(tx, plan_id)
