"""The VTIMEZONE of a zone whose rules changed, or are not two simple ones, true for all years that a series needs.

A pair of yearly rules a period, one sub-component an onset where a year stands alone, and never a list of dates
(RDATE): clients read the first only. The rule that goes on for ever is that of the zone's file (the footer, RFC 8536
section 3.3); POSIX counts its hours past midnight or before it, so the day may be one that no nth weekday names. Such a
day is said by BYDAY with BYMONTHDAY.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from icalendar import Component, Timezone, TimezoneDaylight, TimezoneStandard, vRecur

FIRST: Final = 1970
LAST: Final = 2088
"""Years whose changes the files of zones may list; Morocco's go up to 2087."""
_CHANGE: Final = re.compile(r"M(\d{1,2})\.([1-5])\.([0-6])(?:/([+-]?\d{1,3})(?::(\d\d))?)?")
_WEEKDAYS: Final = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_LENGTHS: Final = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


class Change(NamedTuple):
    """When clocks change: by the clock before; the offsets before and after; the name and kind of what begins."""

    clock: datetime
    before: timedelta
    after: timedelta
    name: str
    is_summer: bool


class Yearly(NamedTuple):
    """Each year's one of `days` of a month that is that weekday (0: Monday), at a time of the clock before."""

    month: int
    days: tuple[int, ...]
    weekday: int
    time: timedelta

    def clock(self, year: int) -> datetime | None:
        """The onset in a year; None where it falls into the next month's part of the rule."""
        for day in self.days:
            at = datetime(year, self.month, day)  # noqa: DTZ001 - a wall clock
            if at.weekday() == self.weekday:
                return at + self.time
        return None

    @property
    def rule(self) -> str:
        """The same as a rule of iCalendar."""
        named, first, last = _WEEKDAYS[self.weekday], self.days[0], self.days[-1]
        rule = f"FREQ=YEARLY;BYMONTH={self.month};BYDAY="
        if len(self.days) == 7 and last == _LENGTHS[self.month - 1] and self.month != 2:
            return f"{rule}-1{named}"
        if len(self.days) == 7 and first % 7 == 1:
            return f"{rule}{first // 7 + 1}{named}"
        return f"{rule}{named};BYMONTHDAY={','.join(map(str, self.days))}"


class Years(NamedTuple):
    """The years in which a VTIMEZONE is true; where it is `unending`, it goes on by the zone's rule for ever, which
    knows nothing of clocks that follow the moon (Gaza's in Ramadan)."""

    since: int
    until: int
    unending: bool = False


def component(name: str, zone: ZoneInfo, footer: str, years: Years) -> Timezone:
    """The VTIMEZONE of a zone, true from the beginning of the first of these years to the end of the last."""
    since, until, unending = years
    changes = _changes(zone)
    yearly = _yearly(footer)
    goes_on = _goes_on_from(changes, yearly)
    stated = Timezone()
    stated.add("tzid", name)
    # What holds before the first change; before every onset a VTIMEZONE says nothing (RFC 5545, section 3.6.5).
    stated.add_component(_part(_beginning(zone, since)))
    listed = [change for change in changes if since <= change.clock.year <= min(until, goes_on - 1)]
    for run in _runs(listed):
        stated.add_component(_run(run))
    if until >= goes_on or unending:
        for change, rule in _unending(changes, yearly, max(since, min(goes_on, until + 1))):
            stated.add_component(_part(change, rule.rule))
    return stated


def _beginning(zone: ZoneInfo, year: int) -> Change:
    at = datetime(year, 1, 1, tzinfo=zone)
    offset = at.utcoffset() or timedelta()
    return Change(at.replace(tzinfo=None), offset, offset, at.tzname() or "", bool(at.dst()))


@lru_cache(maxsize=64)
def _changes(zone: ZoneInfo) -> tuple[Change, ...]:
    """Every change of the offset in the years that files of zones list."""
    found = []
    at, end = datetime(FIRST, 1, 1, tzinfo=UTC), datetime(LAST, 1, 1, tzinfo=UTC)
    before = at.astimezone(zone).utcoffset()
    while at < end:
        later = at + timedelta(days=1)
        after = later.astimezone(zone).utcoffset()
        if after != before:
            found.append(_change(zone, at, later))
        at, before = later, after
    return tuple(found)


def _change(zone: ZoneInfo, low: datetime, high: datetime) -> Change:
    """The change between two instants, to the second."""
    before = low.astimezone(zone).utcoffset()
    while high - low > timedelta(seconds=1):
        middle = low + timedelta(seconds=int((high - low).total_seconds()) // 2)
        if middle.astimezone(zone).utcoffset() == before:
            low = middle
        else:
            high = middle
    local, offset = high.astimezone(zone), before or timedelta()
    clock = (high + offset).replace(tzinfo=None)
    return Change(clock, offset, local.utcoffset() or timedelta(), local.tzname() or "", bool(local.dst()))


def _yearly(footer: str) -> tuple[Yearly, ...]:
    """The rules of a zone's file that go on for ever; a day that may fall into two months is one rule a month."""
    return tuple(rule for change in _CHANGE.finditer(footer) for rule in _rules(change))


def _rules(change: re.Match[str]) -> Iterator[Yearly]:
    month, week, weekday = int(change[1]), int(change[2]), int(change[3])
    shift, time = divmod(timedelta(hours=int(change[4] or 2), minutes=int(change[5] or 0)), timedelta(days=1))
    length = _LENGTHS[month - 1]
    first = length - 6 if week == 5 else 7 * week - 6
    days = [day + shift for day in range(first, first + 7)]
    turned = (weekday - 1 + shift) % 7
    before, after = _LENGTHS[month - 2], month % 12 + 1
    parts = {
        (month - 2) % 12 + 1: [day + before for day in days if day < 1],
        month: [day for day in days if 1 <= day <= length],
        after: [day - length for day in days if day > length],
    }
    for of_month, its in parts.items():
        if its:
            yield Yearly(of_month, tuple(its), turned, time)


def _goes_on_from(changes: Sequence[Change], yearly: Sequence[Yearly]) -> int:
    """The first year from which on the clocks change by the rule that goes on for ever."""
    by_year: dict[int, set[datetime]] = {}
    for change in changes:
        by_year.setdefault(change.clock.year, set()).add(change.clock)
    year = LAST
    while year > FIRST and by_year.get(year - 1, set()) == set(_clocks(yearly, year - 1)):
        year -= 1
    return year


def _clocks(yearly: Sequence[Yearly], year: int) -> Iterator[datetime]:
    for rule in yearly:
        clock = rule.clock(year)
        if clock is not None:
            yield clock


def _unending(changes: Sequence[Change], yearly: Sequence[Yearly], since: int) -> Iterator[tuple[Change, Yearly]]:
    """Each rule with its first change from a year on: as it is in the first year that has it, since in one of those
    before Ramadan may stand in its place."""
    by_clock = {change.clock: change for change in changes if change.clock.year >= since}
    for rule in yearly:
        clocks = [clock for year in range(since, LAST) if (clock := rule.clock(year)) is not None]
        like = next((by_clock[clock] for clock in clocks if clock in by_clock), None)
        if like is not None:
            yield like._replace(clock=clocks[0]), rule


def _runs(changes: Sequence[Change]) -> Iterator[list[Change]]:
    """Changes of consecutive years by one rule together; others alone."""
    left = list(changes)
    while left:
        runs = [_run_of(left[0], left, nth) for nth in _nths(left[0])]
        run = max(runs, key=len)
        left = [change for change in left if change not in run]
        yield run


def _run_of(first: Change, changes: Sequence[Change], nth: int) -> list[Change]:
    run = [first]
    for change in changes:
        follows = change.clock.year == run[-1].clock.year + 1
        if follows and _likeness(change) == _likeness(first) and nth in _nths(change):
            run.append(change)
    return run


def _likeness(change: Change) -> tuple[object, ...]:
    clock = change.clock
    return clock.month, clock.weekday(), clock.time(), change.before, change.after, change.name, change.is_summer


def _nths(change: Change) -> list[int]:
    """Which of its weekday in the month a change is: counted from the first, and from the last where it is that."""
    clock = change.clock
    nths = [(clock.day - 1) // 7 + 1] if clock.day <= 28 else []
    return nths + ([-1] if (clock + timedelta(days=7)).month != clock.month else [])


def _run(run: list[Change]) -> Component:
    if len(run) == 1:
        return _part(run[0])
    shared = set(_nths(run[0])).intersection(*map(_nths, run))
    nth = next(nth for nth in _nths(run[0]) if nth in shared)
    clock, last = run[0].clock, run[-1]
    until = last.clock - last.before
    rule = f"FREQ=YEARLY;BYMONTH={clock.month};BYDAY={nth}{_WEEKDAYS[clock.weekday()]};UNTIL={until:%Y%m%dT%H%M%S}Z"
    return _part(run[0], rule)


def _part(change: Change, rule: str = "") -> Component:
    part = TimezoneDaylight() if change.is_summer else TimezoneStandard()
    part.add("dtstart", change.clock)
    part.add("tzoffsetfrom", change.before)
    part.add("tzoffsetto", change.after)
    part.add("tzname", change.name)
    if rule:
        part.add("rrule", vRecur.from_ical(rule))
    return part
