"""A date that someone typed into a field: there a bare number is a year, and a day and a month in doubt are asked."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from typing import Final

from timeline.dates.reading.phrase import LANGUAGES, NoDate, Reading, explain
from timeline.dates.when import When
from timeline.errors import EDTFError

IN_FIGURES: Final = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4})")
_YEAR: Final = re.compile(r"(-?)(\d{1,3})")


def typed(
    words: str, languages: Iterable[str] = (), hemisphere: str = "north", reference: dt.date | None = None
) -> When | NoDate:
    """The days that are meant, without a time: EDTF, a year of one to three digits, or words in one of the languages,
    the first that knows them, or in any. Without `reference` relative words are refused."""
    phrase = words.strip()
    try:
        return When(When.parse(phrase).edtf)
    except EDTFError:
        pass
    if year := _YEAR.fullmatch(phrase):
        return When.parse(f"{year[1] if int(year[2]) else ''}{int(year[2]):04d}")
    first: NoDate | None = None
    for language in _tried(languages):
        answer = explain(phrase, reference, language, hemisphere)
        if isinstance(answer, Reading):
            return _without_doubt(phrase, answer.when)
        first = first or answer
    return first or NoDate("there are no words")


def is_in_doubt(words: str) -> bool:
    """Whether a day and a month in figures may be either way round: 03/04/2024."""
    found = IN_FIGURES.fullmatch(words.strip())
    return found is not None and found[1] != found[3] and 0 < int(found[1]) < 13 and 0 < int(found[3]) < 13


def either_way(words: str) -> tuple[str, str]:
    """The two days that figures in doubt may mean, in EDTF: the day first, and the month first."""
    found = IN_FIGURES.fullmatch(words.strip())
    assert found is not None
    one, other = int(found[1]), int(found[3])
    return f"{found[4]}-{other:02d}-{one:02d}", f"{found[4]}-{one:02d}-{other:02d}"


def _tried(languages: Iterable[str]) -> list[str | None]:
    own = (language.partition("-")[0] for language in languages)
    return [*dict.fromkeys(code for code in own if code in LANGUAGES), None]


def _without_doubt(phrase: str, when: When) -> When | NoDate:
    if is_in_doubt(phrase) and when.edtf.startswith("["):
        day, month = either_way(phrase)
        return NoDate(f"“{phrase}” may be {day} or {month}: write one of them")
    return When(when.edtf)
