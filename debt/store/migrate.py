"""Bring a database to the newest schema, from any process, at most one at a time."""

from __future__ import annotations

from pathlib import Path

from alembic import command, context
from alembic.config import Config
from sqlalchemy import Connection, MetaData, text

from debt.store.database import Database

MIGRATIONS = Path(__file__).parent / "migrations"
VERSION_TABLE = "debt_version"
_POSTGRESQL_LOCK = 7_362_021


def upgrade(
    database: Database,
    script_location: Path = MIGRATIONS,
    version_table: str = VERSION_TABLE,
) -> None:
    """Run what is missing of one floor's migrations in a single transaction.

    Processes that start together wait for each other; later ones find nothing to do.
    """
    with database.engine.begin() as connection:
        if not database.is_sqlite:
            lock = text("SELECT pg_advisory_xact_lock(:number)")
            connection.execute(lock, {"number": _POSTGRESQL_LOCK})
        config = Config()
        config.set_main_option("script_location", str(script_location))
        config.attributes["connection"] = connection
        config.attributes["version_table"] = version_table
        command.upgrade(config, "head")


def run_environment(metadata: MetaData) -> None:
    """What the ``env.py`` of a migrations folder does, for the tables it owns."""
    attributes = context.config.attributes
    connection: Connection = attributes["connection"]
    context.configure(
        connection=connection,
        target_metadata=metadata,
        version_table=attributes["version_table"],
        include_name=lambda name, kind, _parents: (
            kind != "table" or name in metadata.tables
        ),
    )
    context.run_migrations()
