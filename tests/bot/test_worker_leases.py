"""Engines that stall, die or lose a conversation: still each message once."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from bot.engine import worker
from bot.engine.worker import MAX_ATTEMPTS
from bot.store import conversations
from bot.store.conversations import LEASE
from tests.bot.assistants import (
    APOLOGY,
    Meddler,
    Slow,
    engine_of,
    events_of,
    said_by_bot,
)
from tests.bot.talk import SAM, Clerk, Talk


async def test_what_came_before_a_person_took_over_is_left_to_them(
    talk: Talk,
) -> None:
    seq = talk.says("hello")
    talk.is_taken_by(SAM)
    clerk = Clerk()

    assert not await engine_of(talk, clerk).handle_next()

    assert clerk.heard == []
    assert not talk.message(seq).waiting


async def test_a_person_cannot_take_over_in_the_middle_of_a_turn(talk: Talk) -> None:
    talk.says("hello")

    def claim() -> None:
        with pytest.raises(conversations.ConversationBusy):
            talk.is_taken_by(SAM)

    await engine_of(talk, Meddler(meddle=claim)).handle_next()

    assert said_by_bot(talk) == ["You said: hello"]


async def test_after_a_crash_the_message_is_answered_once(talk: Talk) -> None:
    talk.says("hello")
    with talk.floor.database.begin() as tx:
        conversations.lease_next(tx, talk.floor.clock.now())  # and the process dies
    engine = engine_of(talk, Clerk())

    assert not await engine.handle_next()
    talk.floor.clock.advance(LEASE + timedelta(seconds=1))
    assert await engine.handle_next()
    assert not await engine.handle_next()

    assert said_by_bot(talk) == ["You said: hello"]


async def test_a_message_that_kills_engines_is_given_to_a_person(talk: Talk) -> None:
    deadly = talk.says("hello")
    for _ in range(MAX_ATTEMPTS):
        slow = Slow()
        dying = asyncio.create_task(engine_of(talk, slow).handle_next())
        await slow.begun.wait()
        dying.cancel()
        await asyncio.wait({dying})
        talk.floor.clock.advance(LEASE + timedelta(seconds=1))
    talk.says("are you there?")
    clerk = Clerk()
    engine = engine_of(talk, clerk)

    while await engine.handle_next():
        pass

    assert [each.text for each in clerk.heard] == ["are you there?"]
    assert said_by_bot(talk) == [APOLOGY, "You said: are you there?"]
    assert not talk.message(deadly).waiting


async def test_a_turn_that_was_taken_over_is_committed_once(talk: Talk) -> None:
    """The first worker stalls past its lease; the second answers; the first is late."""
    seq = talk.says("hello")

    async def answer_meanwhile() -> None:
        talk.floor.clock.advance(LEASE * 2)
        await engine_of(talk, Clerk()).handle_next()

    def stall() -> None:
        asyncio.run(answer_meanwhile())

    await engine_of(talk, Meddler(meddle=stall)).handle_next()

    assert said_by_bot(talk) == ["You said: hello"]
    assert len(events_of(talk)) == 1
    assert talk.message(seq).attempts == 2


async def test_a_long_turn_keeps_its_lease(
    talk: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "LEASE", timedelta(milliseconds=30))
    talk.says("hello")
    slow, other = Slow(), Clerk()
    turn = asyncio.create_task(engine_of(talk, slow).handle_next())
    await slow.begun.wait()

    for _ in range(4):
        talk.floor.clock.advance(LEASE * 0.6)
        until = talk.floor.clock.now() + LEASE
        while talk.row().leased_until != until:
            await asyncio.sleep(0.005)
        assert not await engine_of(talk, other).handle_next()
    slow.go.set()
    await turn

    assert (said_by_bot(talk), other.heard) == (["You said: hello"], [])


async def test_a_turn_that_never_ends_is_given_up(
    talk: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "TURN_TIMEOUT_SECONDS", 0.02)
    seq = talk.says("hello")

    await engine_of(talk, Slow()).handle_next()

    assert talk.message(seq).waiting
    assert said_by_bot(talk) == []
