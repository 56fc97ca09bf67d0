"""Events and changes as rows, and back."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Final

import msgspec

from timeline.dates import Day
from timeline.model import recurrence
from timeline.model.change import Change
from timeline.model.cursor import seconds
from timeline.model.event import Event, decode, encode
from timeline.model.recurrence import recurs
from timeline.model.search_terms import place_text, search_text, source_keys

DERIVATION: Final = "5"
"""Names the rules below and those of `dates` and `model` they lean on. Whoever changes what a sort key, a span, a name
or a search term of an event is changes this: databases are then derived anew when they are next opened."""
KNOWN, WIDE, OCCURRENCE = 0, 1, 2
"""What a row of `spans` is: what is known of a date, all that it can be, or an occurrence of a series. Of the first
two kinds all rows of an event must lie within a window, of the third one must."""
FAR: Final = 2**62
"""Day ordinals beyond this, and open ends, are kept as this: SQL integers have 64 bits."""


def clamp(number: int) -> int:
    """The number, within what a 64-bit column orders."""
    return max(-FAR, min(FAR, number))


def event_row(event: Event) -> dict[str, Any]:
    """The row of `events`."""
    return {
        "id": event.id,
        "body": encode(event).decode(),
        "status": event.status,
        "precision": event.when.precision,
        **{f"sort{n}": value for n, value in enumerate(event.when.sort_key)},
        "published": seconds(event.published),
        "updated": seconds(event.updated),
    }


def span_rows(event: Event) -> list[dict[str, Any]]:
    """The rows of `spans`: one an occurrence of a series; of a date what is known, then all that can be."""
    if recurs(event):
        return [_span(event.id, OCCURRENCE, first, last) for first, last in recurrence.spans(event)]
    both = ((KNOWN, event.when.spans), (WIDE, event.when.possible_spans))
    return [_span(event.id, wide, first, last) for wide, spans in both for first, last in spans]


def _span(event: str, wide: int, first: Day | None, last: Day | None) -> dict[str, Any]:
    start = -FAR if first is None else clamp(first.ordinal)
    end = FAR if last is None else clamp(last.ordinal)
    return {"event": event, "wide": wide, "size": (end - start).bit_length(), "first": start, "last": end}


def name_rows(event: Event) -> list[dict[str, Any]]:
    """The rows of `names`."""
    named = [("tag", tag) for tag in event.tags]
    named += [("place", place_text(event))] if event.places else []
    named += [("source", key) for key in sorted(source_keys(event))]
    return [{"kind": kind, "name": name, "event": event.id} for kind, name in named]


def search_row(event: Event) -> str:
    """The terms of the event, for the full-text index."""
    return " ".join(search_text(event))


def change_row(change: Change, position: int, recorded: bool) -> dict[str, Any]:
    """The row of `changes`."""
    body = msgspec.json.encode(msgspec.structs.replace(change, position=0), order="deterministic").decode()
    at = seconds(change.at)
    return {"position": position, "event": change.event, "at": at, "body": body, "recorded": int(recorded)}


@lru_cache(maxsize=20_000)
def _event(id: str, updated: int, body: str) -> Event:
    return decode(body)


def event_from(row: Any) -> Event:
    """The event of a row with `id`, `updated` and `body`; the same revision gives the same object."""
    return _event(row.id, row.updated, row.body)


_change: Final = msgspec.json.Decoder(Change)


def change_from(row: Any) -> Change:
    """The change of a row with `position` and `body`."""
    return msgspec.structs.replace(_change.decode(row.body), position=row.position)
