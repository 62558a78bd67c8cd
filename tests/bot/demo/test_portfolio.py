"""The demo portfolio: what is drawn, what is stored, and that it adds up."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from itertools import accumulate
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from bot.demo.portfolio import PEOPLE, AlreadySeeded, is_seeded, seed_portfolio
from bot.demo.portfolio.case import AccountFile
from bot.demo.portfolio.named import named_cases
from bot.demo.portfolio.strangers import drawn_cases
from debt.identity import VerifiedDebtor
from debt.ledger import EntryKind, ReturnReason, balance
from debt.plan import PlanState
from debt.rights import BlockKind
from debt.store.tables import (
    AccountRow,
    BlockRow,
    ContactRow,
    CreditorRow,
    DebtorRow,
    EntryRow,
    PlanRow,
    PostingRow,
)
from tests.bot.demo.seeded import TODAY, Demo, empty_database, open_demo

ANY_DAY = st.dates(date(2024, 1, 1), date(2034, 12, 31))


@pytest.fixture(scope="module")
def portfolio(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """The portfolio as the demo ships it: 500 people."""
    demo = open_demo(tmp_path_factory.mktemp("portfolio") / "p.db", TODAY, 500)
    yield demo
    demo.debt.database.close()


# The whole portfolio


def test_five_hundred_people_owe_one_to_four_debts_to_seven_creditors(
    portfolio: Demo,
) -> None:
    with portfolio.debt.database.read() as tx:
        people = tx.scalar(select(func.count()).select_from(DebtorRow))
        creditors = tx.scalar(select(func.count(AccountRow.creditor_id.distinct())))
        debts = set(
            tx.scalars(select(func.count(AccountRow.id)).group_by(AccountRow.debtor_id))
        )

    assert people == 500
    assert creditors == 7
    assert debts == {1, 2, 3, 4}


def test_americans_owe_dollars_and_britons_owe_pounds(portfolio: Demo) -> None:
    with portfolio.debt.database.read() as tx:
        pairs = tx.execute(
            select(DebtorRow.locale, AccountRow.currency)
            .join(AccountRow, AccountRow.debtor_id == DebtorRow.id)
            .distinct()
        ).all()

    assert {tuple(each) for each in pairs} == {("en-GB", "GBP"), ("en-US", "USD")}


def test_the_portfolio_has_every_kind_of_trouble(portfolio: Demo) -> None:
    with portfolio.debt.database.read() as tx:
        entry_kinds = set(tx.scalars(select(EntryRow.kind).distinct()))
        reasons = set(tx.scalars(select(EntryRow.reason).distinct()))
        charged_off = tx.scalar(select(func.count(AccountRow.charged_off_on)))
        litigation = tx.scalar(select(func.count(AccountRow.litigation_on)))
        plans = set(tx.scalars(select(PlanRow.state)))
        blocks = set(tx.scalars(select(BlockRow.kind)))

    assert entry_kinds == {
        EntryKind.CHARGE,
        EntryKind.INTEREST,
        EntryKind.FEE,
        EntryKind.PAYMENT,
        EntryKind.RETURNED_PAYMENT,
    }
    assert {ReturnReason.CARD_EXPIRED, ReturnReason.INSUFFICIENT_FUNDS} <= reasons
    assert charged_off
    assert litigation
    assert plans == {PlanState.ACTIVE}
    assert blocks == {BlockKind.DISPUTE, BlockKind.HOLD}


def test_every_stored_entry_adds_up_to_nothing(portfolio: Demo) -> None:
    with portfolio.debt.database.read() as tx:
        sums = tx.scalars(
            select(func.sum(PostingRow.minor)).group_by(
                PostingRow.entry_id, PostingRow.currency
            )
        ).all()
        entries = tx.scalar(select(func.count()).select_from(EntryRow))

    assert len(sums) == entries
    assert set(sums) == {0}


def test_every_balance_is_the_sum_of_its_itemisation(portfolio: Demo) -> None:
    accounts = portfolio.debt.accounts
    with portfolio.debt.database.read() as tx:
        for row in tx.scalars(select(DebtorRow).limit(100)).all():
            debtor = VerifiedDebtor(row.id, row.name, row.locale, row.zone, "test")
            for each in accounts.of(tx, debtor):
                lines = accounts.breakdown(tx, debtor, each.account_id)
                owed = lines.opening + lines.charges + lines.interest + lines.fees

                assert owed - lines.payments == lines.total == each.balance
                assert each.balance.minor >= 0
                assert each.past_due <= each.balance


def test_plans_of_the_portfolio_are_under_way(portfolio: Demo) -> None:
    with portfolio.debt.database.read() as tx:
        owners = tx.execute(
            select(PlanRow.account_id, DebtorRow)
            .join(AccountRow, AccountRow.id == PlanRow.account_id)
            .join(DebtorRow, DebtorRow.id == AccountRow.debtor_id)
        ).all()
        missed = []
        for account_id, row in owners:
            debtor = VerifiedDebtor(row.id, row.name, row.locale, row.zone, "test")
            status = portfolio.debt.plans.current(tx, debtor, account_id)
            assert status is not None
            assert status.left.minor > 0
            assert status.paid + status.left == status.plan.terms.total
            missed.append(status.missed)

    assert {0, 1} <= set(missed) <= {0, 1, 2}


def test_references_are_unique_and_look_alike(portfolio: Demo) -> None:
    with portfolio.debt.database.read() as tx:
        references = tx.scalars(select(AccountRow.reference)).all()

    assert len(set(references)) == len(references)
    assert all(re.fullmatch(r"PL-\d{3}-\d{3}", each) for each in references)


def test_nobody_real_can_be_reached(portfolio: Demo) -> None:
    reserved = re.compile(
        r"\+447700900\d{3}|\+1[2-9]\d{2}55501\d{2}|[a-z.\d-]+@example\.(com|org)"
    )

    with portfolio.debt.database.read() as tx:
        addresses = tx.scalars(select(ContactRow.address)).all()

    assert [each for each in addresses if not reserved.fullmatch(each)] == []


def test_creditors_say_where_to_check_a_debt(portfolio: Demo) -> None:
    with portfolio.debt.database.read() as tx:
        information = tx.scalars(select(CreditorRow.information)).all()

    assert all(each.endswith(".example") for each in information)


# Drawing


def test_the_same_seed_and_day_draw_the_same_people() -> None:
    first, again = (list(drawn_cases(TODAY, 30, seed=7)) for _ in range(2))

    assert first == again
    assert first != list(drawn_cases(TODAY, 30, seed=8))


@given(day=ANY_DAY, seed=st.integers(0, 10_000))
@settings(max_examples=25, deadline=None)
def test_whatever_is_drawn_is_a_possible_past(day: date, seed: int) -> None:
    for case in drawn_cases(day, 5, seed):
        assert 1 <= len(case.files) <= 4
        for file in case.files:
            check_past(file, day)


@given(day=ANY_DAY)
@settings(max_examples=40, deadline=None)
def test_the_stories_of_the_six_hold_on_any_day(day: date) -> None:
    for case in named_cases(day):
        for file in case.files:
            check_past(file, day)


def check_past(file: AccountFile, today: date) -> None:
    """Nothing from today on, nothing out of order, never below zero."""
    days = [each.booking.booked_on for each in file.entries]
    dues = [each.due_on for each in file.statements]
    minors = [each.amount.minor for each in file.entries]

    assert days == sorted(days)
    assert file.account.opened_on <= days[0]
    assert days[-1] < today
    assert dues == sorted(set(dues))
    assert min(accumulate(minors)) >= 0
    assert len({each.booking.key for each in file.entries}) == len(days)
    if file.offer and file.plan:
        agreed_on = file.plan.agreed_on
        owed = [e for e in file.entries if e.booking.booked_on < agreed_on]
        assert file.offer.terms.total == balance(owed, file.account.currency)
        assert file.offer.schedule.total == file.offer.terms.total


# Seeding


def test_seeding_twice_is_refused_and_changes_nothing(tmp_path: Path) -> None:
    database = open_demo(tmp_path / "p.db", TODAY, 8).debt.database

    with pytest.raises(AlreadySeeded):
        seed_portfolio(database, TODAY, 20)

    with database.read() as tx:
        assert is_seeded(tx)
        assert tx.scalar(select(func.count()).select_from(DebtorRow)) == 8


def test_an_empty_database_is_not_seeded(tmp_path: Path) -> None:
    database = empty_database(tmp_path / "p.db")

    with database.read() as tx:
        assert not is_seeded(tx)


def test_fewer_people_than_the_six_are_refused(tmp_path: Path) -> None:
    database = empty_database(tmp_path / "p.db")

    with pytest.raises(ValueError, match="5"):
        seed_portfolio(database, TODAY, 5)


def test_progress_counts_the_people(tmp_path: Path) -> None:
    database = empty_database(tmp_path / "p.db")
    told: list[int] = []

    count = seed_portfolio(database, TODAY, 9, progress=told.append)

    assert count == 9
    assert told == list(range(1, 10))


def test_the_six_are_the_same_whatever_the_seed(tmp_path: Path) -> None:
    demos = [open_demo(tmp_path / f"{s}.db", TODAY, 9, seed=s) for s in (1, 2)]

    for person in PEOPLE:
        one, other = (each.explanations(person) for each in demos)
        assert one == other
