"""What happened around an event, as its page shows it. Pure: values in, what the template shows out."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from timeline.model.event import Event
from timeline.render.html import details
from timeline.render.html.site import Site


class Surroundings(NamedTuple):
    """The events just before and just after, by date, and others at the same places, by the place's name."""

    earlier: tuple[Event, ...] = ()
    later: tuple[Event, ...] = ()
    at_places: tuple[tuple[str, tuple[Event, ...]], ...] = ()


def context(site: Site, event: Event, around: Surroundings) -> dict[str, Any]:
    """What the template shows: the row of dates with the event itself in it, its two neighbours, the places."""
    row = [*_cards(site, around.earlier), details.event_card(site, event) | {"here": True}, *_cards(site, around.later)]
    return {
        "row": row if len(row) > 1 else [],
        "earlier": details.event_card(site, around.earlier[-1]) if around.earlier else None,
        "later": details.event_card(site, around.later[0]) if around.later else None,
        "places": [
            {"heading": site.text("also-in", place=name), "events": _cards(site, events)}
            for name, events in around.at_places
        ],
    }


def _cards(site: Site, events: Iterable[Event]) -> list[dict[str, Any]]:
    return [details.event_card(site, event) | {"here": False} for event in events]
