"""What follows the log of changes instead of asking the store anew: the latest changes, and the events that match a
filter."""

from __future__ import annotations

import threading
from bisect import bisect_left, insort
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import msgspec

from timeline.model.change import Change
from timeline.model.event import GONE, Event
from timeline.model.query import Filter
from timeline.publish.cache import Room
from timeline.publish.locks import KeyedLocks
from timeline.store.contract import Store

MOST_CHANGES: Final = 500
"""Changes that are looked at one by one; where there are more, it is quicker to ask the store."""
MOST_EVENTS: Final = 20_000
"""Events kept, of all filters together."""

ALL_GONE: Final = Filter(statuses=tuple(sorted(GONE)))
MOST_GONE: Final = 100
"""Withdrawn and merged events that are looked at one by one."""

OrderKey = tuple[tuple[int, ...], str]
"""Date and id: the order of calendars."""


def latest(*instants: datetime | None) -> datetime | None:
    """The latest of the instants that are known."""
    return max((at for at in instants if at is not None), default=None)


class RecentChanges:
    """The changes between two positions of a store's log, read once. For several threads at once."""

    def __init__(self, store: Store) -> None:
        self._store, self._lock = store, threading.Lock()
        self._start = self._end = 0
        self._changes: list[Change] = []

    def between(self, after: int, position: int) -> list[Change] | None:
        """The changes after one position, up to another, in order; None where there are too many."""
        if position - after > MOST_CHANGES:
            return None
        with self._lock:
            return self._between(after, position)

    def _between(self, after: int, position: int) -> list[Change]:
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


@dataclass(slots=True)
class _Matches:
    """The matches of one filter as they stood at a position of the log, by id, and their order."""

    position: int
    events: dict[str, Event]
    order: list[OrderKey]

    def remove(self, id: str) -> None:
        event = self.events.pop(id, None)
        if event is not None:
            del self.order[bisect_left(self.order, order_key(event))]

    def add(self, event: Event) -> None:
        self.events[event.id] = event
        insort(self.order, order_key(event))


class MatchingEvents:
    """Events that match a filter. For several threads at once; two that ask for one filter wait for each other."""

    def __init__(self, store: Store, recent: RecentChanges, room: int = MOST_EVENTS) -> None:
        self._store, self._recent, self._room = store, recent, room
        self._cache: Room[Filter, _Matches] = Room(room, lambda matches: max(1, len(matches.events)))
        self._locks = KeyedLocks()

    def standing(self, filter: Filter) -> list[Event]:
        """Every match by date and id."""
        position = self._store.position()
        with self._locks.holding(filter):
            matches = self._cache.get(filter)
            if matches is None or not self._follow(filter, matches, position):
                matches = self._read(filter, position)
            self._cache.put(filter, matches)
            return [matches.events[id] for _, id in matches.order]

    def gone(self, filter: Filter) -> list[Event]:
        """Withdrawn and merged events that would match if they stood, however long ago, by date and id."""
        if not searches(filter):
            # They are few as a rule, and looking at each costs less than asking the store.
            gone = self.standing(ALL_GONE)
            if len(gone) <= MOST_GONE:
                return [event for event in gone if filter.gone(event)]
        return self.standing(msgspec.structs.replace(filter, statuses=ALL_GONE.statuses))

    def _read(self, filter: Filter, position: int) -> _Matches:
        events = {event.id: event for event in self._store.select(filter)}
        return _Matches(position, events, sorted(map(order_key, events.values())))

    def _follow(self, filter: Filter, matches: _Matches, position: int) -> bool:
        """Apply what changed since; False where that is too much, or where only the store can tell what matches."""
        if position <= matches.position:
            return True
        changes = self._recent.between(matches.position, position)
        # A search is the store's: its stemming and its index are not ours to repeat.
        if changes is None or (changes and searches(filter)):
            return False
        for change in changes:
            matches.remove(change.event)
            if filter.matches(change.after):
                matches.add(change.after)
        matches.position = position
        return True


def order_key(event: Event) -> OrderKey:
    """Where an event stands in a calendar."""
    return event.when.sort_key, event.id


def searches(filter: Filter) -> bool:
    """Whether only the store can tell what matches."""
    return bool(filter.q) or any(searches(inner) for _, inner in filter.feeds)
