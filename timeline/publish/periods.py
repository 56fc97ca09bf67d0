"""The years, decades or centuries in which something happened, each with how many events it has. Pure."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, groupby
from typing import Final

from timeline.dates import Day
from timeline.render.html.periods import Period, Periods
from timeline.store.contract import KnownDays

LENGTHS: Final = (1, 10, 100, 1000)
MOST: Final = 60
"""Periods of one length that are shown side by side."""
WIDEST: Final = 6_000
"""Periods of one length that are counted at most."""
FAR: Final = 2**61

Years = tuple[int, int]


def index(days: Sequence[KnownDays], window: Years | None) -> tuple[Periods, ...]:
    """The finest periods that fit side by side; below them, where the window lies in one of them, those within."""
    bounds = _bounds(days)
    if bounds is None:
        return ()
    rows = [_finest(days, bounds)]
    while window and rows[-1].length > 1:
        shown = next((each for each in rows[-1].periods if each.first <= window[0] and window[1] <= each.last), None)
        if shown is None:
            break
        finer = rows[-1].length // 10
        rows.append(Periods(finer, tuple(count(days, (shown.first, shown.last), finer))))
    return tuple(rows)


def _bounds(days: Iterable[KnownDays]) -> Years | None:
    known = [day for _, rows in _by_event(days) for each in _naming(rows) for day in each if abs(day) < FAR]
    return (Day.from_ordinal(min(known)).year, Day.from_ordinal(max(known)).year) if known else None


def _finest(days: Sequence[KnownDays], bounds: Years) -> Periods:
    for length in LENGTHS[:-1]:
        if (bounds[1] - bounds[0]) // length < WIDEST:
            periods = tuple(count(days, bounds, length))
            if len(periods) <= MOST:
                groups = tuple(count(days, bounds, length * 10)) if length == 1 else ()
                return Periods(length, periods, groups)
    return Periods(LENGTHS[-1], tuple(count(days, bounds, LENGTHS[-1])))


def _by_event(days: Iterable[KnownDays]) -> Iterator[tuple[str, list[KnownDays]]]:
    return ((event, list(rows)) for event, rows in groupby(days, key=lambda each: each.event))


def _naming(rows: Sequence[KnownDays]) -> Iterator[Years]:
    """First and last days that make a period worth naming: a series that goes on for ever names its first only."""
    dates = rows[:1] if rows[0].of_series else rows
    return ((each.first, each.last) for each in dates)


def count(days: Iterable[KnownDays], bounds: Years, length: int) -> list[Period]:
    """The periods between two years in which a date begins or ends, each with the events that touch it. None has years
    of both eras: 100–1 BC, AD 1–99, AD 100–199."""
    low, high = _number(bounds[0], length), _number(bounds[1], length)
    if high - low > WIDEST:
        return []
    years = [_first_year(number, length) for number in range(low, high + 2)]
    starts = [Day(year, 1, 1).ordinal for year in years]
    size = len(starts) - 1

    def place(day: int) -> int:
        return bisect_right(starts, day) - 1

    changes: Counter[int] = Counter()
    named: set[int] = set()
    for _, rows in _by_event(days):
        named.update(number for each in _naming(rows) for day in each if 0 <= (number := place(day)) < size)
        reached = -1  # an event counts once in each period, however many of its dates lie there
        for each in rows:
            begin, end = max(place(each.first), reached + 1, 0), min(place(each.last), size - 1)
            if begin <= end:
                changes[begin] += 1
                changes[end + 1] -= 1
                reached = end
    counts = list(accumulate(changes[number] for number in range(size)))
    return [Period(years[number], years[number + 1] - 1, counts[number]) for number in sorted(named)]


def _number(year: int, length: int) -> int:
    """Which of the periods a year is in: those of our era from 0 on, those before it from -1 downwards. The 4th century
    BC is -399 to -300, as in the words of dates."""
    return year // length if year > 0 else -1 - (-year // length)


def _first_year(number: int, length: int) -> int:
    if number > 0:
        return number * length
    return 1 if number == 0 else number * length + 1
