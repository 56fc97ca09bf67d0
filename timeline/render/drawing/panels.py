"""How a chronology is cut into panels: two to five, each with one linear scale, so that none is crushed by another."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Final

from timeline.dates.calendar import Day
from timeline.render.drawing.scale import BREAK, LAID, Scale, Span, day_of, moment

Before = Callable[[float], int]
"""How many events begin before a moment."""
MOST: Final = 5
"""Panels at most."""
FEWEST: Final = 12
"""Events that a panel is worth."""
CANDIDATES: Final = 130
"""Places at which a cut is tried."""
STEPS: Final = (1, 5, 10, 25, 50, 100, 250, 500, 1000)
"""Years between two of them."""
CROWDED: Final = 26
"""Events of one year from which on its quarters are places too."""
FURTHER: Final = 0.06
"""What a further panel costs, of the whole."""
WITHIN: Final = 0.35
"""What a cut within a year costs, of all events."""
LONE: Final = 0.02
"""What a panel costs, of all events, however few it holds."""


def panels(events: int, before: Before, whole: Span) -> tuple[Span, ...]:
    """The spans of the panels, one after the other, that cover `whole`.

    The cuts are those at which the squares of the panels' numbers of events are least (dynamic programming).
    """
    most = min(MOST, events // FEWEST + 1)
    if most < 2:
        return (whole,)
    edges = [edge for edge in _candidates(before, whole) if whole.start < edge < whole.end]
    edges = [whole.start, *edges, whole.end]
    places = [0, *map(before, edges[1:-1]), events]
    best = _cheapest(edges, places, most)
    count = min(best, key=lambda k: best[k][0] * (1 + FURTHER * (k - 1)))
    cuts = best[count][1]
    return tuple(Span(edges[a], edges[b]) for a, b in pairwise(cuts))


def _candidates(before: Before, whole: Span) -> list[float]:
    first, last = day_of(whole.start).year, day_of(whole.end).year + 1
    step = next((step for step in STEPS if (last - first) / step <= CANDIDATES), (last - first) // CANDIDATES + 1)
    years = list(range(first - first % step, last + 1, step))
    edges = [moment(Day(year, 1, 1)) for year in years]
    if step == 1:
        edges += [edge for year in years for edge in _quarters(before, year)]
    return sorted(edges)


def _quarters(before: Before, year: int) -> Iterator[float]:
    begin, end = moment(Day(year, 1, 1)), moment(Day(year + 1, 1, 1))
    if before(end) - before(begin) > CROWDED:
        for month in (4, 7, 10):
            yield moment(Day(year, month, 1))


def _cheapest(edges: Sequence[float], places: Sequence[int], most: int) -> dict[int, tuple[float, tuple[int, ...]]]:
    """For each number of panels the least cost, and the edges at which its panels begin and end; `places` are how many
    events begin before each edge."""
    number, last = places[-1], len(edges) - 1
    penalties = [0.0 if _is_new_year(edge) else (WITHIN * number) ** 2 for edge in edges]
    penalties[last] = 0.0
    # (cost, cuts) of the cheapest way to cover the edges up to each with so many panels
    ways: dict[int, tuple[float, tuple[int, ...]]] = {0: (0.0, (0,))}
    best: dict[int, tuple[float, tuple[int, ...]]] = {}
    for count in range(1, most + 1):
        further: dict[int, tuple[float, tuple[int, ...]]] = {}
        ends = (last,) if count == most else range(1, last + 1)
        for end in ends:
            before, lone = places[end], LONE * number
            # A panel has an event at least.
            costs = [
                (cost + (before - places[start] + lone) ** 2, start)
                for start, (cost, _) in ways.items()
                if start < end and places[start] < before
            ]
            if costs:
                cost, start = min(costs)
                further[end] = (cost + penalties[end], (*ways[start][1], end))
        if last in further:
            best[count] = further[last]
        ways = further
    return best


def _is_new_year(edge: float) -> bool:
    day = day_of(edge)
    return (day.month, day.day) == (1, 1) and edge == moment(day)


WORTH: Final = 0.12
"""The part of a panel's span that has to be empty before it is cut out."""
TICKS: Final = 4 * 46.0
"""Pixels that it has to be long."""
CUTS: Final = 3
"""Gaps of one panel at most."""
DECADE: Final = 3652.0
"""Days of the shortest panel that is cut."""


def scale(span: Span, covered: Iterable[Span]) -> Scale:
    """The scale of a panel; the longest stretches of decades that no event covers are cut out of it."""
    if span.length < DECADE:
        return Scale(span)
    plain = Scale(span)
    long = [gap for gap in _empty(span, covered) if gap.length >= WORTH * span.length]
    worth = [gap for gap in long if gap.length * plain.pixels_a_day >= max(TICKS, BREAK)]
    kept = sorted(worth, key=lambda gap: -gap.length)[:CUTS]
    return Scale(span, tuple(sorted(kept, key=lambda gap: gap.start)))


def _empty(span: Span, covered: Iterable[Span]) -> Iterator[Span]:
    """Whole years without an event, a year of air left on either side of those that have one."""
    at = span.start
    for each in sorted(covered, key=lambda each: each.start):
        if each.start > at:
            yield from _years(at, min(each.start, span.end))
        at = max(at, each.end)
    if at < span.end:
        yield from _years(at, span.end)


def _years(start: float, end: float) -> Iterator[Span]:
    first, last = day_of(start).year + 2, day_of(end).year - 1
    if last > first and (end - start) > LAID / 720:
        yield Span(moment(Day(first, 1, 1)), moment(Day(last, 1, 1)))
