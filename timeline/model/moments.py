"""The moment that a date names: days and hour, in whatever zone they are told."""

from __future__ import annotations

from collections.abc import Hashable
from datetime import UTC, datetime

from timeline.dates import Day, When, clock


def moment_key(when: When) -> Hashable:
    """Equal for dates that name the same days and hour, in whatever zone."""
    return instant(when) or (when.edtf, when.start_time)


def is_same_moment(one: When, other: When) -> bool:
    """Whether both begin at one instant, each by its own clock."""
    begin = instant(one)
    return begin is not None and begin == instant(other)


def instant(when: When) -> datetime | None:
    """The instant at which it begins; None where no hour, no zone or no year that a clock knows is said."""
    day = start_day(when)
    if day is None or not when.start_time or not when.timezone or not 1 < day.year < 9999:
        return None
    local = datetime(day.year, day.month, day.day, tzinfo=clock.clock(when.timezone))
    seconds = clock.seconds(when.start_time)
    return local.replace(hour=seconds // 3600 % 24, minute=seconds // 60 % 60, second=seconds % 60).astimezone(UTC)


def start_day(when: When) -> Day | None:
    """The known day on which it was or began, if one is said."""
    known = when.shape in ("point", "interval") and when.precision in ("day", "time") and not when.qualifier
    return when.earliest if known and not when.masked else None


def hours_agree(new: When, old: When) -> bool:
    """Whether the new date takes back nothing that the old one said of the clock: hours and zone stay, or are added."""
    if old.start_time is None:
        return True
    if old.timezone in (None, new.timezone):
        return new.start_time == old.start_time and old.end_time in (None, new.end_time)
    return is_same_moment(new, old) and (old.end_time is None or new.end_time is not None)
