"""The strip over the panels: how many events each stretch of the whole has, the vague ones spread over theirs."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate
from math import sqrt
from typing import Final

from timeline.render.drawing.extents import Extents
from timeline.render.drawing.scale import Span, day_of, moment

BINS: Final = 120
"""Of six pixels each on the narrowest page."""
HEIGHT: Final = 38.0
"""Pixels of the fullest bin."""
LEAST: Final = 2.0
"""Pixels of a bin with one event: never nothing."""


@dataclass(frozen=True, slots=True)
class Bin:
    """A stretch of whole days: events narrower than two bins, and the share of those that are wider."""

    span: Span
    events: int
    vague: float


@dataclass(frozen=True, slots=True)
class Strip:
    """The bins, and the pixels that one event's root is high."""

    bins: tuple[Bin, ...]
    unit: float

    def heights(self, bin: Bin) -> tuple[float, float]:
        """Pixels of the lower part and of the upper, pale one."""
        lower = max(sqrt(bin.events) * self.unit, LEAST) if bin.events else 0.0
        whole = sqrt(bin.events + bin.vague) * self.unit
        return lower, max(whole - lower, LEAST) if bin.vague > 0 else 0.0


def strip(extents: Extents, whole: Span) -> Strip:
    """All events between the first and the last moment of `whole`."""
    size = whole.length / BINS
    events, wide = extents.binned([whole.start + size * n for n in range(BINS + 1)], 2 * size)
    slopes = [0.0] * (BINS + 1)
    for span in wide:
        first, last = _bin(span.start, whole, size), _bin(span.end, whole, size)
        share = 1 / (last - first + 1)
        slopes[first] += share
        slopes[last + 1] -= share
    vague = [0.0 if share < 1e-9 else share for share in accumulate(slopes)]
    edges = [_edge(whole, size, n) for n in range(BINS)] + [whole.end]
    spans = [Span(edges[n], edges[n + 1]) for n in range(BINS)]
    bins = tuple(Bin(span, events[n], vague[n]) for n, span in enumerate(spans))
    fullest = max((bin.events + bin.vague for bin in bins), default=1.0)
    return Strip(bins, HEIGHT / sqrt(fullest or 1.0))


def _bin(at: float, whole: Span, size: float) -> int:
    return max(0, min(int((at - whole.start) / size), BINS - 1))


def _edge(whole: Span, size: float, number: int) -> float:
    """A whole day, where the whole is longer than its bins are many."""
    at = whole.start + size * number
    return moment(day_of(at)) if size >= 1 else at
