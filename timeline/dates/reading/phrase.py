"""Reading one phrase that a person typed: all of it is understood, or it is refused with the reason."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from timeline.dates.calendar import Day
from timeline.dates.reading import other_languages
from timeline.dates.reading.languages import de, en, es, fr, zh
from timeline.dates.reading.resolving import join, resolve
from timeline.dates.reading.rule import Language
from timeline.dates.reading.statement import Ends, ReadingContext, Unread
from timeline.dates.reading.table import Hit, Table
from timeline.dates.southern import without_mark
from timeline.dates.when import When
from timeline.errors import EDTFError

LONGEST: Final = 200
"""Characters of a phrase; what is longer is no date."""

LANGUAGES: Final[dict[str, Language]] = {
    "en": en.LANGUAGE,
    "fr": fr.LANGUAGE,
    "de": de.LANGUAGE,
    "es": es.LANGUAGE,
    "zh": zh.LANGUAGE,
}
"""Code → table."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a phrase says: the date, where its words stand, the rule that read them, TIMEX3 type and value."""

    when: When
    start: int
    end: int
    rule: str
    type: str
    value: str


@dataclass(frozen=True, slots=True)
class NoDate:
    """Why a phrase is no date."""

    reason: str


@lru_cache(maxsize=32)
def table(language: str) -> Table:
    """The table of a language, made ready once. Raises KeyError for a language without one."""
    return Table(LANGUAGES[language])


def read(
    words: str, reference: dt.date | None = None, language: str | None = None, hemisphere: str = "north"
) -> Reading | None:
    """The date a phrase says, or None where it says none.

    `reference` is the day relative words count from; without it they are refused, never counted from today.
    `language` (None: any) is a code of `LANGUAGES`.
    """
    answer = explain(words, reference, language, hemisphere)
    return answer if isinstance(answer, Reading) else None


def explain(
    words: str, reference: dt.date | None = None, language: str | None = None, hemisphere: str = "north"
) -> Reading | NoDate:
    """As `read`, with the reason where nothing is read."""
    phrase = words.strip()
    if not phrase:
        return NoDate("there are no words")
    if len(phrase) > LONGEST:
        return NoDate(f"a date has at most {LONGEST} characters")
    start = words.index(phrase)
    if (edtf := _edtf(without_mark(phrase) or phrase)) is not None:
        return Reading(edtf, start, start + len(phrase), "edtf", "DATE", edtf.edtf)
    answer = _by_tables(phrase, start, reference, language)
    if isinstance(answer, NoDate) and phrase[-1] in ".,;:" and len(phrase) > 1:
        # A point may belong to the date ("44 v. Chr."), so it is left out only once the phrase with it says nothing.
        bare = _by_tables(phrase[:-1].rstrip(), start, reference, language)
        answer = bare if isinstance(bare, Reading) else answer
    if answer == _unknown(phrase) and language not in LANGUAGES:
        answer = _by_dateparser(phrase, start, language) or answer
    if hemisphere == "south" and isinstance(answer, Reading):
        return _southern(answer)
    return answer


def _by_dateparser(phrase: str, start: int, language: str | None) -> Reading | None:
    """An explicit date in a language that has no table here."""
    when = other_languages.explicit_date(phrase, language)
    if when is None:
        return None
    kind = "TIME" if when.start_time else "DATE"
    return Reading(when, start, start + len(phrase), "dateparser", kind, _value(when))


def _value(when: When) -> str:
    """The TIMEX3 value of a date that is known by its EDTF alone."""
    return f"{when.edtf}T{when.start_time}" if when.start_time else when.edtf


def _unknown(phrase: str) -> NoDate:
    """No table knows the words; a bare number may be a year before 1000."""
    if year := _EARLY_YEAR.fullmatch(phrase):
        number = year["year"]
        return NoDate(f"{_quoted(phrase)} may be a count: a year before 1000 is written 0{number}, or {number} AD")
    return NoDate(f"{_quoted(phrase)} names no date that is known here")


_EARLY_YEAR: Final = re.compile(r"(?:in )?(?:year )?(?P<year>[1-9]\d\d)", re.IGNORECASE)


def _edtf(phrase: str) -> When | None:
    """The phrase as EDTF, if it is; blanks round the solidus of an interval are people's habit."""
    if not _EDTF_LIKE.fullmatch(phrase):
        return None
    bare = _SPACED_SOLIDUS.sub("/", phrase[1:-1] if _SUPPLIED.fullmatch(phrase) else phrase)
    try:
        return When.parse(bare)
    except EDTFError:
        return None


_SPACED_SOLIDUS: Final = re.compile(r"(?<=\d{4}-\d\d-\d\d) ?/ ?(?=\d{4}-\d\d-\d\d$)")
_SUPPLIED: Final = re.compile(r"\[[^,.\]]*\]")
"""A date that a cataloguer supplied stands in brackets; one of a set of one is that one."""
_EDTF_LIKE: Final = re.compile(r"[\[{]?[-0-9XY.~?%/][-0-9A-Z.:+,/~?% ]*[\]}]?")


class _Phrase(ReadingContext):
    """A phrase by itself: only its reference is known."""

    def __init__(self, reference: Day | None) -> None:
        self.reference = reference
        self.story = None


def _by_tables(phrase: str, start: int, reference: dt.date | None, language: str | None) -> Reading | NoDate:
    """What the first table that knows the words makes of them; else the reason of the last that tried."""
    context = _Phrase(Day(reference.year, reference.month, reference.day) if reference else None)
    reason = _unknown(phrase).reason
    for code in (language,) if language in LANGUAGES else LANGUAGES:
        ready = table(code or "")
        if phrase[:1].islower() and phrase.lower() in ready.language.common:
            reason = f"{_quoted(phrase)} is a common word; a date says more"
            continue
        try:
            for hit in ready.wholes(phrase.translate(_FULL_WIDTH)):
                if reading := _reading(hit, context, phrase, start):
                    return reading
        except Unread as error:
            reason = f"{_quoted(phrase)}: {error}"
    return NoDate(reason)


_FULL_WIDTH: Final = str.maketrans("０１２３４５６７８９：／－．", "0123456789:/-.")
"""Figures and signs as wide as Chinese characters, one for one."""


def _quoted(phrase: str) -> str:
    shown = phrase if len(phrase) < 60 else f"{phrase[:57]}…"
    return f"“{shown}”"


def _reading(hit: Hit, context: ReadingContext, phrase: str, start: int) -> Reading | None:
    """The reading of a hit, or None where its words are an amount of time and no date. Raises `Unread`."""
    end = start + len(phrase)
    if isinstance(hit.statement, Ends):
        first, second = join(hit.statement, context, phrase)
        if any(each.fiscal for each, _ in hit.statement.members):
            raise Unread(FISCAL)
        if first.when is None:
            return None
        return Reading(first.when, start, end, hit.rule, first.type, f"{first.value}/{second.value}")
    resolved = resolve(hit.statement, context, phrase)
    if hit.statement.fiscal:
        raise Unread(FISCAL)
    if resolved.when is None:
        raise Unread(_REASONS[resolved.type])
    return Reading(resolved.when, start, end, hit.rule, resolved.type, resolved.value)


FISCAL: Final = "it is of a fiscal year, and nothing says when that begins"
_REASONS: Final = {
    "DATE": "it names no date that is known",
    "TIME": "it names no day",
    "DURATION": "it says how long, not when",
    "SET": "it says how often, not when",
}


def _southern(reading: Reading) -> Reading:
    """Seasons as the south has them: EDTF 29 to 32."""
    edtf = re.sub(r"(?<=\d)-2([1-4])(?![\d-])", lambda m: f"-{28 + int(m[1])}", reading.when.edtf)
    return replace(reading, when=replace(reading.when, edtf=edtf))
