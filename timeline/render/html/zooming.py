"""Where the links of a drawing lead that zoom and pan: days, from what is shown. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from timeline.dates.calendar import Day
from timeline.render.drawing.extents import Extents
from timeline.render.drawing.plan import Plan
from timeline.render.drawing.scale import Span, after, day_of, moment

FACTOR: Final = 3.0
"""How much closer or wider one step of zoom is."""
PLACES: Final = 64
"""Places of the whole at which the fullest part of it is looked for."""

Days = tuple[Day, Day]


def steps(plan: Plan, *, is_whole: bool) -> Iterator[tuple[str, Days | None]]:
    """The links by name, with their first and last day; all of them is None. `is_whole` where nothing was chosen: there
    is only closer. A step that would change nothing is left out."""
    shown = plan.window
    spans = {
        "earlier": _moved(shown, -shown.length / 2),
        "closer": _closer(plan, is_whole=is_whole),
        "wider": _around(_middle(shown), shown.length * FACTOR),
        "later": _moved(shown, shown.length / 2),
    }
    for name, span in spans.items():
        days = _rounded(span)
        if (name == "closer" and _covers(days, shown)) or (is_whole and name != "closer"):
            continue
        yield name, days
    if not is_whole:
        yield "all", None


def _closer(plan: Plan, *, is_whole: bool) -> Span:
    """A third of what is shown. Of the whole, whose middle nobody chose, the fullest; else that in the middle, or
    around the event nearest to it where nothing begins there."""
    shown, extents = plan.window, plan.extents
    length = shown.length / FACTOR
    middle = _around(_middle(shown), length)
    if is_whole:
        starts = [shown.start + n * (shown.length - length) / PLACES for n in range(PLACES + 1)]
        parts = [Span(start, start + length) for start in starts]
        return max(parts, key=lambda part: (_count(extents, part), -abs(_middle(part) - _middle(shown))))
    if _count(extents, middle):
        return middle
    nearest = _nearest(extents, shown)
    start = _middle(shown) if nearest is None else nearest
    return _moved(middle, min(max(start, shown.start + length / 2), shown.end - length / 2) - _middle(shown))


def _nearest(extents: Extents, shown: Span) -> float | None:
    """The moment at which that event begins which is nearest to the middle of a span and within it."""
    middle = _middle(shown)
    place = extents.before(middle)
    near = [extents.begins(each) for each in (place - 1, place) if 0 <= each < len(extents)]
    within = [moment for moment in near if shown.holds(moment)]
    return min(within, key=lambda moment: abs(moment - middle), default=None)


def _count(extents: Extents, span: Span) -> int:
    """How many events begin within a span."""
    return extents.before(span.end) - extents.before(span.start)


def _middle(span: Span) -> float:
    return (span.start + span.end) / 2


def _around(middle: float, length: float) -> Span:
    return Span(middle - length / 2, middle + length / 2)


def _moved(span: Span, days: float) -> Span:
    return Span(span.start + days, span.end + days)


def _covers(days: Days, span: Span) -> bool:
    return moment(days[0]) <= span.start and after(days[1]) >= span.end


def _rounded(span: Span) -> Days:
    """Whole months where the span has some, whole years where it has many; never less than a day."""
    if span.length <= 1:
        return (day_of(_middle(span)),) * 2
    first, last = day_of(span.start), day_of(span.end - 1e-6)
    if span.length > 5 * 365:
        return Day(first.year, 1, 1), Day(last.year, 12, 31)
    if span.length > 60:
        month = Day(last.year, last.month, 1).plus(months=1)
        return Day(first.year, first.month, 1), month.plus(days=-1)
    return first, last
