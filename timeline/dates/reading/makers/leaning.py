"""Dates that lean on the reference or on the story: last week, two years earlier, that spring."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from timeline.dates.calendar import Day
from timeline.dates.reading import periods
from timeline.dates.reading.holidays import Feast
from timeline.dates.reading.makers.whole import SEASON_MONTH
from timeline.dates.reading.periods import MONTHS, Period, day_period, months, period_around, shift
from timeline.dates.reading.rule import Make, RuleMatch
from timeline.dates.reading.statement import Build, Clock, Find, ReadingContext, Statement


def deictic(match: RuleMatch) -> Statement | None:
    """Today, yesterday: so many days from the reference."""
    offset = match["deictic"]
    leans = "now" if offset == 0 else "reference"
    return Statement(find=lambda c: day_period(Day.from_ordinal(c.today().ordinal + offset)), leans=leans)


def deictic_daypart(match: RuleMatch) -> Statement:
    """Tonight, last night, this morning: a part of a day that counts from the reference."""
    offset, code = match["daytime"]

    def find(context: ReadingContext) -> Period:
        return day_period(Day.from_ordinal(context.today().ordinal + offset))

    return Statement("TIME", find=find, clock=Clock(code), leans="reference")


def this_unit(match: RuleMatch) -> Statement | None:
    """This week, last year, next month: of the reference."""
    count, unit = match["which"], match["unit"]
    if unit in ("hour", "minute", "second") or (unit == "day" and count == 0):
        return None
    return Statement(find=lambda c: shift(period_around(c.today(), unit), count, unit), leans="reference", grain=unit)


def that_unit(match: RuleMatch) -> Statement | None:
    """That year, the following day, the same month: of the date the words before led to."""
    count, unit = match["whence"], match["unit"]
    if unit in ("hour", "minute", "second"):
        return None
    return Statement(find=lambda c: _from_story(c, count, unit), leans="story", grain=unit)


def unit_beside(match: RuleMatch) -> Statement | None:
    """The year before, the day after: counted from the date the words before led to."""
    return that_unit(match.supply(whence=match["aside"]))


def the_unit(match: RuleMatch) -> Statement:
    """The day, the year: the one that is told of."""
    unit = match["unit"]
    return Statement(find=lambda c: c.current(unit), leans="story", grain=unit)


def part_of_this(match: RuleMatch) -> Statement | None:
    """The end of the year, month's end."""
    unit = match["unit"]
    if unit in ("hour", "minute", "second"):
        return None
    part = "" if unit in ("day", "weekend") else match["edge"]
    return replace(the_unit(match), part=part, plain=False)


def that_time(match: RuleMatch) -> Statement:
    """At that time: when the words before led to."""
    return Statement(find=lambda c: c.base(), leans="story")


def _from_story(context: ReadingContext, count: int, unit: str) -> Period | None:
    base = context.base()
    if _finer(unit, base.unit):
        return None
    return shift(base, count, unit)


def _finer(unit: str, than: str) -> bool:
    """Whether a unit is shorter than another: the day after a year is no known day."""
    order = periods.FINEST
    return order.index("month" if unit == "weekend" else unit) < order.index(than)


def this_named(match: RuleMatch) -> Statement | None:
    """Last September, next spring, this November: the nearest before, after, or of this year."""
    count = match["which"]
    build, grain = _recurring(match)
    return Statement(find=lambda c: _relative_named(c, build, count), leans="reference", grain=grain)


def _recurring(match: RuleMatch) -> tuple[Build, str]:
    if "month" in match:
        number = match["month"]
        return (lambda y: months("month", y, number)), "month"
    if "season" in match:
        start = SEASON_MONTH[match["season"]]
        return (lambda y: months("season", y, start)), "season"
    feast: Feast = match["holiday"]
    return feast.on, "day"


def this_day(match: RuleMatch) -> Statement | None:
    """The coming 14 December, last 3 May: strictly after and before the reference."""
    count, month, day = match["which"], match["month"], match["day"]
    if not count:
        return None
    return Statement(
        find=lambda c: _relative_named(c, lambda y: periods.day(y, month, day), count), leans="reference", grain="day"
    )


def _relative_named(context: ReadingContext, build: Build, count: int) -> Period | None:
    """The last one before today, the next one after it, or (0) the one of this year."""
    today = context.today()
    if abs(count) > 1:
        return None
    near = _near(build, today.year, 2)
    if count == 0:
        # The winter that began last year is still "this winter" in February.
        near = [p for p in near if p.year == today.year or p.first <= today <= p.last]
        return min(near, key=_first_day, default=None)
    return _next_to(near, today, today, count)


def _near(build: Build, year: int, reach: int) -> list[Period]:
    """The period as it recurs in the years around one, as far as it is in each."""
    recurring = [build(number) for number in range(year - reach, year + reach + 1)]
    return [period for period in recurring if period]


def _next_to(periods: list[Period], first: Day, last: Day, count: int) -> Period | None:
    """The latest that ends before the first day (`count` < 0), or the earliest that begins after the last."""
    if count < 0:
        return max([p for p in periods if p.last < first], key=_first_day, default=None)
    return min([p for p in periods if p.first > last], key=_first_day, default=None)


def _first_day(period: Period) -> Day:
    return period.first


def that_named(match: RuleMatch) -> Statement | None:
    """That spring, the following June, the previous April: seen from the date the words before led to."""
    count = match["whence"]
    build, grain = _recurring(match)
    return Statement(find=lambda c: _story_named(c.base(), build, count), leans="story", grain=grain)


def _story_named(base: Period, build: Build, count: int) -> Period | None:
    if count == 0:
        return build(base.year)
    return _next_to(_near(build, base.year, 1), base.first, base.last, count)


def this_weekday(match: RuleMatch) -> Statement:
    """Last Friday, next Friday: strictly before and after; this Friday is of the reference's week."""
    count, number = match["which"], match["weekday"]

    def find(context: ReadingContext) -> Period | None:
        today = context.today().ordinal
        if abs(count) > 1:
            return None
        if count == 0:
            return day_period(Day.from_ordinal(today - (today - 1) % 7 + number - 1))
        return weekday_next_to(today, number, count)

    return Statement(find=find, leans="reference")


def weekday_next_to(ordinal: int, number: int, count: int) -> Period:
    """The weekday strictly before a day (`count` < 0) or strictly after it: on a Friday, last Friday is a week ago."""
    if count < 0:
        back = (ordinal - number) % 7 or 7
        return day_period(Day.from_ordinal(ordinal - back))
    ahead = (number - ordinal) % 7 or 7
    return day_period(Day.from_ordinal(ordinal + ahead))


def weekday_of_week(match: RuleMatch) -> Statement:
    """Friday of last week, Friday last week."""
    count, number = match["which"], match["weekday"]

    def find(context: ReadingContext) -> Period:
        week = shift(period_around(context.today(), "week"), count, "week")
        return day_period(Day.from_ordinal(week.first.ordinal + number - 1))

    return Statement(find=find, leans="reference")


def that_weekday(match: RuleMatch) -> Statement:
    """That Friday, the following Friday."""
    count, number = match["whence"], match["weekday"]

    def find(context: ReadingContext) -> Period | None:
        base = context.base()
        if base.unit not in ("day", "week", "weekend"):
            return None
        start = base.first.ordinal
        if count == 0:
            return day_period(Day.from_ordinal(start + (number - start) % 7))
        return weekday_next_to(start, number, count)

    return Statement(find=find, leans="story")


def ago(match: RuleMatch) -> Statement | None:
    """Two years ago, a week from now: counted from the reference, as exact as its unit."""
    sign = match["ago"]
    made = _counted(match, sign, "reference", lambda c: day_period(c.today()))
    return made.with_mark("~") if made and made.find and "about" in match else made


def later(match: RuleMatch) -> Statement | None:
    """Two days later, a year earlier: counted from the date the words before led to."""
    return _counted(match, match["later"], "story", lambda c: c.base())


def later_aside(match: RuleMatch) -> Statement | None:
    """Two years before, a year previous."""
    return later(match.supply(later=match["aside"]))


def offset_from(match: RuleMatch) -> Statement | None:
    """Two days before 5 May, a week after Christmas."""
    find = match.dates[0].find
    if find is None:
        return None
    return _counted(match, match["beside"], match.dates[0].leans, find)


def from_reference(match: RuleMatch) -> Statement | None:
    """In two years' time."""
    return ago(match.supply(ago=1, n=match.get("n", 1)))


def single(maker: Make) -> Make:
    """The maker, with the number one that the words leave out ("a year later")."""
    return lambda match: maker(match.supply(n=1))


def vague(value: str) -> Make:
    """Years ago, days later: some time before or after."""

    def make(match: RuleMatch) -> Statement | None:
        if not match.prose:
            return None
        sign = match.get("later", match.get("ago"))
        return Statement(value=value or ("PAST_REF" if sign < 0 else "FUTURE_REF"))

    return make


def _counted(match: RuleMatch, sign: int, leans: str, base: Find) -> Statement | None:
    """So many units from a base; where that leads to no known day, prose gets a TIMEX3 value that says so."""
    n, unit = match["n"], match["unit"]
    if isinstance(n, float) and unit in ("year", "decade", "century"):
        n, unit = round(n * MONTHS[unit]), "month"
    is_clock_time = unit in ("hour", "minute", "second")
    if is_clock_time or not isinstance(n, int):
        return _uncounted(n, sign, leans, is_clock_time=is_clock_time) if match.prose else None
    if n > MOST[unit]:
        return None
    return Statement(find=lambda c: _away(base(c), sign * n, unit), leans=leans, grain=unit)


def _uncounted(n: int | float | str, sign: int, leans: str, *, is_clock_time: bool) -> Statement:
    """Three hours ago is of no known day, several years ago of no known year."""
    if not is_clock_time:
        return Statement(value="PAST_REF" if sign < 0 else "FUTURE_REF", leans=leans)
    is_now = leans == "reference" and n == 0
    return Statement(value="PRESENT_REF" if is_now else "XXXX-XX-XX")


MOST: Final = {"day": 4_000_000, "weekend": 500_000, "week": 500_000, "month": 130_000, "quarter": 40_000,
               "year": 200_000, "decade": 20_000, "century": 2_000, "season": 40_000}  # fmt: skip
"""Units that are counted; more is no date but a manner of speaking."""


def _away(base: Period | None, count: int, unit: str) -> Period | None:
    if base is None:
        return None
    if unit in ("day", "week") and base.unit == "day":
        return day_period(Day.from_ordinal(base.first.ordinal + count * (7 if unit == "week" else 1)))
    if _finer(unit, base.unit):
        return None
    return shift(base, count, unit)


def year_earlier(match: RuleMatch) -> Statement:
    """The same period last year: a year before what the words before led to."""

    def look(context: ReadingContext) -> Period | None:
        base = context.story or period_around(context.today(), "year")
        base = base if not _finer(base.unit, "month") else period_around(context.today(), "year")
        return period_around(periods.months_later(base.first, -12), base.unit)

    return Statement(find=look, leans="story", grain="month")
