"""Rows put in: many by COPY, in which a row costs a tenth of what it does as a statement; few by a statement, which is
sent with others."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any, Final

from psycopg import sql
from sqlalchemy import Connection, TableClause

from timeline.store.asking import WAITS
from timeline.store.postgresql import trips
from timeline.store.rows import Row
from timeline.store.tables import without_nul

FEW: Final = 50
"""Rows that take less as a statement: COPY waits for the server twice."""


def put_rows(connection: Connection, table: TableClause, rows: Sequence[Row]) -> None:
    """Put in rows that have a value for each column of the table."""
    if len(rows) > FEW:
        copy_rows(connection, table, rows)
    else:
        values = tuple(_same(value) for row in rows for value in row)
        connection.exec_driver_sql(_statement(table, len(rows)), values, execution_options=WAITS)


@lru_cache(maxsize=1_000)
def _statement(table: TableClause, rows: int) -> str:
    row = f"({', '.join(['%s'] * len(table.c))})"
    names = ", ".join(f'"{name}"' for name in table.c.keys())  # noqa: SIM118  # the columns' names, not the columns
    return f'INSERT INTO "{table.name}" ({names}) VALUES {", ".join([row] * rows)}'  # noqa: S608  # names of ours


def copy_rows(connection: Connection, table: TableClause, rows: Iterable[Row]) -> None:
    """Put in rows that have a value for each column of the table."""
    names = [sql.Identifier(name) for name in table.c.keys()]  # noqa: SIM118  # the columns' names, not the columns
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table.name), sql.SQL(", ").join(names))
    link = trips.link_of(connection)
    link.flush()
    with link.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row([_same(value) for value in row])


def _same(value: Any) -> Any:
    return without_nul(value) if isinstance(value, str) else value
