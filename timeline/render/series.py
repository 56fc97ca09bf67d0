"""A series as a calendar holds it: local time with its zone; rule, dates and exceptions by that clock."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import lru_cache
from typing import Final

import msgspec

from timeline.dates import When
from timeline.dates.clock import clock
from timeline.dates.zones import named_zone
from timeline.model.event import Event, Override
from timeline.model.recurrence import Occurrence, occurrence, periods, recurs, series
from timeline.model.series_cut import rest, rule_parts, rule_text
from timeline.model.series_lines import content, excluded, local_moment, series_date, start_of, starts_until
from timeline.render.dates import Placement, placed
from timeline.render.zones import EARLIEST, ZoneUse

FREQUENCIES: Final = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
"""Frequencies that are passed on; a calendar client would choke on the finer ones."""
CLOCK_YEARS: Final = 10


@dataclass(frozen=True, slots=True)
class CalendarSeries:
    """A series by its own clock. `resumes` says that it began before calendars hold times, and goes on from `when`."""

    when: When
    lines: tuple[str, ...]
    zone: str
    resumes: bool
    content: tuple[tuple[str, dict[str, str], str], ...] = ()
    """Name, parameters and value of RRULE, RDATE and EXDATE, in the type and the zone of DTSTART."""

    @property
    def placement(self) -> Placement:
        """Where its first occurrence is drawn."""
        return _placement(self.when, self.zone)


def calendar_series(event: Event) -> CalendarSeries | None:
    """The series that a calendar can hold, None of any other event: a single one, a vague one, one by a clock that is
    not known, one that ended before 1970."""
    return _series(event.when, event.recurrence) if recurs(event) else None


@lru_cache(maxsize=2_000)
def _series(when: When, lines: tuple[str, ...]) -> CalendarSeries | None:
    zone = _zone(when)
    first = start_of(when)
    if first is None or zone is None or not all(_is_frequent(line) for line in lines):
        return None
    if first.at.year >= EARLIEST:
        return _with_content(CalendarSeries(when, lines, zone, resumes=False))
    # Many applications know no time before 1970 (clients: rules that begin earlier make some fail).
    later = rest(when, lines, datetime(EARLIEST, 1, 1))  # noqa: DTZ001 - by the clock of the series
    return None if later is None else _with_content(CalendarSeries(later.when, later.lines, zone, resumes=True))


def _with_content(held: CalendarSeries) -> CalendarSeries:
    return replace(held, content=tuple(_content(held)))


def _is_frequent(line: str) -> bool:
    name, _, value = content(line)
    return name != "RRULE" or rule_parts(value).get("FREQ") in FREQUENCIES


def _zone(when: When) -> str | None:
    """TZID of the series' clock: nothing of days and floating times, `Z` of UTC, None of a place that is not known."""
    said = when.timezone or ""
    if not when.start_time or said in ("", "Z"):
        return said if when.start_time else ""
    if said[0] in "+-":
        return f"UTC{said}"
    return said if named_zone(said) else None


def _placement(when: When, zone: str) -> Placement:
    """An exact date by the clock of a zone."""
    first = start_of(when)
    assert first is not None
    start, length = first.at, first.length
    if not when.start_time:
        return Placement.whole(start.date(), (start + length).date() if length else None)
    end = start + length if length else None
    if zone == "Z":
        return Placement(start.replace(tzinfo=UTC), end and end.replace(tzinfo=UTC))
    return Placement(start, end, zone)


def occurrence_placement(occurrence: Occurrence, held: CalendarSeries) -> Placement | None:
    """Where an occurrence that differs is drawn: by the clock of the series, else (another zone, vague) as if alone."""
    when = occurrence.when
    if start_of(when) is not None and (not when.start_time or when.timezone == held.when.timezone):
        return _placement(when, held.zone)
    return placed(when, utc=True)


def departing_occurrences(event: Event, held: CalendarSeries) -> Iterator[Occurrence]:
    """The occurrences that need an entry of their own: overrides, and dates added with a length of their own, which
    hardly any client reads from RDATE."""
    first = start_of(held.when)
    overrides = {each.original: each for each in event.overrides}
    own_lengths = {each.key: Override(original=each.key, when=each.when) for each in periods(held.when, held.lines)}
    for original in sorted(own_lengths | overrides):
        override = overrides.get(original, Override(original=original))
        if override.when is None and original in own_lengths:
            override = msgspec.structs.replace(override, when=own_lengths[original].when)
        if first is None or local_moment(original, {}, held.when)[0] >= first.at:
            yield occurrence(held.when, held.lines, original, override)


def _content(held: CalendarSeries) -> Iterator[tuple[str, dict[str, str], str]]:
    """The lines as a calendar has them; UNTIL of a local time in UTC (RFC 5545, section 3.3.10)."""
    if not any(line.startswith("RRULE") for line in held.lines):
        # ical.js leaves DTSTART out of a series that has RDATE alone.
        yield "RRULE", {}, "FREQ=DAILY;COUNT=1"
    for line in held.lines:
        name, parameters, value = content(line)
        if name == "RRULE":
            yield name, {}, _rule(value, held)
        elif name in ("RDATE", "EXDATE"):
            starts = (_added if name == "RDATE" else _left_out)(parameters, value, held)
            if starts:
                yield name, _parameters(held), ",".join(_name(at, held) for at in starts)


def _added(parameters: dict[str, str], value: str, held: CalendarSeries) -> list[datetime]:
    """The dates that are added; ical.js would have DTSTART twice."""
    starts = [series_date(text, parameters, held.when) for text in value.split(",")]
    return [at for at in starts if at != _first(held)]


def _left_out(parameters: dict[str, str], value: str, held: CalendarSeries) -> list[datetime]:
    """The dates that are left out, of those that there are: at one that is none, ical.js passes over the next."""
    starts = [at for text in value.split(",") for at in excluded(text, parameters, held.when, held.lines)]
    last = max(starts)
    occurring = starts_until(held.when, held.lines, last)
    return [at for at in starts if at in occurring]


def _first(held: CalendarSeries) -> datetime:
    first = start_of(held.when)
    assert first is not None
    return first.at


def recurrence_id(occurrence: Occurrence, held: CalendarSeries) -> tuple[dict[str, str], str]:
    """Parameters and value of the RECURRENCE-ID of an occurrence."""
    return _parameters(held), _name(local_moment(occurrence.key, {}, held.when)[0], held)


def _name(at: datetime, held: CalendarSeries) -> str:
    """A date of the series, in the type that its DTSTART has."""
    if not held.when.start_time:
        return f"{at:%Y%m%d}"
    mark = "Z" if held.zone == "Z" else ""
    return f"{at:%Y%m%dT%H%M%S}{mark}"


def _parameters(held: CalendarSeries) -> dict[str, str]:
    if not held.when.start_time:
        return {"VALUE": "DATE"}
    return {"TZID": held.zone} if held.zone not in ("", "Z") else {}


def _rule(value: str, held: CalendarSeries) -> str:
    parts = rule_parts(value)
    for name in parts.keys() & {"BYHOUR", "BYMINUTE", "BYSECOND"}:
        # ical.js passes over dates left out where times are not in their order.
        parts[name] = ",".join(sorted(parts[name].split(","), key=int))
    if "UNTIL" in parts:
        last, timed = local_moment(parts["UNTIL"], {}, held.when)
        if not held.when.start_time:
            parts["UNTIL"] = f"{last:%Y%m%d}"
        else:
            last = last if timed else last.replace(hour=23, minute=59, second=59)
            parts["UNTIL"] = _in_utc(last, held.when.timezone)
    return rule_text(parts)


def _in_utc(last: datetime, zone: str | None) -> str:
    if not zone:
        return f"{last:%Y%m%dT%H%M%S}"
    return f"{last.replace(tzinfo=clock(zone)).astimezone(UTC):%Y%m%dT%H%M%SZ}"


def zone_use(event: Event) -> ZoneUse | None:
    """The zone by whose clock a series runs, with its first and last year; None where it needs none."""
    held = calendar_series(event)
    first = held and start_of(held.when)
    if held is None or not first or held.zone in ("", "Z"):
        return None
    years = [first.at.year]
    for each in event.overrides:
        if each.when is not None and each.when.earliest is not None and each.when.latest is not None:
            years += [each.when.earliest.year, each.when.latest.year]
    last = series(event).last
    end = last and last.latest
    years.append(end.year if end else event.updated.year + CLOCK_YEARS)
    return ZoneUse(held.zone, max(min(years), EARLIEST), max(years), unending=end is None)
