"""An event's own date in a feed's entry: the extensions that state it, ours and others', by name."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from timeline.dates import EDTFError, When
from timeline.extract import date_fields, objects
from timeline.extract.clock_times import clock_time
from timeline.extract.plain_text import line, plain
from timeline.extract.prose_events import StatedDate
from timeline.model.event import Place

OURS: Final = "tag:timeline.example,2026:ns"
STARTS: Final = (
    # Local names, most telling first. RSS 1.0 Events (ev:startdate), xCal (xcal:dtstart), schema.org (startDate),
    # Trumba (localstart), LiveWhale (starts), Modern Events Calendar (startDate), and plain elements of their kind.
    "startdate dtstart localstart startdatetime eventstart eventstartdate eventdate eventstartdatetime starttime starts"
    " datestart startsat begin begindate eventtime start"
).split()
ENDS: Final = (
    "enddate dtend localend enddatetime eventend eventenddate eventenddatetime endtime ends dateend endsat finish end"
).split()
HOURS: Final = ("starthour", "starttime", "time", "eventtime")
PLACES: Final = ("location", "eventlocation", "venue", "place", "locationname")
STATUSES: Final = {
    "cancelled": "cancelled",
    "canceled": "cancelled",
    "tentative": "tentative",
    "postponed": "postponed",
}
_CORE: Final = frozenset("title link id summary published updated created expired author content tags".split())


def local_names(entry: Mapping[str, Any]) -> dict[str, Any]:
    """What an entry holds beside a feed's usual elements, by local name without signs; the first of each name."""
    values: dict[str, Any] = {}
    for name, value in entry.items():
        if name not in _CORE and not name.endswith(("_parsed", "_detail")):
            values.setdefault(re.sub(r"[^a-z]", "", name.rpartition("_")[2].lower()), value)
            values.setdefault(re.sub(r"[^a-z]", "", name.lower()), value)
    return values


def ours(entry: Mapping[str, Any], namespaces: Mapping[str, str]) -> Mapping[str, Any]:
    """The elements of our namespace in an entry, by local name; feedparser names each by its prefix."""
    prefix = next((prefix for prefix, address in namespaces.items() if address == OURS), None)
    if prefix is None:
        return {}
    start = prefix.lower().replace("-", "_") + "_"
    return {name.removeprefix(start): value for name, value in entry.items() if name.startswith(start)}


def our_date(elements: Mapping[str, Any]) -> StatedDate | None:
    """The date that our own element states."""
    fields = elements.get("when")
    if not isinstance(fields, Mapping):
        return None
    try:
        when = objects.when(dict(fields))
    except EDTFError:
        return None
    return StatedDate(when, when.text or when.edtf, "edtf") if when else None


def stated_date(entry: Mapping[str, Any], published: str, language: str, order: str = "") -> StatedDate | None:
    """The date that an extension states, with its end; None where there is none that can be read."""
    names = local_names(entry)
    google = entry.get("gd_when")
    if isinstance(google, Mapping):
        names |= {"startdate": google.get("starttime"), "enddate": google.get("endtime")}
    start = _first(names, STARTS, published, language, order)
    if start is None:
        return None
    words, when = start
    ending = _first(names, ENDS, published, language, order)
    if ending is not None:
        span = days(when, ending[1])
        if isinstance(span, When):
            words, when = f"{words} – {ending[0]}", span
    for name in HOURS:
        hour = clock_time(line(objects.text(names.get(name))))
        if hour and when.is_exact and when.start_time is None:
            when = date_fields.at_time(when, hour, when.end_time)
    return StatedDate(when, words, "extension")


def days(first: When, last: When) -> When | str:
    """A span; machines write days as midnight, which no event begins or ends at by itself."""
    if first.start_time == "00:00" and last.start_time in ("00:00", "23:59", "23:59:59"):
        first = replace(first, start_time=None, timezone=None)
        last = replace(last, start_time=None, timezone=None)
    return date_fields.span(first, last)


def _first(
    names: Mapping[str, Any], wanted: list[str], published: str, language: str, order: str
) -> tuple[str, When] | None:
    """The first of these names whose value is a date, with its words."""
    for name in wanted:
        value = names.get(name)
        if isinstance(value, Mapping):
            value = value.get("value") or value.get("content") or value.get("datetime")
        words = line(objects.text(value))[:200]
        when = date_fields.read_date(words, published, language, order) if words else ""
        if isinstance(when, When):
            return words, when
    return None


def places(entry: Mapping[str, Any]) -> tuple[Place, ...]:
    """Where it takes place, by name or by a point (GeoRSS, W3C Geo)."""
    names = local_names(entry)
    name = _place_name(names)
    point = objects.coordinates(names.get("lat"), names.get("long") or names.get("lon")) or _georss(entry)
    if point is not None:
        name = name or f"{point[0]:g}, {point[1]:g}"
    return (objects.place(name, point),) if name else ()


def _place_name(names: Mapping[str, Any]) -> str:
    for role in PLACES:
        name = line(plain(objects.text(names.get(role))).replace("\n", ", "))[:200]
        if name:
            return name
    return ""


def _georss(entry: Mapping[str, Any]) -> tuple[float, float] | None:
    """The point that feedparser gives as GeoJSON, which has the longitude first (RFC 7946, section 3.1.1)."""
    where = entry.get("where")
    if not isinstance(where, Mapping) or where.get("type") != "Point":
        return None
    numbers = objects.as_list(list(where.get("coordinates") or ()))
    return objects.coordinates(numbers[1], numbers[0]) if len(numbers) >= 2 else None


def status(entry: Mapping[str, Any]) -> str:
    """The event's status where an extension states it."""
    names = local_names(entry)
    said = next((objects.text(names.get(name)) for name in ("status", "eventstatus") if name in names), "")
    return STATUSES.get(said.rpartition("/")[2].lower().removeprefix("event"), "")
