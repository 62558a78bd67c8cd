"""Insert a row unless a unique constraint says it is already there."""

from __future__ import annotations

from typing import Any

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import DeclarativeBase, Session


def insert_new(tx: Session, table: type[DeclarativeBase], **values: Any) -> bool:
    """Return whether the row was inserted (ON CONFLICT DO NOTHING on any constraint).

    Both databases know the clause, but SQLAlchemy has one ``insert`` for each.
    """
    on_sqlite = tx.get_bind().dialect.name == "sqlite"
    dialect = sqlite if on_sqlite else postgresql
    statement = dialect.insert(table).values(**values).on_conflict_do_nothing()
    return (
        tx.execute(statement.returning(*table.__table__.primary_key)).first()
        is not None
    )
