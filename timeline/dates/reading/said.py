"""What a phrase says: where its time is to be looked for, and how it is hedged. Nothing here knows a language."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import NamedTuple

from timeline.dates.calendar import Day
from timeline.dates.reading.periods import Period, holding, months_later, one


class Unread(Exception):
    """Words that name no date, with the reason; caught where words are read, never seen outside."""


class Clock(NamedTuple):
    """A time of day as said: `code` is TIMEX3 ("T14:30", "TMO"), `start` HH:MM[:SS] where the hour was named."""

    code: str
    start: str | None = None
    zone: str | None = None
    next_day: bool = False


class Context:
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
        return self.story or one(self.today())

    def day(self) -> Period | None:
        """The day that a time of day belongs to."""
        base = self.base()
        return base if base.unit == "day" else None

    def current(self, unit: str) -> Period | None:
        """The day, week, month … that is told of."""
        return holding(self.today(), unit)

    def full_year(self, number: int) -> int:
        """The year of two digits: none more than ten years after the reference. Raises `Unread`."""
        if self.reference is None:
            raise Unread("the century is not said")
        latest = self.reference.year + 10
        return latest - (latest - number) % 100

    def pick(self, build: Callable[[int], Period | None]) -> Period | None:
        """The one meant of the periods that recur each year: the one nearest the reference."""
        today = self.today()
        found = [p for p in (build(today.year + n) for n in (-1, 0, 1)) if p]
        return min(found, key=lambda p: distance(p, today), default=None)

    def pick_day(self, number: int) -> Period | None:
        """The day of a month that is not named."""
        base = self.base().first
        found = [months_later(Day(base.year, base.month, 1), n) for n in (0, -1, 1)]
        fitting = [one(Day(d.year, d.month, number)) for d in found if number <= holding(d, "month").last.day]
        return fitting[0] if fitting else None

    def pick_weekday(self, number: int) -> Period:
        """The weekday (Monday is 1) meant: the reference's own, or the last one before it."""
        today = self.today().ordinal
        return one(Day.from_ordinal(today - (today - number) % 7))


def distance(period: Period, day: Day) -> int:
    """Days between a period and a day; 0 inside."""
    return max(period.first.ordinal - day.ordinal, day.ordinal - period.last.ordinal, 0)


Find = Callable[[Context], Period | None]
Build = Callable[[int], Period | None]


@dataclass(frozen=True, slots=True)
class Said:
    """One temporal expression as said.

    `find` looks the period up; None for what is no place in the calendar, whose TIMEX3 `value` is then complete.
    `part` is early, mid, late, start, end or a fraction ("1/2"); `mark` an EDTF qualifier; `relation` before, after,
    by, until or since. `yearly` builds a date that lacks its year, `daily` one that lacks its month as well, `weekday`
    is the number of a bare weekday. `leans` says what it counts from: reference, story or nothing. `grain` its unit.
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

    def marked(self, mark: str) -> Said:
        """The same, hedged; about and perhaps together are `%`."""
        return replace(self, mark=mark if self.mark in ("", mark) else "%", plain=False)


class Ends(NamedTuple):
    """Two expressions that belong together: `how` is interval, between, or (one of both), list (each of both).

    `first_at` and `second_at` are their places in the text.
    """

    first: Said
    first_at: tuple[int, int]
    second: Said
    second_at: tuple[int, int]
    how: str


def fixed(period: Period | None) -> Said | None:
    """A date that needs nothing else."""
    return Said(find=lambda _: period, grain=period.unit) if period else None


def yearly(build: Build, grain: str) -> Said:
    """A date that lacks its year."""
    return Said(find=lambda c: c.pick(build), yearly=build, leans="reference", grain=grain)


def given_year(said: Said, number: int) -> Said:
    """The same date in that year."""
    build = said.yearly
    if build is None:
        return said
    return replace(said, find=lambda _: build(number), yearly=None, leans="")
