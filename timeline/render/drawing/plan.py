"""What a drawing draws, before a single title is read: how the events are cut into panels, and which are picked."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from math import inf, nextafter
from typing import NamedTuple

from timeline.dates.calendar import Day
from timeline.render.drawing import panels as cutting
from timeline.render.drawing.extents import Extent, Extents
from timeline.render.drawing.picks import ALL, LABELS, picks, rows
from timeline.render.drawing.scale import Scale, Span, after, day_of, moment


class Stretch(NamedTuple):
    """What one panel draws: its scale, the moments between which its events begin, how many they are, and those of them
    that were picked. The first holds what began before the window too."""

    scale: Scale
    within: Span
    events: int
    picked: tuple[Extent, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """What each panel draws, before a single title is read."""

    extents: Extents
    whole: Span
    window: Span
    stretches: tuple[Stretch, ...]
    rows: int

    @property
    def ids(self) -> tuple[str, ...]:
        """The events whose titles are needed."""
        return tuple(extent.id for stretch in self.stretches for extent in stretch.picked)


def plan(extents: Extents, window: Span | None = None) -> Plan:
    """How the events are cut into panels. A window with few of them is one panel."""
    whole = whole_of(extents)
    window = window or whole
    spans = cutting.panels(len(extents), extents.before, window)
    share = max(1, LABELS // len(spans)) if len(extents) > ALL else ALL
    # What began before the window stands in the first panel, and nothing begins behind the last.
    first, last = min(whole.start, window.start), max(whole.end, window.end)
    edges = [first, *(span.end for span in spans[:-1]), nextafter(last, inf)]
    stretches = [_stretch(extents, span, Span(*edge), share) for span, edge in zip(spans, pairwise(edges), strict=True)]
    return Plan(extents, whole, window, tuple(stretches), rows(len(spans), len(extents)))


def _stretch(extents: Extents, span: Span, within: Span, share: int) -> Stretch:
    scale = cutting.scale(span, extents.covered(within, span))
    events = extents.before(within.end) - extents.before(within.start)
    return Stretch(scale, within, events, tuple(picks(extents, within, scale, share)))


def whole_of(extents: Extents) -> Span:
    """From the first day to the end of the last, in whole years where it is longer than one."""
    if not len(extents):
        return Span(0.0, 1.0)
    start, end = extents.whole
    first, last = day_of(start), day_of(end - 1e-6)
    if (first.year, first.month) == (last.year, last.month):
        return Span(moment(first), after(last))
    if first.year == last.year:
        return Span(moment(Day(first.year, first.month, 1)), moment(Day(last.year, last.month, 1).plus(months=1)))
    return Span(moment(Day(first.year, 1, 1)), _end(last, last.year - first.year))


def _end(last: Day, years: int) -> float:
    """The end of the last year, or of its last month where the whole is but a few years long."""
    if years > 4:
        return moment(Day(last.year + 1, 1, 1))
    return moment(Day(last.year, last.month, 1).plus(months=1))
