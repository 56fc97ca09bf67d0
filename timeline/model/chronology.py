"""The chronology as a whole: what `timeline.toml` says of it."""

from __future__ import annotations

from datetime import tzinfo
from typing import Final, NamedTuple

import msgspec

from timeline.dates.clock import clock
from timeline.dates.local_time import FLOATING
from timeline.dates.reading.date_order import ASK

HEMISPHERES: Final = ("north", "south")


class Era(NamedTuple):
    """A named stretch of time that drawings show: `edtf` is an interval, of which one side may be open."""

    name: str
    edtf: str


class Chronology(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One chronology's settings that show in what it publishes.

    `authority` is a name and a year as in a tag URI (RFC 4151), and never changes; `base_url` (it may have a path,
    never a trailing slash) is the only origin of links. `timezone` (IANA) says when its days begin, and `local_times`
    whose clock a time is by that names no zone; `date_order` which figure is the day. `eras` are shown in drawings.
    `image_hosts` are the hosts from which readers may load pictures beside our own. `show_authors` lets readers see
    who changed what.
    """

    title: str
    description: str = ""
    language: str = "en"
    contact: str = ""
    licence: str = ""
    authority: str = "timeline.example,2026"
    base_url: str = "http://127.0.0.1:8000"
    timezone: str = "UTC"
    local_times: str = FLOATING
    hemisphere: str = "north"
    date_order: str = ASK
    image_hosts: tuple[str, ...] = ()
    eras: tuple[Era, ...] = ()
    show_authors: bool = False

    @property
    def zone(self) -> tzinfo:
        """The zone whose midnights begin the chronology's days."""
        return clock(self.timezone)

    @property
    def host(self) -> str:
        """The host part of the authority, after the @ of every UID."""
        return self.authority.split(",")[0]

    def tag(self, name: str) -> str:
        """The tag URI of an entry: atom:id, guid and JSON Feed id (RFC 4151, section 2.1)."""
        return f"tag:{self.authority}:{name}"

    def uid(self, name: str) -> str:
        """The iCalendar UID of an entry (RFC 7986, section 5.3)."""
        return f"{name}@{self.host}"
