"""Transactions, moments and migrations behave the same on both databases."""

from __future__ import annotations

from datetime import timedelta, timezone
from functools import partial
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, select, text
from sqlalchemy.exc import DatabaseError, StatementError

from debt.disclosure import DisclosureKind
from debt.store import accounts, rights
from debt.store.database import Database, new_id
from debt.store.migrate import upgrade
from debt.store.tables import Base, CreditorRow, DisclosureRow
from tests.debt.builders import HALDEN, NOW
from tests.debt.floor import race


def creditors(database: Database) -> int:
    with database.read() as tx:
        return tx.query(CreditorRow).count()


def test_a_finished_transaction_stays(database: Database) -> None:
    with database.begin() as tx:
        accounts.add_creditor(tx, HALDEN)

    assert creditors(database) == 1


def test_a_failed_transaction_leaves_nothing(database: Database) -> None:
    def add_twice() -> None:
        with database.begin() as tx:
            accounts.add_creditor(tx, HALDEN)
            accounts.add_creditor(tx, HALDEN)

    with pytest.raises(DatabaseError):
        add_twice()

    assert creditors(database) == 0


def test_a_reading_transaction_cannot_write(database: Database) -> None:
    with pytest.raises(DatabaseError), database.read() as tx:
        accounts.add_creditor(tx, HALDEN)

    assert creditors(database) == 0


def test_writing_works_on_a_connection_that_was_read_with(database: Database) -> None:
    creditors(database)

    with database.begin() as tx:
        accounts.add_creditor(tx, HALDEN)

    assert creditors(database) == 1


def test_a_moment_comes_back_in_utc(database: Database) -> None:
    paris = NOW.astimezone(timezone(timedelta(hours=1)))
    given = rights.Given("chat", None, DisclosureKind.OPENING, "1", "k")

    with database.begin() as tx:
        rights.add_disclosure(tx, given, paris)
    with database.read() as tx:
        given_at = tx.scalars(select(DisclosureRow.given_at)).one()

    assert given_at == NOW
    assert given_at.utcoffset() == timedelta(0)


def test_a_moment_without_a_zone_is_refused(database: Database) -> None:
    naive = NOW.replace(tzinfo=None)
    given = rights.Given("chat", None, DisclosureKind.OPENING, "1", "k")

    with pytest.raises(StatementError), database.begin() as tx:
        rights.add_disclosure(tx, given, naive)


def test_twenty_writers_wait_for_each_other(database: Database) -> None:
    def add(number: int) -> None:
        with database.begin() as tx:
            before = tx.query(CreditorRow).count()
            tx.add(CreditorRow(id=new_id(), name=str(before), information=""))

    results = race(20, add)

    assert results == [None] * 20
    assert creditors(database) == 20


def test_the_migrations_make_exactly_the_tables_of_the_code(
    database: Database,
) -> None:
    with database.engine.connect() as connection:
        context = MigrationContext.configure(
            connection,
            opts={
                "include_name": lambda name, kind, _: (
                    kind != "table" or name in Base.metadata.tables
                )
            },
        )

        assert compare_metadata(context, Base.metadata) == []


def test_upgrading_again_changes_nothing(database: Database) -> None:
    before = sorted(inspect(database.engine).get_table_names())

    upgrade(database)

    assert sorted(inspect(database.engine).get_table_names()) == before
    assert "debt_version" in before


def test_processes_that_upgrade_at_once_do_not_collide(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'new.db'}"

    results = race(2, lambda _: upgrade(Database(url)))

    assert results == [None, None]


def test_a_new_file_can_be_opened_by_many_at_once(tmp_path: Path) -> None:
    for attempt in range(20):
        url = f"sqlite:///{tmp_path / str(attempt)}.db"

        assert race(4, partial(_open_and_write, url)) == [None] * 4


def _open_and_write(url: str, _racer: int) -> None:
    with Database(url).begin() as tx:
        tx.execute(text("CREATE TABLE IF NOT EXISTS first (a INTEGER)"))
