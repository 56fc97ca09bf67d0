"""Occurrences of series as rows, so that a page of them, or the next one, is found without expanding a rule."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final, NamedTuple

from sqlalchemy import ColumnElement, Connection, bindparam, delete, exists, func, insert, literal, select, tuple_

from timeline.model.event import Event
from timeline.model.recurrence import Occurrence, recurs, series, span
from timeline.store import windows
from timeline.store.asking import WAITS
from timeline.store.batches import parts
from timeline.store.contract import Start
from timeline.store.rows import BOTH, FAR, KNOWN, SOME_KNOWN, clamp
from timeline.store.tables import CURRENT, occurrences
from timeline.store.windows import Window

KINDS: Final = (KNOWN, BOTH, SOME_KNOWN)
"""The spans that say what is known of a single event's date."""
OPEN: Final = 63
"""The size of what has no start or no end; those are so few that all are looked at."""
KEYS: Final = (occurrences.c.sort0, occurrences.c.sort1, occurrences.c.sort2, occurrences.c.sort3)
NAME: Final = occurrences.c.event + "." + occurrences.c.key
"""What `Occurrence.id` says."""
_FORGET: Final = delete(occurrences).where(occurrences.c.event.in_(bindparam("events", expanding=True)))

Place = tuple[tuple[int, ...], str]
"""Where an occurrence stands in the order of dates: its sort key, and its name."""


class Row(NamedTuple):
    """An occurrence that was found: the id of its event, its own name among that event's, and its place."""

    event: str
    key: str
    place: Place


def write_occurrences(connection: Connection, ids: Sequence[str], revisions: Iterable[Event]) -> None:
    """Put the occurrences of these revisions in the place of those of the series with these ids."""
    for batch in parts(ids):
        connection.execute(_FORGET, {"events": batch}, execution_options=WAITS)
    series_rows = [row for event in revisions if recurs(event) for row in _rows(event)]
    if series_rows:
        connection.execute(insert(occurrences), series_rows, execution_options=WAITS)


def _rows(event: Event) -> list[dict[str, Any]]:
    return [_row(event.id, each) for each in series(event).occurrences]


def _row(event: str, occurrence: Occurrence) -> dict[str, Any]:
    first, last = span(occurrence)
    start = -FAR if first is None else clamp(first.ordinal)
    end = FAR if last is None else clamp(last.ordinal)
    keys = occurrence.when.sort_key
    # What starts elsewhere than it is sorted is not found by a range of the index.
    size = (end - start).bit_length() if start == keys[0] and end < FAR else OPEN
    status = "" if occurrence.override is None else occurrence.override.status
    row = {"event": event, "key": occurrence.key, "status": status, "size": size, "first": start, "last": end}
    return row | {f"sort{n}": key for n, key in enumerate(keys)}


def page(
    connection: Connection,
    condition: ColumnElement[bool],
    window: Window,
    *,
    after: Place | None = None,
    descending: bool = False,
    limit: int | None = None,
) -> list[Row]:
    """Occurrences in a window, of events that meet a condition, in the order of their dates: after a place."""
    found: list[Row] = []
    for size in _sizes(connection):
        # Asked of each occurrence by itself, so that no more are looked at than the page takes.
        event = exists().where(CURRENT.events.c.id == occurrences.c.event, condition)
        statement = select(occurrences.c.event, occurrences.c.key, *KEYS)
        statement = statement.where(occurrences.c.size == size, *_in_window(window, size), event)
        if after is not None:
            statement = statement.where(*_beyond(after, descending))
        order = [column.desc() if descending else column for column in (*KEYS, NAME)]
        rows = connection.execute(statement.order_by(*order).limit(limit))
        found += [Row(row[0], row[1], (tuple(row[2:]), f"{row[0]}.{row[1]}")) for row in rows]
    found.sort(key=lambda row: row.place, reverse=descending)
    return found[:limit]


def starting(connection: Connection, condition: ColumnElement[bool], days: Sequence[int]) -> list[Start]:
    """Occurrences, and dates of single events, that begin on one of the days, of events that meet a condition."""
    events, _, spans, _ = CURRENT
    event = exists().where(events.c.id == occurrences.c.event, condition)
    size, first = occurrences.c.size, occurrences.c.first
    found = select(occurrences.c.event, occurrences.c.key, first).where(event)
    sorted_there = found.where(size.in_(_sizes(connection)), size < OPEN, occurrences.c.sort0.in_(days))
    dates = select(events.c.id, literal(""), spans.c.first).join(events, events.c.position == spans.c.position)
    used = sorted({size for kind, size in windows.sizes(connection, CURRENT) if kind in KINDS})
    in_days = (spans.c.kind.in_(KINDS), spans.c.size.in_(used), spans.c.first.in_(days))
    asked = (sorted_there, found.where(size == OPEN, first.in_(days)), dates.where(*in_days, condition))
    return [Start(*row) for each in asked for row in connection.execute(each.distinct())]


def _sizes(connection: Connection) -> list[int]:
    """The sizes in use: one step of the index each."""
    sizes: list[int] = []
    least: int | None = -1
    while least is not None:
        least = connection.scalar(select(func.min(occurrences.c.size)).where(occurrences.c.size > least))
        sizes += [] if least is None else [least]
    return sizes


def _in_window(window: Window, size: int) -> list[ColumnElement[bool]]:
    first, last, place = occurrences.c.first, occurrences.c.last, occurrences.c.sort0
    if window.match == "within":
        conditions = [first >= window.start, last <= window.end]
    else:
        conditions = [first <= window.end, last >= window.start]
    if size < OPEN:
        # Of one size, what touches the window starts little before it: a short range of the index.
        conditions += [place >= window.start - 2**size, place <= window.end]
    return conditions


def _beyond(after: Place, descending: bool) -> list[ColumnElement[bool]]:
    keys, name = after
    here, there = tuple_(*KEYS, NAME), tuple_(*keys, name)
    if descending:
        return [here < there, occurrences.c.sort0 <= keys[0]]
    return [here > there, occurrences.c.sort0 >= keys[0]]
