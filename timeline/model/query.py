"""Which events match: the filters of the API, of feeds and of subscriptions, and the order and page of an answer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Final

import msgspec

from timeline.dates import Day, When
from timeline.model.change import Change
from timeline.model.event import Event
from timeline.model.recurrence import is_in_window
from timeline.model.search_terms import folded, has_words, place_key, place_text, source_keys

PAGE: Final = 100
"""Events of one page where no limit is given."""


class Filter(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Which events match. Different fields must all hold; of several values in one field, any.

    `since` and `until` are EDTF as typed, empty for an open window; the window runs from the first day of `since` to
    the last day of `until`, inclusive. `feeds` are the filters of the feeds named, of which one must match.
    `updated_since` is an instant (RFC 3339, UTC).
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
    updated_since: str = ""

    @property
    def changed_from(self) -> datetime | None:
        """The instant before which an event may not have been changed last; None for any."""
        return datetime.fromisoformat(self.updated_since) if self.updated_since else None

    @property
    def window(self) -> tuple[Day | None, Day | None]:
        """First and last day of the window; None for an open side."""
        first = When.parse(self.since).earliest if self.since else None
        last = When.parse(self.until).latest if self.until else None
        return first, last

    def matches(self, event: Event, *, gone: bool = False) -> bool:
        """Whether the event is meant. Withdrawn and merged events are only where `statuses` names them, or `gone`."""
        return self._has_status(event, gone) and all(meets(self, event) for meets in _CONDITIONS)

    def gone(self, event: Event) -> bool:
        """Whether a withdrawn or merged event would be meant if it still stood."""
        return event.is_gone and all(meets(self, event) for meets in _CONDITIONS)

    def touches(self, change: Change, *, gone: bool = True) -> bool:
        """Whether a change shows in what matches: its before or its after does, withdrawn and merged ones too.

        Without `gone`, those only where `statuses` names them.
        """
        revisions = (change.after,) if change.before is None else (change.after, change.before)
        return any(self.matches(event) or (gone and self.gone(event)) for event in revisions)

    def _has_status(self, event: Event, gone: bool) -> bool:
        return event.status in self.statuses if self.statuses else gone or not event.is_gone

    def _has_tag(self, event: Event) -> bool:
        return not self.tags or any(tag in self.tags for tag in event.tags)

    def _has_precision(self, event: Event) -> bool:
        return not self.precisions or event.when.precision in self.precisions

    def _is_in_window(self, event: Event) -> bool:
        return not (self.since or self.until) or is_in_window(event, *self.window, self.match)

    def _is_updated(self, event: Event) -> bool:
        return self.changed_from is None or event.updated >= self.changed_from

    def _has_place(self, event: Event) -> bool:
        return not self.places or any(place_key(place) in place_text(event) for place in self.places)

    def _has_source(self, event: Event) -> bool:
        return not self.sources or not source_keys(event).isdisjoint(map(folded, self.sources))

    def _is_in_feed(self, event: Event) -> bool:
        return not self.feeds or any(feed.matches(event, gone=True) for _, feed in self.feeds)

    def _has_words(self, event: Event) -> bool:
        return not self.q or has_words(event, self.q)


_CONDITIONS: Final[tuple[Callable[[Filter, Event], bool], ...]] = (
    Filter._has_tag,
    Filter._is_updated,
    Filter._has_precision,
    Filter._is_in_window,
    Filter._has_place,
    Filter._has_source,
    Filter._is_in_feed,
    Filter._has_words,
)
"""What must hold of an event besides its status, the cheapest to ask first."""


class Query(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A filter with the order, the page and the form of the answer; with `expand`, one row an occurrence."""

    filter: Filter = Filter()
    sort: str = "when"
    limit: int = PAGE
    cursor: str = ""
    fields: tuple[str, ...] = ()
    language: str = ""
    expand: str = ""

    @property
    def order(self) -> str:
        """What a cursor is good for."""
        return f"{self.sort}, expand={self.expand}" if self.expand else self.sort
