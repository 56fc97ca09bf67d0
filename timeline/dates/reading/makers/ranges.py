"""Ranges whose ends share a word: 3–5 May, 1914–18, the 17th and 18th centuries; and two whole dates."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from timeline.dates.calendar import month_length
from timeline.dates.reading import periods
from timeline.dates.reading.makers.whole import SEASON_MONTH, astronomical, year_of
from timeline.dates.reading.periods import months
from timeline.dates.reading.rule import Make, RuleMatch
from timeline.dates.reading.statement import Ends, Statement, fixed, yearly


def days_of_month(how: str) -> Make:
    """3–5 May 2024; "3 and 5 May" are two days of a list."""

    def make(match: RuleMatch) -> Ends | None:
        first, second = match["day"], match["day2"]
        if first >= second or second > month_length(2000, match["month"]):
            return None
        return _ends(match, day_of_that_month(match, first), day_of_that_month(match, second), "day", "day2", how)

    return make


def day_of_that_month(match: RuleMatch, number: int) -> Statement | None:
    """The day of that number in the month that is named, and in the year where one is."""
    month = match["month"]
    if "year" in match:
        return fixed(periods.day(year_of(match), month, number))
    return yearly(lambda y: periods.day(y, month, number), "day")


def _ends(match: RuleMatch, a: Statement | None, b: Statement | None, first: str, second: str, how: str) -> Ends | None:
    """Two dates; the words they share belong to the nearer one."""
    if a is None or b is None:
        return None
    shared = [match.span(name) for name in _SHARED if name in match and name not in (first, second)]
    at, at2 = match.span(first), match.span(second)
    start = min([at[0], *(span[0] for span in shared if span[1] <= at[0])])
    end = max([at2[1], *(span[1] for span in shared if span[0] >= at2[1])])
    return Ends(a, (start, at[1]), b, (at2[0], end), how)


_SHARED: Final = ("month", "year", "era", "day", "day2")


def years_range(how: str) -> Make:
    """1914–18, 499–493 BC."""

    def make(match: RuleMatch) -> Ends | None:
        first, second = int(match["year"]), match["to"]
        a, b = first, _completed(first, second)
        if b <= a or _is_no_span(match, a, b):
            return None
        return _ends(match, fixed(periods.year(a)), fixed(periods.year(b)), "year", "to", how)

    return make


def years_bc(how: str) -> Make:
    """499–493 BC, 1190/85 BC; with a slash one of two years that touch, or any between them."""

    def make(match: RuleMatch) -> Statement | Ends | None:
        if match["era"] != "BC":
            return years_range(how)(match)
        first, second = int(match["year"]), _completed_bc(int(match["year"]), match["to"], how == "or")
        if second is None or second >= first:
            return None
        a, b = (fixed(periods.year(astronomical(number, "BC"))) for number in (first, second))
        shape = "between" if how == "or" and second < first - 1 else how
        return _ends(match, a, b, "year", "to", shape)

    return make


def _completed_bc(first: int, second: str, touches: bool) -> int | None:
    """The second year of 1190/85 BC; None where 150–25 BC can be meant in both ways."""
    whole, completed = int(second), _completed(first, second)
    if len(second) >= len(str(first)) or completed >= first:
        return whole
    return completed if touches or len(str(first)) - len(second) > 1 else None


def _is_no_span(match: RuleMatch, first: int, last: int) -> bool:
    """2025-77 is neither a month nor a span that anyone tells of."""
    return first >= _RECENT and last - first > _SHORT_SPAN and len(match.text("to")) == 2


_RECENT: Final = 2000
_SHORT_SPAN: Final = 15
"""Years: a recent year with two more digits spans no more."""


def _completed(first: int, second: str) -> int:
    """The second year of 1914–18, whose first digits are those of the first."""
    size: int = 10 ** len(second)
    return int(second) if len(second) >= len(str(first)) else first // size * size + int(second)


def months_range(how: str) -> Make:
    """January to March 2024; November 2023 to … has its own years and is two dates."""

    def make(match: RuleMatch) -> Ends | None:
        first, second = match["month"], match["month2"]
        if "year" in match:
            number = year_of(match)
            a, b = months("month", number - (first > second), first), months("month", number, second)
            return _ends(match, fixed(a), fixed(b), "month", "month2", how)
        if match.prose:
            return None
        return _ends(match, _month(first), _month(second), "month", "month2", how)

    return make


def _month(number: int) -> Statement:
    return yearly(lambda y: months("month", y, number), "month")


def season_or(match: RuleMatch) -> Ends | None:
    """Summer 2023 or 2024."""
    start = SEASON_MONTH[match["season"]]
    a, b = fixed(months("season", int(match["year"]), start)), fixed(months("season", int(match["year2"]), start))
    if a is None or b is None:
        return None
    return Ends(a, (match.span("season")[0], match.span("year")[1]), b, match.span("year2"), "or")


def quarters_range(match: RuleMatch) -> Ends | None:
    """Q1–Q3 2024."""
    a, b = int(match["q"]), int(match["to"])
    first, second = (months("quarter", year_of(match), 3 * q - 2) for q in (a, b))
    return _ends(match, fixed(first), fixed(second), "q", "to", "interval") if a < b else None


def parts_range(how: str) -> Make:
    """Mid to late 19th century, late 18th to early 19th century."""

    def make(match: RuleMatch) -> Ends | None:
        if "nth" in match:
            bc = match.get("era") == "BC"
            one, two = (fixed(periods.century(match[name], bc)) for name in ("nth", "nth2"))
        else:
            one = two = match.dates[0]
        if one is None or two is None or one.find is None or one.part or two.part:
            return None
        first, second = (replace(each, part=match.get(name, "")) for each, name in ((one, "edge"), (two, "edge2")))
        return Ends(first, match.span("edge" if "edge" in match else "nth"), second, match.span("edge2"), how)

    return make


def decades_range(match: RuleMatch) -> Ends | None:
    """The 1960s and 1970s, the 1860s–70s."""
    first = int(match["decade"])
    second = int(_completed_decade(match["decade"], match["to"]))
    if second <= first:
        return None
    if first % 100 == second % 100 == 0 and "hundreds" in match:
        a, b = (fixed(periods.century(number // 100 + 1)) for number in (first, second))
        return _ends(match, a, b, "decade", "to", "interval")
    return _ends(match, fixed(periods.decade(first)), fixed(periods.decade(second)), "decade", "to", "interval")


def _completed_decade(first: str, second: str) -> str:
    return first[: len(first) - len(second)] + second


def centuries_range(match: RuleMatch) -> Ends | None:
    """The 17th and 18th centuries, 4th–3rd century BC."""
    bc = match.get("era") == "BC"
    first, second = match["nth"], match["nth2"]
    if (first <= second) if bc else (first >= second):
        return None
    a, b = fixed(periods.century(first, bc)), fixed(periods.century(second, bc))
    return _ends(match, a, b, "nth", "nth2", "interval")


def millennia_range(match: RuleMatch) -> Ends | None:
    """The 4th to 3rd millennium BC."""
    bc = match.get("era") == "BC"
    first, second = match["nth"], match["nth2"]
    if (first <= second) if bc else (first >= second):
        return None
    a, b = fixed(periods.millennium(first, bc)), fixed(periods.millennium(second, bc))
    return _ends(match, a, b, "nth", "nth2", "interval")


def either(how: str) -> Make:
    """Two whole dates: from a to b, between a and b, a or b."""

    def make(match: RuleMatch) -> Ends | None:
        first, second = match.dates
        if not all(date.find and date.type in ("DATE", "TIME") for date in (first, second)):
            return None
        if (first.leans == "clock") != (second.leans == "clock") or first.relation or second.relation:
            return None
        if match.prose and "now" in (first.leans, second.leans):
            return None
        return Ends(first, match.spans[0], second, match.spans[1], how)

    return make
