"""Reasons in cases that are easy to get wrong, and what each amount really changes."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from debt.account import Account, Phase
from debt.arrears import Statement
from debt.delinquency import Explanation, Fact, FactKind, Standing, explain
from debt.ledger import Entry, EntryKind, ReturnReason
from debt.money import Money
from tests.debt.builders import (
    CARD,
    account,
    charge,
    entry,
    fee,
    gbp,
    payment,
    returned,
    statement,
)

AS_OF = date(2026, 11, 23)
DAY = timedelta(days=1)
OCTOBER, NOVEMBER = date(2026, 10, 1), date(2026, 11, 1)
BOUGHT = charge("600.00", date(2026, 8, 1))
NOTHING = gbp("0.00")


def explained(*entries: Entry, owner: Account = CARD) -> Explanation:
    history = sorted([BOUGHT, *entries], key=lambda each: each.booking.booked_on)
    return explain(owner, [statement(OCTOBER), statement(NOVEMBER)], history, AS_OF)


def facts(explanation: Explanation, kind: FactKind) -> list[Fact]:
    return [each for each in explanation.facts if each.kind is kind]


@st.composite
def cases(draw: st.DrawFn) -> tuple[Account, list[Statement], list[Entry]]:
    """Statements, charges, payments that may come back, write-offs and fees."""
    start = AS_OF - timedelta(days=200)
    dues = draw(st.lists(st.integers(1, 230), unique=True, max_size=7))
    statements = [
        Statement(start + due * DAY, Money(draw(st.integers(0, 9_000)), "GBP"))
        for due in sorted(dues)
    ]
    kinds = st.sampled_from(
        [EntryKind.PAYMENT, EntryKind.PAYMENT, EntryKind.WRITE_OFF, EntryKind.FEE]
    )
    history = [charge(f"{draw(st.integers(1, 600))}.00", start)]
    for offset in draw(st.lists(st.integers(0, 200), max_size=8)):
        amount = f"{draw(st.integers(1, 9_000)) / 100:.2f}"
        made = entry(draw(kinds), amount, start + offset * DAY)
        history.append(made)
        if draw(st.booleans()):
            history.append(returned(made, min(start + (offset + 3) * DAY, AS_OF)))
    done = st.none() | st.just(AS_OF - 10 * DAY) | st.just(AS_OF + DAY)
    owner = account(
        opened_on=start, charged_off_on=draw(done), litigation_on=draw(done)
    )
    return owner, statements, sorted(history, key=lambda e: e.booking.booked_on)


Case = tuple[Account, list[Statement], list[Entry]]


def paying(case: Case, amount: Money) -> Standing:
    """Where the account really stands after a payment on the same day."""
    owner, statements, history = case
    if amount:
        history = [*history, payment(str(amount.decimal), AS_OF)]
    return explain(owner, statements, history, AS_OF).now


@given(case=cases())
def test_each_amount_changes_exactly_what_is_said(case: Case) -> None:
    told = explain(*case, AS_OF)

    assert paying(case, told.step_down) == told.after_step_down
    assert paying(case, told.cure) == told.after_cure
    assert paying(case, told.full) == told.after_full


@given(case=cases())
def test_stepping_down_is_a_better_bucket_and_no_penny_less_would_do(
    case: Case,
) -> None:
    told = explain(*case, AS_OF)

    if told.now.bucket:
        assert told.after_step_down.bucket < told.now.bucket
    charged_off_on = case[0].charged_off_on or date.max
    if told.now.bucket and charged_off_on > AS_OF:
        less = told.step_down - Money(1, "GBP")
        assert paying(case, less).bucket == told.now.bucket


@given(case=cases())
def test_catching_up_leaves_nothing_late_and_all_of_it_leaves_nothing(
    case: Case,
) -> None:
    told = explain(*case, AS_OF)

    assert (told.after_cure.days_past_due, told.after_cure.past_due) == (0, NOTHING)
    assert told.after_full.balance == NOTHING
    assert NOTHING <= told.step_down <= told.cure <= told.full


@given(case=cases())
def test_every_fact_is_on_record(case: Case) -> None:
    _, statements, history = case
    known, dues = {each.id for each in history}, {each.due_on for each in statements}

    for fact in explain(*case, AS_OF).facts:
        assert fact.entry_ids or fact.due_on
        assert known.issuperset(fact.entry_ids)
        assert fact.due_on is None or fact.due_on in dues
        assert fact.amount.minor > 0


def test_a_credit_makes_good_what_was_late() -> None:
    goodwill = entry(EntryKind.ADJUSTMENT, "-25.00", date(2026, 11, 10))

    told = explained(goodwill)

    assert told.cure == gbp("25.00")
    assert facts(told, FactKind.LATE)[0].entry_ids == (goodwill.id,)
    assert facts(told, FactKind.LAST_PAYMENT) == []


def test_a_part_written_off_is_no_longer_late() -> None:
    told = explained(entry(EntryKind.WRITE_OFF, "50.00", date(2026, 11, 10)))

    assert (told.cure, told.full) == (NOTHING, gbp("550.00"))


def test_a_fee_that_was_waived_is_neither_a_reason_nor_a_payment() -> None:
    charged = fee("12.00", date(2026, 10, 6))

    told = explained(charged, returned(charged, date(2026, 10, 8)))

    assert facts(told, FactKind.FEE) == []
    assert told.cure == gbp("50.00")


def test_a_fee_names_the_instalment_or_the_payment_it_was_charged_for() -> None:
    bounced = payment("25.00", OCTOBER)
    back = returned(bounced, date(2026, 10, 3), ReturnReason.INSUFFICIENT_FUNDS)
    for_return = fee("10.00", date(2026, 10, 4), caused_by=back.id)
    for_miss = fee("12.00", date(2026, 11, 6), missed_on=NOVEMBER)

    told = explained(bounced, back, for_return, for_miss)

    first, second = facts(told, FactKind.FEE)
    assert (first.caused_by, first.due_on) == (back.id, None)
    assert (second.caused_by, second.due_on) == (None, NOVEMBER)


def test_a_refund_is_a_payment_that_came_back() -> None:
    paid = payment("25.00", OCTOBER)
    back = returned(paid, date(2026, 10, 9), ReturnReason.REFUNDED)

    told = explained(paid, back)

    assert [each.reason for each in facts(told, FactKind.RETURNED)] == [
        ReturnReason.REFUNDED
    ]
    assert told.cure == gbp("50.00")


def test_each_of_several_returned_payments_is_told() -> None:
    tries = [payment("25.00", OCTOBER + n * DAY) for n in (0, 7, 14)]
    backs = [returned(each, each.booking.booked_on + 2 * DAY) for each in tries]

    told = explained(*tries, *backs)

    assert [each.entry_id for each in facts(told, FactKind.RETURNED)] == [
        each.id for each in backs
    ]
    assert told.days_past_due == (AS_OF - OCTOBER).days


def test_a_return_that_was_a_mistake_leaves_the_payment_standing() -> None:
    paid = payment("25.00", OCTOBER)
    back = returned(paid, date(2026, 10, 3))
    mistaken = returned(back, date(2026, 10, 5))

    told = explained(paid, back, mistaken)

    assert facts(told, FactKind.RETURNED) == []
    assert facts(told, FactKind.LAST_PAYMENT)[0].entry_id == paid.id
    assert told.cure == gbp("25.00")


def test_a_short_instalment_names_what_paid_a_part_of_it() -> None:
    paid = [payment("10.00", OCTOBER - DAY), payment("5.00", OCTOBER)]

    short = facts(explained(*paid), FactKind.SHORT)[0]

    assert short.entry_ids == tuple(each.id for each in paid)
    assert (short.amount, short.due_on) == (gbp("10.00"), OCTOBER)


def test_interest_booked_every_day_is_one_fact_a_month() -> None:
    days = [date(2026, 10, 30) + n * DAY for n in range(4)]
    daily = [entry(EntryKind.INTEREST, "0.30", day) for day in days]

    told = facts(explained(*daily), FactKind.INTEREST)

    assert [(each.on, each.amount) for each in told] == [
        (date(2026, 10, 31), gbp("0.60")),
        (date(2026, 11, 2), gbp("0.60")),
    ]
    assert told[0].entry_ids == (daily[0].id, daily[1].id)


def test_an_overpaid_account_is_not_behind() -> None:
    told = explained(payment("700.00", date(2026, 11, 20)))

    assert (told.full, told.cure, told.days_past_due) == (NOTHING, NOTHING, 0)
    assert not told.cause_recorded


def test_a_charge_off_still_to_come_changes_nothing_yet() -> None:
    told = explained(owner=account(charged_off_on=AS_OF + DAY))

    assert told.phase is Phase.SOFT
    assert told.cure == gbp("50.00")


def test_after_charge_off_paying_all_of_it_ends_it_but_the_phase_stays() -> None:
    told = explained(owner=account(charged_off_on=NOVEMBER))

    assert told.after_cure == Standing(NOTHING, NOTHING, 0, Phase.RECOVERY)


@pytest.mark.parametrize(
    ("as_of", "late"), [(date(2024, 3, 1), 1), (date(2025, 2, 28), 365)]
)
def test_a_statement_due_on_a_leap_day_is_late_from_the_day_after(
    as_of: date, late: int
) -> None:
    lent = charge("600.00", date(2024, 1, 1))

    told = explain(CARD, [statement(date(2024, 2, 29))], [lent], as_of)

    assert told.days_past_due == late


def test_a_statement_that_asked_for_nothing_was_not_missed() -> None:
    asked = [statement(OCTOBER, "0.00"), statement(NOVEMBER)]

    told = explain(CARD, asked, [BOUGHT], AS_OF)

    assert [each.due_on for each in facts(told, FactKind.MISSED)] == [NOVEMBER]
