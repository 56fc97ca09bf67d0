"""What is some days ahead: which events reminders are given of."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Sequence
from datetime import date, timedelta
from itertools import islice
from typing import Final, NamedTuple

from timeline.dates import Day
from timeline.model.event import Event
from timeline.model.query import Filter
from timeline.model.recurrence import as_event, occurrence_of
from timeline.model.subscription import both
from timeline.publish.days import GONE_FOR, calendar_day, exact_start, last_midnight, midnight
from timeline.publish.freshness import searches
from timeline.publish.reminders import Notice, reminder_key, reminders
from timeline.publish.selection import Question, Selection, newest_first
from timeline.render.channel import Deleted
from timeline.render.entries import Occasion
from timeline.render.text import line
from timeline.render.vocabulary import STATUSES
from timeline.store.contract import Start

BATCH: Final = 100
"""Events that are read at a time."""


def select_coming(question: Question) -> Selection:
    """Reminders of what stands in the days ahead, and of what stood there till lately."""
    tag = question.chronology.tag
    notice = Notice(question.subscription.days, question.now, question.zone)
    # A search is the store's: whether what changed matches is not ours to say, so all is asked of it.
    asks_all = searches(question.subscription.filter)
    near = _near(question, notice) if asks_all else _changed(question, notice)
    histories = question.store.histories(near)
    coming = reminders([(event, histories[id]) for id, event in sorted(near.items())], notice)
    occasions = [occasion for occasion in coming.occasions if _is_wanted(question, occasion.event)]
    deleted = [Deleted(tag(key), at, "") for key, at in coming.deleted]
    for occasion in occasions:
        if occasion.event.is_gone:
            deleted.append(Deleted(tag(occasion.key), occasion.updated, line(occasion.event.reason)))
    settled = () if asks_all else settled_reminders(question, notice, near)
    if question.is_complete:
        return Selection(newest_first([*occasions, *settled]), deleted)
    return Selection(_newest([*occasions, *islice(settled, question.limit)], question.limit), deleted)


def _newest(occasions: Sequence[Occasion], limit: int) -> list[Occasion]:
    """The reminders that were updated last, of one instant those of the nearest days; beside them, outside the limit,
    those of what is gone."""
    gone = [occasion for occasion in occasions if occasion.event.is_gone]
    standing = [occasion for occasion in occasions if not occasion.event.is_gone]
    standing.sort(key=lambda each: (-each.updated.timestamp(), each.count, each.key))
    return newest_first([*standing[:limit], *gone])


# Those whose history decides


def _near(question: Question, notice: Notice) -> dict[str, Event]:
    """Events of the days ahead, and those that lately had an exact day."""
    filter = question.subscription.filter
    near = {event.id: event for event in question.store.select(_ahead(filter, notice))}
    lately = last_midnight(question.now, question.zone) - timedelta(days=GONE_FOR)
    changes = question.store.recent(filter, since=lately)
    had_day = {each.event for each in changes if each.before is not None and exact_start(each.before.when)}
    return near | question.store.held(had_day - set(near))


def _changed(question: Question, notice: Notice) -> dict[str, Event]:
    """Those of them whose reminders need their history: all that changed since the oldest that is out, and those that
    had another date."""
    filter, lately = question.subscription.filter, last_midnight(question.now, question.zone) - timedelta(days=GONE_FOR)
    changes = question.store.recent(filter, since=min(lately, notice.oldest))
    changed = {each.event for each in changes if each.at >= notice.oldest or each.before is not None}
    had_day = {
        each.event
        for each in changes
        if each.at >= lately and each.before is not None and exact_start(each.before.when)
    }
    ahead = _ahead(filter, notice)
    held = question.store.held(changed).items()
    return {id: event for id, event in held if id in had_day or ahead.matches(event)}


def _ahead(filter: Filter, notice: Notice) -> Filter:
    furthest = notice.today + timedelta(days=max(notice.days) + 1)
    return both(filter, Filter(since=notice.today.isoformat(), until=furthest.isoformat()))


def _is_wanted(question: Question, event: Event) -> bool:
    filter = question.subscription.filter
    return not question.drops(event) and (filter.matches(event) or filter.gone(event))


# Those that nothing happened to


class Due(NamedTuple):
    """A reminder of a date: how many days ago it was published, how many days ahead it speaks, and its key."""

    ago: int
    ahead: int
    key: str
    start: Start


def settled_reminders(question: Question, notice: Notice, changed: Container[str]) -> Iterator[Occasion]:
    """The reminders of events that did not change since any of them was published, the latest first: no history is
    needed for them, and no more events are read than are taken."""
    today, furthest = notice.today.toordinal(), max(notice.days)
    filter, store = question.subscription.filter, question.store
    # Most often those of today are as many as are wanted, and there may be many more of the days before.
    fresh = _dues(store.starting(filter, {today + count for count in notice.days}), notice)
    yield from _settled(question, notice, [due for due in fresh if not due.ago and due.start.event not in changed])
    known = _dues(store.starting(filter, range(today, today + furthest + 1)), notice)
    yield from _settled(question, notice, [due for due in known if due.ago and due.start.event not in changed])


def _dues(starts: Iterable[Start], notice: Notice) -> list[Due]:
    today, dues = notice.today.toordinal(), []
    counts = sorted(set(notice.days))
    for start in starts:
        day = date.fromordinal(start.day)
        for count in counts:
            ago = count - (start.day - today)
            if ago >= 0:
                dues.append(Due(ago, count, reminder_key(start.event, start.key, day, count), start))
    return sorted(dues)


def _settled(question: Question, notice: Notice, dues: Sequence[Due]) -> Iterator[Occasion]:
    for first in range(0, len(dues), BATCH):
        batch = dues[first : first + BATCH]
        held = question.store.held(due.start.event for due in batch)
        for due in batch:
            occasion = _occasion(held[due.start.event], due, notice)
            if occasion is not None and _is_wanted(question, occasion.event):
                yield occasion


def _occasion(event: Event, due: Due, notice: Notice) -> Occasion | None:
    """The reminder; None where what begins on the day is not exact, or does not take place."""
    if due.start.key:
        event = as_event(event, occurrence_of(event, due.start.key))
    day = calendar_day(exact_start(event.when))
    # What was called off before a reminder was due is not spoken of.
    if day is None or day.toordinal() != due.start.day or not STATUSES[event.status].alarm:
        return None
    at = midnight(notice.today - timedelta(days=due.ago), notice.zone)
    return Occasion(
        key=due.key,
        event=event,
        published=at,
        updated=max(at, event.updated),
        day=Day(day.year, day.month, day.day),
        count=due.ahead,
    )
