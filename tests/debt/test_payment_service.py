"""Money is booked once, to the penny, and only when provider and books agree."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from itertools import permutations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from debt.errors import (
    AmountTooLarge,
    AmountTooSmall,
    Blocked,
    IdempotencyConflict,
    OfferExpired,
    PaymentUnavailable,
    UnknownAccount,
    UntrustedEvent,
)
from debt.identity import VerifiedDebtor
from debt.ledger import EntryKind, ReturnReason
from debt.money import Money
from debt.payment import EventState, PaymentStarted, PaymentState, Purpose, Settled
from debt.rights import BlockKind
from debt.store.tables import IntentRow, ProviderEventRow
from tests.debt.builders import CARD, TODAY, account, charge, debtor, gbp
from tests.debt.floor import CHAT, Floor, race

OWED = charge("600.00", TODAY - timedelta(days=30))


@dataclass
class Desk:
    """Starts payments and delivers the provider's messages; keeps what was settled."""

    floor: Floor
    maria: VerifiedDebtor
    settled: list[Settled] = field(default_factory=list)

    def start(
        self,
        amount: str = "20.00",
        key: str = "k",
        purpose: Purpose = Purpose.PAYMENT,
    ) -> PaymentStarted:
        return self.floor.debt.payments.start(
            self.maria, CARD.id, gbp(amount), key, purpose=purpose
        )

    def hears(
        self, event_id: str, checkout: str | None = "co_1", state: str = ""
    ) -> None:
        """Let a checkout change, and the message about it arrive."""
        if state and checkout:
            self.floor.cards.become(checkout, state)
        at = self.floor.clock.now().timestamp()
        raw, signature = self.floor.cards.event(event_id, checkout, at=at)
        self.floor.debt.payments.settle(raw, signature, self.keep)

    def keep(self, tx: Session, settled: Settled) -> None:
        self.settled.append(settled)

    def states(self) -> list[EventState]:
        with self.floor.database.read() as tx:
            return list(tx.scalars(select(ProviderEventRow.state)))

    def intents(self) -> list[tuple[PaymentState, str | None]]:
        with self.floor.database.read() as tx:
            rows = tx.execute(select(IntentRow.state, IntentRow.provider_reference))
            return [(state, reference) for state, reference in rows]


@pytest.fixture
def desk(floor: Floor) -> Desk:
    floor.has(OWED)
    return Desk(floor, floor.verified())


def written_off(floor: Floor) -> Desk:
    """A desk with an account that may be settled at 40 percent off."""
    floor.has(OWED, account=account(charged_off_on=TODAY - timedelta(days=100)))
    return Desk(floor, floor.verified())


def test_starting_a_payment_gives_a_page_and_books_nothing(desk: Desk) -> None:
    started = desk.start("20.00")

    assert started.url == "https://cards.test/pay/co_1"
    assert (started.amount, started.account_id) == (gbp("20.00"), CARD.id)
    assert desk.intents() == [(PaymentState.PENDING, "co_1")]
    assert desk.floor.balance() == gbp("600.00")


def test_the_page_names_creditor_and_product_but_no_person(desk: Desk) -> None:
    desk.start()

    page = desk.floor.cards.checkouts["co_1"]
    assert (page["creditor"], page["description"]) == (
        "Halden Bank",
        "Credit card ••4471",
    )
    assert page["return_url"] == "https://parley.test/chat"
    assert "Maria" not in str(page)


def test_the_same_key_gives_the_same_page_without_asking_again(desk: Desk) -> None:
    first = desk.start()
    calls = desk.floor.cards.calls

    assert desk.start() == first
    assert desk.floor.cards.calls == calls


def test_a_key_cannot_carry_another_amount(desk: Desk) -> None:
    desk.start("20.00")

    with pytest.raises(IdempotencyConflict):
        desk.start("21.00")


def test_a_payment_whose_answer_was_lost_is_started_again_by_its_key(
    desk: Desk,
) -> None:
    desk.floor.cards.broken = 503
    with pytest.raises(PaymentUnavailable):
        desk.start()
    desk.floor.cards.broken = 0

    desk.start()

    assert len(desk.intents()) == len(desk.floor.cards.checkouts) == 1


def test_racing_starts_with_one_key_make_one_page(desk: Desk) -> None:
    results = race(6, lambda _: desk.start())

    assert len({r.url for r in results if isinstance(r, PaymentStarted)}) == 1
    assert not [each for each in results if isinstance(each, Exception)]
    assert len(desk.floor.cards.checkouts) == 1


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
    desk: Desk, amount: str, error: type[Exception]
) -> None:
    with pytest.raises(error):
        desk.start(amount)

    assert desk.floor.cards.calls == 0
    assert desk.intents() == []


def test_nothing_is_paid_while_collecting_is_paused(desk: Desk) -> None:
    with desk.floor.database.begin() as tx:
        desk.floor.debt.rights.set_block(
            tx, desk.maria, BlockKind.DISPUTE, CARD.id, "not mine", "b", CHAT
        )

    with pytest.raises(Blocked):
        desk.start()
    with desk.floor.database.read() as tx, pytest.raises(Blocked):
        desk.floor.debt.payments.check_open(tx, desk.maria, CARD.id)


def test_nobody_pays_an_account_that_is_not_theirs(desk: Desk) -> None:
    with pytest.raises(UnknownAccount):
        desk.floor.debt.payments.start(desk.maria, "loan", gbp("5.00"), "k")


def test_a_paid_checkout_is_booked_and_told_once(desk: Desk) -> None:
    desk.start("20.00")

    desk.hears("evt_1", state="paid")
    desk.hears("evt_1")
    desk.hears("evt_2")

    (settled,) = desk.settled
    assert settled.state is PaymentState.SUCCEEDED
    assert (settled.amount, settled.balance) == (gbp("20.00"), gbp("580.00"))
    assert (settled.conversation_id, settled.account_id) == (CHAT, CARD.id)
    assert settled.reference.startswith("P-")
    assert desk.floor.balance() == gbp("580.00")
    assert desk.floor.entries()[-1].booking.method == "Visa ••1881"


def test_a_message_is_only_a_hint_and_the_provider_is_asked(desk: Desk) -> None:
    desk.start()

    desk.hears("evt_1", state="open")

    assert desk.settled == []
    assert desk.floor.balance() == gbp("600.00")


@pytest.mark.parametrize(
    ("word", "state"),
    [("declined", PaymentState.FAILED), ("expired", PaymentState.EXPIRED)],
)
def test_a_payment_that_did_not_happen_is_told_and_not_booked(
    desk: Desk, word: str, state: PaymentState
) -> None:
    desk.start()

    desk.hears("evt_1", state=word)

    assert [each.state for each in desk.settled] == [state]
    assert desk.floor.balance() == gbp("600.00")


@pytest.mark.parametrize("order", list(permutations(["declined", "paid", "open"])))
def test_whatever_order_the_news_comes_in_the_money_is_booked_once(
    desk: Desk, order: tuple[str, ...]
) -> None:
    desk.start("20.00")

    for number, state in enumerate(order):
        desk.hears(f"evt_{number}", state=state)

    assert desk.floor.balance() == gbp("580.00")
    assert desk.intents() == [(PaymentState.SUCCEEDED, "co_1")]


def test_a_message_that_comes_before_our_own_answer_is_believed(desk: Desk) -> None:
    """The provider was faster than our own second transaction."""
    desk.start()
    with desk.floor.database.begin() as tx:
        row = tx.scalars(select(IntentRow)).one()
        row.provider_reference, row.url, row.state = None, None, PaymentState.CREATED

    desk.hears("evt_1", state="paid")
    started = desk.start()

    assert desk.intents() == [(PaymentState.SUCCEEDED, "co_1")]
    assert started.url == "https://cards.test/pay/co_1"
    assert desk.floor.balance() == gbp("580.00")


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
    desk: Desk, changes: dict[str, object]
) -> None:
    desk.start()
    desk.floor.cards.become("co_1", "paid", **changes)

    desk.hears("evt_1")

    assert desk.states() == [EventState.QUARANTINED]
    assert desk.settled == []
    assert desk.floor.balance() == gbp("600.00")


def test_a_message_about_nothing_is_kept_and_ignored(desk: Desk) -> None:
    desk.hears("evt_1", checkout=None)

    assert desk.states() == [EventState.IGNORED]


def test_a_message_without_proof_changes_nothing(desk: Desk) -> None:
    desk.start()
    desk.floor.cards.become("co_1", "paid")

    with pytest.raises(UntrustedEvent):
        desk.floor.debt.payments.settle(b'{"id":"evt_1"}', "t=1,v1=x", desk.keep)

    assert desk.states() == []


def test_a_message_is_taken_in_later_when_the_provider_is_away(desk: Desk) -> None:
    desk.start()
    desk.floor.cards.become("co_1", "paid")
    desk.floor.cards.broken = 503
    with pytest.raises(PaymentUnavailable):
        desk.hears("evt_1")
    desk.floor.cards.broken = 0

    desk.hears("evt_1")

    assert desk.floor.balance() == gbp("580.00")


def test_if_the_news_cannot_be_passed_on_nothing_has_happened(desk: Desk) -> None:
    desk.start()
    desk.floor.cards.become("co_1", "paid")
    at = desk.floor.clock.now().timestamp()
    raw, signature = desk.floor.cards.event("evt_1", "co_1", at=at)

    def fail(tx: Session, settled: Settled) -> None:
        raise ConnectionError

    with pytest.raises(ConnectionError):
        desk.floor.debt.payments.settle(raw, signature, fail)

    assert desk.states() == []
    assert desk.floor.balance() == gbp("600.00")
    desk.hears("evt_1")
    assert desk.floor.balance() == gbp("580.00")


def test_racing_deliveries_of_one_message_book_one_payment(desk: Desk) -> None:
    desk.start()
    desk.floor.cards.become("co_1", "paid")

    results = race(6, lambda _: desk.hears("evt_1"))

    assert results == [None] * 6
    assert len(desk.settled) == 1
    assert desk.floor.balance() == gbp("580.00")


def test_racing_messages_about_one_payment_book_it_once(desk: Desk) -> None:
    desk.start()
    desk.floor.cards.become("co_1", "paid")

    results = race(6, lambda number: desk.hears(f"evt_{number}"))

    assert results == [None] * 6
    assert len(desk.settled) == 1
    assert desk.floor.balance() == gbp("580.00")


@pytest.mark.parametrize(
    ("word", "reason"),
    [
        ("refunded", ReturnReason.REFUNDED),
        ("disputed", ReturnReason.CHARGED_BACK),
    ],
)
def test_money_that_goes_back_is_owed_again(
    desk: Desk, word: str, reason: ReturnReason
) -> None:
    desk.start("20.00")
    desk.hears("evt_1", state="paid")

    desk.hears("evt_2", state=word)

    assert desk.floor.balance() == gbp("600.00")
    back = next(e for e in desk.floor.entries() if e.reverses)
    assert (back.kind, back.booking.reason) == (EntryKind.RETURNED_PAYMENT, reason)


def test_a_refund_heard_of_before_the_payment_books_nothing(desk: Desk) -> None:
    desk.start()

    desk.hears("evt_1", state="refunded")

    assert desk.floor.balance() == gbp("600.00")
    assert [each.state for each in desk.settled] == [PaymentState.REFUNDED]


def test_a_settlement_leaves_nothing_and_writes_off_the_rest(floor: Floor) -> None:
    desk = written_off(floor)
    desk.start("360.00", purpose=Purpose.SETTLEMENT)

    desk.hears("evt_1", state="paid")

    assert floor.balance() == Money.zero("GBP")
    assert desk.settled[0].balance == Money.zero("GBP")
    kinds = {each.kind: each.amount for each in floor.entries()}
    assert kinds[EntryKind.PAYMENT] == gbp("-360.00")
    assert kinds[EntryKind.WRITE_OFF] == gbp("-240.00")


def test_a_settlement_that_is_refunded_restores_the_whole_balance(floor: Floor) -> None:
    desk = written_off(floor)
    desk.start("360.00", purpose=Purpose.SETTLEMENT)
    desk.hears("evt_1", state="paid")

    desk.hears("evt_2", state="refunded")

    assert floor.balance() == gbp("600.00")


@pytest.mark.parametrize("amount", ["359.99", "360.01", "600.00"])
def test_only_the_offered_amount_settles(floor: Floor, amount: str) -> None:
    desk = written_off(floor)

    with pytest.raises(OfferExpired):
        desk.start(amount, purpose=Purpose.SETTLEMENT)


def test_a_settlement_nobody_offers_cannot_be_paid(desk: Desk) -> None:
    with pytest.raises(OfferExpired):
        desk.start("300.00", purpose=Purpose.SETTLEMENT)


def test_paying_the_balance_completes_the_plan(desk: Desk) -> None:
    with desk.floor.database.begin() as tx:
        offer = desk.floor.debt.plans.offers(tx, desk.maria, CARD.id)[0]
        desk.floor.debt.plans.accept(tx, desk.maria, offer.id, "yes")
    desk.start("600.00", purpose=Purpose.INSTALMENT)

    desk.hears("evt_1", state="paid")

    with desk.floor.database.read() as tx:
        assert desk.floor.debt.plans.current(tx, desk.maria, CARD.id) is None


def test_an_amount_can_be_checked_before_it_is_started(desk: Desk) -> None:
    check = desk.floor.debt.payments.check

    with desk.floor.database.read() as tx:
        check(tx, desk.maria, CARD.id, gbp("600.00"))
        with pytest.raises(AmountTooLarge):
            check(tx, desk.maria, CARD.id, gbp("600.01"))


def test_a_receipt_tells_the_balance_right_after_the_payment(desk: Desk) -> None:
    desk.start("20.00", "a")
    desk.hears("evt_1", "co_1", "paid")
    desk.floor.clock.advance(timedelta(days=1))
    desk.start("30.00", "b")
    desk.hears("evt_2", "co_2", "paid")

    with desk.floor.database.read() as tx:
        receipt = desk.floor.debt.payments.receipt(
            tx, desk.maria, desk.settled[0].reference
        )

    assert (receipt.amount, receipt.balance) == (gbp("20.00"), gbp("580.00"))
    assert (receipt.paid_on, receipt.method) == (TODAY, "Visa ••1881")


def test_there_is_no_receipt_before_the_money_is_there(desk: Desk) -> None:
    desk.start()
    with desk.floor.database.read() as tx:
        reference = tx.scalars(select(IntentRow.reference)).one()

        for unknown in (reference, "P-NOTHING"):
            with pytest.raises(UnknownAccount):
                desk.floor.debt.payments.receipt(tx, desk.maria, unknown)


def test_nobody_sees_somebody_elses_receipt(desk: Desk) -> None:
    desk.start()
    desk.hears("evt_1", state="paid")
    ana, loan = debtor(id="ana"), account(id="loan", reference="2", debtor_id="ana")
    desk.floor.also(ana, loan)
    other = desk.floor.verified(ana, loan, "chat-2")

    with desk.floor.database.read() as tx, pytest.raises(UnknownAccount):
        desk.floor.debt.payments.receipt(tx, other, desk.settled[0].reference)


def test_a_payment_whose_message_was_lost_is_looked_up(desk: Desk) -> None:
    desk.start("20.00", "a")
    desk.start("30.00", "b")
    desk.floor.cards.become("co_2", "paid")

    desk.floor.debt.payments.look_up(desk.keep)
    desk.floor.debt.payments.look_up(desk.keep)
    desk.hears("evt_late", "co_2")

    assert [each.amount for each in desk.settled] == [gbp("30.00")]
    assert desk.floor.balance() == gbp("570.00")
