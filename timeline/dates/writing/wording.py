"""A `When` in words: never more and never less than its EDTF says.

`words` names the date ("spring of 2013", "5–10 May 2024", "by September 2025"); `explain` says in one sentence what a
date that is not exact can mean. Languages are those of `phrases.LANGUAGES`; in others exact dates are babel's, and the
rest is English.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import lru_cache, partial
from typing import Final

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_skeleton

from timeline.dates.calendar import Day, month_length
from timeline.dates.edtf.parse import Member, Value, parse
from timeline.dates.edtf.points import Point
from timeline.dates.reading import read
from timeline.dates.when import When
from timeline.dates.writing.date_names import Name, day_name, join_items, span_words
from timeline.dates.writing.date_writer import DateWriter, is_plain
from timeline.dates.writing.phrases import Phrases, default, phrases

BY_ENDS: Final = frozenset({"between", "edtf"})
"""Rules that read both ends of a range: what was so called is no third of anything."""
MOST: Final = 5
"""Members of a set that are explained one by one."""


@lru_cache(maxsize=4096)
def words(when: When, language: str = "en", hemisphere: str = "north", *, ahead: bool = False) -> str:
    """The date in words. Seasons of the other hemisphere than `hemisphere` ("north" or "south") are marked as such.

    With `ahead` it is the date of something that is still awaited: "from May 2024" where it would be "since".
    """
    known = phrases(language)
    if known is None:
        return _elsewhere(when, language, ahead)
    return DateWriter(known, hemisphere, is_third=partial(_said_so, when.text, when.edtf), ahead=ahead).when(when)


@lru_cache(maxsize=4096)
def brief(when: When, language: str = "en", hemisphere: str = "north") -> str:
    """The date as short as it is clear, for a drawing: "16 Apr 2025", "c. 2021", "by Sep 2025"; without a zone."""
    writer = DateWriter(_brief(language), hemisphere, is_third=partial(_said_so, when.text, when.edtf))
    return writer.when(replace(when, timezone=None))


@lru_cache(maxsize=4096)
def explain(when: When, language: str = "en", hemisphere: str = "north", *, ahead: bool = False) -> str:
    """One sentence on what its words leave open; empty where they leave nothing open, or where they alone can tell."""
    known = phrases(language) or default()
    writer = DateWriter(known, hemisphere, is_third=partial(_said_so, when.text, when.edtf), ahead=ahead)
    said = _sentence(writer, when)
    return f"{said.removesuffix('..')}." if said.endswith("..") else said  # "44 v. Chr." ends the sentence


def widens(when: When) -> bool:
    """Whether the date may lie outside what its words name: it is around, or possibly, what they say."""
    return when.possible_spans != when.spans


@lru_cache(maxsize=16)
def _brief(language: str) -> Phrases:
    return (phrases(language) or default()).brief()


@lru_cache(maxsize=4096)
def _said_so(text: str, edtf: str) -> bool:
    """Whether the words that were kept, read again, give the date: "early 2024" is said only of what was called so."""
    if not text or not edtf.startswith("["):
        return False
    found = read(text)
    return found is not None and found.when.edtf == edtf and found.rule not in BY_ENDS


def _sentence(writer: DateWriter, when: When) -> str:
    value = parse(when.edtf)
    if when.is_exact:
        return writer.say("no-zone") if when.precision == "time" and not when.timezone else ""
    if value.shape == "list":
        return writer.say("several")
    return _lasting(writer, when, value) if value.shape == "interval" else _some_time(writer, when, value)


def _lasting(writer: DateWriter, when: When, value: Value) -> str:
    """Of an interval: what is not known of its ends."""
    first, last = when.possibly_earliest, when.possibly_latest
    left, _, right = value.text.partition("/")
    if not _has_exact_ends(value.members[0], left, right):
        return _vague_ends(writer, when)
    if first and last:
        return ""
    begins, ends = ("begins", "ends") if writer.ahead else ("began", "ended")
    if first:
        return writer.say(begins, "open" if right else "unknown", a=day_name(first, writer.phrases))
    if last:
        return writer.say(ends, "open" if left else "unknown", b=day_name(last, writer.phrases))
    return ""


def _vague_ends(writer: DateWriter, when: When) -> str:
    """Which ends are not known to the day; the outermost days where they may lie outside the words."""
    first, last = when.possibly_earliest, when.possibly_latest
    if first and last and widens(when):
        return writer.say("within", a=day_name(first, writer.phrases), b=day_name(last, writer.phrases))
    if first and last:
        return writer.say("days-unknown", "both")
    if first or last:
        return writer.say("days-unknown", "start" if first else "end")
    return ""


def _has_exact_ends(member: Member, left: str, right: str) -> bool:
    """Whether every end that is a date is one known day, and not itself bounded (`..2004-06-01/`)."""
    dated = [(point, text) for point, text in ((member.start, left), (member.end, right)) if point]
    return all(is_plain(point) and point.day and ".." not in text for point, text in dated)


def _some_time(writer: DateWriter, when: When, value: Value) -> str:
    """Of a point, or one of several: the days it can be."""
    spans = when.possible_spans
    if len(spans) > MOST:
        return ""
    said = [span_words(first, last, writer.phrases) for first, last in spans if first and last]
    if len(said) < len(spans):
        return _one_sided(writer, when, value)
    if widens(when) and len(spans) == 1:
        return _perhaps(writer, when, value)
    return writer.say("some-time", "span", span=join_items(said, "or", writer.phrases))


def _one_sided(writer: DateWriter, when: When, value: Value) -> str:
    """Before the end, or after the beginning, of the month or year that is named; else of the day that bounds it."""
    first, last = when.possibly_earliest, when.possibly_latest
    point = value.members[0].start or value.members[0].end
    if first is None and last is None:
        return ""
    named = point is not None and len(value.members) == 1 and is_plain(point) and not point.day
    if first:
        a = writer.name(point) if named else day_name(first, writer.phrases)
        return writer.say("some-time", "after" if named else "from", a=a)
    assert last is not None
    b = writer.name(point) if named else day_name(last, writer.phrases)
    return writer.say("some-time", "before" if named else "until", b=b)


def _perhaps(writer: DateWriter, when: When, value: Value) -> str:
    """The date, and how much earlier or later it may be, in years or months where the bounds are whole ones."""
    first, last = when.possibly_earliest, when.possibly_latest
    assert first is not None
    assert last is not None
    said = writer.value(value)
    length = _shared_unit(first, last)
    a, b = (_bound_name(writer, day, length) for day in (first, last))
    return writer.say("perhaps", words=said[:1].upper() + said[1:], a=a, b=b)


def _bound_name(writer: DateWriter, day: Day, length: int) -> Name:
    """The name of the day, or of its month or year: as much of its EDTF as is meant."""
    return writer.name(parse(str(day)[:length]).members[0].start) if length else day_name(day, writer.phrases)


def _shared_unit(first: Day, last: Day) -> int:
    """How much of both days' EDTF names the unit that they bound: the year, the month, or (0) nothing but the day."""
    if not (0 <= first.year <= last.year <= 9999) or first.day != 1:
        return 0
    if last.day != month_length(last.year, last.month):
        return 0
    return len("2024") if (first.month, last.month) == (1, 12) else len("2024-05")


def _elsewhere(when: When, language: str, ahead: bool) -> str:
    """In a language without phrases: an exact day, month or year as babel writes it, all else in English."""
    english = DateWriter(default(), "north", ahead=ahead)
    value = parse(when.edtf)
    point, locale = value.members[0].start, _locale(language)
    if locale is None or point is None or value.shape != "point" or not _is_for_babel(point):
        return english.when(when)
    words = [_exact(point, locale)]
    times = [time for time in (when.start_time, when.end_time) if time]
    if times:
        words += ["–".join(times), english.zone(when)]
    return " ".join(word for word in words if word)


def _is_for_babel(point: Point) -> bool:
    """Whether it is a plain date that `datetime` can hold, which is what babel formats."""
    return is_plain(point) and 1 <= point.first.year <= 9999


def _locale(language: str) -> Locale | None:
    try:
        return Locale.parse(language.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return None


def _exact(point: Point, locale: Locale) -> str:
    day = date(*point.first)
    if point.precision == "day":
        return str(format_date(day, "long", locale=locale))
    return str(format_skeleton("yMMMM" if point.precision == "month" else "y", day, locale=locale))
