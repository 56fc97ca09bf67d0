"""All that follows from the log: derived again into a database set aside, and compared row by row, word by word.

So there is no second place that knows the rules, and what is compared passes through memory a batch at a time.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, NamedTuple

from sqlalchemy import Connection, Table, func, insert, select

from timeline.store.batches import parts
from timeline.store.checks.comparison import differing
from timeline.store.checks.finding import DERIVE, Finding, Progress, limited, listed
from timeline.store.checks.vectors import Vectors
from timeline.store.checks.words import Words
from timeline.store.derivation import is_bare, write_rows
from timeline.store.rows import name_row
from timeline.store.sqlite import SQLiteStore
from timeline.store.tables import CURRENT, PAST, changes, names, occurrences

BATCH: Final = 2_000


class Kind(NamedTuple):
    """A table that follows from the log, and what its rows are for people."""

    table: Table
    meaning: str


KINDS: Final = (
    Kind(CURRENT.events, "events as they are now"),
    Kind(PAST.events, "events as they were"),
    Kind(CURRENT.spans, "days by which events are found"),
    Kind(PAST.spans, "days by which former revisions are found"),
    Kind(names, "tags, places, sources and languages with their counts"),
    Kind(CURRENT.labels, "tags, places, sources and languages of events"),
    Kind(PAST.labels, "tags, places, sources and languages of former revisions"),
    Kind(occurrences, "occurrences of series"),
)


def check(connection: Connection, progress: Progress) -> Iterator[Finding]:
    """What is there and does not follow from the log, and what follows from it and is not there."""
    if is_bare(connection):
        return
    total = connection.scalar(select(func.count()).select_from(changes)) or 0
    with _aside() as aside:
        words = Vectors(connection) if connection.dialect.name == "postgresql" else Words(aside.index)
        with aside.engine.begin() as made:
            _number_names(connection, made)
            write_rows(connection, made, words.index, lambda position: progress("derived changes", position, total))
        with aside.read() as made:
            for kind in KINDS:
                progress(kind.meaning, 0, 0)
                yield from _compare(connection, made, kind)
            for tables in (CURRENT, PAST):
                progress("words", 0, 0)
                yield from limited(words.check(connection, made, tables))


@contextmanager
def _aside() -> Iterator[SQLiteStore]:
    """An empty database in a file that goes away again: what follows from a long log need not fit in memory."""
    with tempfile.TemporaryDirectory(prefix="timeline-") as folder:
        store = SQLiteStore(str(Path(folder) / "derived.db"), "derived")
        try:
            yield store
        finally:
            store.close()


def _number_names(connection: Connection, made: Connection) -> None:
    """Names have numbers in the order in which they came up, which the log alone does not tell."""
    for batch in connection.execute(_ordered(names).execution_options(yield_per=BATCH)).partitions():
        made.execute(insert(names), [name_row(row.kind, row.name) | {"id": row.id} for row in batch])


def _ordered(table: Table) -> Any:
    return select(table).order_by(*table.primary_key.columns)


def _compare(connection: Connection, made: Connection, kind: Kind) -> Iterator[Finding]:
    table = kind.table
    statement = _ordered(table).execution_options(yield_per=BATCH)
    keys = [list(table.c).index(column) for column in table.primary_key.columns]
    count = 0
    seen: list[Any] = []
    for row in differing(connection.execute(statement), made.execute(statement), keys):
        count += 1
        if len(seen) < BATCH:
            seen.append(row)
    if count:
        named = listed(_subjects(connection, table, seen))
        number = "1 row" if count == 1 else f"{count:,} rows"
        yield Finding(f"{kind.meaning}: {number} of the table {table.name} not as the log has it ({named})", DERIVE)


def _subjects(connection: Connection, table: Table, rows: Sequence[Any]) -> Iterator[str]:
    """The events, or the names, that rows are about."""
    if table is names:
        yield from dict.fromkeys(f"{row.kind} {row.name}".strip() for row in rows)
    elif table is occurrences:
        yield from dict.fromkeys(row.event for row in rows)
    else:
        for batch in parts(list(dict.fromkeys(row.position for row in rows))):
            found = select(changes.c.event).where(changes.c.position.in_(batch)).distinct()
            yield from connection.scalars(found.order_by(changes.c.event))
