"""The box that offers a feed: its addresses, and the links that add it to the calendars people have."""

from __future__ import annotations

from typing import Any

from timeline.model.chronology import Chronology
from timeline.model.event import Event
from timeline.model.feed import Feed
from timeline.model.parameters import FORMATS as OFFERED
from timeline.model.urls import WHOLE, Pairs, Urls, google, outlook, webcal
from timeline.render import FORMATS
from timeline.render.html import texts

Link = dict[str, str]
"""A link in the head of a page: its type, its title, its address."""


def subscription(chronology: Chronology, slug: str, title: str, parameters: Pairs = ()) -> dict[str, Any]:
    """The addresses of one feed, narrowed by the parameters."""
    links, parameters = Urls(chronology.base_url), list(parameters)
    calendar = links.feed(slug, "ics", pairs=parameters)
    formats: list[dict[str, str]] = []
    for extension in OFFERED:
        format = FORMATS[extension]
        href = links.feed(slug, extension, pairs=parameters)
        formats.append({"name": format.name, "type": format.bare_media_type, "href": href})
    return {
        "title": title,
        "webcal": webcal(calendar),
        "google": google(calendar),
        "outlook": outlook(calendar, title),
        "outlook_work": outlook(calendar, title, at_work=True),
        "formats": formats,
    }


def card(chronology: Chronology, links: Urls, feed: Feed, count: int, parameters: Pairs = ()) -> dict[str, Any]:
    """One feed in the list of feeds."""
    return subscription(chronology, feed.slug, feed.title, parameters) | {
        "description": feed.description,
        "page": links.feed(feed.slug),
        "more": links.subscribe(feed.slug),
        "events": texts.counted("count", count, links.language or chronology.language),
    }


def whole(chronology: Chronology, parameters: Pairs = ()) -> list[Link]:
    """The feeds of the whole chronology."""
    return alternates(subscription(chronology, WHOLE, chronology.title, parameters))


def of_event(chronology: Chronology, event: Event, parameters: Pairs = ()) -> list[Link]:
    """An event's own calendar, while it stands, and the feeds that it is in."""
    if event.is_gone:
        return whole(chronology, parameters)
    calendar = FORMATS["ics"].bare_media_type
    own = {"type": calendar, "title": event.title, "href": Urls(chronology.base_url).event(event.id, "ics")}
    return [own, *whole(chronology, parameters)]


def alternates(box: dict[str, Any]) -> list[Link]:
    """The links by which a browser or a reader finds the feeds of a page."""
    followed = {format.name for format in FORMATS.values() if format.followed}
    # A table is for a spreadsheet: a reader that took it for a feed would fail.
    return [
        {"type": link["type"], "title": f"{box['title']} ({link['name']})", "href": link["href"]}
        for link in box["formats"]
        if link["name"] in followed
    ]
