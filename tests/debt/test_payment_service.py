"""A payment is started within its limits, once for its key, and leaves a receipt."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from debt.errors import (
    AmountTooLarge,
    AmountTooSmall,
    Blocked,
    IdempotencyConflict,
    OfferExpired,
    PaymentUnavailable,
    UnknownAccount,
)
from debt.payment import PaymentStarted, PaymentState, Purpose
from debt.rights import BlockKind
from debt.store.tables import IntentRow
from tests.debt.builders import CARD, TODAY, account, debtor, gbp
from tests.debt.floor import CHAT, Floor, race
from tests.debt.till import Till, written_off


def test_starting_a_payment_gives_a_page_and_books_nothing(till: Till) -> None:
    started = till.start("20.00")

    assert started.url == "https://cards.test/pay/co_1"
    assert (started.amount, started.account_id) == (gbp("20.00"), CARD.id)
    assert till.intents() == [(PaymentState.PENDING, "co_1")]
    assert till.floor.balance() == gbp("600.00")


def test_the_page_names_creditor_and_product_but_no_person(till: Till) -> None:
    till.start()

    page = till.floor.cards.checkouts["co_1"]
    assert (page["creditor"], page["description"]) == (
        "Halden Bank",
        "Credit card ••4471",
    )
    assert page["return_url"] == "https://parley.test/chat"
    assert "Maria" not in str(page)


def test_the_same_key_gives_the_same_page_without_asking_again(till: Till) -> None:
    first = till.start()
    calls = till.floor.cards.calls

    assert till.start() == first
    assert till.floor.cards.calls == calls


def test_a_key_cannot_carry_another_amount(till: Till) -> None:
    till.start("20.00")

    with pytest.raises(IdempotencyConflict):
        till.start("21.00")


def test_a_payment_whose_answer_was_lost_is_started_again_by_its_key(
    till: Till,
) -> None:
    till.floor.cards.broken = 503
    with pytest.raises(PaymentUnavailable):
        till.start()
    till.floor.cards.broken = 0

    till.start()

    assert len(till.intents()) == len(till.floor.cards.checkouts) == 1


def test_racing_starts_with_one_key_make_one_page(till: Till) -> None:
    results = race(6, lambda _: till.start())

    assert len({r.url for r in results if isinstance(r, PaymentStarted)}) == 1
    assert not [each for each in results if isinstance(each, Exception)]
    assert len(till.floor.cards.checkouts) == 1


@pytest.mark.parametrize(
    ("amount", "error"),
    [
        ("600.01", AmountTooLarge),
        ("0.99", AmountTooSmall),
        ("0.00", AmountTooSmall),
        ("-5.00", AmountTooSmall),
    ],
)
def test_an_amount_outside_the_limits_never_reaches_the_provider(
    till: Till, amount: str, error: type[Exception]
) -> None:
    with pytest.raises(error):
        till.start(amount)

    assert till.floor.cards.calls == 0
    assert till.intents() == []


def test_nothing_is_paid_while_collecting_is_paused(till: Till) -> None:
    with till.floor.database.begin() as tx:
        till.floor.debt.rights.set_block(
            tx, till.maria, BlockKind.DISPUTE, CARD.id, "not mine", "b", CHAT
        )

    with pytest.raises(Blocked):
        till.start()
    with till.floor.database.read() as tx, pytest.raises(Blocked):
        till.floor.debt.payments.check_open(tx, till.maria, CARD.id)


def test_nobody_pays_an_account_that_is_not_theirs(till: Till) -> None:
    with pytest.raises(UnknownAccount):
        till.floor.debt.payments.start(till.maria, "loan", gbp("5.00"), "k")


@pytest.mark.parametrize("amount", ["359.99", "360.01", "600.00"])
def test_only_the_offered_amount_settles(floor: Floor, amount: str) -> None:
    till = written_off(floor)

    with pytest.raises(OfferExpired):
        till.start(amount, purpose=Purpose.SETTLEMENT)


def test_a_settlement_nobody_offers_cannot_be_paid(till: Till) -> None:
    with pytest.raises(OfferExpired):
        till.start("300.00", purpose=Purpose.SETTLEMENT)


def test_an_amount_can_be_checked_before_it_is_started(till: Till) -> None:
    check = till.floor.debt.payments.check

    with till.floor.database.read() as tx:
        check(tx, till.maria, CARD.id, gbp("600.00"))
        with pytest.raises(AmountTooLarge):
            check(tx, till.maria, CARD.id, gbp("600.01"))


def test_a_receipt_tells_the_balance_right_after_the_payment(till: Till) -> None:
    till.start("20.00", "a")
    till.hears("evt_1", "co_1", "paid")
    till.floor.clock.advance(timedelta(days=1))
    till.start("30.00", "b")
    till.hears("evt_2", "co_2", "paid")

    with till.floor.database.read() as tx:
        receipt = till.floor.debt.payments.receipt(
            tx, till.maria, till.settled[0].reference
        )

    assert (receipt.amount, receipt.balance) == (gbp("20.00"), gbp("580.00"))
    assert (receipt.paid_on, receipt.method) == (TODAY, "Visa ••1881")


def test_there_is_no_receipt_before_the_money_is_there(till: Till) -> None:
    till.start()
    with till.floor.database.read() as tx:
        reference = tx.scalars(select(IntentRow.reference)).one()

        for unknown in (reference, "P-NOTHING"):
            with pytest.raises(UnknownAccount):
                till.floor.debt.payments.receipt(tx, till.maria, unknown)


def test_nobody_sees_somebody_elses_receipt(till: Till) -> None:
    till.start()
    till.hears("evt_1", state="paid")
    ana, loan = debtor(id="ana"), account(id="loan", reference="2", debtor_id="ana")
    till.floor.also(ana, loan)
    other = till.floor.verified(ana, loan, "chat-2")

    with till.floor.database.read() as tx, pytest.raises(UnknownAccount):
        till.floor.debt.payments.receipt(tx, other, till.settled[0].reference)
