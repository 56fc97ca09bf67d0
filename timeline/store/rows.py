"""Events and changes as rows, and back."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, lru_cache
from typing import Any, Final, NamedTuple

import msgspec

from timeline.dates import Day, When
from timeline.model import recurrence
from timeline.model.change import Change
from timeline.model.cursor import seconds
from timeline.model.event import Event, decode, encode
from timeline.model.recurrence import recurs
from timeline.model.search_terms import place_key, search_text, source_keys, terms_of
from timeline.store.failures import stored

DERIVATION: Final = f"7, Unicode {unicodedata.unidata_version}"
"""Names the rules below and those of `dates` and `model` they lean on. Whoever changes what a sort key, a span, a name
or a search term of an event is changes this: databases are then derived anew when they are next opened. Rows are taken
out again by what the rules say of the old revision, so they must never outlive their rules."""
KNOWN, WIDE, OCCURRENCE, BOTH, SOME_KNOWN, SOME_WIDE = range(6)
"""What a row of `spans` is: what is known of a date, all that it can be, an occurrence of a series, or the first two
where they are alike; and the first two again of a date with several spans, or one that does not hold the day by which
the event is sorted. Of a date all rows must lie within a window, of a series one must."""
FAR: Final = 2**62
"""Day ordinals beyond this, and open ends, are kept as this: SQL integers have 64 bits."""
Key = tuple[str, str]
"""Kind and name of a row of `names`."""
Row = tuple[Any, ...]
"""A row in the order of its table's columns."""
ALL: Final[Key] = ("all", "")
"""The row of `names` that counts every event."""


@dataclass(frozen=True, eq=False)
class Revision:
    """A revision of an event, named by the position of the change that made it, and that change's instant.

    What several tables hold of it is made once.
    """

    position: int
    at: int
    event: Event

    @cached_property
    def sort(self) -> bytes:
        """Its place in the order by date and id."""
        return sort_bytes(self.event)

    @cached_property
    def updated(self) -> int:
        """Its instant, in seconds."""
        return seconds(self.event.updated)

    @cached_property
    def names(self) -> list[Key]:
        """Kind and name of each row of `names` that it is found by."""
        return name_keys(self.event)


class Replaced(NamedTuple):
    """A revision, with the position and the instant of the change that replaced it, and since when it does not hold."""

    revision: Revision
    position: int
    at: int
    until: int


class Terms(NamedTuple):
    """What the full-text index holds of a revision: the terms of its titles, and all of its terms."""

    position: int
    title: str
    terms: str


def clamp(number: int) -> int:
    """The number, within what a 64-bit column orders."""
    if -FAR <= number <= FAR:
        return number
    return FAR if number > 0 else -FAR


def packed(numbers: Iterable[int], id: str) -> bytes:
    """Whole numbers and an id as bytes that stand in the order of the numbers, then of the id."""
    return b"".join(map(_packed, numbers)) + id.encode()


@lru_cache(maxsize=20_000)
def _packed(number: int) -> bytes:
    # How many bytes follow comes first, so that a longer number, which is farther from zero, sorts farther away.
    if not -(2**63) <= number < 2**63:
        number = 2**63 - 1 if number > 0 else -(2**63)
    size = ((number if number >= 0 else ~number).bit_length() + 7) // 8
    if number >= 0:
        return bytes([0x80 + size]) + number.to_bytes(size, "big")
    return bytes([0x7F - size]) + (number + (1 << 8 * size)).to_bytes(size, "big")


def unpacked(data: bytes, numbers: int) -> tuple[tuple[int, ...], str]:
    """The numbers and the id that `packed` made bytes of."""
    found = []
    at = 0
    for _ in range(numbers):
        size = data[at] - 0x80 if data[at] >= 0x80 else 0x7F - data[at]
        value = int.from_bytes(data[at + 1 : at + 1 + size], "big")
        found.append(value if data[at] >= 0x80 else value - (1 << 8 * size))
        at += 1 + size
    return tuple(found), data[at:].decode()


def sort_bytes(event: Event) -> bytes:
    """The place of an event in the order by date and id."""
    return packed(event.when.sort_key, event.id)


def event_row(revision: Revision) -> Row:
    """The row of `events`, as far as those of the present go."""
    event = revision.event
    return (
        revision.position,
        event.id,
        revision.at,
        event.status,
        event.when.precision,
        revision.sort,
        seconds(event.published),
        revision.updated,
    )


def span_rows(revision: Revision) -> list[Row]:
    """The rows of `spans`."""
    # A set may name a day twice, and so may a series.
    return [
        (kind, (end - start).bit_length(), start, end, revision.position)
        for kind, start, end in dict.fromkeys(_spans(revision.event))
    ]


def label_rows(revision: Revision, ids: Mapping[Key, int]) -> list[Row]:
    """The rows of `labels`, by the numbers of names."""
    return [(ids[key], revision.sort, revision.position, revision.updated) for key in revision.names]


def _spans(event: Event) -> list[tuple[int, int, int]]:
    if recurs(event):
        return [(OCCURRENCE, *days) for days in _days_of(recurrence.spans(event))]
    return _spans_of(event.when.edtf)


@lru_cache(maxsize=20_000)
def _spans_of(edtf: str) -> list[tuple[int, int, int]]:
    when = When(edtf)
    known, wide = _days_of(when.spans), _days_of(when.possible_spans)
    day = when.sort_key[0]
    if not all(len(spans) == 1 and spans[0][0] <= day <= spans[0][1] for spans in (known, wide)):
        return [(SOME_KNOWN, *span) for span in known] + [(SOME_WIDE, *span) for span in wide]
    return [(BOTH, *known[0])] if known == wide else [(KNOWN, *known[0]), (WIDE, *wide[0])]


def _days_of(spans: Iterable[tuple[Day | None, Day | None]]) -> list[tuple[int, int]]:
    return [_days(first, last) for first, last in spans]


def _days(first: Day | None, last: Day | None) -> tuple[int, int]:
    return -FAR if first is None else clamp(first.ordinal), FAR if last is None else clamp(last.ordinal)


def name_keys(event: Event) -> list[Key]:
    """Kind and name of each row of `names` that the event is found by."""
    named = [("tag", tag) for tag in event.tags]
    named += [("place", place.name) for place in event.places]
    named += [("source", key) for key in sorted(source_keys(event))]
    named += [("language", language) for language in event.translations]
    return list(dict.fromkeys(named))


def name_row(kind: str, name: str) -> dict[str, Any]:
    """A new row of `names`."""
    return {"kind": kind, "name": name, "words": place_key(name) if kind == "place" else "", "events": 0}


def search_terms(revision: Revision) -> Terms:
    """What is indexed of a revision."""
    event = revision.event
    titles = [event.title, *(each.title for each in event.translations.values())]
    return Terms(revision.position, " ".join(terms_of(titles)), " ".join(search_text(event)))


class About(msgspec.Struct, frozen=True, array_like=True):
    """What a change says besides its revisions."""

    kind: str
    at: datetime
    reason: str = ""
    fields: tuple[str, ...] = ()
    by: str = ""


_about: Final = msgspec.json.Decoder(About)


def change_row(change: Change, position: int, previous: int | None, recorded: bool) -> Row:
    """The row of `changes`."""
    said = (change.kind, change.at, change.reason, change.fields)
    about = msgspec.json.encode((*said, change.by) if change.by else said).decode()
    body = encode(change.after).decode()
    return position, change.event, seconds(change.at), previous, about, body, int(recorded)


@lru_cache(maxsize=20_000)
def event_from(body: str) -> Event:
    """The event of a body; the same revision gives the same object."""
    return stored(body, decode)


def change_from(row: Any) -> Change:
    """The change of a row with `position`, `event`, `about`, `body` and `before`, the body of the one before."""
    about = stored(row.about, _about.decode)
    return Change(
        event=row.event,
        kind=about.kind,
        at=about.at,
        reason=about.reason,
        fields=about.fields,
        before=None if row.before is None else stored(row.before, decode),
        after=stored(row.body, decode),
        position=row.position,
        by=about.by,
    )
