"""A VTIMEZONE as a calendar states it (RFC 5545, 3.6.5): its offset at any clock time, and the place that it equals."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property, lru_cache
from itertools import islice, takewhile
from typing import Final, NamedTuple

from dateutil.rrule import rrulestr
from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from timeline.dates.zones import named_zone, zone_names
from timeline.extract.ics.lines import Component

LAST: Final = 2100
"""The year up to which onsets are expanded."""
MOST: Final = 2_000
"""Onsets that are expanded of one rule."""
FREQUENCIES: Final = ("YEARLY", "MONTHLY", "WEEKLY", "DAILY")
FIRST_TRIED: Final = (
    # Of zones that are equal at all dates of a series, the one that most people there would name.
    "Europe/Berlin", "Europe/London", "America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles",
    "Europe/Helsinki", "Australia/Sydney", "Asia/Tokyo", "Asia/Shanghai", "Asia/Kolkata", "America/Sao_Paulo",
)  # fmt: skip
_SHIFT: Final = re.compile(r"([+-])(\d{2})(\d{2})(\d{2})?")


class Onset(NamedTuple):
    """When clocks change: by the clock before, and the offsets before and after."""

    clock: datetime
    before: timedelta
    after: timedelta

    @property
    def instant(self) -> datetime:
        """The same in UTC, without tzinfo."""
        return self.clock - self.before


@dataclass(eq=False)
class StatedZone:
    """One VTIMEZONE. `place` is the IANA zone that stands for it, where one was looked for and is equal."""

    component: Component
    place: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """Names of places that it carries beside its TZID."""
        said = (self.component.text(name) for name in ("X-LIC-LOCATION", "X-LOCATION", "TZID-ALIAS-OF"))
        return tuple(filter(None, said))

    @cached_property
    def onsets(self) -> tuple[Onset, ...]:
        """All onsets up to `LAST`, in their order."""
        halves = self.component.children[:200]
        return tuple(sorted((onset for half in halves for onset in _onsets(half)), key=lambda each: each.instant))

    def offset(self, at: datetime) -> timedelta | None:
        """The offset at a clock time: that of the latest onset before it; before all onsets what the first says was
        there before. None where the component says nothing.

        An hour that comes twice is its first turn, one that does not exist has the offset before the gap (section
        3.3.5).
        """
        if not self.onsets:
            return None
        for onset in reversed(self.onsets):
            if onset.clock + max(onset.after - onset.before, timedelta()) <= at:
                return onset.after
        return self.onsets[0].before

    def equal_place(self, clock_times: Sequence[datetime]) -> str:
        """The IANA zone that has the same offset at each of these times, by preference through their years too;
        nothing where there is none."""
        offsets = [(at, self.offset(at)) for at in clock_times]
        years = sorted({at.year for at in clock_times})[:30]
        through = [(at, self.offset(at)) for year in years for at in _days_of(year)]
        for wanted in (offsets + through, offsets):
            for name in _places():
                zone = named_zone(name)
                if all(at.replace(tzinfo=zone).utcoffset() == offset for at, offset in wanted):
                    return name
        return ""


def _days_of(year: int) -> list[datetime]:
    return [datetime(year, month, day, 12) for month in range(1, 13) for day in (1, 15)]  # noqa: DTZ001 - wall clocks


@lru_cache(maxsize=1)
def _places() -> tuple[str, ...]:
    """IANA zones, those that people name most first."""
    known = {name for name in zone_names() if "/" in name}
    named = [name for name in (*FIRST_TRIED, *WINDOWS_TO_OLSON.values()) if name in known]
    return tuple(dict.fromkeys((*named, *sorted(known))))


def _onsets(half: Component) -> Iterator[Onset]:
    """The onsets of one STANDARD or DAYLIGHT: the first, those listed, those of its rules."""
    start = _clock_time(half.text("DTSTART"))
    after = _offset_of(half.text("TZOFFSETTO"))
    if start is None or after is None:
        return
    before = _offset_of(half.text("TZOFFSETFROM"))
    before = after if before is None else before
    clocks = {start}
    for listed in half.every("RDATE")[:200]:
        texts = (text.partition("/")[0] for text in listed.value.split(","))
        clocks |= {clock for text in texts if (clock := _local(text, before)) is not None}
    for rule in half.every("RRULE")[:10]:
        clocks |= _rule_clocks(rule.value, start, before)
    for clock in clocks:
        yield Onset(clock, before, after)


def _rule_clocks(value: str, start: datetime, before: timedelta) -> set[datetime]:
    """The onsets of a rule by the clock before; nothing of one that cannot be read."""
    parts = dict(part.strip().partition("=")[::2] for part in value.upper().strip().strip(";").split(";"))
    until = parts.pop("UNTIL", "")
    last = _local(until, before) if until else None
    if parts.get("FREQ") not in FREQUENCIES or (until and last is None):
        return set()
    bound = datetime(LAST, 12, 31) if last is None else last  # noqa: DTZ001 - a wall clock
    try:
        rule = rrulestr(";".join(f"{name}={said}" for name, said in parts.items()), dtstart=start)
        return set(islice(takewhile(lambda clock: clock <= bound, rule), MOST))
    except (ValueError, OverflowError, AttributeError):  # dateutil names parts that it does not know by AttributeError
        return set()


def _offset_of(text: str) -> timedelta | None:
    match = _SHIFT.fullmatch(text.strip())
    if match is None:
        return None
    shift = timedelta(hours=int(match[2]), minutes=int(match[3]), seconds=int(match[4] or 0))
    return -shift if match[1] == "-" else shift


def _local(text: str, before: timedelta) -> datetime | None:
    """A date or time by the clock before the onset; UNTIL is given in UTC (section 3.3.10). A date includes its day."""
    text = text.strip()
    clock = _clock_time(text if "T" in text.upper() else f"{text}T235959")
    if clock is None or not text.upper().endswith("Z"):
        return clock
    return (clock.replace(tzinfo=UTC) + before).replace(tzinfo=None)


def _clock_time(text: str) -> datetime | None:
    try:
        return datetime.strptime(text.strip().upper().rstrip("Z")[:15], "%Y%m%dT%H%M%S")  # noqa: DTZ007 - a wall clock
    except ValueError:
        return None
