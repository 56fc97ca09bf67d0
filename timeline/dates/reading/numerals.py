"""Numbers as several languages write them, and makers that their tables share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from timeline.dates.reading import makers, periods
from timeline.dates.reading.periods import MONTHS, months
from timeline.dates.reading.rule import Make, RuleMatch
from timeline.dates.reading.statement import Clock, Statement, fixed, yearly

ROMAN: Final = r"(?:X{0,2}(?:IX|IV|V?I{1,3}|V)|X{1,2})"
"""Roman numbers from 1 to 29: centuries, quarters, days."""
_ROMAN: Final = {"i": 1, "v": 5, "x": 10}


def roman(text: str) -> int:
    """XIX is 19."""
    digits = [_ROMAN[letter] for letter in text.lower()]
    pairs = zip(digits, [*digits[1:], 0], strict=True)
    return sum(-here if here < following else here for here, following in pairs)


def forms(names: Sequence[str]) -> dict[str, int]:
    """Names parted by blanks, numbered from 1; the first of a line is whole, the others may be cut short by a point."""
    return {
        form: number
        for number, line in enumerate(names, 1)
        for place, name in enumerate(line.split())
        for form in ((name, f"{name}.") if place and len(name) < 6 else (name,))
    }


def either_of(words: Mapping[str, Any] | Sequence[str]) -> str:
    """The words as alternatives of a pattern, the longest first."""
    return "|".join(sorted(words, key=lambda word: (-len(word), word)))


def of_year(unit: str) -> Make:
    """The nth quarter or half of a year, the last one being -1."""
    count = 12 // MONTHS[unit]

    def make(match: RuleMatch) -> Statement | None:
        number = match["nth"] if match["nth"] > 0 else count
        if number > count:
            return None
        start = (number - 1) * MONTHS[unit] + 1
        if "year" in match:
            return fixed(months(unit, makers.astronomical(int(match["year"]), match.get("era", "")), start))
        return yearly(lambda y: months(unit, y, start), unit)

    return make


def decade_of_century(match: RuleMatch) -> Statement | None:
    """The eighties of the 20th century."""
    if not 1 <= match["nth"] <= 30:
        return None
    return fixed(periods.decade((match["nth"] - 1) * 100 + int(match["tens"])))


def day_in_figures(match: RuleMatch) -> Statement | None:
    """Day, month, year in figures, in that order. One that cannot be so is read the other way round."""
    year, a, b = int(match["year"]), int(match["dd"]), int(match["mm"])
    return fixed(periods.day(year, b, a) or periods.day(year, a, b))


def beside_day(count: int) -> Make:
    """The day before (-1), the same day (0), the day after (1)."""
    return lambda match: makers.that_unit(match.supply(whence=count, unit="day"))


def deictic_part(match: RuleMatch) -> Statement | None:
    """Yesterday evening: a day counted from the reference, and a part of it."""
    date = makers.deictic(match)
    return replace(date, type="TIME", clock=Clock(match["daypart"]), leans="reference") if date else None


def unit_of_this(match: RuleMatch) -> Statement | None:
    """The end of the year, of the month: of the reference's."""
    date = makers.this_unit(match.supply(which=0))
    return replace(date, part=match["edge"], plain=False) if date else None
