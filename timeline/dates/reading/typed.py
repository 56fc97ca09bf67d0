"""A date that someone typed into a field: there a bare number is a year, and a day and a month in doubt are asked."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from typing import Final

from timeline.dates.reading.date_order import ASK, in_doubt, in_order
from timeline.dates.reading.phrase import LANGUAGES, NoDate, Reading, explain
from timeline.dates.when import When
from timeline.errors import EDTFError

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


def either_way(words: str, language: str = "") -> tuple[str, str] | None:
    """The two days that a day and a month in figures may be, in EDTF, the day first and the month first, in a language
    that leaves their order open; None where nothing is in doubt."""
    return next((days for figures, days in in_doubt(words) if _is_open(figures, language)), None)


def _is_open(figures: str, language: str) -> bool:
    answer = explain(figures, None, next(iter(_tried([language]))))
    return isinstance(answer, Reading) and answer.when.edtf.startswith("[")


def _tried(languages: Iterable[str]) -> list[str | None]:
    own = (language.partition("-")[0] for language in languages)
    return [*dict.fromkeys(code for code in own if code in LANGUAGES), None]


def _without_doubt(phrase: str, when: When, language: str) -> When | NoDate:
    if days := either_way(phrase, language):
        return NoDate(f"“{phrase}” may be {days[0]} or {days[1]}: write one of them")
    return When(when.edtf)
