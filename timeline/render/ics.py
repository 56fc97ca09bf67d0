"""iCalendar (RFC 5545, RFC 7986) by icalendar. No METHOD: nobody is invited, and with one some clients ask to accept.

Texts go in as `vText`: icalendar writes plain strings of NAME and X- properties without escaping them.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

import msgspec
from icalendar import Alarm, Calendar, Event, vDDDTypes, vDuration, vInt, vRecur, vText, vUri

from timeline.model.event import Event as HeldEvent
from timeline.model.event import Place
from timeline.model.recurrence import Occurrence
from timeline.render import entries
from timeline.render.channel import REFRESH, Channel
from timeline.render.content import calendar_text
from timeline.render.dates import Placement, calendar_title, feed_title, in_words
from timeline.render.entries import Entry, Options
from timeline.render.messages import message
from timeline.render.own_fields import own_json_with_date
from timeline.render.pictures import Picture
from timeline.render.series import (
    CalendarSeries,
    calendar_series,
    departing_occurrences,
    occurrence_placement,
    recurrence_id,
)
from timeline.render.text import clean, line
from timeline.render.zones import zone_component

PRODID: Final = "-//timeline//timeline//EN"
TAIL: Final = b"END:VCALENDAR\r\n"


def head(channel: Channel) -> bytes:
    """The calendar up to its first event, with the zones that its events use."""
    written: bytes = calendar(channel).to_ical()
    return written[: -len(TAIL)]


def entry(entry: Entry, options: Options) -> bytes:
    """One VEVENT, and one for each occurrence that differs from its series; nothing where no calendar holds it."""
    placement = entry.style.placement(entry.occasion, options)
    parts = [event(entry, options, placement), *overridden(entry, options)]
    return b"".join(part.to_ical() for part in parts if part is not None)


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
        if (part := zone_component(zone)) is not None:
            found.add_component(part)
    return found


def event(entry: Entry, options: Options, place: Placement | None) -> Event | None:
    """The VEVENT as icalendar takes it, or None where there is no day for it."""
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
    series = _series(entry)
    told["summary"] = vText(clean(title(entry)))
    told["description"] = vText(clean(_description(entry, series, options)))
    told["status"] = vText(entry.status)
    # Otherwise a mark that lasts all day would block the subscriber's day; Outlook reads the twin.
    told["transp"] = vText("TRANSPARENT")
    told["x-microsoft-cdo-busystatus"] = vText("FREE")
    told["url"] = vUri(entry.url)
    # For another chronology that subscribes: the date and status as we have them, which iCalendar cannot say.
    told["x-timeline-edtf"] = vText(series.when.edtf if series else held.when.edtf)
    if held.status != "happened":
        told["x-timeline-status"] = vText(held.status)
    if entry.style.is_event:
        told["x-timeline-event"] = vText(own_json_with_date(held))
    if held.tags:
        told.add("categories", list(held.tags))
    _add_places(told, held.places)
    _add_picture(told, entry.picture)
    if entry.comment:
        told["comment"] = vText(entry.comment)
    if entry.style.is_event:
        _add_relations(told, entry, options)
        if series is not None:
            _add_recurrence(told, series)
    if options.policy.alarm:
        told.add_component(_alarm(entry, options.policy.alarm))
    return told


def title(entry: Entry) -> str:
    """The title, with the date's words where the mark is not the date: it is vague, or no longer the event's."""
    if not entry.style.is_event:
        return entry.title
    if entry.event.status == "postponed":
        return feed_title(entry.title, entry.dated)
    return entry.title if _series(entry) is not None else calendar_title(entry.title, entry.event.when, entry.dated)


def _description(entry: Entry, series: CalendarSeries | None, options: Options) -> str:
    said = calendar_text(entry, options)
    if series is None or not series.resumes:
        return said
    words = in_words(series.when, options.language, options.chronology.hemisphere)
    return f"{said}\n{message('resumes', options.language, words=words)}"


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


def _add_picture(told: Event, picture: Picture | None) -> None:
    if picture is not None and picture.loaded:
        kind = {"FMTTYPE": picture.media_type} if picture.media_type else {}
        told.add("attach", vUri(picture.address), parameters=kind)


def _add_relations(told: Event, entry: Entry, options: Options) -> None:
    """What follows it, in the word of RFC 9253 and in that of RFC 5545, which clients know; and its siblings."""
    held, uid = entry.event, options.chronology.uid
    related = [("NEXT", held.successor), ("SIBLING", held.successor)]
    related += [("SIBLING", held.merged_into), ("SIBLING", held.split_from)]
    for kind, id in related:
        if id:
            told.add("related-to", vText(uid(id)), parameters={"RELTYPE": kind})


def _add_recurrence(told: Event, held: CalendarSeries) -> None:
    """The rule, the dates added and those left out, by the clock of DTSTART."""
    for name, parameters, value in held.content:
        if name == "RRULE":
            told.add("rrule", vRecur.from_ical(value))
        else:
            told.add(name, vUri(value), parameters=parameters)


def overridden(entry: Entry, options: Options) -> Iterator[Event]:
    """A VEVENT for each occurrence that differs from its series: the same UID, and its original date."""
    held = _series(entry)
    if held is None:
        return
    for occurrence in departing_occurrences(entry.event, held):
        place = occurrence_placement(occurrence, held)
        occasion = msgspec.structs.replace(entry.occasion, event=_as_single(entry.event, occurrence))
        single = entries.entry(occasion, options, entry.style)
        found = event(single, options, place)
        if found is not None:
            parameters, value = recurrence_id(occurrence, held)
            found["summary"] = vText(clean(single.title))
            found.add("recurrence-id", vUri(value), parameters=parameters)
            yield found


def _series(entry: Entry) -> CalendarSeries | None:
    return calendar_series(entry.event) if entry.style.is_event else None


def _as_single(event: HeldEvent, occurrence: Occurrence) -> HeldEvent:
    """The event as one occurrence has it; what that leaves empty is as the series has it."""
    override = occurrence.override
    single = msgspec.structs.replace(event, when=occurrence.when, recurrence=(), overrides=())
    if override is None:
        return single
    own = override.own
    # Translations are of the series' texts.
    translations = {} if own.keys() & {"title", "summary"} else event.translations
    return msgspec.structs.replace(single, translations=translations, **own)


def _alarm(entry: Entry, before: str) -> Alarm:
    alarm = Alarm()
    alarm.add("action", vText("DISPLAY"))
    alarm.add("description", vText(clean(entry.title)))
    alarm.add("trigger", _duration(before))
    return alarm


def _duration(text: str) -> timedelta:
    found: timedelta = vDuration.from_ical(text)  # type: ignore[no-untyped-call]
    return found
