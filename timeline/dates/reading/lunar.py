"""Feasts that follow the moon: of the Hebrew calendar by its arithmetic, the Chinese New Year by the new moon."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

from timeline.dates.calendar import Day
from timeline.dates.reading.periods import Period, day_period

HEBREW_EPOCH: Final = -1_373_427
"""Ordinal of the day before 1 Tishri of the year 1."""
NEW_YEARS: Final = range(1645, 2200)
"""Years whose Chinese New Year is computed: the rules are those of 1645, the moon's formula drifts far from ours."""


@dataclass(frozen=True, slots=True)
class Hebrew:
    """A day counted from 1 Tishri, the Hebrew new year: feasts of spring stand as many days before it."""

    days: int

    def on(self, year: int) -> Period | None:
        """Its day in a civil year from 360 on, when the calendar was fixed."""
        if year < 360:
            return None
        return day_period(Day.from_ordinal(hebrew_new_year(year + 3761) + self.days))


@dataclass(frozen=True, slots=True)
class Hanukkah:
    """25 Kislev: the months before it are of 29 or 30 days."""

    def on(self, year: int) -> Period | None:
        """Its first day in a civil year from 360 on."""
        if year < 360:
            return None
        start, end = hebrew_new_year(year + 3761), hebrew_new_year(year + 3762)
        return day_period(Day.from_ordinal(start + 83 + (end - start in (355, 385))))


@dataclass(frozen=True, slots=True)
class ChineseNewYear:
    """The second new moon, as seen from China, after that of the month with the winter solstice; the third after a
    leap month."""

    def on(self, year: int) -> Period | None:
        """Its day in that year; None outside `NEW_YEARS`."""
        if year not in NEW_YEARS:
            return None
        solstice = _solstice(year - 1)
        count = math.floor((year - 2000) * 12.3685) + 2
        while _new_moon(count) > solstice:
            count -= 1
        second = _new_moon(count + 2)
        return day_period(Day.from_ordinal(second if second > Day(year, 1, 20).ordinal else _new_moon(count + 3)))


def hebrew_new_year(number: int) -> int:
    """Ordinal of 1 Tishri of a Hebrew year, with its four postponements."""
    day = _delayed(number)
    if _delayed(number + 1) - day == 356:
        day += 2
    elif day - _delayed(number - 1) == 382:
        day += 1
    return HEBREW_EPOCH + day


def _delayed(number: int) -> int:
    """Days from the epoch to the mean new moon of Tishri, put off from Sunday, Wednesday and Friday."""
    months = (235 * number - 234) // 19
    parts = 12_084 + 13_753 * months
    day = 29 * months + parts // 25_920
    return day + 1 if 3 * (day + 1) % 7 < 3 else day


def _new_moon(count: int) -> int:
    """Ordinal of the day in China (UTC+8) of the nth new moon after that of 6 January 2000 (Meeus, ch. 49)."""
    t = count / 1236.85
    mean = 2451550.09766 + 29.530588861 * count + 0.00015437 * t * t
    sun = math.radians(2.5534 + 29.1053567 * count)
    moon = math.radians(201.5643 + 385.81693528 * count + 0.0107582 * t * t)
    node = math.radians(160.7108 + 390.67050284 * count - 0.0016118 * t * t)
    e = 1 - 0.002516 * t
    mean += -0.4072 * math.sin(moon) + 0.17241 * e * math.sin(sun) + 0.01608 * math.sin(2 * moon)
    mean += 0.01039 * math.sin(2 * node) + 0.00739 * e * math.sin(moon - sun) - 0.00514 * e * math.sin(moon + sun)
    mean += 0.00208 * e * e * math.sin(2 * sun) - 0.00111 * math.sin(moon - 2 * node)
    return math.floor(mean + 0.5 + 8 / 24) - 1_721_425


def _solstice(year: int) -> int:
    """Ordinal of the day in China of the winter solstice (Meeus, ch. 27, without the minutes of its periodic terms)."""
    y = (year - 2000) / 1000
    moment = 2451900.05952 + 365242.74049 * y - 0.06223 * y * y - 0.00823 * y**3
    return math.floor(moment + 0.5 + 8 / 24) - 1_721_425
