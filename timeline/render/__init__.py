"""A chronology as bytes: one module a format, one table of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, NamedTuple

from timeline.render import atom, csv, ics, jsonfeed, rss
from timeline.render.channel import Channel
from timeline.render.entries import Entry, Options


class Format(NamedTuple):
    """One format of feeds: its head, each entry, what stands between two entries, and its tail.

    `complete` ones carry every match; the others the newest `limit`.
    """

    media_type: str
    head: Callable[[Channel], bytes]
    entry: Callable[[Entry, Options], bytes]
    tail: Callable[[Channel], bytes]
    join: bytes = b""
    complete: bool = False


FORMATS: Final = {
    "atom": Format(atom.MEDIA_TYPE, atom.head, atom.entry, atom.tail),
    "rss": Format(rss.MEDIA_TYPE, rss.head, rss.entry, rss.tail),
    "json": Format(jsonfeed.MEDIA_TYPE, jsonfeed.head, jsonfeed.entry, jsonfeed.tail, join=jsonfeed.JOIN),
    "ics": Format(ics.MEDIA_TYPE, ics.head, ics.entry, ics.tail, complete=True),
    "csv": Format(csv.MEDIA_TYPE, csv.head, csv.entry, csv.tail, complete=True),
}

__all__ = ["FORMATS", "Channel", "Entry", "Format", "Options"]
