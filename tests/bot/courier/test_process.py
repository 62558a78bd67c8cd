"""Every message is carried, in order, whatever the platform does meanwhile."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import text

from bot.courier import delivery, rounds
from tests.bot.courier.pigeon import Fault
from tests.bot.courier.post import Post, until

TOLD = ["Hello.", "I'm a bot.\nWhat is it about?", "One\ntwo\nthree"]
LINES = [line for text in TOLD for line in text.splitlines()]


def arrived(post: Post, chat: str) -> list[str]:
    return post.pigeons.texts(chat)


async def test_messages_are_carried_part_by_part_in_their_order(post: Post) -> None:
    chats = {post.writes(name): name for name in ("ann", "bob", "cleo")}
    for conversation in chats:
        post.is_told(conversation, *TOLD)

    async with post.carried():
        await post.until_resting(*chats)

    assert all(arrived(post, chat) == LINES for chat in chats.values())


async def test_what_is_said_later_is_carried_at_once(post: Post) -> None:
    ann = post.writes("ann")

    async with post.carried():
        post.is_told(ann, "first")
        await until(lambda: arrived(post, "ann") == ["first"])
        post.is_told(ann, "second")
        await until(lambda: arrived(post, "ann") == ["first", "second"])


async def test_what_the_person_wrote_is_not_carried_back(post: Post) -> None:
    ann = post.writes("ann", "hello?", greets=True)
    post.is_told(ann, "Hello.")

    async with post.carried():
        await post.until_resting(ann)

    assert arrived(post, "ann") == ["Hello."]


@pytest.mark.parametrize(
    "faults",
    [
        [Fault(500), Fault(500)],
        [Fault(503), Fault(429, seconds=0.05), Fault(0)],
        [Fault(is_taken=True), Fault(429), Fault(is_taken=True), Fault(0)],
    ],
)
async def test_what_fails_is_tried_again_before_anything_else(
    post: Post, faults: list[Fault]
) -> None:
    ann = post.writes("ann")
    post.is_told(ann, *TOLD)
    post.pigeons.faults = list(faults)

    async with post.carried():
        await post.until_resting(ann)

    assert arrived(post, "ann") == LINES
    assert post.address(ann).attempts == 0
    assert post.given_up() == []


async def test_one_who_has_to_wait_does_not_make_others_wait(post: Post) -> None:
    ann, bob = post.writes("ann"), post.writes("bob")
    post.pigeons.by_chat["ann"] = Fault(503)
    post.is_told(ann, "Hello Ann.")
    post.is_told(bob, *TOLD)

    async with post.carried():
        await post.until_resting(bob)
        assert arrived(post, "ann") == []
        post.pigeons.by_chat.clear()
        await post.until_resting(ann)

    assert arrived(post, "bob") == LINES
    assert arrived(post, "ann") == ["Hello Ann."]


async def test_a_slow_platform_holds_up_only_who_is_written_to(post: Post) -> None:
    ann, bob = post.writes("ann"), post.writes("bob")
    post.pigeons.by_chat["ann"] = Fault(is_taken=True, holds=True)
    post.is_told(ann, "Hello Ann.")
    post.is_told(bob, *TOLD)

    async with post.carried():
        await post.until_resting(bob)
        assert post.address(ann).due_at is not None
        post.pigeons.go_on.set()
        await post.until_resting(ann)

    assert arrived(post, "ann") == ["Hello Ann."]


async def test_a_platform_that_wants_silence_gets_it_from_all(post: Post) -> None:
    ann, bob = post.writes("ann"), post.writes("bob")
    post.pigeons.by_chat["ann"] = Fault(429, seconds=3_600)
    post.is_told(ann, "Hello Ann.")

    async with post.carried():
        await until(lambda: post.address(ann).attempts)
        post.is_told(bob, "Hello Bob.")
        await asyncio.sleep(0.1)
    async with post.carried():
        await asyncio.sleep(0.1)

    assert post.pigeons.arrived == []


async def test_who_has_blocked_us_hears_it_all_when_they_write_again(
    post: Post,
) -> None:
    ann = post.writes("ann")
    post.pigeons.faults = [Fault(is_taken=True), Fault(is_taken=True), Fault(403)]
    post.is_told(ann, *TOLD)

    async with post.carried():
        await until(lambda: post.address(ann).unreachable_since)
        post.is_told(ann, "Are you there?")
        await asyncio.sleep(0.1)
        assert arrived(post, "ann") == LINES[:2]

        post.writes("ann", "I am back")
        await post.until_resting(ann)

    assert arrived(post, "ann") == [*LINES, "Are you there?"]
    assert post.given_up() == []


async def test_who_writes_while_a_message_comes_back_is_not_thought_away(
    post: Post,
) -> None:
    ann = post.writes("ann")
    post.pigeons.faults = [Fault(403, holds=True)]
    post.is_told(ann, "Hello.")

    async with post.carried():
        await until(post.pigeons.held.is_set)
        post.writes("ann", "I am back")
        post.pigeons.go_on.set()
        await post.until_resting(ann)

    assert arrived(post, "ann") == ["Hello."]
    assert post.address(ann).unreachable_since is None


async def test_what_no_platform_takes_is_shown_to_a_person(post: Post) -> None:
    ann = post.writes("ann")
    post.pigeons.faults = [Fault(is_taken=True), Fault(400)]
    post.is_told(ann, *TOLD)

    async with post.carried():
        await post.until_resting(ann)

    assert arrived(post, "ann") == [TOLD[0], *TOLD[2].splitlines()]
    (letter,) = post.given_up()
    assert (letter.seq, letter.channel, letter.reason) == (2, "pigeon", "refused")
    assert post.is_at_the_desk(ann) == "undelivered"


async def test_a_mistake_of_ours_does_not_stop_a_conversation_for_ever(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivery, "MOST_SURPRISES", 3)
    ann = post.writes("ann")
    post.pigeons.faults = [Fault(500)] * 3
    post.is_told(ann, "Hello.", "Goodbye.")

    async with post.carried():
        await post.until_resting(ann)

    assert arrived(post, "ann") == ["Goodbye."]
    (letter,) = post.given_up()
    assert letter.reason.startswith("HTTPStatusError")
    assert post.pigeons.url not in letter.reason


async def test_a_day_in_vain_is_enough(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivery, "MOST_ATTEMPTS", 3)
    ann = post.writes("ann")
    post.pigeons.faults = [Fault(503)] * 3
    post.is_told(ann, "Hello.")

    async with post.carried():
        await post.until_resting(ann)

    assert [letter.reason for letter in post.given_up()] == ["down"]


async def test_a_message_without_words_is_passed_over(post: Post) -> None:
    ann = post.writes("ann")
    post.is_told(ann, "", "Hello.")

    async with post.carried():
        await post.until_resting(ann)

    assert arrived(post, "ann") == ["Hello."]


async def test_who_waits_for_an_answer_sees_it_coming(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rounds, "TYPING_AFTER", timedelta(0))
    ann = post.writes("ann", "hello?")
    post.writes("bob")

    async with post.carried():
        await until(lambda: post.pigeons.typing)
        post.is_answered(ann)

    assert post.pigeons.typing == ["ann"]


async def test_two_couriers_do_not_carry_twice(post: Post) -> None:
    chats = {post.writes(name): name for name in ("ann", "bob", "cleo")}
    for conversation in chats:
        post.is_told(conversation, *TOLD)

    async with post.carried(), post.carried():
        await post.until_resting(*chats)

    assert all(arrived(post, chat) == LINES for chat in chats.values())


async def test_one_that_ends_lets_the_next_begin_at_once(post: Post) -> None:
    ann = post.writes("ann")
    post.is_told(ann, "first")
    async with post.carried():
        await post.until_resting(ann)
    post.is_told(ann, "second")
    async with post.carried():
        await post.until_resting(ann)

    assert arrived(post, "ann") == ["first", "second"]


async def test_one_that_is_told_to_end_notes_what_is_under_way(post: Post) -> None:
    ann = post.writes("ann")
    post.pigeons.faults = [Fault(is_taken=True, holds=True)]
    post.is_told(ann, "first\nsecond")

    async with post.carried() as courier:
        await until(post.pigeons.held.is_set)
        courier.stop()
        post.pigeons.go_on.set()
    assert arrived(post, "ann") == ["first"]

    async with post.carried():
        await post.until_resting(ann)
    assert arrived(post, "ann") == ["first", "second"]


async def test_one_that_was_taken_over_notes_nothing_more(post: Post) -> None:
    ann = post.writes("ann")
    post.pigeons.faults = [Fault(is_taken=True, holds=True)]
    post.is_told(ann, "first\nsecond")

    async with post.carried():
        await until(post.pigeons.held.is_set)
        post.forget_the_dead()
        async with post.carried():
            # What had no answer yet is the one thing that may arrive twice.
            await post.until_resting(ann)
            post.pigeons.go_on.set()
            await asyncio.sleep(0.1)

    assert arrived(post, "ann") == ["first", "first", "second"]
    assert post.address(ann).carried_seq == 1


async def test_a_database_that_is_away_for_a_moment_makes_nobody_hear_twice(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivery, "NOTE_AGAIN_SECONDS", 0.01)
    ann = post.writes("ann")
    post.pigeons.faults = [Fault(is_taken=True, holds=True)]
    post.is_told(ann, "Hello.")

    async with post.carried():
        await until(post.pigeons.held.is_set)
        rename(post, "address", "address_away")
        post.pigeons.go_on.set()
        await asyncio.sleep(0.1)
        rename(post, "address_away", "address")
        await post.until_resting(ann)

    assert arrived(post, "ann") == ["Hello."]


def rename(post: Post, table: str, to: str) -> None:
    with post.database.begin() as tx:
        tx.execute(text(f"ALTER TABLE {table} RENAME TO {to}"))
