"""An event as far as picking and counting need it."""

from __future__ import annotations

from timeline.dates.calendar import FAR
from timeline.dates.edtf.points import PRECISIONS
from timeline.model.event import Event
from timeline.render.drawing.marks import begins, mark
from timeline.render.drawing.picks import Extent
from timeline.render.drawing.scale import Span


def extent(event: Event) -> Extent:
    """The extent of an event that is at hand."""
    return Extent(event.id, begins(event), mark(event).span, len(event.sources), rank(event.when.precision))


def extent_of(id: str, sort_key: tuple[int, ...], precision: str) -> Extent:
    """The same from what a store finds it by (`When.sort_key`): an open end reaches no farther than the beginning, and
    how many tell of it is not known."""
    start, timed, length, end = sort_key
    begins = start + max(timed - 1, 0) / 86_400
    first = max(end + length, -FAR) if -FAR < end + length <= start else start
    last = end if start <= end <= FAR else start
    return Extent(id, begins, Span(float(first), float(last + 1)), 0, rank(precision))


def rank(precision: str) -> int:
    """How exact a precision is: 0 for a time, then the finer the less."""
    return 1 + PRECISIONS.index(precision) if precision in PRECISIONS else 0
