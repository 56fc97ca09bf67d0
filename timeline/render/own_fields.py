"""What another chronology needs of an event and a format has no element for: one JSON object in our own extension."""

from __future__ import annotations

from typing import Any

import msgspec

from timeline.model.event import Event
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


def own_json(event: Event) -> str:
    """The same as a text for XML."""
    return clean(msgspec.json.encode(own_fields(event)).decode())


def own_json_with_date(event: Event) -> str:
    """The same with the date: iCalendar keeps only some of its times and words."""
    when = event.when
    date = {"edtf": when.edtf, "text": when.text, "start_time": when.start_time, "end_time": when.end_time}
    date["timezone"] = when.timezone
    stated = {name: value for name, value in date.items() if value}
    return clean(msgspec.json.encode({"when": stated, **own_fields(event)}).decode())
