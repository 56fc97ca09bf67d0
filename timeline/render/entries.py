"""An entry: an event as it stands in a feed, in one language, before any format.

An `Item` says which entry is meant and is cheap; `entry` writes its texts, once per revision, format and choices.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Final

import msgspec

from timeline.dates import Day, EDTFError, When
from timeline.model.change import Change
from timeline.model.chronology import Chronology
from timeline.model.event import Citation, Event
from timeline.model.feed import Policy
from timeline.model.pattern import event_words
from timeline.model.urls import Urls
from timeline.render.dates import Placement, in_words, nuance, placed
from timeline.render.messages import message, primary
from timeline.render.pictures import Picture, picture
from timeline.render.series import calendar_series
from timeline.render.text import line, paragraphs
from timeline.render.vocabulary import KINDS, PLAIN, SHOWN, STATUSES

_MACHINE: Final = re.compile(
    r"^[A-Z-]+[;:=]\S*\d{8}|\bDT(START|END)\b|\b\d{8}(T\d{4,6}Z?)?\b|\d{4}-\d\d-\d\d|T\d\d:\d\d"
)
"""What programs write of a date: `DTSTART;TZID=Europe/Berlin:20250616T140000`, `2025-06-16`."""


class Occasion(msgspec.Struct, frozen=True, kw_only=True):
    """Which entry is meant. `key` is the last part of its ids; with `updated` it names one state of it for ever.

    It is an event as it stands; one revision of it (`change`); a reminder of `day`, `count` days ahead; or an
    anniversary on `day`, `count` years later. `survivor` is the title of the event that a merged one became part of, or
    of the successor.
    """

    key: str
    event: Event
    published: datetime
    updated: datetime
    change: Change | None = None
    day: Day | None = None
    count: int = 0
    survivor: str = ""


class Options(msgspec.Struct, frozen=True, kw_only=True):
    """What else decides the bytes of an entry: the chronology, the subscriber's choices, and `utc`: no clock but UTC's.

    `policy.alarm` is set only for an entry that may ring.
    """

    chronology: Chronology
    language: str
    policy: Policy = Policy()
    utc: bool = False


@dataclass(frozen=True, slots=True)
class EntryStyle:
    """How the entries of one view are written: headed, and placed in a calendar.

    `is_event` says that an entry is the event itself, so that it may ring, recur and stand at its own time.
    """

    headline: Callable[[Occasion, str, Options], str]
    placement: Callable[[Occasion, Options], Placement | None]
    is_event: bool = False
    says_status: bool = True
    says_reason: bool = True


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry in words. `title` is without those of the date; `dated` are the ones that stand behind it in brackets.

    `nuance` says of the date what those do not. `notes` stand before the summary, `where` and `after` behind it.
    `status` is the STATUS of a calendar; `comment` the reason of the latest change. `successor` is what follows it:
    its title and its address; `picture` its picture.
    """

    occasion: Occasion
    style: EntryStyle
    id: str
    uid: str
    url: str
    title: str
    words: str
    dated: str
    nuance: str
    notes: tuple[str, ...]
    summary: tuple[str, ...]
    where: str
    after: tuple[str, ...]
    sources: tuple[tuple[str, str], ...]
    status: str
    comment: str
    language: str
    successor: tuple[str, str] | None = None
    picture: Picture | None = None

    @property
    def event(self) -> Event:
        """The event that the entry is about."""
        return self.occasion.event


def entry(occasion: Occasion, options: Options, style: EntryStyle) -> Entry:
    """The entry's words, in the language of the options where there are any."""
    event, chronology = occasion.event, options.chronology
    title, summary, language = title_and_summary(event, options.language)
    urls = Urls(chronology.base_url)
    words = event_words(event, options.language, chronology.hemisphere)
    return Entry(
        occasion=occasion,
        style=style,
        id=chronology.tag(occasion.key),
        uid=chronology.uid(occasion.key),
        url=urls.event(event.id),
        title=style.headline(occasion, line(title), options),
        words=words,
        dated=_dated(event, words, options.language),
        nuance="" if event.is_gone else nuance(event.when, options.language, chronology.hemisphere),
        notes=tuple(_notes(occasion, options, style)),
        summary=tuple(paragraphs(summary)),
        where=_where(event, options.language),
        after=tuple(_conflicts(event, options)),
        sources=tuple(citation_line(citation, options.language) for citation in event.sources),
        # A change or an anniversary takes place as announced, whatever became of the event.
        status=STATUSES[event.status].ics if style.says_status else "CONFIRMED",
        comment=_reason(occasion) if style.says_reason else "",
        language=language,
        successor=_successor(occasion, urls),
        picture=picture(event, chronology),
    )


def _dated(event: Event, words: str, language: str) -> str:
    """The date's words behind a title: of what was put off as what was; of a merged one they are its survivor's."""
    if event.status == "merged":
        return ""
    return message("was", language, words=words) if event.status == "postponed" else words


def _successor(occasion: Occasion, urls: Urls) -> tuple[str, str] | None:
    """What stands in its place, where the title does not name it already."""
    if not (id := occasion.event.successor or occasion.event.merged_into):
        return None
    address = urls.event(id)
    return line(occasion.survivor) or address, address


def title_and_summary(event: Event, language: str) -> tuple[str, str, str]:
    """Title, summary and their language: the one asked for where there is a translation, else the event's own."""
    if primary(event.language) != primary(language):
        for code in (language, primary(language)):
            if found := event.translations.get(code):
                return found.title, found.summary or event.summary, code
    return event.title, event.summary, event.language


def citation_line(citation: Citation, language: str) -> tuple[str, str]:
    """A source on one line, and its address (or nothing)."""
    parts = (citation.title, citation.publisher, day_words(citation.published, language))
    named = [line(part) for part in parts if part.strip()]
    said = f"“{line(citation.words)}”" if is_quotable(citation.words) else ""
    return ": ".join(part for part in (", ".join(named), said) if part) or citation.url, citation.url


@lru_cache(maxsize=4096)
def day_words(day: str, language: str) -> str:
    """A day in ISO 8601 (an instant too) as people write it; other words as they are."""
    try:
        return in_words(When.parse(day[:10]), language)
    except EDTFError:
        return day


def is_quotable(words: str) -> bool:
    """Whether they are words of a person: what one program wrote for another is not quoted."""
    return bool(words.strip()) and not _MACHINE.search(words)


def status_words(event: Event, language: str) -> str:
    """The event's status in words."""
    return message(f"status-{event.status}", language)


def standing_headline(occasion: Occasion, title: str, options: Options) -> str:
    """The title with what became of the event, where the subscriber wants to see that."""
    status = occasion.event.status
    name = STATUSES[status].title
    if not name or (options.policy.cancelled == "keep" and status in PLAIN):
        return title
    return (
        _merged_headline(occasion, title, options) if name == "merged" else message(name, options.language, title=title)
    )


def _merged_headline(occasion: Occasion, title: str, options: Options) -> str:
    """The title with that of what it became part of: that is where the reader finds it from now on."""
    name = "merged" if occasion.survivor else "change-merged"
    return message(name, options.language, title=title, into=line(occasion.survivor))


def change_headline(occasion: Occasion, title: str, options: Options) -> str:
    """The title with the kind of change."""
    kind = occasion.change.kind if occasion.change else "revised"
    if kind == "merged":
        return _merged_headline(occasion, title, options)
    return message(KINDS[kind].headline, options.language, title=title)


def reminder_headline(occasion: Occasion, title: str, options: Options) -> str:
    """The title with how many days are left, or with what became of the event."""
    title = standing_headline(occasion, title, options)
    if not STATUSES[occasion.event.status].alarm:
        return title
    # Counted from when it came out: a date that was set late has its reminder later than the id says.
    day, published = _date(occasion.day), occasion.published.astimezone(options.chronology.zone).date()
    count = occasion.count if day is None else (day - published).days
    name = {0: "today", 1: "tomorrow"}.get(count, "in-days")
    return message(name, options.language, title=title, count=count)


def anniversary_headline(occasion: Occasion, title: str, options: Options) -> str:
    """The title with how many years ago it was."""
    name = "anniversary-1" if occasion.count == 1 else "anniversary"
    return message(name, options.language, title=title, count=occasion.count)


def place_at_event(occasion: Occasion, options: Options) -> Placement | None:
    """When the event takes place, as far as a calendar can say that."""
    # A rule runs by a local clock, so a series has its own whatever the others have.
    if (series := calendar_series(occasion.event)) is not None:
        return series.placement
    return placed(occasion.event.when, options.policy.fuzzy, utc=options.utc)


def place_at_change(occasion: Occasion, options: Options) -> Placement | None:
    """The instant of the change."""
    return Placement(occasion.updated)


def place_at_publication(occasion: Occasion, options: Options) -> Placement | None:
    """The day on which the entry came out."""
    return Placement.whole(occasion.published.astimezone(options.chronology.zone).date())


def place_at_day(occasion: Occasion, options: Options) -> Placement | None:
    """The day of the entry."""
    day = _date(occasion.day)
    return None if day is None else Placement.whole(day)


def _reason(occasion: Occasion) -> str:
    return line(occasion.change.reason if occasion.change is not None else occasion.event.reason)


def _notes(occasion: Occasion, options: Options, style: EntryStyle) -> list[str]:
    """What became of it, before what it was: before and after, its status, the reason; of what is gone that first."""
    event, change, language = occasion.event, occasion.change, options.language
    notes = _differences(change, options) if change is not None else []
    if change is None and (note := STATUSES[event.status].note):
        notes.append(message(note, language))
    reason = _reason(occasion)
    if reason and style.says_reason:
        at = 0 if not STATUSES[event.status].alarm else len(notes)
        notes.insert(at, message("reason", language, reason=reason))
    return notes


SERIES: Final = frozenset({"recurrence", "overrides"})
"""Fields that the words of a series' date are made of."""


def _differences(change: Change, options: Options) -> list[str]:
    """The change's fields, before → after, in words."""
    if change.before is None:
        return []
    found = []
    for name in SHOWN:
        if name in change.fields or (name == "when" and not SERIES.isdisjoint(change.fields)):
            before, after = (_value(event, name, options) for event in (change.before, change.after))
            if before != after:
                found.append(message(f"field-{name}", options.language, before=before, after=after))
    return found


def _value(event: Event, name: str, options: Options) -> str:
    language = options.language
    values = {
        "when": lambda: event_words(event, language, options.chronology.hemisphere),
        "title": lambda: line(event.title),
        "status": lambda: status_words(event, language),
        "places": lambda: "; ".join(line(place.name) for place in event.places),
        "tags": lambda: ", ".join(event.tags),
        "summary": lambda: line(event.summary),
        "image": lambda: line(event.image.alt) if event.image else "",
    }
    return values[name]() or message("nothing", language)


def _where(event: Event, language: str) -> str:
    places = "; ".join(line(place.name) for place in event.places)
    return message("places", language, places=places) if places else ""


def _conflicts(event: Event, options: Options) -> list[str]:
    """Sources that disagree on the date, each in its own words."""
    found, language = [], options.language
    for conflict in event.conflicts:
        who = line(conflict.citation.publisher or conflict.citation.title or conflict.citation.source)
        said = in_words(conflict.when, language, options.chronology.hemisphere, ahead=event.looks_ahead)
        found.append(message("conflict", language, publisher=who, words=said))
    return found


def _date(day: Day | None) -> date | None:
    return date(*day) if day is not None and 1 <= day.year <= 9999 else None


def when_fields(when: When) -> dict[str, str | None]:
    """Every field of a date, as the API, our elements in feeds, and CSV name them; open bounds are None."""
    bounds = ("earliest", "latest", "possibly_earliest", "possibly_latest")
    found: dict[str, str | None] = {"edtf": when.edtf, "text": when.text, "precision": when.precision}
    for name in bounds:
        value = getattr(when, name)
        found[name] = None if value is None else str(value)
    return found | {"start_time": when.start_time, "end_time": when.end_time, "timezone": when.timezone}
