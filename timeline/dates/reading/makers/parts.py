"""A part of a date, its neighbourhood, and how sure it is: early, the first half of, circa, before."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from timeline.dates.calendar import Day
from timeline.dates.reading import periods
from timeline.dates.reading.periods import Period, day_period, months, period_around, shift
from timeline.dates.reading.rule import Make, RuleMatch
from timeline.dates.reading.statement import Ends, ReadingContext, Statement


def part_of(match: RuleMatch) -> Statement | None:
    """Early 2024, the end of last year, the first half of May."""
    date = match.dates[0]
    part = match["edge"]
    if date.find is None or date.part or date.clock or (date.grain == "day" and part not in ("early", "late")):
        return None
    return replace(date, part=part, plain=False)


def fraction_of(match: RuleMatch) -> Statement | None:
    """The first half, third or quarter of a century, a year, a month; the quarter of a year is a unit of its own."""
    date = match.dates[0]
    of: int = match["fraction"]
    number: int = of if match["nth"] in (-1, "final") else match["nth"]
    if date.find is None or date.part or number > of or date.grain in ("day", "week"):
        return None
    if date.grain == "year" and of in (2, 4):
        size, unit, find = 12 // of, "half" if of == 2 else "quarter", date.find
        return replace(date, find=lambda c: _of_year(find(c), unit, (number - 1) * size + 1), grain=unit, plain=False)
    return replace(date, part=f"{number}/{of}", plain=False)


def _of_year(period: Period | None, unit: str, start: int) -> Period | None:
    return months(unit, period.year, start) if period else None


def lacks_year(date: Statement) -> bool:
    """Whether it recurs each year."""
    return date.yearly is not None


def is_day(date: Statement) -> bool:
    """Whether it is a day without a time."""
    return date.grain == "day" and date.clock is None


def within(match: RuleMatch) -> Statement | None:
    """October of that year, the summer of 1942, the third quarter of last year: a recurring date in a given year."""
    inner, outer = match.dates
    build, find = inner.yearly, outer.find
    if build is None or find is None or outer.grain != "year" or outer.relation:
        return None

    def look(context: ReadingContext) -> Period | None:
        there = find(context)
        return build(there.year) if there else None

    return replace(inner, find=look, yearly=None, leans=outer.leans, fiscal=inner.fiscal or outer.fiscal)


def nth_of(match: RuleMatch) -> Statement | None:
    """The third week of June, the first Monday in May, the second day of the month, the last decade of the century."""
    date, nth, unit = match.dates[0], match["nth"], match["unit"]
    find = date.find
    if find is None or date.clock or unit in ("hour", "minute", "second"):
        return None
    return replace(date, find=lambda c: _nth(find(c), nth, unit), yearly=None, grain=unit, plain=False, part="")


def _nth(period: Period | None, nth: int, unit: str) -> Period | None:
    """The nth (from the end where negative) day, week, month, year or decade within a period."""
    if period is None:
        return None
    if unit == "week" and period.unit in ("month", "season", "quarter"):
        return _nth_seven(period, nth)
    first = period_around(period.first if nth > 0 else period.last, unit)
    if nth > 0 and first.first < period.first and unit in ("week", "weekend"):
        first = shift(first, 1, unit)
    match = shift(first, nth - 1 if nth > 0 else nth + 1, unit)
    return match if period.first <= match.last and match.first <= period.last else None


def _nth_seven(period: Period, nth: int) -> Period | None:
    """Weeks of a month are days 1–7, 8–14, 15–21, 22–28; the last is its last seven days."""
    start = period.first.ordinal + 7 * (nth - 1) if nth > 0 else period.last.ordinal + 7 * nth + 1
    if start > period.last.ordinal or start < period.first.ordinal:
        return None
    first = Day.from_ordinal(start)
    last = Day.from_ordinal(min(start + 6, period.last.ordinal))
    return periods.days(first, last, period_around(first, "month").value)


def nth_weekday_of(match: RuleMatch) -> Statement | None:
    """The first Monday in May 2024."""
    date, nth, number = match.dates[0], match["nth"], match["weekday"]
    if date.find is None or date.grain not in ("month", "year"):
        return None
    find, build = date.find, date.yearly
    made = replace(date, find=lambda c: _nth_weekday(find(c), nth, number), grain="day", plain=False)
    return replace(made, yearly=(lambda y: _nth_weekday(build(y), nth, number)) if build else None)


def _nth_weekday(period: Period | None, nth: int, number: int) -> Period | None:
    if period is None:
        return None
    if nth > 0:
        at = period.first.ordinal + (number - period.first.ordinal) % 7 + 7 * (nth - 1)
    else:
        at = period.last.ordinal - (period.last.ordinal - number) % 7 + 7 * (nth + 1)
    return day_period(Day.from_ordinal(at)) if period.first.ordinal <= at <= period.last.ordinal else None


def first_units_of(match: RuleMatch) -> Statement | None:
    """The first four months of 2025 (EDTF 2025-37), the last three days of May."""
    date, n, unit = match.dates[0], match["n"], match["unit"]
    if date.find is None or not isinstance(n, int) or unit not in ("day", "week", "month", "year", "decade"):
        return None
    find, last = date.find, match["nth"] in (-1, "final")
    return replace(date, find=lambda c: _outer(find(c), n, unit, last), yearly=None, plain=False)


def _outer(period: Period | None, n: int, unit: str, last: bool) -> Period | None:
    """The first or last so many units of a period, or None where it has not so many."""
    if period is None or n < 1:
        return None
    # Months of a year that EDTF names together: 2025-37 are its first four.
    size = {3: "quarter", 4: "third", 6: "half"}.get(n)
    if period.unit == "year" and unit == "month" and size:
        return months(size, period.year, 13 - n if last else 1)
    if last:
        end = period_around(period.last, unit)
        start = shift(end, 1 - n, unit)
    else:
        start = period_around(period.first, unit)
        end = shift(start, n - 1, unit)
    is_inside = period.first <= start.first and end.last <= period.last
    return periods.run(start, end, period.value) if is_inside else None


def week_holding(match: RuleMatch) -> Statement | None:
    """The week of 6 May: the one that holds it."""
    return _around(match, "week", lambda p: period_around(p.first, "week"))


def week_ending(match: RuleMatch) -> Statement | None:
    """The week ended 6 May: the seven days up to it."""

    def seven_days(period: Period) -> Period:
        last = period.first
        return periods.days(last.plus(-6), last, period_around(last, "week").value)

    return _around(match, "week", seven_days)


def weekend_holding(match: RuleMatch) -> Statement | Ends | None:
    """The weekend of 4 May, of 4–5 May."""
    if match.range:
        return match.range
    return _around(match, "weekend", lambda p: period_around(p.first, "weekend"))


def _around(match: RuleMatch, grain: str, build: Callable[[Period], Period]) -> Statement | None:
    date = match.dates[0]
    find = date.find
    if find is None or date.grain != "day" or date.clock:
        return None

    def look(context: ReadingContext) -> Period | None:
        there = find(context)
        return build(there) if there else None

    return replace(date, find=look, yearly=None, grain=grain, plain=False)


def so_far(side: int) -> Make:
    """Earlier this week: its days up to the reference; later this year: its months from the reference on."""

    def make(match: RuleMatch) -> Statement | None:
        date = match.dates[0]
        find = date.find
        if find is None or date.clock or date.part:
            return None
        if date.grain == "day":
            return date

        def look(context: ReadingContext) -> Period | None:
            there = find(context)
            return _clipped(there, context.reference, side) if there else None

        return replace(date, find=look, yearly=None, plain=False)

    return make


def _clipped(period: Period, reference: Day | None, side: int) -> Period:
    """The days, months or years of a period before or after the reference, if it is inside."""
    if reference is None or not period.first < reference < period.last:
        return period
    unit = _CLIPPED_BY.get(period.unit, "month")
    here = period_around(reference, unit)
    if side < 0:
        return periods.run(period_around(period.first, unit), here, period.value)
    return periods.run(here, period_around(period.last, unit), period.value)


_CLIPPED_BY: Final = {
    "week": "day",
    "weekend": "day",
    "month": "day",
    "span": "day",
    "decade": "year",
    "century": "year",
    "millennium": "year",
}
"""The unit in which a period is counted off up to the reference; all others go by months."""


def hedge(mark: str) -> Make:
    """Circa, possibly, or both."""

    def make(match: RuleMatch) -> Statement | Ends | None:
        if ends := match.range:
            return ends._replace(first=ends.first.with_mark(mark), second=ends.second.with_mark(mark))
        date = match.dates[0]
        return date.with_mark(mark) if date.find is not None else None

    return make


def relation_to(relation: str) -> Make:
    """Before, after, by, until, since."""

    def make(match: RuleMatch) -> Statement | None:
        date = match.dates[0]
        if date.find is None or date.relation or date.type not in ("DATE", "TIME"):
            return None
        return replace(date, relation=relation)

    return make


def with_article(match: RuleMatch) -> Statement | Ends | None:
    """The summer of 1942, the 3rd; but "the March" and "the sun" are no dates."""
    date = match.range or match.dates[0]
    if isinstance(date, Statement) and (date.weekday or (date.yearly and date.grain == "month" and date.plain)):
        return None
    return date


def same(match: RuleMatch) -> Statement | Ends:
    """Words around a date that change nothing of it."""
    return match.range or match.dates[0]
