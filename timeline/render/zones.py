"""Time zones in calendars: the clock of a place, and its VTIMEZONE of two yearly rules.

icalendar's own `add_missing_timezones()` writes many dates into one RDATE. ical.js reads the first only, Google
refuses the length, Outlook ignores it and shifts summer by an hour. So: one rule for the beginning of summer time and
one for its end, from the zone's POSIX rule (the footer of its file, RFC 8536 section 3.3), and only for years in which
the zone's history agrees with that rule. Everything else is written in UTC, which needs no zone; but a series, whose
rule runs by a local clock, has its zone stated for all its years (`zone_periods`).
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from icalendar import Component, Timezone, TimezoneDaylight, TimezoneStandard, vRecur

from timeline.dates.zones import named_zone, zone_footer
from timeline.render import zone_periods

EARLIEST: Final = 1970
"""Rules are looked for from this year on; many applications know no earlier one."""
LATEST: Final = 2037
"""Files of zones list each change up to here; later the rule holds alone."""
_ABBREVIATION: Final = r"(?:[A-Za-z]{3,}|<[A-Za-z0-9+-]+>)"
_HOURS: Final = r"[+-]?\d{1,3}(?::\d\d){0,2}"
_CHANGE: Final = r"M(\d{1,2})\.([1-5])\.([0-6])(?:/(\d{1,2})(?::(\d\d))?)?"
_POSIX: Final = re.compile(rf"({_ABBREVIATION}){_HOURS}(?:({_ABBREVIATION})(?:{_HOURS})?,{_CHANGE},{_CHANGE})?")
_FIXED: Final = re.compile(r"UTC([+-])(\d\d):(\d\d)")
_WEEKDAYS: Final = ("SU", "MO", "TU", "WE", "TH", "FR", "SA")


class Onset(NamedTuple):
    """When, each year, clocks change: the nth (5: last) weekday (0: Sunday) of a month, at an hour of the old clock."""

    month: int
    week: int
    weekday: int
    hour: int
    minute: int


class Rules(NamedTuple):
    """A zone as a calendar can state it: standard and, where there is one, summer time, true since the year `since`."""

    since: int
    standard: timedelta
    summer: timedelta | None
    names: tuple[str, str]
    to_summer: Onset | None
    to_standard: Onset | None


class ZoneUse(NamedTuple):
    """A zone that a calendar uses, and the years of the series that run by its clock; 0 where none does. `unending`
    where one of them goes on past those years."""

    name: str
    since: int = 0
    until: int = 0
    unending: bool = False


def local(at: datetime, name: str) -> datetime | None:
    """What the zone's clock shows at an instant, without tzinfo; None where it is better said in UTC: no such zone,
    no simple rules at that time, or the hour that comes twice."""
    zone, rules = named_zone(name), rules_of(name)
    if zone is None or rules is None or not EARLIEST <= at.year < 9999:
        return None
    clock = at.astimezone(zone)
    # Before both onsets of its first year a VTIMEZONE says nothing.
    first = rules.since + (rules.summer is not None)
    comes_twice = clock.replace(fold=0).utcoffset() != clock.replace(fold=1).utcoffset()
    return None if clock.year < first or comes_twice else clock.replace(tzinfo=None, fold=0)


@lru_cache(maxsize=1024)
def rules_of(name: str) -> Rules | None:
    """The zone's yearly rules, or None where two simple rules cannot state it."""
    zone = named_zone(name)
    found = _POSIX.fullmatch(zone_footer(name))
    if zone is None or found is None:
        return None
    return _seasonal(zone, found) if found[2] else _constant(zone, found[1])


@lru_cache(maxsize=256)
def component(name: str) -> Timezone | None:
    """The VTIMEZONE of a zone, or None where it has no simple rules."""
    rules = rules_of(name)
    if rules is None:
        return None
    zone = Timezone()
    zone.add("tzid", name)
    zone.add_component(_half(TimezoneStandard(), rules, rules.standard, rules.names[0], rules.to_standard))
    if rules.summer is not None:
        zone.add_component(_half(TimezoneDaylight(), rules, rules.summer, rules.names[1], rules.to_summer))
    return zone


@lru_cache(maxsize=256)
def zone_component(use: ZoneUse) -> Timezone | None:
    """The VTIMEZONE of a zone, true for every year of the series that use it; None where there is no such zone."""
    if fixed := _FIXED.fullmatch(use.name):
        return _fixed(use.name, fixed)
    rules, zone = rules_of(use.name), named_zone(use.name)
    # Before both onsets of its first year two rules say nothing.
    if not use.since or (rules is not None and use.since >= rules.since + (rules.summer is not None)):
        return component(use.name)
    if zone is None:
        return None
    years = zone_periods.Years(max(use.since, EARLIEST), use.until, use.unending)
    return zone_periods.component(use.name, zone, zone_footer(use.name), years)


def _fixed(name: str, fixed: re.Match[str]) -> Timezone:
    """The VTIMEZONE of a clock that is an offset and no place's: RFC 5545 knows no offset in a date."""
    offset = timedelta(hours=int(fixed[2]), minutes=int(fixed[3]))
    zone, half = Timezone(), TimezoneStandard()
    zone.add("tzid", name)
    half.add("dtstart", datetime(EARLIEST, 1, 1))  # noqa: DTZ001 - local
    for side in ("tzoffsetfrom", "tzoffsetto"):
        half.add(side, -offset if fixed[1] == "-" else offset)
    half.add("tzname", name)
    zone.add_component(half)
    return zone


def _half(part: Component, rules: Rules, offset: timedelta, name: str, onset: Onset | None) -> Component:
    """One of the two halves of the year; `DTSTART` is the first onset, by the clock before it (RFC 5545, 3.6.5)."""
    before = rules.summer if offset == rules.standard and rules.summer is not None else rules.standard
    start = datetime(rules.since, 1, 1) if onset is None else first_onset(onset, rules.since)  # noqa: DTZ001 - local
    part.add("dtstart", start)
    part.add("tzoffsetfrom", before)
    part.add("tzoffsetto", offset)
    part.add("tzname", name)
    if onset is not None:
        nth = -1 if onset.week == 5 else onset.week
        part.add("rrule", vRecur.from_ical(f"FREQ=YEARLY;BYMONTH={onset.month};BYDAY={nth}{_WEEKDAYS[onset.weekday]}"))
    return part


def first_onset(onset: Onset, year: int) -> datetime:
    """The onset in a year, by the clock that it ends."""
    first = datetime(year, onset.month, 1, onset.hour, onset.minute)  # noqa: DTZ001 - a wall clock
    day = first + timedelta(days=(onset.weekday - first.isoweekday()) % 7 + 7 * (onset.week - 1))
    return day if day.month == onset.month else day - timedelta(days=7)


def _constant(zone: ZoneInfo, name: str) -> Rules | None:
    """A zone that keeps one time: true since the year after its last change of any kind."""
    offset = _offset(zone, datetime(LATEST, 7, 1, tzinfo=UTC))
    since = LATEST + 1
    while since > EARLIEST and _keeps(zone, since - 1, offset):
        since -= 1
    return Rules(since, offset, None, (_plain(name), ""), None, None) if since <= LATEST else None


def _keeps(zone: ZoneInfo, year: int, offset: timedelta) -> bool:
    days = (datetime(year, 1, 1, tzinfo=UTC) + timedelta(days=n) for n in range(-2, 368))
    return all(_offset(zone, day) == offset for day in days)


def _seasonal(zone: ZoneInfo, found: re.Match[str]) -> Rules | None:
    to_summer, to_standard = _onset(found, 3), _onset(found, 8)
    if max(to_summer.hour, to_standard.hour) > 23:
        return None
    offsets = _around(zone, to_summer, LATEST)
    if offsets is None or offsets[0] == offsets[1]:
        return None
    standard, summer = offsets
    since = LATEST + 1
    while since > EARLIEST and _agrees(zone, since - 1, standard, summer, to_summer, to_standard):
        since -= 1
    names = (_plain(found[1]), _plain(found[2]))
    return Rules(since, standard, summer, names, to_summer, to_standard) if since <= LATEST else None


def _around(zone: ZoneInfo, onset: Onset, year: int) -> tuple[timedelta, timedelta] | None:
    """The offsets before and after an onset."""
    clock = first_onset(onset, year)
    before = (clock - timedelta(days=1)).replace(tzinfo=zone).utcoffset()
    after = (clock + timedelta(days=1)).replace(tzinfo=zone).utcoffset()
    return None if before is None or after is None else (before, after)


def _agrees(
    zone: ZoneInfo, year: int, standard: timedelta, summer: timedelta, to_summer: Onset, to_standard: Onset
) -> bool:
    """Whether in a year the clocks changed exactly at the two onsets, and kept still between them."""
    first = (first_onset(to_summer, year) - standard).replace(tzinfo=UTC)
    second = (first_onset(to_standard, year) - summer).replace(tzinfo=UTC)
    start = datetime(year, 1, 1, tzinfo=UTC)
    instants = [start + timedelta(days=n) for n in range(0, 366, 5)]
    instants += [at + timedelta(seconds=s) for at in (first, second) for s in (-1, 0)]
    low, high = min(first, second), max(first, second)
    inner, outer = (summer, standard) if first < second else (standard, summer)
    return all(_offset(zone, at) == (inner if low <= at < high else outer) for at in instants)


def _offset(zone: ZoneInfo, at: datetime) -> timedelta:
    return at.astimezone(zone).utcoffset() or timedelta()


def _onset(found: re.Match[str], group: int) -> Onset:
    month, week, weekday = (int(found[group + n]) for n in range(3))
    # POSIX: two o'clock where no time is given.
    return Onset(month, week, weekday, int(found[group + 3] or 2), int(found[group + 4] or 0))


def _plain(name: str) -> str:
    return name.strip("<>")
