"""The full-text index, word by word. SQLite's own check does not look into it before version 3.44."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from sqlalchemy import Connection, column, select, table

from timeline.store.checks.comparison import Rows, differing
from timeline.store.checks.finding import DERIVE, NAMED, Finding
from timeline.store.revisions import Index
from timeline.store.tables import Revisions, changes

WORD: Final = ("term", "doc", "col", "offset")
"""Columns of `fts5vocab`: a word, the row it stands in, in which column, and how many come before it there."""


class Words:
    """An index, beside another one that is made anew."""

    def __init__(self, index: Index) -> None:
        self.index = index

    def check(self, connection: Connection, made: Connection, tables: Revisions) -> Iterator[Finding]:
        """What the index of a database has otherwise than the one made anew."""
        yield from check(connection, made, tables)


def check(connection: Connection, made: Connection, tables: Revisions) -> Iterator[Finding]:
    """What the index of a database has otherwise than one made anew."""
    index = tables.words
    for name, order in ((f"{index}_docsize", (0,)), (f"{index}_vocabulary", (0, 1, 2, 3))):
        rows: Sequence[Any] = []
        count = 0
        for row in differing(_rows(connection, index, name), _rows(made, index, name), order):
            count += 1
            rows = [*rows, row] if count <= NAMED else rows
        if count:
            number = "1 entry" if count == 1 else f"{count:,} entries"
            said = ", ".join(dict.fromkeys(_described(connection, row) for row in rows))
            yield Finding(f"the full-text index {index}: {number} not as the log has it ({said})", DERIVE)


def _rows(connection: Connection, index: str, name: str) -> Rows:
    # Asked of the driver: of millions of rows the library would take longer to make its own than to compare them.
    cursor = connection.connection.cursor()
    if name.endswith("_docsize"):
        statement = _asked(name, "id", "sz") + " ORDER BY id"
    else:
        # A table of the connection alone: the database may be one that cannot be written to.
        cursor.execute(f"CREATE VIRTUAL TABLE IF NOT EXISTS temp.{name} USING fts5vocab(main, {index}, instance)")
        # They come in the order of the words, as the index is made.
        statement = _asked(name, *WORD)
    cursor.execute(statement)
    return cursor


def _asked(name: str, *columns: str) -> str:
    return str(select(*map(column, columns)).select_from(table(name)))


def _described(connection: Connection, row: Any) -> str:
    """Of which event an entry is, and which word."""
    position = row[1] if len(row) == len(WORD) else row[0]
    event = connection.scalar(select(changes.c.event).where(changes.c.position == position))
    of = event or f"position {position}"
    return f"{row[0]} of {of}" if len(row) == len(WORD) else f"the length of {of}"
