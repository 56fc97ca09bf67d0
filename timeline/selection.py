"""Which entries a subscription holds at an instant, and when the clock alone will change them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Final

from timeline.change import Change
from timeline.chronology import Chronology
from timeline.event import GONE, Event
from timeline.matches import Matches
from timeline.query import MAX_PAGE, Cursor, Filter, Query, sort_key
from timeline.render import views
from timeline.render.channel import Deleted
from timeline.render.dates import is_vague
from timeline.render.entries import Item
from timeline.render.text import line
from timeline.render.vocabulary import PLAIN
from timeline.store.contract import Store
from timeline.subscriptions import COMPLETE, Subscription, both

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
    """What a subscription holds."""
    found = _VIEWS[asked.view](store, matches, chronology, asked, now)
    if asked.view in ("coming", "on-this-day") or asked.policy.past != "all" or (asked.policy.alarm and not asked.view):
        _bound(found, views.last_midnight(now, chronology.zone), views.next_midnight(now, chronology.zone))
    return found


def touches(filter: Filter, change: Change) -> bool:
    """Whether a change shows in what matches a filter: its before or its after does, withdrawn and merged ones too."""
    held = (change.after,) if change.before is None else (change.after, change.before)
    return any(filter.matches(event) or filter.gone(event) for event in held)


def _standing(store: Store, matches: Matches, chronology: Chronology, asked: Subscription, now: datetime) -> Selection:
    if asked.as_of is not None:
        return _as_of(store, asked)
    gone = [] if asked.cursor or GONE & set(asked.filter.statuses) else matches.gone(asked.filter)
    today = now.astimezone(chronology.zone).date()
    keeps = _Keeps(asked, today)
    if asked.format in COMPLETE:
        found = Selection(views.standing(filter(keeps, matches.standing(asked.filter))))
    else:
        events, cursor = _newest(store, asked, keeps)
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


def _newest(store: Store, asked: Subscription, keeps: Callable[[Event], bool]) -> tuple[list[Event], str]:
    """The matches with the newest `updated`, and where the next begin (empty: there are no more)."""
    limit = asked.limit or asked.feed.limit
    kept: list[Event] = []
    for events, cursor in _pages(store, asked.filter, asked.cursor, min(limit, MAX_PAGE)):
        for number, event in enumerate(events, 1):
            if keeps(event):
                kept.append(event)
            if len(kept) == limit and (number < len(events) or cursor):
                return kept, Cursor("-updated", sort_key(event, "-updated"), event.id).encode()
    return kept, ""


def _pages(store: Store, filter: Filter, cursor: str, size: int) -> Iterator[tuple[list[Event], str]]:
    while True:
        page = store.page(Query(filter=filter, sort="-updated", limit=size, cursor=cursor))
        yield page.events, page.next
        if not page.next:
            return
        cursor = page.next


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


def _as_of(store: Store, asked: Subscription) -> Selection:
    """The feed as it stood at an instant."""
    at = (asked.as_of or datetime.max.replace(tzinfo=UTC)).astimezone(UTC)
    events = [event for event in store.as_of(at) if asked.filter.matches(event)]
    if asked.format in COMPLETE:
        return Selection(views.standing(events))
    newest = sorted(events, key=lambda e: (e.updated, e.id), reverse=True)[: asked.limit or asked.feed.limit]
    return Selection(views.newest_first(views.standing(newest)))


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
