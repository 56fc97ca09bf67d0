"""Dates as HTML can hold them, and our own instants in words."""

from __future__ import annotations

from datetime import datetime

from timeline.dates import When
from timeline.dates.writing import wording
from timeline.model.chronology import Chronology


def html_datetime(when: When) -> str:
    """The date as HTML's `<time datetime>` can hold it: a year, month or day of the years 1 to 9999; else empty.

    HTML Living Standard, 2.3.5: no seasons, no sets, no years below 1; a vague date has no such value.
    """
    first = when.earliest
    if first is None or when.qualifier or not 1 <= first.year <= 9999 or "X" in when.edtf:
        return ""
    if when.shape == "interval":
        return str(first) if len(when.edtf.split("/")[0]) == len("2024-05-05") else ""
    return when.edtf if when.shape == "point" and when.precision in ("time", "day", "month", "year") else ""


def html_end(when: When) -> str:
    """The last day of an interval whose days are exact; else empty."""
    last = when.latest
    if when.shape != "interval" or not html_datetime(when) or last is None or last.year > 9999:
        return ""
    return str(last)


def instant(at: datetime | None) -> str:
    """An instant in UTC, to the second; empty for none."""
    return "" if at is None else at.strftime("%Y-%m-%dT%H:%M:%SZ")


def day_words(chronology: Chronology, at: datetime) -> str:
    """The day of an instant, as the chronology counts days and in its language."""
    day = at.astimezone(chronology.zone).date()
    return wording.words(When.parse(day.isoformat()), chronology.language)


def moment_words(chronology: Chronology, at: datetime | None) -> str:
    """An instant to the minute, by the chronology's clock; empty for none."""
    if at is None:
        return ""
    local = at.astimezone(chronology.zone)
    when = When.parse(local.date().isoformat(), "", f"{local:%H:%M}", None, chronology.timezone)
    return wording.words(when, chronology.language)
