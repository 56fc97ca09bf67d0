"""The entries of a feed itself: events as they stand, or stood at an instant, and those that are gone."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import msgspec

from timeline.model.cursor import Cursor, sort_key
from timeline.model.event import GONE, Event
from timeline.model.parameter_values import MAX_PAGE
from timeline.model.query import Query
from timeline.publish.days import is_past, leaves
from timeline.publish.selection import Question, Selection, newest_first
from timeline.publish.standing import survivor_title
from timeline.render.channel import Deleted
from timeline.render.dates import is_vague
from timeline.render.entries import Occasion
from timeline.render.text import line
from timeline.store.contract import Store

SHOWN, DROPPED, VAGUE = "shown", "dropped", "vague"
"""What a policy says of an event."""

Batches = Iterable[tuple[list[Event], str]]
"""Events by `updated`, newest first, and the cursor behind them."""


def select_standing(question: Question) -> Selection:
    """Every match, or the newest, and the withdrawn and merged of the last 90 days."""
    policy = PolicyFilter(question)
    if question.is_complete:
        matches = filter(policy, _matches(question))
        selection = Selection([occasion_of(question.store, event) for event in matches])
    else:
        events, cursor = _newest(_pages(question), question.limit, policy)
        selection = Selection([occasion_of(question.store, event) for event in events], cursor=cursor)
    _add_gone(selection, question, _gone(question), policy)
    if not question.is_complete:
        selection.occasions = newest_first(selection.occasions)
    selection.vague = policy.vague
    return selection


class PolicyFilter:
    """What the policy of a subscription lets through; counts what it leaves out as vague."""

    def __init__(self, question: Question) -> None:
        self.vague = 0
        self._question, self._policy, self._today = question, question.subscription.policy, question.today

        # Most feeds have no policy, and ten thousand events to ask about.
        policy = self._policy
        self._lets_all = policy.cancelled != "drop" and policy.past == "all" and policy.fuzzy != "omit"

    def __call__(self, event: Event) -> bool:
        """Whether the event is shown."""
        verdict = self.verdict(event)
        self.vague += verdict == VAGUE
        return verdict == SHOWN

    def verdict(self, event: Event) -> str:
        """Whether the event is shown, dropped, or left out as vague."""
        if self._lets_all:
            return SHOWN
        if self._question.drops(event):
            return DROPPED
        if self._policy.past != "all" and is_past(event, self._policy.past, self._today):
            return DROPPED
        return VAGUE if self._policy.fuzzy == "omit" and is_vague(event.when) else SHOWN


def occasion_of(store: Store, event: Event) -> Occasion:
    """The event as an entry of a feed."""
    title = survivor_title(store, event)
    return Occasion(key=event.id, event=event, published=event.published, updated=event.updated, survivor=title)


def _matches(question: Question) -> Iterable[Event]:
    filter, at = question.subscription.filter, question.subscription.as_of
    return question.matches.standing(filter) if at is None else question.store.select(filter, at=at)


def _gone(question: Question) -> list[Event]:
    filter, at = question.subscription.filter, question.subscription.as_of
    # The first page has them, outside its limit; and who asks for withdrawn ones has them among the matches.
    if question.subscription.cursor or GONE & set(filter.statuses):
        return []
    if at is None:
        return question.matches.gone(filter)
    return question.store.select(msgspec.structs.replace(filter, statuses=tuple(sorted(GONE))), at=at)


def _newest(batches: Batches, limit: int, policy: Callable[[Event], bool]) -> tuple[list[Event], str]:
    """The matches with the newest `updated`, and where the next begin (empty: there are no more)."""
    newest: list[Event] = []
    for events, cursor in batches:
        for number, event in enumerate(events, 1):
            if policy(event):
                newest.append(event)
            has_more = number < len(events) or bool(cursor)
            if len(newest) == limit and has_more:
                return newest, Cursor("-updated", sort_key(event, "-updated"), event.id).encode()
    return newest, ""


def _pages(question: Question) -> Batches:
    subscription = question.subscription
    cursor = subscription.cursor
    while True:
        query = Query(filter=subscription.filter, sort="-updated", limit=min(question.limit, MAX_PAGE), cursor=cursor)
        page = question.store.page(query, at=subscription.as_of)
        yield page.events, page.next
        if not page.next:
            return
        cursor = page.next


def _add_gone(selection: Selection, question: Question, gone: list[Event], policy: Callable[[Event], bool]) -> None:
    """Add the withdrawn and merged, outside the limit, for 90 days; their leaving is a boundary of the clock."""
    chronology = question.chronology
    leave = {event.id: leaves(event, question.zone) for event in gone}
    staying = [event for event in gone if leave[event.id] > question.now]
    # Calendars delete nothing by themselves, so an event that is gone must stand there as cancelled for a while;
    # the policy may drop that, but never the tombstone.
    shown = [event for event in staying if policy(event)]
    for event in shown:
        selection.occasions.append(occasion_of(question.store, event))
    if shown and question.is_complete:
        selection.occasions.sort(key=lambda occasion: (occasion.event.when.sort_key, occasion.key))
    for event in staying:
        selection.deleted.append(Deleted(chronology.tag(event.id), event.updated, line(event.reason)))
    last_left = max((at for at in leave.values() if at <= question.now), default=None)
    next_leaves = min((leave[event.id] for event in staying), default=None)
    selection.bound(last_left, next_leaves)
