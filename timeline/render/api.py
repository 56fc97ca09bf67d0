"""The API's answers in JSON: events with every field, pages of them, feeds, tags and places."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

import msgspec

from timeline.model.chronology import Chronology
from timeline.model.event import Event
from timeline.model.feed import Feed
from timeline.model.recurrence import Occurrence, as_event
from timeline.model.urls import Urls, google, outlook, webcal
from timeline.render.entries import title_and_summary, when_fields
from timeline.render.own_fields import override_fields

MEDIA_TYPE: Final = "application/json; charset=utf-8"
_Field = Callable[[Event, Chronology, str], Any]

FIELDS: Final[dict[str, _Field]] = {
    "id": lambda e, c, lang: e.id,
    "url": lambda e, c, lang: Urls(c.base_url).event(e.id),
    "title": lambda e, c, lang: title_and_summary(e, lang)[0] if lang else e.title,
    "summary": lambda e, c, lang: title_and_summary(e, lang)[1] if lang else e.summary,
    "when": lambda e, c, lang: when_fields(e.when),
    "status": lambda e, c, lang: e.status,
    "reason": lambda e, c, lang: e.reason,
    "tags": lambda e, c, lang: e.tags,
    "places": lambda e, c, lang: e.places,
    "links": lambda e, c, lang: e.links,
    "language": lambda e, c, lang: title_and_summary(e, lang)[2] if lang else e.language,
    "translations": lambda e, c, lang: {code: e.translations[code] for code in sorted(e.translations)},
    "sources": lambda e, c, lang: e.sources,
    "conflicts": lambda e, c, lang: e.conflicts,
    "origin": lambda e, c, lang: e.origin,
    "sequence": lambda e, c, lang: e.sequence,
    "published": lambda e, c, lang: e.published,
    "updated": lambda e, c, lang: e.updated,
}
"""An event's fields, all of them always there, in this order."""
RELATIONS: Final[dict[str, _Field]] = {
    "image": lambda e, c, lang: _image(e, c),
    "successor": lambda e, c, lang: e.successor,
    "merged_into": lambda e, c, lang: e.merged_into,
    "split_from": lambda e, c, lang: e.split_from,
    "recurrence": lambda e, c, lang: e.recurrence,
    "overrides": lambda e, c, lang: [override_fields(each, when_fields) for each in e.overrides],
}
"""Fields that are there only where they say something."""
UNCONFIRMED: Final = "unconfirmed"
"""A field that is there, and true, where its date has passed and nothing recorded tells whether it took place."""


def event_object(
    event: Event,
    chronology: Chronology,
    fields: Iterable[str] = (),
    language: str = "",
    following: Occurrence | None = None,
    *,
    unconfirmed: bool = False,
) -> dict[str, Any]:
    """The event as a JSON object: the fields named, or all. Dates are written by `when_fields`.

    `following` is the next occurrence of a series, `unconfirmed` that the date of what was awaited has passed: for
    answers that end when the clock says something else, not for those that are kept.
    """
    wanted = tuple(fields) or (*FIELDS, *RELATIONS, "next", UNCONFIRMED)
    there = [*FIELDS, *(name for name in RELATIONS if getattr(event, name))]
    writers = FIELDS | RELATIONS
    written = {name: writers[name](event, chronology, language) for name in there if name in wanted}
    if following is not None and "next" in wanted:
        written["next"] = {"id": following.id(event), "when": when_fields(following.when)}
    if unconfirmed and UNCONFIRMED in wanted:
        written[UNCONFIRMED] = True
    return written


def occurrence_object(
    event: Event, occurrence: Occurrence, chronology: Chronology, fields: Iterable[str] = (), language: str = ""
) -> dict[str, Any]:
    """One occurrence as a JSON object: the event as it is on that date, under the occurrence's id."""
    wanted = tuple(fields)
    written = event_object(as_event(event, occurrence), chronology, wanted, language)
    if "id" in written:
        written["id"] = occurrence.id(event)
    if occurrence.key and (not wanted or "series" in wanted):
        written["series"] = event.id
    return written


def _image(event: Event, chronology: Chronology) -> dict[str, str] | None:
    """The picture under a whole address, wherever it is: what a program loads is its own affair."""
    image = event.image
    if image is None:
        return None
    address = Urls(chronology.base_url).image(image.url) if image.is_own else image.url
    return {"url": address, "alt": image.alt, "credit": image.credit}


def event(
    event: Event, chronology: Chronology, following: Occurrence | None = None, *, unconfirmed: bool = False
) -> bytes:
    """One event."""
    return encode(event_object(event, chronology, following=following, unconfirmed=unconfirmed))


def events(page: Iterable[bytes], next: str) -> bytes:
    """A page of events that are already written, and the cursor of the next."""
    return b'{"events":[' + b",".join(page) + b'],"next":' + encode(next or None) + b"}"


def feed_object(
    feed: Feed, chronology: Chronology, formats: Iterable[str], events: int | None = None
) -> dict[str, Any]:
    """A feed: what it chooses, and every address at which it can be had."""
    urls = Urls(chronology.base_url)
    calendar = urls.feed(feed.slug, "ics")
    found: dict[str, Any] = {
        "slug": feed.slug,
        "title": feed.title,
        "description": feed.description,
        "language": feed.language or chronology.language,
        "query": feed.query,
        "limit": feed.limit,
        "events": events,
        "url": urls.feed(feed.slug),
        "formats": {format: urls.feed(feed.slug, format) for format in formats},
        "subscribe": {
            "webcal": webcal(calendar),
            "google": google(calendar),
            "outlook": outlook(calendar, feed.title),
        },
        "formerly": feed.formerly,
        "updated": feed.updated,
    }
    return found


def listing(name: str, rows: Iterable[Mapping[str, Any]]) -> bytes:
    """A list of objects under a name."""
    return encode({name: list(rows)})


def encode(value: object) -> bytes:
    """JSON, equal for equal values; objects keep their fields in the order given."""
    return msgspec.json.encode(value)
