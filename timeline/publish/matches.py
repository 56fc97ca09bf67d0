"""Events that match a filter, kept in memory and brought up to date by what changed: a feed of ten thousand entries
is not read anew because one of them was corrected."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import OrderedDict
from dataclasses import dataclass
from typing import Final

import msgspec

from timeline.model.event import GONE, Event
from timeline.model.query import Filter
from timeline.publish.freshness import News
from timeline.store.contract import Store

ROOM: Final = 200_000
"""Events kept, of all filters together; the least recently asked filters go first."""

Key = tuple[tuple[int, ...], str]
"""Date and id: the order of calendars."""


@dataclass(slots=True)
class _Kept:
    """The matches of one filter as they stood at a position of the log, by date and id."""

    position: int
    events: dict[str, Event]
    order: list[Key]


class Matches:
    """What matches filters. Not for several threads at once."""

    def __init__(self, store: Store, news: News, room: int = ROOM) -> None:
        self._store, self._news, self._room = store, news, room
        self._kept: OrderedDict[Filter, _Kept] = OrderedDict()

    def standing(self, filter: Filter) -> list[Event]:
        """Every match by date and id."""
        position = self._store.position()
        kept = self._kept.get(filter)
        if kept is None or not self._follow(filter, kept, position):
            kept = self._read(filter, position)
        self._keep(filter, kept)
        return [kept.events[id] for _, id in kept.order]

    def gone(self, filter: Filter) -> list[Event]:
        """Withdrawn and merged events that would match if they stood, however long ago, by date and id."""
        return self.standing(msgspec.structs.replace(filter, statuses=tuple(sorted(GONE))))

    def _read(self, filter: Filter, position: int) -> _Kept:
        events = self._store.select(filter)
        order = sorted((event.when.sort_key, event.id) for event in events)
        return _Kept(position, {event.id: event for event in events}, order)

    def _follow(self, filter: Filter, kept: _Kept, position: int) -> bool:
        """Apply what changed since; False where that is too much, or where only the store can tell what is found."""
        news = self._news.between(kept.position, position) if position > kept.position else []
        if news is None or (news and _searches(filter)):
            return False
        for change in news:
            old = kept.events.pop(change.event, None)
            if old is not None:
                del kept.order[bisect_left(kept.order, (old.when.sort_key, old.id))]
            if filter.matches(change.after):
                kept.events[change.event] = change.after
                insort(kept.order, (change.after.when.sort_key, change.event))
        kept.position = position
        return True

    def _keep(self, filter: Filter, kept: _Kept) -> None:
        self._kept[filter] = kept
        self._kept.move_to_end(filter)
        while sum(len(each.events) for each in self._kept.values()) > self._room and self._kept:
            self._kept.popitem(last=False)


def _searches(filter: Filter) -> bool:
    return bool(filter.q) or any(_searches(inner) for _, inner in filter.feeds)
