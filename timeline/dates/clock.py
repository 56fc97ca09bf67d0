"""Clock times and zones beside a day: what may be said, checked and nothing filled in."""

from __future__ import annotations

import re
from datetime import UTC, timedelta, timezone, tzinfo
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

from timeline.dates.edtf.mistakes import shorten
from timeline.dates.zones import NOWHERE, named_zone, zone_names
from timeline.errors import EDTFError, nearest

OFFSET: Final = r"[+-][0-9]{2}(?::[0-9]{2})?"
"""An offset as EDTF writes it."""
LOOSE_OFFSET: Final = r"[+-]\d\d:?(?:\d\d)?"
"""An offset as documents write it: the colon and the minutes may be left out (ISO 8601-1, basic format)."""

_TIME: Final = re.compile(r"([0-9]{2}):([0-9]{2})(?::([0-9]{2}))?")
_OFFSET: Final = re.compile(r"([+-])([0-9]{2})(?::([0-9]{2}))?")
_NAME: Final = re.compile(r"[A-Za-z][A-Za-z0-9_+-]*(/[A-Za-z0-9_+-]+){0,2}")
FURTHEST: Final = 14
"""Hours that an offset may be from UTC, either way; the furthest in use is +14:00."""


def time(text: str, *, ends: bool = False) -> str:
    """The time of day, HH:MM or HH:MM:SS, as it was said. Raises `EDTFError`.

    24:00 is an end only: a start at midnight is 00:00 of the day that begins. A leap second, :60, is refused, since
    neither calendars nor `datetime` hold it; ISO 8601-1 lets those who exchange dates agree on that.
    """
    match = _TIME.fullmatch(text)
    if match is None:
        raise EDTFError(f"{shorten(text)}: a time is written HH:MM or HH:MM:SS, with two digits each: 09:30")
    hour, minute, second = int(match[1]), int(match[2]), int(match[3] or 0)
    if (hour, minute, second) == (24, 0, 0):
        if not ends:
            raise EDTFError(f"{text}: a start at midnight is written 00:00, on the day that begins")
        return text
    if hour > 23 or minute > 59:
        raise EDTFError(f"{text}: there is no such time; the clock goes from 00:00 to 23:59")
    if second > 59:
        raise EDTFError(f"{text}: seconds go from 00 to 59; write a leap second as 59")
    return text


def seconds(text: str) -> int:
    """Seconds since midnight of a checked time."""
    hour, minute, *second = (int(part) for part in text.split(":"))
    return hour * 3600 + minute * 60 + (second[0] if second else 0)


def zone(text: str) -> str:
    """The zone in one spelling: an IANA name, `Z`, or an offset as ±HH:MM. Raises `EDTFError`."""
    if text == "Z":
        return text
    if match := _OFFSET.fullmatch(text):
        sign, hours, minutes = match[1], int(match[2]), int(match[3] or 0)
        if minutes > 59 or hours * 60 + minutes > FURTHEST * 60:
            raise EDTFError(f"{text}: an offset goes from -{FURTHEST}:00 to +{FURTHEST}:00")
        if sign == "-" and not hours and not minutes:
            raise EDTFError(f"{text}: no offset is written Z or +00:00 (ISO 8601-1, 4.3.13)")
        return f"{sign}{hours:02}:{minutes:02}"
    if text[:1] in ("+", "-"):
        raise EDTFError(f"{shorten(text)}: an offset is written ±HH or ±HH:MM: +02:00")
    _named(text)
    return text


def clock(text: str) -> tzinfo:
    """The zone or offset as `datetime` knows it; `text` is as `zone` gives it."""
    if text == "Z":
        return UTC
    if match := _OFFSET.fullmatch(text):
        offset = timedelta(hours=int(match[2]), minutes=int(match[3] or 0))
        return timezone(-offset if match[1] == "-" else offset)
    return _named(text)


@lru_cache(maxsize=1000)
def _named(name: str) -> ZoneInfo:
    if not _NAME.fullmatch(name) or name in NOWHERE:
        raise EDTFError(f"{shorten(name)}: a zone is a name such as Europe/Paris, an offset such as +02:00, or Z")
    zone = named_zone(name)
    if zone is None:
        near = nearest(name, zone_names())
        hint = f"; did you mean {near}?" if near else ""
        raise EDTFError(f"{shorten(name)}: this zone is not known{hint}")
    return zone
