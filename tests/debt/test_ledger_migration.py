"""A ledger from before the parts is divided into them, and its past is closed again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import text
from sqlalchemy.engine import URL
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from debt.allocation import Owed
from debt.ledger import EntryKind
from debt.store import ledger
from debt.store.balances import verify_balances, verify_entries
from debt.store.database import Database, new_id
from debt.store.migrate import MIGRATIONS, VERSION_TABLE, upgrade
from tests.databases import postgresql_database, sqlite_database
from tests.debt.builders import CARD, gbp

BEFORE = "0005"
# Kind, day of November, minor units, which one it takes back.
PAST = [
    ("charge", 1, 60000, None),
    ("fee", 2, 1200, None),
    ("interest", 2, 500, None),
    ("payment", 3, -1500, None),
    ("payment", 4, -1000, None),
    ("returned_payment", 5, 1000, 4),
]


@pytest.fixture(params=["sqlite", "postgresql"])
def old(
    request: pytest.FixtureRequest, tmp_path: Path, postgresql_server: URL
) -> Iterator[Database]:
    """A database as it was before, with a history in it."""
    if request.param == "sqlite":
        made = sqlite_database(tmp_path, upgrade_to_before)
    else:
        name = f"before_{new_id()}"
        made = postgresql_database(postgresql_server, name, upgrade_to_before, [])
    with made as renew:
        database = renew()
        with database.begin() as tx:
            write_past(tx)
        yield database


def upgrade_to_before(database: Database) -> None:
    with database.engine.begin() as connection:
        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS))
        config.attributes["connection"] = connection
        config.attributes["version_table"] = VERSION_TABLE
        command.upgrade(config, BEFORE)


def write_past(tx: Session) -> None:
    for statement in (
        "INSERT INTO creditor VALUES ('halden', 'Halden Bank', '')",
        "INSERT INTO debtor VALUES ('maria', 'Maria', '1988-05-03', 'LS1 4AP',"
        " 'LS14AP', 'en-GB', 'Europe/London')",
        "INSERT INTO account VALUES ('card', 'HB-1', 'HB1', 'maria', 'halden',"
        " 'Card', '4471', 'GBP', '2025-01-10', '2026-08-01', 2500, NULL, NULL, NULL)",
    ):
        tx.execute(text(statement))
    for number, (kind, day, minor, reverses) in enumerate(PAST):
        write_entry(tx, str(number), kind, f"2026-11-{day:02}", reverses)
        for account, amount in (("receivable", minor), ("principal", -minor)):
            write_posting(tx, str(number), account, amount)


def write_entry(
    tx: Session, name: str, kind: str, day: str, reverses: int | None
) -> None:
    tx.execute(
        text(
            "INSERT INTO ledger_entry VALUES (:name, 'card', :kind, :at, :day, :at,"
            " :name, 'hash', NULL, NULL, :reverses)"
        ),
        {
            "name": name,
            "kind": kind,
            "at": f"{day} 12:00:00.000000",
            "day": day,
            "reverses": None if reverses is None else str(reverses),
        },
    )


def write_posting(tx: Session, name: str, account: str, minor: int) -> None:
    tx.execute(
        text("INSERT INTO posting VALUES (:name, :account, 'card', 'GBP', :minor)"),
        {"name": name, "account": account, "minor": minor},
    )


def test_the_past_is_divided_as_it_came(old: Database) -> None:
    upgrade(old)

    with old.read() as tx:
        entries = ledger.entries_of(tx, CARD)
        assert [each.kind for each in entries] == [EntryKind(each[0]) for each in PAST]
        assert entries[3].owed == Owed(gbp("-12.00"), gbp("-3.00"), gbp("0.00"))
        assert entries[4].owed == Owed(gbp("0.00"), gbp("-2.00"), gbp("-8.00"))
        assert ledger.owed_of(tx, CARD) == Owed(gbp("0.00"), gbp("2.00"), gbp("600.00"))
        assert verify_balances(tx) == []
        assert verify_entries(tx) == []


def test_the_past_is_closed_again(old: Database) -> None:
    upgrade(old)

    with pytest.raises(DatabaseError, match="append-only"), old.begin() as tx:
        tx.execute(text("DELETE FROM posting"))
