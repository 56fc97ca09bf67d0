"""Many rows at a time: into tables, and asked for by their keys."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final, TypeVar

from sqlalchemy import Connection, Dialect, TableClause, insert

from timeline.store.rows import Row

T = TypeVar("T")
BATCH: Final = 500
"""Rows that are asked for or deleted in one statement."""


def parts(items: Sequence[T], size: int = BATCH) -> Iterator[Sequence[T]]:
    """The items, so many at a time."""
    for start in range(0, len(items), size):
        yield items[start : start + size]


def insert_rows(connection: Connection, table: TableClause, rows: Sequence[Row]) -> None:
    """Put in rows that have a value for each column of the table, as the driver takes it."""
    if not rows:
        return
    if connection.dialect.driver == "psycopg":
        from timeline.store.postgresql.copying import put_rows  # the driver is an extra

        put_rows(connection, table, rows)
    else:
        # Prepared by name, a row costs the library more than the database.
        connection.exec_driver_sql(_statement(table, connection.dialect), list(rows))


@lru_cache(maxsize=64)
def _statement(table: TableClause, dialect: Dialect) -> str:
    """The statement in a dialect that takes values by their place."""
    return str(insert(table).compile(dialect=dialect, column_keys=list(table.c.keys())))
