"""What an operator is told about somebody is what that person would be offered."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from debt.errors import PlanRefusal, UnknownAccount
from debt.plan import Pace
from debt.policy import read_policy
from debt.rights import BlockKind
from debt.services.outlook import Outlook, OutlookService
from debt.store.tables import Base
from tests.debt.builders import CARD, MARIA, TODAY, account, charge, debtor
from tests.debt.floor import CHAT, Floor

OWED = charge("600.00", TODAY)
POLICY = """\
[[rule]]
creditor = "halden"
phase = "soft"
plan.offer_months = [2, 4]
plan.bot_months = 4
promise.days = 21
settlement.lump_percent = 25
settlement.floor_percent = 25
"""


def service(floor: Floor, text: str = "") -> OutlookService:
    """As the floor's own, under another policy."""
    own = floor.debt.outlook
    books = replace(own.books, policy=read_policy(text).policy)
    return replace(
        own,
        books=books,
        plans=replace(own.plans, books=books),
        settlements=replace(own.settlements, books=books),
    )


def outlooks(
    floor: Floor, who: str = MARIA.id, reference: str | None = None, policy: str = ""
) -> tuple[Outlook, ...]:
    with floor.database.begin() as tx:
        return service(floor, policy).of(tx, who, reference)


def rows(floor: Floor) -> dict[str, int]:
    with floor.database.read() as tx:
        return {
            name: tx.scalar(select(func.count()).select_from(table)) or 0
            for name, table in Base.metadata.tables.items()
        }


def test_it_is_what_the_person_would_be_offered(floor: Floor) -> None:
    floor.has(OWED)
    (outlook,) = outlooks(floor)

    with floor.database.begin() as tx:
        offered = floor.debt.plans.offers(tx, floor.verified(), CARD.id)

    assert [each.schedule for each in outlook.plans] == [o.schedule for o in offered]
    assert outlook.settlement is None
    assert outlook.promise_until == TODAY + timedelta(days=14)
    assert outlook.blocked is outlook.no_plan is None


def test_it_changes_nothing(floor: Floor) -> None:
    floor.has(OWED)
    before = rows(floor)

    (outlook,) = outlooks(floor, policy=POLICY)

    assert outlook.plans
    assert outlook.settlement

    assert rows(floor) == before


def test_it_names_the_line_that_decides(floor: Floor) -> None:
    floor.has(OWED)
    (outlook,) = outlooks(floor, policy=POLICY)

    assert {each.pace: len(each.schedule.instalments) for each in outlook.plans} == {
        Pace.QUICKER: 2,
        Pace.GENTLER: 4,
    }
    assert outlook.sources["plan.offer_months"].line == 4
    assert outlook.sources["promise.days"].line == 6
    assert "plan.grace_days" not in outlook.sources
    assert outlook.promise_until == TODAY + timedelta(days=21)
    assert outlook.settlement is not None
    assert outlook.settlement.percent_off == 25


def test_what_is_blocked_is_offered_nothing(floor: Floor) -> None:
    floor.has(OWED)
    maria = floor.verified()
    with floor.database.begin() as tx:
        floor.debt.rights.set_block(
            tx, maria, BlockKind.DISPUTE, CARD.id, "", "key", CHAT
        )

    (outlook,) = outlooks(floor)

    assert outlook.blocked is not None
    assert outlook.blocked.kind is BlockKind.DISPUTE
    assert (outlook.plans, outlook.settlement, outlook.no_plan) == ((), None, None)


def test_it_says_why_there_is_no_plan(floor: Floor) -> None:
    floor.has(OWED, account=account(litigation_on=TODAY))

    (outlook,) = outlooks(floor)

    assert outlook.no_plan is PlanRefusal.PERSON_ONLY
    assert outlook.plans == ()
    built_in = outlook.sources["plan.bot_months"]
    assert built_in.line is None
    assert built_in.value == 0


def test_a_person_is_found_by_id_or_by_a_reference(floor: Floor) -> None:
    floor.has(OWED)
    tom = debtor(id="tom")
    floor.also(tom, account(id="loan", reference="HB-7", debtor_id="tom"))
    floor.also(debtor(id="eve"), account(id="third", reference="HB-8", debtor_id="eve"))

    def found(who: str, reference: str | None = None) -> list[str]:
        return [each.account.id for each in outlooks(floor, who, reference)]

    assert found("maria") == found("hb 2210 4471") == found("maria", "HB-2210-4471")
    assert found("tom") == ["loan"]
    for who, reference in [("nobody", None), ("maria", "HB-7"), ("maria", "HB-9")]:
        with pytest.raises(UnknownAccount):
            found(who, reference)
