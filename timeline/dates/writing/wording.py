"""A `When` in words: never more and never less than its EDTF says.

`words` names the date ("spring of 2013", "5–10 May 2024", "by September 2025"); `explain` says in one sentence what a
date that is not exact can mean. Languages are those of `phrases.LANGUAGES`; in others exact dates are babel's, and the
rest is English.
"""

from __future__ import annotations

from datetime import date
from typing import Final

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_skeleton

from timeline.dates.edtf.parse import Member, Value, parse
from timeline.dates.edtf.points import Point
from timeline.dates.when import When
from timeline.dates.writing.date_names import day_name, join_items, span_words
from timeline.dates.writing.date_writer import DateWriter, is_plain
from timeline.dates.writing.phrases import default, phrases

MOST: Final = 5
"""Members of a set that are explained one by one."""


def words(when: When, language: str = "en", hemisphere: str = "north") -> str:
    """The date in words. Seasons of the other hemisphere than `hemisphere` ("north" or "south") are marked as such."""
    return DateWriter(known, hemisphere).when(when) if (known := phrases(language)) else _elsewhere(when, language)


def explain(when: When, language: str = "en", hemisphere: str = "north") -> str:
    """One sentence on what the date can mean; empty where it is one known day, or where only its words can tell."""
    writer = DateWriter(phrases(language) or default(), hemisphere)
    said = _sentence(writer, when)
    return f"{said.removesuffix('..')}." if said.endswith("..") else said  # "44 v. Chr." ends the sentence


def _sentence(writer: DateWriter, when: When) -> str:
    value = parse(when.edtf)
    if when.is_exact:
        return writer.say("no-zone") if when.precision == "time" and not when.timezone else ""
    if value.shape == "list":
        return writer.say("several", words=writer.value(value))
    return _lasting(writer, when, value) if value.shape == "interval" else _some_time(writer, when, value)


def _lasting(writer: DateWriter, when: When, value: Value) -> str:
    """Of an interval: from which day to which, or what is not known of them."""
    first, last = when.possibly_earliest, when.possibly_latest
    left, _, right = value.text.partition("/")
    if not _has_exact_ends(value.members[0], left, right):
        return _bounded(writer, when, value, "meaning.lasted")
    if first and last:
        return "" if first == last else writer.say("lasted", span=span_words(first, last, writer.phrases))
    if first:
        return writer.say("began", "open" if right else "unknown", a=day_name(first, writer.phrases))
    if last:
        return writer.say("ended", "open" if left else "unknown", b=day_name(last, writer.phrases))
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
        return _bounded(writer, when, value, "meaning.span")
    key = "meaning.wide" if value.qualifier else "meaning.span"
    return _known_as(writer, value, writer.say(key, span=join_items(said, "or", writer.phrases)))


def _bounded(writer: DateWriter, when: When, value: Value, key: str) -> str:
    """From the one day to the other by `key`; not before or not after a day where only one is known."""
    first, last = when.possibly_earliest, when.possibly_latest
    if first and last:
        meaning = writer.say(key, a=day_name(first, writer.phrases), b=day_name(last, writer.phrases))
    elif first:
        meaning = writer.say("meaning.after", a=day_name(first, writer.phrases))
    elif last:
        meaning = writer.say("meaning.before", b=day_name(last, writer.phrases))
    else:
        return ""
    return _known_as(writer, value, meaning)


def _known_as(writer: DateWriter, value: Value, meaning: str) -> str:
    """What is said, and what that means; a date without words is given as EDTF, not explained by itself."""
    edtf = writer.name(value.members[0].start).fields.get("edtf") if value.shape == "point" else None
    return writer.say("known-as", words=edtf or writer.value(value), meaning=meaning)


def _elsewhere(when: When, language: str) -> str:
    """In a language without phrases: an exact day, month or year as babel writes it, all else in English."""
    english = DateWriter(default(), "north")
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
