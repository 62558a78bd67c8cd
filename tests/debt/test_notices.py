"""Stored notices are kept once each, newest first, and for a day only."""

from __future__ import annotations

from datetime import timedelta

from debt.clock import FixedClock
from debt.store.database import Database
from debt.store.notices import StoredNotices, delete_old_notices, latest_notices
from tests.debt.builders import MARIA, NOW

CONTACT = MARIA.contacts[0]


def test_a_code_is_kept_once_for_its_key(database: Database) -> None:
    notices = StoredNotices(FixedClock(NOW))

    with database.begin() as tx:
        notices.send_code(tx, CONTACT, "123456", "k")
        notices.send_code(tx, CONTACT, "654321", "k")

        (notice,) = latest_notices(tx)

    assert (notice.address, notice.code) == (CONTACT.address, "123456")


def test_notices_come_newest_first_and_go_after_a_day(database: Database) -> None:
    clock = FixedClock(NOW)
    notices = StoredNotices(clock)

    with database.begin() as tx:
        notices.send_code(tx, CONTACT, "111111", "a")
        clock.advance(timedelta(hours=1))
        notices.send_code(tx, CONTACT, "222222", "b")
        before = [each.code for each in latest_notices(tx)]
        clock.advance(timedelta(hours=23, minutes=1))
        delete_old_notices(tx, clock.now())
        after = [each.code for each in latest_notices(tx)]

    assert before == ["222222", "111111"]
    assert after == ["222222"]
