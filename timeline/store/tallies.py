"""What events that match have in common, counted: tags, places, sources, statuses, precisions, and their days."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Final

from sqlalchemy import ColumnElement, Connection, func, select

from timeline.model.event import Event
from timeline.model.search_terms import folded, place_key, terms
from timeline.store.contract import Count, KnownDays
from timeline.store.rows import KNOWN, OCCURRENCE, event_from
from timeline.store.tables import events, names, spans

COLUMNS: Final = {"status": events.c.status, "precision": events.c.precision}
FOLDED: Final = {"tag": False, "source": True, "place": True}
"""Whether a name is kept folded, so that how it is written must be looked up in an event that has it."""


def tally(connection: Connection, name: str, condition: ColumnElement[bool], most: int) -> list[Count]:
    """The values that matching events have most, each with how many have it; of as many the first by name first."""
    if name in COLUMNS:
        column = COLUMNS[name]
        statement = select(column, func.count()).where(condition).group_by(column)
        return _first((Count(value, number) for value, number in connection.execute(statement)), most)
    statement = select(names.c.name, func.count(), func.min(names.c.event)).where(names.c.kind == name)
    matching = names.c.event.in_(select(events.c.id).where(condition))
    rows = [tuple(row) for row in connection.execute(statement.where(matching).group_by(names.c.name))]
    if not FOLDED[name]:
        return _first((Count(value, number) for value, number, _ in rows), most)
    return (_places if name == "place" else _sources)(connection, rows, most)


def _first(counts: Iterable[Count], most: int) -> list[Count]:
    return sorted(counts, key=lambda count: (-count.events, count.name))[:most]


def _sources(connection: Connection, rows: list[tuple[str, int, str]], most: int) -> list[Count]:
    """Publishers as they are written; the id of a source only where its entries name no publisher."""
    held = _held(connection, (event for _, _, event in rows))
    counts = ((key, number, _source_name(held[event], key)) for key, number, event in rows if event in held)
    return _first((Count(written, number) for _, number, written in counts if written), most)


def _source_name(event: Event, key: str) -> str:
    for citation in event.sources:
        if folded(citation.publisher) == key:
            return citation.publisher
        if folded(citation.source) == key and not citation.publisher:
            return citation.source
    return ""


def _places(connection: Connection, rows: list[tuple[str, int, str]], most: int) -> list[Count]:
    """Places as they are written, with as many events as `place=` would find: its words may stand in longer names."""
    single: Counter[str] = Counter()
    example: dict[str, str] = {}
    for text, number, event in rows:
        for key in filter(None, map(str.strip, text.split("|"))):
            single[key] += number
            example.setdefault(key, event)
    common = [key for key, _ in sorted(single.items(), key=lambda item: (-item[1], item[0]))[:most]]
    held = _held(connection, (example[key] for key in common))
    counts = []
    for key in common:
        found = sum(number for text, number, _ in rows if place_key(key) in text)
        if example[key] in held:
            counts.append(Count(_place_name(held[example[key]], key), found))
    return _first(counts, most)


def _place_name(event: Event, key: str) -> str:
    return next((place.name for place in event.places if " ".join(terms(place.name)) == key), key)


def _held(connection: Connection, ids: Iterable[str]) -> dict[str, Event]:
    wanted = sorted(set(ids))[:500]
    statement = select(events.c.id, events.c.updated, events.c.body).where(events.c.id.in_(wanted))
    return {row.id: event_from(row) for row in connection.execute(statement)}


def known_days(connection: Connection, condition: ColumnElement[bool]) -> list[KnownDays]:
    """What is known of the days of matching events: a row a member of a set or an occurrence of a series."""
    statement = select(spans.c.event, spans.c.first, spans.c.last)
    statement = statement.where(spans.c.wide.in_((KNOWN, OCCURRENCE)))
    statement = statement.where(spans.c.event.in_(select(events.c.id).where(condition))).order_by(spans.c.event)
    return [KnownDays(*row) for row in connection.execute(statement)]
