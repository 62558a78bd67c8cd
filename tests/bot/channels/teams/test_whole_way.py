"""From Teams to the assistant and back, while parts of the way are down."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest

from bot.channels.carrier import Pace
from bot.channels.teams.carrier import TeamsCarrier
from bot.courier import delivery
from bot.courier.process import Courier
from bot.engine.worker import Engine
from debt.clock import SystemClock
from tests.bot.assistants import APOLOGY
from tests.bot.channels.teams.conftest import Door, opened
from tests.bot.channels.teams.microsoft import Answer, Microsoft
from tests.bot.channels.teams.test_activities import at_home
from tests.bot.channels.teams.test_cards import actions, words
from tests.bot.courier.post import LONG, until
from tests.bot.talk import YES, Clerk
from tests.bot.test_security import settings_with
from tests.bot.test_settings import DEMO
from tests.debt.floor import Floor

SAID = "You said: "


@pytest.fixture
async def door(
    floor: Floor, peer: Microsoft, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Door]:
    """A gateway in real time, with assistant and courier at work."""
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(peer.certificate))
    monkeypatch.setattr(delivery, "FIRST_PAUSE_SECONDS", 0.02)
    monkeypatch.setattr(delivery, "LONGEST_PAUSE_SECONDS", 0.04)
    monkeypatch.setattr(TeamsCarrier, "pace", Pace(50, 50))
    clock = SystemClock()
    now = replace(floor, clock=clock, debt=replace(floor.debt, clock=clock))  # type: ignore[arg-type]
    settings = settings_with(**DEMO, **peer.settings())
    teams = settings.channels.teams
    assert teams is not None
    courier = Courier(now.debt, TeamsCarrier(settings, teams, clock))
    engine = Engine(now.debt, Clerk(), APOLOGY)
    async with at_work(engine, courier), opened(settings, now) as client:
        yield Door(client, peer, now)


@asynccontextmanager
async def at_work(engine: Engine, courier: Courier) -> AsyncIterator[None]:
    work = [asyncio.create_task(engine.run(1)), asyncio.create_task(courier.run())]
    try:
        yield
    finally:
        engine.stop()
        courier.stop()
        await asyncio.wait_for(asyncio.gather(*work), LONG)


def heard(peer: Microsoft, status: int = 200) -> list[str]:
    """What has been repeated to the person, in order; refused sendings come again."""
    cards = [
        each.content["attachments"][0]["content"]
        for each in peer.received
        if each.content["type"] == "message" and each.status == status
    ]
    said = [words(card)[0] for card in cards]
    return [each.removeprefix(SAID) for each in said if each.startswith(SAID)]


async def test_each_message_is_answered_once_and_in_order_whatever_is_down(
    door: Door, peer: Microsoft
) -> None:
    peer.answers = [Answer(503), Answer(429, headers={"Retry-After": "1"}), Answer(412)]
    texts = ["one", "two", "three", "four"]
    for text in texts:
        for _ in range(3):
            assert await door.brings(**at_home(id=text, text=text)) == 202
    # A late copy of what was answered long ago.
    assert await door.brings(**at_home(id="one", text="one")) == 202

    await until(lambda: len(heard(peer)) == len(texts))

    assert heard(peer) == texts
    assert peer.answers == []


async def test_who_has_removed_us_hears_everything_once_they_write_again(
    door: Door, peer: Microsoft
) -> None:
    peer.answers = [Answer(403)]
    await door.brings(**at_home(id="1", text="one"))
    await until(lambda: door.addresses()[0].unreachable_since is not None)
    assert heard(peer) == []

    await door.brings(**at_home(id="2", text="two"))
    await until(lambda: len(heard(peer)) == 2)

    assert heard(peer) == ["one", "two"]


async def test_the_button_of_a_card_comes_back(door: Door, peer: Microsoft) -> None:
    await door.brings(**at_home(id="1", text="one"))
    await until(lambda: heard(peer) == ["one"])

    card = peer.received[-1].content["attachments"][0]["content"]
    (button,) = actions(card, "Action.Submit")
    await door.brings(**at_home(id="2", text=None, value=button["data"]))
    await until(lambda: len(heard(peer)) == 2)

    assert heard(peer) == ["one", YES.label]
