"""Three channels at once while deliveries are repeated, late and out of order, while
the platforms are down, and while our own processes die: each message is answered once,
in order."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from itertools import groupby
from typing import Any

import pytest
from sqlalchemy import func, select

from bot.store.tables import AddressRow, MessageRow
from tests.system.doors import (
    Door,
    Platforms,
    TeamsDoor,
    TelegramDoor,
    WebDoor,
    eventually,
)
from tests.system.running import System, until

pytestmark = pytest.mark.rasa

QUESTIONS = (
    "are you a bot?",
    "what happens if I don't pay?",
    "does this affect my credit score?",
    "why do you need my date of birth?",
)
# How a platform may bring four messages, by their numbers.
UNRULY = (0, 0, 1, 0, 2, 1, 1, 3, 2, 0, 3)
BACKWARDS = (3, 3, 2, 3, 1, 2, 0, 0, 3)


@pytest.fixture
async def expected(system: System, platforms: Platforms) -> dict[str, list[str]]:
    """What the assistant says to each question when nothing is wrong."""
    calm = WebDoor(system, platforms)
    await calm.open()
    await calm.answers()
    return {
        question: [row.text for row in await calm.says(number, question)]
        for number, question in enumerate(QUESTIONS)
    }


def doors_of(system: System, platforms: Platforms, each: int = 1) -> list[Door]:
    kinds = (WebDoor, TelegramDoor, TeamsDoor) * each
    return [kind(system, platforms) for kind in kinds]


async def test_what_comes_again_late_or_out_of_order_is_answered_once(
    system: System, platforms: Platforms, expected: dict[str, list[str]]
) -> None:
    for order in (UNRULY, BACKWARDS):
        doors = doors_of(system, platforms)
        await asyncio.gather(*(unruly(door, order) for door in doors))

        for door in doors:
            said = [row.text for row in await whole(door)]
            asked = [QUESTIONS[number] for number in dict.fromkeys(order)]
            assert said == in_turn(asked, expected)
            await has_arrived(door)


async def unruly(door: Door, order: Sequence[int]) -> None:
    """Bring the messages in this order, and all of them at once once more."""
    await door.open()
    await door.answers()
    for number in order:
        assert await door.deliver(number, QUESTIONS[number])
    again = (door.deliver(number, QUESTIONS[number]) for number in set(order))
    assert all(await asyncio.gather(*again))


async def test_what_was_said_while_a_platform_was_down_comes_once_it_is_back(
    system: System, platforms: Platforms, expected: dict[str, list[str]]
) -> None:
    platforms.go_down()
    doors = doors_of(system, platforms)
    for door in doors:
        await door.open()
    for number, question in enumerate(QUESTIONS):
        await asyncio.gather(*(door.says(number, question) for door in doors))
    assert carried(system, doors) == 0

    platforms.come_back()

    for door in doors:
        said = [row.text for row in await whole(door)]
        assert said == in_turn(QUESTIONS, expected)
        await has_arrived(door)


async def test_what_is_killed_in_the_middle_loses_and_repeats_nothing(
    system: System, platforms: Platforms, expected: dict[str, list[str]]
) -> None:
    doors = doors_of(system, platforms, each=2)
    for door in doors:
        await door.open()
    sending = [asyncio.create_task(send_all(door)) for door in doors]

    try:
        for role, answered in (("courier", 2), ("gateway", 5), ("engine", 8)):
            await asyncio.to_thread(wait_for_answers, system, doors, answered)
            system.kill(role)
            if role == "courier":
                await asyncio.to_thread(system.start, role)
    finally:
        await asyncio.to_thread(system.start_missing)
    await asyncio.gather(*sending)

    for door in doors:
        rows = await whole(door)
        assert [row.text for row in rows] == in_turn(door.asked(), expected)
        assert sorted(door.asked()) == sorted(QUESTIONS)
        # A courier that dies after it has sent something, and before it has noted
        # that, sends it again: once for each death.
        await has_arrived(door, repeated=1)


def carried(system: System, doors: Sequence[Door]) -> int:
    """The sum of the numbers up to which messages have arrived on platforms."""
    query = select(func.sum(AddressRow.carried_seq)).where(
        AddressRow.conversation_id.in_([door.conversation for door in doors])
    )
    with system.debt.database.read() as tx:
        return tx.scalars(query).one()


async def send_all(door: Door) -> None:
    """Bring all questions; each again and again until it is acknowledged."""
    for number, question in enumerate(QUESTIONS):
        await door.bring(number, question)


def wait_for_answers(system: System, doors: Sequence[Door], least: int) -> None:
    """Until so many questions have been answered, of all that were asked."""
    ids = [door.conversation for door in doors]
    answered = select(func.count()).where(
        MessageRow.conversation_id.in_(ids), MessageRow.intent.is_not(None)
    )

    def is_time() -> bool:
        with system.debt.database.read() as tx:
            return tx.scalars(answered).one() >= len(doors) + least

    until(is_time, f"{least} answers", every=0.005)


async def whole(door: Door) -> list[MessageRow]:
    """All answers after the opening."""
    return (await door.answers())[1:]


def in_turn(asked: Sequence[str], expected: dict[str, list[str]]) -> list[str]:
    return [text for question in asked for text in expected[question]]


async def has_arrived(door: Door, repeated: int = 0) -> None:
    """Wait until all that was said has arrived, each once and in order."""
    stored = [part for row in await door.answers() for part in door.parts_of(row)]
    await eventually(lambda: len(door.arrived()) >= len(stored), "all of it")

    arrived = door.arrived()
    assert once(arrived) == once(stored)
    assert len(arrived) - len(stored) <= repeated


def once(parts: list[Any]) -> list[Any]:
    """Without what directly repeats itself."""
    return [part for part, _ in groupby(parts)]
