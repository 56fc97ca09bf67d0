"""Dates that say all there is: days, months, years and longer, in words or figures."""

from __future__ import annotations

from typing import Final

from timeline.dates.calendar import Day, month_length
from timeline.dates.reading import periods
from timeline.dates.reading.holidays import Feast
from timeline.dates.reading.periods import MONTHS, Period, months, one
from timeline.dates.reading.rule import Found, Make
from timeline.dates.reading.said import Context, Ends, Said, Unread, fixed, yearly

SEASON_MONTH: Final = {21: 3, 22: 6, 23: 9, 24: 12}


def astronomical(number: int, era: str) -> int:
    """44 BC is -43."""
    return 1 - number if era == "BC" else number


def year_of(found: Found) -> int:
    """The astronomical year that the words name."""
    figures = found.text("year").replace(",", "")
    number = int(figures) if figures.isdecimal() else found["year"]  # 二〇二五, or a number that the rule gave
    return astronomical(number, found.get("era", ""))


def known(found: Found, period: Period | None) -> Said | None:
    """A complete date; where a person typed one that the calendar has not, `Unread` says so."""
    if period is None and not found.prose:
        raise Unread("the calendar has no such day")
    return fixed(period)


def year_month_day(found: Found) -> Said | None:
    """A day with its year."""
    return known(found, periods.day(year_of(found), found["month"], found["day"]))


def month_day(found: Found) -> Said | None:
    """A day without its year; 29 February is one."""
    month, number = found["month"], found["day"]
    if number > month_length(2000, month):
        return known(found, None)
    return yearly(lambda y: periods.day(y, month, number), "day")


def day_of_month(found: Found) -> Said | None:
    """A day whose month is to be looked up."""
    number = found["day"]
    return Said(find=lambda c: c.pick_day(number), daily=number, leans="story")


def year_month(found: Found) -> Said | None:
    return fixed(months("month", year_of(found), found["month"]))


def month(found: Found) -> Said:
    number = found["month"]
    return yearly(lambda y: months("month", y, number), "month")


def month_in_figures(found: Found) -> Said | None:
    return fixed(months("month", int(found["year"]), int(found["mm"])))


def year(found: Found) -> Said | None:
    number = year_of(found)
    return fixed(periods.year(number)) if number != 1 or found.get("era") else None


def short_year(found: Found) -> Said:
    """'82: in the century that brings it nearest the reference, and not past it by more than ten years."""
    number = int(found["short"])
    return Said(find=lambda c: periods.year(c.full_year(number)), leans="reference", grain="year")


def decade(found: Found) -> Said | None:
    """The 1980s, the 470s BC; "the 1900s" may be ten years or a hundred: a decade, unless its century is meant."""
    return fixed(periods.decade(int(found["decade"]), found.get("era") == "BC"))


def short_decade(found: Found) -> Said:
    """The eighties, the '80s."""
    number = found["tens"]
    return Said(find=lambda c: periods.decade(c.full_year(number)), leans="reference", grain="decade")


def century(found: Found) -> Said | None:
    number = found["nth"]
    return fixed(periods.century(number, found.get("era") == "BC")) if 0 < number < 100 else None


def millennium(found: Found) -> Said | None:
    number = found["nth"]
    return fixed(periods.millennium(number, found.get("era") == "BC")) if 0 < number < 10 else None


def turn_of_century(found: Found) -> Said | None:
    """The turn of the 20th century is about 1900."""
    said = fixed(periods.year((found["nth"] - 1) * 100))
    return said.marked("~") if said and found["nth"] > 0 else None


def masked(digits: str) -> Make:
    """18-- and 187-: a century or a decade whose last digits nobody knows."""

    def make(found: Found) -> Said | None:
        known = found["digits"]
        said = fixed(periods.century(int(known) + 1) if len(known) == 2 else periods.decade(int(known) * 10))
        return said.marked("?") if said and digits == "?" else said

    return make


def month_short_year(found: Found) -> Said:
    """May '68."""
    number, short = found["month"], int(found["short"])
    return Said(find=lambda c: months("month", c.full_year(short), number), leans="reference", grain="month")


def season_short_year(found: Found) -> Said:
    """Spring '68."""
    start, short = SEASON_MONTH[found["season"]], int(found["short"])
    return Said(find=lambda c: months("season", c.full_year(short), start), leans="reference", grain="season")


def roman_year(found: Found) -> Said | None:
    """MCMXCIX, as on a title page."""
    return fixed(periods.year(found["roman"]))


def season(found: Found) -> Said | None:
    """Spring, of a year where one is said."""
    start = SEASON_MONTH[found["season"]]
    if "year" in found:
        return fixed(months("season", year_of(found), start))
    return yearly(lambda y: months("season", y, start), "season")


def winter(found: Found) -> Said | None:
    """The winter of 1941–42: that of the first year, if the second is the next."""
    first = int(found["year"])
    if not _follows(first, found["short"]):
        return None
    return fixed(months("season", first, SEASON_MONTH[found["season"]]))


def _follows(first: int, second: str) -> bool:
    size: int = 10 ** len(second)
    return (first + 1) % size == int(second)


def subyear(unit: str, name: str) -> Make:
    """The quarter or half (its number is in that vocabulary) of a year, where one is said."""

    def make(found: Found) -> Said | None:
        number, size = int(found[name]), MONTHS[unit]
        if not 1 <= number <= 12 // size:
            return None
        if "year" in found:
            return fixed(months(unit, year_of(found), (number - 1) * size + 1))
        return yearly(lambda y: months(unit, y, (number - 1) * size + 1), unit)

    return make


def ordinal_quarter(found: Found) -> Said | None:
    """The third quarter; the last is the fourth."""
    number = found["nth"] if found["nth"] > 0 else 4
    if found.text("nth").lower() == "last":
        return None
    return yearly(lambda y: months("quarter", y, 3 * number - 2), "quarter") if number <= 4 else None


def iso_week(found: Found) -> Said | None:
    if "year" in found:
        return fixed(periods.week(int(found["week"]), year_of(found)))
    number = int(found["week"])
    return yearly(lambda y: periods.week(number, y), "week")


def iso_weekday(found: Found) -> Said | None:
    week = periods.week(int(found["week"]), year_of(found))
    return fixed(one(Day.from_ordinal(week.first.ordinal + int(found["iso"]) - 1))) if week else None


def iso(found: Found) -> Said | None:
    """A day in figures whose order is known, with the time where one is said."""
    return known(found, periods.day(int(found["year"]), int(found["mm"]), int(found["dd"])))


def iso_ordinal(found: Found) -> Said | None:
    """The nth day of a year (ISO 8601)."""
    number, count = int(found["year"]), int(found["ddd"])
    day = Day(number, 1, 1).plus(count - 1)
    return fixed(one(day)) if count and day.year == number else None


def numeric(found: Found) -> Said | Ends | None:
    """Day and month in figures. Where both orders are possible it is one of two days, in prose the one nearest the date
    of publication (month first where there is none)."""
    number = int(found["year"])
    a, b = int(found["a"]), int(found["b"])
    month_first, day_first = periods.day(number, a, b), periods.day(number, b, a)
    if month_first is None or day_first is None or a == b:
        return fixed(month_first or day_first)
    if found.prose:
        return Said(find=lambda c: _nearer(c, month_first, day_first))
    first, second = sorted((month_first, day_first), key=lambda p: p.first)
    span = found.span("year")
    return Ends(Said(find=lambda _: first), span, Said(find=lambda _: second), span, "or")


def short_numeric(found: Found) -> Said | None:
    """The same with two digits of the year."""
    a, b, number = int(found["a"]), int(found["b"]), int(found["short"])
    if not (periods.day(2000, a, b) or periods.day(2000, b, a)):
        return None

    def find(context: Context) -> Period | None:
        year_number = context.full_year(number)
        month_first, day_first = periods.day(year_number, a, b), periods.day(year_number, b, a)
        return _nearer(context, month_first, day_first) if month_first and day_first else month_first or day_first

    return Said(find=find, leans="reference")


def _nearer(context: Context, first: Period, second: Period) -> Period:
    if context.reference is None:
        return first
    today = context.reference.ordinal
    return min((first, second), key=lambda p: abs(p.first.ordinal - today))


def holiday(found: Found) -> Said | None:
    """A feast, in the year where one is said."""
    feast: Feast = found["holiday"]
    if "year" in found:
        return fixed(feast.on(year_of(found)))
    return yearly(feast.on, "day")


def once(found: Found) -> Said | None:
    """A day known by its name: D-Day."""
    return fixed(found["once"])


def weekday(found: Found) -> Said:
    number = found["weekday"]
    return Said(find=lambda c: c.pick_weekday(number), weekday=number, leans="reference")


def short_weekday(found: Found) -> Said:
    """Fri."""
    return weekday(found.given(weekday=found["wday"]))


def dated_weekday(found: Found) -> Said | None:
    """A weekday beside a date: the date counts. Raises `Unread` where a typed date falls on another weekday."""
    said = found.said[0]
    if said.find is None or said.grain != "day" or said.weekday or said.part or said.leans in ("now", "clock"):
        return None
    if not found.prose and not said.leans and not said.mark and (there := said.find(Context())):
        number = (there.first.ordinal - 1) % 7 + 1
        if number != found["wday"]:
            raise Unread("the date falls on another weekday")
    return said
