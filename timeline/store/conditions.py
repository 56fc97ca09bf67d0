"""A filter as SQL. It must find what `Filter.matches` does: a property test holds it to that."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import ColumnElement, and_, false, not_, or_, select, true

from timeline.model.event import GONE
from timeline.model.query import Filter
from timeline.model.search_terms import folded, phrases, terms
from timeline.store.rows import FAR, KNOWN, OCCURRENCE, WIDE, clamp
from timeline.store.tables import events, names, spans

Search = Callable[[str], ColumnElement[bool]]
"""How a backend finds typed words."""
Condition = ColumnElement[bool]


def meant(filter: Filter, search: Search, *, gone: bool = False, series: bool = True) -> Condition:
    """Rows of `events` that `filter.matches` would; without `series` only single events."""
    parts = [_status(filter, gone), *_named(filter)]
    if filter.precisions:
        parts.append(events.c.precision.in_(filter.precisions))
    if filter.since or filter.until or not series:
        parts.append(_window(filter, series))
    if filter.feeds:
        parts.append(or_(*(meant(inner, search, gone=True) for _, inner in filter.feeds)))
    if filter.q:
        parts.append(search(filter.q) if phrases(filter.q) else false())
    return and_(*parts)


def _status(filter: Filter, gone: bool) -> Condition:
    if filter.statuses:
        return events.c.status.in_(filter.statuses)
    return true() if gone else events.c.status.not_in(sorted(GONE))


def _named(filter: Filter) -> list[Condition]:
    found = []
    if filter.tags:
        found.append(_has("tag", names.c.name.in_(filter.tags)))
    if filter.sources:
        found.append(_has("source", names.c.name.in_([folded(s) for s in filter.sources])))
    if filter.places:
        keys = [f" {' '.join(terms(place))} " for place in filter.places]
        found.append(_has("place", or_(*(names.c.name.contains(key, autoescape=True) for key in keys))))
    return found


def _has(kind: str, condition: Condition) -> Condition:
    return events.c.id.in_(select(names.c.event).where(names.c.kind == kind, condition))


def _window(filter: Filter, series: bool) -> Condition:
    first, last = filter.window
    start = -FAR if first is None else clamp(first.ordinal)
    end = FAR if last is None else clamp(last.ordinal)
    inside = and_(spans.c.first >= start, spans.c.last <= end)
    if filter.match == "within":
        # All of a date, but one occurrence of a series; an open end, kept as the farthest day, in an open window only.
        single = and_(_has_span(WIDE, inside), not_(_has_span(WIDE, not_(inside))))
        return or_(_has_span(OCCURRENCE, inside), single) if series else single
    kind = KNOWN if filter.match == "overlaps" else WIDE
    touches = and_(spans.c.first <= end, spans.c.last >= start)
    single = _has_span(kind, touches)
    return or_(single, _has_span(OCCURRENCE, touches)) if series else single


def _has_span(kind: int, condition: Condition) -> Condition:
    # Asked once, not for each event: correlated, the planner walks all spans of a size anew for every row.
    return events.c.id.in_(select(spans.c.event).where(spans.c.wide == kind, condition))
