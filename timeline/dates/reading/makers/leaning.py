"""Dates that lean on the reference or on the story: last week, two years earlier, that spring."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from timeline.dates.calendar import Day
from timeline.dates.reading import periods
from timeline.dates.reading.holidays import Feast
from timeline.dates.reading.makers.whole import SEASON_MONTH
from timeline.dates.reading.periods import MONTHS, Period, holding, months, one, shifted
from timeline.dates.reading.rule import Found, Make
from timeline.dates.reading.said import Build, Clock, Context, Said


def deictic(found: Found) -> Said | None:
    """Today, yesterday: so many days from the reference."""
    offset = found["deictic"]
    return Said(
        find=lambda c: one(Day.from_ordinal(c.today().ordinal + offset)), leans="now" if offset == 0 else "reference"
    )


def deictic_daypart(found: Found) -> Said:
    """Tonight, last night, this morning: a part of a day that counts from the reference."""
    offset, code = found["daytime"]
    return Said(
        "TIME", find=lambda c: one(Day.from_ordinal(c.today().ordinal + offset)), clock=Clock(code), leans="reference"
    )


def this_unit(found: Found) -> Said | None:
    """This week, last year, next month: of the reference."""
    count, unit = found["which"], found["unit"]
    if unit in ("hour", "minute", "second") or (unit == "day" and count == 0):
        return None
    return Said(find=lambda c: shifted(holding(c.today(), unit), count, unit), leans="reference", grain=unit)


def that_unit(found: Found) -> Said | None:
    """That year, the following day, the same month: of the date the words before led to."""
    count, unit = found["whence"], found["unit"]
    if unit in ("hour", "minute", "second"):
        return None
    return Said(find=lambda c: _from_story(c, count, unit), leans="story", grain=unit)


def unit_beside(found: Found) -> Said | None:
    """The year before, the day after: counted from the date the words before led to."""
    return that_unit(found.given(whence=found["aside"]))


def the_unit(found: Found) -> Said:
    """The day, the year: the one that is told of."""
    unit = found["unit"]
    return Said(find=lambda c: c.current(unit), leans="story", grain=unit)


def part_of_this(found: Found) -> Said | None:
    """The end of the year, month's end."""
    unit = found["unit"]
    if unit in ("hour", "minute", "second"):
        return None
    part = "" if unit in ("day", "weekend") else found["edge"]
    return replace(the_unit(found), part=part, plain=False)


def that_time(found: Found) -> Said:
    """At that time: when the words before led to."""
    return Said(find=lambda c: c.base(), leans="story")


def _from_story(context: Context, count: int, unit: str) -> Period | None:
    base = context.base()
    if _finer(unit, base.unit):
        return None
    return shifted(base, count, unit)


def _finer(unit: str, than: str) -> bool:
    """Whether a unit is shorter than another: the day after a year is no known day."""
    order = periods.FINEST
    return order.index("month" if unit == "weekend" else unit) < order.index(than)


def this_named(found: Found) -> Said | None:
    """Last September, next spring, this November: the nearest before, after, or of this year."""
    count = found["which"]
    build, grain = _recurring(found)
    return Said(find=lambda c: _relative_named(c, build, count), leans="reference", grain=grain)


def _recurring(found: Found) -> tuple[Build, str]:
    if "month" in found:
        number = found["month"]
        return (lambda y: months("month", y, number)), "month"
    if "season" in found:
        start = SEASON_MONTH[found["season"]]
        return (lambda y: months("season", y, start)), "season"
    feast: Feast = found["holiday"]
    return feast.on, "day"


def _relative_named(context: Context, build: Build, count: int) -> Period | None:
    today = context.today()
    near = [p for p in (build(today.year + n) for n in (-2, -1, 0, 1, 2)) if p]
    if count == 0:
        return min(
            (p for p in near if p.year == today.year or p.first <= today <= p.last), key=lambda p: p.first, default=None
        )
    if count < 0:
        return max((p for p in near if p.last < today), key=lambda p: p.first, default=None)
    return min((p for p in near if p.first > today), key=lambda p: p.first, default=None)


def that_named(found: Found) -> Said | None:
    """That spring, the following June, the previous April: seen from the date the words before led to."""
    count = found["whence"]
    build, grain = _recurring(found)
    return Said(find=lambda c: _story_named(c.base(), build, count), leans="story", grain=grain)


def _story_named(base: Period, build: Build, count: int) -> Period | None:
    near = [p for p in (build(base.year + n) for n in (-1, 0, 1)) if p]
    if count == 0:
        return build(base.year)
    if count < 0:
        return max((p for p in near if p.last < base.first), key=lambda p: p.first, default=None)
    return min((p for p in near if p.first > base.last), key=lambda p: p.first, default=None)


def this_weekday(found: Found) -> Said:
    """Last Friday, next Friday: strictly before and after; this Friday is of the reference's week."""
    count, number = found["which"], found["weekday"]

    def find(context: Context) -> Period:
        today = context.today().ordinal
        if count == 0:
            return one(Day.from_ordinal(today - (today - 1) % 7 + number - 1))
        if count < 0:
            return one(Day.from_ordinal(today - ((today - number) % 7 or 7)))
        return one(Day.from_ordinal(today + ((number - today) % 7 or 7)))

    return Said(find=find, leans="reference")


def weekday_of_week(found: Found) -> Said:
    """Friday of last week, Friday last week."""
    count, number = found["which"], found["weekday"]

    def find(context: Context) -> Period:
        week = shifted(holding(context.today(), "week"), count, "week")
        return one(Day.from_ordinal(week.first.ordinal + number - 1))

    return Said(find=find, leans="reference")


def that_weekday(found: Found) -> Said:
    """That Friday, the following Friday."""
    count, number = found["whence"], found["weekday"]

    def find(context: Context) -> Period | None:
        base = context.base()
        if base.unit not in ("day", "week", "weekend"):
            return None
        at = base.first.ordinal
        if count == 0:
            return one(Day.from_ordinal(at + (number - at) % 7))
        if count < 0:
            return one(Day.from_ordinal(at - ((at - number) % 7 or 7)))
        return one(Day.from_ordinal(at + ((number - at) % 7 or 7)))

    return Said(find=find, leans="story")


def ago(found: Found) -> Said | None:
    """Two years ago, a week from now: counted from the reference, as exact as its unit."""
    sign = found["ago"]
    return _counted(found, sign, "reference", lambda c: one(c.today()))


def later(found: Found) -> Said | None:
    """Two days later, a year earlier: counted from the date the words before led to."""
    return _counted(found, found["later"], "story", lambda c: c.base())


def later_aside(found: Found) -> Said | None:
    """Two years before, a year previous."""
    return later(found.given(later=found["aside"]))


def offset_from(found: Found) -> Said | None:
    """Two days before 5 May, a week after Christmas."""
    find = found.said[0].find
    if find is None:
        return None
    return _counted(found, found["beside"], found.said[0].leans, find)


def from_reference(found: Found) -> Said | None:
    """In two years' time."""
    return ago(found.given(ago=1, n=found.get("n", 1)))


def single(maker: Make) -> Make:
    """The maker, with the number one that the words leave out ("a year later")."""
    return lambda found: maker(found.given(n=1))


def vague(value: str) -> Make:
    """Years ago, days later: some time before or after."""

    def make(found: Found) -> Said | None:
        if not found.prose:
            return None
        sign = found.get("later", found.get("ago"))
        return Said(value=value or ("PAST_REF" if sign < 0 else "FUTURE_REF"))

    return make


def _counted(found: Found, sign: int, leans: str, base: Callable[[Context], Period | None]) -> Said | None:
    n, unit = found["n"], found["unit"]
    if isinstance(n, float) and unit in ("year", "decade", "century"):
        n, unit = round(n * MONTHS[unit]), "month"
    if unit in ("hour", "minute", "second"):
        return Said(value="PRESENT_REF" if leans == "reference" and n == 0 else "XXXX-XX-XX") if found.prose else None
    if not isinstance(n, int):
        return Said(value="PAST_REF" if sign < 0 else "FUTURE_REF", leans=leans) if found.prose else None
    if n > MOST[unit]:
        return None
    return Said(find=lambda c: _away(base(c), sign * n, unit), leans=leans, grain=unit)


MOST: Final = {"day": 4_000_000, "weekend": 500_000, "week": 500_000, "month": 130_000, "quarter": 40_000,
               "year": 200_000, "decade": 20_000, "century": 2_000, "season": 40_000}  # fmt: skip
"""Units that are counted; more is no date but a manner of speaking."""


def _away(base: Period | None, count: int, unit: str) -> Period | None:
    if base is None:
        return None
    if unit in ("day", "week") and base.unit == "day":
        return one(Day.from_ordinal(base.first.ordinal + count * (7 if unit == "week" else 1)))
    if _finer(unit, base.unit):
        return None
    return shifted(base, count, unit)


def year_earlier(found: Found) -> Said:
    """The same period last year: a year before what the words before led to."""

    def look(context: Context) -> Period | None:
        base = context.story or holding(context.today(), "year")
        base = base if not _finer(base.unit, "month") else holding(context.today(), "year")
        return holding(periods.months_later(base.first, -12), base.unit)

    return Said(find=look, leans="story", grain="month")
