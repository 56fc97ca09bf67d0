"""DTSTART, DTEND and DURATION of a component as a `When`: days, times with their zone, nothing that is not said."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Final

from icalendar import vDuration

from timeline.dates import EDTFError, When
from timeline.dates.clock import clock, seconds
from timeline.extract.ics.lines import Component, Property
from timeline.extract.ics.stated_zone import StatedZone
from timeline.extract.ics.zones import zone_of
from timeline.model.source import Refusal

_VALUE: Final = re.compile(
    r"(\d{4})-?(\d{2})-?(\d{2})"
    r"(?:[T ](\d{2}):?(\d{2})(?::?(\d{2})(?:[.,]\d+)?)?\s*(Z|[+-]\d{2}:?\d{2})?)?",
    re.IGNORECASE,
)


class BadDate(ValueError):
    """A value that is no date; the message says why."""


@dataclass(frozen=True, slots=True)
class Moment:
    """A date, or a time on a clock; `zone` is an IANA name, `Z`, an offset, or empty where none is said."""

    at: date | datetime
    zone: str = ""

    @property
    def timed(self) -> datetime | None:
        """The clock time, or None of a whole day."""
        return self.at if isinstance(self.at, datetime) else None

    @property
    def day(self) -> date:
        """The day by its own clock."""
        return self.at.date() if isinstance(self.at, datetime) else self.at

    def on(self, zone: str) -> datetime | None:
        """The same instant by the clock of another zone; None of a whole day. Without zones the clock stays."""
        here = self.timed
        if here is None or not zone or not self.zone or zone == self.zone:
            return here
        try:
            return here.replace(tzinfo=_tzinfo(self.zone)).astimezone(_tzinfo(zone)).replace(tzinfo=None)
        except OverflowError:
            return here


Zones = Mapping[str, StatedZone]
"""The VTIMEZONEs of a calendar by their TZID; under no name the zone of its times that name none (X-WR-TIMEZONE)."""


def moment(value: str, parameters: dict[str, str], zones: Zones, notes: list[str]) -> Moment:
    """One date or time of a property. Raises `BadDate`; a zone that is not known is told in `notes`."""
    match = _VALUE.fullmatch(value.strip())
    if match is None:
        raise BadDate(f"{value.strip()[:40]!r} is no date")
    try:
        day = date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        raise BadDate(f"{value.strip()[:40]!r}: there is no such day") from None
    if match[4] is None or _is_midnight_of_date(match, parameters):
        return Moment(day)
    hour, minute, second = int(match[4]), int(match[5]), min(int(match[6] or 0), 59)
    if hour > 24 or minute > 59 or (hour == 24 and (minute or second)):
        raise BadDate(f"{value.strip()[:40]!r}: there is no such time")
    try:
        at = datetime(day.year, day.month, day.day) + timedelta(hours=hour, minutes=minute, seconds=second)  # noqa: DTZ001
    except OverflowError:
        raise BadDate(f"{value.strip()[:40]!r}: there is no such day") from None
    return Moment(at, _zone(match[7], parameters, zones, at, notes))


def _is_midnight_of_date(match: re.Match[str], parameters: dict[str, str]) -> bool:
    """A date that a producer wrote as midnight, beside VALUE=DATE."""
    midnight = int(match[4]) == int(match[5]) == int(match[6] or 0) == 0
    return midnight and parameters.get("VALUE", "").upper() == "DATE"


def _zone(said: str | None, parameters: dict[str, str], zones: Zones, at: datetime, notes: list[str]) -> str:
    if said:
        if said.upper() == "Z":
            return "Z"
        # RFC 5545 knows no offset in a value; producers who write one leave the colon out as often as not.
        return said if ":" in said else f"{said[:3]}:{said[3:]}"
    name = parameters.get("TZID", "")
    if not name:
        return zones[""].place if "" in zones else ""
    zone = zone_of(name, zones.get(name), at)
    if zone is None:
        notes.append(f"the zone {name[:60]!r} is not known: the time is kept without a zone")
    return zone or ""


def when_of(component: Component, zones: Zones, refused: list[Refusal]) -> tuple[When, list[Property]]:
    """The date of a component, and the properties that say it. Raises `BadDate` where there is none.

    An end that cannot be read, or lies before the start, is told in `refused` and left out.
    """
    start = component.first("DTSTART")
    if start is None:
        raise BadDate("it has no DTSTART")
    notes: list[str] = []
    begins = _read(start, zones, notes)
    said = [start]
    ends: Moment | None = None
    try:
        ends, ending = _end(component, begins, zones, notes)
        said += [ending] if ending else []
    except BadDate as error:
        refused.append(Refusal(place=f"line {start.line}", reason=f"its end is left out: {error}", note=True))
    refused += [Refusal(place=f"line {start.line}", reason=note, note=True) for note in dict.fromkeys(notes)]
    try:
        return (_days(begins, ends) if _is_all_day(component, begins, ends) else _timed(begins, ends)), said
    except EDTFError as error:
        raise BadDate(str(error)) from None


def _is_all_day(component: Component, begins: Moment, ends: Moment | None) -> bool:
    """Whether whole days are meant: dates, or what Outlook writes as times from midnight to midnight."""
    if begins.timed is None:
        return True
    midnight = datetime.min.time()
    if begins.timed.time() != midnight or (ends is not None and (ends.timed is None or ends.timed.time() != midnight)):
        return False
    said = component.text("X-MICROSOFT-CDO-ALLDAYEVENT", "X-FUNAMBOL-ALLDAY").upper()
    lasts = ends is not None and ends.day > begins.day and begins.zone == ends.zone != "Z"
    return said in ("TRUE", "1") or lasts


def _read(stated: Property, zones: Zones, notes: list[str]) -> Moment:
    try:
        return moment(stated.value, stated.parameters, zones, notes)
    except BadDate as error:
        raise BadDate(f"{stated.name}: {error}") from None


def _end(component: Component, begins: Moment, zones: Zones, notes: list[str]) -> tuple[Moment | None, Property | None]:
    ending = component.first("DTEND")
    if ending is not None:
        ends = _read(ending, zones, notes)
        if _before(ends, begins):
            raise BadDate("DTEND is before DTSTART")
        return ends, ending
    lasting = component.first("DURATION")
    if lasting is None:
        return None, None
    return Moment(begins.at + duration(lasting.value, lasting.name), begins.zone), lasting


def duration(text: str, name: str = "DURATION") -> timedelta:
    """How long something lasts (RFC 5545, section 3.3.6). Raises `BadDate`, naming the property."""
    try:
        lasts: timedelta = vDuration.from_ical(text.strip().upper())  # type: ignore[no-untyped-call]
    except (ValueError, OverflowError):
        raise BadDate(f"{name}: {text[:40]!r} is no duration") from None
    if not timedelta() <= lasts < timedelta(days=36_600):
        raise BadDate(f"{name}: {text[:40]!r} is out of bounds")
    return lasts


def _before(ends: Moment, begins: Moment) -> bool:
    if begins.timed is None or ends.timed is None:
        return ends.day < begins.day
    clock_time = ends.on(begins.zone)
    return clock_time is not None and clock_time < begins.timed


def _days(begins: Moment, ends: Moment | None) -> When:
    """Whole days; DTEND is exclusive (RFC 5545, 3.6.1), unless it is a time within its day."""
    first = last = begins.day
    if ends is not None:
        exclusive = ends.timed is None or ends.timed.time() == datetime.min.time()
        last = ends.day - timedelta(days=1) if exclusive and ends.day > first else ends.day
    return When.parse(str(first) if last <= first else f"{first}/{last}")


def _timed(begins: Moment, ends: Moment | None) -> When:
    start = begins.timed
    assert start is not None
    zone = begins.zone or None
    end = None
    if ends is not None:
        end = ends.on(begins.zone) if ends.timed else datetime.combine(ends.day, datetime.min.time())
    if end is None or end <= start:
        return When.parse(str(start.date()), start_time=_time(start), timezone=zone)
    # An end by the next day's clock that is not after the start's needs no second day (`When`).
    edtf = str(start.date()) if end - start < timedelta(days=1) else f"{start.date()}/{end.date()}"
    return When.parse(edtf, start_time=_time(start), end_time=_time(end), timezone=zone)


def in_zone(when: When, zone: str) -> When:
    """The same date by the clock of another zone; a day, and a time where one of the zones is not said, stays."""
    first, last = when.earliest, when.latest
    if not when.start_time or not when.timezone or when.timezone == zone or not zone or first is None or last is None:
        return when
    begins = Moment(datetime.combine(date(*first), time.fromisoformat(when.start_time)), when.timezone)
    there = Moment(begins.on(zone) or begins.at, zone)
    if when.end_time is None:
        return _timed(there, None)
    ends = datetime.combine(date(*last), time()) + timedelta(seconds=seconds(when.end_time))
    if isinstance(begins.at, datetime) and ends <= begins.at:
        ends += timedelta(days=1)
    return _timed(there, Moment(ends, when.timezone))


def _time(at: datetime) -> str:
    return f"{at:%H:%M:%S}" if at.second else f"{at:%H:%M}"


def _tzinfo(zone: str) -> tzinfo:
    return UTC if zone == "Z" else clock(zone)
