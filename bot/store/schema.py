"""Brings the tables of both floors to their newest form."""

from __future__ import annotations

from pathlib import Path

from debt.store.database import Database
from debt.store.migrate import upgrade

MIGRATIONS = Path(__file__).parent / "migrations"
VERSION_TABLE = "bot_version"


def upgrade_all(database: Database) -> None:
    """Run what is missing; safe from several processes at once."""
    upgrade(database)
    upgrade(database, MIGRATIONS, VERSION_TABLE)
