"""A process learns that another one has written, and sleeps while nobody has."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import ExitStack, closing

import pytest
from sqlalchemy import delete, select, text

from bot.gateway.feed import Feed
from bot.store.tables import MessageRow
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
def other(talk: Talk) -> Talk:
    return open_talk(talk.floor)


async def test_it_is_told_which_conversations_were_written_in(
    talk: Talk, other: Talk, wakeup: Wakeup
) -> None:
    talk.says("hello")
    assert await is_woken(wakeup)

    assert await asyncio.to_thread(wakeup.written) == {talk.conversation}
    assert await asyncio.to_thread(wakeup.written) == set()


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
async def test_a_compacted_file_hides_nothing(talk: Talk) -> None:
    for word in ("one", "two", "three"):
        talk.says(word)
    wakeup = await open_wakeup(talk.floor.database)
    with talk.floor.database.begin() as tx:
        first = select(MessageRow.seq).order_by(MessageRow.seq).limit(2)
        tx.execute(delete(MessageRow).where(MessageRow.seq.in_(first)))
    with closing(sqlite3.connect(str(talk.floor.database.engine.url.database))) as own:
        own.execute("VACUUM")

    talk.says("are you there?")

    assert await asyncio.to_thread(wakeup.written) == {talk.conversation}
    await wakeup.close()


@pytest.fixture
async def feed(talk: Talk) -> AsyncIterator[Feed]:
    feed = Feed(talk.floor.database)
    with feed.watching(talk.conversation) as at_work:
        running = asyncio.create_task(feed.run())
        await asyncio.wait_for(at_work.wait(), LONG)
    yield feed
    running.cancel()


async def test_the_feed_tells_who_watches_a_conversation(
    talk: Talk, other: Talk, feed: Feed
) -> None:
    with (
        feed.watching(talk.conversation) as here,
        feed.watching(other.conversation) as there,
    ):
        await asyncio.to_thread(talk.says, "hello")
        await asyncio.wait_for(here.wait(), LONG)

        assert not there.is_set()


async def test_the_feed_tells_the_desk_of_everything(talk: Talk, feed: Feed) -> None:
    with feed.watching_all() as changed:
        await asyncio.to_thread(talk.says, "hello")
        await asyncio.wait_for(changed.wait(), LONG)


async def test_more_may_watch_than_a_query_takes_values(talk: Talk, feed: Feed) -> None:
    with ExitStack() as stack:
        for number in range(40_000):
            stack.enter_context(feed.watching(f"idle-{number}"))
        changed = stack.enter_context(feed.watching(talk.conversation))
        await asyncio.to_thread(talk.says, "hello")

        await asyncio.wait_for(changed.wait(), LONG)


async def test_two_sockets_may_watch_one_conversation(talk: Talk, feed: Feed) -> None:
    with feed.watching(talk.conversation) as first:
        with feed.watching(talk.conversation):
            pass
        await asyncio.to_thread(talk.says, "hello")

        await asyncio.wait_for(first.wait(), LONG)


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
async def test_the_feed_goes_on_when_its_connection_was_cut(
    talk: Talk, feed: Feed
) -> None:
    with feed.watching(talk.conversation) as changed:
        with talk.floor.database.begin() as tx:
            tx.execute(
                text(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    " WHERE query LIKE 'LISTEN%' AND datname = current_database()"
                )
            )
        await asyncio.to_thread(talk.says, "hello")

        await asyncio.wait_for(changed.wait(), LONG)
