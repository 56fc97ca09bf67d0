"""EDTF, levels 0, 1 and 2 of ISO 8601-2:2019 (Library of Congress specification): syntax and bounds."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from timeline.dates.calendar import Day, leap, month_length
from timeline.errors import EDTFError

LONGEST: Final = 1000
MEMBERS: Final = 200
EXPONENT: Final = 18

Span = tuple[Day | None, Day | None]

GROUPS: Final = {
    21: ("season", 3, 3), 22: ("season", 6, 3), 23: ("season", 9, 3), 24: ("season", 12, 3),
    25: ("season", 3, 3), 26: ("season", 6, 3), 27: ("season", 9, 3), 28: ("season", 12, 3),
    29: ("season", 9, 3), 30: ("season", 12, 3), 31: ("season", 3, 3), 32: ("season", 6, 3),
    33: ("quarter", 1, 3), 34: ("quarter", 4, 3), 35: ("quarter", 7, 3), 36: ("quarter", 10, 3),
    37: ("quadrimester", 1, 4), 38: ("quadrimester", 5, 4), 39: ("quadrimester", 9, 4),
    40: ("semester", 1, 6), 41: ("semester", 7, 6),
}  # fmt: skip
"""Sub-year groupings: unit, first month, months."""

WIDER: Final = {
    # precision     days by which `~`, `?` or `%` widen each bound
    "day": 3, "month": 30, "season": 45, "quarter": 45, "quadrimester": 60, "semester": 90,
    "year": 730, "decade": 1826, "century": 9131, "millennium": 91310,
}  # fmt: skip

_POINT: Final = re.compile(
    r"(?P<q0>[?~%]?)(?P<year>-?[0-9X]{4}|Y-?[1-9]\d{3,}|Y-?\d+E\d+)(?:S(?P<sig>\d+))?(?P<q1>[?~%]?)"
    r"(?:-(?P<q2>[?~%]?)(?P<month>[0-9X]{2})(?P<q3>[?~%]?)(?:-(?P<q4>[?~%]?)(?P<day>[0-9X]{2})(?P<q5>[?~%]?))?)?"
)


@dataclass(frozen=True, slots=True)
class Point:
    """One date: bounds, the wider bounds, the unit said, the strongest qualifier, whether a digit is unspecified."""

    text: str
    precision: str
    first: Day
    last: Day
    wide_first: Day
    wide_last: Day
    qualifier: str
    masked: bool


@dataclass(frozen=True, slots=True)
class Value:
    """A whole expression: its canonical text, shape, members' spans, precision and qualifier."""

    text: str
    shape: str
    precision: str
    spans: tuple[Span, ...]
    wide: tuple[Span, ...]
    qualifier: str
    masked: bool


UNITS: Final = ("day", "month", "quarter", "season", "quadrimester", "semester", "year", "decade", "century", "millennium")


@lru_cache(maxsize=20_000)
def parse(text: str) -> Value:
    """The expression's meaning. Raises `EDTFError`."""
    if len(text) > LONGEST:
        raise EDTFError(f"an EDTF date has at most {LONGEST} characters")
    text = text.strip()
    if text[:1] + text[-1:] in ("[]", "{}") and len(text) > 1:
        return _set(text)
    if "/" in text:
        return _interval(text)
    point = parse_point(text)
    span, wide = (point.first, point.last), (point.wide_first, point.wide_last)
    return Value(point.text, "point", point.precision, (span,), (wide,), point.qualifier, point.masked)


def _interval(text: str) -> Value:
    start, slash, end = text.partition("/")
    if "/" in end:
        raise EDTFError(f"{text}: an interval has one slash")
    if start in ("", "..") and end in ("", ".."):
        if ".." not in (start, end):
            raise EDTFError(f"{text}: an interval needs at least one date")
        return Value(text, "interval", "millennium", ((None, None),), ((None, None),), "", False)
    a = None if start in ("", "..") else parse_point(start)
    b = None if end in ("", "..") else parse_point(end)
    if a and b and b.last < a.first:
        raise EDTFError(f"{text}: the end, {end}, is before the start, {start}")
    canonical = f"{a.text if a else start}/{b.text if b else end}"
    return _combined(canonical, "interval", [p for p in (a, b) if p], [
        ((a.first if a else None, b.last if b else None), (a.wide_first if a else None, b.wide_last if b else None))
    ])


def _set(text: str) -> Value:
    shape = "one-of" if text[0] == "[" else "list"
    parts = [part.strip() for part in text[1:-1].split(",")]
    if len(parts) > MEMBERS:
        raise EDTFError(f"a set has at most {MEMBERS} members")
    points: list[Point] = []
    spans: list[tuple[Span, Span]] = []
    names: list[str] = []
    for number, part in enumerate(parts):
        if ".." in part:
            start, _, end = part.partition("..")
            a = parse_point(start.strip()) if start.strip() else None
            b = parse_point(end.strip()) if end.strip() else None
            if not (a or b) or (not a and number) or (not b and number < len(parts) - 1):
                raise EDTFError(f"{text}: {part}: an open range stands first (..date) or last (date..)")
            if a and b and b.last < a.first:
                raise EDTFError(f"{text}: the end, {end}, is before the start, {start}")
            points += [p for p in (a, b) if p]
            names.append(f"{a.text if a else ''}..{b.text if b else ''}")
            spans.append(((a.first if a else None, b.last if b else None), (a.wide_first if a else None, b.wide_last if b else None)))
        else:
            p = parse_point(part)
            points.append(p)
            names.append(p.text)
            spans.append(((p.first, p.last), (p.wide_first, p.wide_last)))
    return _combined(f"{text[0]}{','.join(names)}{text[-1]}", shape, points, spans)


def _combined(text: str, shape: str, points: list[Point], spans: list[tuple[Span, Span]]) -> Value:
    coarsest = max((p.precision for p in points), key=UNITS.index)
    qualifiers = {p.qualifier for p in points}
    return Value(
        text, shape, coarsest, tuple(s for s, _ in spans), tuple(w for _, w in spans),
        _strongest("".join(qualifiers)), any(p.masked for p in points),
    )  # fmt: skip


def _strongest(marks: str) -> str:
    if "%" in marks or ("~" in marks and "?" in marks):
        return "%"
    return marks[:1]


def parse_point(text: str) -> Point:
    """One date, season or year. Raises `EDTFError`."""
    match = _POINT.fullmatch(text)
    if not match:
        raise EDTFError(f"{text!r} is no EDTF date: write 2025, 2025-04, 2025-04-16, 2013-21 (spring) or 192X")
    low, high, unit = _years(text, match["year"], match["sig"])
    marks = "".join(match[f"q{n}"] or "" for n in range(6))
    masked = "X" in text.removeprefix("Y")
    month, day = match["month"], match["day"]
    if not month:
        first, last = Day(low, 1, 1), Day(high, 12, 31)
    elif month.isdigit() and int(month) in GROUPS:
        if day:
            raise EDTFError(f"{text}: a season or quarter has no day")
        unit2, start, months = GROUPS[int(month)]
        first, last = Day(low, start, 1), _end(high, start, months)
        unit = unit2 if low == high else unit
    else:
        first, last, unit = _within(text, low, high, unit, month, day)
    qualifier = _strongest(marks)
    room = WIDER[unit] if qualifier else 0
    return Point(text, unit, first, last, first.plus(-room) if room else first, last.plus(room) if room else last, qualifier, masked)


def _end(year: int, start: int, months: int) -> Day:
    year, month = year + (start + months - 2) // 12, (start + months - 2) % 12 + 1
    return Day(year, month, month_length(year, month))


def _years(text: str, year: str, digits: str | None) -> tuple[int, int, str]:
    """First and last year, and the unit that the digits say."""
    if year.startswith("Y"):
        base, _, exponent = year[1:].partition("E")
        if exponent and (len(exponent) > 2 or int(exponent) > EXPONENT):
            raise EDTFError(f"{text}: an exponent above {EXPONENT} is beyond what is dated here")
        if len(base) > 20:
            raise EDTFError(f"{text}: a year has at most 20 digits")
        value = int(base) * 10 ** int(exponent or 0)
        low = high = value
        size = len(str(abs(value)))
    else:
        sign, plain = (-1, year[1:]) if year[0] == "-" else (1, year)
        low, high = int(plain.replace("X", "0")), int(plain.replace("X", "9"))
        if sign < 0:
            if high == 0:
                raise EDTFError(f"{text}: there is no year -0000; 1 BC is 0000")
            low, high = -high, -max(low, 1)
        if "X" in plain:
            return low, high, {1: "decade", 2: "century"}.get(4 - plain.index("X"), "millennium")
        size = 4
    if digits:
        keep = int(digits) if len(digits) < 4 else 0
        if not 1 <= keep <= size:
            raise EDTFError(f"{text}: S{digits} must be from S1 to S{size}")
        step = 10 ** (size - keep)
        magnitude = abs(low) // step * step
        near, far = magnitude, magnitude + step - 1
        low, high = (near, far) if low >= 0 else (-far, -near)
        return low, high, {0: "year", 1: "decade", 2: "century"}.get(size - keep, "millennium")
    return low, high, "year"


def _fits(pattern: str, number: int) -> bool:
    return all(p in ("X", d) for p, d in zip(pattern, f"{number:02}", strict=True))


def _within(text: str, low: int, high: int, unit: str, month: str, day: str | None) -> tuple[Day, Day, str]:
    """Bounds of a month or day, any of whose digits may be unspecified."""
    months = [m for m in range(1, 13) if _fits(month, m)]
    if not months:
        raise EDTFError(f"{text}: there is no month {month} (01 to 12; 21 to 41 are seasons, quarters and halves)")
    if day is None:
        last = Day(high, months[-1], month_length(high, months[-1]))
        return Day(low, months[0], 1), last, unit if low != high or "X" in month else "month"
    first, final = _first(low, high, months, day, 1), _first(high, low, months[::-1], day, -1)
    if first is None or final is None:
        raise EDTFError(f"{text}: there is no such day: {month} has no {day}")
    if low != high:
        return first, final, unit
    return first, final, "year" if "X" in month else "month" if "X" in day else "day"


def _first(start: int, stop: int, months: list[int], day: str, step: int) -> Day | None:
    for year in range(start, stop + step, step)[:9]:
        for month in months:
            days = range(1, month_length(year, month) + 1)
            for number in days if step > 0 else reversed(days):
                if _fits(day, number):
                    return Day(year, month, number)
    return None


__all__ = ["Point", "Value", "leap", "parse", "parse_point"]
