"""Every entry adds up to nothing, and taking it back restores the balance."""

from __future__ import annotations

from datetime import date
from itertools import groupby

import pytest
from hypothesis import given
from hypothesis import strategies as st

from debt.errors import InvalidMoney
from debt.ledger import (
    Entry,
    EntryKind,
    LedgerAccount,
    Posting,
    balance,
    new_credit,
    new_debit,
    reverse,
    settled_payments,
)
from debt.money import Money
from tests.debt.builders import (
    TODAY,
    booking,
    charge,
    entry,
    fee,
    gbp,
    nothing_owed,
    payment,
    returned,
)

amounts = st.integers(1, 10**9).map(lambda minor: Money(minor, "GBP"))
RETURNS = (EntryKind.RETURNED_PAYMENT, EntryKind.REFUND)
kinds = st.sampled_from([each for each in EntryKind if each not in RETURNS])


def made(kind: EntryKind, amount: Money) -> Entry:
    if kind in (EntryKind.PAYMENT, EntryKind.WRITE_OFF):
        owed = nothing_owed()
        return new_credit("e", "card", kind, amount, booking(TODAY), owed)
    return new_debit("e", "card", kind, amount, booking(TODAY))


entries = st.builds(made, kinds, amounts)


@given(entry=entries)
def test_postings_of_an_entry_add_up_to_nothing_in_each_currency(entry: Entry) -> None:
    amounts = sorted(
        (each.amount for each in entry.postings), key=lambda each: each.currency
    )

    for _, same in groupby(amounts, key=lambda each: each.currency):
        assert sum(each.minor for each in same) == 0


@given(history=st.lists(entries), last=entries)
def test_a_reversal_restores_the_balance(history: list[Entry], last: Entry) -> None:
    before = balance(history, "GBP")

    after = [*history, last, reverse(last, "r", booking(TODAY))]

    assert balance(after, "GBP") == before


@given(kind=kinds, amount=amounts)
def test_payments_and_write_offs_lower_what_is_owed(
    kind: EntryKind, amount: Money
) -> None:
    entry = made(kind, amount)

    lowers = kind in (EntryKind.PAYMENT, EntryKind.WRITE_OFF)
    assert entry.amount == (-amount if lowers else amount)


def test_an_adjustment_may_lower_the_balance() -> None:
    credit = entry(EntryKind.ADJUSTMENT, "-5.00", TODAY)

    assert credit.amount == gbp("-5.00")


@pytest.mark.parametrize("text", ["0.00", "-1.00"])
def test_an_entry_needs_an_amount_above_zero(text: str) -> None:
    with pytest.raises(InvalidMoney):
        made(EntryKind.PAYMENT, gbp(text))
    with pytest.raises(InvalidMoney):
        made(EntryKind.CHARGE, gbp(text))


@pytest.mark.parametrize(
    "postings",
    [
        (),
        (Posting(LedgerAccount.PRINCIPAL_RECEIVABLE, gbp("1.00")),),
        (
            Posting(LedgerAccount.PRINCIPAL_RECEIVABLE, gbp("1.00")),
            Posting(LedgerAccount.CASH, Money(-100, "USD")),
        ),
    ],
)
def test_an_entry_that_does_not_add_up_cannot_be_made(
    postings: tuple[Posting, ...],
) -> None:
    with pytest.raises(InvalidMoney):
        Entry("e", "card", EntryKind.CHARGE, booking(TODAY), postings)


def test_a_returned_payment_no_longer_counts_as_paid() -> None:
    kept, bounced = payment("10.00", TODAY), payment("20.00", TODAY)

    history = [charge("90.00", TODAY), kept, bounced, returned(bounced, TODAY)]

    assert settled_payments(history) == (kept,)
    assert history[-1].kind is EntryKind.RETURNED_PAYMENT
    assert history[-1].reverses == bounced.id


def test_a_fee_taken_back_is_an_adjustment() -> None:
    charged = fee("12.00", TODAY)

    assert reverse(charged, "r", booking(TODAY)).kind is EntryKind.ADJUSTMENT


def test_the_request_hash_sees_the_amount_but_not_the_moment() -> None:
    when = date(2026, 11, 1)
    one = payment("10.00", when, key="k")
    later = payment("10.00", when, key="k", occurred_at=booking(TODAY).occurred_at)
    more = payment("10.01", when, key="k")

    assert one.request_hash == later.request_hash
    assert one.request_hash != more.request_hash
