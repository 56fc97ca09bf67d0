"""Rows that follow from the bodies of events: written with each event, and made anew when the rules have changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Final

from sqlalchemy import Connection, delete, insert, select

from timeline.model.event import Event, decode
from timeline.store import rows
from timeline.store.claims import derive_claims
from timeline.store.occurrences import write_occurrences
from timeline.store.tables import events, names, occurrences, settings, spans

BATCH: Final = 500
STAMP: Final = "derived"
"""The setting that names the rules by which a database's rows were made."""

Index = Callable[[Connection, Sequence[str], Sequence[Event]], None]
"""How a backend brings its full-text index up to date: the ids to forget, the events to add."""


def write_events(connection: Connection, revisions: Sequence[Event], index: Index) -> None:
    """Put the events, and all rows that follow from them, in the place of those with the same ids."""
    ids = [event.id for event in revisions]
    _delete(connection, ids)
    _insert(connection, revisions)
    write_occurrences(connection, ids, revisions)
    index(connection, ids, revisions)


def is_stale(connection: Connection) -> bool:
    """Whether the rows were made by other rules than this program's; one that was never stamped counts as such."""
    stamp = connection.scalar(select(settings.c.value).where(settings.c.name == STAMP))
    return stamp != rows.DERIVATION


def derive(connection: Connection, index: Index) -> None:
    """Make all rows anew from the bodies, and stamp them; the full-text index must be empty."""
    # Not left to the cascade: a row that belongs to no event would survive it.
    connection.execute(delete(spans))
    connection.execute(delete(names))
    connection.execute(delete(occurrences))
    for batch in _batches(connection):
        _delete(connection, [event.id for event in batch])
        _insert(connection, batch)
        write_occurrences(connection, (), batch)
        index(connection, (), batch)
    derive_claims(connection)
    connection.execute(delete(settings).where(settings.c.name == STAMP))
    connection.execute(insert(settings).values(name=STAMP, value=rows.DERIVATION))


def _batches(connection: Connection) -> Iterator[list[Event]]:
    """All events by id, a batch at a time: a whole chronology need not fit in memory."""
    last = ""
    while True:
        following = select(events.c.body).where(events.c.id > last).order_by(events.c.id).limit(BATCH)
        batch = [decode(body) for body in connection.scalars(following)]
        if not batch:
            return
        last = batch[-1].id
        yield batch


def _delete(connection: Connection, ids: Sequence[str]) -> None:
    """Spans and names go with their event (ON DELETE CASCADE)."""
    for start in range(0, len(ids), BATCH):
        connection.execute(delete(events).where(events.c.id.in_(ids[start : start + BATCH])))


def _insert(connection: Connection, revisions: Sequence[Event]) -> None:
    connection.execute(insert(events), [rows.event_row(event) for event in revisions])
    # A series of which every date is left out has none.
    if span_rows := [row for event in revisions for row in rows.span_rows(event)]:
        connection.execute(insert(spans), span_rows)
    if name_rows := [row for event in revisions for row in rows.name_rows(event)]:
        connection.execute(insert(names), name_rows)
