"""How many events match, and how many carry a tag: counted once, and then by what each change adds and takes away."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterable
from typing import Final

from timeline.model.change import Change
from timeline.model.event import Event
from timeline.model.query import Filter
from timeline.publish.cache import Room
from timeline.publish.freshness import RecentChanges, searches
from timeline.publish.watches import required_tags
from timeline.store.contract import Count, Store

MOST: Final = 8192
"""Filters whose counts are kept."""


class Counts:
    """Counts of what stands. For several threads at once."""

    def __init__(self, store: Store, recent: RecentChanges) -> None:
        self._store, self._recent = store, recent
        self._lock = threading.Lock()
        self._matches: Room[Filter, tuple[int, int]] = Room(MOST, lambda count: 1)
        self._tags: tuple[int, Counter[str]] | None = None

    def matching(self, filter: Filter) -> int:
        """How many events match."""
        position = self._store.position()
        kept = self._matches.get(filter)
        changes = None if kept is None else self._since(kept[0], position)
        # A search is the store's: its stemming and its index are not ours to repeat.
        if kept is None or changes is None or (changes and searches(filter)):
            count = self._store.count(filter)
        else:
            count = kept[1] + _difference(filter, changes)
        if kept is None or kept != (position, count):
            self._matches.put(filter, (position, count))
        return count

    def tags(self) -> list[Count]:
        """Tags of events that stand, by name."""
        position = self._store.position()
        with self._lock:
            changes = None if self._tags is None else self._since(self._tags[0], position)
            if self._tags is None or changes is None:
                counts = Counter({tag.name: tag.events for tag in self._store.tags()})
            else:
                counts = self._tags[1]
                for change in changes:
                    counts.update(_tags(change.after))
                    counts.subtract(_tags(change.before))
            self._tags = position, counts
            return [Count(name, counts[name]) for name in sorted(counts) if counts[name]]

    def _since(self, after: int, position: int) -> list[Change] | None:
        return self._recent.between(after, position) if position > after else []


def _difference(filter: Filter, changes: Iterable[Change]) -> int:
    """How many more events match after the changes."""
    tags = required_tags(filter)
    more = 0
    for change in changes:
        before, after = change.before, change.after
        if tags is None or not {*after.tags, *(before.tags if before is not None else ())}.isdisjoint(tags):
            more += filter.matches(after) - (before is not None and filter.matches(before))
    return more


def _tags(event: Event | None) -> Iterable[str]:
    return () if event is None or event.is_gone else set(event.tags)
