"""Atom 1.0 (RFC 4287) by feedgen, with deleted entries (RFC 6721) and paging links (RFC 5005)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cache, partial
from typing import Final

from feedgen.entry import FeedEntry
from feedgen.feed import FeedGenerator
from lxml import etree

from timeline.model.urls import Urls
from timeline.render.channel import Channel, Deleted
from timeline.render.content import html, is_web
from timeline.render.dates import feed_title
from timeline.render.entries import Entry, Options
from timeline.render.pictures import Picture
from timeline.render.syndication import (
    ENTRY_NAMESPACES,
    TOMBSTONES,
    EntryExtension,
    FeedExtension,
    add_when,
    between,
    extend,
    head_of,
    parts,
    title_of,
)
from timeline.render.text import clean, line

TAIL: Final = b"</feed>\n"
OPENING: Final = b"  <entry"
# feedgen reads a text by dateutil, which costs more than an entry does.
_ANY: Final = datetime(2000, 1, 1, tzinfo=UTC)
_NAMESPACES: Final = {**ENTRY_NAMESPACES, "at": TOMBSTONES}


def head(channel: Channel) -> bytes:
    """The feed up to its first entry."""
    return head_of(whole(channel, []), TAIL)


def entry(entry: Entry, options: Options) -> bytes:
    """One entry, as it stands between head and tail."""
    (written,) = entries([entry], options)
    return written


def entries(entries: Sequence[Entry], options: Options) -> list[bytes]:
    """Several at once, each with the bytes that it has alone: most of what feedgen does is done once a feed."""
    written = _string(_frame([feed_entry(each, options) for each in entries]))
    return parts(between(written, _empty(), TAIL), OPENING, len(entries))


def tail(channel: Channel) -> bytes:
    """The end of the feed."""
    return TAIL


def whole(channel: Channel, entries: list[FeedEntry]) -> bytes:
    """The feed as feedgen writes it in one go."""
    feed = FeedGenerator()
    feed.id(channel.id)
    feed.title(title_of(channel))
    feed.subtitle(line(channel.description) or None)
    feed.updated(channel.updated)
    feed.language(channel.language)
    feed.rights(line(channel.chronology.licence) or None)
    feed.generator("timeline")
    feed.author(_author(channel))
    feed.icon(Urls(channel.chronology.base_url).static("icon.png"))
    feed.link(href=channel.self_url, rel="self", type="application/atom+xml")
    for rel, address in (("first", channel.first_url), ("next", channel.next_url)):
        if address:
            feed.link(href=address, rel=rel, type="application/atom+xml")
    feed.link(href=channel.page_url, rel="alternate", type="text/html")
    extend(feed, "timeline", FeedExtension(_NAMESPACES, partial(_bury, channel.deleted)))
    for each in entries:
        feed.add_entry(each, order="append")
    return _string(feed)


def feed_entry(entry: Entry, options: Options) -> FeedEntry:
    """The entry as feedgen takes it. Its dates are ours, never the event's (RFC 4287, 4.2.9 and 4.2.15)."""
    item = FeedEntry()
    item.id(entry.id)
    item.title(clean(feed_title(entry.title, entry.dated)))
    item.updated(entry.occasion.updated)
    item.published(entry.occasion.published)
    item.content(html(entry, options.language), type="html")
    item.link(href=entry.url, rel="alternate")
    item.category([{"term": tag} for tag in entry.event.tags])
    language = entry.language if entry.language != options.language else ""
    extend(item, "timeline", EntryExtension(partial(_extend, entry, language)))
    return item


def _author(channel: Channel) -> dict[str, str]:
    """The chronology; RFC 4287 (4.1.1) wants an author of the feed where entries have none."""
    author = {"name": channel.author}
    contact = line(channel.chronology.contact)
    if "@" in contact and " " not in contact:
        author["email"] = contact
    return author


def _frame(entries: list[FeedEntry]) -> FeedGenerator:
    """The least feed with the namespaces of every feed, so that an entry is written as in any of them."""
    feed = FeedGenerator()
    feed.id("x")
    feed.title("x")
    feed.updated(_ANY)
    extend(feed, "timeline", FeedExtension(_NAMESPACES, partial(_bury, ())))
    for each in entries:
        feed.add_entry(each, order="append")
    return feed


@cache
def _empty() -> bytes:
    """The least feed without entries."""
    return _string(_frame([]))


def _string(feed: FeedGenerator) -> bytes:
    written: bytes = feed.atom_str(pretty=True)
    # libxml2 closes a feed without entries on one line with its last element; it always has some, so never <feed/>.
    return written


def _bury(deleted: tuple[Deleted, ...], feed: etree._Element) -> None:
    """Write a deleted-entry for each entry that is no more."""
    for gone in deleted:
        attributes = {"ref": gone.id, "when": gone.at.isoformat()}
        element = etree.SubElement(feed, f"{{{TOMBSTONES}}}deleted-entry", attributes)
        if gone.comment:
            etree.SubElement(element, f"{{{TOMBSTONES}}}comment").text = clean(gone.comment)


def _enclosure(picture: Picture) -> dict[str, str]:
    kind = {"type": picture.media_type} if picture.media_type else {}
    return {"href": picture.address, "rel": "enclosure", **kind, "title": picture.alt}


def _extend(entry: Entry, language: str, element: etree._Element) -> None:
    """Links with all their attributes, which feedgen 1.0 drops, the entry's language where it is not the feed's, and
    our element of the date."""
    if language:
        element.set("{http://www.w3.org/XML/1998/namespace}lang", language)
    link = element.find("link")
    assert link is not None
    link.attrib.update({"rel": "alternate", "type": "text/html"})
    links = [("related", each.url, each.title) for each in entry.event.links]
    links += [("via", each.url, each.title or each.publisher) for each in entry.event.sources]
    at = list(element).index(link)
    if entry.picture and entry.picture.loaded:
        element.insert(at + 1, etree.Element("link", _enclosure(entry.picture)))
        at += 1
    for offset, (rel, address, title) in enumerate((x for x in links if is_web(x[1])), start=1):
        attributes = {"href": address, "rel": rel} | ({"title": line(title)} if line(title) else {})
        element.insert(at + offset, etree.Element("link", attributes))
    add_when(element, entry)
