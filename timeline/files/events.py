"""`events.yaml` and `events/*.yaml`: their table, and everything that can be wrong with an entry in itself."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Final, NamedTuple

import msgspec
from yaml import MappingNode, SequenceNode

from timeline.dates import Day
from timeline.dates.local_time import FLOATING
from timeline.files.entry_date import WHEN, Dated, ReadingSettings, resolve
from timeline.files.located import Located
from timeline.files.repeat import CHANGED, EXCEPT, REPEAT, Repeated, read_repeat
from timeline.files.shapes import (
    Field,
    Keyed,
    Listed,
    Raw,
    Record,
    Scalar,
    choice,
    degrees,
    language,
    link,
    pattern,
    picture,
    text,
)
from timeline.model.change import KINDS, whole
from timeline.model.chronology import Chronology
from timeline.model.default_status import status_where_none_is_given
from timeline.model.event import ID, STATUSES, TAG, Citation, Event, Image, Link, Place, Translation
from timeline.model.values import Unfit, quoted

FILE: Final = "events.yaml"
FOLDER: Final = "events"
"""Where more files of entries may stand beside it."""
MOST: Final = 100_000
"""Entries in one file."""
NO_FIELDS: Final = ("added", "kind", "repeat", "except", "changed")
"""Keys of an entry that are no fields of an event, but say some."""
RELATIONS: Final = ("successor", "merged_into", "split_from")
_INSTANT: Final = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d{1,9})?([Zz]|[+-]\d\d:\d\d)")


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One entry of a file: the event as it would be if it were new, its explicit `kind:`, and where it stands.

    `gives_status` is false where its status was left out and is filled in.
    """

    event: Event
    said: str = ""
    gives_status: bool = True
    file: str = ""
    line: int = 0
    column: int = 0


class Draft(NamedTuple):
    """An entry as read, right or wrong; `dated` is None where its date is wrong, `language` its own or the file's."""

    raw: Raw
    dated: Dated | None
    language: str
    series: Repeated = Repeated()

    @property
    def id(self) -> str:
        """Its id, or an empty string where it has none yet."""
        return str(self.raw.values.get("id", ""))

    @property
    def title(self) -> str:
        """Its title, for messages."""
        return quoted(str(self.raw.values.get("title", "")))

    @property
    def lacks(self) -> str:
        """What must be written before it is published: an id, an instant, the zone of its time; empty if nothing."""
        for name in ("id", "added"):
            if name not in self.raw.values:
                return name
        return "timezone" if self.needs_zone else ""

    @property
    def needs_zone(self) -> bool:
        """Whether a setting gives its time a zone that the entry does not name."""
        return self.dated is not None and self.dated.zone not in ("", FLOATING)

    @property
    def is_in_words(self) -> bool:
        """Whether its date or its rule is read from words at each load, or its zone from what is published."""
        return (self.dated is not None and bool(self.dated.node or self.dated.zone)) or self.series.node is not None

    @property
    def lacks_status(self) -> bool:
        """Whether only a status could tell if it had happened: its year or month, say, contains the day of `added`."""
        if self.dated is None or self.lacks or "status" in self.raw.values:
            return False
        when, added = self.dated.when, self.raw.values["added"]
        first, last = when.begins, when.latest
        if when.shape == "interval" or first is None or last is None:
            return False
        return first <= Day(added.year, added.month, added.day) < last

    def entry(self) -> Entry:
        """The entry of a draft that is right and minted, without its place."""
        assert self.dated is not None
        given = {name: value for name, value in self.raw.values.items() if name not in NO_FIELDS}
        added = self.raw.values["added"]
        fields = {"language": self.language} | given | {"when": self.dated.when, "published": added, "updated": added}
        fields |= {"recurrence": self.series.recurrence, "overrides": self.series.overrides}
        event, gives_status, said = Event(**fields), "status" in given, self.raw.values.get("kind", "")
        if not gives_status:
            event = msgspec.structs.replace(event, status=status_where_none_is_given(event))
        return Entry(event=event, said=said, gives_status=gives_status)


def _instant(value: str) -> datetime:
    """An RFC 3339 instant with its zone, as UTC in whole seconds."""
    remedy = "write an instant such as 2026-11-25T09:00:00Z"
    if not _INSTANT.fullmatch(value):
        raise Unfit(f"{quoted(value)} is no instant with a zone (RFC 3339)", remedy)
    try:
        return whole(datetime.fromisoformat(value.upper()).astimezone(UTC))
    except (ValueError, OverflowError) as error:
        raise Unfit(f"{quoted(value)} is no instant ({error})", remedy) from error


def day(value: str) -> str:
    """A day of the calendar, YYYY-MM-DD. Raises `Unfit`."""
    remedy = "write the day as 2025-06-20"
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        raise Unfit(f"{quoted(value)} is no day", remedy)
    try:
        return date.fromisoformat(value).isoformat()
    except ValueError as error:
        raise Unfit(f"{quoted(value)} is no day ({error})", remedy) from error


def _place(raw: Raw, at: Located) -> Place | None:
    if ("latitude" in raw.nodes) != ("longitude" in raw.nodes):
        given, lacking = ("latitude", "longitude") if "latitude" in raw.nodes else ("longitude", "latitude")
        at.wrong(raw.nodes[given], f"the place has {given} without {lacking}", "give both or neither")
        return None
    return Place(**raw.values) if "name" in raw.values else None


def _link(raw: Raw, at: Located) -> Link | None:
    return Link(**raw.values) if "url" in raw.values else None


def _image(raw: Raw, at: Located) -> Image | None:
    return Image(**raw.values) if raw.values.keys() == {"url", "alt", "credit"} else None


def _citation(raw: Raw, at: Located) -> Citation | None:
    if not any(name in raw.nodes for name in ("title", "publisher", "url")):
        at.wrong(raw.node, "the source has neither title, publisher nor url", "say who said so")
        return None
    return Citation(**raw.values)


def _translation(raw: Raw, at: Located) -> Translation | None:
    return Translation(**raw.values) if "title" in raw.values else None


IDENTIFIER: Final = pattern(ID, "id", "leave it out, and `timeline check --fix` writes one")
TAGS: Final = Listed(pattern(TAG, "tag", "use small letters, digits and single hyphens"), "tag", 50, distinct=True)
INSTANT: Final = Scalar(_instant, {"type": "string", "format": "date-time"})
DAY: Final = Scalar(day, {"type": "string", "format": "date"})
PLACE: Final = Record(
    {
        "name": Field("Name of the place.", text(300), required=True),
        "latitude": Field("Degrees north, south negative.", degrees(90)),
        "longitude": Field("Degrees east, west negative.", degrees(180)),
    },
    _place,
)
LINK: Final = Record(
    {"url": Field("An http or https address.", link(), required=True), "title": Field("What is there.", text(300))},
    _link,
)
SOURCE: Final = Record(
    {
        "title": Field("Title of the article or document.", text(500)),
        "publisher": Field("Who published it.", text(300)),
        "published": Field("Day on which it was published; relative words count from it.", DAY),
        "words": Field("The words that date the event, as quoted.", text(1000)),
        "url": Field("Where it can be read.", link()),
        "place": Field("Where in it the words stand.", text(300)),
    },
    _citation,
)
IMAGE: Final = Record(
    {
        "url": Field("A file of the folder (`images/NAME.jpg`), or an https address.", picture(), required=True),
        "alt": Field("What it shows, for those who do not see it.", text(500), required=True),
        "credit": Field("Whose it is, and under which licence.", text(300), required=True),
    },
    _image,
)
TRANSLATION: Final = Record(
    {
        "title": Field("The title in this language.", text(300), required=True),
        "summary": Field("The summary in this language.", text(5000, lines=True)),
    },
    _translation,
)
ENTRY: Final = Record(
    {
        "id": Field("Written by `timeline check --fix`; it never changes.", IDENTIFIER),
        "added": Field("Instant of first publication; written by `timeline check --fix`, it never changes.", INSTANT),
        "title": Field("What happened, in a few words.", text(300), required=True),
        "summary": Field("One to three sentences.", text(5000, lines=True)),
        "when": Field("The date, in EDTF or in words.", WHEN, required=True),
        "repeat": Field("How it repeats: `every Tuesday until 2027-06-30`, or {rrule: …}.", REPEAT),
        "except": Field("Days of the series that are left out.", EXCEPT),
        "changed": Field("Dates of the series that differ.", CHANGED),
        "status": Field(
            "What is said of it; left out: scheduled where its first day (a series: that of its last date) is after "
            "that of `added`, else happened.",
            choice(STATUSES, "status"),
        ),
        "reason": Field("Why it changed as it did.", text(1000)),
        "kind": Field(
            "Kind of change of the latest edit, where it is not the obvious.", choice(KINDS, "kind of change")
        ),
        "tags": Field("Words that feeds choose by.", TAGS),
        "places": Field("Where it took place.", Listed(PLACE, "place", 50)),
        "links": Field("Pages about it.", Listed(LINK, "link", 50)),
        "image": Field("A picture of it, with what it shows and whose it is.", IMAGE),
        "sources": Field("Who said so.", Listed(SOURCE, "source", 100)),
        "language": Field("Language of title and summary, if not the chronology's.", language()),
        "translations": Field(
            "Title and summary in other languages.", Keyed(language().check, TRANSLATION, "language", "translation", 50)
        ),
        "successor": Field("Id of the event that takes the place of this one.", IDENTIFIER),
        "merged_into": Field("Id of the event that now speaks for this one.", IDENTIFIER),
        "split_from": Field("Id of the event that this one was part of.", IDENTIFIER),
    }
)
TOP: Final = Record({"events": Field("The entries.", Listed(ENTRY, "entry", MOST))})


def drafts(located: Located, chronology: Chronology, published: Mapping[str, Event] = {}) -> list[Draft]:
    """The entries in order; everything that is wrong with one of them in itself is told to `located`.

    `published` are events by id as they stand by now.
    """
    root = located.root
    if root is None or not isinstance(root, MappingNode):
        if isinstance(root, SequenceNode):
            located.wrong(root, "the entries stand at the top", "put a line `events:` above them")
        elif not located.problems:
            located.wrong_at(0, "there is no list of events", "begin with `events:` and put the entries below")
        return []
    top = TOP.read(root, located, "file")
    if "events" not in top.nodes and not located.problems:
        located.wrong(root, "there is no list of events", "put the entries below `events:`")
    return [_draft(raw, located, chronology, published) for raw in top.values.get("events", ())]


def _draft(raw: Raw, at: Located, chronology: Chronology, published: Mapping[str, Event]) -> Draft:
    values = raw.values
    if values.get("status") == "merged" and "merged_into" not in raw.nodes:
        at.wrong(raw.nodes["status"], "status is merged without merged_into", "name the entry that it is the same as")
    if "merged_into" in values and values.get("status") != "merged":
        at.wrong(raw.nodes["merged_into"], "merged_into without status: merged", "add the status, or leave it out")
    own = values.get("language", chronology.language)
    if own in values.get("translations", {}):
        at.wrong(raw.nodes["translations"], f"a translation into its own language, {own}", "leave it out")
    if not values.get("when"):
        return Draft(raw, None, own)
    reference = next((date.fromisoformat(c.published) for c in values.get("sources", ()) if c.published), None)
    old = published.get(values.get("id", ""))
    hemisphere, local_times, date_order = chronology.hemisphere, chronology.local_times, chronology.date_order
    context = ReadingSettings(reference, own, hemisphere, local_times, old.when if old else None, date_order)
    dated = resolve(values["when"], raw.nodes["when"], context, at)
    return Draft(raw, dated, own, read_repeat(raw, dated, context, at))
