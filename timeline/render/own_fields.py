"""What another chronology needs of an event and a format has no element for: one JSON object in our own extension."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from timeline.dates import When
from timeline.model.event import OWN, Event, Override
from timeline.model.recurrence import recurs
from timeline.render.content import is_web
from timeline.render.text import clean


def own_fields(event: Event) -> dict[str, Any]:
    """The fields of the API that an entry's own elements mix with other words or leave out; empty ones left out."""
    fields: dict[str, Any] = {
        "title": clean(event.title),
        "summary": clean(event.summary),
        "reason": clean(event.reason),
        "places": event.places,
        "links": [link for link in event.links if is_web(link.url)],
        "language": event.language,
        "successor": event.successor,
        "recurrence": event.recurrence if recurs(event) else (),
    }
    return {name: value for name, value in fields.items() if value}


def own_fields_of_series(event: Event) -> dict[str, Any]:
    """The same with the occurrences that differ, of which a feed has no entries."""
    changed = [override_fields(each, _stated) for each in event.overrides] if recurs(event) else []
    return own_fields(event) | ({"overrides": changed} if changed else {})


def override_fields(override: Override, date: Callable[[When], dict[str, Any]]) -> dict[str, Any]:
    """An occurrence that differs: its original date, what it has of its own, and what it is `without`."""
    own = {name: said for name in (*OWN, "without") if (said := getattr(override, name))}
    moved = {} if override.when is None else {"when": date(override.when)}
    return {"original": override.original} | moved | own


def own_json(event: Event) -> str:
    """The fields with those of a series, as a text for XML."""
    return clean(msgspec.json.encode(own_fields_of_series(event)).decode())


def own_json_with_date(event: Event) -> str:
    """The fields with the date: iCalendar keeps only some of its times and words. What differs has a VEVENT."""
    return clean(msgspec.json.encode({"when": _stated(event.when), **own_fields(event)}).decode())


def _stated(when: When) -> dict[str, Any]:
    """A date without what follows from it."""
    date = {"edtf": when.edtf, "text": when.text, "start_time": when.start_time, "end_time": when.end_time}
    date["timezone"] = when.timezone
    return {name: value for name, value in date.items() if value}
