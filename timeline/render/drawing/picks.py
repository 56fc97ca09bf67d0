"""Which events are drawn where there are more than a screen can show; the rest is counted, so that none is lost."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from timeline.render.drawing.extents import Extent, Extents
from timeline.render.drawing.scale import Scale, Span, day_of, moment

ALL: Final = 120
"""Events up to which every one has its words."""
LABELS: Final = 80
"""Events drawn where there are more."""
ROWS: Final = 40
"""Rows of a panel where every event is drawn."""
FEWER_ROWS: Final = (9, 26)
"""Rows of a panel where they are not: the least and the most."""
COLUMNS: Final = 7
"""Columns among which the picks of a panel are shared out, so that none of its time is left blank."""
COUNTED: Final = 13
"""Columns in which the rest of a panel is counted."""


@dataclass(frozen=True, slots=True)
class Column:
    """Events of a stretch of whole days that were not drawn."""

    span: Span
    events: int


def rows(panels: int, events: int) -> int:
    """The rows that each panel has."""
    if events <= ALL:
        return ROWS
    least, most = FEWER_ROWS
    return max(least, min(most, LABELS // panels))


def picks(extents: Extents, within: Span, scale: Scale, share: int) -> list[Extent]:
    """At most `share` of the events that begin within a span, in turn from each column of its panel. Never by chance,
    so the same window is the same picture."""
    if extents.before(within.end) - extents.before(within.start) <= share:
        return extents.best(within, share)
    edges = [within.start, *(scale.moment(100 * n / COLUMNS) for n in range(1, COLUMNS)), within.end]
    spans = [Span(start, end) for start, end in pairwise(edges)]
    events = [extents.before(span.end) - extents.before(span.start) for span in spans]
    shares = _shared(events, share)
    return [each for span, most in zip(spans, shares, strict=True) for each in extents.best(span, most)]


def _shared(events: Sequence[int], share: int) -> list[int]:
    """How many each column may have, where each in turn takes one of those it has."""
    shares = [0] * len(events)
    while sum(shares) < share:
        for place, number in enumerate(events):
            shares[place] += shares[place] < number and sum(shares) < share
    return shares


def columns(extents: Extents, within: Span, drawn: Iterable[Extent], scale: Scale) -> tuple[Column, ...]:
    """The events that begin within a span and were not drawn, counted by stretches of whole days of their panel; a gap
    of the scale has none of its own."""
    edges = _edges(scale)
    before = [extents.before(edge) for edge in (within.start, *edges[1:-1], within.end)]
    counts = [last - first for first, last in pairwise(before)]
    for extent in drawn:
        counts[bisect_right(edges, extent.begins, 1, len(counts)) - 1] -= 1
    pairs = zip(edges, edges[1:], counts, strict=False)
    return tuple(Column(Span(start, end), count) for start, end, count in pairs if count)


def _edges(scale: Scale) -> list[float]:
    """The days at which columns begin, in order and each once."""
    edges = {moment(day_of(scale.moment(100 * n / COUNTED))) for n in range(1, COUNTED)}
    inner = sorted(edge for edge in edges if scale.span.start < edge < scale.span.end)
    return [scale.span.start, *inner, scale.span.end]
