"""Calendars and CSV of a feed itself: they carry every match, so they follow the changes instead of being gone through
anew for each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import Final, NamedTuple

import msgspec

from timeline.model.change import Change
from timeline.model.event import GONE, Event
from timeline.model.query import Filter, Query
from timeline.model.subscription import Subscription
from timeline.publish.compose import Summary
from timeline.publish.current import SHOWN, VAGUE, PolicyFilter, occasion_of
from timeline.publish.days import leaves
from timeline.publish.entry_writer import EntryWriter, needs_clocks
from timeline.publish.freshness import RecentChanges, order_key, searches
from timeline.publish.selection import Question, Selection
from timeline.publish.stretches import FIRST, LAST, WHOLE, Key, Piece, Stretch, cut, holds, revise
from timeline.publish.views import follows_days
from timeline.publish.zone_uses import MOST as MOST_ZONES
from timeline.publish.zone_uses import event_zones, merge
from timeline.render.zones import ZoneUse

BATCH: Final = 500
"""Events that are read and written at a time."""


SHARE: Final = 300
"""Bytes that remembering one costs."""


class Share(NamedTuple):
    """What an event adds to what a calendar says of all its entries."""

    is_vague: bool = False
    is_beyond: bool = False
    zones: tuple[ZoneUse, ...] = ()


@dataclass(frozen=True, slots=True)
class Tools:
    """What entries are made with."""

    recent: RecentChanges
    writer: EntryWriter


class CompleteFeed:
    """The entries of one subscription in stretches, as they stood at a position and an instant. Not for several threads
    at once.

    `follow` decides what changes, `finish` puts it between a head and a tail, which `summary` and `selection` are for.
    """

    def __init__(self, tools: Tools, subscription: Subscription) -> None:
        self._tools, self.subscription = tools, subscription
        self._position = self._next_position = -1
        self._now: datetime | None = None
        self._today: date | None = None
        self._utc = False
        self._stretches: list[Stretch] = []
        self._edits: dict[Key, bytes | None] = {}
        self._clear()

    def follow(self, question: Question, position: int) -> None:
        """Bring it up to a position of the log and to the question's instant."""
        changes = self._changes(question, position)
        # Whatever goes wrong on the way, it is read whole next time.
        self._position = -1
        if changes is None:
            self._read(question)
        else:
            self._edit(question, _revisions(changes))
        if (len(merge(self._zones)) > MOST_ZONES) != self._utc:
            self._utc = not self._utc
            self._read(question)
        self._next_position, self._now, self._today = position, question.now, question.today

    def summary(self) -> Summary:
        """What it says of all its entries."""
        return Summary(merge(self._zones), self._utc, self._shown, self._beyond)

    @property
    def cost(self) -> int:
        """Bytes that keeping it costs beside its stretches, which its body has too, about."""
        return SHARE * (len(self._shares) + len(self._gone))

    def finish(self, head: bytes, tail: bytes) -> list[Stretch]:
        """The whole in stretches."""
        self._edits[FIRST] = head
        if not holds(self._stretches, LAST):
            self._edits[LAST] = tail
        self._stretches = revise(self._stretches, self._edits)
        self._edits = {}
        self._position = self._next_position
        return self._stretches

    def selection(self, question: Question) -> Selection:
        """What else decides its body: the clock's boundaries, and how many are left out as vague."""
        selection = Selection([], vague=self._vague)
        left = [at for _, at in self._gone.values() if at <= question.now]
        staying = [at for _, at in self._gone.values() if at > question.now]
        selection.bound(max(left, default=None), min(staying, default=None))
        if follows_days(question):
            selection.bound_by_day(question)
        return selection

    # Reading it whole

    def _clear(self) -> None:
        self._shares: dict[str, Share] = {}
        self._zones: Counter[ZoneUse] = Counter()
        self._vague = self._beyond = 0
        self._gone: dict[str, tuple[Event, datetime]] = {}
        self._shown = 0

    def _read(self, question: Question) -> None:
        earlier = self._stretches
        self._clear()
        self._stretches, size = [], 0
        late: dict[Key, bytes | None] = {}
        for stretch in cut(self._in_order(question, late), earlier):
            size += stretch.length
            if size > WHOLE:
                stretch.plain = None
            self._stretches.append(stretch)
            self._shown += stretch.count
        if not GONE & set(question.subscription.filter.statuses):
            gone = msgspec.structs.replace(question.subscription.filter, statuses=tuple(sorted(GONE)))
            late |= self._pieces(question, _standing(question, gone))
        self._edits = late
        self._shown += sum(piece is not None for piece in late.values())

    def _in_order(self, question: Question, late: dict[Key, bytes | None]) -> Iterator[Piece]:
        """The entries that stand; one that comes out of its order, as a database orders, goes to the `late` ones."""
        last: Key | None = None
        events = _standing(question, question.subscription.filter)
        while batch := list(islice(events, BATCH)):
            for key, piece in self._pieces(question, batch).items():
                if piece is None:
                    continue
                if last is not None and key < last:
                    late[key] = piece
                else:
                    last = key
                    yield key, piece

    # Following it

    def _changes(self, question: Question, position: int) -> list[Change] | None:
        """The changes since; None where it has to be read whole."""
        if self._position < 0 or self._now is None or question.now < self._now:
            return None
        if follows_days(question) and question.today != self._today:
            return None
        changes = self._tools.recent.between(self._position, position)
        # A search is the store's: its stemming and its index are not ours to repeat.
        return None if changes and searches(question.subscription.filter) else changes

    def _edit(self, question: Question, revisions: Iterable[tuple[Event | None, Event]]) -> None:
        filter = question.subscription.filter
        edits: dict[Key, bytes | None] = {}
        meant: list[Event] = []
        for before, after in revisions:
            self._forget(after.id)
            if before is not None and _is_meant(filter, before):
                edits[order_key(before)] = None
            if _is_meant(filter, after):
                meant.append(after)
        for event, at in self._gone.values():
            if self._now is not None and self._now < at <= question.now:
                self._forget_share(event.id)
                edits[order_key(event)] = None
        edits |= self._pieces(question, meant)
        for key, piece in edits.items():
            self._shown += (piece is not None) - holds(self._stretches, key)
        self._edits = edits

    def _forget(self, id: str) -> None:
        self._gone.pop(id, None)
        self._forget_share(id)

    def _count(self, share: Share, times: int) -> None:
        self._vague += share.is_vague * times
        self._beyond += share.is_beyond * times
        for use in share.zones:
            self._zones[use] += times
            if not self._zones[use]:
                del self._zones[use]

    # What an event comes to

    def _pieces(self, question: Question, events: Iterable[Event]) -> dict[Key, bytes | None]:
        """By key, the entries of events that match; None for one that is not shown."""
        pieces: dict[Key, bytes | None] = {}
        shown: list[Event] = []
        policy = PolicyFilter(question)
        for event in events:
            pieces[order_key(event)] = None
            verdict = policy.verdict(event) if self._stays(question, event) else ""
            if verdict == SHOWN:
                shown.append(event)
            elif verdict == VAGUE:
                self._add(event.id, Share(is_vague=True))
        occasions = [occasion_of(question.store, event) for event in shown]
        written = self._tools.writer.write(question.subscription, occasions, question.now, utc=self._utc)
        clocks = needs_clocks(question.subscription)
        for event, piece in zip(shown, written, strict=True):
            pieces[order_key(event)] = piece or None
            self._add(event.id, Share(is_beyond=not piece, zones=event_zones(event) if clocks else ()))
        return pieces

    def _stays(self, question: Question, event: Event) -> bool:
        """Whether it stands, or went not long ago."""
        if not event.is_gone or GONE & set(question.subscription.filter.statuses):
            return True
        at = leaves(event, question.zone)
        self._gone[event.id] = event, at
        return at > question.now

    def _add(self, id: str, share: Share) -> None:
        self._forget_share(id)
        if share != Share():
            self._shares[id] = share
            self._count(share, 1)

    def _forget_share(self, id: str) -> None:
        share = self._shares.pop(id, None)
        if share is not None:
            self._count(share, -1)


def _revisions(changes: Iterable[Change]) -> Iterable[tuple[Event | None, Event]]:
    """Each event that changed, as it was before all of the changes and as it is now."""
    revisions: dict[str, tuple[Event | None, Event]] = {}
    for change in changes:
        first = revisions[change.event][0] if change.event in revisions else change.before
        revisions[change.event] = first, change.after
    return revisions.values()


def _is_meant(filter: Filter, event: Event) -> bool:
    """Whether it matches, or would if it still stood."""
    if event.is_gone and not GONE & set(filter.statuses):
        return filter.gone(event)
    return filter.matches(event)


def _standing(question: Question, filter: Filter) -> Iterator[Event]:
    """Every match by date and id, a page at a time: a whole chronology need not be in memory."""
    query = Query(filter=filter, limit=BATCH)
    while True:
        page = question.store.page(query)
        yield from page.events
        if not page.next:
            return
        query = msgspec.structs.replace(query, cursor=page.next)
