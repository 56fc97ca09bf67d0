"""Rows that follow from the log: all of them made anew when the rules have changed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from sqlalchemy import Connection, delete, func, insert, select

from timeline.model.event import decode
from timeline.store import revisions, rows
from timeline.store.claims import derive_claims
from timeline.store.failures import stored
from timeline.store.naming import name_ids
from timeline.store.occurrences import write_occurrences
from timeline.store.revisions import Index
from timeline.store.rows import Replaced, Revision
from timeline.store.tables import CURRENT, PAST, changes, names, occurrences, settings

BATCH: Final = 5_000
STAMP: Final = "derived"
"""The setting that names the rules by which a database's rows were made."""


def is_stale(connection: Connection) -> bool:
    """Whether the rows were made by other rules than this program's; one that was never stamped counts as such."""
    stamp = connection.scalar(select(settings.c.value).where(settings.c.name == STAMP))
    return stamp != rows.DERIVATION


def is_bare(connection: Connection) -> bool:
    """Whether there are no rows that follow from the log, as in a copy that leaves them to whoever opens it."""
    stamp = connection.scalar(select(settings.c.value).where(settings.c.name == STAMP))
    return stamp is None and connection.execute(select(CURRENT.events.c.position).limit(1)).first() is None


def derive(connection: Connection, index: Index) -> None:
    """Make all rows anew from the log, and stamp them; the full-text indexes must be empty."""
    for tables in (CURRENT, PAST):
        for table in (tables.events, tables.labels, tables.spans):
            connection.execute(delete(table))
    connection.execute(delete(names))
    connection.execute(delete(occurrences))
    write_rows(connection, connection, index)
    derive_claims(connection)
    connection.execute(delete(settings).where(settings.c.name == STAMP))
    connection.execute(insert(settings).values(name=STAMP, value=rows.DERIVATION))


def write_rows(
    log: Connection, connection: Connection, index: Index, progress: Callable[[int], None] = lambda position: None
) -> None:
    """Write the rows that follow from the log of one database into the tables of another, or of the same, which are
    empty but for names that have their numbers already. `progress` is told how far it is."""
    # A whole chronology need not fit in memory.
    for batch in log.execute(_log().execution_options(yield_per=BATCH)).partitions():
        _write(connection, batch, index)
        progress(batch[-1].position)


def _log() -> Any:
    """The log in order; of each change also which one replaced what it made and when, and since when that is over."""
    by_event: dict[str, Any] = {"partition_by": changes.c.event, "order_by": changes.c.position}
    following = select(
        changes.c.position,
        func.lead(changes.c.position).over(**by_event).label("replaced"),
        func.lead(changes.c.at).over(**by_event).label("replaced_at"),
        # An instant may lie before that of an earlier change: the earlier one then holds no longer than it says.
        func.min(changes.c.at).over(**by_event, rows=(1, None)).label("until"),
    ).subquery()
    return (
        select(changes.c.at, changes.c.body, following)
        .join(following, following.c.position == changes.c.position)
        .order_by(changes.c.position)
    )


def _write(connection: Connection, batch: Any, index: Index) -> None:
    past: list[Replaced] = []
    current: list[Revision] = []
    for row in batch:
        revision = Revision(row.position, row.at, stored(row.body, decode))
        if row.replaced is None:
            current.append(revision)
        else:
            past.append(Replaced(revision, row.replaced, row.replaced_at, row.until))
    ids = name_ids(connection, [*current, *(each.revision for each in past)])
    revisions.add_past(connection, past, ids, index)
    revisions.add_current(connection, current, ids, index)
    write_occurrences(connection, (), [each.event for each in current])
