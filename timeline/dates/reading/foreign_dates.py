"""Whole Gregorian dates in prose whose month is named in another language than the text's: 16 aprile 2025, 9 мая 1945.

The names are dateparser's; the dates are read here, since the library takes a millisecond for each. Only a day with its
month and year is one: a name alone may be any word.
"""

from __future__ import annotations

import importlib
import re
from collections import defaultdict
from collections.abc import Iterator
from functools import lru_cache
from typing import Final, NamedTuple

from timeline.dates.reading import periods
from timeline.dates.reading.other_languages import COMMON, SCRIPTS, SHORT, SHORT_MONTHS, ascii_figures, script
from timeline.dates.reading.periods import Period


class ForeignDate(NamedTuple):
    """A day, and where its words stand."""

    start: int
    end: int
    period: Period


_NAME: Final = r"(?P<month>[^\s\d.,;:()/\"«»]{2,14}(?: [^\s\d.,;:()/\"«»]{2,8})?)\.?"
_YEAR: Final = r"(?P<year>\d{4})(?!\d)"
_DAY: Final = r"(?<![\w.,/:+-])(?P<day>\d{1,2})"
_SHAPES: Final = tuple(
    re.compile(pattern)
    for pattern in (
        rf"{_DAY}(?P<dot>[.ºª°]|-?(?:го|ого|er|η|ης))? ?(?:de |di |da |d['’]|ng |ta['’] )?{_NAME},?"
        rf"(?: de| del| do| ng)?,? {_YEAR}(?: ?(?:г\.|года|году|р\.|року|roku|roka|godine|m\.))?",
        rf"(?<!\d){_YEAR} ?[年년] ?(?P<month>\d{{1,2}}) ?[月월] ?(?P<day>\d{{1,2}}) ?[日일]",
        rf"(?<!\d){_YEAR}\. (?P<month>[^\W\d_]{{3,12}}) (?P<day>\d{{1,2}})(?:\.|-?[áéa-z]{{2,3}}\b)",
        rf"(?:[Nn]gày )?{_DAY} tháng (?P<month>\d{{1,2}}) năm {_YEAR}",
    )
)
_MONTHS: Final = ("january february march april may june july august september october november december").split()
OURS: Final = ("de", "en", "es", "fr")
"""Languages with a table, whose dates stand in texts of others too."""
_YEARS: Final = range(1000, 2200)


def foreign_dates(text: str) -> Iterator[ForeignDate]:
    """The dates along a text, from left to right, none within another."""
    dates = (_date(match) for shape in _SHAPES for match in shape.finditer(text))
    found = sorted((date for date in dates if date), key=lambda date: (date.start, -date.end))
    end = 0
    for date in found:
        if date.start >= end:
            end = date.end
            yield date


def _date(match: re.Match[str]) -> ForeignDate | None:
    year, day = (int(ascii_figures(match[name])) for name in ("year", "day"))
    month = _month(match)
    period = periods.day(year, month, day) if month and year in _YEARS else None
    return ForeignDate(*match.span(), period) if period else None


def _month(match: re.Match[str]) -> int | None:
    """The number of the month; None for a word that names none, or two of them in different languages."""
    word = ascii_figures(match["month"])
    if word.isdecimal():
        return int(word)
    name = word.lower()
    numbers = names().get(name) or names().get(name.partition(" ")[0])
    if not numbers:
        return None
    if len(numbers) == 1:
        return next(iter(numbers.values()))
    # Poles and Croats both say listopada, of different months; only a Croat puts a point after the day.
    return numbers.get("hr" if match.groupdict().get("dot") == "." else "pl")


@lru_cache(maxsize=1)
def names() -> dict[str, dict[str, int]]:
    """The name of a month → a language that has it → the number there; one language where all agree."""
    known: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for code in (*OURS, *sorted({code for codes in SCRIPTS.values() for code in codes.split()})):
        info = importlib.import_module(f"dateparser.data.date_translation_data.{code}").info
        for number, month in enumerate(_MONTHS, 1):
            for name in info.get(month, ()):
                if _is_long_enough(name.lower()):
                    known[name.lower()][code] = number
    return {name: by if len(set(by.values())) > 1 else dict([by.popitem()]) for name, by in known.items()}


def _is_long_enough(name: str) -> bool:
    """Whether a name is no common word of three letters."""
    return name not in COMMON and (len(name) >= SHORT or name in SHORT_MONTHS or script(name[0]) != "LATIN")
