"""The part of a period that is meant: early, mid, late, its beginning and end, a half, a third, a quarter."""

from __future__ import annotations

from typing import Final

from timeline.dates.calendar import Day
from timeline.dates.reading.periods import Period, days, months, months_later, run, years

THIRDS: Final = {"early": 0, "mid": 1, "late": 2}


def bounds(period: Period, part: str) -> Period:
    """The part of a period that is meant, as a period of its own."""
    if not part:
        return period
    unit, first = period.unit, period.first
    if "/" in part:
        return _fraction(period, int(part[0]), int(part[2]))
    if unit == "day":
        return period
    if unit in ("week", "weekend", "span"):
        return _run_part(period, part)
    if unit == "month":
        starts = (1, 11, 21, period.last.day + 1)
        at = THIRDS.get(part, 0 if part == "start" else 2)
        return days(Day(first.year, first.month, starts[at]), Day(first.year, first.month, starts[at + 1] - 1))
    if unit in ("season", "quarter"):
        return months("month", *_month_of(first, THIRDS.get(part, 0 if part == "start" else 2)))
    if unit in ("year", "half", "third"):
        return _months_part(period, part)
    return _years_part(period, part)


def _month_of(first: Day, offset: int) -> tuple[int, int]:
    later = months_later(Day(first.year, first.month, 1), offset)
    return later.year, later.month


def _run_part(period: Period, part: str) -> Period:
    """Thirds of a run of days or years, rounded outwards to whole ones."""
    if len(period.low.lstrip("-")) == 4:
        size = period.last.year - period.first.year + 1
        low, high = _third(size, part)
        return years(period.first.year + low, period.first.year + high)
    size = period.last.ordinal - period.first.ordinal + 1
    low, high = _third(size, part)
    return days(Day.from_ordinal(period.first.ordinal + low), Day.from_ordinal(period.first.ordinal + high))


def _third(size: int, part: str) -> tuple[int, int]:
    at = THIRDS.get(part, 0 if part == "start" else 2)
    return size * at // 3, max(-(-size * (at + 1) // 3) - 1, 0)


def _months_part(period: Period, part: str) -> Period:
    """Months 1–4, 5–8, 9–12 of a year; its outer two for beginning and end. Of a half year two months each."""
    size = {"year": 4, "half": 2, "third": 1}[period.unit]
    total = size * 3 if period.unit != "third" else 4
    if part in THIRDS:
        low, high = THIRDS[part] * size, THIRDS[part] * size + size - 1
    else:
        low, high = (0, 1) if part == "start" else (total - 2, total - 1)
    return run(months("month", *_month_of(period.first, low)), months("month", *_month_of(period.first, high)))


_YEARS: Final = {
    # of a     early     mid       late      start     end
    "decade": ((0, 3), (4, 6), (7, 9), (0, 1), (8, 9)),
    "century": ((0, 33), (34, 66), (67, 99), (0, 19), (80, 99)),
    "millennium": ((0, 333), (334, 666), (667, 999), (0, 199), (800, 999)),
}


def _years_part(period: Period, part: str) -> Period:
    low, high = _YEARS[period.unit][("early", "mid", "late", "start", "end").index(part)]
    return years(period.first.year + low, period.first.year + high)


def _fraction(period: Period, number: int, of: int) -> Period:
    """The half, third or quarter of a period: of a year in months, of a month in days, of longer ones in years."""
    if period.unit == "year" and of in (2, 3, 4):
        size = 12 // of
        return months({2: "half", 3: "third", 4: "quarter"}[of], period.year, (number - 1) * size + 1)
    if period.unit in ("decade", "century", "millennium"):
        size = period.last.year - period.first.year + 1
        low, high = size * (number - 1) // of, size * number // of - 1
        return years(period.first.year + low, period.first.year + high)
    if period.unit == "month" and of == 2:
        split = 15
        first, last = (1, split) if number == 1 else (split + 1, period.last.day)
        return days(Day(period.first.year, period.first.month, first), Day(period.first.year, period.first.month, last))
    size = period.last.ordinal - period.first.ordinal + 1
    low, high = size * (number - 1) // of, size * number // of - 1
    return days(Day.from_ordinal(period.first.ordinal + low), Day.from_ordinal(period.first.ordinal + high))


def part_edges(period: Period, part: str) -> tuple[str, str]:
    """The EDTF of both ends of the part that is meant."""
    return bounds(period, part).edges
