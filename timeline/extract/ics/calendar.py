"""iCalendar (RFC 5545, RFC 7986) and vCalendar 1.0: one mention an event, one a series with its rule."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from timeline.dates import EDTFError, When
from timeline.errors import SourceRefused
from timeline.extract.contract import Broken, MentionOrRefusal, base_address, cite, event_status
from timeline.extract.ics.lines import Component, components
from timeline.extract.ics.occurrences import CalendarEvent, latest, series
from timeline.extract.ics.series import recurrence, with_place
from timeline.extract.ics.stated_zone import StatedZone
from timeline.extract.ics.times import BadDate, Moment, Zones, moment, when_of
from timeline.extract.ics.zones import place_of
from timeline.extract.keys import digest
from timeline.extract.own_fields import own_object, with_own_fields
from timeline.extract.plain_text import line, plain, plain_line, web
from timeline.model.event import Link, Mention, Place
from timeline.model.rule import BadSeries
from timeline.model.source import Document, Refusal
from timeline.prose.cues import detect_language

STATUSES: Final = {
    # STATUS        ours
    "TENTATIVE": "tentative",
    "CANCELLED": "cancelled",
    "CANCELED": "cancelled",
    "DECLINED": "cancelled",
}
_OTHERS: Final = {"VTODO": "tasks", "VJOURNAL": "journal entries", "VFREEBUSY": "busy times", "VAVAILABILITY": "hours"}
_GEO: Final = re.compile(r"\s*(-?\d{1,3}(?:\.\d+)?)\s*[;,]\s*(-?\d{1,3}(?:\.\d+)?)\s*")


@dataclass(frozen=True, slots=True)
class Calendar:
    """What holds for all events of one VCALENDAR."""

    document: Document
    name: str
    language: str
    zones: Zones
    cancelled: bool


def extract(document: Document) -> Iterator[MentionOrRefusal]:
    """The events of all calendars in the document, in its order. Raises `SourceRefused` where there is none."""
    refused: list[Refusal] = []
    root = components(document.data, document.charset, refused)
    calendars = list(_calendars(root))
    if loose := [each for each in root.children if each.name == "VEVENT"]:
        calendars.append(Component("VCALENDAR", loose[0].line, children=loose))
    if not calendars:
        raise SourceRefused(f"{document.url}: no calendar: there is no BEGIN:VCALENDAR in it")
    for calendar in calendars:
        yield from _calendar(document, calendar, refused)
    for item in sorted(refused, key=_line):
        is_end = item.reason.startswith("the document ends")
        yield Broken(place=item.place, reason=item.reason, key=item.key, note=item.note) if is_end else item


def _calendars(component: Component) -> Iterator[Component]:
    """The calendars in a component, those that a careless producer put inside another too, in their order."""
    for each in component.children:
        if each.name == "VCALENDAR":
            yield each
            yield from _calendars(each)


def _line(refusal: Refusal) -> int:
    return int(refusal.place.split()[1])


def _calendar(document: Document, calendar: Component, refused: list[Refusal]) -> Iterator[MentionOrRefusal]:
    about = _about(document, calendar, refused)
    events: list[CalendarEvent] = []
    for event in calendar.children:
        if event.name == "VEVENT":
            try:
                events.append(_event(event, about, refused))
            except (BadDate, BadSeries) as error:
                key, title = _key(event, line(event.text("UID")), None), plain_line(event.text("SUMMARY"))
                refused.append(Refusal(place=_place(event), reason=str(error), key=key, title=title))
    yield from series(latest(events), refused)
    for name, what in _OTHERS.items():
        if others := [each for each in calendar.children if each.name == name]:
            reason = f"{what} are no events ({len(others)} {name})"
            refused.append(Refusal(place=f"line {others[0].line}", reason=reason, note=True))


def _about(document: Document, calendar: Component, refused: list[Refusal]) -> Calendar:
    zones = {each.text("TZID"): StatedZone(each) for each in calendar.children if each.name == "VTIMEZONE"}
    said = document.language or calendar.text("LANGUAGE", "X-WR-LANGUAGE")
    if not said:
        events = [each for each in calendar.children if each.name == "VEVENT"][:200]
        said = detect_language(" ".join(f"{e.text('SUMMARY')} {e.text('DESCRIPTION')[:300]}" for e in events)[:20_000])
    return Calendar(
        document=document,
        name=plain_line(calendar.text("X-WR-CALNAME", "NAME")),
        language=said.lower().replace("_", "-").split("-")[0],
        zones=zones | _zone_of_floating(calendar, zones, refused),
        cancelled=calendar.text("METHOD").upper() == "CANCEL",
    )


def _zone_of_floating(calendar: Component, zones: Zones, refused: list[Refusal]) -> dict[str, StatedZone]:
    """The zone of times that name none: Apple and Google say it of the calendar as a whole, in no standard's words."""
    said = calendar.first("X-WR-TIMEZONE")
    name = line(said.text) if said is not None else ""
    if said is None or not name:
        return {}
    place = place_of(name, zones.get(name))
    if place:
        return {"": StatedZone(calendar, place)}
    reason = f"X-WR-TIMEZONE: the zone {name[:60]!r} is not known: times without a zone do not take it"
    refused.append(Refusal(place=f"line {said.line}", reason=reason, note=True))
    return {}


def _event(event: Component, about: Calendar, refused: list[Refusal]) -> CalendarEvent:
    """One VEVENT. Raises `BadDate` or `BadSeries` where its date or its rule cannot be taken."""
    zones = with_place(event, about.zones, about.document.retrieved)
    when, said = when_of(event, zones, refused)
    first = moment(said[0].value, said[0].parameters, zones, [])
    when, rule = _vague_date(event, when, refused)
    lines = recurrence(event, first, zones, about.document.retrieved)
    occurrence = _occurrence(event, zones)
    uid = line(event.text("UID"))
    words = " ".join(each.words for each in said)
    address = web(event.text("URL"), base_address(about.document))
    mention = Mention(
        key=_key(event, uid, occurrence),
        named_by="id" if uid else "row",
        title=_title(event, when),
        said_when=words,
        when=when,
        summary=_summary(event),
        status=_status(event, about),
        tags=_tags(event),
        places=tuple(_places(event)),
        links=(Link(url=address),) if address else (),
        language=_language(event) or about.language,
        uid="" if occurrence else uid,
        url=address,
        successor=_successor(event),
        recurrence=lines,
        citation=cite(
            about.document,
            title=_title(event, when),
            publisher=about.name,
            url=address,
            published=_publication_day(event),
            words=words,
            place=f"line {event.line}",
            rule=rule or ("ics-time" if when.start_time else "ics-date"),
        ),
    )
    mention = with_own_fields(mention, own_object(event.text("X-TIMELINE-EVENT")), about.document.retrieved)
    return CalendarEvent(mention, event, first, occurrence, _sequence(event))


def _vague_date(event: Component, when: When, refused: list[Refusal]) -> tuple[When, str]:
    """The date as a calendar of ours says it: DTSTART is only its mark (design §2)."""
    said = event.first("X-TIMELINE-EDTF")
    if said is None:
        return when, ""
    try:
        vague = When.parse(said.text.strip())
    except EDTFError as error:
        refused.append(Refusal(place=f"line {said.line}", reason=f"X-TIMELINE-EDTF: {error}", note=True))
        return when, ""
    # A time's day may differ from ours by its zone: DTSTART then says the instant, and is kept.
    return (when if when.start_time else vague), "edtf"


def _key(event: Component, uid: str, occurrence: Moment | None) -> str:
    """The UID; of one occurrence with its RECURRENCE-ID; without a UID what the event says."""
    if not uid:
        uid = digest("\n".join(each.words for each in event.every("DTSTART", "SUMMARY")))
    if len(uid) > 400:
        uid = hashlib.sha256(uid.encode("utf-8", "replace")).hexdigest()
    return f"{uid}#{occurrence.at:%Y%m%dT%H%M%S}" if occurrence else uid


def _title(event: Component, when: When) -> str:
    """The SUMMARY, without the date's words that a calendar of ours puts behind it."""
    title = plain_line(event.text("SUMMARY"))
    if event.first("X-TIMELINE-EDTF"):
        words = line(event.text("DESCRIPTION").partition("\n")[0])
        return title.removesuffix(f" ({words})") if words else title
    return title or plain_line(event.text("DESCRIPTION").partition("\n")[0])[:120]


def _summary(event: Component) -> str:
    """The DESCRIPTION as text; where there is none, what Outlook says in HTML."""
    return plain(event.text("DESCRIPTION") or event.text("X-ALT-DESC"))


def _status(event: Component, about: Calendar) -> str:
    said = event.text("X-TIMELINE-STATUS").lower()
    if about.cancelled:
        return "cancelled"
    # Of what happened a calendar of ours says nothing: CONFIRMED there, as in others, is what is arranged too.
    left_out = "happened" if event.first("X-TIMELINE-EDTF") else ""
    return event_status(said, STATUSES.get(event.text("STATUS").upper(), left_out))


def _tags(event: Component) -> tuple[str, ...]:
    tags = (line(tag) for categories in event.every("CATEGORIES") for tag in categories.texts)
    return tuple(dict.fromkeys(tag for tag in tags if tag))


def _places(event: Component) -> Iterator[Place]:
    """LOCATION, with the point of GEO or of Apple's structured location."""
    name = line(plain(event.text("LOCATION")).replace("\n", ", "))
    structured = event.first("X-APPLE-STRUCTURED-LOCATION")
    point = _point(event.text("GEO"))
    if structured is not None:
        name = name or line(structured.parameters.get("X-TITLE", ""))
        point = point or _point(structured.value.removeprefix("geo:"))
    if point is not None:
        yield Place(name=name or f"{point[0]:g}, {point[1]:g}", latitude=point[0], longitude=point[1])
    elif name:
        yield Place(name=name)


def _point(text: str) -> tuple[float, float] | None:
    """Latitude and longitude; 0;0 is what producers write where they know none."""
    match = _GEO.fullmatch(text)
    if match is None:
        return None
    latitude, longitude = float(match[1]), float(match[2])
    known = abs(latitude) <= 90 and abs(longitude) <= 180 and (latitude or longitude)
    return (latitude, longitude) if known else None


def _language(event: Component) -> str:
    summary = event.first("SUMMARY")
    return summary.parameters.get("LANGUAGE", "").lower().replace("_", "-").split("-")[0] if summary else ""


def _successor(event: Component) -> str:
    """What comes after it (RFC 9253, section 5): the only relation that an event of ours keeps."""
    for relation in event.every("RELATED-TO"):
        if relation.parameters.get("RELTYPE", "").upper() == "NEXT":
            return relation.text.strip()
    return ""


def _publication_day(event: Component) -> str:
    """The day it was written; DTSTAMP says only when it was exported, and changes with every request."""
    try:
        day = moment(event.text("CREATED"), {}, {}, []).day
    except BadDate:
        return ""
    return str(day) if day.year > 1970 else ""


def _sequence(event: Component) -> int:
    said = event.text("SEQUENCE")
    return int(said) if said.isascii() and said.isdigit() and len(said) < 10 else 0


def _occurrence(event: Component, zones: Zones) -> Moment | None:
    """Which date of its series the component is about. Raises `BadDate`."""
    recurrence_id = event.first("RECURRENCE-ID")
    return moment(recurrence_id.value, recurrence_id.parameters, zones, []) if recurrence_id else None


def _place(event: Component) -> str:
    uid = event.text("UID")
    return f"line {event.line}" + (f" (UID {uid[:80]})" if uid else "")
