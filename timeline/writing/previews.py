"""What each format will show of a change: the entry as it is now, and as it would be, before anything is written."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, NamedTuple

from timeline.dates.writing import wording
from timeline.model.change import Change
from timeline.model.chronology import Chronology
from timeline.model.event import Event
from timeline.model.pattern import event_words
from timeline.publish.views import VIEWS
from timeline.render import FORMATS
from timeline.render.entries import EntryStyle, Occasion, Options, entry

SHOWN: Final = ("atom", "rss", "json", "ics")
"""Formats that programs follow."""


class Shown(NamedTuple):
    """An entry in one format, before and after; empty where it has none."""

    before: str
    after: str


class Preview(NamedTuple):
    """What becomes of an event: the change, the entry in each format, and the line that pages and readers show.

    `formats` has what feeds show, `announced` what the feed of changes will say.
    """

    change: Change
    formats: dict[str, Shown]
    line: Shown
    announced: str


def preview(change: Change, chronology: Chronology, title_of: Callable[[str], str]) -> Preview:
    """What a change will show. `title_of` gives the title of an event that one names by id."""
    options = Options(chronology=chronology, language=chronology.language)
    style = VIEWS[""].style

    def written(event: Event | None, format: str) -> str:
        return "" if event is None else _entry(_occasion(event, title_of), format, style, options)

    return Preview(
        change=change,
        formats={name: Shown(written(change.before, name), written(change.after, name)) for name in SHOWN},
        line=Shown(_line(change.before, style, options, title_of), _line(change.after, style, options, title_of)),
        announced=_announced(change, options, title_of),
    )


def said_back(event: Event, chronology: Chronology) -> str:
    """The date of an event in words, as it was understood."""
    if event.recurrence:
        return event_words(event, chronology.language, chronology.hemisphere)
    return wording.words(event.when, chronology.language, chronology.hemisphere)


def _occasion(event: Event, title_of: Callable[[str], str], change: Change | None = None) -> Occasion:
    named = event.merged_into or event.successor
    survivor = title_of(named) if named else ""
    key = event.id if change is None else f"{event.id}.{event.sequence}"
    return Occasion(
        key=key, event=event, published=event.published, updated=event.updated, survivor=survivor, change=change
    )


def _entry(occasion: Occasion, format: str, style: EntryStyle, options: Options) -> str:
    return FORMATS[format].module.entry(entry(occasion, options, style), options).decode("utf-8")


def _line(event: Event | None, style: EntryStyle, options: Options, title_of: Callable[[str], str]) -> str:
    if event is None:
        return ""
    written = entry(_occasion(event, title_of), options, style)
    return f"{written.title} ({written.dated})" if written.dated else written.title


def _announced(change: Change, options: Options, title_of: Callable[[str], str]) -> str:
    style = VIEWS["changes"].style
    return entry(_occasion(change.after, title_of, change), options, style).title
