"""The first and the last day that a date can mean, and how much wider `~`, `?` and `%` make it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Final, NamedTuple

from timeline.dates.calendar import MONTHS, Day, month_length
from timeline.dates.edtf.years import Year
from timeline.errors import EDTFError

Span = tuple[Day | None, Day | None]
"""First and last day, both included; None: open or unknown."""


class Group(NamedTuple):
    """A sub-year grouping: its unit, the month it begins with, and how many months it has."""

    unit: str
    start: int
    months: int


GROUPS: Final = {
    # ISO 8601-2, 4.8.1. Seasons are meteorological; one that begins in December ends in February of the next year.
    # 21 to 24 are seasons of no hemisphere in the standard; here they are those of the north.
    21: Group("season", 3, 3),  22: Group("season", 6, 3),  23: Group("season", 9, 3),  24: Group("season", 12, 3),
    25: Group("season", 3, 3),  26: Group("season", 6, 3),  27: Group("season", 9, 3),  28: Group("season", 12, 3),
    29: Group("season", 9, 3),  30: Group("season", 12, 3), 31: Group("season", 3, 3),  32: Group("season", 6, 3),
    33: Group("quarter", 1, 3), 34: Group("quarter", 4, 3), 35: Group("quarter", 7, 3), 36: Group("quarter", 10, 3),
    37: Group("quadrimester", 1, 4), 38: Group("quadrimester", 5, 4), 39: Group("quadrimester", 9, 4),
    40: Group("semester", 1, 6), 41: Group("semester", 7, 6),
}  # fmt: skip

SOUTHERN: Final = {"21": "29", "22": "30", "23": "31", "24": "32"}
"""The seasons of no hemisphere, and what they are called where the hemisphere is the southern one."""


class Margin(NamedTuple):
    """How much earlier and later a date may be than it says."""

    days: int = 0
    months: int = 0


MARGINS: Final = {
    # The unit that carries `~` or `?`, and the room on either side; `%` (both) doubles it. The reasons are those of
    # cataloguing practice: "around the 5th" is meant within the week, "around May" within a month, "circa 1860" is
    # rounded to the nearest ten, and of a longer unit only the edges blur.
    "day": Margin(days=3),
    "month": Margin(months=1),
    "season": Margin(months=3),
    "quarter": Margin(months=3),
    "quadrimester": Margin(months=4),
    "semester": Margin(months=6),
    "year": Margin(months=12 * 5),
    "decade": Margin(months=12 * 5),
    "century": Margin(months=12 * 25),
    "millennium": Margin(months=12 * 250),
}


def widen(first: Day, last: Day, unit: str, qualifier: str) -> tuple[Day, Day]:
    """The bounds with the room that the qualifier gives, by `MARGINS`; without one, as they are."""
    if not qualifier:
        return first, last
    times = 2 if qualifier == "%" else 1
    room = MARGINS[unit]
    # The end is moved as the day after it, so that 31 January plus a month is the end of February.
    return first.plus(-times * room.days, -times * room.months), last.plus(1).plus(
        times * room.days, times * room.months
    ).plus(-1)


def bounds(text: str, year: Year, month: str, day: str) -> tuple[Day, Day]:
    """First and last day. `month` and `day` are two digits, any of them X, or empty. Raises `EDTFError`."""
    if not month:
        return Day(year.low, 1, 1), Day(year.high, 12, 31)
    if month.isdigit() and int(month) in GROUPS:
        return _group(text, year, GROUPS[int(month)], month, day)
    # Nearly every date is a plain day, and needs no search among the days that its digits can mean.
    if only := _plain_day(year, month, day):
        return only, only
    months = [m for m in matching_numbers(month) if m <= 12]
    if not months:
        raise EDTFError(f"{text}: {_no_month(month)}")
    if not day:
        last = months[-1]
        return Day(year.low, months[0], 1), Day(year.high, last, month_length(year.high, last))
    return _masked_days(text, year, month, months, day)


def _plain_day(year: Year, month: str, day: str) -> Day | None:
    """The one day that the digits name, if they are all known and the calendar has it."""
    if not day or year.low != year.high or not (month + day).isdigit() or not 1 <= int(month) <= 12:
        return None
    only = Day(year.low, int(month), int(day))
    return only if 1 <= only.day <= month_length(only.year, only.month) else None


def _masked_days(text: str, year: Year, month: str, months: list[int], day: str) -> tuple[Day, Day]:
    first = next(_days(year.years(), months, day, 1), None)
    final = next(_days(year.years(-1), months, day, -1), None)
    if first is None or final is None:
        raise EDTFError(f"{text}: {_no_day(year, month, months, day)}")
    return first, final


@cache
def matching_numbers(mask: str) -> tuple[int, ...]:
    """The numbers from 1 to 31 that two digits, any of them X, can mean."""
    pattern = re.compile(mask.replace("X", "."))
    return tuple(number for number in range(1, 32) if pattern.fullmatch(f"{number:02}"))


def _group(text: str, year: Year, group: Group, code: str, day: str) -> tuple[Day, Day]:
    if day:
        raise EDTFError(f"{text}: {code} is a {group.unit}, and a {group.unit} has no day")
    return Day(year.low, group.start, 1), Day(year.high, group.start, 1).plus(months=group.months).plus(-1)


def _days(years: Iterator[int], months: list[int], day: str, step: int) -> Iterator[Day]:
    """Every day that the digits can mean, in the order of `years` and then forwards (1) or backwards (-1)."""
    numbers = matching_numbers(day)[::step]
    # A day that no month of any year has (31 April) would be sought through ten thousand years: ask a leap year first.
    possible = [month for month in months[::step] if min(numbers, default=99) <= month_length(2000, month)]
    if not possible:
        return
    for year in years:
        for month in possible:
            length = month_length(year, month)
            for number in numbers:
                if number <= length:
                    yield Day(year, month, number)


def _no_month(month: str) -> str:
    if "X" in month:
        return f"no month has the number {month}"
    if month == "00":
        return "there is no month 00; leave it out, or write XX where it is not known"
    return f"there is no month {month}: 01 to 12 are months, 21 to 32 seasons, 33 to 41 quarters, thirds and halves"


def _no_day(year: Year, month: str, months: list[int], day: str) -> str:
    if day == "00":
        return "there is no day 00; leave it out, or write XX where it is not known"
    if len(months) > 1:
        return f"no month {month} has a day {day}"
    name = MONTHS[months[0] - 1]
    if year.low != year.high:
        return f"{name} has no day {day} in any of these years"
    return f"{name} {year.text} has {month_length(year.low, months[0])} days, and no {day}"
