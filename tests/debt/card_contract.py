"""What every card provider does, and our client of it makes of that.

The same tests run against each provider; a peer acts for people and banks.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Protocol

import pytest

from debt.errors import PaymentRefused
from debt.gateways.cards import (
    CardFunding,
    CardProvider,
    CardSetup,
    Charge,
    Checkout,
    EventSubject,
    SetupState,
)
from debt.payment import PaymentState
from tests.debt.builders import NOW, gbp

CHECKOUT = Checkout(
    amount=gbp("20.00"),
    merchant_reference="P-7K2M",
    description="Credit card ••4471",
    creditor="Halden Bank",
    return_url="https://parley.test/chat",
    key="checkout-1",
)
SETUP = CardSetup(
    merchant_reference="A-3F9Q",
    description="Credit card ••4471",
    creditor="Halden Bank",
    return_url="https://parley.test/chat",
    key="setup-1",
)


def charge_of(card: str, number: int = 1, amount: str = "5.00") -> Charge:
    return Charge(gbp(amount), f"C-{number}", "Instalment", card, f"charge-{number}")


class Peer(Protocol):
    """A provider of cards with its people and banks.

    The outcomes of a card are good, declined, poor, expired and authentication.
    """

    provider: CardProvider

    def pay(self, page: str, outcome: str = "good", funding: str = "debit") -> None: ...
    def expire(self, page: str) -> None: ...
    def save(self, page: str, outcome: str = "good") -> None: ...
    def dispute(self, payment: str) -> None: ...
    def win(self, payment: str) -> None: ...
    def event(self, about: str) -> tuple[bytes, str]: ...


@pytest.fixture
def provider(peer: Peer) -> CardProvider:
    return peer.provider


@pytest.fixture
def saved(peer: Peer) -> str:
    """A card that can be charged."""
    return save(peer)


def save(peer: Peer, outcome: str = "good") -> str:
    page = peer.provider.set_up(SETUP)
    peer.save(page.reference, outcome)
    card = peer.provider.fetch_setup(page.reference).card
    assert card is not None
    return card.reference


class PageContract:
    """Hosted pages that take a payment."""

    def test_a_page_says_where_to_pay_and_until_when(
        self, provider: CardProvider
    ) -> None:
        made = provider.create(CHECKOUT)
        payment = provider.fetch(made.reference)

        assert made.url.startswith("http")
        assert NOW < made.expires_at <= NOW + timedelta(hours=1)
        assert (payment.state, payment.method) == (PaymentState.PENDING, None)
        assert payment.amount == gbp("20.00")
        assert payment.merchant_reference == "P-7K2M"

    def test_the_same_key_makes_one_page(self, provider: CardProvider) -> None:
        first, second = provider.create(CHECKOUT), provider.create(CHECKOUT)

        assert first.reference == second.reference
        assert len(list(provider.payments_since(NOW))) == 1

    @pytest.mark.parametrize("funding", ["debit", "credit", "prepaid"])
    def test_a_paid_page_tells_the_card_and_whose_money_it_spends(
        self, peer: Peer, provider: CardProvider, funding: str
    ) -> None:
        made = provider.create(CHECKOUT)
        peer.pay(made.reference, funding=funding)

        payment = provider.fetch(made.reference)

        assert payment.state is PaymentState.SUCCEEDED
        assert payment.method is not None
        assert "••" in payment.method
        assert payment.funding is CardFunding(funding)
        assert payment.refunded == gbp("0.00")
        assert payment.decline is None

    def test_a_declined_page_can_still_be_paid(
        self, peer: Peer, provider: CardProvider
    ) -> None:
        made = provider.create(CHECKOUT)
        peer.pay(made.reference, "poor")
        declined = provider.fetch(made.reference)
        peer.pay(made.reference)

        assert declined.state is PaymentState.FAILED
        assert declined.decline == "insufficient_funds"
        assert provider.fetch(made.reference).state is PaymentState.SUCCEEDED

    def test_a_page_whose_time_is_over_has_expired(
        self, peer: Peer, provider: CardProvider
    ) -> None:
        made = provider.create(CHECKOUT)
        peer.expire(made.reference)

        assert provider.fetch(made.reference).state is PaymentState.EXPIRED

    def test_a_page_nobody_made_is_refused(self, provider: CardProvider) -> None:
        with pytest.raises(PaymentRefused):
            provider.fetch("cs_nobody")
        with pytest.raises(PaymentRefused):
            provider.fetch_setup("cs_nobody")

    def test_a_payment_is_found_by_our_reference(self, provider: CardProvider) -> None:
        made = provider.create(CHECKOUT)

        found = provider.find("P-7K2M")

        assert found is not None
        assert found.reference == made.reference
        assert provider.find("P-NEVER") is None

    def test_an_event_leads_to_the_payment(
        self, peer: Peer, provider: CardProvider
    ) -> None:
        made = provider.create(CHECKOUT)
        peer.pay(made.reference)

        event = provider.verify(*peer.event(made.reference))

        assert event.subject is EventSubject.PAYMENT
        assert event.reference is not None
        assert provider.fetch(event.reference).reference == made.reference

    def test_money_that_was_given_back_is_counted(
        self, peer: Peer, provider: CardProvider
    ) -> None:
        made = provider.create(CHECKOUT)
        peer.pay(made.reference)

        some = provider.refund(made.reference, gbp("5.00"), "refund-1")
        again = provider.refund(made.reference, gbp("5.00"), "refund-1")
        rest = provider.refund(made.reference, gbp("15.00"), "refund-2")

        assert (some.state, some.refunded) == (PaymentState.SUCCEEDED, gbp("5.00"))
        assert (again.reference, again.refunded) == (made.reference, gbp("5.00"))
        assert (rest.state, rest.refunded) == (PaymentState.REFUNDED, gbp("20.00"))

    def test_no_more_than_was_paid_is_given_back(
        self, peer: Peer, provider: CardProvider
    ) -> None:
        made = provider.create(CHECKOUT)
        with pytest.raises(PaymentRefused):
            provider.refund(made.reference, gbp("5.00"), "early")
        peer.pay(made.reference)
        with pytest.raises(PaymentRefused):
            provider.refund(made.reference, gbp("20.01"), "greedy")

        assert provider.fetch(made.reference).refunded == gbp("0.00")

    def test_a_closed_page_cannot_be_paid_and_a_paid_one_stays_paid(
        self, peer: Peer, provider: CardProvider
    ) -> None:
        open_page = provider.create(CHECKOUT)
        paid = provider.create(replace(CHECKOUT, key="other"))
        peer.pay(paid.reference)

        closed = [provider.close(open_page.reference) for _ in range(2)]

        assert [each.state for each in closed] == [PaymentState.EXPIRED] * 2
        assert provider.close(paid.reference).state is PaymentState.SUCCEEDED

    def test_a_dispute_takes_the_money_until_it_is_won(
        self, peer: Peer, provider: CardProvider
    ) -> None:
        made = provider.create(CHECKOUT)
        peer.pay(made.reference)
        peer.dispute(made.reference)
        disputed = provider.fetch(made.reference)
        peer.win(made.reference)

        assert disputed.state is PaymentState.DISPUTED
        assert provider.fetch(made.reference).state is PaymentState.DISPUTE_WON


class SavedCardContract:
    """Cards that are saved once and charged later."""

    def test_a_card_is_saved_without_taking_money(
        self, peer: Peer, provider: CardProvider
    ) -> None:
        page = provider.set_up(SETUP)
        before = provider.fetch_setup(page.reference)
        peer.save(page.reference)

        after = provider.fetch_setup(page.reference)

        assert (before.state, before.card) == (SetupState.PENDING, None)
        assert after.state is SetupState.DONE
        assert after.merchant_reference == "A-3F9Q"
        assert after.card is not None
        assert after.card.method.startswith("Visa ••")
        assert after.card.funding is CardFunding.DEBIT
        assert list(provider.payments_since(NOW)) == []

    def test_the_same_key_makes_one_page_to_save_a_card(
        self, provider: CardProvider
    ) -> None:
        assert provider.set_up(SETUP).url == provider.set_up(SETUP).url

    def test_a_page_to_save_a_card_expires(
        self, peer: Peer, provider: CardProvider
    ) -> None:
        page = provider.set_up(SETUP)
        peer.expire(page.reference)

        assert provider.fetch_setup(page.reference).state is SetupState.EXPIRED

    def test_an_event_leads_to_the_saved_card(
        self, peer: Peer, provider: CardProvider
    ) -> None:
        page = provider.set_up(SETUP)
        peer.save(page.reference)

        event = provider.verify(*peer.event(page.reference))

        assert event.subject is EventSubject.SETUP
        assert event.reference == page.reference

    def test_a_saved_card_pays(self, provider: CardProvider, saved: str) -> None:
        payment = provider.charge(charge_of(saved))

        assert payment.state is PaymentState.SUCCEEDED
        assert payment.amount == gbp("5.00")
        assert payment.merchant_reference == "C-1"
        assert payment.funding is CardFunding.DEBIT
        assert provider.fetch(payment.reference) == payment
        assert provider.find("C-1") == payment

    def test_the_same_key_takes_money_once(
        self, provider: CardProvider, saved: str
    ) -> None:
        first, second = (provider.charge(charge_of(saved)) for _ in range(2))

        assert first == second
        assert list(provider.payments_since(NOW)) == [first]

    @pytest.mark.parametrize(
        ("outcome", "reason"),
        [
            ("declined", "generic_decline"),
            ("poor", "insufficient_funds"),
            ("expired", "card_expired"),
            ("authentication", "authentication_required"),
        ],
    )
    def test_a_declined_charge_is_an_answer_with_its_reason(
        self, peer: Peer, provider: CardProvider, outcome: str, reason: str
    ) -> None:
        card = save(peer, outcome)

        payment = provider.charge(charge_of(card))

        assert (payment.state, payment.decline) == (PaymentState.FAILED, reason)
        assert provider.charge(charge_of(card)) == payment
        assert provider.find("C-1") == payment

    def test_a_charge_is_refunded_and_disputed_like_a_page(
        self, peer: Peer, provider: CardProvider, saved: str
    ) -> None:
        payment = provider.charge(charge_of(saved))

        some = provider.refund(payment.reference, gbp("2.00"), "refund-1")
        peer.dispute(payment.reference)

        assert (some.state, some.refunded) == (PaymentState.SUCCEEDED, gbp("2.00"))
        assert provider.fetch(payment.reference).state is PaymentState.DISPUTED

    def test_a_forgotten_card_cannot_be_charged(
        self, provider: CardProvider, saved: str
    ) -> None:
        provider.forget(saved)
        provider.forget(saved)

        with pytest.raises(PaymentRefused):
            provider.charge(charge_of(saved))

    def test_all_payments_are_listed_the_newest_first(
        self, peer: Peer, provider: CardProvider, saved: str
    ) -> None:
        made = provider.create(CHECKOUT)
        peer.pay(made.reference)
        charges = [provider.charge(charge_of(saved, each)) for each in range(4)]

        listed = list(provider.payments_since(NOW))

        assert {each.reference for each in listed} == {
            made.reference,
            *(each.reference for each in charges),
        }
        assert len(listed) == 5
        assert list(provider.payments_since(NOW + timedelta(minutes=1))) == []
