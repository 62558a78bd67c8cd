"""The engine: a turn is committed whole or not at all; every message is answered."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from bot.engine.assistant import Answer, Incoming
from bot.engine.worker import MAX_ATTEMPTS, RETRY_AFTER, Engine
from bot.store.trackers import TrackerEvents
from debt.identity import IDLE_LIMIT
from tests.bot.assistants import (
    APOLOGY,
    engine_of,
    events_of,
    said_by_bot,
)
from tests.bot.talk import SAM, Clerk, Talk, open_talk
from tests.debt.builders import debtor
from tests.debt.floor import Floor


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


async def test_figures_are_read_as_the_person_writes_them_once_verified(
    talk: Talk,
) -> None:
    american = debtor(locale="en-US", zone="America/New_York")
    talk.floor.has(owner=american)
    clerk = Clerk()
    engine = engine_of(talk, clerk)
    talk.says("I was born on 5/3/1988")
    await engine.handle_next()

    talk.floor.verified(american, chat=talk.conversation)
    talk.says("I'll pay on 12/1")
    await engine.handle_next()

    assert [each.locale for each in clerk.heard] == ["en-GB", "en-US"]


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


async def test_events_are_answered_under_the_name_of_the_system(talk: Talk) -> None:
    talk.is_taken_by(SAM)
    talk.happens("payment_succeeded")

    await engine_of(talk, Clerk()).handle_next()

    assert talk.shown()[-1] == ("system", "You said: ")


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
