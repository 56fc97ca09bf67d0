"""The entries of a feed itself: events as they stand, or stood at an instant, and those that are gone."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from timeline.model.cursor import Cursor, sort_key
from timeline.model.event import GONE, Event
from timeline.model.parameters import MAX_PAGE
from timeline.model.query import Filter, Query
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
    as_of = question.subscription.as_of
    past = None if as_of is None else question.store.as_of(as_of)
    policy = PolicyFilter(question)
    if question.is_complete:
        matches = filter(policy, _matches(question, past))
        selection = Selection([occasion_of(question.store, event) for event in matches])
    else:
        events, cursor = _newest(_batches(question, past), question.limit, policy)
        selection = Selection([occasion_of(question.store, event) for event in events], cursor=cursor)
    _add_gone(selection, question, _gone(question, past), policy)
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


def _matches(question: Question, past: list[Event] | None) -> Iterable[Event]:
    filter_ = question.subscription.filter
    return question.matches.standing(filter_) if past is None else filter(filter_.matches, past)


def _gone(question: Question, past: list[Event] | None) -> list[Event]:
    subscription = question.subscription
    # The first page has them, outside its limit; and who asks for withdrawn ones has them among the matches.
    if subscription.cursor or GONE & set(subscription.filter.statuses):
        return []
    if past is None:
        return question.matches.gone(subscription.filter)
    return list(filter(subscription.filter.gone, past))


def _batches(question: Question, past: list[Event] | None) -> Batches:
    subscription = question.subscription
    if past is None:
        return _pages(question.store, subscription.filter, subscription.cursor, question.limit)
    return _past_page(subscription.filter, subscription.cursor, past)


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


def _pages(store: Store, filter: Filter, cursor: str, limit: int) -> Iterator[tuple[list[Event], str]]:
    while True:
        page = store.page(Query(filter=filter, sort="-updated", limit=min(limit, MAX_PAGE), cursor=cursor))
        yield page.events, page.next
        if not page.next:
            return
        cursor = page.next


def _past_page(filter_: Filter, cursor: str, past: list[Event]) -> Batches:
    """What the cursor leaves of the events of an instant that is past."""

    def key(event: Event) -> tuple[tuple[int, ...], str]:
        return sort_key(event, "-updated"), event.id

    events = sorted(filter(filter_.matches, past), key=key, reverse=True)
    if cursor:
        last = Cursor.decode(cursor, "-updated")
        events = [event for event in events if key(event) < (last.key, last.id)]
    return [(events, "")]


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
