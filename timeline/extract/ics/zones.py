"""Names of zones in calendars: IANA's, Windows', those that producers decorate, and what a VTIMEZONE says itself."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from functools import lru_cache
from operator import itemgetter
from typing import Final
from zoneinfo import available_timezones

from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from timeline.dates.clock import FURTHEST
from timeline.extract.ics.lines import Component

MORE_WINDOWS: Final = {
    # Newer than the library's table, or names that only Exchange and old Outlooks write.
    "Alberta Standard Time": "America/Edmonton",
    "British Columbia Standard Time": "America/Vancouver",
    "Manitoba Standard Time": "America/Winnipeg",
    "Central Europe": "Europe/Budapest",
    "Central European": "Europe/Warsaw",
    "Eastern": "America/New_York",
    "Central": "America/Chicago",
    "Mountain": "America/Denver",
    "Pacific": "America/Los_Angeles",
    "GMT": "Etc/UTC",
    "tzone://Microsoft/Utc": "Etc/UTC",
    "Coordinated Universal Time": "Etc/UTC",
    "Greenwich Mean Time": "Europe/London",
    "Eastern Time": "America/New_York",
    "Central Time": "America/Chicago",
    "Mountain Time": "America/Denver",
    "Pacific Time": "America/Los_Angeles",
    "Eastern Time (US & Canada)": "America/New_York",
    "Central Time (US & Canada)": "America/Chicago",
    "Mountain Time (US & Canada)": "America/Denver",
    "Pacific Time (US & Canada)": "America/Los_Angeles",
    "Atlantic Time (Canada)": "America/Halifax",
    "Amsterdam, Berlin, Bern, Rome, Stockholm, Vienna": "Europe/Berlin",
    "Amsterdam, Berlin, Bern, Rom, Stockholm, Wien": "Europe/Berlin",
    "Brussels, Copenhagen, Madrid, Paris": "Europe/Paris",
    "Belgrade, Bratislava, Budapest, Ljubljana, Prague": "Europe/Budapest",
    "Sarajevo, Skopje, Warsaw, Zagreb": "Europe/Warsaw",
    "Sarajevo, Skopje, Sofija, Vilnius, Warsaw, Zagreb": "Europe/Warsaw",
    "Dublin, Edinburgh, Lisbon, London": "Europe/London",
    "Greenwich Mean Time : Dublin, Edinburgh, Lisbon, London": "Europe/London",
    "Athens, Bucharest": "Europe/Bucharest",
    "Athens, Istanbul, Minsk": "Europe/Athens",
    "Helsinki, Kyiv, Riga, Sofia, Tallinn, Vilnius": "Europe/Kyiv",
    "Moscow, St. Petersburg": "Europe/Moscow",
    "Moscow, St. Petersburg, Volgograd": "Europe/Moscow",
    "Beijing, Chongqing, Hong Kong, Urumqi": "Asia/Shanghai",
    "Hong Kong SAR, Beijing, Chongqing": "Asia/Shanghai",
    "Osaka, Sapporo, Tokyo": "Asia/Tokyo",
    "Chennai, Kolkata, Mumbai, New Delhi": "Asia/Kolkata",
    "Canberra, Melbourne, Sydney": "Australia/Sydney",
    "Auckland, Wellington": "Pacific/Auckland",
    "Arizona": "America/Phoenix",
    "Indiana (East)": "America/Indiana/Indianapolis",
    "Hawaii": "Pacific/Honolulu",
    "Alaska": "America/Anchorage",
    "Brasilia": "America/Sao_Paulo",
    "Buenos Aires": "America/Argentina/Buenos_Aires",
}
_UTC_NAMES: Final = frozenset({"z", "utc", "gmt", "zulu", "etc/utc", "etc/gmt", "universal"})
_DECORATED: Final = re.compile(r"^\((?:UTC|GMT)\s*([+-]\d{1,2}[.:]\d{2})?\)\s*(.*)$", re.IGNORECASE)
_OFFSET: Final = re.compile(r"(?:UTC|GMT)?\s*([+-])(\d{1,2}):?(\d{2})?$", re.IGNORECASE)
_ONSET: Final = re.compile(r"([+-]?\d{1,2})?(SU|MO|TU|WE|TH|FR|SA)", re.IGNORECASE)
_SHIFT: Final = re.compile(r"([+-])(\d{2})(\d{2})(?:\d{2})?")
_DAYS: Final = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


def zone_of(name: str, stated: Component | None, at: datetime) -> str | None:
    """The zone that a TZID means: an IANA name, else the offset that its VTIMEZONE (`stated`) gives at that clock
    time, as ±HH:MM; None where neither is to be had."""
    location = stated.text("X-LIC-LOCATION", "X-LOCATION", "TZID-ALIAS-OF") if stated else ""
    zone = zone_name(name) or (zone_name(location) if location else None)
    if zone is not None or stated is None:
        return zone
    shift = offset(stated, at)
    return None if shift is None else format_offset(shift)


@lru_cache(maxsize=4096)
def zone_name(name: str) -> str | None:
    """The IANA name (or offset) for a zone's name as producers write it, or None."""
    if len(name) > 200:
        return None
    name = name.strip().strip('"')
    if name.casefold() in _UTC_NAMES:
        return "Z"
    zone = _iana().get(name.casefold()) or _windows().get(_key(name)) or _zone_at_end(name)
    # Names with a number behind them, or with spaces for the signs that IANA writes.
    zone = zone or _iana().get(name.rstrip("0123456789 ").replace(" ", "_").casefold())
    if zone:
        return zone
    decorated = _DECORATED.match(name)
    if decorated is None:
        return _offset(name)
    zone = _windows().get(_key(decorated[2]))
    if zone is None and decorated[1]:
        zone = _offset(decorated[1].replace(".", ":"))
    return zone


def _zone_at_end(name: str) -> str | None:
    """The zone in which a producer's own path ends.

    /freeassociation.sourceforge.net/Tzfile/Europe/Berlin, /mozilla.org/20050126_1/America/New_York
    """
    parts = name.split("/")
    # America/Indiana/Knox has three parts, so the longer end is tried first.
    for count in (3, 2):
        if len(parts) > 1 and (zone := _iana().get("/".join(parts[-count:]).casefold())):
            return zone
    return None


def _offset(name: str) -> str | None:
    match = _OFFSET.fullmatch(name)
    if match is None:
        return None
    shift = timedelta(hours=int(match[2]), minutes=int(match[3] or 0))
    return format_offset(-shift if match[1] == "-" else shift)


def format_offset(shift: timedelta) -> str | None:
    """An offset as ±HH:MM, `Z` for none; None where no place on earth has it."""
    minutes = round(shift.total_seconds() / 60)
    if abs(minutes) > FURTHEST * 60:
        return None
    if minutes == 0:
        return "Z"
    sign = "-" if minutes < 0 else "+"
    return f"{sign}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}"


def offset(stated: Component, at: datetime) -> timedelta | None:
    """The offset from UTC that a VTIMEZONE gives at a clock time: that of the latest onset before it; before all
    onsets what the first says was there before (RFC 5545, section 3.6.5)."""
    onsets: list[tuple[datetime, timedelta]] = []
    beginnings: list[tuple[datetime, timedelta]] = []
    for half in stated.children[:50]:
        to, start = _offset_of(half.text("TZOFFSETTO")), _clock_time(half.text("DTSTART"))
        if to is None or start is None:
            continue
        before = _offset_of(half.text("TZOFFSETFROM"))
        if before is not None:
            beginnings.append((start, before))
        onsets += [(onset, to) for onset in _onsets(half, start, at) if onset <= at]
    # Of equals the one written first, in both.
    if onsets:
        return max(onsets, key=itemgetter(0))[1]
    return min(beginnings, key=itemgetter(0))[1] if beginnings else None


def _onsets(half: Component, start: datetime, at: datetime) -> list[datetime]:
    """The onsets of one half that matter at a time: the first, those listed, and those of that year and the last."""
    onsets = [start]
    for listed in half.every("RDATE")[:200]:
        onsets += [clock for text in listed.value.split(",") if (clock := _clock_time(text)) is not None]
    rule = half.text("RRULE").upper()
    parts = dict(part.partition("=")[::2] for part in rule.split(";"))
    if parts.get("FREQ") == "YEARLY":
        until = _clock_time(parts.get("UNTIL", ""))
        for year in (at.year - 1, at.year):
            onset = _yearly(parts, start, year)
            if onset is not None and onset >= start and (until is None or onset <= until):
                onsets.append(onset)
    return onsets


def _yearly(parts: dict[str, str], start: datetime, year: int) -> datetime | None:
    """The onset in a year: the nth weekday of a month, or the day and month of DTSTART."""
    try:
        month = int(parts.get("BYMONTH", start.month))
        named = _ONSET.fullmatch(parts.get("BYDAY", "").split(",")[0])
        if named is None:
            return start.replace(year=year)
        weekday, nth = _DAYS.index(named[2].upper()), int(named[1] or 1)
        if nth > 0:
            first = start.replace(year=year, month=month, day=1)
            return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (nth - 1))
        after = start.replace(year=year + month // 12, month=month % 12 + 1, day=1)
        last = after - timedelta(days=1)
        return last - timedelta(days=(last.weekday() - weekday) % 7 + 7 * (-nth - 1))
    except (ValueError, OverflowError):
        return None


def _offset_of(text: str) -> timedelta | None:
    match = _SHIFT.fullmatch(text.strip())
    if match is None:
        return None
    shift = timedelta(hours=int(match[2]), minutes=int(match[3]))
    return -shift if match[1] == "-" else shift


def _clock_time(text: str) -> datetime | None:
    try:
        return datetime.strptime(text.strip().rstrip("Z")[:15], "%Y%m%dT%H%M%S")  # noqa: DTZ007 - a wall clock
    except ValueError:
        return None


@lru_cache(maxsize=1)
def _iana() -> dict[str, str]:
    return {name.casefold(): name for name in available_timezones() if name not in ("localtime", "Factory")}


@lru_cache(maxsize=1)
def _windows() -> dict[str, str]:
    return {_key(name): zone for name, zone in (WINDOWS_TO_OLSON | MORE_WINDOWS).items()}


def _key(name: str) -> str:
    return re.sub(r"[\s/;,]+", " ", name).casefold().strip()
