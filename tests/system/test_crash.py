"""Processes die in the middle of their work: every message is answered exactly once."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Iterator, Sequence
from contextlib import AsyncExitStack

import pytest
from playwright.sync_api import expect
from sqlalchemy import func, select

from bot.gateway.frames import Frame
from bot.store.tables import MessageRow
from debt.money import Money
from debt.store.tables import IntentRow, PlanRow, TicketRow
from tests.system.browser import DebtorPage, chromium, somebodys
from tests.system.card_page import pay
from tests.system.people import People, Person
from tests.system.running import System, until
from tests.system.talk import Talk, pence, talking

pytestmark = pytest.mark.rasa

QUESTIONS = (
    "are you a bot?",
    "what happens if I don't pay?",
    "does this affect my credit score?",
    "why do you need my date of birth?",
)
TALKERS = 6


@pytest.fixture(autouse=True)
def everything_runs_again(system: System) -> Iterator[None]:
    yield
    system.start_missing()


@pytest.mark.parametrize("answered_before", [0, 3])
async def test_an_engine_that_is_killed_answers_every_question_once(
    system: System, answered_before: int
) -> None:
    async with AsyncExitStack() as stack:
        calm = await stack.enter_async_context(talking(system))
        expected = [(await calm.say(question)).text for question in QUESTIONS]
        talks = [
            await stack.enter_async_context(talking(system)) for _ in range(TALKERS)
        ]

        for talk in talks:
            await send_all(talk, QUESTIONS)
        kill_in_the_middle_of_a_turn(system, talks, answered_before)
        # The sockets stay open only while somebody answers their pings.
        await asyncio.to_thread(system.start, "engine")

        for talk in talks:
            await talk.caught_up()
            assert said_by_bot(talk)[1:] == expected
            assert is_in_order(talk)
    assert interrupted(system, talks)


async def test_what_a_killed_engine_was_doing_is_done_once(
    system: System, people: People
) -> None:
    payer, planner = people.spare(), people.spare()
    async with (
        talking(system) as paying,
        talking(system) as planning,
        talking(system) as asking,
    ):
        await ready_to_pay(paying, payer)
        await ready_to_agree(planning, planner)

        await paying.send(paying.pressed("Yes, pay £5.00"))
        await planning.send(planning.pressed("Yes, set it up"))
        await send_all(asking, ["agent"])
        kill_in_the_middle_of_a_turn(system, [paying, planning, asking], 0)
        await asyncio.to_thread(system.start, "engine")
        for talk in (paying, planning, asking):
            await talk.caught_up()

        assert interrupted(system, [paying, planning, asking])
        (links,) = [each["links"] for each in paying.heard if each["links"]]
        assert count(system, IntentRow, paying) == 1
        assert said_by_bot(planning)[-1].startswith("Your plan is set up")
        assert plans_of(system, people, planner) == 1
        assert count(system, TicketRow, asking) == 1

        (before,) = people.accounts(payer)
        await pay(links[0]["url"])
        await paying.hears("Your payment of £5.00")
        (after,) = people.accounts(payer)
        assert after.balance == before.balance - Money(500, "GBP")


async def test_a_client_goes_on_where_a_killed_gateway_left_it(
    system: System,
) -> None:
    async with talking(system) as talk:
        for wait_for_first in (False, True):
            frames = [question_frame(question) for question in QUESTIONS]
            for frame in frames:
                await talk.send(frame)
            if wait_for_first:
                await talk.is_stored(frames[0]["id"])
            system.kill("gateway")
            await talk.disconnect()
            await asyncio.to_thread(system.start, "gateway")

            # What was never acknowledged is sent again, under the same id.
            await talk.connect()
            for frame in frames:
                if not talk.has_stored(frame["id"]):
                    await talk.send(frame)
            for frame in frames:
                await talk.is_stored(frame["id"])
            await talk.caught_up()

        own = [each["text"] for each in talk.heard if each["sender"] == "debtor"]
        assert own == [*QUESTIONS, *QUESTIONS]
        answers = said_by_bot(talk)[1:]
        assert len(answers) == 2 * len(QUESTIONS)
        assert answers[: len(QUESTIONS)] == answers[len(QUESTIONS) :]
        assert is_in_order(talk)


@pytest.mark.browser
def test_the_page_sends_what_was_typed_while_the_gateway_was_down(
    system: System,
) -> None:
    with chromium() as browser, somebodys(browser, "offline") as own:
        page = DebtorPage(system, own)
        page.hears("I'm a bot")
        system.kill("gateway")
        typed = page.send("does this affect my credit score?")
        expect(typed).to_have_attribute("data-state", "waiting")
        system.start("gateway")

        expect(typed).to_have_attribute("data-state", "delivered")
        page.hears("credit")
        assert (page.count("debtor"), page.count("bot")) == (1, 2)


async def test_a_payment_made_while_the_gateway_was_down_is_told_once(
    system: System, people: People
) -> None:
    payer = people.spare()
    async with talking(system) as talk:
        await ready_to_pay(talk, payer)
        (before,) = people.accounts(payer)
        link = await talk.press("Yes, pay £5.00")
        system.kill("gateway")
        await talk.disconnect()
        await pay(link.links[0])
        await asyncio.to_thread(system.start, "gateway")

        await talk.connect()
        receipt = await talk.hears("Your payment of £5.00")
        await talk.caught_up()

        left = before.balance - Money(500, "GBP")
        rows = dict(receipt["card"]["rows"])
        assert pence(rows["You now owe"]) == left.minor
        assert people.accounts(payer)[0].balance == left
        told = [t for t in said_by_bot(talk) if t.startswith("Thank you. Your payment")]
        assert len(told) == 1


async def test_a_message_delivered_again_and_again_is_answered_once(
    system: System,
) -> None:
    async with talking(system) as talk, AsyncExitStack() as stack:
        tabs = [await stack.enter_async_context(talk.another_tab()) for _ in range(3)]
        frame = question_frame(QUESTIONS[0])
        await asyncio.gather(*(tab.send(frame) for tab in tabs for _ in range(3)))
        stored = {await tab.is_stored(frame["id"]) for tab in tabs}
        await talk.caught_up()

        assert len(stored) == 1
        assert len([each for each in talk.heard if each["sender"] == "debtor"]) == 1
        assert len(said_by_bot(talk)) == 2
        for tab in tabs:
            await tab.caught_up()
            assert tab.heard == talk.heard


def question_frame(text: str) -> Frame:
    return {"type": "text", "id": str(uuid.uuid4()), "text": text}


async def send_all(talk: Talk, texts: Sequence[str]) -> None:
    """Send without waiting for an answer; return when all are stored."""
    frames = [question_frame(text) for text in texts]
    for frame in frames:
        await talk.send(frame)
    for frame in frames:
        await talk.is_stored(frame["id"])


def kill_in_the_middle_of_a_turn(
    system: System, talks: Sequence[Talk], answered_before: int
) -> None:
    """Kill the engine while it works on a message, after so many others."""
    ids = [talk.id for talk in talks]
    answered = select(func.count()).where(
        MessageRow.conversation_id.in_(ids), MessageRow.intent.is_not(None)
    )
    at_work = select(func.count()).where(
        MessageRow.conversation_id.in_(ids), MessageRow.waiting, MessageRow.attempts > 0
    )
    # The opening of each conversation has been answered already.
    least = len(ids) + answered_before

    def is_time() -> bool:
        with system.debt.database.read() as tx:
            return tx.scalars(answered).one() >= least and tx.scalars(at_work).one() > 0

    until(is_time, "the engine is at work", every=0.001)
    system.kill("engine")


def interrupted(system: System, talks: Sequence[Talk]) -> bool:
    """Whether the work on some message was begun a second time."""
    query = select(func.count()).where(
        MessageRow.conversation_id.in_([talk.id for talk in talks]),
        MessageRow.attempts > 1,
    )
    with system.debt.database.read() as tx:
        return tx.scalars(query).one() > 0


def said_by_bot(talk: Talk) -> list[str]:
    return [each["text"] for each in talk.heard if each["sender"] == "bot"]


def is_in_order(talk: Talk) -> bool:
    """Whether every message came, each once, in the order of their numbers."""
    numbers = [each["seq"] for each in talk.heard]
    return numbers == talk.stored_numbers()


async def ready_to_pay(talk: Talk, person: Person) -> None:
    """Up to the yes to a payment of five pounds."""
    await talk.verify(person)
    await talk.press("Make a payment")
    await talk.say("£5")


async def ready_to_agree(talk: Talk, person: Person) -> None:
    """Up to the yes to a plan."""
    await talk.verify(person)
    offers = await talk.press("Pay in parts")
    await talk.press(offers.labels[0])


def count(system: System, table: type[IntentRow] | type[TicketRow], talk: Talk) -> int:
    query = select(func.count()).where(table.conversation_id == talk.id)
    with system.debt.database.read() as tx:
        return tx.scalars(query).one()


def plans_of(system: System, people: People, person: Person) -> int:
    (account,) = people.accounts(person)
    query = select(func.count()).where(PlanRow.account_id == account.account_id)
    with system.debt.database.read() as tx:
        return tx.scalars(query).one()
