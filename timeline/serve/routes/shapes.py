"""The shapes of the API's answers, as its description publishes them."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

import msgspec

from timeline.store.contract import Readiness

Status = Literal[
    "happened", "scheduled", "expected", "tentative", "postponed", "cancelled", "disputed", "withdrawn", "merged"
]


class DateShape(msgspec.Struct, kw_only=True):
    """What was said of a time. Days are ISO 8601; null is an open or unknown end."""

    edtf: str
    text: str
    precision: str
    earliest: str | None
    latest: str | None
    possibly_earliest: str | None
    possibly_latest: str | None
    start_time: str | None
    end_time: str | None
    timezone: str | None


class PlaceShape(msgspec.Struct, kw_only=True):
    """A place; degrees in WGS 84."""

    name: str
    latitude: float | None = None
    longitude: float | None = None


class LinkShape(msgspec.Struct, kw_only=True):
    """A page about the event."""

    url: str
    title: str = ""


class TranslationShape(msgspec.Struct, kw_only=True):
    """Title and summary in another language."""

    title: str
    summary: str = ""


class NextShape(msgspec.Struct, kw_only=True):
    """The next occurrence of a series."""

    id: str
    when: DateShape


class ImageShape(msgspec.Struct, kw_only=True):
    """A picture of the event: what it shows, and whose it is."""

    url: str
    alt: str
    credit: str


class EventShape(msgspec.Struct, kw_only=True):
    """An event, or those of its fields that were asked for. `unconfirmed` is there where its date has passed
    and nothing recorded tells whether it took place."""

    id: str = ""
    url: str = ""
    title: str = ""
    summary: str = ""
    when: DateShape | None = None
    status: Status = "happened"
    reason: str = ""
    tags: list[str] = []
    places: list[PlaceShape] = []
    links: list[LinkShape] = []
    language: str = ""
    translations: dict[str, TranslationShape] = {}
    sources: list[dict[str, Any]] = []
    conflicts: list[dict[str, Any]] = []
    origin: str = ""
    sequence: int = 0
    published: datetime | None = None
    updated: datetime | None = None
    image: ImageShape | None = None
    successor: str = ""
    merged_into: str = ""
    split_from: str = ""
    recurrence: list[str] = []
    overrides: list[dict[str, Any]] = []
    next: NextShape | None = None
    series: str = ""
    unconfirmed: bool = False


class EventsShape(msgspec.Struct, kw_only=True):
    """One page of events; `next` is the cursor of the following page."""

    events: list[EventShape]
    next: str | None


class ChangeShape(msgspec.Struct, kw_only=True):
    """One revision of one event. `matches` says whether the event matches the filter after it.
    `by` is who decided it, where the chronology shows that."""

    position: str
    event: str
    kind: str
    at: datetime
    reason: str
    fields: list[str]
    before: EventShape | None
    after: EventShape
    by: str = ""
    matches: bool | None = None


class HistoryShape(msgspec.Struct, kw_only=True):
    """The changes of one event, oldest first."""

    id: str
    changes: list[ChangeShape]


class ChangesShape(msgspec.Struct, kw_only=True):
    """Changes in order. Ask again with `since` = `position`; at once where there is `more`."""

    changes: list[ChangeShape]
    position: str
    more: bool


class FeedShape(msgspec.Struct, kw_only=True):
    """A feed and its addresses."""

    slug: str
    title: str
    description: str
    language: str
    query: dict[str, list[str]]
    limit: int
    events: int | None
    url: str
    formats: dict[str, str]
    subscribe: dict[str, str]
    formerly: list[str]
    updated: datetime | None


class FeedsShape(msgspec.Struct, kw_only=True):
    """Every feed, by slug."""

    feeds: list[FeedShape]


class TagShape(msgspec.Struct, kw_only=True):
    """A tag, and how many events carry it."""

    name: str
    events: int


class TagsShape(msgspec.Struct, kw_only=True):
    """Every tag, by name."""

    tags: list[TagShape]


class CountedPlaceShape(msgspec.Struct, kw_only=True):
    """A place, and how many events name it."""

    name: str
    latitude: float | None = None
    longitude: float | None = None
    events: int


class PlacesShape(msgspec.Struct, kw_only=True):
    """Every place, by name."""

    places: list[CountedPlaceShape]


class ReadingShape(msgspec.Struct, kw_only=True):
    """What words say of a time: `when` and the `rule` that read it, or the `reason` why nothing was read.

    `start` and `end` are the offsets of the words that were read, in code points; `type` and `value` are TIMEX3's.
    """

    text: str
    when: DateShape | None
    rule: str = ""
    type: str = ""
    value: str = ""
    start: int | None = None
    end: int | None = None
    reason: str = ""


class StandbyShape(msgspec.Struct, kw_only=True):
    """How far a standby is behind what was given out: null where that is not known."""

    behind: int | None
    seconds: float | None


class HealthShape(msgspec.Struct, kw_only=True, omit_defaults=True):
    """How the server is."""

    status: str
    position: str = ""
    problem: str = ""
    standby: StandbyShape | None = None


def health(ready: Readiness, position: str) -> HealthShape:
    """How a server is whose database answers."""
    standby = ready.standby
    problem = ready.problem or (standby.problem if standby else "")
    return HealthShape(
        status="degraded" if problem else "ready",
        position=position,
        problem=problem,
        standby=standby and StandbyShape(behind=standby.positions, seconds=standby.seconds),
    )


class RevisedShape(EventShape, kw_only=True):
    """An event, and what names its revision to whoever changes it next."""

    revision: str = ""


class WrittenChangeShape(msgspec.Struct, kw_only=True):
    """What became of an event; `position` is null where nothing was written."""

    event: str
    kind: str
    at: datetime
    position: str | None
    reason: str
    fields: list[str]


class UnderstoodShape(msgspec.Struct, kw_only=True):
    """How words were read as a date: where they stood, the EDTF, the rule that read them, and what that says."""

    pointer: str
    said: str
    edtf: str
    rule: str
    words: str


class BeforeAfterShape(msgspec.Struct, kw_only=True):
    """The same thing before and after; empty where there is none."""

    before: str
    after: str


class PartShape(msgspec.Struct, kw_only=True):
    """Words that stay (empty kind), that were, or that are."""

    kind: str
    words: str


class WordsShape(msgspec.Struct, kw_only=True):
    """What differs in one field, in words."""

    field: str
    parts: list[PartShape]


class PreviewShape(msgspec.Struct, kw_only=True):
    """What a change will show: the entry of each format, the line that pages and readers show, the announcement."""

    event: str
    kind: str
    words: list[WordsShape]
    line: BeforeAfterShape
    announced: str
    formats: dict[str, BeforeAfterShape]


class WrittenShape(msgspec.Struct, kw_only=True):
    """What was done, or with `dry_run` would be: the event that each step is about, and all that changed."""

    dry_run: bool
    ids: list[str]
    events: list[RevisedShape]
    changes: list[WrittenChangeShape]
    understood: list[UnderstoodShape]
    previews: list[PreviewShape]


class DifferenceShape(msgspec.Struct, kw_only=True):
    """A field as it was and as it is, as events have it."""

    before: Any
    after: Any


class DiffShape(msgspec.Struct, kw_only=True):
    """What differs between two revisions. `from` is null where the event was not there yet."""

    id: str
    from_: WrittenChangeShape | None = msgspec.field(name="from")
    to: WrittenChangeShape
    fields: dict[str, DifferenceShape]
    words: list[WordsShape]
