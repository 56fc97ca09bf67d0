"""Ranges whose ends share a word: 3–5 May, 1914–18, the 17th and 18th centuries; and two whole dates."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from timeline.dates.calendar import month_length
from timeline.dates.reading import periods
from timeline.dates.reading.makers.whole import SEASON_MONTH, astronomical, year_of
from timeline.dates.reading.periods import months
from timeline.dates.reading.rule import Found, Make
from timeline.dates.reading.said import Ends, Said, fixed, yearly


def days_of_month(how: str) -> Make:
    """3–5 May 2024; "3 and 5 May" are two days of a list."""

    def make(found: Found) -> Ends | None:
        first, second = found["day"], found["day2"]
        if first >= second or second > month_length(2000, found["month"]):
            return None
        return _ends(found, _day(found, first), _day(found, second), "day", "day2", how)

    return make


def _day(found: Found, number: int) -> Said | None:
    month = found["month"]
    if "year" in found:
        return fixed(periods.day(year_of(found), month, number))
    return yearly(lambda y: periods.day(y, month, number), "day")


def _ends(found: Found, a: Said | None, b: Said | None, first: str, second: str, how: str) -> Ends | None:
    """Two dates; the words they share belong to the nearer one."""
    if a is None or b is None:
        return None
    shared = [found.span(name) for name in _SHARED if name in found and name not in (first, second)]
    at, at2 = found.span(first), found.span(second)
    start = min([at[0], *(span[0] for span in shared if span[1] <= at[0])])
    end = max([at2[1], *(span[1] for span in shared if span[0] >= at2[1])])
    return Ends(a, (start, at[1]), b, (at2[0], end), how)


_SHARED: Final = ("month", "year", "era", "day", "day2")


def years_range(how: str) -> Make:
    """1914–18, 499–493 BC."""

    def make(found: Found) -> Ends | None:
        first, second = int(found["year"]), found["to"]
        if "era" in found and found["era"] == "BC":
            a, b = astronomical(first, "BC"), astronomical(int(second), "BC")
        else:
            a, b = first, _completed(first, second)
        if b <= a:
            return None
        return _ends(found, fixed(periods.year(a)), fixed(periods.year(b)), "year", "to", how)

    return make


def _completed(first: int, second: str) -> int:
    """The second year of 1914–18, whose first digits are those of the first."""
    size: int = 10 ** len(second)
    return int(second) if len(second) >= len(str(first)) else first // size * size + int(second)


def months_range(how: str) -> Make:
    """January to March 2024; November 2023 to … has its own years and is two dates."""

    def make(found: Found) -> Ends | None:
        first, second = found["month"], found["month2"]
        if "year" in found:
            number = year_of(found)
            a, b = months("month", number - (first > second), first), months("month", number, second)
            return _ends(found, fixed(a), fixed(b), "month", "month2", how)
        if found.prose:
            return None
        return _ends(found, _month(first), _month(second), "month", "month2", how)

    return make


def _month(number: int) -> Said:
    return yearly(lambda y: months("month", y, number), "month")


def season_or(found: Found) -> Ends | None:
    """Summer 2023 or 2024."""
    start = SEASON_MONTH[found["season"]]
    a, b = fixed(months("season", int(found["year"]), start)), fixed(months("season", int(found["year2"]), start))
    if a is None or b is None:
        return None
    return Ends(a, (found.span("season")[0], found.span("year")[1]), b, found.span("year2"), "or")


def quarters_range(found: Found) -> Ends | None:
    """Q1–Q3 2024."""
    a, b = int(found["q"]), int(found["to"])
    first, second = (months("quarter", year_of(found), 3 * q - 2) for q in (a, b))
    return _ends(found, fixed(first), fixed(second), "q", "to", "interval") if a < b else None


def parts_range(how: str) -> Make:
    """Mid to late 19th century, late 18th to early 19th century."""

    def make(found: Found) -> Ends | None:
        if "nth" in found:
            bc = found.get("era") == "BC"
            one, two = (fixed(periods.century(found[name], bc)) for name in ("nth", "nth2"))
        else:
            one = two = found.said[0]
        if one is None or two is None or one.find is None or one.part or two.part:
            return None
        first, second = replace(one, part=found.get("edge", "")), replace(two, part=found.get("edge2", ""))
        return Ends(first, found.span("edge" if "edge" in found else "nth"), second, found.span("edge2"), how)

    return make


def decades_range(found: Found) -> Ends | None:
    """The 1960s and 1970s, the 1860s–70s."""
    first = int(found["decade"])
    second = int(_completed_decade(found["decade"], found["to"]))
    if second <= first:
        return None
    return _ends(found, fixed(periods.decade(first)), fixed(periods.decade(second)), "decade", "to", "interval")


def _completed_decade(first: str, second: str) -> str:
    return first[: len(first) - len(second)] + second


def centuries_range(found: Found) -> Ends | None:
    """The 17th and 18th centuries, 4th–3rd century BC."""
    bc = found.get("era") == "BC"
    first, second = found["nth"], found["nth2"]
    if (first <= second) if bc else (first >= second):
        return None
    a, b = fixed(periods.century(first, bc)), fixed(periods.century(second, bc))
    return _ends(found, a, b, "nth", "nth2", "interval")


def millennia_range(found: Found) -> Ends | None:
    """The 4th to 3rd millennium BC."""
    bc = found.get("era") == "BC"
    first, second = found["nth"], found["nth2"]
    if (first <= second) if bc else (first >= second):
        return None
    a, b = fixed(periods.millennium(first, bc)), fixed(periods.millennium(second, bc))
    return _ends(found, a, b, "nth", "nth2", "interval")


def either(how: str) -> Make:
    """Two whole dates: from a to b, between a and b, a or b."""

    def make(found: Found) -> Ends | None:
        first, second = found.said
        if not all(said.find and said.type in ("DATE", "TIME") for said in (first, second)):
            return None
        if (first.leans == "clock") != (second.leans == "clock") or first.relation or second.relation:
            return None
        if found.prose and "now" in (first.leans, second.leans):
            return None
        return Ends(first, found.spans[0], second, found.spans[1], how)

    return make
