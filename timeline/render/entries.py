"""An entry: an event as it stands in a feed, in one language, before any format.

An `Item` says which entry is meant and is cheap; `entry` writes its texts, once per revision, format and choices.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

import msgspec

from timeline.dates import Day, When
from timeline.model.change import Change
from timeline.model.chronology import Chronology
from timeline.model.event import Citation, Event
from timeline.model.feed import Policy
from timeline.model.pattern import event_words
from timeline.model.urls import Urls
from timeline.render.dates import Placement, in_words, placed
from timeline.render.messages import message, primary
from timeline.render.series import calendar_series
from timeline.render.text import line, paragraphs
from timeline.render.vocabulary import KINDS, PLAIN, SHOWN, STATUSES


class Occasion(msgspec.Struct, frozen=True, kw_only=True):
    """Which entry is meant. `key` is the last part of its ids; with `updated` it names one state of it for ever.

    It is an event as it stands; one revision of it (`change`); a reminder of `day`, `count` days ahead; or an
    anniversary on `day`, `count` years later. `survivor` is the title of the event that a merged one became part of.
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
    """An entry in words. `title` is without those of the date; `notes` stand before the summary, `after` behind it.

    `status` is the STATUS of a calendar; `comment` the reason of the latest change.
    """

    occasion: Occasion
    style: EntryStyle
    id: str
    uid: str
    url: str
    title: str
    words: str
    notes: tuple[str, ...]
    summary: tuple[str, ...]
    after: tuple[str, ...]
    sources: tuple[tuple[str, str], ...]
    status: str
    comment: str
    language: str
    placement: Placement | None
    successor: str = ""

    @property
    def event(self) -> Event:
        """The event that the entry is about."""
        return self.occasion.event


def entry(occasion: Occasion, options: Options, style: EntryStyle) -> Entry:
    """The entry's words, in the language of the options where there are any."""
    event, chronology = occasion.event, options.chronology
    title, summary, language = translated(event, options.language)
    urls = Urls(chronology.base_url)
    successor = event.successor or event.merged_into
    return Entry(
        occasion=occasion,
        style=style,
        id=chronology.tag(occasion.key),
        uid=chronology.uid(occasion.key),
        url=urls.event(event.id),
        title=style.headline(occasion, line(title), options),
        words=event_words(event, options.language, chronology.hemisphere),
        notes=tuple(_notes(occasion, options, style)),
        summary=tuple(paragraphs(summary)),
        after=tuple(_after(event, options)),
        sources=tuple(cited(citation) for citation in event.sources),
        # A change or an anniversary takes place as announced, whatever became of the event.
        status=STATUSES[event.status].ics if style.says_status else "CONFIRMED",
        comment=_reason(occasion) if style.says_reason else "",
        language=language,
        placement=style.placement(occasion, options),
        successor=urls.event(successor) if successor else "",
    )


def translated(event: Event, language: str) -> tuple[str, str, str]:
    """Title, summary and their language: the one asked for where there is a translation, else the event's own."""
    if primary(event.language) != primary(language):
        for code in (language, primary(language)):
            if found := event.translations.get(code):
                return found.title, found.summary or event.summary, code
    return event.title, event.summary, event.language


def cited(citation: Citation) -> tuple[str, str]:
    """A source on one line, and its address (or nothing)."""
    named = [line(part) for part in (citation.title, citation.publisher, citation.published) if part.strip()]
    said = f"“{line(citation.words)}”" if citation.words.strip() else ""
    return ": ".join(part for part in (", ".join(named), said) if part) or citation.url, citation.url


def status_words(event: Event, language: str) -> str:
    """The event's status in words."""
    return message(f"status-{event.status}", language)


def standing_headline(occasion: Occasion, title: str, options: Options) -> str:
    """The title with what became of the event, where the subscriber wants to see that."""
    status = occasion.event.status
    name = STATUSES[status].title
    if not name or (options.policy.cancelled == "keep" and status in PLAIN):
        return title
    # A merged entry is headed by what it became part of: that is where the reader finds it from now on.
    shown = line(occasion.survivor or title) if name == "merged" else title
    return message(name, options.language, title=shown)


def change_headline(occasion: Occasion, title: str, options: Options) -> str:
    """The title with the kind of change."""
    kind = occasion.change.kind if occasion.change else "revised"
    return message(KINDS[kind].headline, options.language, title=title)


def reminder_headline(occasion: Occasion, title: str, options: Options) -> str:
    """The title with how many days are left, or with what became of the event."""
    if STATUSES[occasion.event.status].title:
        return standing_headline(occasion, title, options)
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
    """What became of it, before what it was: before and after, its status, the reason."""
    event, change, language = occasion.event, occasion.change, options.language
    notes = _differences(change, options) if change is not None else []
    if event.status == "merged" and occasion.survivor:
        notes.append(message("was", language, title=line(event.title)))
    if change is None and (note := STATUSES[event.status].note):
        notes.append(message(note, language))
    reason = _reason(occasion)
    if reason and style.says_reason:
        notes.append(message("reason", language, reason=reason))
    return notes


def _differences(change: Change, options: Options) -> list[str]:
    """The change's fields, before → after, in words."""
    if change.before is None:
        return []
    found = []
    for name in SHOWN:
        if name in change.fields:
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
    }
    return values[name]() or message("nothing", language)


def _after(event: Event, options: Options) -> list[str]:
    """What stands behind the summary: places, and sources that disagree on the date."""
    found, language = [], options.language
    if event.places:
        found.append(message("places", language, places="; ".join(line(place.name) for place in event.places)))
    for conflict in event.conflicts:
        who = line(conflict.citation.publisher or conflict.citation.title or conflict.citation.source)
        said = in_words(conflict.when, language, options.chronology.hemisphere)
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
