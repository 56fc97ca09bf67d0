"""Windows of days, asked of the spans that events have."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any, Final, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    and_,
    exists,
    false,
    func,
    literal,
    not_,
    or_,
    select,
    union_all,
)

from timeline.dates import Day
from timeline.model.query import Filter
from timeline.store.rows import BOTH, FAR, KNOWN, OCCURRENCE, SOME_KNOWN, SOME_WIDE, WIDE, clamp, packed
from timeline.store.tables import Revisions

ONE: Final = {"overlaps": (KNOWN, BOTH), "possibly": (WIDE, BOTH), "within": (WIDE, BOTH)}
"""By `match`, the spans that are the only one of their event and hold the day by which it is sorted."""
SOME: Final = {"overlaps": (SOME_KNOWN,), "possibly": (SOME_WIDE,), "within": (SOME_WIDE,)}
"""The spans of other dates."""
KINDS: Final = range(6)
Span = tuple[int, int]
"""Kind and size of a row of `spans`."""


class Window(NamedTuple):
    """Days, as ordinals, and how a date must match them; without `series` only that of a single event does."""

    start: int
    end: int
    match: str
    series: bool = True

    @classmethod
    def of(cls, filter: Filter) -> Window:
        """The window that a filter names."""
        return cls.between(*filter.window, filter.match)

    @classmethod
    def between(cls, first: Day | None, last: Day | None, match: str = "overlaps") -> Window:
        """The window of two days, None for an open side."""
        return cls(-FAR if first is None else clamp(first.ordinal), FAR if last is None else clamp(last.ordinal), match)

    @property
    def kinds(self) -> tuple[int, ...]:
        """The kinds of spans that are asked."""
        return (*ONE[self.match], *self.irregular)

    @property
    def irregular(self) -> tuple[int, ...]:
        """Those that say nothing of where their event stands in the order by date."""
        return (*SOME[self.match], OCCURRENCE) if self.series else SOME[self.match]

    @property
    def bounds(self) -> tuple[bytes, bytes]:
        """From where, and to before where, what begins in the window stands in the order by date."""
        return packed((self.start,), ""), packed((self.end + 1,), "")


def sizes(connection: Connection, tables: Revisions) -> list[Span]:
    """The kinds and sizes that rows of `spans` have: read by hops over the key, not by walking all."""
    return [(kind, size) for kind, size in connection.execute(used(tables))]


@cache
def used(tables: Revisions) -> Select[Any]:
    """Asks for them."""
    spans = tables.spans
    kinds = union_all(*(select(literal(kind).label("kind")) for kind in KINDS)).subquery()
    found = select(kinds.c.kind, literal(-1).label("size")).cte(recursive=True)
    kind, size = found.c
    larger = select(func.min(spans.c.size)).where(spans.c.kind == kind, spans.c.size > size)
    found = found.union_all(select(kind, larger.scalar_subquery()).where(size.is_not(None)))
    return select(*found.c).where(found.c.size >= 0)


def holds(tables: Revisions, window: Window) -> ColumnElement[bool]:
    """Whether a row of `events` meets the window."""
    spans = tables.spans
    if window.match != "within":
        return _has(tables, spans.c.kind.in_(window.kinds), _touches(tables, window))
    inside = and_(spans.c.first >= window.start, spans.c.last <= window.end)
    whole = spans.c.kind.in_((*ONE["within"], *SOME["within"]))
    # All of a date, but one occurrence of a series; an open end, kept as the farthest day, in an open window only.
    single = and_(_has(tables, whole, inside), not_(_has(tables, whole, not_(inside))))
    return or_(_has(tables, spans.c.kind == OCCURRENCE, inside), single) if window.series else single


def _has(tables: Revisions, *conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    spans, events = tables.spans, tables.events
    return exists(select(spans.c.position).where(spans.c.position == events.c.position, *conditions).correlate(events))


def _touches(tables: Revisions, window: Window) -> ColumnElement[bool]:
    return and_(tables.spans.c.first <= window.end, tables.spans.c.last >= window.start)


def positions(tables: Revisions, window: Window, used: list[Span]) -> Any:
    """The revisions with a span that meets the window: of `within`, all that may."""
    asked = [span for span in used if span[0] in window.kinds]
    if window.match == "within":
        last = tables.spans.c.last <= window.end
        inside = [_ranged(tables, span, window.start, window.end, last) for span in asked]
        return _union(tables, inside)
    return _union(tables, _parts(tables, window, asked))


def outside(tables: Revisions, window: Window, used: Sequence[Span]) -> Any:
    """The revisions that meet the window though their place in the order by date need not lie in it: those that had
    begun before it, or go on behind it, and those with several spans."""
    regular = [span for span in used if span[0] in ONE[window.match]]
    other = [span for span in used if span[0] in window.irregular]
    first, last = tables.spans.c.first, tables.spans.c.last
    parts = []
    if window.start > -FAR:
        began = (last >= window.start, first <= window.end)
        parts += [_ranged(tables, span, _reach(window.start, span), window.start - 1, *began) for span in regular]
    if window.end < FAR:
        goes_on = (last > window.end, first <= window.end)
        parts += [_ranged(tables, span, _reach(window.end, span), window.end, *goes_on) for span in regular]
    return _union(tables, [*parts, *_parts(tables, window, other)])


def _parts(tables: Revisions, window: Window, spans: list[Span]) -> list[Select[Any]]:
    last = tables.spans.c.last >= window.start
    return [_ranged(tables, span, _reach(window.start, span), window.end, last) for span in spans]


def _reach(day: int, span: Span) -> int:
    """The earliest first day of a span of its size that still holds the day."""
    return max(-FAR, day - (1 << span[1]))


def _ranged(tables: Revisions, span: Span, first: int, last: int, *more: ColumnElement[bool]) -> Select[Any]:
    return _of_size(tables, span).where(tables.spans.c.first.between(first, last), *more)


@cache
def _of_size(tables: Revisions, span: Span) -> Select[Any]:
    """All of a kind and a size. A statement has up to twenty of them, and to put it together takes longer than to run
    it."""
    spans = tables.spans
    return select(spans.c.position).where(spans.c.kind == span[0], spans.c.size == span[1])


def _union(tables: Revisions, parts: list[Select[Any]]) -> Any:
    return union_all(*parts) if parts else select(tables.spans.c.position).where(false())
