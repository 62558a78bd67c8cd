"""Whatever the provider tells of payments, in any order, the end is the same."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

import httpx
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from debt.errors import AmountTooLarge, AmountTooSmall
from debt.event import EventState
from debt.gateways.cards import ProviderPayment
from debt.money import Money
from debt.payment import PaymentState
from debt.store import payments as store
from tests.databases import Renew
from tests.debt.card_server import CardServer
from tests.debt.floor import build_floor
from tests.debt.till import OWED, Till

START = 60_000
# What may happen to a payment at the provider, from where to where.
STEPS = {
    "open": ["paid", "declined", "expired"],
    "declined": ["paid", "declined", "expired"],
    "expired": [],
    "paid": ["disputed", "part", "whole"],
    "refunded": ["disputed"],
    "disputed": ["dispute_won", "dispute_lost"],
    "dispute_won": ["part", "whole"],
    "dispute_lost": [],
}
numbers = st.integers(0, 10**6)


@dataclass
class Story:
    """Everything the provider could ever have said of a payment; what of it was heard.

    The last chapter is how it stands now.
    """

    chapters: list[ProviderPayment]
    heard: list[ProviderPayment] = field(default_factory=list)

    def held(self) -> int:
        """What we must hold of it, worked out from all that was heard at once."""
        states = {each.state for each in self.heard}
        refunded = max((each.refunded.minor for each in self.heard), default=0)
        amount = self.chapters[0].amount.minor
        if PaymentState.DISPUTE_LOST in states:
            return 0
        if PaymentState.DISPUTE_WON in states:
            return amount - refunded
        if PaymentState.DISPUTED in states:
            return 0
        arrived = {PaymentState.SUCCEEDED, PaymentState.REFUNDED} & states
        return amount - refunded if arrived else 0


class PaymentMachine(RuleBasedStateMachine):
    """The model: for each payment, all that was heard of it, in no order."""

    def __init__(self, renew: Renew, cards: CardServer, client: httpx.Client) -> None:
        super().__init__()
        cards.reset()
        self.floor = build_floor(renew(), cards, client)
        self.stories: dict[str, Story] = {}
        self.events = self.starts = 0

    @initialize()
    def open_till(self) -> None:
        self.floor.has(OWED)
        self.till = Till(self.floor, self.floor.verified())

    @rule(minor=st.integers(100, START))
    def start(self, minor: int) -> None:
        """Pages may be closed for the new one, also if that one cannot be opened."""
        self.starts += 1
        with suppress(AmountTooLarge, AmountTooSmall):
            self.till.start(str(Money(minor, "GBP").decimal), f"k{self.starts}")
        for name in self.floor.cards.payments:
            story = self.stories.setdefault(name, Story([self._read(name)]))
            self._write(name, story)

    @precondition(lambda self: self.stories)
    @rule(which=numbers, what=numbers, minor=numbers)
    def happens(self, which: int, what: int, minor: int) -> None:
        name = self._name(which)
        payment = self.floor.cards.payments[name]
        steps = STEPS[payment["state"]]
        if not steps:
            return
        step = steps[what % len(steps)]
        left = payment["amount"] - payment["refunded"]
        if step in ("part", "whole"):
            back = left if step == "whole" else minor % (left + 1)
            payment["refunded"] += back
            if payment["refunded"] == payment["amount"] and payment["state"] == "paid":
                payment["state"] = "refunded"
        else:
            self.floor.cards.become(name, step)
        self._write(name, self.stories[name])

    @precondition(lambda self: self.stories)
    @rule(which=numbers, what=numbers)
    def is_told(self, which: int, what: int) -> None:
        """Old news, new news, the same news again."""
        story = self.stories[self._name(which)]
        self._hear(story, story.chapters[what % len(story.chapters)])

    @precondition(lambda self: self.stories)
    @rule(which=numbers)
    def event_comes(self, which: int) -> None:
        name = self._name(which)
        self.events += 1
        self.till.hears(f"evt_{self.events}", name)
        self.stories[name].heard.append(self.stories[name].chapters[-1])

    @precondition(lambda self: self.stories)
    @rule(
        which=numbers,
        changes=st.sampled_from(
            [
                {"amount": Money(1, "GBP")},
                {"amount": Money(100_00, "USD")},
                {"reference": "co_other"},
                {"merchant_reference": "P-NOBODY"},
                {"refunded": Money(10**9, "GBP")},
            ]
        ),
    )
    def wrong_news(self, which: int, changes: dict[str, Any]) -> None:
        """It is never booked: the invariants say so."""
        last = self.stories[self._name(which)].chapters[-1]
        news = replace(last, state=PaymentState.SUCCEEDED, **changes)
        with self.floor.database.begin() as tx:
            outcome = self.floor.debt.payments.news.intake.take_in(
                tx, news, self.till.keep
            )
        assert outcome.state is EventState.QUARANTINED

    @invariant()
    def balance_is_what_was_not_kept(self) -> None:
        held = sum(story.held() for story in self.stories.values())
        assert self.floor.balance() == Money(START - held, "GBP")

    def teardown(self) -> None:
        """Whatever was heard so far, hearing the last of each leads to the truth."""
        for story in self.stories.values():
            self._hear(story, story.chapters[-1])
            self._hear(story, story.chapters[0])
        for name, story in self.stories.items():
            with self.floor.database.read() as tx:
                intent = store.intent_with_reference(
                    tx, story.chapters[0].merchant_reference
                )
            assert intent
            last = story.chapters[-1]
            assert (intent.provider_reference, intent.state) == (name, last.state)
            assert intent.standing.refunded == last.refunded <= intent.amount

    def _hear(self, story: Story, news: ProviderPayment) -> None:
        with self.floor.database.begin() as tx:
            intake = self.floor.debt.payments.news.intake
            outcome = intake.take_in(tx, news, self.till.keep)
        assert outcome.state is EventState.HANDLED
        story.heard.append(news)

    def _write(self, name: str, story: Story) -> None:
        now = self._read(name)
        if now != story.chapters[-1]:
            story.chapters.append(now)

    def _read(self, name: str) -> ProviderPayment:
        return self.floor.debt.payments.cards.fetch(name)

    def _name(self, which: int) -> str:
        return list(self.stories)[which % len(self.stories)]


@pytest.mark.parametrize("store_name", ["sqlite", "postgresql"])
def test_any_order_of_news_comes_to_the_same(
    store_name: str,
    request: pytest.FixtureRequest,
    card_server: CardServer,
    client: httpx.Client,
) -> None:
    renew: Renew = request.getfixturevalue(store_name)

    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        partial(PaymentMachine, renew, card_server, client),
        settings=settings(max_examples=8, stateful_step_count=20, deadline=None),
    )
