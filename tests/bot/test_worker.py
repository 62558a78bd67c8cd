"""The engine: a turn is committed whole or not at all; every message is answered."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from bot.engine import worker
from bot.engine.assistant import Answer, Assistant, Incoming
from bot.engine.worker import MAX_ATTEMPTS, RETRY_AFTER, Engine
from bot.store import conversations, trackers
from bot.store.conversations import LEASE
from bot.store.trackers import TrackerEvents
from debt.identity import IDLE_LIMIT
from tests.bot.talk import SAM, Clerk, Talk, open_talk
from tests.debt.floor import Floor

APOLOGY = "Sorry, something went wrong."


def engine_of(talk: Talk, assistant: Assistant) -> Engine:
    return Engine(talk.floor.debt, assistant, APOLOGY)


def said_by_bot(talk: Talk) -> list[str]:
    return [text for sender, text in talk.shown() if sender == "bot"]


def events_of(talk: Talk) -> TrackerEvents:
    with talk.floor.database.read() as tx:
        return trackers.load(tx, talk.conversation).events


@dataclass
class Meddler(Clerk):
    """Does something between reading a message and answering it."""

    meddle: Callable[[], None] = field(kw_only=True)

    async def answer(self, incoming: Incoming, events: TrackerEvents) -> Answer:
        answer = await super().answer(incoming, events)
        await asyncio.to_thread(self.meddle)
        return answer


@dataclass
class Slow(Clerk):
    """Answers only when it is let go."""

    begun: asyncio.Event = field(default_factory=asyncio.Event)
    go: asyncio.Event = field(default_factory=asyncio.Event)

    async def answer(self, incoming: Incoming, events: TrackerEvents) -> Answer:
        self.begun.set()
        await self.go.wait()
        return await super().answer(incoming, events)


async def test_with_nothing_to_do_it_says_so(talk: Talk) -> None:
    assert not await engine_of(talk, Clerk()).handle_next()


async def test_a_message_is_answered(talk: Talk) -> None:
    seq = talk.says("hello")
    clerk = Clerk()

    assert await engine_of(talk, clerk).handle_next()

    assert said_by_bot(talk) == ["You said: hello"]
    message = talk.message(seq)
    assert (message.waiting, message.intent, message.confidence) == (
        False,
        "greet",
        875,
    )
    assert clerk.heard[0].key == f"{talk.conversation}:{seq}"
    assert not await engine_of(talk, clerk).handle_next()


async def test_answers_come_in_the_order_of_the_questions(talk: Talk) -> None:
    for number in range(5):
        talk.says(f"question {number}")
    engine = engine_of(talk, Clerk())

    while await engine.handle_next():
        pass

    assert said_by_bot(talk) == [f"You said: question {n}" for n in range(5)]


async def test_the_dialogue_goes_on_from_the_last_turn(talk: Talk) -> None:
    engine = engine_of(talk, Clerk())
    for text in ("one", "two"):
        talk.says(text)
        await engine.handle_next()

    assert [event["text"] for event in events_of(talk)] == ["one", "two"]


async def test_many_workers_answer_each_message_once(floor: Floor) -> None:
    talks = [open_talk(floor) for _ in range(4)]
    for talk in talks:
        for number in range(3):
            talk.says(f"question {number}")
    clerk = Clerk()
    engines = [engine_of(talks[0], clerk) for _ in range(4)]

    async def work(engine: Engine) -> None:
        while any(row.waiting for talk in talks for row in talk.all()):
            await engine.handle_next()

    await asyncio.gather(*map(work, engines))

    expected = [f"You said: question {n}" for n in range(3)]
    assert [said_by_bot(talk) for talk in talks] == [expected] * 4
    assert len(clerk.heard) == 12


async def test_a_turn_that_went_wrong_leaves_nothing_and_is_tried_again(
    talk: Talk,
) -> None:
    seq = talk.says("hello")
    engine = engine_of(talk, Clerk([RuntimeError("broken")]))

    await engine.handle_next()

    assert (said_by_bot(talk), events_of(talk)) == ([], [])
    assert talk.message(seq).waiting
    assert not await engine.handle_next()
    talk.floor.clock.advance(RETRY_AFTER + timedelta(milliseconds=1))
    await engine.handle_next()
    assert said_by_bot(talk) == ["You said: hello"]


async def test_after_three_attempts_it_apologises_and_calls_a_person(
    talk: Talk,
) -> None:
    seq = talk.says("hello")
    clerk = Clerk([RuntimeError("broken")] * MAX_ATTEMPTS)
    engine = engine_of(talk, clerk)

    for _ in range(MAX_ATTEMPTS):
        await engine.handle_next()
        talk.floor.clock.advance(RETRY_AFTER * 2)

    assert said_by_bot(talk) == [APOLOGY]
    assert not talk.message(seq).waiting
    assert len(clerk.heard) == MAX_ATTEMPTS
    with talk.floor.database.read() as tx:
        (item,) = talk.desk.queue(tx)
    assert item.ticket.reason == "turn_failed"
    assert not await engine.handle_next()


async def test_the_next_message_is_answered_after_one_that_could_not_be(
    talk: Talk,
) -> None:
    talk.says("breaks")
    talk.says("works")
    engine = engine_of(talk, Clerk([RuntimeError("broken")] * MAX_ATTEMPTS))

    for _ in range(MAX_ATTEMPTS + 1):
        await engine.handle_next()
        talk.floor.clock.advance(RETRY_AFTER * 2)

    assert said_by_bot(talk) == [APOLOGY, "You said: works"]


async def test_one_broken_conversation_does_not_hold_up_the_others(
    floor: Floor,
) -> None:
    broken, other = open_talk(floor), open_talk(floor)
    broken.says("breaks")
    floor.clock.advance(timedelta(seconds=1))
    other.says("works")
    engine = engine_of(other, Clerk([RuntimeError("broken")]))

    await engine.handle_next()
    await engine.handle_next()

    assert said_by_bot(other) == ["You said: works"]


async def test_silence_of_the_assistant_is_never_silence_to_the_person(
    talk: Talk,
) -> None:
    class Mute(Clerk):
        async def answer(self, incoming: Incoming, events: TrackerEvents) -> Answer:
            return Answer((), events, "greet", 1.0)

    talk.says("hello")

    await engine_of(talk, Mute()).handle_next()

    assert said_by_bot(talk) == [APOLOGY]


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


async def test_events_are_answered_under_the_name_of_the_system(talk: Talk) -> None:
    talk.is_taken_by(SAM)
    talk.happens("payment_succeeded")

    await engine_of(talk, Clerk()).handle_next()

    assert talk.shown()[-1] == ("system", "You said: ")


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
        with pytest.raises(SystemExit):
            await engine_of(talk, Meddler(meddle=sys.exit)).handle_next()
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


async def test_it_answers_what_comes_until_it_is_stopped(talk: Talk) -> None:
    engine = engine_of(talk, Clerk())
    running = asyncio.create_task(engine.run(workers=2))

    for number in range(3):
        talk.says(f"question {number}")
        while len(said_by_bot(talk)) <= number:
            await asyncio.sleep(0.01)
    engine.stop()
    await running

    assert said_by_bot(talk) == [f"You said: question {n}" for n in range(3)]


async def test_a_person_who_writes_stays_verified(talk: Talk) -> None:
    floor = talk.floor
    floor.has()
    floor.verified(chat=talk.conversation)
    engine = engine_of(talk, Clerk())

    for _ in range(3):
        floor.clock.advance(IDLE_LIMIT * 0.75)
        talk.says("still here")
        await engine.handle_next()

    with floor.database.read() as tx:
        assert floor.debt.identity.debtor(tx, talk.conversation)


async def test_the_buttons_of_an_answer_can_be_pressed(talk: Talk) -> None:
    talk.says("hello")
    await engine_of(talk, Clerk()).handle_next()
    (button,) = talk.all()[-1].buttons

    pressed = talk.presses(button["token"])

    assert isinstance(pressed, int)
    assert talk.message(pressed).text == button["label"]
