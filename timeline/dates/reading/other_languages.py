"""Explicit dates in the languages that have no table here: dateparser, kept from guessing.

It is asked only for a short phrase in one script that names a year of four digits and something in letters. Of what it
gives, the precision it found counts, never a day it filled in; every figure of the phrase must be in the date.
"""

from __future__ import annotations

import datetime as dt
import importlib
import re
import unicodedata
from dataclasses import replace
from functools import lru_cache
from typing import Any, Final

from timeline.dates.when import When

LONGEST: Final = 48
"""Characters; an explicit date has no more."""

SCRIPTS: Final = {
    "LATIN": "it pt nl pl ro cs sk hu sv da nb fi tr ca id vi hr sl et lv lt gl eu sq af is ms az bs ga cy fil sw",
    "CYRILLIC": "ru uk bg sr mk be kk mn ky",
    "ARABIC": "ar fa ur",
    "GREEK": "el",
    "HEBREW": "he",
    "HANGUL": "ko",
    "CJK": "ja",
    "HIRAGANA": "ja",
    "KATAKANA": "ja",
    "THAI": "th",
    "DEVANAGARI": "hi mr ne",
    "BENGALI": "bn",
    "TAMIL": "ta",
    "TELUGU": "te",
    "ARMENIAN": "hy",
    "GEORGIAN": "ka",
}
"""Script, by the first word of its letters' Unicode names → codes of languages, the likelier first."""

SETTINGS: Final[dict[str, Any]] = {
    "PARSERS": ["absolute-time"],
    "REQUIRE_PARTS": ["year", "month"],
    "PREFER_DAY_OF_MONTH": "first",
    "PREFER_MONTH_OF_YEAR": "first",
    "RETURN_TIME_AS_PERIOD": True,
    "DATE_ORDER": "DMY",
}
SHORT: Final = 4
"""Letters of a month's name that stands by a bare year: "set 2024" is no September of ours."""
COMMON: Final = frozenset({"fire"})
"""A month elsewhere, and a common word of English."""
SHORT_MONTHS: Final = frozenset({"mei", "maj", "máj", "mai"})
"""Months of three letters that are no word of English."""
_YEAR: Final = re.compile(r"(?<!\d)(?:1\d|20|21)\d\d(?!\d)")
_FIGURES: Final = re.compile(r"\d+")
_LETTERS: Final = re.compile(r"[^\W\d_]+")
_NO_DATE: Final = re.compile(r"[^\w\s.,:/()\-–’']|\d[.,]\d{3}|\d{5}")
_YEAR_ALONE: Final = re.compile(
    r"(?:(?:в|у|nel|ano de|im|i|w|het|em|no|in het) )?"
    r"(?:(?:год|году|рік|році|година|anno|ano|jaar|rok|roku|år|året|vuosi|vuonna|yıl|έτος|το|سنة|عام|שנת|ปี|năm|tahun|"
    r"godine) ?(?P<after>\d{4})"
    r"|(?P<before>\d{4}) ?(?:год|года|году|г\.?|рік|року|році|р\.|година|년|yılı|yılında|aasta|рік))",
    re.IGNORECASE,
)
"""A year with a word that says it is one."""


def explicit_date(phrase: str, language: str | None = None) -> When | None:
    """The day, month or time that the whole phrase names, or None; `language` None is any that its letters allow."""
    if found := _ON.fullmatch(phrase):
        when = explicit_date(found["date"], language)
        return replace(when, text=phrase) if when and when.precision in ("day", "time") else None
    if span := _SPAN.fullmatch(phrase):
        return _days_of(span, phrase, language)
    if (date := _day_named(phrase)) and language is None:
        return date
    figures = ascii_figures(unicodedata.normalize("NFKC", phrase.translate(_RAISED)))
    languages = _languages(figures, language)
    if not languages or not _may_be_date(figures):
        return None
    if year := _YEAR_ALONE.fullmatch(figures):
        return When.parse(year["after"] or year["before"], phrase)
    parsed = _parser(languages).get_date_data(figures)
    if parsed.date_obj is None or not _says_as_much(parsed.date_obj, parsed.period, figures, guessed=language is None):
        return None
    return _when(parsed.date_obj, parsed.period, phrase)


_SPAN: Final = re.compile(
    r"(?P<day>\d{1,2})(?P<month>\.? [^\W\d]+\.?)?\s?[-–—]\s?"
    r"(?P<last>\d{1,2}(?P<rest>\.? [^\W\d]+\.? .{0,5}?(?P<year>\d{4})\D*))"
)
"""From one day to another: the first lacks the year, or the month too."""


def _days_of(span: re.Match[str], phrase: str, language: str | None) -> When | None:
    """5 апреля – 9 мая 1945, 5–9 мая 1945."""
    rest = f"{span['month']} {span['year']}" if span["month"] else span["rest"]
    first, last = explicit_date(span["day"] + rest, language), explicit_date(span["last"], language)
    if first is None or last is None or {first.precision, last.precision} != {"day"} or first.edtf >= last.edtf:
        return None
    return When.parse(f"{first.edtf}/{last.edtf}", phrase)


_ON: Final = re.compile(
    r"(?:op|il|em|no|no dia|den|dne|dnia|w dniu|på|on|la|o|a|στις|في|يوم|в|на|от)\s+(?P<date>\d.*)",
    re.IGNORECASE | re.DOTALL,
)
"""Words for "on" and articles before a day."""
_DOTTED: Final = re.compile(r"(?P<day>\d{1,2})\. (?P<month>listopada?) (?P<year>\d{4})\.?", re.IGNORECASE)


def _day_named(phrase: str) -> When | None:
    """A Croatian day of listopad, which is October there and November in Polish: its figure has a point."""
    match = _DOTTED.fullmatch(phrase)
    return When.parse(f"{match['year']}-10-{int(match['day']):02}", phrase) if match else None


_RAISED: Final = dict.fromkeys(map(ord, "ºª°"))
"""Signs of ordinals, left out."""


def ascii_figures(phrase: str) -> str:
    """The phrase with figures of any script as 0 to 9, one for one."""
    return "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in phrase)


def _languages(phrase: str, language: str | None) -> tuple[str, ...]:
    """The languages to be tried: none for letters of several scripts, or none that is known."""
    scripts = {script(c) for c in phrase if c.isalpha()}
    if "HIRAGANA" in scripts or "KATAKANA" in scripts:
        scripts -= {"CJK", "HIRAGANA", "KATAKANA"}
        scripts.add("CJK")
    known = tuple(SCRIPTS.get(scripts.pop(), "").split()) if len(scripts) == 1 else ()
    if language is None:
        return known
    code = language.lower().split("-")[0]
    return (code,) if code in known else ()


def script(letter: str) -> str:
    """The script of a letter, by the first word of its Unicode name."""
    return unicodedata.name(letter, "").split(" ")[0]


def _may_be_date(phrase: str) -> bool:
    """Whether the phrase has the shape of a date: short, one year, at most six figures, nothing that dates lack."""
    return (
        len(phrase) <= LONGEST
        and len(_YEAR.findall(phrase)) == 1
        and len(_FIGURES.findall(phrase)) <= 6
        and not _NO_DATE.search(_without_marks(phrase))
    )


def _without_marks(phrase: str) -> str:
    """The phrase without the vowel signs and accents that combine with its letters."""
    return "".join(c for c in phrase if unicodedata.category(c)[0] != "M")


@lru_cache(maxsize=64)
def _parser(languages: tuple[str, ...]) -> Any:
    """One for a set of languages, made when it is first needed: the library takes as long to load as the rest of us."""
    module = importlib.import_module("dateparser.date")
    return module.DateDataParser(languages=list(languages), try_previous_locales=False, settings=SETTINGS)


def _says_as_much(moment: dt.datetime, period: str, phrase: str, *, guessed: bool) -> bool:
    """Whether the words say that much: every figure is in the date, and its month is named, at length where the
    language is only guessed."""
    figures = sorted(int(number) for number in _FIGURES.findall(phrase))
    words = _LETTERS.findall(phrase)
    figures_of_date = [moment.year, moment.day] if period == "day" else [moment.year]
    if guessed and not _is_named(words):
        return False
    if period == "time":
        return len(figures) > 2 and moment.day in figures
    numbered = script(words[0][0]) != "LATIN" or "tháng" in words
    fits = figures == sorted(figures_of_date) or (numbered and figures == sorted([*figures_of_date, moment.month]))
    return fits and period in ("day", "month")


def _is_named(words: list[str]) -> bool:
    """Whether a month is named at such length that it is no common word of three letters."""
    return not COMMON.intersection(words) and any(
        len(word) >= SHORT or word.lower() in SHORT_MONTHS or script(word[0]) != "LATIN" for word in words
    )


def _when(moment: dt.datetime, period: str, phrase: str) -> When:
    year, month, day = f"{moment.year:04}", f"{moment.month:02}", f"{moment.day:02}"
    if period in ("year", "month"):
        return When.parse(year if period == "year" else f"{year}-{month}", phrase)
    start = moment.strftime("%H:%M:%S").removesuffix(":00") if period == "time" else None
    return When.parse(f"{year}-{month}-{day}", phrase, start, None, _offset(moment) if start else None)


def _offset(moment: dt.datetime) -> str | None:
    """The offset from UTC that was said, or None."""
    distance = moment.utcoffset()
    if distance is None:
        return None
    minutes = int(distance.total_seconds()) // 60
    sign = "-" if minutes < 0 else "+"
    return f"{sign}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}" if minutes else "Z"
