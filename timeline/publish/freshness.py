"""What follows the log of changes instead of asking the store anew: the latest changes themselves, when a filter was
last touched, and the events that match it."""

from __future__ import annotations

from bisect import bisect_left, insort
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import msgspec

from timeline.model.change import Change
from timeline.model.event import GONE, Event
from timeline.model.query import Filter
from timeline.publish.cache import Lru
from timeline.store.contract import Store

MOST_CHANGES: Final = 500
"""Changes that are looked at one by one; where there are more, it is quicker to ask the store."""
MOST_FILTERS: Final = 4096
"""Filters whose latest change is remembered."""
MOST_EVENTS: Final = 200_000
"""Events kept, of all filters together."""

OrderKey = tuple[tuple[int, ...], str]
"""Date and id: the order of calendars."""


def latest(*instants: datetime | None) -> datetime | None:
    """The latest of the instants that are known."""
    return max((at for at in instants if at is not None), default=None)


class RecentChanges:
    """The changes between two positions of a store's log, read once. Not for several threads at once."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._start = self._end = 0
        self._changes: list[Change] = []

    def between(self, after: int, position: int) -> list[Change] | None:
        """The changes after one position, up to another, in order; None where there are too many."""
        if position - after > MOST_CHANGES:
            return None
        if not self._start <= after <= self._end:
            self._start = self._end = after
            self._changes = []
        if position > self._end:
            self._changes += self._store.changes(self._end, position - self._end)
            self._end = position
        # Positions have no gaps, so a change stands at the place that its position says.
        changes = self._changes[after - self._start : position - self._start]
        surplus = max(0, len(self._changes) - MOST_CHANGES)
        del self._changes[:surplus]
        self._start += surplus
        return changes

    def touch(self, filter: Filter, after: int, position: int) -> bool:
        """Whether a change after one position, up to another, touches the filter."""
        if after >= position:
            return False
        changes = self.between(after, position)
        if changes is None:
            return self._store.latest(filter, after) is not None
        return any(filter.touches(change) for change in changes)


class LatestInstants:
    """When filters were last touched. Not for several threads at once."""

    def __init__(self, store: Store, recent: RecentChanges) -> None:
        self._store, self._recent = store, recent
        self._instants: Lru[Filter, tuple[int, datetime | None]] = Lru(MOST_FILTERS)

    def of(self, filter: Filter) -> datetime | None:
        """The instant of the latest change that touches a filter (None: there was none)."""
        position = self._store.position()
        at = self._at(filter, position)
        self._instants.put(filter, (position, at))
        return at

    def _at(self, filter: Filter, position: int) -> datetime | None:
        remembered = self._instants.get(filter)
        if remembered is None:
            return self._store.latest(filter)
        known_to, at = remembered
        changes = self._recent.between(known_to, position)
        if changes is None:
            return latest(at, self._store.latest(filter, known_to))
        return latest(at, *(change.at for change in changes if filter.touches(change)))


@dataclass(slots=True)
class _Matches:
    """The matches of one filter as they stood at a position of the log, by id, and their order."""

    position: int
    events: dict[str, Event]
    order: list[OrderKey]

    def remove(self, id: str) -> None:
        event = self.events.pop(id, None)
        if event is not None:
            del self.order[bisect_left(self.order, _order_key(event))]

    def add(self, event: Event) -> None:
        self.events[event.id] = event
        insort(self.order, _order_key(event))


class MatchingEvents:
    """Events that match a filter. Not for several threads at once."""

    def __init__(self, store: Store, recent: RecentChanges, room: int = MOST_EVENTS) -> None:
        self._store, self._recent, self._room = store, recent, room
        self._cache: Lru[Filter, _Matches] = Lru(room, lambda matches: len(matches.events))

    def standing(self, filter: Filter) -> list[Event]:
        """Every match by date and id."""
        position = self._store.position()
        matches = self._cache.get(filter)
        if matches is None or not self._follow(filter, matches, position):
            matches = self._read(filter, position)
        self._keep(filter, matches)
        return [matches.events[id] for _, id in matches.order]

    def gone(self, filter: Filter) -> list[Event]:
        """Withdrawn and merged events that would match if they stood, however long ago, by date and id."""
        return self.standing(msgspec.structs.replace(filter, statuses=tuple(sorted(GONE))))

    def _read(self, filter: Filter, position: int) -> _Matches:
        events = {event.id: event for event in self._store.select(filter)}
        return _Matches(position, events, sorted(map(_order_key, events.values())))

    def _follow(self, filter: Filter, matches: _Matches, position: int) -> bool:
        """Apply what changed since; False where that is too much, or where only the store can tell what matches."""
        if position <= matches.position:
            return True
        changes = self._recent.between(matches.position, position)
        # A search is the store's: its stemming and its index are not ours to repeat.
        if changes is None or (changes and _searches(filter)):
            return False
        for change in changes:
            matches.remove(change.event)
            if filter.matches(change.after):
                matches.add(change.after)
        matches.position = position
        return True

    def _keep(self, filter: Filter, matches: _Matches) -> None:
        if len(matches.events) > self._room:
            self._cache.drop(filter)
        else:
            self._cache.put(filter, matches)


def _order_key(event: Event) -> OrderKey:
    return event.when.sort_key, event.id


def _searches(filter: Filter) -> bool:
    return bool(filter.q) or any(_searches(inner) for _, inner in filter.feeds)
