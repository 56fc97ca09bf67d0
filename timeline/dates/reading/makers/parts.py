"""A part of a date, its neighbourhood, and how sure it is: early, the first half of, circa, before."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from timeline.dates.calendar import Day
from timeline.dates.reading import periods
from timeline.dates.reading.periods import Period, holding, months, one, shifted
from timeline.dates.reading.rule import Found, Make
from timeline.dates.reading.said import Context, Ends, Said


def part_of(found: Found) -> Said | None:
    """Early 2024, the end of last year, the first half of May."""
    said = found.said[0]
    part = found["edge"]
    if said.find is None or said.part or said.clock or (said.grain == "day" and part not in ("early", "late")):
        return None
    return replace(said, part=part, plain=False)


def fraction_of(found: Found) -> Said | None:
    """The first half, third or quarter of a century, a year, a month; the quarter of a year is a unit of its own."""
    said = found.said[0]
    of: int = found["fraction"]
    number: int = of if found["nth"] in (-1, "final") else found["nth"]
    if said.find is None or said.part or number > of or said.grain in ("day", "week"):
        return None
    if said.grain == "year" and of in (2, 4):
        size, unit, find = 12 // of, "half" if of == 2 else "quarter", said.find
        return replace(said, find=lambda c: _of_year(find(c), unit, (number - 1) * size + 1), grain=unit, plain=False)
    return replace(said, part=f"{number}/{of}", plain=False)


def _of_year(period: Period | None, unit: str, start: int) -> Period | None:
    return months(unit, period.year, start) if period else None


def within(found: Found) -> Said | None:
    """October of that year, the summer of 1942, the third quarter of last year: a recurring date in a given year."""
    inner, outer = found.said
    build, find = inner.yearly, outer.find
    if build is None or find is None or outer.grain != "year":
        return None

    def look(context: Context) -> Period | None:
        there = find(context)
        return build(there.year) if there else None

    return replace(inner, find=look, yearly=None, leans=outer.leans)


def nth_of(found: Found) -> Said | None:
    """The third week of June, the first Monday in May, the second day of the month, the last decade of the century."""
    said, nth, unit = found.said[0], found["nth"], found["unit"]
    find = said.find
    if find is None or said.clock or unit in ("hour", "minute", "second"):
        return None
    return replace(said, find=lambda c: _nth(find(c), nth, unit), yearly=None, grain=unit, plain=False, part="")


def _nth(period: Period | None, nth: int, unit: str) -> Period | None:
    """The nth (from the end where negative) day, week, month, year or decade within a period."""
    if period is None:
        return None
    if unit == "week" and period.unit in ("month", "season", "quarter"):
        return _nth_seven(period, nth)
    first = holding(period.first if nth > 0 else period.last, unit)
    if nth > 0 and first.first < period.first and unit in ("week", "weekend"):
        first = shifted(first, 1, unit)
    found = shifted(first, nth - 1 if nth > 0 else nth + 1, unit)
    return found if period.first <= found.last and found.first <= period.last else None


def _nth_seven(period: Period, nth: int) -> Period | None:
    """Weeks of a month are days 1–7, 8–14, 15–21, 22–28; the last is its last seven days."""
    start = period.first.ordinal + 7 * (nth - 1) if nth > 0 else period.last.ordinal + 7 * nth + 1
    if start > period.last.ordinal or start < period.first.ordinal:
        return None
    first = Day.from_ordinal(start)
    last = Day.from_ordinal(min(start + 6, period.last.ordinal))
    return periods.days(first, last, holding(first, "month").value)


def nth_weekday_of(found: Found) -> Said | None:
    """The first Monday in May 2024."""
    said, nth, number = found.said[0], found["nth"], found["weekday"]
    if said.find is None or said.grain not in ("month", "year"):
        return None
    find, build = said.find, said.yearly
    made = replace(said, find=lambda c: _nth_weekday(find(c), nth, number), grain="day", plain=False)
    return replace(made, yearly=(lambda y: _nth_weekday(build(y), nth, number)) if build else None)


def _nth_weekday(period: Period | None, nth: int, number: int) -> Period | None:
    if period is None:
        return None
    if nth > 0:
        at = period.first.ordinal + (number - period.first.ordinal) % 7 + 7 * (nth - 1)
    else:
        at = period.last.ordinal - (period.last.ordinal - number) % 7 + 7 * (nth + 1)
    return one(Day.from_ordinal(at)) if period.first.ordinal <= at <= period.last.ordinal else None


def first_units_of(found: Found) -> Said | None:
    """The first four months of 2025 (EDTF 2025-37), the last three days of May."""
    said, n, unit = found.said[0], found["n"], found["unit"]
    if said.find is None or not isinstance(n, int) or unit not in ("day", "week", "month", "year", "decade"):
        return None
    find, last = said.find, found["nth"] in (-1, "final")
    return replace(said, find=lambda c: _outer(find(c), n, unit, last), yearly=None, plain=False)


def _outer(period: Period | None, n: int, unit: str, last: bool) -> Period | None:
    if period is None or n < 1:
        return None
    size = {3: "quarter", 4: "third", 6: "half"}.get(n)
    if period.unit == "year" and unit == "month" and size:
        return months(size, period.year, 13 - n if last else 1)
    inner = holding(period.last if last else period.first, unit)
    other = shifted(inner, 1 - n if last else n - 1, unit)
    a, b = (other, inner) if last else (inner, other)
    if a.first < period.first or b.last > period.last:
        return None
    return periods.run(a, b, period.value)


def week_holding(found: Found) -> Said | None:
    """The week of 6 May: the one that holds it."""
    return _around(found, "week", lambda p: holding(p.first, "week"))


def week_ending(found: Found) -> Said | None:
    """The week ended 6 May: the seven days up to it."""
    return _around(found, "week", lambda p: periods.days(p.first.plus(-6), p.first, holding(p.first, "week").value))


def weekend_holding(found: Found) -> Said | Ends | None:
    """The weekend of 4 May, of 4–5 May."""
    if found.range:
        return found.range
    return _around(found, "weekend", lambda p: holding(p.first, "weekend"))


def _around(found: Found, grain: str, build: Callable[[Period], Period]) -> Said | None:
    said = found.said[0]
    find = said.find
    if find is None or said.grain != "day" or said.clock:
        return None

    def look(context: Context) -> Period | None:
        there = find(context)
        return build(there) if there else None

    return replace(said, find=look, yearly=None, grain=grain, plain=False)


def so_far(side: int) -> Make:
    """Earlier this week: its days up to the reference; later this year: its months from the reference on."""

    def make(found: Found) -> Said | None:
        said = found.said[0]
        find = said.find
        if find is None or said.clock or said.part:
            return None
        if said.grain == "day":
            return said

        def look(context: Context) -> Period | None:
            there = find(context)
            return _clipped(there, context.reference, side) if there else None

        return replace(said, find=look, yearly=None, plain=False)

    return make


def _clipped(period: Period, reference: Day | None, side: int) -> Period:
    """The days, months or years of a period before or after the reference, if it is inside."""
    if reference is None or not period.first < reference < period.last:
        return period
    unit = {"week": "day", "weekend": "day", "month": "day", "span": "day"}.get(
        period.unit, "year" if period.unit in ("decade", "century", "millennium") else "month"
    )
    here, first, last = holding(reference, unit), holding(period.first, unit), holding(period.last, unit)
    return periods.run(first, here, period.value) if side < 0 else periods.run(here, last, period.value)


def hedged(mark: str) -> Make:
    """Circa, possibly, or both."""

    def make(found: Found) -> Said | Ends | None:
        if ends := found.range:
            return ends._replace(first=ends.first.marked(mark), second=ends.second.marked(mark))
        said = found.said[0]
        return said.marked(mark) if said.find is not None else None

    return make


def related(relation: str) -> Make:
    """Before, after, by, until, since."""

    def make(found: Found) -> Said | None:
        said = found.said[0]
        if said.find is None or said.relation or said.type not in ("DATE", "TIME"):
            return None
        return replace(said, relation=relation)

    return make


def same(found: Found) -> Said | Ends:
    """Words around a date that change nothing of it."""
    return found.range or found.said[0]
