"""Numbers as several languages write them, and makers that their tables share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from timeline.dates.words import makers, periods
from timeline.dates.words.periods import MONTHS, months
from timeline.dates.words.rule import Found, Make
from timeline.dates.words.said import Clock, Ends, Said, fixed, yearly

ROMAN: Final = r"(?:X{0,2}(?:IX|IV|V?I{1,3}|V)|X{1,2})"
"""Roman numbers from 1 to 29: centuries, quarters, days."""
_ROMAN: Final = {"i": 1, "v": 5, "x": 10}


def roman(text: str) -> int:
    """XIX is 19."""
    digits = [_ROMAN[letter] for letter in text.lower()]
    pairs = zip(digits, [*digits[1:], 0], strict=True)
    return sum(-here if here < following else here for here, following in pairs)


def forms(names: Sequence[str], shortest: int = 5) -> dict[str, int]:
    """Names parted by blanks, numbered from 1; those below so many letters also with a point."""
    return {
        form: number
        for number, line in enumerate(names, 1)
        for name in line.split()
        for form in ((name, f"{name}.") if len(name) < shortest else (name,))
    }


def either_of(words: Mapping[str, Any] | Sequence[str]) -> str:
    """The words as alternatives of a pattern, the longest first."""
    return "|".join(sorted(words, key=lambda word: (-len(word), word)))


def of_year(unit: str) -> Make:
    """The nth quarter or half of a year, the last one being -1."""
    count = 12 // MONTHS[unit]

    def make(found: Found) -> Said | None:
        number = found["nth"] if found["nth"] > 0 else count
        if number > count:
            return None
        start = (number - 1) * MONTHS[unit] + 1
        if "year" in found:
            return fixed(months(unit, makers.astronomical(int(found["year"]), found.get("era", "")), start))
        return yearly(lambda y: months(unit, y, start), unit)

    return make


def decade_of_century(found: Found) -> Said | None:
    """The eighties of the 20th century."""
    if not 1 <= found["nth"] <= 30:
        return None
    return fixed(periods.decade((found["nth"] - 1) * 100 + int(found["tens"])))


def day_in_figures(found: Found) -> Said | None:
    """Day, month, year in figures, in that order. One that cannot be so is read the other way round."""
    year, a, b = int(found["year"]), int(found["dd"]), int(found["mm"])
    return fixed(periods.day(year, b, a) or periods.day(year, a, b))


def days_over(found: Found) -> Ends | None:
    """A night from one day to the next: 3 to 4 May, 30 April to 1 May."""
    return makers.either("interval")(found) if len(found.said) == 2 else makers.days_of_month("interval")(found)  # type: ignore[return-value]


def clock_span(found: Found) -> Said | None:
    """An hour with the part of the day it is in, on the day the words before led to."""
    return makers.clock(found)


def beside_day(count: int) -> Make:
    """The day before (-1), the same day (0), the day after (1)."""
    return lambda found: makers.that_unit(found.given(whence=count, unit="day"))


def relative_day(found: Found) -> Said:
    """Of the day the words before led to, a part of it."""
    return Said("TIME", find=lambda c: c.day(), clock=Clock(found["daypart"]), leans="clock")


def deictic_part(found: Found) -> Said | None:
    """Yesterday evening: a day counted from the reference, and a part of it."""
    said = makers.deictic(found)
    return replace(said, type="TIME", clock=Clock(found["daypart"]), leans="reference") if said else None


def unit_of_this(found: Found) -> Said | None:
    """The end of the year, of the month: of the reference's."""
    said = makers.this_unit(found.given(which=0))
    return replace(said, part=found["edge"], plain=False) if said else None
