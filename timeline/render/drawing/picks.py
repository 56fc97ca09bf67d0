"""Which events are drawn where there are more than a screen can show; the rest is counted, so that none is lost."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from timeline.render.drawing.scale import LAID, Scale, Span, day_of, moment

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


class Extent(NamedTuple):
    """An event as far as picking needs it. `begins` is the moment by which it belongs to a panel; `span` what is known
    of its date; `sources` how many tell of it; `rank` how exact its date is, the most exact least."""

    id: str
    begins: float
    span: Span
    sources: int = 0
    rank: int = 0


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


def picks(extents: Sequence[Extent], scale: Scale, share: int) -> list[Extent]:
    """At most `share` of a panel's events: in turn from each column the one with the most sources, then the most exact,
    then the first by id. Never by chance, so the same window is the same picture."""
    if len(extents) <= share:
        return list(extents)
    columns: dict[int, list[Extent]] = defaultdict(list)
    for extent in extents:
        columns[int(scale.percent(extent.begins) * COLUMNS / 100)].append(extent)
    # Taken from the end: of equally good ones the first by id.
    by_id = {place: sorted(column, key=lambda each: each.id, reverse=True) for place, column in columns.items()}
    queues = [sorted(by_id[place], key=lambda each: (each.sources, -each.rank)) for place in sorted(by_id)]
    picked: list[Extent] = []
    while len(picked) < share:
        for queue in queues:
            if queue and len(picked) < share:
                picked.append(queue.pop())
    return picked


def columns(left_out: Iterable[Extent], scale: Scale) -> tuple[Column, ...]:
    """The rest, counted by stretches of whole days; a gap of the scale has none of its own."""
    edges = _edges(scale)
    counts = [0] * (len(edges) - 1)
    for extent in left_out:
        counts[bisect_right(edges, extent.begins, 1, len(counts)) - 1] += 1
    pairs = zip(edges, edges[1:], counts, strict=False)
    return tuple(Column(Span(start, end), count) for start, end, count in pairs if count)


def _edges(scale: Scale) -> list[float]:
    """The days at which columns begin, in order and each once."""
    edges = {moment(day_of(_moment(scale, LAID * n / COUNTED))) for n in range(1, COUNTED)}
    inner = sorted(edge for edge in edges if scale.span.start < edge < scale.span.end)
    return [scale.span.start, *inner, scale.span.end]


def _moment(scale: Scale, pixels: float) -> float:
    """The moment that stands so many pixels from the left."""
    low, high = scale.span.start, scale.span.end
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if scale.pixels(middle) < pixels else (low, middle)
    return low
