"""iCalendar (RFC 5545, RFC 7986) by icalendar. No METHOD: nobody is invited, and with one some clients ask to accept.

Texts go in as `vText`: icalendar writes plain strings of NAME and X- properties without escaping them.
"""

from __future__ import annotations

import logging
import re
from datetime import timedelta
from typing import Final

from icalendar import Alarm, Calendar, Event, vDDDTypes, vDuration, vInt, vRecur, vText, vUri
from icalendar.parser import Contentline

from timeline.model.event import Place
from timeline.render.channel import REFRESH, Channel
from timeline.render.content import described
from timeline.render.dates import calendar_title
from timeline.render.entries import Entry, Options
from timeline.render.text import clean, line
from timeline.render.zones import component

PRODID: Final = "-//timeline//timeline//EN"
TAIL: Final = b"END:VCALENDAR\r\n"
REPEATING: Final = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
"""Frequencies that are passed on; a calendar client would choke on the finer ones."""
_DATES: Final = re.compile(r"[0-9TZPDHMSW,/+]+")

log = logging.getLogger(__name__)


def head(channel: Channel) -> bytes:
    """The calendar up to its first event, with the zones that its events use."""
    written: bytes = calendar(channel).to_ical()
    return written[: -len(TAIL)]


def entry(entry: Entry, options: Options) -> bytes:
    """One VEVENT; nothing where a calendar cannot hold the date."""
    found = event(entry, options)
    written: bytes = b"" if found is None else found.to_ical()
    return written


def tail(channel: Channel) -> bytes:
    """The end of the calendar."""
    return TAIL


def calendar(channel: Channel) -> Calendar:
    """The calendar without events, as icalendar takes it; NAME and the rest with the twins that clients read."""
    found = Calendar()
    found.add("prodid", PRODID)
    found.add("version", "2.0")
    found.add("calscale", "GREGORIAN")
    name, told = vText(line(channel.title)), vText(clean("\n".join([channel.description, *channel.notes]).strip()))
    found.add("name", name)
    found.add("x-wr-calname", name)
    if told:
        found.add("description", told)
        found.add("x-wr-caldesc", told)
    found.add("x-wr-timezone", vText(channel.chronology.timezone))
    if channel.color:
        found.add("color", vText(channel.color))
    # No UID of the calendar itself (RFC 7986, section 5.3): vdirsyncer takes it for that of every event, and keeps one.
    found.add("url", vUri(channel.page_url))
    found.add("source", vUri(channel.self_url), parameters={"VALUE": "URI"})
    found.add("last-modified", channel.updated)
    # Apple reads REFRESH-INTERVAL, Outlook X-PUBLISHED-TTL.
    found.add("refresh-interval", vDuration(REFRESH), parameters={"VALUE": "DURATION"})
    found.add("x-published-ttl", vText("PT1H"))
    for zone in channel.zones:
        if (stated := component(zone)) is not None:
            found.add_component(stated)
    return found


def event(entry: Entry, options: Options) -> Event | None:
    """The VEVENT as icalendar takes it, or None where there is no day for it."""
    place = entry.placement
    if place is None:
        return None
    held, occasion, told = entry.event, entry.occasion, Event()
    told["uid"] = vText(entry.uid)
    # Of a calendar without METHOD, DTSTAMP is when the data was last revised (RFC 5545, 3.8.7.2).
    told["dtstamp"] = vDDDTypes(occasion.updated)
    told["created"] = vDDDTypes(occasion.published)
    told["last-modified"] = vDDDTypes(occasion.updated)
    told["sequence"] = vInt(held.sequence)
    _add_time(told, "dtstart", place.start, place.zone)
    if place.end is not None:
        _add_time(told, "dtend", place.end, place.zone)
    title = calendar_title(entry.title, held.when, entry.words) if entry.style.is_event else entry.title
    told["summary"] = vText(clean(title))
    told["description"] = vText(clean(described(entry, options)))
    told["status"] = vText(entry.status)
    # Otherwise a mark that lasts all day would block the subscriber's day; Outlook reads the twin.
    told["transp"] = vText("TRANSPARENT")
    told["x-microsoft-cdo-busystatus"] = vText("FREE")
    told["url"] = vUri(entry.url)
    # For another chronology that subscribes: the date and status as we have them, which iCalendar cannot say.
    told["x-timeline-edtf"] = vText(held.when.edtf)
    if held.status != "happened":
        told["x-timeline-status"] = vText(held.status)
    if held.tags:
        told.add("categories", list(held.tags))
    _add_places(told, held.places)
    if entry.comment:
        told["comment"] = vText(entry.comment)
    if entry.style.is_event:
        _add_relations(told, entry, options)
        _add_recurrence(told, entry)
    if options.policy.alarm:
        told.add_component(_alarm(entry, options.policy.alarm))
    return told


def _add_time(told: Event, name: str, at: object, zone: str) -> None:
    told.add(name, at, parameters={"TZID": zone} if zone else {})


def _add_places(told: Event, places: tuple[Place, ...]) -> None:
    """All names in LOCATION; GEO holds one point only (RFC 5545, 3.8.1.6), so it is written for one place."""
    names = [line(place.name) for place in places if line(place.name)]
    if names:
        told.add("location", vText("; ".join(names)))
    points = [(p.latitude, p.longitude) for p in places if p.latitude is not None and p.longitude is not None]
    if len(places) == 1 and points:
        told.add("geo", points[0])


def _add_relations(told: Event, entry: Entry, options: Options) -> None:
    """What follows it, in the word of RFC 9253 and in that of RFC 5545, which clients know; and its siblings."""
    held, uid = entry.event, options.chronology.uid
    related = [("NEXT", held.successor), ("SIBLING", held.successor)]
    related += [("SIBLING", held.merged_into), ("SIBLING", held.split_from)]
    for kind, id in related:
        if id:
            told.add("related-to", vText(uid(id)), parameters={"RELTYPE": kind})


def _add_recurrence(told: Event, entry: Entry) -> None:
    """The series' own lines, as they came, for a series that begins on a known day; others are one mark. Old ones are
    too: rules from before 1970 make some clients fail."""
    when, place = entry.event.when, entry.placement
    if not when.is_exact or place is None or place.start.year < 1970:
        return
    for content in entry.event.recurrence:
        try:
            # On one line: a line feed would begin a property of its own.
            name, parameters, value = Contentline(line(content)).parts()  # type: ignore[no-untyped-call]
            rule = vRecur.from_ical(value) if name.upper() == "RRULE" else None
        except ValueError as error:
            log.warning("%s: left out a line of its recurrence: %s", entry.event.id, error)
            continue
        if rule is not None and set(rule.get("FREQ", ())) <= set(REPEATING):
            told.add("rrule", rule)
        elif name.upper() in ("RDATE", "EXDATE") and _DATES.fullmatch(value):
            told.add(name, vUri(value), parameters=dict(parameters))


def _alarm(entry: Entry, before: str) -> Alarm:
    alarm = Alarm()
    alarm.add("action", vText("DISPLAY"))
    alarm.add("description", vText(clean(entry.title)))
    alarm.add("trigger", _duration(before))
    return alarm


def _duration(text: str) -> timedelta:
    found: timedelta = vDuration.from_ical(text)  # type: ignore[no-untyped-call]
    return found
