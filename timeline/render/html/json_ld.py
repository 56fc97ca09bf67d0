"""An event for search engines: schema.org's Event as JSON-LD."""

from __future__ import annotations

import json
from typing import Any, Final

from markupsafe import Markup

from timeline.model.chronology import Chronology
from timeline.model.event import Event, Place
from timeline.model.urls import Urls
from timeline.render.html.times import html_datetime, html_end
from timeline.render.pictures import picture

SCHEMA_STATUS: Final = {"cancelled": "EventCancelled", "postponed": "EventPostponed"}


def script(chronology: Chronology, event: Event) -> Markup:
    """The event as JSON that cannot end its script element, whatever a text holds."""
    text = json.dumps(schema_event(chronology, event), ensure_ascii=False, sort_keys=True)
    return Markup(text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e"))  # noqa: S704


def schema_event(chronology: Chronology, event: Event) -> dict[str, Any]:
    """The event as schema.org's Event; a vague date has no made-up startDate."""
    shown = picture(event, chronology)
    fields: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Event",
        "@id": Urls(chronology.base_url).event(event.id),
        "url": Urls(chronology.base_url).event(event.id),
        "name": event.title,
        "description": event.summary or event.title,
        "eventStatus": "https://schema.org/" + SCHEMA_STATUS.get(event.status, "EventScheduled"),
        "keywords": list(event.tags),
        "location": [_place(place) for place in event.places],
        "image": shown.address if shown is not None and shown.loaded else "",
        "startDate": html_datetime(event.when),
        "endDate": html_end(event.when),
    }
    return {name: value for name, value in fields.items() if value}


def _place(place: Place) -> dict[str, Any]:
    fields: dict[str, Any] = {"@type": "Place", "name": place.name}
    if place.latitude is not None:
        fields["geo"] = {"@type": "GeoCoordinates", "latitude": place.latitude, "longitude": place.longitude}
    return fields
