"""Insert many rows at once: COPY on PostgreSQL, a hundred to a statement on SQLite."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import chain, islice
from operator import itemgetter
from typing import Any, cast

from sqlalchemy import Table
from sqlalchemy.engine import Connection, Dialect
from sqlalchemy.orm import DeclarativeBase, Session

# Triggers and savepoints are then set up once for so many rows. SQLite takes 32,766
# values with a statement.
_ROWS_OF_A_STATEMENT = 100


def insert_all(
    tx: Session, table: type[DeclarativeBase], rows: Sequence[Mapping[str, Any]]
) -> None:
    """Insert rows that are not there yet, all with the same columns.

    SQLAlchemy's own way costs several times as much a row as the databases do.
    """
    connection = tx.connection()
    names = list(rows[0])
    values = _prepared(rows, names, cast(Table, table.__table__), connection.dialect)
    listed = f"{table.__tablename__} ({', '.join(names)})"
    if connection.dialect.name == "postgresql":
        _copy(connection, f"COPY {listed} FROM STDIN", values)
    else:
        marks = f"({', '.join('?' * len(names))})"
        while part := tuple(islice(values, _ROWS_OF_A_STATEMENT)):
            # Names of our own tables and columns, and a mark for every value.
            rows_of_marks = ", ".join([marks] * len(part))
            statement = f"INSERT INTO {listed} VALUES {rows_of_marks}"  # noqa: S608
            connection.exec_driver_sql(statement, tuple(chain.from_iterable(part)))


def _prepared(
    rows: Sequence[Mapping[str, Any]],
    names: Sequence[str],
    table: Table,
    dialect: Dialect,
) -> Iterator[tuple[Any, ...]]:
    """The values as the driver takes them, worked out column by column."""
    columns: list[Iterable[Any]] = []
    for name in names:
        kind = table.columns[name].type.dialect_impl(dialect)
        prepare = kind.bind_processor(dialect)
        values = map(itemgetter(name), rows)
        # Days, moments and kinds come again and again.
        columns.append(map(lru_cache(10_000)(prepare), values) if prepare else values)
    return zip(*columns, strict=True)


def _copy(
    connection: Connection, statement: str, rows: Iterable[tuple[Any, ...]]
) -> None:
    driver: Any = connection.connection.driver_connection
    with driver.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)
