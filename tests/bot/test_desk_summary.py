"""The paragraph beside a conversation: facts alone, and of a stranger no debt."""

from __future__ import annotations

from datetime import timedelta

import pytest

from actions.wording import wording
from bot.desk.summary import MOST_WORDS, summary_of
from debt.contact import Medium, Wish, WishKind
from debt.handoff import Callback
from debt.store.database import Database
from tests.databases import Renew
from tests.debt.floor import CHAT, Floor


@pytest.fixture
def database(sqlite: Renew) -> Database:
    """Nothing here depends on the kind of database."""
    return sqlite()


def summary(floor: Floor) -> str:
    with floor.database.begin() as tx:
        handoff, now = floor.debt.handoff, floor.clock.now()
        ticket = handoff.request(tx, CHAT, "request_agent", "k", task="payment_form")
        call = Callback("+447700900777", now, now + timedelta(hours=2))
        handoff.call_back(tx, ticket, call, "k")
        wishes = [Wish(WishKind.STOP, each.value) for each in Medium]
        floor.debt.contact.wish(tx, None, CHAT, wishes, "words", "k")
        debtor = floor.debt.identity.debtor_or_none(tx, CHAT)
        return summary_of(floor.debt, tx, ticket, debtor, wording())


def test_it_says_what_was_left_and_promised_in_few_words(floor: Floor) -> None:
    floor.has()

    told = summary(floor)

    assert "Make a payment" in told
    assert "+447700900777" in told
    assert "no texts" in told
    assert len(told.split()) <= MOST_WORDS


def test_of_a_stranger_it_says_nothing_of_an_account(floor: Floor) -> None:
    floor.has()

    assert "owed" not in summary(floor)
