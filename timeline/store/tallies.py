"""What events that match have in common, counted: tags, places, sources, statuses, precisions, and their days."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from operator import attrgetter
from typing import Any, Final

from sqlalchemy import Connection, Row, Select, func, select

from timeline.model.event import Event
from timeline.model.search_terms import folded
from timeline.store.batches import parts
from timeline.store.contract import Count, KnownDays
from timeline.store.matching import Matches
from timeline.store.rows import BOTH, KNOWN, OCCURRENCE, SOME_KNOWN, event_from
from timeline.store.tables import CURRENT, changes, names

EVENTS, LABELS, SPANS, _ = CURRENT
COLUMNS: Final = {"status": EVENTS.c.status, "precision": EVENTS.c.precision}


def tally(connection: Connection, name: str, matches: Matches, most: int) -> list[Count]:
    """The values that matching events have most, each with how many have it; of as many the first by name first."""
    if name in COLUMNS:
        column = COLUMNS[name]
        counted = matches.all([column, func.count()]).group_by(column)
        return _first((Count(value, number) for value, number in connection.execute(counted)), most)
    found = connection.execute(_counted(name, matches)).all()
    if name == "tag":
        return _first((Count(row.name, row.number) for row in found), most)
    if name == "source":
        return _sources(connection, found, most)
    return _places(connection, found, matches, most)


def _counted(kind: str, matches: Matches) -> Select[Any]:
    """Names of a kind that matching events carry: how many do, and one of them."""
    carried = names.join(LABELS, LABELS.c.name == names.c.id).join(EVENTS, EVENTS.c.position == LABELS.c.position)
    columns = (
        names.c.id,
        names.c.name,
        names.c.words,
        func.count().label("number"),
        func.min(EVENTS.c.id).label("event"),
    )
    among = LABELS.c.position.in_(matches.all([EVENTS.c.position]))
    return select(*columns).select_from(carried).where(names.c.kind == kind, among).group_by(names.c.id)


def _first(counts: Iterable[Count], most: int) -> list[Count]:
    return sorted(counts, key=lambda count: (-count.events, count.name))[:most]


def _sources(connection: Connection, found: Iterable[Row[Any]], most: int) -> list[Count]:
    """Publishers as they are written; the id of a source only where its entries name no publisher."""
    rows = list(found)
    held = _held(connection, [row.event for row in rows])
    counts = ((row.number, _source_name(held[row.event], row.name)) for row in rows)
    return _first((Count(written, number) for number, written in counts if written), most)


def _source_name(event: Event, key: str) -> str:
    for citation in event.sources:
        if folded(citation.publisher) == key:
            return citation.publisher
        if folded(citation.source) == key and not citation.publisher:
            return citation.source
    return ""


def _places(connection: Connection, found: Iterable[Row[Any]], matches: Matches, most: int) -> list[Count]:
    """Places as most events write them, with as many events as `place=` would find: its words may stand in longer
    names."""
    rows = sorted(found, key=attrgetter("words"))
    alike = [list(group) for _, group in groupby(rows, key=attrgetter("words"))]
    alike.sort(key=lambda group: (-sum(row.number for row in group), group[0].words))
    counts = []
    for group in alike[:most]:
        written = min(group, key=lambda row: (-row.number, row.name)).name
        longer = [row for row in rows if group[0].words in row.words]
        number = longer[0].number if len(longer) == 1 else _number(connection, longer, matches)
        counts.append(Count(written, number))
    return _first(counts, most)


def _number(connection: Connection, carried: Iterable[Row[Any]], matches: Matches) -> int:
    """How many of the matches carry one of the names."""
    ids = [row.id for row in carried]
    distinct = select(func.count(LABELS.c.position.distinct())).where(LABELS.c.name.in_(ids))
    return int(connection.scalar(distinct.where(LABELS.c.position.in_(matches.all([EVENTS.c.position])))) or 0)


def _held(connection: Connection, ids: Iterable[str]) -> dict[str, Event]:
    held = select(EVENTS.c.id, changes.c.body).join(changes, changes.c.position == EVENTS.c.position)
    return {
        id: event_from(body)
        for batch in parts(sorted(set(ids)))
        for id, body in connection.execute(held.where(EVENTS.c.id.in_(batch)))
    }


def known_days(connection: Connection, matches: Matches) -> list[KnownDays]:
    """What is known of the days of matching events: a row a member of a set or an occurrence of a series."""
    known = select(EVENTS.c.id, SPANS.c.first, SPANS.c.last, SPANS.c.kind)
    known = known.join(EVENTS, EVENTS.c.position == SPANS.c.position)
    known = known.where(SPANS.c.kind.in_((KNOWN, BOTH, SOME_KNOWN, OCCURRENCE)))
    known = known.where(SPANS.c.position.in_(matches.all([EVENTS.c.position])))
    rows = connection.execute(known.order_by(EVENTS.c.id, SPANS.c.first, SPANS.c.last))
    return [KnownDays(event, first, last, kind == OCCURRENCE) for event, first, last, kind in rows]
