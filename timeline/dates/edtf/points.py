"""One date of EDTF: its year, month and day, any of whose digits may be unknown, and the marks on them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from timeline.dates.calendar import Day
from timeline.dates.edtf.bounds import GROUPS, bounds, widen
from timeline.dates.edtf.mistakes import mistake, shorten
from timeline.dates.edtf.years import YEAR, Year, read_year
from timeline.errors import EDTFError

PRECISIONS: Final = (
    "day", "month", "season", "quarter", "quadrimester", "semester", "year", "decade", "century", "millennium",
)  # fmt: skip
"""Units that a date can be said in, the finest first."""

_POINT: Final = re.compile(
    rf"(?P<l0>[?~%]?)(?P<year>{YEAR})(?P<r0>[?~%]?)"
    r"(?:-(?P<l1>[?~%]?)(?P<month>[0-9X]{2})(?P<r1>[?~%]?)"
    r"(?:-(?P<l2>[?~%]?)(?P<day>[0-9X]{2})(?P<r2>[?~%]?))?)?"
)


@dataclass(frozen=True, slots=True)
class Point:
    """One date. `month` (or season) and `day` are two digits, any of them X, or empty; `marks` are the qualifiers of
    year, month and day, each "", "?", "~" or "%". `first` and `last` are its bounds, `wide` the wider ones."""

    text: str
    year: Year
    month: str
    day: str
    marks: tuple[str, ...]
    precision: str
    first: Day
    last: Day
    wide: tuple[Day, Day]

    @property
    def masked(self) -> bool:
        """Whether a digit is unspecified."""
        return "X" in self.text


def read_point(text: str) -> Point:
    """The date. Raises `EDTFError`, whose message begins with the text."""
    match = _POINT.fullmatch(text)
    if match is None:
        raise EDTFError(f"{shorten(text)}: {mistake(text)}")
    year, month, day = read_year(match["year"]), match["month"] or "", match["day"] or ""
    if month and not re.fullmatch("-?[0-9X]{4}", year.text):
        raise EDTFError(f"{shorten(text)}: a year with Y or S stands alone, without month or day")
    size = 1 + bool(month) + bool(day)
    marks = _marks([match[f"l{n}"] or "" for n in range(size)], [match[f"r{n}"] or "" for n in range(size)])
    first, last = bounds(shorten(text), year, month, day)
    wide_first, wide_last = widen(first, last, *_room(year, month, day, marks))
    return Point(
        _printed((year.text, month, day)[:size], marks), year, month, day, marks,
        _precision(year, month, day), first, last, (wide_first, wide_last),
    )  # fmt: skip


def _precision(year: Year, month: str, day: str) -> str:
    """The finest unit said: 1985-XX-XX is a day, though an unknown one (ISO 8601-2, 9.2.1.2, note)."""
    if day:
        return "day"
    if month.isdigit() and int(month) in GROUPS:
        return GROUPS[int(month)].unit
    return "month" if month else year.unit


def _marks(left: list[str], right: list[str]) -> tuple[str, ...]:
    """The qualifier of each component: its own, to its left, with those to the right of it and of any after it."""
    return tuple(strongest("".join([left[n], *right[n:]])) for n in range(len(left)))


def _printed(parts: tuple[str, ...], marks: tuple[str, ...]) -> str:
    """With the fewest marks: on the whole, else on a group from the left, else on single parts (ISO 8601-2, 8.2.4)."""
    if not any(marks):
        return "-".join(parts)
    group = next((n for n, mark in enumerate(marks) if mark != marks[0]), len(marks))
    printed = list(parts)
    # A mark to the right of a part counts for all to its left, one to the left for that part alone.
    printed[group - 1] += marks[0]
    for n in range(group, len(parts)):
        printed[n] = marks[n] + parts[n]
    return "-".join(printed)


def _room(year: Year, month: str, day: str, marks: tuple[str, ...]) -> tuple[str, str]:
    """The unit and the qualifier that widen the bounds: that of a group counts by the part it stands on, since "around
    11 June 2004" doubts the day. Of several marks the one on the coarsest unit counts."""
    group = next((n for n, mark in enumerate(marks) if mark != marks[0]), len(marks))
    units = _units(year, month, day)
    doubted = min((n for n, mark in enumerate(marks) if mark and n >= group - 1), default=0)
    return units[doubted], marks[doubted]


def _units(year: Year, month: str, day: str) -> tuple[str, str, str]:
    """What year, month and day of a date stand for; an X makes each the next coarser unit."""
    months = year.unit if "X" in month else _precision(year, month, "")
    return year.unit, months, months if "X" in day else "day"


def strongest(marks: str) -> str:
    """The one qualifier that says what several say together."""
    return "%" if "%" in marks or ("~" in marks and "?" in marks) else marks[:1]
