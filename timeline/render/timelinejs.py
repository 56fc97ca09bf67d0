"""TimelineJS JSON (version 3): a slide an entry, with every field of the event in the extension `_timeline`.

It has no vague dates. What lasts has an end; whatever is known less closely is one mark where it begins at the
earliest, and `display_date` says the date in words. Its years before the first are those that people count (-44 is
44 BC), and it has no zones: a time is by the clock of its place.
"""

from __future__ import annotations

from typing import Any, Final

import msgspec

from timeline.dates import Day, When
from timeline.render.channel import Channel
from timeline.render.content import html
from timeline.render.entries import Entry, Options, when_fields
from timeline.render.own_fields import own_fields_of_series
from timeline.render.text import clean, escape, line

JOIN: Final = b",\n"
YEARLY: Final = ("year", "decade", "century", "millennium")
DAILY: Final = ("time", "day", "week")
"""Precisions that are told to the day; those of neither are told to the month."""


def head(channel: Channel) -> bytes:
    """The timeline up to its first slide: one with its title, which has no date."""
    title = {"headline": escape(line(channel.title)), "text": escape(line(channel.description))}
    written = msgspec.json.encode({"title": {"text": title}})
    return written[:-1] + b',"events":[\n'


def entry(entry: Entry, options: Options) -> bytes:
    """One slide. A headline and a text are HTML there."""
    event = entry.event
    start, end = dates(event.when)
    fields: dict[str, Any] = {
        "unique_id": entry.occasion.key,
        "start_date": start,
        "end_date": end,
        "display_date": clean(entry.words),
        "group": event.tags[0] if event.tags else "",
        "text": {"headline": escape(entry.title), "text": html(entry, options.language)},
        "_timeline": _extension(entry),
    }
    return msgspec.json.encode({name: value for name, value in fields.items() if value})


def tail(channel: Channel) -> bytes:
    """The end of the timeline."""
    return b"\n]}\n"


def dates(when: When) -> tuple[dict[str, int], dict[str, int]]:
    """Where a date begins, as closely as it is known, and where what lasts has ended; empty where nothing does."""
    first = when.sort_day
    assert first is not None  # `../..` alone is no date of an event
    start = _parts(first, when.precision) | _time(when.start_time)
    if when.shape == "interval" and when.earliest and when.latest:
        return start, _parts(when.latest, "day") | _time(when.end_time)
    if when.start_time and when.end_time and first == when.latest:
        is_over_midnight = when.end_time <= when.start_time
        return start, _parts(first.plus(days=1) if is_over_midnight else first, "day") | _time(when.end_time)
    return start, {}


def _parts(day: Day, precision: str) -> dict[str, int]:
    year = {"year": day.year if day.year > 0 else day.year - 1}
    if precision in YEARLY:
        return year
    month = year | {"month": day.month}
    return month | {"day": day.day} if precision in DAILY else month


def _time(time: str | None) -> dict[str, int]:
    names = ("hour", "minute", "second")
    return dict(zip(names, map(int, time.split(":")), strict=False)) if time else {}


def _extension(entry: Entry) -> dict[str, Any]:
    event = entry.event
    fields: dict[str, Any] = {
        "id": event.id,
        "url": entry.url,
        "when": when_fields(event.when),
        "status": event.status,
        "tags": event.tags,
        **(own_fields_of_series(event) if entry.style.is_event else {}),
        "change": entry.occasion.change.kind if entry.occasion.change else "",
        "deleted": event.is_gone,
    }
    return {name: value for name, value in fields.items() if value}
