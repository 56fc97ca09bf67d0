"""Days counted from the reference as people count: a week from Friday, the past two weeks, the weekend."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from timeline.dates.calendar import Day
from timeline.dates.reading import periods
from timeline.dates.reading.makers.leaning import MOST, this_unit, weekday_next_to
from timeline.dates.reading.makers.parts import nth_of
from timeline.dates.reading.periods import MONTHS, Period, day_period, months_later, period_around, shift
from timeline.dates.reading.rule import Make, RuleMatch
from timeline.dates.reading.statement import ReadingContext, Statement, distance

_DAYS: Final = {"day": 1, "week": 7, "fortnight": 14}


def last_units(side: int) -> Make:
    """The past two weeks (-1), the next five days (1): all through them, the reference's own unit included."""

    def make(match: RuleMatch) -> Statement | None:
        n, unit = match["n"], match["unit"]
        if not isinstance(n, int) or not 0 < n <= MOST.get(unit, 0):
            return None
        return Statement(
            find=lambda c: _stretch(c.today(), side * n, unit), relation="throughout", leans="reference", plain=False
        )

    return make


def _stretch(today: Day, count: int, unit: str) -> Period:
    if unit in _DAYS:
        away = today.plus(count * _DAYS[unit])
        return periods.days(away, today) if count < 0 else periods.days(today.plus(1), away)
    here = period_around(today, unit)
    there = shift(here, count, unit)
    return periods.run(there, here) if count < 0 else periods.run(here, there)


def weeks_from_weekday(match: RuleMatch) -> Statement:
    """A week from Friday: so many weeks after the next Friday."""
    weeks, number = match.get("n", 1), match["weekday"]

    def find(context: ReadingContext) -> Period:
        coming = weekday_next_to(context.today().ordinal, number, 1)
        return day_period(coming.first.plus(7 * weeks))

    return Statement(find=find, leans="reference")


def weeks_before_weekday(match: RuleMatch) -> Statement:
    """A week ago Friday: so many weeks before the last Friday, today included."""
    weeks, number = match.get("n", 1), match["weekday"]

    def find(context: ReadingContext) -> Period:
        today = context.today().ordinal
        return day_period(Day.from_ordinal(today - (today - number) % 7 - 7 * weeks))

    return Statement(find=find, leans="reference")


def ago_to_the_day(match: RuleMatch) -> Statement | None:
    """Three years ago today: the same day of the month."""
    n, unit, sign = match["n"], match["unit"], match["ago"]
    if not isinstance(n, int) or n > MOST.get(unit, 0):
        return None

    def find(context: ReadingContext) -> Period:
        if unit in _DAYS:
            return day_period(context.today().plus(sign * n * _DAYS[unit]))
        return day_period(months_later(context.today(), sign * n * MONTHS[unit]))

    return Statement(find=find, leans="reference")


def fortnights(maker: Make) -> Make:
    """The maker, of weeks twice as many: a fortnight ago."""

    def make(match: RuleMatch) -> Statement | None:
        n = match.get("n", 1)
        made = maker(match.supply(n=2 * n if isinstance(n, int) else n, unit="week"))
        return made if isinstance(made, Statement) else None

    return make


def weekend(side: int) -> Make:
    """The weekend that came last (-1), the coming one (1), the nearer one (0); on a Saturday it is this one."""

    def find(context: ReadingContext) -> Period:
        today = context.today()
        here = period_around(today, "weekend")
        before = shift(here, -1, "weekend")
        last = here if here.first <= today else before
        if side:
            return last if side < 0 else here
        return min((before, here), key=lambda p: distance(p, today))

    return lambda _: Statement(find=find, leans="reference", grain="weekend")


def night_to_weekday(match: RuleMatch) -> Statement:
    """The night from Saturday to Sunday: both days."""
    number = match["weekday"]

    def find(context: ReadingContext) -> Period:
        day = context.pick_weekday(number).first
        return periods.days(day.plus(-1), day)

    return Statement(find=find, relation="throughout", leans="reference", plain=False)


def day_of_leaning_month(match: RuleMatch) -> Statement | None:
    """The 10th of next month."""
    if match.dates[0].grain != "month" or not match.dates[0].leans:
        return None
    return nth_of(match.supply(nth=match["day"], unit="day"))


def day_of_which_month(match: RuleMatch) -> Statement | None:
    """The 10th of next month, in languages that say "of the next month"."""
    month = this_unit(match.supply(unit="month"))
    match.dates = [month] if month else []
    return nth_of(match.supply(nth=match["day"], unit="day")) if month else None


def within_day(match: RuleMatch) -> Statement | None:
    """Shortly after 2 a.m. yesterday: a moment of that day that is not told to the minute."""
    date = match.dates[0]
    if date.clock is None or date.find is None:
        return None
    return replace(date, clock=date.clock._replace(start=None))
