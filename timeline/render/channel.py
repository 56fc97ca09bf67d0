"""What a feed says of itself, in any format."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from timeline.model.chronology import Chronology
from timeline.render.text import line
from timeline.render.zones import ZoneUse

REFRESH: Final = timedelta(hours=1)
"""How often we suggest to ask again; Google asks every 4 to 24 hours whatever we say."""


@dataclass(frozen=True, slots=True)
class Deleted:
    """An entry that is no more (RFC 6721): its id, since when, and why."""

    id: str
    at: datetime
    comment: str


@dataclass(frozen=True, slots=True)
class Channel:
    """A feed as a whole. `key` is the last part of its ids, `self_url` its canonical address, `page_url` the page for
    people, `next_url` the page of older entries (or nothing), `first_url` the newest page where this is a later one.
    `notes` say what a calendar leaves out; `zones` are those whose clocks its entries use."""

    chronology: Chronology
    key: str
    title: str
    description: str
    language: str
    self_url: str
    page_url: str
    updated: datetime
    next_url: str = ""
    first_url: str = ""
    deleted: tuple[Deleted, ...] = ()
    notes: tuple[str, ...] = ()
    zones: tuple[ZoneUse, ...] = ()
    color: str = ""

    @property
    def id(self) -> str:
        """atom:id of the feed."""
        return self.chronology.tag(self.key)

    @property
    def author(self) -> str:
        """The chronology; where the feed is called after it, its host: readers show both names side by side."""
        name, host = line(self.chronology.title), self.chronology.host
        return host if line(self.title).startswith(name) else name
