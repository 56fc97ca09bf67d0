"""Which events match: the filters of the API, of feeds and of subscriptions, and the order and page of an answer."""

from __future__ import annotations

from typing import Final

import msgspec

from timeline.dates import Day, When
from timeline.model.event import Event
from timeline.model.search_terms import folded, has_words, place_key, place_text, source_keys

PAGE: Final = 100
"""Events of one page where no limit is given."""


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
            and (not self.places or any(place_key(p) in place_text(event) for p in self.places))
            and (not self.sources or not source_keys(event).isdisjoint(map(folded, self.sources)))
            and (not self.feeds or any(f.matches(event, gone=True) for _, f in self.feeds))
            and (not self.q or has_words(event, self.q))
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
