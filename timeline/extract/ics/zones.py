"""Names of zones in calendars: IANA's, Windows', those that producers decorate, and what a VTIMEZONE says itself."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Final

from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from timeline.dates.clock import FURTHEST
from timeline.dates.zones import zone_names
from timeline.extract.ics.stated_zone import StatedZone

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


def zone_of(name: str, stated: StatedZone | None, at: datetime) -> str | None:
    """The zone that a TZID means: an IANA name, else the offset that its VTIMEZONE (`stated`) gives at that clock
    time, as ±HH:MM; None where neither is to be had."""
    if stated is None:
        return zone_name(name)
    zone = place_of(name, stated)
    if zone:
        return zone
    shift = stated.offset(at)
    return zone_name(name) if shift is None else format_offset(shift)


def place_of(name: str, stated: StatedZone | None) -> str:
    """The IANA name (or Z) that a TZID or its VTIMEZONE names; nothing where only an offset is to be had."""
    names = [name, *stated.names] if stated else [name]
    zones = (zone_name(each) for each in names if each)
    return (stated.place if stated else "") or next((zone for zone in zones if zone and zone[0] not in "+-"), "")


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


@lru_cache(maxsize=1)
def _iana() -> dict[str, str]:
    return {name.casefold(): name for name in zone_names()}


@lru_cache(maxsize=1)
def _windows() -> dict[str, str]:
    return {_key(name): zone for name, zone in (WINDOWS_TO_OLSON | MORE_WINDOWS).items()}


def _key(name: str) -> str:
    return re.sub(r"[\s/;,]+", " ", name).casefold().strip()
