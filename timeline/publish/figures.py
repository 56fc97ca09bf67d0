"""What a page draws: the events of its query, those within its window, and of these the ones that have their words."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from timeline.dates.calendar import Day
from timeline.model.query import Filter
from timeline.render.drawing.extents import extent
from timeline.render.drawing.figure import plan
from timeline.render.drawing.picks import Extent
from timeline.render.drawing.scale import Span, after, moment
from timeline.render.html.drawing import Drawing
from timeline.store.contract import Store

Link = Callable[[Day | None, Day | None], str]
"""The page's address for other days; for all of them where they are None."""


def drawing(store: Store, filter: Filter, link: Link, today: Day | None = None) -> Drawing:
    """The drawing of a filter: the strip of all that it has without its window, panels of what is within."""
    everything = msgspec.structs.replace(filter, since="", until="")
    held = {event.id: event for event in store.select(everything)}
    whole = [extent(event) for event in held.values()]
    window, extents = None, whole
    if filter.since or filter.until:
        inside = {event.id for event in store.select(filter)}
        extents = [each for each in whole if each.id in inside]
        window = _window(filter, extents)
    planned = plan(extents, window)
    return Drawing(whole, extents, planned, [held[id] for id in planned.ids], window, link, today)


def _window(filter: Filter, extents: list[Extent]) -> Span:
    """The days that were asked for; an open side ends with the events."""
    first, last = filter.window
    start = moment(first) if first else min((each.begins for each in extents), default=moment(last) if last else 0.0)
    end = after(last) if last else max((each.span.end for each in extents), default=start + 1)
    return Span(start, max(end, start + 1))
