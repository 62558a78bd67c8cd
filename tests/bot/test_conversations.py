"""Leases: one worker to a conversation, and no late one may change anything."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterable
from datetime import timedelta

import pytest

from bot.store import conversations, trackers
from bot.store.conversations import LEASE, ConversationBusy, Lease, LeaseLost
from bot.store.tables import MessageRow
from bot.store.trackers import StoredTracker
from debt.store.database import Database
from tests.bot.leasing import lease_next
from tests.bot.talk import Talk, open_talk
from tests.debt.builders import NOW
from tests.debt.floor import Floor, race


def release(database: Database, lease: Lease) -> None:
    with database.begin() as tx:
        conversations.release(tx, lease)


def conversations_of(leases: Iterable[Lease | Exception | None]) -> list[str]:
    return [lease.conversation_id for lease in leases if isinstance(lease, Lease)]


def test_nobody_waits_and_nothing_is_leased(talk: Talk) -> None:
    assert lease_next(talk.floor.database) is None


def test_twenty_threads_never_hold_one_conversation_twice(floor: Floor) -> None:
    talks = [open_talk(floor) for _ in range(4)]
    for talk in talks:
        talk.says("hello")

    leases = race(20, lambda _: lease_next(floor.database))

    held = conversations_of(leases)
    assert len(held) == len(set(held))
    assert [each for each in leases if isinstance(each, Exception)] == []


def test_processes_never_hold_one_conversation_twice(floor: Floor) -> None:
    talks = [open_talk(floor) for _ in range(8)]
    for talk in talks:
        talk.says("hello")
    url = floor.database.engine.url.render_as_string(hide_password=False)

    command = [sys.executable, "-m", "tests.bot.leasing", url]
    workers = [subprocess.Popen(command, stdout=subprocess.PIPE) for _ in range(2)]
    held = [line for each in workers for line in each.communicate()[0].split()]

    assert sorted(held) == sorted(talk.conversation.encode() for talk in talks)


def test_who_has_waited_longest_comes_first(floor: Floor) -> None:
    talks = [open_talk(floor) for _ in range(3)]
    for talk in (talks[1], talks[2], talks[0]):
        talk.says("hello")
        floor.clock.advance(timedelta(seconds=1))

    order = [lease_next(floor.database, floor.clock.now()) for _ in talks]

    expected = [talks[1], talks[2], talks[0]]
    assert conversations_of(order) == [talk.conversation for talk in expected]


def test_a_lease_that_was_given_up_can_be_taken_again(talk: Talk) -> None:
    talk.says("hello")
    database = talk.floor.database
    first = lease_next(database)
    assert first

    assert lease_next(database) is None
    release(database, first)

    second = lease_next(database)
    assert second
    assert second.fence > first.fence


def test_a_lease_ends_by_itself(talk: Talk) -> None:
    talk.says("hello")
    database = talk.floor.database
    lease_next(database)

    assert lease_next(database, NOW + LEASE) is None
    assert lease_next(database, NOW + LEASE + timedelta(milliseconds=1))


def test_a_renewed_lease_lasts_longer(talk: Talk) -> None:
    talk.says("hello")
    database = talk.floor.database
    lease = lease_next(database)
    assert lease

    with database.begin() as tx:
        conversations.renew(tx, lease, NOW + LEASE)

    assert lease_next(database, NOW + LEASE * 1.5) is None


def taken_over(talk: Talk) -> tuple[Lease, Lease]:
    """A lease that ran out, and the one that somebody else has now."""
    talk.says("hello")
    late = lease_next(talk.floor.database)
    present = lease_next(talk.floor.database, NOW + LEASE * 2)
    assert late
    assert present
    return late, present


def test_a_late_worker_can_neither_release_nor_renew(talk: Talk) -> None:
    late, present = taken_over(talk)

    with pytest.raises(LeaseLost):
        release(talk.floor.database, late)
    with talk.floor.database.begin() as tx, pytest.raises(LeaseLost):
        conversations.renew(tx, late, NOW)

    release(talk.floor.database, present)


def test_a_late_commit_changes_nothing(talk: Talk) -> None:
    late, _ = taken_over(talk)
    seq = talk.all()[-1].seq

    def commit_late() -> None:
        with talk.floor.database.begin() as tx:
            tx.get_one(MessageRow, (talk.conversation, seq)).waiting = False
            trackers.replace(tx, talk.conversation, StoredTracker(0, []), [{"a": 1}])
            conversations.release(tx, late)

    with pytest.raises(LeaseLost):
        commit_late()

    assert talk.message(seq).waiting
    with talk.floor.database.read() as tx:
        assert trackers.load(tx, talk.conversation) == StoredTracker(0, [])


def test_a_given_conversation_is_leased_by_one_at_a_time(talk: Talk) -> None:
    def lease(_: int) -> Lease:
        with talk.floor.database.begin() as tx:
            return conversations.lease(tx, talk.conversation, NOW)

    results = race(12, lease)

    busy = [each for each in results if isinstance(each, ConversationBusy)]
    assert len(busy) == 11


def test_the_dialogue_state_is_replaced_under_its_version(talk: Talk) -> None:
    database = talk.floor.database
    for text in ("one", "two"):
        with database.begin() as tx:
            seen = trackers.load(tx, talk.conversation)
            trackers.replace(tx, talk.conversation, seen, [{"text": text}])

    with database.read() as tx:
        stored = trackers.load(tx, talk.conversation)
    assert stored == StoredTracker(2, [{"text": "two"}])

    with database.begin() as tx, pytest.raises(LeaseLost):
        trackers.replace(tx, talk.conversation, StoredTracker(1, []), [])


def test_only_the_secret_opens_a_conversation(talk: Talk) -> None:
    with talk.floor.database.read() as tx:
        opened = conversations.conversation_of(tx, talk.token)
        assert conversations.conversation_of(tx, talk.conversation) is None
        assert conversations.conversation_of(tx, "") is None

    assert opened is not None
    assert opened.id == talk.conversation
    assert talk.token not in opened.session_hash
