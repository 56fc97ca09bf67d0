"""The events of a drawing as a store has them: counted by where they stand in its order, unpacked where it matters."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import pairwise
from math import ceil
from typing import Final

from timeline.render.drawing.extents import DAY, Extent, begin_of, rank, span_of
from timeline.render.drawing.scale import Span
from timeline.store.outlines import Outline, Outlines

YEAR: Final = 366
"""Days up to which an event leaves no gap of years covered that its beginning does not cover."""
CELLS: Final = 64
"""Parts of a panel that are looked at for gaps: far smaller than the smallest gap that is cut out."""


class StoredExtents:
    """The `Extents` of a store's outlines. How many tell of an event is not known, and series have the first of their
    dates. Of as exact ones those are the best that are spread most evenly: the first of each part of the span, so that
    one more event changes one of them at most."""

    def __init__(self, outlines: Outlines) -> None:
        self._outlines = outlines
        self._long: tuple[float, list[tuple[float, Span]]] | None = None

    def __len__(self) -> int:
        return len(self._outlines)

    @cached_property
    def whole(self) -> Span:
        last = self.begins(-1)
        # The last day of all is that of a long one, or of one that begins but a year before the last beginning.
        late = map(span_of, self._outlines.lasting(1, *_key(last - YEAR)))
        ends = [span.end for span in late]
        long_ends = [span.end for _, span in self._lasting(YEAR)]
        return Span(self.begins(0) // 1, max([last + 1, *ends, *long_ends]))

    def begins(self, place: int) -> float:
        return begin_of(self._outlines.key(place))

    def before(self, moment: float) -> int:
        return self._outlines.before(*_key(moment))

    def best(self, within: Span, most: int) -> list[Extent]:
        chosen: list[Outline] = []
        for precision in sorted(self._outlines.precisions(), key=rank):
            wanted = most - len(chosen)
            edges = [_key(within.start + within.length * n / wanted) for n in range(wanted + 1)] if wanted else []
            chosen += self._outlines.spread(precision, edges) if edges else []
        return [Extent(id, begin_of(key), span_of(key), 0, rank(precision)) for id, key, precision in chosen]

    def binned(self, edges: Sequence[float], days: float) -> tuple[list[int], list[Span]]:
        places = [0, *map(self.before, edges[1:-1]), len(self)]
        counts = [last - first for first, last in pairwise(places)]
        long = self._lasting(days)
        for begin, _ in long:
            counts[bisect_right(edges, begin, 1, len(counts)) - 1] -= 1
        return counts, [span for _, span in long]

    def _lasting(self, days: float) -> list[tuple[float, Span]]:
        """The dates that span so many days at least, each with the moment at which its event begins."""
        if self._long is None or days < self._long[0]:
            keys = self._outlines.lasting(int(days) - 1)
            self._long = days, [(begin_of(key), span_of(key)) for key in keys]
        return [each for each in self._long[1] if each[1].length >= days]

    def covered(self, within: Span, panel: Span) -> Iterator[Span]:
        yield from (span for begin, span in self._lasting(YEAR) if within.holds(begin))
        places = [self.before(panel.start + panel.length * n / CELLS) for n in range(CELLS + 1)]
        for first, last in pairwise(places):
            if first < last:
                yield Span(self.begins(first), self.begins(last - 1) + 1)

    def exact(self) -> int:
        return sum(number for precision, number in self._outlines.precisions().items() if rank(precision) <= DAY)


def _key(moment: float) -> tuple[int, ...]:
    """The least sort key of what begins at a moment or later. An event without a time begins with the day; the seconds
    of one with a time are counted from 1."""
    day, part = divmod(moment, 1)
    return (int(day), 1 + ceil(round(part * 86_400, 3))) if part else (int(day),)
