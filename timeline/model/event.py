"""What is held: an event, and what it is made from.

A `Mention` is one source's claim in its own words; a `Claim` is a mention normalised; an `Event` is merged from one
or many. All are frozen values that know nothing of files, clocks or sockets, and encode to JSON by `encode`.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlsplit

import msgspec

from timeline.dates import When

ID: Final = re.compile(r"[a-z0-9-]{1,64}")
TAG: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")

STATUSES: Final = {
    # status        what it says of the event
    "happened": "it took place",
    "scheduled": "arranged for the date given",
    "expected": "foreseen for the date given",
    "tentative": "planned, but not certain to take place",
    "postponed": "put off; no new date is known",
    "cancelled": "called off",
    "disputed": "sources disagree on whether it took place",
    "withdrawn": "we no longer say this; it should not have been published",
    "merged": "the same as another event, which now speaks for both",
}
GONE: Final = frozenset({"withdrawn", "merged"})
AHEAD: Final = frozenset({"scheduled", "expected", "tentative", "postponed"})
"""Statuses of something that has not taken place yet, as far as is recorded."""
AWAITED: Final = frozenset({"scheduled", "expected", "tentative"})
"""Statuses of something that is to take place on its date, so that one wonders once that has passed."""


class Place(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A named place; latitude and longitude in degrees (WGS 84), both or neither."""

    name: str
    latitude: float | None = None
    longitude: float | None = None


class Link(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A web page about the event; `url` is http or https."""

    url: str
    title: str = ""


IMAGE_TYPES: Final = {
    "avif": "image/avif",
    "gif": "image/gif",
    "jpeg": "image/jpeg",
    "jpg": "image/jpeg",
    "png": "image/png",
    "webp": "image/webp",
}
"""Media types of pictures by the ending of their names. No SVG: it may hold a program."""
OWN_IMAGE: Final = re.compile(rf"images/[A-Za-z0-9][A-Za-z0-9._-]{{0,99}}\.({'|'.join(IMAGE_TYPES)})", re.ASCII)
"""A picture in the chronology's folder, as it is written in an entry and as it stands in an address."""


class Image(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A picture of the event: `url` is a file of the chronology's folder (`images/NAME`) or an https address elsewhere.

    `alt` says what it shows to whoever does not see it, `credit` whose it is and by which licence it may be shown.
    """

    url: str
    alt: str
    credit: str

    @property
    def is_own(self) -> bool:
        """Whether it stands in the chronology's own folder."""
        return OWN_IMAGE.fullmatch(self.url) is not None

    @property
    def media_type(self) -> str:
        """What its name says of its format; empty where that says nothing."""
        return IMAGE_TYPES.get(urlsplit(self.url).path.rpartition(".")[2].lower(), "")


class Translation(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Title and summary in another language."""

    title: str
    summary: str = ""


class Citation(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Who said it, where, and in which words: the provenance (W3C PROV) of one source's claim.

    `published` is the source's own date (YYYY-MM-DD, or empty). `words` are quoted as found; `place` says where in
    the document they stand ("characters 12-40", "row 3"); `rule` names what read the date; `source` is the id of a
    configured source and `key` that source's own id of the item, both empty for what a curator cites by hand.
    `when` is the date as this source has it, `digest` the SHA-256 of the document, `retrieved` when it was fetched.
    """

    title: str = ""
    publisher: str = ""
    url: str = ""
    published: str = ""
    words: str = ""
    place: str = ""
    rule: str = ""
    source: str = ""
    key: str = ""
    when: When | None = None
    digest: str = ""
    retrieved: datetime | None = None


class Conflict(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A source that gives a date which contradicts the event's own; shown, never averaged."""

    when: When
    citation: Citation


OWN: Final = ("title", "summary", "status", "places", "links")
"""What an occurrence may have of its own, beside its date."""
REMOVABLE: Final = ("summary", "places", "links")
"""What an occurrence may be without, though its series has it."""


class Override(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One occurrence of a series that differs from its rule (RFC 5545, RECURRENCE-ID).

    `original` is its date by the rule, in the series' local clock: `20240109` or `20240109T190000`. What is empty or
    None is as the series has it, but for the fields named in `without` (`REMOVABLE`): the occurrence has none.
    """

    original: str
    when: When | None = None
    title: str = ""
    summary: str = ""
    status: str = ""
    places: tuple[Place, ...] = ()
    links: tuple[Link, ...] = ()
    without: tuple[str, ...] = ()

    @property
    def own(self) -> dict[str, Any]:
        """What stands in place of the series' own fields, its date aside; empty values where it is without them."""
        said = {name: value for name in OWN if (value := getattr(self, name))}
        return {name: type(getattr(self, name))() for name in self.without} | said


class Event(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One event as it stands after its latest revision.

    `published` is our instant of first publication (`added:` of a curated entry), `updated` the instant of the
    latest revision; both are whole seconds in UTC, and neither is ever the event's own date. `sequence` counts the
    revisions that a calendar must see. `said_kind` remembers an explicit `kind:` so that it counts only once.
    `edited` names the fields in which a person's word stands in place of what sources say, for good.
    `recurrence` holds RFC 5545 content lines (RRULE, EXRULE, RDATE, EXDATE) of a recurring series, by its local clock;
    `overrides` its occurrences that differ. `model.recurrence` expands them.
    """

    id: str
    title: str
    when: When
    summary: str = ""
    status: str = "happened"
    reason: str = ""
    tags: tuple[str, ...] = ()
    places: tuple[Place, ...] = ()
    links: tuple[Link, ...] = ()
    image: Image | None = None
    language: str = "en"
    translations: dict[str, Translation] = {}
    sources: tuple[Citation, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    origin: str = "file"
    successor: str = ""
    merged_into: str = ""
    split_from: str = ""
    recurrence: tuple[str, ...] = ()
    overrides: tuple[Override, ...] = ()
    said_kind: str = ""
    edited: tuple[str, ...] = ()
    sequence: int = 0
    published: datetime
    updated: datetime

    @property
    def is_gone(self) -> bool:
        """Withdrawn or merged: it answers 410 or 308, and leaves the feeds after a while."""
        return self.status in GONE

    @property
    def looks_ahead(self) -> bool:
        """Whether it has not taken place, as far as is recorded: it is awaited, or was and was called off."""
        return self.status in AHEAD or self.status == "cancelled"


REVISION: Final = frozenset({"id", "said_kind", "edited", "sequence", "published", "updated"})
"""Fields that say which revision this is, not what is said of the event."""
CONTENT: Final = tuple(name for name in Event.__struct_fields__ if name not in REVISION)
CALENDAR: Final = frozenset(
    {
        "title",
        "when",
        "summary",
        "status",
        "reason",
        "tags",
        "places",
        "links",
        "image",
        "successor",
        "merged_into",
        "recurrence",
        "overrides",
    }
)
"""Fields that the event's canonical VEVENT shows: a change of one of them raises SEQUENCE."""


class Mention(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One source saying that something happened; nothing in it is interpreted.

    `key` is the source's own id for it (UID, guid, address, row); `said_when` the date exactly as found, and `when`
    the same where the source's format states it in so many fields (DTSTART, startDate). `uid` and `url` identify
    the event across sources. `split_from` is the key of the series that goes on as this one.
    `confidence` (0 to 1) is how sure the reader is that this dates an event. `named_by` says what the key is made of:
    the item's own `id`, a `row` that has none, or a sentence of `prose`. `status` is empty where the source
    gives none.
    """

    key: str
    title: str
    said_when: str = ""
    when: When | None = None
    summary: str = ""
    status: str = ""
    reason: str = ""
    tags: tuple[str, ...] = ()
    places: tuple[Place, ...] = ()
    links: tuple[Link, ...] = ()
    language: str = "en"
    uid: str = ""
    url: str = ""
    successor: str = ""
    recurrence: tuple[str, ...] = ()
    overrides: tuple[Override, ...] = ()
    split_from: str = ""
    confidence: float = 1.0
    named_by: str = "id"
    citation: Citation = Citation()


class Claim(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A mention normalised: its date is a `When`, its text is clean, its tags include the source's.

    `said_when` is read into `when`; `citation.when` is the same date, kept as that source's word. `edited` names what
    a person put in place of the source's word (`when`, or fields of the mention): it stays whatever the source says.
    `floating` says that the source names no zone for its time: the one that the date has is by a setting, and stays
    though the setting changes. `doubt` is why a person is asked about its date, whoever is trusted.
    """

    source: str
    mention: Mention
    when: When
    edited: tuple[str, ...] = ()
    floating: bool = False
    doubt: str = ""


def encode(event: Event) -> bytes:
    """The event as JSON, equal for equal events."""
    return msgspec.json.encode(event, order="deterministic")


_decoder = msgspec.json.Decoder(Event)


def decode(data: bytes | str) -> Event:
    """The inverse of `encode`. Raises `msgspec.ValidationError` for anything else."""
    return _decoder.decode(data)
