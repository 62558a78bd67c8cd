"""Whatever happens to a plan, in any order, what must hold of it holds."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import count, pairwise

import httpx
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from debt.errors import Blocked, ChangeNotAllowed, OfferExpired, PlanNotAllowed
from debt.ground import Wish
from debt.ledger import reverse
from debt.money import Money
from debt.plan import Plan, PlanState
from debt.plan_log import replay
from debt.rights import BlockKind
from debt.schedule import Frequency
from debt.store import ledger, plans
from tests.databases import Renew
from tests.debt.builders import CARD, TODAY, booking, charge, gbp, payment
from tests.debt.card_server import CardServer
from tests.debt.floor import CHAT, Floor, build_floor

DAY = timedelta(days=1)
REFUSED = (PlanNotAllowed, ChangeNotAllowed, OfferExpired)


class PlanMachine(RuleBasedStateMachine):
    """One person, one account, and everything that can happen to its plans."""

    floor: Floor

    def __init__(self) -> None:
        super().__init__()
        self.numbers = count(1)
        self.paid: list[str] = []
        self.block: str | None = None
        self.balances: dict[str, Money] = {}
        self.floor.has(charge("300.00", TODAY - timedelta(days=30)))
        self.maria = self.floor.verified()

    @property
    def in_force(self) -> Plan | None:
        with self.floor.database.read() as tx:
            return plans.plan_in_force(tx, CARD.id)

    def key(self) -> str:
        return f"key-{next(self.numbers)}"

    @rule(instalments=st.integers(2, 6), frequency=st.sampled_from(Frequency))
    def agree(self, instalments: int, frequency: Frequency) -> None:
        self._agree(Wish(count=instalments, frequency=frequency), again=False)

    @rule(instalments=st.integers(2, 6))
    def plan_again(self, instalments: int) -> None:
        self._agree(Wish(count=instalments), again=True)

    def _agree(self, wish: Wish, *, again: bool) -> None:
        debt, balance = self.floor.debt, self.floor.balance()
        try:
            with self.floor.database.begin() as tx:
                if again:
                    make = debt.plan_changes.plan_again
                    offer = make(tx, self.maria, CARD.id, wish)
                else:
                    offer = debt.plans.propose(
                        tx,
                        self.maria,
                        CARD.id,
                        count=wish.count,
                        frequency=wish.frequency,
                    )
                plan = debt.plans.accept(tx, self.maria, offer.id, self.key())
        except REFUSED:
            pass
        except Blocked:
            assert self.block
        else:
            self.balances[plan.id] = balance

    @precondition(lambda self: self.in_force)
    @rule(place=st.integers(0, 5), days=st.integers(-3, 20), skips=st.booleans())
    def change(self, place: int, days: int, skips: bool) -> None:
        plan = self.in_force
        assert plan is not None
        due = plan.schedule.instalments[place % plan.terms.count].due
        changes = self.floor.debt.plan_changes
        try:
            with self.floor.database.begin() as tx:
                if skips:
                    proposal = changes.skip(tx, self.maria, CARD.id, due)
                else:
                    to = due + days * DAY
                    proposal = changes.move(tx, self.maria, CARD.id, due, to)
                changed = changes.accept(tx, self.maria, proposal.id, self.key())
        except REFUSED:
            pass
        except Blocked:
            assert self.block
        else:
            assert changed.schedule == proposal.change.schedule

    @rule(pounds=st.integers(1, 120))
    def pay(self, pounds: int) -> None:
        amount = min(gbp(f"{pounds}.00"), self.floor.balance())
        if amount:
            now, key = self.floor.clock.now(), self.key()
            paid = payment(str(amount.decimal), now.date(), occurred_at=now)
            with self.floor.database.begin() as tx:
                ledger.record(tx, replace(paid, id=key), now)
                self.floor.debt.plan_reviews.follow_payment(tx, CARD)
            self.paid.append(key)

    @precondition(lambda self: self.paid)
    @rule()
    def take_back(self) -> None:
        key, now = self.paid.pop(), self.floor.clock.now()
        (paid,) = [each for each in self.floor.entries() if each.id == key]
        with self.floor.database.begin() as tx:
            back = reverse(paid, f"back-{key}", booking(now.date(), occurred_at=now))
            ledger.record(tx, back, now)
            self.floor.debt.plan_reviews.follow_payment(tx, CARD)

    @rule(days=st.integers(1, 25), reviewed=st.booleans())
    def wait(self, days: int, reviewed: bool) -> None:
        self.floor.clock.advance(days * DAY)
        self.maria = self.floor.verified()
        if reviewed:
            self._review()
            before = self._logs()
            self._review()
            assert self._logs() == before

    def _review(self) -> None:
        reviews = self.floor.debt.plan_reviews
        plan = self.in_force
        with self.floor.database.begin() as tx:
            for plan_id in reviews.due(tx):
                after = reviews.review(tx, plan_id)
                assert plan is not None
                assert not self.block or after.state is plan.state

    @precondition(lambda self: self.block is None)
    @rule()
    def begin_block(self) -> None:
        kind, key = BlockKind.BREATHING_SPACE, self.key()
        with self.floor.database.begin() as tx:
            self.block = self.floor.debt.rights.set_block(
                tx, self.maria, kind, None, "", key, CHAT
            ).reference

    @precondition(lambda self: self.block)
    @rule()
    def end_block(self) -> None:
        assert self.block is not None
        with self.floor.database.begin() as tx:
            self.floor.debt.rights.lift(tx, self.block)
        self.block = None

    @rule()
    def cancel(self) -> None:
        try:
            with self.floor.database.begin() as tx:
                self.floor.debt.plans.cancel(tx, self.maria, CARD.id, self.key())
        except PlanNotAllowed:
            assert self.in_force is None

    def _plans(self) -> list[Plan]:
        with self.floor.database.read() as tx:
            return [plans.plan_with_id(tx, plan_id) for plan_id in self.balances]

    def _logs(self) -> list[object]:
        with self.floor.database.read() as tx:
            history = self.floor.debt.plans.history
            return [history(tx, self.maria, plan_id) for plan_id in self.balances]

    @invariant()
    def instalments_come_to_the_total_which_is_no_more_than_was_owed(self) -> None:
        for plan in self._plans():
            lines = plan.schedule.instalments
            assert plan.schedule.total == plan.terms.total == self.balances[plan.id]
            assert all(one.due < next_.due for one, next_ in pairwise(lines))

    @invariant()
    def at_most_one_plan_is_in_force(self) -> None:
        assert sum(plan.is_in_force for plan in self._plans()) <= 1

    @invariant()
    def every_log_leads_to_the_state_of_its_plan(self) -> None:
        with self.floor.database.read() as tx:
            for plan in self._plans():
                log = self.floor.debt.plans.history(tx, self.maria, plan.id)
                assert replay(log) is plan.state
                assert (plan.ended_at is None) == plan.is_in_force
                at_risk = plan.state is PlanState.AT_RISK
                assert (plan.notice_on is not None) == at_risk


@pytest.fixture(scope="session")
def machine(
    sqlite: Renew, card_server: CardServer, client: httpx.Client
) -> type[PlanMachine]:
    class Machine(PlanMachine):
        def __init__(self) -> None:
            self.floor = build_floor(sqlite(), card_server, client)
            super().__init__()

    return Machine


def test_whatever_happens_to_a_plan_the_rules_hold(machine: type[PlanMachine]) -> None:
    run_state_machine_as_test(
        machine, settings=settings(max_examples=12, stateful_step_count=20)
    )
