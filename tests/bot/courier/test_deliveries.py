"""Only the newest lease may note what has been carried, and the idle cost nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import event, text

from bot.courier import deliveries, leases
from bot.courier.deliveries import Errand
from bot.courier.leases import LEASE, ChannelLease, ChannelLost
from tests.bot.courier.pigeon import CHANNEL
from tests.bot.courier.post import Post
from tests.debt.floor import race


def take(post: Post) -> ChannelLease | None:
    with post.database.begin() as tx:
        return leases.take(tx, CHANNEL, post.debt.clock.now())


def taken(post: Post) -> ChannelLease:
    lease = take(post)
    assert lease is not None
    return lease


def errand_of(post: Post, conversation: str) -> Errand:
    with post.database.read() as tx:
        errand = deliveries.next_errand(tx, conversation)
    assert errand is not None
    return errand


def test_ten_at_once_take_a_channel_once(post: Post) -> None:
    found = race(10, lambda _: take(post))

    assert len([each for each in found if isinstance(each, ChannelLease)]) == 1
    assert found.count(None) == 9


def test_a_lease_that_nobody_else_wanted_is_renewed_late(post: Post) -> None:
    lease = taken(post)

    with post.database.begin() as tx:
        leases.keep(tx, lease, post.debt.clock.now() + LEASE * 5)

    assert take(post) is None


def test_who_was_taken_over_can_neither_renew_nor_note(post: Post) -> None:
    ann = post.writes("ann")
    post.is_told(ann, "one")
    old, errand = taken(post), errand_of(post, ann)
    post.forget_the_dead()
    new = taken(post)
    later = post.debt.clock.now() + timedelta(hours=1)

    assert new.fence > old.fence
    for step in (
        lambda tx: leases.keep(tx, old, later),
        lambda tx: leases.pause(tx, old, later),
        lambda tx: leases.give_back(tx, old),
        lambda tx: deliveries.note_part(tx, old, errand, 2),
        lambda tx: deliveries.note_message(tx, old, errand),
        lambda tx: deliveries.put_off(tx, old, errand, later),
        lambda tx: deliveries.give_up(tx, old, errand, "why", later),
        lambda tx: deliveries.lose_touch(tx, old, errand, later),
    ):
        with pytest.raises(ChannelLost), post.database.begin() as tx:
            step(tx)
    assert errand_of(post, ann).carried_parts == 0
    assert post.given_up() == []


def test_a_step_is_noted_once(post: Post) -> None:
    ann = post.writes("ann")
    post.is_told(ann, "one\ntwo")
    lease, errand = taken(post), errand_of(post, ann)
    with post.database.begin() as tx:
        deliveries.note_part(tx, lease, errand, 2)

    with pytest.raises(ChannelLost), post.database.begin() as tx:
        deliveries.note_part(tx, lease, errand, 2)


def test_a_message_that_comes_while_the_last_one_is_noted_stays_due(
    post: Post,
) -> None:
    ann = post.writes("ann")
    post.is_told(ann, "one")
    lease, errand = taken(post), errand_of(post, ann)
    post.is_told(ann, "two")

    with post.database.begin() as tx:
        deliveries.note_message(tx, lease, errand)

    assert post.address(ann).due_at is not None
    assert errand_of(post, ann).message.text == "two"


def test_the_silent_are_not_even_looked_at(post: Post) -> None:
    """The plan of each question that is asked again and again."""
    asked: list[tuple[str, object]] = []
    engine = post.database.engine
    is_sqlite = post.database.is_sqlite

    def remember(
        _conn: object, _cursor: object, sql: str, values: object, *_: object
    ) -> None:
        if sql.lstrip().startswith("SELECT"):
            asked.append((sql, values))

    event.listen(engine, "before_cursor_execute", remember)
    now = post.debt.clock.now()
    with post.database.read() as tx:
        deliveries.due(tx, CHANNEL, 10)
        deliveries.owed(tx, CHANNEL, now, 10)
        deliveries.waiting(tx, CHANNEL)
    event.remove(engine, "before_cursor_execute", remember)

    plans = []
    with post.database.read() as tx:
        if not is_sqlite:
            # An empty table is read whole unless it is forbidden.
            tx.execute(text("SET LOCAL enable_seqscan = off"))
        for sql, values in asked:
            explain = "EXPLAIN QUERY PLAN " if is_sqlite else "EXPLAIN "
            found = tx.connection().exec_driver_sql(explain + sql, values)
            plans.append(" ".join(str(row) for row in found))
    due, owed, waiting = plans
    assert "ix_address_due" in due
    assert "ix_message_waiting" in owed
    assert "ix_address_due" in waiting
