"""The box that offers a feed: its addresses, and the links that add it to the calendars people have."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from timeline.model.chronology import Chronology
from timeline.model.feed import Feed
from timeline.model.urls import Urls, google, outlook, webcal
from timeline.render import FORMATS
from timeline.render.html.words import plural


def subscription(
    chronology: Chronology, slug: str, title: str, parameters: Sequence[tuple[str, str]] = ()
) -> dict[str, Any]:
    """The addresses of one feed, narrowed by the parameters."""
    links = Urls(chronology.base_url)
    calendar = links.feed(slug, "ics", pairs=parameters)
    formats: list[dict[str, str]] = []
    for extension, format in FORMATS.items():
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


def card(chronology: Chronology, feed: Feed, count: int) -> dict[str, Any]:
    """One feed in the list of feeds."""
    return subscription(chronology, feed.slug, feed.title) | {
        "description": feed.description,
        "page": Urls(chronology.base_url).feed(feed.slug),
        "events": plural(count, "event", "events"),
    }


def alternates(box: dict[str, Any]) -> list[dict[str, str]]:
    """The links by which a browser or a reader finds the feeds of a page."""
    followed = {format.name for format in FORMATS.values() if format.followed}
    # A table is for a spreadsheet: a reader that took it for a feed would fail.
    return [
        {"type": link["type"], "title": f"{box['title']} ({link['name']})", "href": link["href"]}
        for link in box["formats"]
        if link["name"] in followed
    ]
