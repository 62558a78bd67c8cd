"""What provider, intents and ledger say of a payment, side by side."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from debt.ledger import LedgerAccount
from debt.money import Money
from debt.payment import ARRIVED, PaymentState, Standing, kept
from debt.reconciliation import (
    Bucket,
    Claim,
    Difference,
    Fact,
    OurClaim,
    compare_listed,
    missing_there,
    unbalanced,
    unbooked,
    unposted,
)
from tests.debt.builders import gbp

NOTHING = gbp("0.00")


def claim(
    state: PaymentState = PaymentState.SUCCEEDED,
    amount: str = "20.00",
    refunded: str = "0.00",
    reference: str = "P-1",
    theirs: str | None = "co_1",
) -> Claim:
    return Claim(reference, theirs, gbp(amount), Standing(state, gbp(refunded)))


def ours(intent: Claim, booked: Money | None = None) -> OurClaim:
    """An intent, booked as it should be unless the test says otherwise."""
    held = kept(intent.standing, intent.amount) if booked is None else booked
    return OurClaim(intent, held)


def differences(*theirs: Claim, mine: OurClaim | None = None) -> list[Difference]:
    known = {mine.intent.reference: mine} if mine else {}
    return list(compare_listed(known, theirs))


@pytest.mark.parametrize("state", PaymentState)
def test_nothing_differs_where_all_say_the_same(state: PaymentState) -> None:
    refunded = "20.00" if state is PaymentState.REFUNDED else "0.00"
    same = claim(state, refunded=refunded)

    assert differences(same, mine=ours(same)) == []


def test_money_that_only_the_provider_knows_is_missing_here() -> None:
    assert differences(claim()) == [
        Difference(
            Bucket.MISSING_HERE, "P-1", Fact.PAYMENT, "", "co_1 succeeded 20.00 GBP"
        )
    ]


@pytest.mark.parametrize(
    "unpaid",
    [claim(PaymentState.PENDING), claim(PaymentState.REFUNDED, refunded="20.00")],
)
def test_a_payment_of_which_nothing_is_held_is_missing_nowhere(unpaid: Claim) -> None:
    assert differences(unpaid) == []


def test_a_second_payment_under_the_same_reference_is_missing_here() -> None:
    first, second = claim(), claim(theirs="co_2")

    found = differences(second, first, mine=ours(first))

    assert [(d.bucket, d.there) for d in found] == [
        (Bucket.MISSING_HERE, "co_2 succeeded 20.00 GBP")
    ]


def test_what_the_provider_leaves_out_is_missing_there() -> None:
    assert missing_there(claim()) == Difference(
        Bucket.MISSING_THERE, "P-1", Fact.PAYMENT, "succeeded 20.00 GBP", ""
    )


@pytest.mark.parametrize(
    ("theirs", "fact", "here", "there"),
    [
        (claim(amount="19.99"), Fact.AMOUNT, "20.00 GBP", "19.99 GBP"),
        (claim(PaymentState.DISPUTED), Fact.STATE, "succeeded", "disputed"),
        (claim(PaymentState.PENDING), Fact.STATE, "succeeded", "not_arrived"),
        (claim(refunded="5.00"), Fact.REFUNDED, "0.00 GBP", "5.00 GBP"),
    ],
)
def test_each_fact_that_differs_is_told_in_the_words_of_both(
    theirs: Claim, fact: Fact, here: str, there: str
) -> None:
    assert differences(theirs, mine=ours(claim())) == [
        Difference(Bucket.DIFFERS, "P-1", fact, here, there)
    ]


def test_another_currency_is_another_amount() -> None:
    euros = Claim(
        "P-1",
        "co_1",
        Money(2000, "EUR"),
        Standing(PaymentState.SUCCEEDED, Money.zero("EUR")),
    )

    found = {d.fact: d.there for d in differences(euros, mine=ours(claim()))}

    assert found == {Fact.AMOUNT: "20.00 EUR", Fact.REFUNDED: "0.00 EUR"}


@pytest.mark.parametrize("theirs", [PaymentState.EXPIRED, PaymentState.FAILED])
def test_a_page_nobody_paid_on_is_no_difference(theirs: PaymentState) -> None:
    unheard = claim(PaymentState.CREATED, theirs=None)

    assert differences(claim(theirs), mine=ours(unheard)) == []


def test_a_card_that_may_not_pay_has_paid_until_it_is_refunded() -> None:
    assert differences(claim(), mine=ours(claim(PaymentState.BARRED))) == []


@pytest.mark.parametrize(
    ("intent", "booked", "expected"),
    [
        (claim(), "0.00", "20.00 GBP"),
        (claim(), "20.01", "20.00 GBP"),
        (claim(refunded="5.00"), "20.00", "15.00 GBP"),
        (claim(PaymentState.DISPUTED), "20.00", "0.00 GBP"),
        (claim(PaymentState.DISPUTE_WON), "0.00", "20.00 GBP"),
        (claim(PaymentState.PENDING), "20.00", "0.00 GBP"),
    ],
)
def test_the_ledger_must_hold_what_is_kept_of_a_payment(
    intent: Claim, booked: str, expected: str
) -> None:
    mine = ours(intent, gbp(booked))

    (found,) = unbooked(mine)

    assert (found.fact, found.here, found.there) == (
        Fact.BOOKED,
        f"{booked} GBP",
        expected,
    )
    assert differences(intent, mine=mine) == [found]


def test_the_ledger_can_differ_from_itself() -> None:
    part = LedgerAccount.FEES_RECEIVABLE

    assert unposted("card", part, gbp("5.99"), gbp("12.00")) == Difference(
        Bucket.DIFFERS,
        "card",
        Fact.BALANCE,
        "fees_receivable 5.99 GBP",
        "fees_receivable 12.00 GBP",
    )
    assert unbalanced("entry-1").fact is Fact.ENTRY


CLAIMS = st.builds(
    claim,
    st.sampled_from([PaymentState.PENDING, *ARRIVED]),
    st.sampled_from(["20.00", "25.00"]),
    st.sampled_from(["0.00", "5.00"]),
    st.sampled_from(["P-1", "P-2", "P-3"]),
    st.sampled_from(["co_1", "co_2"]),
)


@given(st.lists(CLAIMS), st.lists(CLAIMS), st.data())
def test_order_and_repeats_of_what_is_listed_change_nothing(
    mine: list[Claim], theirs: list[Claim], data: st.DataObject
) -> None:
    known = {each.reference: ours(each) for each in mine}
    shuffled = data.draw(st.permutations(theirs + theirs[:2]))

    found = set(compare_listed(known, theirs))

    assert set(compare_listed(known, shuffled)) == found


@given(CLAIMS, CLAIMS)
def test_what_differs_for_us_differs_for_the_provider(one: Claim, two: Claim) -> None:
    two = replace(
        two,
        reference=one.reference,
        provider_reference=one.provider_reference,
    )

    there = {d.fact: (d.here, d.there) for d in differences(two, mine=ours(one))}
    here = {d.fact: (d.there, d.here) for d in differences(one, mine=ours(two))}

    assert there == here
