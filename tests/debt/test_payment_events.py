"""Money is booked once, to the penny, and only when provider and books agree."""

from __future__ import annotations

from itertools import permutations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from debt.errors import (
    PaymentUnavailable,
    UntrustedEvent,
)
from debt.event import EventState
from debt.ledger import EntryKind, ReturnReason
from debt.money import Money
from debt.payment import PaymentState, Purpose, Settled
from debt.store.tables import IntentRow
from tests.debt.builders import CARD, gbp
from tests.debt.floor import CHAT, Floor, race
from tests.debt.till import Till, written_off


def test_a_paid_checkout_is_booked_and_told_once(till: Till) -> None:
    till.start("20.00")

    till.hears("evt_1", state="paid")
    till.hears("evt_1")
    till.hears("evt_2")

    (settled,) = till.settled
    assert settled.state is PaymentState.SUCCEEDED
    assert (settled.amount, settled.balance) == (gbp("20.00"), gbp("580.00"))
    assert (settled.conversation_id, settled.account_id) == (CHAT, CARD.id)
    assert settled.reference.startswith("P-")
    assert till.floor.balance() == gbp("580.00")
    assert till.floor.entries()[-1].booking.method == "Visa ••1881"


def test_a_message_is_only_a_hint_and_the_provider_is_asked(till: Till) -> None:
    till.start()

    till.hears("evt_1", state="open")

    assert till.settled == []
    assert till.floor.balance() == gbp("600.00")


@pytest.mark.parametrize(
    ("word", "state"),
    [("declined", PaymentState.FAILED), ("expired", PaymentState.EXPIRED)],
)
def test_a_payment_that_did_not_happen_is_told_and_not_booked(
    till: Till, word: str, state: PaymentState
) -> None:
    till.start()

    till.hears("evt_1", state=word)

    assert [each.state for each in till.settled] == [state]
    assert till.floor.balance() == gbp("600.00")


@pytest.mark.parametrize("order", list(permutations(["declined", "paid", "open"])))
def test_whatever_order_the_news_comes_in_the_money_is_booked_once(
    till: Till, order: tuple[str, ...]
) -> None:
    till.start("20.00")

    for number, state in enumerate(order):
        till.hears(f"evt_{number}", state=state)

    assert till.floor.balance() == gbp("580.00")
    assert till.intents() == [(PaymentState.SUCCEEDED, "co_1")]


def test_a_message_that_comes_before_our_own_answer_is_believed(till: Till) -> None:
    """The provider was faster than our own second transaction."""
    till.start()
    with till.floor.database.begin() as tx:
        row = tx.scalars(select(IntentRow)).one()
        row.provider_reference, row.url, row.state = None, None, PaymentState.CREATED

    till.hears("evt_1", state="paid")
    started = till.start()

    assert till.intents() == [(PaymentState.SUCCEEDED, "co_1")]
    assert started.url == "https://cards.test/pay/co_1"
    assert till.floor.balance() == gbp("580.00")


@pytest.mark.parametrize(
    "changes",
    [
        {"amount": 1999},
        {"currency": "USD"},
        {"merchant_reference": "P-NOBODY"},
        {"id": "co_other"},
    ],
)
def test_a_payment_that_disagrees_with_ours_waits_for_a_person(
    till: Till, changes: dict[str, object]
) -> None:
    till.start()
    till.floor.cards.become("co_1", "paid", **changes)

    till.hears("evt_1")

    assert till.states() == [EventState.QUARANTINED]
    assert till.settled == []
    assert till.floor.balance() == gbp("600.00")


def test_a_message_about_nothing_is_kept_and_ignored(till: Till) -> None:
    till.hears("evt_1", checkout=None)

    assert till.states() == [EventState.IGNORED]


def test_a_message_without_proof_changes_nothing(till: Till) -> None:
    till.start()
    till.floor.cards.become("co_1", "paid")

    with pytest.raises(UntrustedEvent):
        till.floor.debt.payments.settle(b'{"id":"evt_1"}', "t=1,v1=x", till.keep)

    assert till.states() == []


def test_a_message_is_taken_in_later_when_the_provider_is_away(till: Till) -> None:
    till.start()
    till.floor.cards.become("co_1", "paid")
    till.floor.cards.broken = 503
    with pytest.raises(PaymentUnavailable):
        till.hears("evt_1")
    till.floor.cards.broken = 0

    till.hears("evt_1")

    assert till.floor.balance() == gbp("580.00")


def test_if_the_news_cannot_be_passed_on_nothing_has_happened(till: Till) -> None:
    till.start()
    till.floor.cards.become("co_1", "paid")
    at = till.floor.clock.now().timestamp()
    raw, signature = till.floor.cards.event("evt_1", "co_1", at=at)

    def fail(tx: Session, settled: Settled) -> None:
        raise ConnectionError

    with pytest.raises(ConnectionError):
        till.floor.debt.payments.settle(raw, signature, fail)

    assert till.states() == []
    assert till.floor.balance() == gbp("600.00")
    till.hears("evt_1")
    assert till.floor.balance() == gbp("580.00")


def test_racing_deliveries_of_one_message_book_one_payment(till: Till) -> None:
    till.start()
    till.floor.cards.become("co_1", "paid")

    results = race(6, lambda _: till.hears("evt_1"))

    assert results == [None] * 6
    assert len(till.settled) == 1
    assert till.floor.balance() == gbp("580.00")


def test_racing_messages_about_one_payment_book_it_once(till: Till) -> None:
    till.start()
    till.floor.cards.become("co_1", "paid")

    results = race(6, lambda number: till.hears(f"evt_{number}"))

    assert results == [None] * 6
    assert len(till.settled) == 1
    assert till.floor.balance() == gbp("580.00")


@pytest.mark.parametrize(
    ("word", "reason"),
    [
        ("refunded", ReturnReason.REFUNDED),
        ("disputed", ReturnReason.CHARGED_BACK),
    ],
)
def test_money_that_goes_back_is_owed_again(
    till: Till, word: str, reason: ReturnReason
) -> None:
    till.start("20.00")
    till.hears("evt_1", state="paid")

    till.hears("evt_2", state=word)

    assert till.floor.balance() == gbp("600.00")
    back = next(e for e in till.floor.entries() if e.reverses)
    assert (back.kind, back.booking.reason) == (EntryKind.RETURNED_PAYMENT, reason)


def test_a_refund_heard_of_before_the_payment_books_nothing(till: Till) -> None:
    till.start()

    till.hears("evt_1", state="refunded")

    assert till.floor.balance() == gbp("600.00")
    assert [each.state for each in till.settled] == [PaymentState.REFUNDED]


def test_a_settlement_leaves_nothing_and_writes_off_the_rest(floor: Floor) -> None:
    till = written_off(floor)
    till.start("360.00", purpose=Purpose.SETTLEMENT)

    till.hears("evt_1", state="paid")

    assert floor.balance() == Money.zero("GBP")
    assert till.settled[0].balance == Money.zero("GBP")
    kinds = {each.kind: each.amount for each in floor.entries()}
    assert kinds[EntryKind.PAYMENT] == gbp("-360.00")
    assert kinds[EntryKind.WRITE_OFF] == gbp("-240.00")


def test_a_settlement_that_is_refunded_restores_the_whole_balance(floor: Floor) -> None:
    till = written_off(floor)
    till.start("360.00", purpose=Purpose.SETTLEMENT)
    till.hears("evt_1", state="paid")

    till.hears("evt_2", state="refunded")

    assert floor.balance() == gbp("600.00")


def test_paying_the_balance_completes_the_plan(till: Till) -> None:
    with till.floor.database.begin() as tx:
        offer = till.floor.debt.plans.offers(tx, till.maria, CARD.id)[0]
        till.floor.debt.plans.accept(tx, till.maria, offer.id, "yes")
    till.start("600.00", purpose=Purpose.INSTALMENT)

    till.hears("evt_1", state="paid")

    with till.floor.database.read() as tx:
        assert till.floor.debt.plans.current(tx, till.maria, CARD.id) is None


def test_a_payment_whose_message_was_lost_is_looked_up(till: Till) -> None:
    till.start("20.00", "a")
    till.start("30.00", "b")
    till.floor.cards.become("co_2", "paid")

    till.floor.debt.payments.look_up(till.keep)
    till.floor.debt.payments.look_up(till.keep)
    till.hears("evt_late", "co_2")

    assert [each.amount for each in till.settled] == [gbp("30.00")]
    assert till.floor.balance() == gbp("570.00")
