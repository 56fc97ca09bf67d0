"""Which entries a subscription holds at an instant, and when the clock alone will change them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final

from timeline.model.chronology import Chronology
from timeline.model.cursor import Cursor, sort_key
from timeline.model.event import GONE, Event
from timeline.model.parameters import MAX_PAGE
from timeline.model.query import Filter, Query
from timeline.model.subscription import COMPLETE, Subscription, both
from timeline.publish import views
from timeline.publish.matches import Matches
from timeline.render.channel import Deleted
from timeline.render.dates import is_vague
from timeline.render.entries import Item
from timeline.render.text import line
from timeline.render.vocabulary import PLAIN
from timeline.store.contract import Store

REVISIONS: Final = 10_000
"""The newest revisions that a calendar or a CSV of changes holds; `/api/v1/changes` has all."""
DAYS_KNOWN: Final = ("day", "time")


@dataclass(slots=True)
class Selection:
    """The entries in order. `since` is the last boundary of the clock that decided them, `until` the next (None: the
    clock plays no part); `vague` counts what fuzzy=omit left out; `cursor` is where the page of older entries begins.
    """

    items: list[Item]
    deleted: list[Deleted] = field(default_factory=list)
    since: datetime | None = None
    until: datetime | None = None
    vague: int = 0
    cursor: str = ""


def select(store: Store, matches: Matches, chronology: Chronology, asked: Subscription, now: datetime) -> Selection:
    """What a subscription holds, or held at the instant that it names."""
    now = now if asked.as_of is None else asked.as_of
    found = _VIEWS[asked.view](store, matches, chronology, asked, now)
    if asked.view in ("coming", "on-this-day") or asked.policy.past != "all" or (asked.policy.alarm and not asked.view):
        _bound(found, views.last_midnight(now, chronology.zone), views.next_midnight(now, chronology.zone))
    if asked.as_of is not None:
        found.until = None  # what was does not change
    return found


def _standing(store: Store, matches: Matches, chronology: Chronology, asked: Subscription, now: datetime) -> Selection:
    then = None if asked.as_of is None else store.as_of(asked.as_of)
    shows_gone = not asked.cursor and not GONE & set(asked.filter.statuses)
    if then is not None:
        gone = list(filter(asked.filter.gone, then)) if shows_gone else []
    else:
        gone = matches.gone(asked.filter) if shows_gone else []
    keeps = _Keeps(asked, now.astimezone(chronology.zone).date())
    if asked.format in COMPLETE:
        every = matches.standing(asked.filter) if then is None else filter(asked.filter.matches, then)
        found = Selection(views.standing(filter(keeps, every)))
    else:
        limit = asked.limit or asked.feed.limit
        pages = _pages(store, asked.filter, asked.cursor, limit) if then is None else _page_then(asked, then)
        events, cursor = _newest(pages, limit, keeps)
        found = Selection(views.standing(events), cursor=cursor)
    _add_gone(found, store, chronology, asked, gone, keeps, now)
    if asked.format not in COMPLETE:
        found.items = views.newest_first(found.items)
    found.vague = keeps.vague
    return found


class _Keeps:
    """What the policy of a subscription lets through; counts what it leaves out as vague."""

    def __init__(self, asked: Subscription, today: date) -> None:
        self.policy, self.today, self.vague = asked.policy, today, 0
        self.all = asked.policy.cancelled != "drop" and asked.policy.past == "all" and asked.policy.fuzzy != "omit"

    def __call__(self, event: Event) -> bool:
        if self.all:
            return True
        policy = self.policy
        if policy.cancelled == "drop" and (event.status in PLAIN or event.is_gone):
            return False
        if policy.past != "all" and views.is_past(event.when, policy.past, self.today):
            return False
        if policy.fuzzy == "omit" and is_vague(event.when):
            self.vague += 1
            return False
        return True


Pages = Iterable[tuple[list[Event], str]]
"""Events by `updated`, newest first, and the cursor behind them."""


def _newest(pages: Pages, limit: int, keeps: Callable[[Event], bool]) -> tuple[list[Event], str]:
    """The matches with the newest `updated`, and where the next begin (empty: there are no more)."""
    kept: list[Event] = []
    for events, cursor in pages:
        for number, event in enumerate(events, 1):
            if keeps(event):
                kept.append(event)
            if len(kept) == limit and (number < len(events) or cursor):
                return kept, Cursor("-updated", sort_key(event, "-updated"), event.id).encode()
    return kept, ""


def _pages(store: Store, filter: Filter, cursor: str, limit: int) -> Iterator[tuple[list[Event], str]]:
    while True:
        page = store.page(Query(filter=filter, sort="-updated", limit=min(limit, MAX_PAGE), cursor=cursor))
        yield page.events, page.next
        if not page.next:
            return
        cursor = page.next


def _page_then(asked: Subscription, then: list[Event]) -> Pages:
    """What the cursor leaves of the events of an instant that is past."""

    def key(event: Event) -> tuple[tuple[int, ...], str]:
        return sort_key(event, "-updated"), event.id

    events = sorted(filter(asked.filter.matches, then), key=key, reverse=True)
    if asked.cursor:
        last = Cursor.decode(asked.cursor, "-updated")
        events = [event for event in events if key(event) < (last.key, last.id)]
    return [(events, "")]


def _add_gone(
    found: Selection,
    store: Store,
    chronology: Chronology,
    asked: Subscription,
    gone: list[Event],
    keeps: Callable[[Event], bool],
    now: datetime,
) -> None:
    """Add the withdrawn and merged, outside the limit, for 90 days; their leaving is a boundary of the clock."""
    zone = chronology.zone
    leave = {event.id: views.leaves(event, zone) for event in gone}
    staying = [event for event in gone if leave[event.id] > now]
    shown = [event for event in staying if keeps(event)]
    survivors = {event.id: _survivor(store, event) for event in shown if event.merged_into}
    found.items += views.standing(shown, survivors)
    if shown and asked.format in COMPLETE:
        found.items.sort(key=lambda item: (item.event.when.sort_key, item.key))
    found.deleted += [Deleted(chronology.tag(event.id), event.updated, line(event.reason)) for event in staying]
    left = [at for at in leave.values() if at <= now]
    _bound(found, max(left, default=None), min((leave[event.id] for event in staying), default=None))


def _bound(found: Selection, since: datetime | None, until: datetime | None) -> None:
    found.since = max(filter(None, (found.since, since)), default=None)
    found.until = min(filter(None, (found.until, until)), default=None)


def _survivor(store: Store, event: Event) -> str:
    """The title of the event it became part of, as it stood when that happened: a later title would change an entry
    without a revision."""
    history = store.history(event.merged_into)
    known = [change.after for change in history if change.at <= event.updated]
    return (known[-1] if known else history[0].after).title


def _changes(store: Store, matches: Matches, chronology: Chronology, asked: Subscription, now: datetime) -> Selection:
    limit = REVISIONS if asked.format in COMPLETE else asked.limit or asked.feed.limit
    return Selection(views.revisions(store.recent(asked.filter, limit=limit)))


def _coming(store: Store, matches: Matches, chronology: Chronology, asked: Subscription, now: datetime) -> Selection:
    """Reminders of what stands in the days ahead, and of what stood there till lately."""
    zone = chronology.zone
    today = now.astimezone(zone).date()
    ahead = Filter(since=today.isoformat(), until=(today + timedelta(days=max(asked.days) + 1)).isoformat())
    near = {event.id: event for event in store.select(both(asked.filter, ahead))}
    since = views.last_midnight(now, zone) - timedelta(days=views.GONE_FOR)
    for change in store.recent(asked.filter, since=since):
        if change.before is not None and change.event not in near and views.exact_start(change.before.when):
            near[change.event] = store.event(change.event)
    known = [(event, store.history(id)) for id, event in sorted(near.items())]
    found = views.reminders(known, asked.days, now, zone)
    items = [item for item in found.items if _meant(asked, item.event)]
    deleted = [Deleted(chronology.tag(key), at, "") for key, at in found.deleted]
    deleted += [Deleted(chronology.tag(i.key), i.updated, line(i.event.reason)) for i in items if i.event.is_gone]
    return Selection(items, deleted)


def _meant(asked: Subscription, event: Event) -> bool:
    if asked.policy.cancelled == "drop" and (event.status in PLAIN or event.is_gone):
        return False
    return asked.filter.matches(event) or asked.filter.gone(event)


def _on_this_day(
    store: Store, matches: Matches, chronology: Chronology, asked: Subscription, now: datetime
) -> Selection:
    events = matches.standing(both(asked.filter, Filter(precisions=DAYS_KNOWN)))
    shown = views.anniversary_calendar if asked.format == "ics" else views.anniversaries
    return Selection(shown(events, now, chronology.zone))


_VIEWS: Final[dict[str, Callable[[Store, Matches, Chronology, Subscription, datetime], Selection]]] = {
    "": _standing,
    "changes": _changes,
    "coming": _coming,
    "on-this-day": _on_this_day,
}
