"""What Atom and RSS share: our namespace, and the feedgen extensions that write what feedgen itself cannot.

A feed's bytes are its head, its entries and its tail. feedgen renders each entry once, in a feed of one; what stands
between head and tail is kept and joined, and the joined bytes are those that feedgen would write for the whole.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Final

from feedgen.entry import FeedEntry
from feedgen.ext.base import BaseEntryExtension, BaseExtension
from feedgen.feed import FeedGenerator
from lxml import etree

from timeline.render.channel import Channel
from timeline.render.entries import Entry, when_fields
from timeline.render.own_fields import own_json
from timeline.render.text import clean

NAMESPACE: Final = "tag:timeline.example,2026:ns"
"""Names our elements for ever, wherever a chronology is published; it is no address and need not answer."""
ATOM: Final = "http://www.w3.org/2005/Atom"
TOMBSTONES: Final = "http://purl.org/atompub/tombstones/1.0"
GEORSS: Final = "http://www.georss.org/georss"
ENTRY_NAMESPACES: Final = {"timeline": NAMESPACE, "georss": GEORSS}


class FeedExtension(BaseExtension):  # type: ignore[misc]
    """Namespaces of a feed and, by the function given, elements of its head."""

    def __init__(self, namespaces: dict[str, str], write: Callable[[etree._Element], None]) -> None:
        self._namespaces, self._write = namespaces, write

    def extend_ns(self) -> dict[str, str]:
        return self._namespaces

    def extend_atom(self, feed: etree._Element) -> etree._Element:
        self._write(feed)
        return feed

    def extend_rss(self, feed: etree._Element) -> etree._Element:
        self._write(feed[0])
        return feed


class EntryExtension(BaseEntryExtension):  # type: ignore[misc]
    """Elements of an entry, by the function given."""

    def __init__(self, write: Callable[[etree._Element], None]) -> None:
        self._write = write

    def extend_atom(self, entry: etree._Element) -> etree._Element:
        self._write(entry)
        return entry

    def extend_rss(self, entry: etree._Element) -> etree._Element:
        self._write(entry)
        return entry


def extend(target: FeedGenerator | FeedEntry, name: str, extension: BaseExtension) -> None:
    """Register an extension; feedgen calls what it is given to make one, and a class could not know the entry."""
    target.register_extension(name, lambda: extension)


def add_when(parent: etree._Element, entry: Entry) -> None:
    """Our element: the date in EDTF, its bounds and its words; and where it took place, if that is one point."""
    fields = {name: clean(value) for name, value in when_fields(entry.event.when).items() if value}
    element = etree.SubElement(parent, f"{{{NAMESPACE}}}when", fields)
    element.text = clean(entry.words)
    status = etree.SubElement(parent, f"{{{NAMESPACE}}}status")
    status.text = entry.event.status
    if entry.style.is_event:
        etree.SubElement(parent, f"{{{NAMESPACE}}}event").text = own_json(entry.event)
    points = [(p.latitude, p.longitude) for p in entry.event.places if p.latitude is not None]
    if len(points) == 1:
        etree.SubElement(parent, f"{{{GEORSS}}}point").text = f"{points[0][0]} {points[0][1]}"


def head_of(whole: bytes, tail: bytes) -> bytes:
    """What precedes the entries in a feed without any."""
    return whole.removesuffix(tail)


def between(whole: bytes, empty: bytes, tail: bytes) -> bytes:
    """The entry in a feed of one, given the same feed of none."""
    return whole.removesuffix(tail).removeprefix(head_of(empty, tail))


def parts(written: bytes, opening: bytes, number: int) -> list[bytes]:
    """The entries that stand one after the other. `opening` begins the line of each, and no other: in texts and
    attributes its sign is escaped."""
    starts = [0]
    while (at := written.find(b"\n" + opening, starts[-1])) >= 0:
        starts.append(at + 1)
    if len(starts) != number:
        raise ValueError(f"{number} entries were written as {len(starts)}")
    return [written[start:end] for start, end in pairwise([*starts, len(written)])]


def title_of(channel: Channel) -> str:
    """The feed's title without what XML forbids; feedgen refuses an empty one."""
    return clean(channel.title) or channel.id
