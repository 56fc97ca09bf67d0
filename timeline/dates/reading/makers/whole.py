"""Dates that say all there is: days, months, years and longer, in words or figures."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from timeline.dates.calendar import Day, month_length
from timeline.dates.reading import periods
from timeline.dates.reading.holidays import Feast
from timeline.dates.reading.periods import MONTHS, Period, day_period, months
from timeline.dates.reading.rule import Make, RuleMatch
from timeline.dates.reading.statement import (
    BesideWeekday,
    Ends,
    ReadingContext,
    Statement,
    Unread,
    fixed,
    yearly,
)

SEASON_MONTH: Final = {21: 3, 22: 6, 23: 9, 24: 12}


def astronomical(number: int, era: str) -> int:
    """44 BC is -43."""
    return 1 - number if era == "BC" else number


def year_of(match: RuleMatch) -> int:
    """The astronomical year that the words name."""
    figures = match.text("year").replace(",", "")
    number = int(figures) if figures.isdecimal() else match["year"]  # 二〇二五, or a number that the rule gave
    return astronomical(number, match.get("era", ""))


def complete_date(match: RuleMatch, period: Period | None) -> Statement | None:
    """A complete date; where a person typed one that the calendar has not, `Unread` says so."""
    if period is None and not match.prose:
        raise Unread("the calendar has no such day")
    return fixed(period)


def year_month_day(match: RuleMatch) -> Statement | None:
    """A day with its year."""
    return complete_date(match, periods.day(year_of(match), match["month"], match["day"]))


def day_of_roman_month(match: RuleMatch) -> Statement | None:
    """15.III.1848."""
    return year_month_day(match.supply(month=match["roman_month"]))


def month_day(match: RuleMatch) -> Statement | None:
    """A day without its year; 29 February is one."""
    month, number = match["month"], match["day"]
    if number > month_length(2000, month):
        return complete_date(match, None)
    return yearly(lambda y: periods.day(y, month, number), "day")


def day_of_month(match: RuleMatch) -> Statement | None:
    """A day whose month is to be looked up."""
    number = match["day"]
    return Statement(find=lambda c: c.pick_day(number), daily=number, leans="story")


def year_month(match: RuleMatch) -> Statement | None:
    """A month with its year."""
    return fixed(months("month", year_of(match), match["month"]))


def month(match: RuleMatch) -> Statement:
    """A month without its year."""
    number = match["month"]
    return yearly(lambda y: months("month", y, number), "month")


def month_in_figures(match: RuleMatch) -> Statement | None:
    """05/2024: a month in figures, with its year."""
    return fixed(months("month", int(match["year"]), int(match["mm"])))


def year(match: RuleMatch) -> Statement | None:
    """A year. The bare number 1 is none: it needs its era."""
    number = year_of(match)
    return fixed(periods.year(number)) if number != 1 or match.get("era") else None


def year_about(match: RuleMatch) -> Statement | None:
    """1950-ish."""
    date = year(match)
    return date.with_mark("~") if date else None


def short_year(match: RuleMatch) -> Statement:
    """'82: in the century that brings it nearest the reference, and not past it by more than ten years."""
    number = int(match["short"])
    return Statement(find=lambda c: periods.year(c.full_year(number)), leans="reference", grain="year")


def decade(match: RuleMatch) -> Statement | None:
    """The 1980s, the 470s BC; "the 1900s" may be ten years or a hundred: a decade, unless its century is meant."""
    return fixed(periods.decade(int(match["decade"]), match.get("era") == "BC"))


def hundreds(match: RuleMatch) -> Statement | None:
    """The 1700s are a century, as the 1750s are ten years; the 2000s are ten."""
    first = int(match["decade"])
    if first % 100 or first == 2000:
        return decade(match)
    if match.get("era") == "BC":
        return fixed(periods.years(1 - first - 99, 1 - first))
    return fixed(periods.century(first // 100 + 1))


def short_decade(match: RuleMatch) -> Statement:
    """The eighties, the '80s."""
    number = match["tens"]
    return Statement(find=lambda c: periods.decade(c.full_decade(number)), leans="reference", grain="decade")


def century(match: RuleMatch) -> Statement | None:
    """The 19th century, the 4th century BC."""
    number = match["nth"]
    return fixed(periods.century(number, match.get("era") == "BC")) if 0 < number < 100 else None


def millennium(match: RuleMatch) -> Statement | None:
    """The 2nd millennium."""
    number = match["nth"]
    return fixed(periods.millennium(number, match.get("era") == "BC")) if 0 < number < 10 else None


def turn_of_century(match: RuleMatch) -> Statement | None:
    """The turn of the 20th century is about 1900."""
    date = fixed(periods.year((match["nth"] - 1) * 100))
    return date.with_mark("~") if date and match["nth"] > 0 else None


def unknown_digits(digits: str) -> Make:
    """18-- and 187-: a century or a decade whose last digits nobody knows."""

    def make(match: RuleMatch) -> Statement | None:
        known = match["digits"]
        date = fixed(periods.century(int(known) + 1) if len(known) == 2 else periods.decade(int(known) * 10))
        return date.with_mark("?") if date and digits == "?" else date

    return make


def month_short_year(match: RuleMatch) -> Statement:
    """May '68."""
    number, short = match["month"], int(match["short"])
    return Statement(find=lambda c: months("month", c.full_year(short), number), leans="reference", grain="month")


def day_short_year(match: RuleMatch) -> Statement | None:
    """19-Nov-12: the day first, the century by the reference."""
    day, month, short = match["day"], match["month"], int(match["short"])
    if day > month_length(2000, month):
        return None
    return Statement(find=lambda c: periods.day(c.full_year(short), month, day), leans="reference")


def season_short_year(match: RuleMatch) -> Statement:
    """Spring '68."""
    start, short = SEASON_MONTH[match["season"]], int(match["short"])
    return Statement(find=lambda c: months("season", c.full_year(short), start), leans="reference", grain="season")


def roman_year(match: RuleMatch) -> Statement | None:
    """MCMXCIX, as on a title page."""
    return fixed(periods.year(match["roman"]))


def season(match: RuleMatch) -> Statement | None:
    """Spring, of a year where one is said."""
    start = SEASON_MONTH[match["season"]]
    if "year" in match:
        return fixed(months("season", year_of(match), start))
    return yearly(lambda y: months("season", y, start), "season")


def winter(match: RuleMatch) -> Statement | None:
    """The winter of 1941–42: that of the first year, if the second is the next."""
    first = int(match["year"])
    if not _follows(first, match["short"]):
        return None
    return fixed(months("season", first, SEASON_MONTH[match["season"]]))


def _follows(first: int, second: str) -> bool:
    size: int = 10 ** len(second)
    return (first + 1) % size == int(second)


def subyear(unit: str, name: str) -> Make:
    """The quarter or half (its number is in that vocabulary) of a year, where one is said."""

    def make(match: RuleMatch) -> Statement | None:
        number, size = int(match[name]), MONTHS[unit]
        if not 1 <= number <= 12 // size:
            return None
        if "year" in match:
            return fixed(months(unit, year_of(match), (number - 1) * size + 1))
        return yearly(lambda y: months(unit, y, (number - 1) * size + 1), unit)

    return make


def ordinal_quarter(match: RuleMatch) -> Statement | None:
    """The third quarter; the last is the fourth."""
    number = match["nth"] if match["nth"] > 0 else 4
    if match.text("nth").lower() == "last":
        return None
    return yearly(lambda y: months("quarter", y, 3 * number - 2), "quarter") if number <= 4 else None


def iso_week(match: RuleMatch) -> Statement | None:
    """Week 12, of a year where one is said."""
    if "year" in match:
        return fixed(periods.week(int(match["week"]), year_of(match)))
    number = int(match["week"])
    return yearly(lambda y: periods.week(number, y), "week")


def iso_weekday(match: RuleMatch) -> Statement | None:
    """2024-W12-3: a weekday of a week (ISO 8601)."""
    week = periods.week(int(match["week"]), year_of(match))
    return fixed(day_period(Day.from_ordinal(week.first.ordinal + int(match["iso"]) - 1))) if week else None


def iso(match: RuleMatch) -> Statement | None:
    """A day in figures whose order is known, with the time where one is said."""
    return complete_date(match, periods.day(int(match["year"]), int(match["mm"]), int(match["dd"])))


def iso_ordinal(match: RuleMatch) -> Statement | None:
    """The nth day of a year (ISO 8601)."""
    number, count = int(match["year"]), int(match["ddd"])
    day = Day(number, 1, 1).plus(count - 1)
    return fixed(day_period(day)) if count and day.year == number else None


def numeric(match: RuleMatch) -> Statement | Ends | None:
    """Day and month in figures. Where both orders are possible it is one of two days, in prose the one that the context
    takes."""
    number = int(match["year"])
    a, b = int(match["a"]), int(match["b"])
    month_first, day_first = periods.day(number, a, b), periods.day(number, b, a)
    if month_first is None or day_first is None or a == b:
        return fixed(month_first or day_first)
    if match.prose:
        return Statement(find=lambda c: c.one_of_two(day_first, month_first))
    first, second = sorted((month_first, day_first), key=lambda p: p.first)
    span = match.span("year")
    return Ends(Statement(find=lambda _: first), span, Statement(find=lambda _: second), span, "or")


def short_numeric(match: RuleMatch) -> Statement | None:
    """The same with two digits of the year."""
    a, b, number = int(match["a"]), int(match["b"]), int(match["short"])
    if not (periods.day(2000, a, b) or periods.day(2000, b, a)):
        return None

    def find(context: ReadingContext) -> Period | None:
        year_number = context.full_year(number)
        month_first, day_first = periods.day(year_number, a, b), periods.day(year_number, b, a)
        if month_first is None or day_first is None or a == b:
            return month_first or day_first
        return context.one_of_two(day_first, month_first)

    return Statement(find=find, leans="reference")


def holiday(match: RuleMatch) -> Statement | None:
    """A feast, in the year where one is said."""
    feast: Feast = match["holiday"]
    if "year" in match:
        return fixed(feast.on(year_of(match)))
    return yearly(feast.on, "day")


def once(match: RuleMatch) -> Statement | None:
    """A day known by its name: D-Day."""
    return fixed(match["once"])


def weekday(match: RuleMatch) -> Statement:
    """A weekday alone: which one is meant, the context decides."""
    number = match["weekday"]
    return Statement(find=lambda c: c.pick_weekday(number), weekday=number, leans="reference")


def short_weekday(match: RuleMatch) -> Statement:
    """Fri."""
    return weekday(match.supply(weekday=match["wday"]))


def weekday_and_date(match: RuleMatch) -> Statement | None:
    """A weekday beside a date: the date counts. Raises `Unread` where a typed date falls on another weekday."""
    date = match.dates[0]
    if date.find is None or date.grain != "day" or date.weekday or date.part or date.leans in ("now", "clock"):
        return None
    if not match.prose and not date.leans and not date.mark and (there := date.find(ReadingContext())):
        number = (there.first.ordinal - 1) % 7 + 1
        if number != match["wday"]:
            raise Unread("the date falls on another weekday")
    if date.yearly:
        build = BesideWeekday(date.yearly, match["wday"])
        return replace(date, find=lambda c: c.pick(build), yearly=build)
    return date
