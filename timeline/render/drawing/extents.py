"""Events as far as picking and counting need them: of a few each is at hand, of many only numbers are asked."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple, Protocol

from timeline.dates.calendar import FAR
from timeline.dates.edtf.points import PRECISIONS
from timeline.model.event import Event
from timeline.render.drawing.marks import begins, mark
from timeline.render.drawing.scale import Span

DAY: Final = 1
"""The rank of a precision of one day; 0 is a time."""


class Extent(NamedTuple):
    """One event. `begins` is the moment by which it belongs to a panel; `span` what is known of its date; `sources`
    how many tell of it; `rank` how exact its date is, the most exact least; `claims` are the dates of sources that
    contradict it, which stretch nothing: one that is mistaken by centuries leaves the scale as it is."""

    id: str
    begins: float
    span: Span
    sources: int = 0
    rank: int = 0
    claims: tuple[Span, ...] = ()


class Extents(Protocol):
    """The events of a drawing, in order of their beginning, each with a place from 0 on."""

    @property
    def whole(self) -> Span:
        """From the first moment of any to the last. Raises IndexError where there is none."""

    def __len__(self) -> int: ...

    def begins(self, place: int) -> float:
        """The moment at which the one in a place begins."""

    def before(self, moment: float) -> int:
        """How many begin before a moment."""

    def best(self, within: Span, most: int) -> list[Extent]:
        """Of those that begin within a span at most so many: of most sources and most exact, as far as it is known."""

    def binned(self, edges: Sequence[float], days: float) -> tuple[list[int], list[Span]]:
        """How many stand between each edge and the next, without those that span so many days or more; and the spans of
        these."""

    def covered(self, within: Span, panel: Span) -> Iterator[Span]:
        """What those that begin within a span leave not empty of a panel of decades, in any order: none of its gaps of
        years is missing."""

    def exact(self) -> int:
        """How many have an exact day or time."""


class ReadExtents:
    """Events that were read: as many as can all be drawn."""

    def __init__(self, extents: Iterable[Extent]) -> None:
        self._extents = sorted(extents, key=lambda extent: extent.begins)
        self._begins = [extent.begins for extent in self._extents]

    def __len__(self) -> int:
        return len(self._extents)

    @property
    def whole(self) -> Span:
        start = min(min(extent.begins, extent.span.start) for extent in self._extents)
        return Span(start, max(max(extent.span.end, extent.begins + 1) for extent in self._extents))

    def begins(self, place: int) -> float:
        return self._begins[place]

    def before(self, moment: float) -> int:
        return bisect_left(self._begins, moment)

    def best(self, within: Span, most: int) -> list[Extent]:
        return sorted(self._within(within), key=lambda extent: (-extent.sources, extent.rank, extent.id))[:most]

    def binned(self, edges: Sequence[float], days: float) -> tuple[list[int], list[Span]]:
        counts = [0] * (len(edges) - 1)
        for extent in self._extents:
            counts[bisect_right(edges, extent.span.start, 1, len(counts)) - 1] += extent.span.length < days
        return counts, [extent.span for extent in self._extents if extent.span.length >= days]

    def covered(self, within: Span, panel: Span) -> Iterator[Span]:
        for extent in self._within(within):
            yield from (extent.span, *extent.claims)

    def _within(self, span: Span) -> list[Extent]:
        return self._extents[self.before(span.start) : self.before(span.end)]

    def exact(self) -> int:
        return sum(extent.rank <= DAY for extent in self._extents)


def extent(event: Event) -> Extent:
    """The extent of an event that is at hand."""
    drawn = mark(event)
    sources, exactness = len(event.sources), rank(event.when.precision)
    return Extent(event.id, begins(event), drawn.span, sources, exactness, drawn.claims)


def begin_of(sort_key: tuple[int, ...]) -> float:
    """The moment at which an event begins, from what a store finds it by (`When.sort_key`)."""
    start, timed, _, _ = sort_key
    return start + max(timed - 1, 0) / 86_400


def span_of(sort_key: tuple[int, ...]) -> Span:
    """What is known of its dates: an open end reaches no farther than the beginning."""
    start, _, length, end = sort_key
    first = max(end + length, -FAR) if -FAR < end + length <= start else start
    last = end if start <= end <= FAR else start
    return Span(float(first), float(last + 1))


def rank(precision: str) -> int:
    """How exact a precision is: 0 for a time, then the finer the less."""
    return 1 + PRECISIONS.index(precision) if precision in PRECISIONS else 0
