"""Feasts and days known by name whose date can be computed: on fixed days, nth weekdays, or counted from Easter."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Protocol

from timeline.dates.calendar import Day, month_length
from timeline.dates.reading.periods import Period, day_period

GREGORIAN: Final = 1583
"""The first year whose Easter follows the Gregorian calendar; earlier ones are Julian, and stay as said."""


class Feast(Protocol):
    """A yearly day."""

    def on(self, year: int) -> Period | None:
        """Its day in that year, or None where there was none."""


@dataclass(frozen=True, slots=True)
class Holiday:
    """A yearly day. Fixed: `month` and `day`. Movable: the `nth` `weekday` (Monday 1) of the month, or of what follows
    `day`; or `easter` days after Easter Sunday (`julian`: the Orthodox one); then `plus` days."""

    month: int = 0
    day: int = 0
    weekday: int = 0
    nth: int = 0
    easter: int | None = None
    plus: int = 0
    julian: bool = False
    since: int = -(10**6)

    def on(self, year: int) -> Period | None:
        """Its day in that year, or None before there was one."""
        if year < self.since:
            return None
        return day_period(self._day(year).plus(self.plus))

    def _day(self, year: int) -> Day:
        if self.easter is not None:
            return (orthodox_easter if self.julian else easter)(year).plus(self.easter)
        if not self.weekday:
            return Day(year, self.month, self.day)
        if self.nth > 0:
            first = Day(year, self.month, self.day or 1).ordinal
            return Day.from_ordinal(first + (self.weekday - first) % 7 + 7 * (self.nth - 1))
        last = Day(year, self.month, self.day or month_length(year, self.month)).ordinal
        return Day.from_ordinal(last - (last - self.weekday) % 7 + 7 * (self.nth + 1))


def fixed(month: int, day: int, since: int = -(10**6)) -> Holiday:
    """A feast on the same day of every year, from the year `since` on."""
    return Holiday(month, day, since=since)


def nth(number: int, weekday: int, month: int, plus: int = 0, since: int = -(10**6)) -> Holiday:
    """The first, second … or (-1) last weekday of a month."""
    return Holiday(month, weekday=weekday, nth=number, plus=plus, since=since)


def from_easter(days: int) -> Holiday:
    """A feast so many days after Easter Sunday, before it where negative."""
    return Holiday(easter=days)


def easter(year: int) -> Day:
    """Easter Sunday: Gregorian from 1583 (Meeus, Jones, Butcher), Julian before."""
    if year < GREGORIAN:
        return _julian_easter(year)
    a, b, c = year % 19, year // 100, year % 100
    h = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    k = (32 + 2 * (b % 4) + 2 * (c // 4) - h - c % 4) % 7
    m = (a + 11 * h + 22 * k) // 451
    month, day = divmod(h + k - 7 * m + 114, 31)
    return Day(year, month, day + 1)


def orthodox_easter(year: int) -> Day:
    """Easter by the Julian calendar, on its day of the Gregorian one from 1583 on."""
    day = _julian_easter(year)
    century = year // 100
    return day.plus(century - century // 4 - 2) if year >= GREGORIAN else day


def _julian_easter(year: int) -> Day:
    d = (19 * (year % 19) + 15) % 30
    e = (2 * (year % 4) + 4 * (year % 7) - d + 34) % 7
    month, day = divmod(d + e + 114, 31)
    return Day(year, month, day + 1)
