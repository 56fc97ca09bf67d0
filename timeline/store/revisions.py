"""The rows by which revisions are found: put in with each one, and taken out when another replaces it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Final

from sqlalchemy import Connection, bindparam, delete, update

from timeline.model.recurrence import recurs
from timeline.store import rows
from timeline.store.asking import WAITS
from timeline.store.batches import insert_rows, parts
from timeline.store.naming import name_ids, recount
from timeline.store.occurrences import write_occurrences
from timeline.store.rows import Replaced, Revision, Row, Terms
from timeline.store.tables import CURRENT, PAST, Revisions

Index = Callable[[Connection, str, Sequence[Terms], Sequence[Terms]], None]
"""How a backend brings one of its full-text indexes up to date: what to forget, and what to add, by position."""


# Made once: to put a statement together costs as much as to run it.
_CLOSE: Final = (
    update(PAST.events)
    .where(PAST.events.c.id == bindparam("event"), PAST.events.c.until > bindparam("instant"))
    .values(until=bindparam("instant"))
)
_FORGET: Final = [
    delete(table).where(table.c.position.in_(bindparam("positions", expanding=True)))
    for table in (CURRENT.events, CURRENT.spans)
]
_UNLABEL: Final = delete(CURRENT.labels).where(
    CURRENT.labels.c.name == bindparam("label"),
    CURRENT.labels.c.sort == bindparam("place"),
    CURRENT.labels.c.position == bindparam("revision"),
)


def write(
    connection: Connection, position: int, old: Sequence[Replaced], new: Sequence[Revision], index: Index
) -> None:
    """Put in the latest revisions, and move those that they replaced to the past.

    `position` was the latest before. What is `old` may be later, and never have been put in: a batch may change an
    event twice.
    """
    ids = name_ids(connection, [*(each.revision for each in old), *new])
    _close(connection, old)
    held = [each.revision for each in old if each.revision.position <= position]
    _remove(connection, held, ids)
    index(connection, CURRENT.words, _terms(held), _terms(new))
    _add(connection, CURRENT, new, [rows.event_row(each) for each in new], ids)
    add_past(connection, old, ids, index)
    series = [each.event.id for each in held if recurs(each.event)]
    write_occurrences(connection, series, [each.event for each in new])
    recount(connection, held, new, ids)


def add_past(connection: Connection, old: Sequence[Replaced], ids: dict[rows.Key, int], index: Index) -> None:
    """Put in revisions that were replaced."""
    replaced = [(*rows.event_row(each.revision), each.position, each.at, each.until) for each in old]
    revisions = [each.revision for each in old]
    _add(connection, PAST, revisions, replaced, ids)
    index(connection, PAST.words, (), _terms(revisions))


def add_current(connection: Connection, new: Sequence[Revision], ids: dict[rows.Key, int], index: Index) -> None:
    """Put in revisions that replace none."""
    index(connection, CURRENT.words, (), _terms(new))
    _add(connection, CURRENT, new, [rows.event_row(each) for each in new], ids)
    recount(connection, (), new, ids)


def _close(connection: Connection, old: Sequence[Replaced]) -> None:
    """End earlier revisions of the same events where a change says an earlier instant than those after them did."""
    if old:
        values = [{"event": each.revision.event.id, "instant": each.at} for each in old]
        connection.execute(_CLOSE, values, execution_options=WAITS)


def _add(
    connection: Connection,
    tables: Revisions,
    revisions: Sequence[Revision],
    event_rows: list[Row],
    ids: dict[rows.Key, int],
) -> None:
    insert_rows(connection, tables.events, event_rows)
    insert_rows(connection, tables.spans, [row for each in revisions for row in rows.span_rows(each)])
    insert_rows(connection, tables.labels, [row for each in revisions for row in rows.label_rows(each, ids)])


def _remove(connection: Connection, revisions: Sequence[Revision], ids: dict[rows.Key, int]) -> None:
    for batch in parts([each.position for each in revisions]):
        for statement in _FORGET:
            connection.execute(statement, {"positions": batch}, execution_options=WAITS)
    carried = [row for each in revisions for row in rows.label_rows(each, ids)]
    keys = [{"label": name, "place": sort, "revision": position} for name, sort, position, _ in carried]
    if keys:
        connection.execute(_UNLABEL, keys, execution_options=WAITS)


def _terms(revisions: Iterable[Revision]) -> list[Terms]:
    return [rows.search_terms(each) for each in revisions]
