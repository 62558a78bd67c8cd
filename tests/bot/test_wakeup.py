"""A process learns that another one has written, and sleeps while nobody has."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from bot.gateway.feed import Feed
from bot.store.wakeup import Wakeup, open_wakeup
from tests.bot.talk import Talk, open_talk

LONG = 20.0


@pytest.fixture
async def wakeup(talk: Talk) -> AsyncIterator[Wakeup]:
    opened = await open_wakeup(talk.floor.database)
    yield opened
    await opened.close()


async def is_woken(wakeup: Wakeup, seconds: float = LONG) -> bool:
    """Whether a wait ends before its own time."""
    try:
        await asyncio.wait_for(wakeup.wait(LONG * 2), seconds)
    except asyncio.TimeoutError:
        return False
    return True


async def test_a_write_of_another_connection_wakes(talk: Talk, wakeup: Wakeup) -> None:
    waiting = asyncio.create_task(is_woken(wakeup))
    await asyncio.sleep(0.05)

    await asyncio.to_thread(talk.says, "hello")

    assert await waiting


async def test_a_write_before_the_wait_is_not_missed(
    talk: Talk, wakeup: Wakeup
) -> None:
    talk.says("hello")

    assert await is_woken(wakeup)


async def test_without_a_write_nobody_is_woken(wakeup: Wakeup) -> None:
    assert not await is_woken(wakeup, 0.2)


async def test_without_a_write_the_wait_ends_in_its_time(wakeup: Wakeup) -> None:
    await asyncio.wait_for(wakeup.wait(0.05), LONG)


async def test_what_is_undone_wakes_nobody(talk: Talk, wakeup: Wakeup) -> None:
    def say_and_fall() -> None:
        with talk.floor.database.begin() as tx:
            talk.inbox.put_text(tx, talk.conversation, "id-a", "hello")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        say_and_fall()

    assert not await is_woken(wakeup, 0.2)


@pytest.fixture
async def feed(talk: Talk) -> AsyncIterator[Feed]:
    feed = Feed(talk.floor.database)
    running = asyncio.create_task(feed.run())
    await asyncio.sleep(0.05)
    yield feed
    running.cancel()


async def test_the_feed_tells_who_watches_a_conversation(
    talk: Talk, feed: Feed
) -> None:
    other = open_talk(talk.floor)
    with (
        feed.watching(talk.conversation) as here,
        feed.watching(other.conversation) as there,
    ):
        await asyncio.wait_for(asyncio.gather(here.wait(), there.wait()), LONG)
        here.clear()
        there.clear()
        await asyncio.to_thread(talk.says, "hello")
        await asyncio.wait_for(here.wait(), LONG)

        assert not there.is_set()


async def test_the_feed_tells_the_desk_of_everything(talk: Talk, feed: Feed) -> None:
    with feed.watching_all() as changed:
        await asyncio.to_thread(talk.says, "hello")
        await asyncio.wait_for(changed.wait(), LONG)


async def test_two_sockets_may_watch_one_conversation(talk: Talk, feed: Feed) -> None:
    with feed.watching(talk.conversation) as first:
        with feed.watching(talk.conversation):
            pass
        await asyncio.to_thread(talk.says, "hello")

        await asyncio.wait_for(first.wait(), LONG)
