"""JSON Feed 1.1, with every field of the date in the extension `_timeline`."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

import msgspec

from timeline.model.urls import Urls
from timeline.render.channel import Channel
from timeline.render.content import html, is_web, text
from timeline.render.dates import feed_title
from timeline.render.entries import Entry, Options, when_fields
from timeline.render.own_fields import own_fields_of_series
from timeline.render.text import clean

VERSION: Final = "https://jsonfeed.org/version/1.1"
JOIN: Final = b",\n"
TAIL: Final = b"\n]}\n"


def head(channel: Channel) -> bytes:
    """The feed up to its first item."""
    links = Urls(channel.chronology.base_url)
    fields: dict[str, Any] = {
        "version": VERSION,
        "title": clean(channel.title) or channel.id,
        "home_page_url": channel.page_url,
        "feed_url": channel.self_url,
        "description": clean(channel.description),
        "next_url": channel.next_url,
        "icon": links.static("icon.png"),
        "favicon": links.favicon,
        "language": channel.language,
        "authors": [{"name": channel.author}],
        "_timeline": {"updated": _instant(channel.updated)}
        | ({"licence": clean(channel.chronology.licence)} if channel.chronology.licence else {}),
    }
    written = msgspec.json.encode({name: value for name, value in fields.items() if value})
    return written[:-1] + b',"items":[\n'


def entry(entry: Entry, options: Options) -> bytes:
    """One item. Its dates are ours; the event's own is in the title, the text and `_timeline`."""
    event = entry.event
    fields: dict[str, Any] = {
        "id": entry.id,
        "url": entry.url,
        "external_url": next((link.url for link in event.links if is_web(link.url)), ""),
        "title": clean(feed_title(entry.title, entry.dated)),
        "content_html": html(entry, options.language),
        "content_text": text(entry, options.language),
        "image": entry.picture.address if entry.picture and entry.picture.loaded else "",
        "date_published": _instant(entry.occasion.published),
        "date_modified": _instant(entry.occasion.updated),
        "tags": event.tags,
        "language": entry.language,
        "_timeline": _extension(entry),
    }
    # An item has one of the contents, be it empty: its title may say all.
    return msgspec.json.encode({name: value for name, value in fields.items() if value or name == "content_text"})


def tail(channel: Channel) -> bytes:
    """The end of the feed."""
    return TAIL


def _extension(entry: Entry) -> dict[str, Any]:
    event = entry.event
    own = {"reason": clean(event.reason), "places": event.places}
    if entry.style.is_event:
        own = own_fields_of_series(event)
    fields: dict[str, Any] = {
        "id": event.id,
        "when": when_fields(event.when),
        "words": entry.words,
        "status": event.status,
        "sequence": event.sequence,
        **own,
        "change": entry.occasion.change.kind if entry.occasion.change else "",
        "deleted": event.is_gone,
    }
    return {name: value for name, value in fields.items() if value or name == "sequence"}


def _instant(at: datetime) -> str:
    return at.isoformat().replace("+00:00", "Z")
