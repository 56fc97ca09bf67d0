"""Days of a chronology's zone, and what they decide: when an entry leaves, and which dates are past."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Final

from timeline.dates import Day, When
from timeline.model.event import Event
from timeline.model.recurrence import ends

GONE_FOR: Final = 90
"""Days that a withdrawn or merged event stays in feeds."""
_PERIOD: Final = re.compile(r"P(?:(\d+)W|(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)D)?)")


def exact_start(when: When) -> Day | None:
    """The first day, where it is exactly known: of a day, or of an interval that begins on one."""
    if when.shape == "interval":
        first = when.edtf.partition("/")[0]
        return exact_start(When.parse(first)) if first not in ("", "..") else None
    return when.earliest if when.is_exact else None


def local_day(now: datetime, zone: tzinfo) -> Day:
    """The day that it is in a zone."""
    day = now.astimezone(zone).date()
    return Day(day.year, day.month, day.day)


def midnight(day: date, zone: tzinfo) -> datetime:
    """The first instant of a day in a zone, in UTC."""
    return datetime.combine(day, time(), zone).astimezone(UTC)


def next_midnight(now: datetime, zone: tzinfo) -> datetime:
    """When the next day of a zone begins."""
    return midnight(now.astimezone(zone).date() + timedelta(days=1), zone)


def last_midnight(now: datetime, zone: tzinfo) -> datetime:
    """When the present day of a zone began."""
    return midnight(now.astimezone(zone).date(), zone)


def leaves(event: Event, zone: tzinfo) -> datetime:
    """When a withdrawn or merged event leaves the feeds: at the first midnight after 90 days."""
    return midnight(event.updated.astimezone(zone).date() + timedelta(days=GONE_FOR + 1), zone)


def is_past(event: Event, past: str, today: date) -> bool:
    """Whether a policy of `past` leaves the event out, by the end that is known; what goes on is never past."""
    end = None if past == "all" else ends(event)
    if end is None:
        return False
    last = today if past == "none" else earlier(today, past)
    return end < Day(last.year, last.month, last.day)


def earlier(day: date, period: str) -> date:
    """The day an ISO 8601 period before another, not before year 1; the last of the month where it has no such day."""
    match = _PERIOD.fullmatch(period)
    counts = match.groups() if match else (0, 0, 0, 0)
    weeks, years, months, days = (int(count or 0) for count in counts)
    month = day.year * 12 + day.month - 1 - years * 12 - months
    if month < 24:
        return date.min
    year, month = divmod(month, 12)
    start = date(year, month + 1, 1) + timedelta(days=min(day.day, month_length(year, month + 1)) - 1)
    return date.fromordinal(max(1, start.toordinal() - weeks * 7 - days))


def month_length(year: int, month: int) -> int:
    """The days of a month."""
    return ((date(year, month, 28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)).day


def calendar_day(day: Day | None) -> date | None:
    """The day as Python's calendar has it; None where that has none, or none behind it."""
    return date(*day) if day is not None and 1 <= day.year <= 9998 else None
