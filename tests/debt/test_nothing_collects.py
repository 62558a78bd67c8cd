"""Every way to collect passes the one check: a right that was used, an old debt."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy.orm import Session

from debt.autopay import Consent
from debt.errors import Blocked, OldDebt
from debt.ground import Wish
from debt.identity import VerifiedDebtor
from debt.rights import BlockKind
from debt.services import Debt
from debt.store.tables import AccountRow
from tests.debt.builders import CARD, TODAY, account, charge, gbp
from tests.debt.floor import CHAT, Floor
from tests.debt.paying import Payer, new_payer

Act = Callable[[], object]
LATER = TODAY + timedelta(days=7)


class Prepared:
    """Maria, and what she was shown before anything stopped it."""

    def __init__(self, floor: Floor, *, has_plan: bool) -> None:
        floor.has(
            charge("600.00", TODAY - timedelta(days=200)),
            account=account(charged_off_on=TODAY - timedelta(days=100)),
        )
        self.floor = floor
        self.payer: Payer | None = new_payer(floor) if has_plan else None
        self.maria = self.payer.maria if self.payer else floor.verified()

    def within(self, work: Callable[..., Any], *args: Any, **named: Any) -> Act:
        """The same work, in a transaction of its own."""

        def act() -> object:
            with self.floor.database.begin() as tx:
                return work(tx, self.maria, *args, **named)

        return act

    @property
    def debt(self) -> Debt:
        return self.floor.debt

    def due(self, number: int) -> Any:
        assert self.payer is not None
        return self.payer.due(number)


def _plan_offer(it: Prepared) -> Any:
    return it.within(it.debt.plans.propose, CARD.id, count=6)()


def _change(it: Prepared) -> Any:
    moved = it.due(2) + timedelta(days=1)
    return it.within(it.debt.plan_changes.move, CARD.id, it.due(2), moved)()


def _settlement(it: Prepared) -> Any:
    return it.within(it.debt.settlements.in_parts, CARD.id)()


def _consent(it: Prepared) -> Consent:
    return Consent(it.within(it.debt.autopay.propose, CARD.id)(), "You let us.", "1")  # type: ignore[arg-type]


# How each is done; what has to be shown before it is made while nothing stops it.
WITHOUT_PLAN: dict[str, Callable[[Prepared], Act]] = {
    "plans.offers": lambda it: it.within(it.debt.plans.offers, CARD.id),
    "plans.propose": lambda it: it.within(it.debt.plans.propose, CARD.id, count=6),
    "plans.propose_token": lambda it: it.within(it.debt.plans.propose_token, CARD.id),
    "plans.accept": lambda it: it.within(
        it.debt.plans.accept, _plan_offer(it).id, "yes"
    ),
    "promises.check": lambda it: it.within(
        it.debt.promises.check, CARD.id, gbp("40.00"), LATER
    ),
    "promises.make": lambda it: it.within(
        it.debt.promises.make, CARD.id, gbp("40.00"), LATER, "yes"
    ),
    "payments.start": lambda it: partial(
        it.debt.payments.start, it.maria, CARD.id, gbp("40.00"), "pay"
    ),
    "payments.check_open": lambda it: it.within(it.debt.payments.check_open, CARD.id),
    "payments.check": lambda it: it.within(
        it.debt.payments.check, CARD.id, gbp("40.00")
    ),
    "settlements.standing": lambda it: it.within(it.debt.settlements.standing, CARD.id),
    "settlements.offer": lambda it: it.within(
        it.debt.settlements.offer, CARD.id, _settlement(it).id
    ),
    "settlements.in_parts": lambda it: it.within(it.debt.settlements.in_parts, CARD.id),
    "settlements.bid": lambda it: it.within(
        it.debt.settlements.bid, CARD.id, gbp("300.00"), "bid"
    ),
    "agreements.accept": lambda it: it.within(
        it.debt.agreements.accept, _settlement(it).id, "yes"
    ),
}
WITH_PLAN: dict[str, Callable[[Prepared], Act]] = {
    "plan_changes.move": lambda it: it.within(
        it.debt.plan_changes.move, CARD.id, it.due(1), it.due(1) + timedelta(days=1)
    ),
    "plan_changes.skip": lambda it: it.within(
        it.debt.plan_changes.skip, CARD.id, it.due(1)
    ),
    "plan_changes.plan_again": lambda it: it.within(
        it.debt.plan_changes.plan_again, CARD.id, Wish(count=5)
    ),
    "plan_changes.accept": lambda it: it.within(
        it.debt.plan_changes.accept, _change(it).id, "yes"
    ),
    "autopay.propose": lambda it: it.within(it.debt.autopay.propose, CARD.id),
    "autopay.begin": lambda it: partial(
        it.debt.autopay.begin, it.maria, _consent(it), "auto"
    ),
}
COLLECTS = {**WITHOUT_PLAN, **WITH_PLAN}
# What these services do besides: they read, end something, or follow money that came.
HARMLESS = {
    "plans": {"offer", "agreed", "current", "latest", "history", "cancel"},
    "plan_changes": {"with_extra", "to_come", "proposal"},
    "promises": {"current", "withdraw", "due", "review", "latest_day"},
    "payments": {"receipt", "look_up", "settle"},
    "settlements": set(),
    "agreements": {"current", "cancel", "settle_if_complete", "under_way", "review"},
    "autopay": {
        *("current", "agreed", "covers", "on_its_way", "revoke"),
        *("take_in", "look_up", "forget_cards"),
    },
    # Each charge looks at the blocks itself, while the account is locked.
    "charging": {"charge_due", "send_again"},
}


def prepared(floor: Floor, name: str) -> tuple[Prepared, Act]:
    it = Prepared(floor, has_plan=name in WITH_PLAN)
    return it, COLLECTS[name](it)


def blocks(floor: Floor, maria: VerifiedDebtor, kind: BlockKind) -> str:
    with floor.database.begin() as tx:
        block = floor.debt.rights.set_block(tx, maria, kind, None, "", "k", CHAT)
    return block.reference


def test_every_method_of_these_services_is_known(floor: Floor) -> None:
    """A new one has to be judged: does it collect, or why not?"""
    known = {f"{name}.{each}" for name, all_ in HARMLESS.items() for each in all_}
    found = {
        f"{name}.{method}"
        for name in HARMLESS
        for method, _ in inspect.getmembers(
            type(getattr(floor.debt, name)), inspect.isfunction
        )
        if not method.startswith("_")
    }

    assert found - known == set(COLLECTS)


@pytest.mark.parametrize("name", COLLECTS)
def test_nothing_is_collected_before_all_that_stops_it_is_over(
    floor: Floor, name: str
) -> None:
    it, act = prepared(floor, name)
    with floor.database.begin() as tx:
        tx.get_one(AccountRow, CARD.id).limitation_on = TODAY

    with pytest.raises(OldDebt):
        act()

    with floor.database.begin() as tx:
        floor.debt.old_debts.confirm(tx, it.maria, CARD.id, "1", "told")
    reference = blocks(floor, it.maria, BlockKind.CEASE)
    with pytest.raises(Blocked) as stopped:
        act()
    assert stopped.value.reference == reference

    with floor.database.begin() as tx:
        floor.debt.rights.lift(tx, reference)
    act()


@pytest.mark.parametrize("kind", BlockKind)
def test_no_instalment_is_charged_under_a_block(floor: Floor, kind: BlockKind) -> None:
    it = Prepared(floor, has_plan=True)
    payer = it.payer
    assert payer is not None
    payer.authorise()
    blocks(floor, it.maria, kind)
    payer.day_comes(payer.due(0))

    payer.charge()

    assert payer.charges() == []
    current = payer.current()
    assert current is not None
    ended = kind in (BlockKind.BANKRUPTCY, BlockKind.DECEASED)
    assert current.is_active is not ended


def test_what_is_told_in_one_conversation_counts_in_no_other(floor: Floor) -> None:
    it = Prepared(floor, has_plan=False)
    with floor.database.begin() as tx:
        tx.get_one(AccountRow, CARD.id).limitation_on = TODAY
        floor.debt.old_debts.confirm(tx, it.maria, CARD.id, "1", "told")
    elsewhere = floor.verified(chat="chat-2")

    def begin(tx: Session) -> None:
        floor.debt.payments.check_open(tx, elsewhere, CARD.id)

    with floor.database.begin() as tx, pytest.raises(OldDebt):
        begin(tx)
