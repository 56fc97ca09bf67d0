"""Numbers as several languages write them, and makers that their tables share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from timeline.dates.reading import makers, periods
from timeline.dates.reading.periods import MONTHS, months
from timeline.dates.reading.rule import Found, Make
from timeline.dates.reading.said import Clock, Said, fixed, yearly

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


def beside_day(count: int) -> Make:
    """The day before (-1), the same day (0), the day after (1)."""
    return lambda found: makers.that_unit(found.given(whence=count, unit="day"))


def deictic_part(found: Found) -> Said | None:
    """Yesterday evening: a day counted from the reference, and a part of it."""
    said = makers.deictic(found)
    return replace(said, type="TIME", clock=Clock(found["daypart"]), leans="reference") if said else None


def unit_of_this(found: Found) -> Said | None:
    """The end of the year, of the month: of the reference's."""
    said = makers.this_unit(found.given(which=0))
    return replace(said, part=found["edge"], plain=False) if said else None
