"""A key is used for one request, and its result is given again."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from debt.errors import IdempotencyConflict
from debt.store.database import Database
from debt.store.requests import fingerprint, once
from tests.debt.floor import race


def ask(database: Database, result: str, *, about: str = "x", key: str = "k") -> str:
    with database.begin() as tx, once(tx, "test", key, fingerprint(about)) as request:
        if request.result is None:
            request.result = result
        return request.result


def test_a_repeated_request_gives_the_first_result(database: Database) -> None:
    assert ask(database, "first") == "first"
    assert ask(database, "second") == "first"
    assert ask(database, "other", key="k2") == "other"


def test_a_key_cannot_be_used_for_something_else(database: Database) -> None:
    ask(database, "first")

    with pytest.raises(IdempotencyConflict):
        ask(database, "second", about="y")


def test_a_refused_request_can_be_made_again(database: Database) -> None:
    with database.begin() as tx, pytest.raises(ZeroDivisionError):
        refuse(tx)

    assert ask(database, "second") == "second"


def refuse(tx: Session) -> None:
    """A request that fails halfway, inside a transaction that is committed."""
    with once(tx, "test", "k", fingerprint("x")) as request:
        request.result = str(1 // 0)


def test_racing_requests_with_one_key_share_one_result(database: Database) -> None:
    results = race(8, lambda number: ask(database, f"thread-{number}"))

    assert len(set(results)) == 1
    assert isinstance(results[0], str)
