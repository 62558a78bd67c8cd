"""A conversation's secret, replaced from one moment to the next."""

from __future__ import annotations

import secrets
from datetime import timedelta

from bot.store import sessions
from bot.store.conversations import conversation_of
from bot.store.sessions import SWAP_LIFETIME
from bot.store.tables import ConversationRow
from tests.bot.talk import Talk
from tests.debt.floor import race

KEY = b"k" * 32
SWAP = secrets.token_urlsafe(32)


def rotate(talk: Talk, swap: str | None = SWAP) -> str:
    with talk.floor.database.begin() as tx:
        row = tx.get_one(ConversationRow, talk.conversation, with_for_update=True)
        return sessions.rotate(tx, row, swap, KEY, talk.floor.clock.now())


def fetch(talk: Talk, swap: str = SWAP, key: bytes = KEY) -> str | None:
    return sessions.fetch(talk.row(), swap, key, talk.floor.clock.now())


def opens(talk: Talk, token: str) -> bool:
    with talk.floor.database.read() as tx:
        return conversation_of(tx, token) is not None


def test_the_old_secret_opens_nothing_and_the_new_one_does(talk: Talk) -> None:
    fresh = rotate(talk)

    assert (opens(talk, talk.token), opens(talk, fresh)) == (False, True)


def test_who_has_the_swap_gets_the_new_secret_again_and_again(talk: Talk) -> None:
    fresh = rotate(talk)

    assert fetch(talk) == fetch(talk) == fresh
    assert fetch(talk, "another") is None
    assert fetch(talk, key=b"another") is None


def test_it_is_found_by_the_old_secret_until_the_new_one_has_arrived(
    talk: Talk,
) -> None:
    rotate(talk)
    with talk.floor.database.begin() as tx:
        found = sessions.replaced(tx, talk.token)
        assert found is not None
        assert found.id == talk.conversation
        sessions.settle(tx, talk.conversation)
        assert sessions.replaced(tx, talk.token) is None
    assert fetch(talk) is None


def test_the_swap_is_worth_nothing_after_a_while(talk: Talk) -> None:
    fresh = rotate(talk)
    talk.floor.clock.advance(SWAP_LIFETIME - timedelta(seconds=1))
    assert fetch(talk) == fresh

    talk.floor.clock.advance(timedelta(seconds=1))
    assert fetch(talk) is None


def test_one_swap_makes_another_secret_each_time(talk: Talk) -> None:
    assert rotate(talk) != rotate(talk)


def test_the_secret_itself_is_not_kept(talk: Talk) -> None:
    fresh = rotate(talk)

    assert not {fresh, SWAP, talk.token} & set(map(str, vars(talk.row()).values()))


def test_of_rotations_at_one_moment_the_last_one_counts(talk: Talk) -> None:
    tokens = race(3, lambda _: rotate(talk, secrets.token_urlsafe(32)))

    assert sorted(opens(talk, str(token)) for token in tokens) == [False, False, True]


def test_a_conversation_that_was_ended_is_opened_by_nobody(talk: Talk) -> None:
    before = talk.row().last_seq
    with talk.floor.database.begin() as tx:
        row = tx.get_one(ConversationRow, talk.conversation, with_for_update=True)
        sessions.end(tx, row, talk.floor.clock.now())

    assert not opens(talk, talk.token)
    assert fetch(talk) is None
    # Open pages look again only when there is a new number.
    assert talk.row().last_seq > before
