"""RSS 2.0 by feedgen, with the instants, links and dates that RSS itself has no element for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cache, partial
from typing import Final

from feedgen.entry import FeedEntry
from feedgen.feed import FeedGenerator
from lxml import etree

from timeline.render.channel import Channel
from timeline.render.content import html
from timeline.render.dates import feed_title
from timeline.render.entries import Entry, Options
from timeline.render.syndication import (
    ATOM,
    ENTRY_NAMESPACES,
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

TAIL: Final = b"  </channel>\n</rss>\n"
OPENING: Final = b"    <item"
# feedgen reads a text by dateutil, which costs more than an entry does.
_ANY: Final = datetime(2000, 1, 1, tzinfo=UTC)


def head(channel: Channel) -> bytes:
    """The feed up to its first item."""
    return head_of(whole(channel, []), TAIL)


def entry(entry: Entry, options: Options) -> bytes:
    """One item, as it stands between head and tail."""
    (written,) = entries([entry], options)
    return written


def entries(entries: Sequence[Entry], options: Options) -> list[bytes]:
    """Several at once, each with the bytes that it has alone: most of what feedgen does is done once a feed."""
    written = _string(_frame([feed_item(each, options) for each in entries]))
    return parts(between(written, _empty(), TAIL), OPENING, len(entries))


def tail(channel: Channel) -> bytes:
    """The end of the feed."""
    return TAIL


def whole(channel: Channel, items: list[FeedEntry]) -> bytes:
    """The feed as feedgen writes it in one go."""
    feed = FeedGenerator()
    feed.title(title_of(channel))
    feed.description(line(channel.description) or title_of(channel))
    feed.language(channel.language)
    feed.copyright(line(channel.chronology.licence) or None)
    feed.generator("timeline")
    feed.docs("")
    # Not the present time, which feedgen fills in: a feed would be new at every request.
    feed.lastBuildDate(channel.updated)
    feed.link(href=channel.self_url, rel="self", type="application/rss+xml")
    # feedgen makes the last link the channel's, which must be the page for people.
    feed.link(href=channel.page_url, rel="alternate")
    extend(feed, "timeline", FeedExtension(ENTRY_NAMESPACES, partial(_page_links, channel)))
    for each in items:
        feed.add_entry(each, order="append")
    return _string(feed)


def feed_item(entry: Entry, options: Options) -> FeedEntry:
    """The item as feedgen takes it. The guid is no address: `isPermaLink` is false. `pubDate` is our first publication;
    the latest revision stands in atom:updated, since a changed pubDate would make readers show the item as new."""
    item = FeedEntry()
    item.guid(entry.id, permalink=False)
    item.title(clean(feed_title(entry.title, entry.dated)))
    item.link(href=entry.url, rel="alternate")
    item.description(html(entry, options.language))
    item.category([{"term": tag} for tag in entry.event.tags])
    item.published(entry.occasion.published)
    if entry.picture and entry.picture.loaded and entry.picture.media_type:
        # Nobody has measured it: of such the RSS Advisory Board says to write a length of 0.
        item.enclosure(entry.picture.address, "0", entry.picture.media_type)
    extend(item, "timeline", EntryExtension(partial(_extend, entry)))
    return item


def _frame(items: list[FeedEntry]) -> FeedGenerator:
    """The least feed with the namespaces of every feed, so that an item is written as in any of them."""
    feed = FeedGenerator()
    feed.title("x")
    feed.description("x")
    feed.link(href="x")
    feed.lastBuildDate(_ANY)
    extend(feed, "timeline", FeedExtension(ENTRY_NAMESPACES, lambda channel: None))
    for each in items:
        feed.add_entry(each, order="append")
    return feed


@cache
def _empty() -> bytes:
    """The least feed without entries."""
    return _string(_frame([]))


def _string(feed: FeedGenerator) -> bytes:
    written: bytes = feed.rss_str(pretty=True)
    return written


def _page_links(channel: Channel, element: etree._Element) -> None:
    """Paging links (RFC 5005), which RSS borrows from Atom."""
    for rel, address in (("first", channel.first_url), ("next", channel.next_url)):
        if address:
            etree.SubElement(element, f"{{{ATOM}}}link", {"href": address, "rel": rel, "type": "application/rss+xml"})


def _extend(entry: Entry, element: etree._Element) -> None:
    etree.SubElement(element, f"{{{ATOM}}}updated").text = entry.occasion.updated.isoformat()
    add_when(element, entry)
