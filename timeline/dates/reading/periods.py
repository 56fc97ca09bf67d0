"""Stretches of the calendar: the unit one is named by, its bounds, its TIMEX3 value and its EDTF.

Years are astronomical inside; TIMEX3 writes 44 BC as BC0044, EDTF as -0043.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from timeline.dates.calendar import Day, month_length

MONTHS: Final = {"month": 1, "quarter": 3, "season": 3, "third": 4, "half": 6, "year": 12, "decade": 120,
                 "century": 1200, "millennium": 12000}  # fmt: skip
"""Units that are whole months, and how many."""
SEASONS: Final = {3: ("SP", 21), 6: ("SU", 22), 9: ("FA", 23), 12: ("WI", 24)}
"""First month of a season: its TIMEX3 letters and its EDTF number, as in the north."""
FINEST: Final = (
    "day", "weekend", "week", "span", "month", "quarter", "season", "third", "half", "year", "decade", "century",
    "millennium",
)  # fmt: skip
"""Units from the shortest to the longest; `span` is any other run of days, months or years."""


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of days, and the unit that names it.

    A `span` has no name of its own: `low` and `high` are the EDTF of its ends, `said` the TIMEX3 value it is given.
    """

    unit: str
    first: Day
    last: Day
    low: str = ""
    high: str = ""
    timex: str = ""

    @property
    def year(self) -> int:
        """The astronomical year it begins in."""
        return self.first.year

    @property
    def value(self) -> str:
        """Its TIMEX3 value."""
        return self.timex or _VALUES[self.unit](self)

    @property
    def edges(self) -> tuple[str, str]:
        """The EDTF of its beginning and its end; both are one text where EDTF names it whole."""
        if self.low:
            return self.low, self.high or self.low
        return _EDGES[self.unit](self)

    def finer_than(self, other: str) -> bool:
        """Whether its unit is shorter than that one."""
        return FINEST.index(self.unit) < FINEST.index(other)


def _named(year: int) -> str:
    """A year as TIMEX3 writes it."""
    return f"{year:04}" if year > 0 else f"BC{1 - year:04}"


def edtf_year(year: int) -> str:
    """A year as EDTF writes it."""
    if abs(year) > 9999:
        return f"Y{year}"
    return f"{year:04}" if year >= 0 else f"-{-year:04}"


def _day_value(p: Period) -> str:
    return f"{_named(p.year)}-{p.first.month:02}-{p.first.day:02}"


def iso_week(day: Day) -> tuple[int, int]:
    """Year and number of the ISO 8601 week that holds the day."""
    thursday = Day.from_ordinal(day.ordinal - (day.ordinal - 1) % 7 + 3)
    return thursday.year, (thursday.ordinal - Day(thursday.year, 1, 1).ordinal) // 7 + 1


def _week_value(p: Period) -> str:
    year, week = iso_week(p.first)
    return f"{_named(year)}-W{week:02}"


def _century_digits(first: int, width: int) -> str:
    """The leading digits that all its years share, by magnitude before our era (the 4th century BC is BC03)."""
    if first >= 0:
        return f"{first:04}"[: 4 - width]
    return "BC" + f"{-first:04}"[: 4 - width]


def _decade_value(p: Period) -> str:
    return f"{p.year:04}"[:3] if p.year >= 0 else f"BC{1 - p.last.year:04}"[:5]


def _decade_edges(p: Period) -> tuple[str, str]:
    if p.year >= 0:
        return (text := f"{p.year:04}"[:3] + "X"), text
    return edtf_year(p.year), edtf_year(p.last.year)  # 479 to 470 BC is -0478 to -0469, which no single X covers


def _masked(p: Period, width: int) -> tuple[str, str]:
    digits = _century_digits(p.year, width)
    text = digits.replace("BC", "-") + "X" * width
    return text, text


def _both(text: str) -> tuple[str, str]:
    return text, text


def _day_edge(day: Day) -> str:
    return f"{edtf_year(day.year)}-{day.month:02}-{day.day:02}"


def _group(p: Period, number: int) -> tuple[str, str]:
    return _both(f"{edtf_year(p.year)}-{number:02}")


_VALUES: Final[dict[str, Callable[[Period], str]]] = {
    "day": _day_value,
    "week": _week_value,
    "weekend": lambda p: f"{_week_value(p)}-WE",
    "month": lambda p: f"{_named(p.year)}-{p.first.month:02}",
    "season": lambda p: f"{_named(p.year)}-{SEASONS[p.first.month][0]}",
    "quarter": lambda p: f"{_named(p.year)}-Q{(p.first.month + 2) // 3}",
    "third": lambda p: _named(p.year),
    "half": lambda p: f"{_named(p.year)}-H{(p.first.month + 5) // 6}",
    "year": lambda p: _named(p.year),
    "decade": _decade_value,
    "century": lambda p: _century_digits(p.year, 2),
    "millennium": lambda p: _century_digits(p.year, 3),
    "span": lambda p: f"{p.low}/{p.high}",
}  # fmt: skip
_EDGES: Final[dict[str, Callable[[Period], tuple[str, str]]]] = {
    "day": lambda p: _both(_day_edge(p.first)),
    "week": lambda p: (_day_edge(p.first), _day_edge(p.last)),
    "weekend": lambda p: (_day_edge(p.first), _day_edge(p.last)),
    "month": lambda p: _both(f"{edtf_year(p.year)}-{p.first.month:02}"),
    "season": lambda p: _group(p, SEASONS[p.first.month][1]),
    "quarter": lambda p: _group(p, 32 + (p.first.month + 2) // 3),
    "third": lambda p: _group(p, 37 + (p.first.month - 1) // 4),
    "half": lambda p: _group(p, 40 if p.first.month < 7 else 41),
    "year": lambda p: _both(edtf_year(p.year)),
    "decade": _decade_edges,
    "century": lambda p: _masked(p, 2),
    "millennium": lambda p: _masked(p, 3),
}


def day(year: int, month: int, number: int) -> Period | None:
    """One day, or None where the calendar has none such."""
    if not (1 <= month <= 12 and 1 <= number <= month_length(year, month)):
        return None
    return day_period(Day(year, month, number))


def day_period(at: Day) -> Period:
    """The period of one day."""
    return Period("day", at, at)


def months(unit: str, year: int, month: int) -> Period:
    """The period of whole months that begins with this one; `unit` says how many."""
    return Period(unit, Day(year, month, 1), _month_end(year, month, MONTHS[unit]))


def _month_end(year: int, month: int, count: int) -> Day:
    year, index = year + (month + count - 2) // 12, (month + count - 2) % 12 + 1
    return Day(year, index, month_length(year, index))


def year(number: int) -> Period:
    """The year."""
    return months("year", number, 1)


def decade(first: int, bc: bool = False) -> Period:
    """The 1980s from 1980; the 470s BC from 470."""
    if bc:
        return Period("decade", Day(1 - first - 9, 1, 1), Day(1 - first, 12, 31))
    return months("decade", first, 1)


def century(number: int, bc: bool = False) -> Period:
    """The 19th century is 1800 to 1899 (EDTF 18XX), the 4th BC -0399 to -0300 (-03XX)."""
    if bc:
        return Period("century", Day(1 - number * 100, 1, 1), Day(-(number - 1) * 100, 12, 31))
    return months("century", (number - 1) * 100, 1)


def millennium(number: int, bc: bool = False) -> Period:
    """The 2nd millennium is 1000 to 1999; the 2nd BC -1999 to -1000."""
    if bc:
        return Period("millennium", Day(1 - number * 1000, 1, 1), Day(-(number - 1) * 1000, 12, 31))
    return months("millennium", (number - 1) * 1000, 1)


def days(first: Day, last: Day, timex: str = "") -> Period:
    """A run of days that no unit names."""
    return Period("span", first, last, _day_edge(first), _day_edge(last), timex)


def years(first: int, last: int, timex: str = "") -> Period:
    """A run of years that no unit names."""
    return Period("span", Day(first, 1, 1), Day(last, 12, 31), edtf_year(first), edtf_year(last), timex)


def run(first: Period, last: Period, timex: str = "") -> Period:
    """From the beginning of one period to the end of another."""
    return Period("span", first.first, last.last, first.edges[0], last.edges[1], timex)


def week(number: int, of: int) -> Period | None:
    """An ISO 8601 week, or None where the year has none such."""
    monday = Day(of, 1, 4).ordinal - (Day(of, 1, 4).ordinal - 1) % 7 + 7 * (number - 1)
    candidate = period_around(Day.from_ordinal(monday), "week")
    return candidate if 1 <= number <= 53 and iso_week(candidate.first)[0] == of else None


def period_around(at: Day, unit: str) -> Period:
    """The period of that unit which holds the day; a week begins on Monday, a weekend is the one of that week."""
    if unit == "day":
        return day_period(at)
    if unit in ("week", "weekend"):
        monday = at.ordinal - (at.ordinal - 1) % 7
        return Period(unit, Day.from_ordinal(monday + (5 if unit == "weekend" else 0)), Day.from_ordinal(monday + 6))
    if unit == "season":
        month = at.month - at.month % 3 or 12
        return months("season", at.year - (at.month < 3), month)
    if unit in ("month", "quarter", "third", "half"):
        size = MONTHS[unit]
        return months(unit, at.year, (at.month - 1) // size * size + 1)
    return _years_holding(at.year, unit)


def _years_holding(number: int, unit: str) -> Period:
    size = MONTHS[unit] // 12
    if number > 0:
        return months(unit, number // size * size, 1)
    before = 1 - number  # years BC
    if unit == "year":
        return year(number)
    if unit == "decade":
        return decade(before // 10 * 10, bc=True)
    return (century if unit == "century" else millennium)((before - 1) // size + 1, bc=True)


def shift(period: Period, count: int, unit: str) -> Period:
    """The period of that unit so many units later (earlier where negative) than the one that holds the first day.

    Counting days or weeks keeps a day a day; counting longer units from a day gives the same day of the month.
    """
    if unit in ("day", "week", "weekend"):
        step = 1 if unit == "day" else 7
        return period_around(Day.from_ordinal(period.first.ordinal + step * count), unit)
    start = period_around(period.first, unit).first
    return period_around(months_later(start, MONTHS[unit] * count), unit)


def months_later(at: Day, count: int) -> Day:
    """The same day of the month so many months later, or the month's last."""
    index = at.year * 12 + at.month - 1 + count
    number, month = index // 12, index % 12 + 1
    return Day(number, month, min(at.day, month_length(number, month)))
