"""A payment is spread over what is owed, in order, to the penny."""

from __future__ import annotations

from datetime import date
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from debt.allocation import DEFAULT_ALLOCATION, Owed, OwedPart, allocate
from debt.ledger import EntryKind, new_credit, reverse
from debt.money import Money
from tests.debt.builders import TODAY, booking, gbp

minor = st.integers(-(10**6), 10**7)
parts = st.builds(
    lambda *each: Owed(*(Money(one, "GBP") for one in each)), minor, minor, minor
)
amounts = st.integers(1, 10**8).map(lambda each: Money(each, "GBP"))
orders = st.permutations(DEFAULT_ALLOCATION)
NOTHING = Money.zero("GBP")


@given(amount=amounts, owed=parts, order=orders)
def test_the_parts_paid_add_up_to_the_payment(
    amount: Money, owed: Owed, order: list[OwedPart]
) -> None:
    assert allocate(amount, owed, order).total == amount


@given(amount=amounts, owed=parts, order=orders)
def test_no_part_but_principal_is_paid_more_than_is_owed_of_it(
    amount: Money, owed: Owed, order: list[OwedPart]
) -> None:
    paid = allocate(amount, owed, order)

    for part in (OwedPart.FEES, OwedPart.INTEREST):
        assert NOTHING <= paid.of(part) <= max(owed.of(part), NOTHING)
    assert paid.principal >= NOTHING


@given(amount=amounts, owed=parts, order=orders)
def test_a_part_is_paid_only_when_those_before_it_are_paid_off(
    amount: Money, owed: Owed, order: list[OwedPart]
) -> None:
    paid = allocate(amount, owed, order)

    for earlier, later in combinations(order, 2):
        if paid.of(later):
            assert paid.of(earlier) >= owed.of(earlier)


@pytest.mark.parametrize(
    ("amount", "order", "paid"),
    [
        ("10.00", DEFAULT_ALLOCATION, ("10.00", "0.00", "0.00")),
        ("20.00", DEFAULT_ALLOCATION, ("12.00", "8.00", "0.00")),
        ("50.00", DEFAULT_ALLOCATION, ("12.00", "9.40", "28.60")),
        ("50.00", DEFAULT_ALLOCATION[::-1], ("0.00", "0.00", "50.00")),
        ("700.00", DEFAULT_ALLOCATION, ("12.00", "9.40", "678.60")),
        ("700.00", DEFAULT_ALLOCATION[::-1], ("12.00", "9.40", "678.60")),
    ],
)
def test_payments_go_where_the_order_says_and_an_excess_to_principal(
    amount: str, order: tuple[OwedPart, ...], paid: tuple[str, str, str]
) -> None:
    owed = Owed(gbp("12.00"), gbp("9.40"), gbp("600.00"))

    assert allocate(gbp(amount), owed, order) == Owed(*map(gbp, paid))


@given(amount=amounts, owed=parts, order=orders)
def test_taking_a_payment_back_restores_every_part(
    amount: Money, owed: Owed, order: list[OwedPart]
) -> None:
    on = booking(TODAY)
    paid = new_credit("p", "card", EntryKind.PAYMENT, amount, on, owed, order)

    after = owed + paid.owed + reverse(paid, "r", booking(TODAY)).owed

    assert after == owed


def test_a_repeated_payment_is_the_same_request_whatever_is_owed_by_then() -> None:
    def pay(owed: Owed) -> str:
        on = booking(date(2026, 11, 1), key="k")
        paid = new_credit("p", "card", EntryKind.PAYMENT, gbp("50.00"), on, owed)
        return paid.request_hash

    owed = Owed(gbp("12.00"), gbp("9.40"), gbp("600.00"))
    assert pay(owed) == pay(Owed(NOTHING, NOTHING, gbp("5.00")))
