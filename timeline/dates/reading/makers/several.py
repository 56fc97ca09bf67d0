"""Dates of which there are more than two, and two seasons of a year: 18, 19 and 21 May; 1667, 1668 or 1670."""

from __future__ import annotations

from itertools import pairwise
from typing import Final

from timeline.dates.calendar import month_length
from timeline.dates.reading.makers.ranges import day_of_that_month
from timeline.dates.reading.makers.whole import SEASON_MONTH
from timeline.dates.reading.periods import Period, months
from timeline.dates.reading.rule import Make, RuleMatch
from timeline.dates.reading.statement import Ends, Statement, fixed, yearly

_DAYS: Final = ("day", "day2", "day3", "day4", "day5", "day6")


def days_listed(how: str) -> Make:
    """18, 19 and 21 May 2024."""

    def make(match: RuleMatch) -> Ends | None:
        names = [name for name in _DAYS if name in match]
        numbers = [match[name] for name in names]
        if any(a >= b for a, b in pairwise(numbers)) or numbers[-1] > month_length(2000, match["month"]):
            return None
        dates = [day_of_that_month(match, number) for number in numbers]
        return _ends([date for date in dates if date], [match.span(name) for name in names], how)

    return make


def listed(how: str) -> Make:
    """1667, 1668 or 1670: three whole dates or more."""

    def make(match: RuleMatch) -> Ends | None:
        if not all(_is_date(date) for date in match.dates):
            return None
        return _ends(match.dates, match.spans, how)

    return make


def _is_date(date: Statement) -> bool:
    return date.find is not None and date.type == "DATE" and not date.relation


def _ends(dates: list[Statement], spans: list[tuple[int, int]], how: str) -> Ends | None:
    if len(dates) < len(spans):
        return None
    more = tuple(zip(dates[2:], spans[2:], strict=True))
    return Ends(dates[0], spans[0], dates[1], spans[1], how, more)


def days_beside(match: RuleMatch) -> Ends | None:
    """30 April/1 May 1945: one of two days that touch."""
    first, second = match.dates
    for date in (first, second):
        if date.find is None or date.grain != "day" or date.clock or date.relation or date.weekday:
            return None
    return Ends(first, match.spans[0], second, match.spans[1], "or")


def seasons(how: str) -> Make:
    """Spring/summer 1923."""

    def make(match: RuleMatch) -> Ends | None:
        first, second = SEASON_MONTH[match["season"]], SEASON_MONTH[match["season2"]]
        if first >= second:
            return None
        at, at2 = match.span("season"), match.span("season2")
        one, two = _season(match, first), _season(match, second)
        return Ends(one, at, two, at2, how) if one and two else None

    return make


def _season(match: RuleMatch, start: int) -> Statement | None:
    def build(number: int) -> Period | None:
        return months("season", number, start)

    return fixed(build(int(match["year"]))) if "year" in match else yearly(build, "season")
