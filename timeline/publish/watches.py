"""When a change last touched a filter: only those that it can touch are looked at."""

from __future__ import annotations

import threading
from collections import OrderedDict, defaultdict
from collections.abc import Iterator
from datetime import datetime
from typing import Final

from timeline.model.change import Change
from timeline.model.query import Filter
from timeline.publish.freshness import RecentChanges, latest
from timeline.store.contract import Store

MOST: Final = 4096
"""Filters that are watched."""
FEW: Final = 50
"""Changes that are looked at while somebody waits who must not wait."""


class Watch:
    """A filter, the position up to which the changes were looked at, and the last that touched it (0: none is known).

    `at` is the instant of the latest change that touches it, once somebody asked for it (`is_dated`).
    """

    __slots__ = ("at", "checked", "filter", "is_dated", "is_watched", "tags", "touched")

    def __init__(self, filter: Filter, position: int) -> None:
        self.filter, self.checked, self.tags = filter, position, required_tags(filter)
        self.touched = 0
        self.at: datetime | None = None
        self.is_dated, self.is_watched = False, True

    def look(self, change: Change) -> None:
        """Take a change into account."""
        if self.filter.touches(change):
            self.touched = change.position
            self.at = latest(self.at, change.at)


class Watches:
    """The filters of whatever is kept. For several threads at once.

    Those that name tags are found by the tags of an event, when a change comes; the others are looked at when somebody
    asks for them.
    """

    def __init__(self, store: Store, recent: RecentChanges) -> None:
        self._store, self._recent = store, recent
        self._lock = threading.RLock()
        self._watches: OrderedDict[Filter, Watch] = OrderedDict()
        self._by_tag: defaultdict[str, set[Watch]] = defaultdict(set)
        self._position = 0

    def of(self, filter: Filter, position: int) -> Watch:
        """The watch of a filter, which is up to date at the position."""
        with self._lock:
            self._follow(position)
            watch = self._watches.get(filter)
            if watch is None:
                watch = self._watches[filter] = Watch(filter, self._position)
                for tag in watch.tags or ():
                    self._by_tag[tag].add(watch)
                if len(self._watches) > MOST:
                    self._forget(*self._watches.popitem(last=False))
            else:
                self._watches.move_to_end(filter)
            return watch

    def is_touched(self, watch: Watch, after: int, position: int) -> bool:
        """Whether a change after one position, up to another, touches what is watched; True where it is watched no
        longer."""
        # Most answers need no lock: nothing changed, or nothing that carries one of the tags.
        if position > self._position or (watch.checked < position and watch.tags is None):
            with self._lock:
                self._follow(position)
                self._catch_up(watch, position)
        return watch.touched > after or not watch.is_watched

    def is_known_untouched(self, watch: Watch, after: int, position: int) -> bool:
        """Whether no change after one position, up to another, touches what is watched, as far as that can be said at
        once: nothing is read from the store, and nobody waited for."""
        if position > self._position:
            return False
        if watch.tags is None and watch.checked < position:
            if position - watch.checked > FEW or not self._lock.acquire(blocking=False):
                return False
            try:
                self._catch_up(watch, position)
            finally:
                self._lock.release()
        return watch.touched <= after and watch.is_watched

    def latest(self, filter: Filter, position: int) -> datetime | None:
        """The instant of the latest change that touches a filter (None: there was none)."""
        watch = self.of(filter, position)
        if not watch.is_dated:
            at = self._store.latest(filter)
            with self._lock:
                watch.at = latest(watch.at, at)
                watch.is_dated = True
        with self._lock:
            self._catch_up(watch, position)
        return watch.at

    def _follow(self, position: int) -> None:
        """Show the changes since to all watches that they can touch."""
        if position <= self._position:
            return
        changes = self._recent.between(self._position, position) if self._watches else []
        if changes is None:
            # Too many to look at one by one: they may have touched any.
            for watch in self._watches.values():
                watch.touched, watch.is_dated = position, False
        for change in changes or ():
            for watch in self._named(change):
                watch.look(change)
        self._position = position

    def _named(self, change: Change) -> Iterator[Watch]:
        tags = set(change.after.tags) | set(change.before.tags if change.before is not None else ())
        return iter({watch for tag in tags for watch in self._by_tag.get(tag, ())})

    def _catch_up(self, watch: Watch, position: int) -> None:
        """Look at the changes that a watch without tags has not seen."""
        if watch.tags is not None or watch.checked >= position:
            return
        changes = self._recent.between(watch.checked, position)
        if changes is None:
            at = self._store.latest(watch.filter, watch.checked)
            if at is not None:
                watch.touched, watch.at = position, latest(watch.at, at)
        else:
            for change in changes:
                watch.look(change)
        watch.checked = position

    def _forget(self, filter: Filter, watch: Watch) -> None:
        watch.is_watched = False
        for tag in watch.tags or ():
            self._by_tag[tag].discard(watch)
            if not self._by_tag[tag]:
                del self._by_tag[tag]


def required_tags(filter: Filter) -> tuple[str, ...] | None:
    """Tags of which an event must have one to be touched; None where others may be touched as well."""
    if filter.tags:
        return filter.tags
    inner = [required_tags(each) for _, each in filter.feeds]
    if not inner or None in inner:
        return None
    return tuple({tag for tags in inner if tags is not None for tag in tags})
