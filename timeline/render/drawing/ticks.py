"""Ticks of a scale: the smallest step of hours, days, months or years whose words do not touch."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import takewhile
from typing import Final

from timeline.dates.calendar import Day
from timeline.dates.writing.axis import AxisWords
from timeline.render.drawing.scale import Scale, Span, day_of, moment
from timeline.render.drawing.widths import SIZE, width

APART: Final = 46.0
"""Pixels between two ticks at least; their words may need more."""
AIR: Final = 8.0
"""Pixels between the words of two ticks."""
HOURS: Final = (1, 3, 6)
DAYS: Final = (1, 2, 7)
MONTHS: Final = (1, 3)
POWERS: Final = tuple(10**power for power in range(3, 17))
YEARS: Final = (1, 2, 5, 10, 25, 50, 100, 250, 500, *(factor * power for power in POWERS for factor in (1, 2, 5)))
LENGTHS: Final = {"hour": 1 / 24, "day": 1.0, "month": 30.44, "year": 365.2425}
"""Days of each unit, near enough to choose a step."""


@dataclass(frozen=True, slots=True)
class Tick:
    """A line of the grid. `is_larger` marks where the next larger unit begins; the first names that unit whole."""

    at: float
    words: str
    is_larger: bool


def ticks(scale: Scale, words: AxisWords) -> tuple[Tick, ...]:
    """The ticks of a scale, none within a gap, none nearer to another than their words are wide."""
    unit, step = _step(scale, words)
    made = [tick for tick in _made(scale.span, unit, step, words) if not _is_cut(scale, tick.at)]
    return tuple(_apart(scale, made))


def _step(scale: Scale, words: AxisWords) -> tuple[str, int]:
    # A step of years has to have room for the widest year; BC and AD make them wide.
    years = (day_of(scale.span.start).year, day_of(scale.span.end).year)
    widest = max(width(words.year(year)) for year in years) + AIR
    for unit, step in _steps():
        room = max(APART, widest) if unit == "year" else APART
        if step * LENGTHS[unit] * scale.pixels_a_day >= room:
            return unit, step
    return "year", 10**18


def _steps() -> Iterator[tuple[str, int]]:
    for unit, steps in (("hour", HOURS), ("day", DAYS), ("month", MONTHS), ("year", YEARS)):
        for step in steps:
            yield unit, step


def _made(span: Span, unit: str, step: int, words: AxisWords) -> Iterator[Tick]:
    yield from {"hour": _hours, "day": _days, "month": _months, "year": _years}[unit](span, step, words)


def _hours(span: Span, step: int, words: AxisWords) -> Iterator[Tick]:
    first = round(span.start * 24)
    for number, hour in enumerate(range(first - first % -step, int(span.end * 24) + 1, step)):
        day, of_day = divmod(hour, 24)
        is_larger = of_day == 0
        at = hour / 24
        if at < span.end:
            name = words.whole_day(day_of(day)) if is_larger or number == 0 else words.hour(of_day)
            yield Tick(at, name, is_larger)


def _days(span: Span, step: int, words: AxisWords) -> Iterator[Tick]:
    """Days of a month by their number; weeks begin anew on the first of a month, without the 29th."""
    day = day_of(span.start)
    is_first = True
    while moment(day) < span.end:
        on_step = (day.day - 1) % step == 0 and not (step > 1 and day.day > 29 - (step == 7))
        if on_step and moment(day) >= span.start:
            yield Tick(moment(day), words.month_day(day, is_first=is_first), day.day == 1)
            is_first = False
        day = day.plus(days=1)


def _months(span: Span, step: int, words: AxisWords) -> Iterator[Tick]:
    day = day_of(span.start)
    day = Day(day.year, day.month - (day.month - 1) % step, 1)
    is_first = True
    while moment(day) < span.end:
        if moment(day) >= span.start:
            is_year = day.month == 1
            yield Tick(moment(day), words.month(day, whole=is_first or is_year), is_year)
            is_first = False
        day = day.plus(months=step)


def _years(span: Span, step: int, words: AxisWords) -> Iterator[Tick]:
    """Years as readers count them: 1 BC stands before 1, so ticks are at 500 BC, 1 and 500, never at 0."""
    start, end = day_of(span.start).year, day_of(span.end).year
    century = {1: 10, 2: 10, 5: 50, 10: 100, 25: 100, 50: 500, 100: 1000}.get(step, step * 10)
    for number in range(start - start % step, end + 1, step):
        for year in _counted(number, step):
            at = moment(Day(year, 1, 1))
            if span.holds(at):
                yield Tick(at, words.year(year), number % century == 0 and year != 0)


def _counted(number: int, step: int) -> Iterator[int]:
    """The astronomical year that stands for a round number: 500 BC is -499; beside zero it is the year 1."""
    if step == 1:
        yield number
    elif number < 0:
        yield number + 1
    else:
        yield number or 1


def _is_cut(scale: Scale, at: float) -> bool:
    return any(gap.start < at < gap.end for gap in scale.gaps)


def _apart(scale: Scale, made: list[Tick]) -> Iterator[Tick]:
    """Without those whose words would touch those before them: beside a gap, and at an edge."""
    free = 0.0
    gaps = [(scale.pixels(gap.start), scale.pixels(gap.end)) for gap in scale.gaps]
    for tick in takewhile(lambda tick: tick.at < scale.span.end, made):
        left = scale.pixels(tick.at)
        right = left + width(tick.words) * 12 / SIZE + AIR
        if left >= free and not any(left < end and right > start for start, end in gaps):
            yield tick
            free = right
