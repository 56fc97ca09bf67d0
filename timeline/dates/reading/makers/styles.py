"""Years that are told in two ways: those that began in March, the Old Style, and fiscal ones."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from timeline.dates.reading import periods
from timeline.dates.reading.makers.whole import complete_date, year_month_day
from timeline.dates.reading.periods import months
from timeline.dates.reading.rule import Make, RuleMatch
from timeline.dates.reading.statement import Ends, Statement, Unread, fixed

LAST_DUAL: Final = 1752
"""The year in which England moved its new year from 25 March to 1 January."""
_NEW_YEAR: Final = (3, 25)


def dual_day(match: RuleMatch) -> Statement | None:
    """30 January 1648/49: a year that ended with 24 March, and the one that counts from January."""
    month, day = match["month"], match["day"]
    year = _dual_year(match, (month, day) < _NEW_YEAR)
    return complete_date(match, periods.day(year, month, day)) if year else None


def dual_month(match: RuleMatch) -> Statement | None:
    """February 1688/89."""
    month = match["month"]
    year = _dual_year(match, month <= _NEW_YEAR[0])
    return fixed(months("month", year, month)) if year else None


def _dual_year(match: RuleMatch, early: bool) -> int | None:
    """The year by our count. Raises `Unread` where a typed date has two years for another reason."""
    year = int(match["year"])
    if early and year <= LAST_DUAL and str(year + 1).endswith(match["to"]):
        return year + 1
    if not match.prose:
        raise Unread(f"two years belong to a date before 25 March and before {LAST_DUAL + 1} only")
    return None


def other_style(match: RuleMatch) -> Statement | None:
    """25 October [7 November, New Style] 1917: the day in brackets is the one of our calendar."""
    number = "2" if "day2" in match else "3"
    return year_month_day(match.supply(day=match[f"day{number}"], month=match[f"month{number}"]))


def fiscal(maker: Make) -> Make:
    """The maker, of a fiscal year: no day is known while nobody says when it begins."""

    def make(match: RuleMatch) -> Statement | Ends | None:
        made = maker(match)
        if isinstance(made, Ends):
            first, second = replace(made.first, fiscal=True), replace(made.second, fiscal=True)
            return made._replace(first=first, second=second)
        return replace(made, fiscal=True) if made else None

    return make


def fiscal_if(maker: Make) -> Make:
    """The maker, of a fiscal year where the word `fiscal` was said."""
    return lambda match: (fiscal(maker) if "fiscal" in match or "fiscal2" in match else maker)(match)
