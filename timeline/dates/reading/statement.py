"""What a phrase says: where its time is to be looked for, and how it is hedged. Nothing here knows a language."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import NamedTuple

from timeline.dates.calendar import Day, month_length
from timeline.dates.reading.periods import Period, day_period, months_later, period_around


class Unread(Exception):
    """Words that name no date, with the reason; caught where words are read, never seen outside."""


class Clock(NamedTuple):
    """A time of day as said: `code` is TIMEX3 ("T14:30", "TMO"), `start` HH:MM[:SS] where the hour was named."""

    code: str
    start: str | None = None
    zone: str | None = None


class ReadingContext:
    """Where relative and incomplete dates are looked up. A subclass knows the document.

    `reference` is the day the words were published; `story` the date the words before have led to.
    """

    reference: Day | None = None
    story: Period | None = None

    def today(self) -> Day:
        """The day relative words count from. Raises `Unread` where there is none: never the clock's."""
        if self.reference is None:
            raise Unread("it is relative, and no reference date is given to count from")
        return self.reference

    def base(self) -> Period:
        """The date that "later" and "the following" count from."""
        return self.story or day_period(self.today())

    def day(self) -> Period | None:
        """The day that a time of day belongs to."""
        base = self.base()
        return base if base.unit == "day" else None

    def current(self, unit: str) -> Period | None:
        """The day, week, month … that is told of."""
        return period_around(self.today(), unit)

    def full_year(self, number: int) -> int:
        """The year of two digits: none more than ten years after the reference. Raises `Unread`."""
        if self.reference is None:
            raise Unread("the century is not said")
        latest = self.reference.year + 10
        return latest - (latest - number) % 100

    def full_decade(self, number: int) -> int:
        """The first year of a decade that is known by its name: one half of which at least lies behind."""
        first = self.full_year(number)
        return first if self.reference is None or first + 5 <= self.reference.year else first - 100

    def pick(self, build: Callable[[int], Period | None]) -> Period | None:
        """The one meant of the periods that recur each year: the one nearest the reference."""
        today = self.today()
        candidates = [build(today.year + n) for n in (-1, 0, 1)]
        periods = on_weekday(build, [period for period in candidates if period])
        return min(periods, key=lambda p: distance(p, today), default=None)

    def pick_day(self, number: int) -> Period | None:
        """The day of a month that is not named."""
        base = self.base().first
        months = [months_later(Day(base.year, base.month, 1), n) for n in (0, -1, 1)]
        # The month that is told of, else its neighbours: there is no 31st in every month.
        for first in months:
            if number <= month_length(first.year, first.month):
                return day_period(Day(first.year, first.month, number))
        return None

    def one_of_two(self, day_first: Period, month_first: Period) -> Period:
        """Of two days that the same figures may be, the one nearest the reference; month first where there is none."""
        if self.reference is None:
            return month_first
        today = self.reference.ordinal
        return min((month_first, day_first), key=lambda p: abs(p.first.ordinal - today))

    def pick_weekday(self, number: int) -> Period:
        """The weekday (Monday is 1) meant: the reference's own, or the last one before it."""
        today = self.today().ordinal
        return day_period(Day.from_ordinal(today - (today - number) % 7))


def distance(period: Period, day: Day) -> int:
    """Days between a period and a day; 0 inside."""
    return max(period.first.ordinal - day.ordinal, day.ordinal - period.last.ordinal, 0)


Find = Callable[[ReadingContext], Period | None]
Build = Callable[[int], Period | None]


@dataclass(frozen=True, slots=True)
class Statement:
    """One temporal expression as said.

    `find` looks the period up; None for what is no place in the calendar, whose TIMEX3 `value` is then complete.
    `part` is early, mid, late, start, end, close (late, but the end for what comes before or after it) or a fraction
    ("1/2"); `mark` an EDTF qualifier; `relation` before, after, by, until, since or throughout. `yearly` builds a date
    that lacks its year, `daily` one that lacks its month as well, `weekday` is the number of a bare weekday. `leans`
    says what it counts from: reference, story or nothing. `grain` its unit. `fiscal`: it is of a fiscal year, and
    no one has said when that begins.
    """

    type: str = "DATE"
    find: Find | None = None
    value: str = ""
    part: str = ""
    mark: str = ""
    relation: str = ""
    clock: Clock | None = None
    yearly: Build | None = None
    daily: int = 0
    weekday: int = 0
    leans: str = ""
    grain: str = "day"
    plain: bool = True
    fiscal: bool = False

    def with_mark(self, mark: str) -> Statement:
        """The same, hedged; about and perhaps together are `%`."""
        return replace(self, mark=mark if self.mark in ("", mark) else "%", plain=False)


class Ends(NamedTuple):
    """Expressions that belong together: `how` is interval, between, or (one of them), list (each of them), hours (two
    times of one day).

    `first_at` and `second_at` are their places in the text; `more` are a third and those after it, with theirs.
    """

    first: Statement
    first_at: tuple[int, int]
    second: Statement
    second_at: tuple[int, int]
    how: str
    more: tuple[tuple[Statement, tuple[int, int]], ...] = ()

    @property
    def members(self) -> tuple[tuple[Statement, tuple[int, int]], ...]:
        """Every one with its place."""
        return ((self.first, self.first_at), (self.second, self.second_at), *self.more)


def fixed(period: Period | None) -> Statement | None:
    """A date that needs nothing else."""
    return Statement(find=lambda _: period, grain=period.unit) if period else None


@dataclass(frozen=True, slots=True)
class BesideWeekday:
    """A date without its year that a weekday stands beside: "Saturday, August 26"."""

    build: Build
    weekday: int

    def __call__(self, year: int) -> Period | None:
        """The date in that year, whatever weekday it is there."""
        return self.build(year)


def on_weekday(build: Build, periods: list[Period]) -> list[Period]:
    """Those that fall on the weekday that stands beside the date; all where none does, or no weekday was said."""
    if not isinstance(build, BesideWeekday):
        return periods
    return [p for p in periods if (p.first.ordinal - 1) % 7 + 1 == build.weekday] or periods


def yearly(build: Build, grain: str) -> Statement:
    """A date that lacks its year."""
    return Statement(find=lambda c: c.pick(build), yearly=build, leans="reference", grain=grain)


def in_year(statement: Statement, number: int) -> Statement:
    """The same date in that year."""
    build = statement.yearly
    if build is None:
        return statement
    return replace(statement, find=lambda _: build(number), yearly=None, leans="")
