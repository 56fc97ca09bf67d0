"""The dates of Markwhen's lines: one, two with a sign between them, a length, or a rule of repetition."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from timeline.dates import Day, EDTFError, When
from timeline.extract import date_fields
from timeline.extract.clock_times import clock_time
from timeline.extract.markwhen_repeats import lines, repeat

_SEPARATORS: Final = (" - ", " – ", " — ", "–", "/", " ~ ", " to ")
_DURATION: Final = re.compile(r"(\d{1,4})\s*(day|week|month|year)s?", re.IGNORECASE)
_BEFORE: Final = re.compile(
    r"\d{1,4}\s+(?:hour|day|week|month|year)s?(?:\s*(?:/|-|–)\s*\d{1,4}\s+(?:hour|day|week|month|year)s?)?"
)
_YEARS: Final = re.compile(r"(-\d{1,6})(?:\s*(?:/|–|to|~|-)\s*(-?\d{1,6}))?")
_MONTH: Final = re.compile(r"(\d{1,2})/(\d{4})")


def dates(words: str, order: str) -> tuple[When, tuple[str, ...]] | str:
    """The date and the rule of its series that stand before the colon; or why they say none."""
    if "!" in words:
        return "it counts from another event, which is not read"
    if _BEFORE.fullmatch(words):
        return "it counts from the entry before it, which is not read"
    rule = repeat(words)
    when = _range(rule.date if rule else words, order)
    if isinstance(when, str) or rule is None:
        return when if isinstance(when, str) else (when, ())
    recurrence = lines(rule, when, lambda said: _one_date(said, order))
    return recurrence if isinstance(recurrence, str) else (replace(when, text=""), recurrence)


def _range(words: str, order: str) -> When | str:
    """One date, or two with a sign between them; the end may be a length, or `now`."""
    if years := _YEARS.fullmatch(words.strip()):
        return _years(words.strip(), years[1], years[2])
    whole = _one_date(words, order)
    if isinstance(whole, When):
        return replace(whole, text="" if whole.edtf == words else words)
    for separator in _SEPARATORS:
        left, sign, right = words.partition(separator)
        if not sign:
            continue
        first = _one_date(left, order)
        if isinstance(first, str):
            continue
        span = _span(first, right.strip(), order)
        return replace(span, text=words) if isinstance(span, When) else span
    return whole


def _years(words: str, first: str, last: str | None) -> When | str:
    """Years before the first, as people write them: -44 is 44 BC."""
    try:
        start = date_fields.date_of_cells(first)
        end = date_fields.date_of_cells(last) if last else None
    except EDTFError as error:
        return str(error)
    if isinstance(start, str) or isinstance(end, str):
        return f"{words!r} are no years"
    span = date_fields.span(start, end)
    return replace(span, text=words) if isinstance(span, When) else span


def _span(first: When, ending: str, order: str) -> When | str:
    if date_fields.is_ongoing(ending):
        return date_fields.open_span(first)
    if lasting := _DURATION.fullmatch(ending):
        return _span_of_length(first, int(lasting[1]), lasting[2].lower())
    if (end := clock_time(ending)) and first.start_time:
        return replace(first, end_time=end)
    last = _one_date(ending, order)
    return f"its end: {last}" if isinstance(last, str) else date_fields.span(first, last)


def _span_of_length(first: When, count: int, unit: str) -> When | str:
    """From a day on for so many days, weeks, months or years; the last one is the day before the next begins."""
    start = first.earliest
    if not first.is_exact or start is None:
        return "a length counts from a known day"
    if unit in ("day", "week"):
        last = Day.from_ordinal(start.ordinal + max(count, 1) * (7 if unit == "week" else 1) - 1)
    else:
        months = start.year * 12 + start.month - 1 + count * (12 if unit == "year" else 1)
        day = Day(months // 12, months % 12 + 1, min(start.day, 28))
        last = Day.from_ordinal(day.ordinal - 1)
    return first if last == start else When.parse(f"{start}/{last}")


def _one_date(words: str, order: str) -> When | str:
    words = words.strip()
    if month := _MONTH.fullmatch(words):
        try:
            return date_fields.date_of_numbers(int(month[2]), int(month[1]))
        except EDTFError as error:
            return str(error)
    return date_fields.read_date(words, language="en", order=order)
