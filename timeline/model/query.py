"""Which events are meant: the filters of the API, of feeds and of subscriptions, and where a page ends."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

import msgspec

from timeline.dates import Day, EDTFError, When
from timeline.errors import InvalidQuery
from timeline.model.event import STATUSES, Event
from timeline.model.search_terms import folded, phrases, terms

MATCHES: Final = ("overlaps", "within", "possibly")
SORTS: Final = ("when", "-when", "published", "-updated", "relevance")
PRECISIONS: Final = (
    "time", "day", "week", "month", "season", "quarter", "quadrimester", "semester",
    "year", "decade", "century", "millennium",
)  # fmt: skip
PAGE: Final = 100
MAX_PAGE: Final = 1000
LONGEST: Final = 500
"""Characters of one parameter's value."""
FILTERS: Final = ("from", "to", "match", "q", "tag", "place", "status", "feed", "source", "precision")
REPEATED: Final = frozenset({"tag", "place", "status", "feed", "source", "precision", "fields"})
"""Parameters that may be given several times: any of the values will do."""
COMMAS: Final = frozenset({"tag", "status", "feed", "precision", "fields"})

Parameters = Mapping[str, Sequence[str]]


class Filter(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Which events match. Different fields must all hold; of several values in one field, any.

    `since` and `until` are EDTF as typed, empty for an open window; the window runs from the first day of `since` to
    the last day of `until`, inclusive. `feeds` are the filters of the feeds named, of which one must match.
    """

    since: str = ""
    until: str = ""
    match: str = "overlaps"
    q: str = ""
    tags: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    precisions: tuple[str, ...] = ()
    feeds: tuple[tuple[str, Filter], ...] = ()

    @property
    def window(self) -> tuple[Day | None, Day | None]:
        """First and last day of the window; None for an open side."""
        first = When.parse(self.since).earliest if self.since else None
        last = When.parse(self.until).latest if self.until else None
        return first, last

    def matches(self, event: Event, *, gone: bool = False) -> bool:
        """Whether the event is meant. Withdrawn and merged events are only where `statuses` names them, or `gone`."""
        return (
            (event.status in self.statuses if self.statuses else gone or not event.is_gone)
            and (not self.tags or any(tag in self.tags for tag in event.tags))
            and (not self.precisions or event.when.precision in self.precisions)
            and (not (self.since or self.until) or in_window(event.when, *self.window, self.match))
            and (not self.places or any(_place_key(p) in place_text(event) for p in self.places))
            and (not self.sources or not source_keys(event).isdisjoint(map(folded, self.sources)))
            and (not self.feeds or any(f.matches(event, gone=True) for _, f in self.feeds))
            and (not self.q or found(event, self.q))
        )

    def gone(self, event: Event) -> bool:
        """Whether a withdrawn or merged event would be meant if it still stood."""
        plain = msgspec.structs.replace(self, statuses=())
        return event.is_gone and plain.matches(event, gone=True)

    def address(self) -> list[tuple[str, str]]:
        """The filter as parameters of its one canonical address: sorted, defaults left out."""
        pairs = [("from", self.since), ("to", self.until), ("q", self.q)]
        pairs += [("match", self.match)] if self.match != "overlaps" else []
        for name, values in (
            ("tag", self.tags), ("place", self.places), ("status", self.statuses), ("source", self.sources),
            ("precision", self.precisions), ("feed", tuple(slug for slug, _ in self.feeds)),
        ):  # fmt: skip
            pairs += [(name, value) for value in sorted(set(values))]
        return sorted((name, value) for name, value in pairs if value)


class Query(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A filter with the order, the page and the form of the answer."""

    filter: Filter = Filter()
    sort: str = "when"
    limit: int = PAGE
    cursor: str = ""
    fields: tuple[str, ...] = ()
    language: str = ""


def in_window(when: When, first: Day | None, last: Day | None, match: str) -> bool:
    """Whether a date meets the window of days (design: `overlaps`, `within`, `possibly`); members count one by one."""
    spans = when.spans if match == "overlaps" else when.possible_spans
    if match == "within":
        return all(
            (first is None or (start is not None and start >= first))
            and (last is None or (end is not None and end <= last))
            for start, end in spans
        )
    return any(
        (first is None or end is None or end >= first) and (last is None or start is None or start <= last)
        for start, end in spans
    )


def place_text(event: Event) -> str:
    """The names of the event's places as text to be searched for whole words; each name stands between bars."""
    return "|".join(["", *(f" {' '.join(terms(place.name))} " for place in event.places), ""])


def _place_key(typed: str) -> str:
    return f" {' '.join(terms(typed))} "


def source_keys(event: Event) -> set[str]:
    """What a `source=` may name: ids of configured sources, and publishers, without case and accents."""
    return {folded(name) for c in event.sources for name in (c.source, c.publisher) if name}


def search_text(event: Event) -> list[str]:
    """The terms of an event: title, summary, tags, places and date words, in all its languages."""
    parts = [event.title, event.summary, *event.tags, *(p.name for p in event.places), event.when.text, event.when.edtf]
    parts += [text for t in event.translations.values() for text in (t.title, t.summary)]
    return terms(" \u2028 ".join(parts))


def found(event: Event, q: str) -> bool:
    """Whether everything typed stands in the event's text; typed text without a letter or digit finds nothing."""
    wanted = phrases(q)
    haystack = search_text(event)
    return bool(wanted) and all(phrase.found_in(haystack) for phrase in wanted)


def parse_filter(parameters: Parameters, feeds: Mapping[str, Filter] | None = None) -> Filter:
    """The filter that parameters of the API's names say. Raises `InvalidQuery` for the first that cannot be meant.

    `feeds` are the filters of the feeds that `feed=` may name. Parameters of other names are not looked at.
    """
    given = {name: values(parameters, name) for name in FILTERS if parameters.get(name)}
    one = {name: found[0] for name, found in given.items() if name not in REPEATED and found}
    named = tuple(given.get("feed", ()))
    for slug in named:
        if slug not in (feeds or {}):
            raise InvalidQuery("feed", f"feed={slug}: there is no such feed; /api/v1/feeds lists them")
    chosen = Filter(
        since=_edtf("from", one.get("from", "")),
        until=_edtf("to", one.get("to", "")),
        match=_one_of("match", one.get("match", "overlaps"), MATCHES),
        q=one.get("q", "").strip(),
        tags=tuple(given.get("tag", ())),
        places=tuple(given.get("place", ())),
        statuses=tuple(_one_of("status", s, STATUSES) for s in given.get("status", ())),
        sources=tuple(given.get("source", ())),
        precisions=tuple(_one_of("precision", p, PRECISIONS) for p in given.get("precision", ())),
        feeds=tuple((slug, (feeds or {})[slug]) for slug in named),
    )
    for place in chosen.places:
        if not terms(place):
            raise InvalidQuery("place", f"place={place}: name a place in letters, as /api/v1/places lists them")
    first, last = chosen.window
    if first is not None and last is not None and last < first:
        raise InvalidQuery("to", f"to={chosen.until} ends before from={chosen.since} begins: exchange them")
    return chosen


def parse_query(parameters: Parameters, feeds: Mapping[str, Filter] | None = None) -> Query:
    """The query that parameters of the API's names say. Raises `InvalidQuery`."""
    chosen = parse_filter(parameters, feeds)
    sort = _one_of("sort", _single(parameters, "sort", "when"), SORTS)
    if sort == "relevance" and not chosen.q:
        raise InvalidQuery("sort", "sort=relevance ranks the words of a search: give q as well, or sort=when")
    cursor = _single(parameters, "cursor", "")
    if cursor:
        Cursor.decode(cursor, sort)
    return Query(
        filter=chosen,
        sort=sort,
        limit=_limit(_single(parameters, "limit", str(PAGE))),
        cursor=cursor,
        fields=tuple(values(parameters, "fields")) if parameters.get("fields") else (),
        language=_single(parameters, "lang", ""),
    )


def values(parameters: Parameters, name: str) -> list[str]:
    """The values of one parameter, checked for number and length."""
    given = [value for value in parameters.get(name, ()) if value.strip()]
    if name not in REPEATED and len(given) > 1:
        raise InvalidQuery(name, f"{name} is given {len(given)} times: give it once")
    if any(len(value) > LONGEST for value in given):
        raise InvalidQuery(name, f"{name} is longer than {LONGEST} characters")
    if name in COMMAS:
        given = [part.strip() for value in given for part in value.split(",") if part.strip()]
    return list(dict.fromkeys(given))


def _single(parameters: Parameters, name: str, default: str) -> str:
    given = values(parameters, name)
    return given[0].strip() if given else default


def _one_of(name: str, value: str, allowed: Sequence[str] | Mapping[str, object]) -> str:
    if value not in allowed:
        raise InvalidQuery(name, f"{name}={value} is not known: use one of {', '.join(allowed)}")
    return value


def _edtf(name: str, value: str) -> str:
    if not value.strip():
        return ""
    try:
        return When.parse(value.strip()).edtf
    except EDTFError as error:
        raise InvalidQuery(
            name, f"{name}={value} is no EDTF date ({error}): write 2025, 2025-04 or 2025-04-16"
        ) from error


def _limit(value: str) -> int:
    if not (value.isascii() and value.isdigit() and len(value) < 6 and 1 <= int(value) <= MAX_PAGE):
        raise InvalidQuery("limit", f"limit={value} is not a whole number from 1 to {MAX_PAGE}")
    return int(value)


class Cursor(msgspec.Struct, frozen=True, array_like=True):
    """Sort key and id of the last event seen; opaque to readers, good for one `sort` only."""

    sort: str
    key: tuple[int, ...]
    id: str

    def encode(self) -> str:
        """The cursor as it stands in an address."""
        return base64.urlsafe_b64encode(msgspec.json.encode(self)).rstrip(b"=").decode()

    @classmethod
    def decode(cls, text: str, sort: str) -> Cursor:
        """The inverse of `encode`. Raises `InvalidQuery` for what we did not write, or wrote for another order."""
        try:
            data = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
            cursor = msgspec.json.decode(data, type=cls)
        except (binascii.Error, ValueError, msgspec.DecodeError) as error:
            raise InvalidQuery("cursor", "cursor is not one of ours: take it from `next`, unchanged") from error
        if cursor.sort != sort:
            raise InvalidQuery("cursor", f"cursor belongs to sort={cursor.sort}: keep sort while paging")
        return cursor


def sort_key(event: Event, sort: str) -> tuple[int, ...]:
    """The event's place in an order, but for the id that breaks ties."""
    if sort in ("when", "-when"):
        return event.when.sort_key
    return (seconds(event.published if sort == "published" else event.updated),)


def seconds(at: datetime) -> int:
    """An instant as whole seconds since 1970."""
    return int(at.timestamp())
