"""An entry: an event as it stands in a feed, in one language, before any format.

An `Item` says which entry is meant and is cheap; `entry` writes its texts, once per revision, format and choices.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

import msgspec

from timeline.dates import Day, When
from timeline.model.change import Change
from timeline.model.chronology import Chronology
from timeline.model.event import Citation, Event
from timeline.model.feed import Policy
from timeline.model.urls import Urls
from timeline.render.dates import Placement, in_words, placed
from timeline.render.messages import message, primary
from timeline.render.text import line, paragraphs
from timeline.render.vocabulary import KINDS, PLAIN, SHOWN, STATUSES


class Item(msgspec.Struct, frozen=True, kw_only=True):
    """Which entry is meant. `key` is the last part of its ids; with `updated` it names one state of it for ever.

    `view` is that of the feed: "" an event as it stands, "changes" one revision (`change`), "coming" a day that is
    `count` days ahead, "on-this-day" an anniversary, `count` years later, on `day`. `survivor` is the title of the
    event that a merged one became part of.
    """

    key: str
    event: Event
    published: datetime
    updated: datetime
    view: str = ""
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
class Entry:
    """An entry in words. `title` is without those of the date; `notes` stand before the summary, `after` behind it.

    `status` is the STATUS of a calendar; `comment` the reason of the latest change.
    """

    item: Item
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
        return self.item.event


def entry(item: Item, options: Options) -> Entry:
    """The entry's words, in the language of the options where there are any."""
    event, chronology = item.event, options.chronology
    title, summary, language = translated(event, options.language)
    urls = Urls(chronology.base_url)
    ours = options.language
    return Entry(
        item=item,
        id=chronology.tag(item.key),
        uid=chronology.uid(item.key),
        url=urls.event(event.id),
        title=_TITLES[item.view](item, line(title), options),
        words=in_words(event.when, ours, chronology.hemisphere),
        notes=tuple(_notes(item, options)),
        summary=tuple(paragraphs(summary)),
        after=tuple(_after(event, options)),
        sources=tuple(cited(citation) for citation in event.sources),
        status=STATUSES[event.status].ics if item.view in ("", "coming") else "CONFIRMED",
        comment=line((item.change.reason if item.change else event.reason) if item.view != "on-this-day" else ""),
        language=language,
        placement=_placement(item, options),
        successor=urls.event(event.successor or event.merged_into) if event.successor or event.merged_into else "",
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


def _standing(item: Item, title: str, options: Options) -> str:
    named = STATUSES[item.event.status].title
    if not named or (options.policy.cancelled == "keep" and item.event.status in PLAIN):
        return title
    return message(named, options.language, title=line(item.survivor or title) if named == "merged" else title)


def _changed(item: Item, title: str, options: Options) -> str:
    kind = item.change.kind if item.change else "revised"
    return message(KINDS[kind].headline, options.language, title=title)


def _ahead(item: Item, title: str, options: Options) -> str:
    if STATUSES[item.event.status].title:
        return _standing(item, title, options)
    # Counted from when it came out: a date that was set late has its reminder later than the id says.
    day, out = _day(item.day), item.published.astimezone(options.chronology.zone).date()
    count = item.count if day is None else (day - out).days
    named = {0: "today", 1: "tomorrow"}.get(count, "in-days")
    return message(named, options.language, title=title, count=count)


def _recalled(item: Item, title: str, options: Options) -> str:
    return message(
        "anniversary-1" if item.count == 1 else "anniversary", options.language, title=title, count=item.count
    )


_TITLES: Final[dict[str, Callable[[Item, str, Options], str]]] = {
    "": _standing,
    "changes": _changed,
    "coming": _ahead,
    "on-this-day": _recalled,
}


def _notes(item: Item, options: Options) -> list[str]:
    """What became of it, before what it was: before and after, its status, the reason."""
    event, change, language = item.event, item.change, options.language
    found = _differences(change, options) if change is not None else []
    if event.status == "merged" and item.survivor:
        found.append(message("was", language, title=line(event.title)))
    if change is None and (note := STATUSES[event.status].note):
        found.append(message(note, language))
    reason = line(change.reason if change is not None else event.reason)
    if reason and item.view != "on-this-day":
        found.append(message("reason", language, reason=reason))
    return found


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
        "when": lambda: in_words(event.when, language, options.chronology.hemisphere),
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


def _placement(item: Item, options: Options) -> Placement | None:
    if item.view == "":
        return placed(item.event.when, options.policy.fuzzy, utc=options.utc)
    if item.view == "changes":
        return Placement(item.updated)
    day = item.published.astimezone(options.chronology.zone).date() if item.view == "coming" else _day(item.day)
    return None if day is None else Placement.whole(day)


def _day(day: Day | None) -> date | None:
    return date(*day) if day is not None and 1 <= day.year <= 9999 else None


def when_fields(when: When) -> dict[str, str | None]:
    """Every field of a date, as the API, our elements in feeds, and CSV name them; open bounds are None."""
    bounds = ("earliest", "latest", "possibly_earliest", "possibly_latest")
    found: dict[str, str | None] = {"edtf": when.edtf, "text": when.text, "precision": when.precision}
    for name in bounds:
        value = getattr(when, name)
        found[name] = None if value is None else str(value)
    return found | {"start_time": when.start_time, "end_time": when.end_time, "timezone": when.timezone}
