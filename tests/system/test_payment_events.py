"""A payment is believed on the provider's signed word only, and booked once."""

from __future__ import annotations

import asyncio
import json
import time
import uuid

import httpx
import pytest

from bot.demo.cards.events import SIGNATURE_HEADER, sign
from debt.account import AccountSummary
from debt.money import Money
from tests.system.card_page import pay
from tests.system.people import People, Person
from tests.system.running import System
from tests.system.talk import Talk, talking

pytestmark = pytest.mark.rasa

FIVE_POUNDS = Money(500, "GBP")


async def test_forged_events_are_refused_and_change_nothing(
    system: System, people: People
) -> None:
    person = people.spare()
    async with talking(system) as talk:
        checkout = checkout_of(await link_for_five_pounds(talk, person))
        before = account_of(people, person)
        body = event(checkout)
        good, now = secret_of(system), int(time.time())

        forged = {
            "no signature": "",
            "nonsense": "t=,v1=",
            "another secret": sign("x" * 64, now, body),
            "another body": sign(good, now, event("co_other")),
            "an old one": sign(good, now - 3_600, body),
            "one from the future": sign(good, now + 3_600, body),
        }
        for name, signature in forged.items():
            assert await deliver(system, body, signature) == 400, name
    assert account_of(people, person) == before


async def test_a_signed_event_cannot_claim_what_the_provider_does_not_confirm(
    system: System, people: People
) -> None:
    person = people.spare()
    async with talking(system) as talk:
        checkout = checkout_of(await link_for_five_pounds(talk, person))
        before = account_of(people, person)

        assert await deliver_signed(system, event(checkout)) == 200
        assert account_of(people, person) == before


async def test_an_event_that_comes_many_times_is_booked_and_told_once(
    system: System, people: People
) -> None:
    person = people.spare()
    async with talking(system) as talk:
        link = await link_for_five_pounds(talk, person)
        before = account_of(people, person)
        await pay(link)
        again = event(checkout_of(link))
        others = [event(checkout_of(link)) for _ in range(5)]
        statuses = await asyncio.gather(
            *(deliver_signed(system, body) for body in (again, again, again, *others))
        )
        await talk.hears("Your payment of £5.00")
        await talk.caught_up()

    assert set(statuses) == {200}
    assert account_of(people, person).balance == before.balance - FIVE_POUNDS
    told = [f for f in talk.heard if f["text"].startswith("Thank you. Your payment")]
    assert len(told) == 1


async def test_a_declined_card_changes_nothing_and_the_page_stays_open(
    system: System, people: People
) -> None:
    person = people.spare()
    async with talking(system) as talk:
        link = await link_for_five_pounds(talk, person)
        before = account_of(people, person)
        form = {"number": "4000000000000002", "expiry": "04/39", "code": "123"}
        assert httpx.post(link, data=form).status_code == 402
        await talk.hears("declined")
        assert account_of(people, person) == before

        await pay(link)
        await talk.hears("Your payment of £5.00")
        assert account_of(people, person).balance == before.balance - FIVE_POUNDS


async def link_for_five_pounds(talk: Talk, person: Person) -> str:
    """The card page for a payment that has been agreed to."""
    await talk.verify(person)
    await talk.press("Make a payment")
    await talk.say("£5")
    return (await talk.press("Yes, pay £5.00")).links[0]


def checkout_of(link: str) -> str:
    return link.rsplit("/", 1)[-1]


def account_of(people: People, person: Person) -> AccountSummary:
    (account,) = people.accounts(person)
    return account


def event(checkout: str) -> bytes:
    """An event of its own, as the provider would write it."""
    content = {
        "id": f"evt_{uuid.uuid4().hex}",
        "type": "payment.paid",
        "payment": checkout,
        "created": int(time.time()),
    }
    return json.dumps(content).encode()


def secret_of(system: System) -> str:
    return system.environment["PARLEY_CARDS_WEBHOOK_SECRET"]


async def deliver_signed(system: System, body: bytes) -> int:
    return await deliver(system, body, sign(secret_of(system), int(time.time()), body))


async def deliver(system: System, body: bytes, signature: str) -> int:
    """Deliver an event; returns the answer's status."""
    async with httpx.AsyncClient() as client:
        response = await client.post(
            f"{system.url}/webhooks/cards",
            content=body,
            headers={SIGNATURE_HEADER: signature},
        )
    return response.status_code
