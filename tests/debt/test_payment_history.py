"""Past payments as they are listed, with what became of each."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from debt.ledger import Entry, EntryKind, ReturnReason
from debt.payment import PaymentIntent, PaymentState, PaymentWish, Purpose, new_intent
from debt.payment_history import (
    Attempt,
    PaymentLine,
    PaymentLineStatus,
    doubled,
    matching,
    payment_lines,
    recent,
)
from tests.debt.builders import TODAY, charge, entry, gbp, payment, returned


def intent(name: str, amount: str, state: PaymentState) -> PaymentIntent:
    wish = PaymentWish("card", gbp(amount), Purpose.PAYMENT, "https://x.test")
    new = new_intent(name, f"P-{name}", "chat", wish)
    return replace(new, standing=replace(new.standing, state=state))


def lines(*entries: Entry, attempts: tuple[Attempt, ...] = ()) -> list[PaymentLine]:
    return list(payment_lines(entries, attempts, "GBP"))


def test_payments_come_newest_first_with_what_was_owed_after_each() -> None:
    first = payment("50.00", date(2026, 9, 1), method="Visa ••1881")
    second = payment("30.00", date(2026, 10, 1))

    newest, oldest = lines(
        charge("500.00", date(2026, 8, 1)),
        first,
        second,
        returned(second, date(2026, 10, 4), ReturnReason.CARD_EXPIRED),
    )

    assert (newest.amount, newest.balance) == (gbp("30.00"), gbp("420.00"))
    assert newest.status is PaymentLineStatus.RETURNED
    assert newest.reason is ReturnReason.CARD_EXPIRED
    assert (oldest.method, oldest.balance) == ("Visa ••1881", gbp("450.00"))
    assert oldest.status is PaymentLineStatus.SETTLED


def test_money_that_was_sent_back_was_not_returned_by_a_bank() -> None:
    paid = payment("30.00", TODAY, key="one:payment")
    back = entry(
        EntryKind.REFUND, "10.00", TODAY, key="one:r", reason=ReturnReason.REFUNDED
    )
    known = Attempt(intent("one", "30.00", PaymentState.SUCCEEDED), TODAY)

    (line,) = lines(charge("100.00", TODAY), paid, back, attempts=(known,))

    assert line.status is PaymentLineStatus.REFUNDED
    assert (line.returned, line.reference) == (gbp("10.00"), "P-one")


def test_a_payment_that_has_not_arrived_changed_no_balance() -> None:
    waiting = Attempt(intent("a", "30.00", PaymentState.PENDING), TODAY)
    declined = Attempt(intent("b", "20.00", PaymentState.FAILED), TODAY)
    closed = Attempt(intent("c", "10.00", PaymentState.EXPIRED), TODAY)

    found = lines(charge("100.00", TODAY), attempts=(waiting, declined, closed))

    assert [(each.status, each.amount, each.balance) for each in found] == [
        (PaymentLineStatus.PENDING, gbp("30.00"), None),
        (PaymentLineStatus.FAILED, gbp("20.00"), None),
    ]


def test_two_payments_of_one_amount_within_days_look_doubled() -> None:
    week_ago = TODAY - timedelta(days=7)
    found = lines(
        charge("100.00", week_ago),
        payment("30.00", week_ago),
        payment("30.00", TODAY - timedelta(days=1)),
        payment("30.00", TODAY),
        payment("20.00", TODAY),
    )

    assert [each.on for each in doubled(found, days=2)] == [
        TODAY,
        TODAY - timedelta(days=1),
    ]


def test_a_payment_that_came_back_is_not_half_of_a_double() -> None:
    second = payment("30.00", TODAY)
    found = lines(
        charge("100.00", TODAY),
        payment("30.00", TODAY),
        second,
        returned(second, TODAY),
    )

    assert doubled(found, days=2) == ()


def test_a_payment_is_known_by_its_amount_and_about_its_day() -> None:
    found = lines(
        charge("100.00", TODAY), payment("30.00", TODAY), payment("20.00", TODAY)
    )

    def amounts(amount: str | None, on: date | None) -> list[str]:
        named = amount and gbp(amount)
        return [str(each.amount.decimal) for each in matching(found, named or None, on)]

    assert amounts("30.00", None) == ["30.00"]
    assert amounts(None, TODAY - timedelta(days=5)) == ["20.00", "30.00"]
    assert amounts(None, TODAY - timedelta(days=6)) == []
    assert amounts(None, TODAY + timedelta(days=1)) == []
    assert amounts("31.00", TODAY) == []


def test_what_was_paid_two_weeks_ago_is_recent() -> None:
    found = lines(
        payment("20.00", TODAY - timedelta(days=15)),
        payment("30.00", TODAY - timedelta(days=14)),
    )

    assert [each.amount for each in recent(found, TODAY)] == [gbp("30.00")]
