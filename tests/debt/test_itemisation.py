"""The lines of a balance add up to it, whatever happened."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from debt.allocation import Owed
from debt.itemisation import history as entry_history
from debt.itemisation import itemise, last_day_with
from debt.ledger import Entry, EntryKind, ReturnReason, balance, reverse
from debt.money import Money
from tests.debt.builders import (
    CARD,
    TODAY,
    booking,
    charge,
    entry,
    fee,
    gbp,
    payment,
    returned,
)

kinds = st.sampled_from([k for k in EntryKind if k is not EntryKind.RETURNED_PAYMENT])
offsets = st.integers(-120, 120)
OWED = Owed(gbp("12.00"), gbp("9.40"), gbp("500.00"))


@st.composite
def histories(draw: st.DrawFn) -> list[Entry]:
    """Entries around the itemisation date, some of them taken back."""
    made = []
    for number, offset in enumerate(draw(st.lists(offsets, max_size=12))):
        day = CARD.itemisation_date + timedelta(days=offset)
        amount = str(Money(draw(st.integers(1, 10**7)), "GBP").decimal)
        made.append(entry(draw(kinds), amount, day))
        if draw(st.booleans()):
            made.append(reverse(made[-1], f"r{number}", booking(day)))
    return sorted(made, key=lambda each: each.booking.booked_on)


@given(history=histories(), as_of=offsets)
def test_the_itemisation_adds_up_to_the_balance(
    history: list[Entry], as_of: int
) -> None:
    day = CARD.itemisation_date + timedelta(days=as_of)

    lines = itemise(CARD, history, day)

    until_then = [each for each in history if each.booking.booked_on <= day]
    added = lines.opening + lines.charges + lines.interest + lines.fees
    assert added - lines.payments == lines.total
    assert lines.total == lines.owed.total == balance(until_then, "GBP")


def test_each_line_holds_its_own_kind() -> None:
    history = [
        charge("500.00", date(2026, 7, 1)),
        charge("80.00", date(2026, 8, 5)),
        entry(EntryKind.INTEREST, "9.40", date(2026, 8, 31)),
        fee("12.00", date(2026, 9, 3)),
        payment("50.00", date(2026, 9, 10)),
        entry(EntryKind.ADJUSTMENT, "-4.00", date(2026, 9, 12)),
        entry(EntryKind.ADJUSTMENT, "3.00", date(2026, 9, 13)),
    ]

    lines = itemise(CARD, history, TODAY)

    assert lines.opening == gbp("500.00")
    assert lines.charges == gbp("83.00")
    assert lines.interest == gbp("9.40")
    assert lines.fees == gbp("12.00")
    assert lines.payments == gbp("54.00")
    assert lines.total == gbp("550.40")


def test_the_itemisation_says_what_is_fees_interest_and_principal() -> None:
    history = [
        charge("500.00", date(2026, 7, 1)),
        entry(EntryKind.INTEREST, "9.40", date(2026, 8, 31)),
        fee("12.00", date(2026, 9, 3)),
        payment("50.00", date(2026, 9, 10), owed=OWED),
    ]

    lines = itemise(CARD, history, TODAY)

    assert lines.owed == Owed(gbp("0.00"), gbp("0.00"), gbp("471.40"))


def test_a_settlement_that_was_charged_back_leaves_no_line() -> None:
    paid = payment("300.00", date(2026, 9, 10))
    forgiven = entry(EntryKind.WRITE_OFF, "200.00", date(2026, 9, 10))
    history = [
        charge("500.00", date(2026, 7, 1)),
        paid,
        forgiven,
        returned(paid, date(2026, 10, 1), ReturnReason.CHARGED_BACK),
        returned(forgiven, date(2026, 10, 1), ReturnReason.CHARGED_BACK),
    ]

    lines = itemise(CARD, history, TODAY)

    assert lines.opening == lines.total == gbp("500.00")
    assert lines.charges == lines.payments == gbp("0.00")


def test_a_fee_that_was_waived_is_a_credit() -> None:
    charged = fee("12.00", date(2026, 9, 3))
    history = [charged, returned(charged, date(2026, 9, 4))]

    lines = itemise(CARD, history, TODAY)

    assert (lines.fees, lines.payments) == (gbp("12.00"), gbp("12.00"))


@given(history=histories())
def test_each_line_of_the_history_says_what_was_owed_after_it(
    history: list[Entry],
) -> None:
    lines = entry_history(history, "GBP")

    assert [each.entry_id for each in reversed(lines)] == [e.id for e in history]
    for index, line in enumerate(reversed(lines)):
        assert line.balance == balance(history[: index + 1], "GBP")
        assert line.owed.total == line.amount


@given(history=histories(), first=offsets, length=st.integers(0, 90))
def test_the_history_of_some_days_is_a_part_of_the_whole(
    history: list[Entry], first: int, length: int
) -> None:
    since = CARD.itemisation_date + timedelta(days=first)
    until = since + timedelta(days=length)

    lines = entry_history(history, "GBP", since=since, until=until, limit=3)

    whole = entry_history(history, "GBP")
    assert lines == tuple(each for each in whole if since <= each.on <= until)[:3]


def test_what_was_taken_back_is_marked() -> None:
    bounced = payment("30.00", date(2026, 10, 1))
    back = returned(bounced, date(2026, 10, 4), ReturnReason.CARD_EXPIRED)

    second, first = entry_history([bounced, back], "GBP")

    assert (first.taken_back, second.taken_back) == (True, False)
    assert second.reason is ReturnReason.CARD_EXPIRED


def test_the_last_day_on_which_so_much_was_owed_is_found() -> None:
    history = [
        charge("540.00", date(2026, 8, 1)),
        payment("40.00", date(2026, 9, 1)),
        charge("40.00", date(2026, 9, 20)),
        fee("12.00", date(2026, 10, 2)),
    ]

    assert last_day_with(history, gbp("540.00")) == date(2026, 9, 20)
    assert last_day_with(history, gbp("539.00")) is None


def test_what_was_owed_within_a_day_is_no_balance_of_it() -> None:
    history = [charge("540.00", TODAY), payment("40.00", TODAY)]

    assert last_day_with(history, gbp("540.00")) is None
