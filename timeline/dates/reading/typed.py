"""A date that someone typed into a field: there a bare number is a year, and a day and a month in doubt are asked."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from typing import Final

from timeline.dates.reading.phrase import LANGUAGES, NoDate, Reading, explain
from timeline.dates.when import When
from timeline.errors import EDTFError

_FIGURES: Final = re.compile(r"(?<![\d/.-])(\d{1,2})([/-])(\d{1,2})\2(\d{4})(?![\d/-]|\.\d)")
"""A day and a month in figures; with full stops the day is the first in every language."""
ASK, DAY_FIRST, MONTH_FIRST = "ask", "day-first", "month-first"
DATE_ORDERS: Final = (DAY_FIRST, MONTH_FIRST, ASK)
"""Which of two figures is the day, where either may be."""
_YEAR: Final = re.compile(r"(-?)(\d{1,3})")


def typed(
    words: str,
    languages: Iterable[str] = (),
    hemisphere: str = "north",
    reference: dt.date | None = None,
    order: str = ASK,
) -> When | NoDate:
    """The days that are meant, without a time: EDTF, a year of one to three digits, or words in one of the languages,
    the first that knows them, or in any; figures that may be either way round by `order`.
    Without `reference` relative words are refused."""
    phrase = words.strip()
    try:
        return When(When.parse(phrase).edtf)
    except EDTFError:
        pass
    if year := _YEAR.fullmatch(phrase):
        sign = year[1] if int(year[2]) else ""
        return When.parse(f"{sign}{int(year[2]):04d}")
    first: NoDate | None = None
    for language in _tried(languages):
        settled = in_order(phrase, order)
        answer = explain(settled, reference, language, hemisphere)
        if isinstance(answer, Reading):
            return _without_doubt(settled, answer.when, language or "")
        first = first or answer
    return first or NoDate("there are no words")


def in_order(words: str, order: str) -> str:
    """The words with each day that may be read either way round as `order` has it, in EDTF."""
    if order == ASK:
        return words
    return _FIGURES.sub(lambda found: _in_order(found, order), words)


def either_way(words: str, when: When, language: str = "") -> tuple[str, str] | None:
    """The two days that a day and a month in figures may be, in EDTF, the day first and the month first, where what was
    read of the words is either (03/04/2024), or was taken for one of them (03/04/2024 19:00) in a language that leaves
    the order open."""
    for found in _FIGURES.finditer(words):
        days = _either_way(found)
        is_taken = any(day in when.edtf for day in days) and _is_open(found[0], language)
        if _is_in_doubt(found) and (when.edtf.startswith("[") or is_taken):
            return days
    return None


def is_in_doubt(words: str, language: str = "") -> bool:
    """Whether the words have a day and a month in figures, in a language that leaves their order open."""
    return any(_is_in_doubt(found) and _is_open(found[0], language) for found in _FIGURES.finditer(words))


def _is_open(figures: str, language: str) -> bool:
    answer = explain(figures, None, next(iter(_tried([language]))))
    return isinstance(answer, Reading) and answer.when.edtf.startswith("[")


def _is_in_doubt(found: re.Match[str]) -> bool:
    return found[1] != found[3] and 0 < int(found[1]) < 13 and 0 < int(found[3]) < 13


def _in_order(found: re.Match[str], order: str) -> str:
    return _either_way(found)[order == MONTH_FIRST] if _is_in_doubt(found) else found[0]


def _either_way(found: re.Match[str]) -> tuple[str, str]:
    one, other = int(found[1]), int(found[3])
    return f"{found[4]}-{other:02d}-{one:02d}", f"{found[4]}-{one:02d}-{other:02d}"


def _tried(languages: Iterable[str]) -> list[str | None]:
    own = (language.partition("-")[0] for language in languages)
    return [*dict.fromkeys(code for code in own if code in LANGUAGES), None]


def _without_doubt(phrase: str, when: When, language: str) -> When | NoDate:
    if days := either_way(phrase, when, language):
        return NoDate(f"“{phrase}” may be {days[0]} or {days[1]}: write one of them")
    return When(when.edtf)
