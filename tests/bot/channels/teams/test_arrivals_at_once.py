"""Microsoft may deliver the same thing several times, and at the same moment."""

from __future__ import annotations

import json
from typing import Any

import pytest
from sqlalchemy import select

from bot.channels.teams.activities import read_activity
from bot.channels.teams.arrivals import Arrivals
from bot.inbox import Inbox
from bot.store.tables import AddressRow, MessageRow
from debt.store.database import Database
from tests.bot.channels.teams.microsoft import Microsoft, activity
from tests.bot.channels.teams.test_activities import at_home
from tests.bot.test_security import settings_with
from tests.bot.test_settings import DEMO
from tests.debt.floor import Floor, race

TIMES = 6


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> Database:
    """Each kind: what waits for what differs between them."""
    renewed: Database = request.getfixturevalue(request.param)()
    return renewed


@pytest.fixture
def arrivals(floor: Floor, peer: Microsoft) -> Arrivals:
    settings = settings_with(**DEMO, **peer.settings())
    return Arrivals(settings, floor.debt, Inbox(floor.debt))


def arrive(arrivals: Arrivals, peer: Microsoft, **changes: Any) -> list[Any]:
    """The same activity so many times at once."""
    found = read_activity(json.dumps(activity(peer, **changes)).encode())
    return race(TIMES, lambda _: arrivals.take(found))


def stored(floor: Floor) -> list[str]:
    query = select(MessageRow.text).order_by(MessageRow.seq)
    with floor.database.read() as tx:
        assert len(tx.scalars(select(AddressRow)).all()) == 1
        return list(tx.scalars(query))


def test_a_message_is_stored_once(
    arrivals: Arrivals, peer: Microsoft, floor: Floor
) -> None:
    assert arrive(arrivals, peer, **at_home()) == [None] * TIMES

    assert stored(floor) == ["", "hello"]


def test_the_notice_is_given_once(
    arrivals: Arrivals, peer: Microsoft, floor: Floor
) -> None:
    assert arrive(arrivals, peer) == [None] * TIMES

    kept, notice = stored(floor)
    assert kept == ""
    assert "employer" in notice


def test_consent_opens_once(arrivals: Arrivals, peer: Microsoft, floor: Floor) -> None:
    arrive(arrivals, peer)
    assert arrive(arrivals, peer, id="2", text="yes") == [None] * TIMES

    kept, _, agreed, opening = stored(floor)
    assert (kept, agreed, opening) == ("", "Go on here", "")
