"""A one-time code works once, for ten minutes and five tries."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from debt.identity import CodeOutcome, FactsOutcome
from debt.store.tables import CodeRow
from tests.debt.floor import CHAT, Floor, race
from tests.debt.reception import (
    awaiting,
    check,
    sent_code,
    submit,
    wrong_code,
)


def test_a_code_works_once(floor: Floor) -> None:
    floor.has()
    submit(floor)

    assert check(floor, sent_code(floor)) is CodeOutcome.ACCEPTED
    assert check(floor, sent_code(floor)) is CodeOutcome.NOT_EXPECTED
    assert not awaiting(floor)


def test_a_code_belongs_to_its_conversation(floor: Floor) -> None:
    floor.has()
    submit(floor)

    assert check(floor, sent_code(floor), "other") is CodeOutcome.NOT_EXPECTED


def test_a_code_expires_after_ten_minutes_and_says_so(floor: Floor) -> None:
    floor.has()
    submit(floor)
    floor.clock.advance(timedelta(minutes=10))

    assert awaiting(floor)
    assert check(floor, sent_code(floor)) is CodeOutcome.EXPIRED

    floor.clock.advance(timedelta(hours=1))
    assert not awaiting(floor)


def test_five_wrong_codes_lock_even_the_right_one(floor: Floor) -> None:
    floor.has()
    submit(floor)
    wrong = wrong_code(floor)

    outcomes = [check(floor, wrong) for _ in range(5)]

    assert outcomes == [CodeOutcome.WRONG] * 4 + [CodeOutcome.TOO_MANY]
    assert check(floor, sent_code(floor)) is CodeOutcome.TOO_MANY
    assert not awaiting(floor)


def test_a_fresh_code_replaces_the_old_one(floor: Floor) -> None:
    floor.has()
    submit(floor)
    old = sent_code(floor)
    with floor.database.begin() as tx:
        floor.debt.identity.resend(tx, CHAT, "r")

    assert len(floor.mailbox.codes) == 2
    if old != sent_code(floor):
        assert check(floor, old) is CodeOutcome.WRONG
    assert check(floor, sent_code(floor)) is CodeOutcome.ACCEPTED


def test_a_repeated_resend_sends_one_code(floor: Floor) -> None:
    floor.has()
    submit(floor)

    with floor.database.begin() as tx:
        outcomes = [floor.debt.identity.resend(tx, CHAT, "same") for _ in range(3)]

    assert outcomes == [FactsOutcome.CODE_SENT] * 3
    assert len(floor.mailbox.codes) == 2


def test_twenty_threads_with_the_right_code_start_one_session(floor: Floor) -> None:
    floor.has()
    submit(floor)

    outcomes = race(20, lambda _: check(floor, sent_code(floor)))

    assert outcomes.count(CodeOutcome.ACCEPTED) == 1
    assert outcomes.count(CodeOutcome.NOT_EXPECTED) == 19


def test_twenty_guesses_at_once_count_as_twenty(floor: Floor) -> None:
    floor.has()
    submit(floor)
    wrong = wrong_code(floor)

    outcomes = race(20, lambda _: check(floor, wrong))

    assert outcomes.count(CodeOutcome.WRONG) == 4
    assert outcomes.count(CodeOutcome.TOO_MANY) == 16


def test_codes_are_not_readable_in_the_database(floor: Floor) -> None:
    floor.has()
    submit(floor)

    with floor.database.read() as tx:
        stored = tx.scalars(select(CodeRow.code_hash)).one()

    assert sent_code(floor) not in stored
    assert b"pepper" not in repr(floor.debt.identity).encode()
