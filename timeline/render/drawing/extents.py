"""An event as far as picking and counting need it."""

from __future__ import annotations

from timeline.dates.edtf.points import PRECISIONS
from timeline.model.event import Event
from timeline.render.drawing.marks import begins, mark
from timeline.render.drawing.picks import Extent


def extent(event: Event) -> Extent:
    """The extent of an event that is at hand."""
    return Extent(event.id, begins(event), mark(event).span, len(event.sources), rank(event.when.precision))


def rank(precision: str) -> int:
    """How exact a precision is: 0 for a time, then the finer the less."""
    return 1 + PRECISIONS.index(precision) if precision in PRECISIONS else 0
