"""Reminders of what is ahead. Pure but for `select_coming`: between two midnights of the zone the same come out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from typing import NamedTuple

from timeline.dates import Day
from timeline.model.change import Change
from timeline.model.event import Event
from timeline.model.query import Filter
from timeline.model.subscription import both
from timeline.publish.days import GONE_FOR, calendar_day, exact_start, last_midnight, midnight
from timeline.publish.selection import Question, Selection, newest_first
from timeline.render.channel import Deleted
from timeline.render.entries import Occasion
from timeline.render.text import line
from timeline.render.vocabulary import STATUSES


class Reminders(NamedTuple):
    """What is coming, and the reminders of days that are no more the event's (with since when)."""

    occasions: list[Occasion]
    deleted: list[tuple[str, datetime]]


@dataclass(frozen=True, slots=True)
class Notice:
    """How many days ahead reminders are given, as seen at an instant in a zone."""

    days: Sequence[int]
    now: datetime
    zone: tzinfo


def select_coming(question: Question) -> Selection:
    """Reminders of what stands in the days ahead, and of what stood there till lately."""
    subscription, tag = question.subscription, question.chronology.tag
    near = _near(question)
    histories = [(event, question.store.history(id)) for id, event in sorted(near.items())]
    coming = reminders(histories, Notice(subscription.days, question.now, question.zone))
    occasions = [occasion for occasion in coming.occasions if _is_wanted(question, occasion.event)]
    deleted = [Deleted(tag(key), at, "") for key, at in coming.deleted]
    for occasion in occasions:
        if occasion.event.is_gone:
            deleted.append(Deleted(tag(occasion.key), occasion.updated, line(occasion.event.reason)))
    return Selection(occasions, deleted)


def _near(question: Question) -> dict[str, Event]:
    """Events of the days ahead, and those that lately had an exact day."""
    filter, today = question.subscription.filter, question.today
    furthest = today + timedelta(days=max(question.subscription.days) + 1)
    ahead = Filter(since=today.isoformat(), until=furthest.isoformat())
    near = {event.id: event for event in question.store.select(both(filter, ahead))}
    since = last_midnight(question.now, question.zone) - timedelta(days=GONE_FOR)
    for change in question.store.recent(filter, since=since):
        if change.before is not None and change.event not in near and exact_start(change.before.when):
            near[change.event] = question.store.event(change.event)
    return near


def _is_wanted(question: Question, event: Event) -> bool:
    filter = question.subscription.filter
    return not question.drops(event) and (filter.matches(event) or filter.gone(event))


def reminders(histories: Iterable[tuple[Event, Sequence[Change]]], notice: Notice) -> Reminders:
    """Reminders of events, each with its history, some days before their exact first day, until that day is over.

    A reminder is published at 00:00 of its day, or when the event got that date if that was later; of those that had
    passed by then only the nearest is. One of a day that the event left is deleted.
    """
    occasions: list[Occasion] = []
    deleted: dict[str, datetime] = {}
    for event, history in histories:
        current = _due(event, history, notice)
        occasions += current
        keys = {occasion.key for occasion in current}
        deleted |= {key: at for key, at in _left(event, history, notice) if key not in keys}
    return Reminders(newest_first(occasions), sorted(deleted.items()))


def _due(event: Event, history: Sequence[Change], notice: Notice) -> list[Occasion]:
    day = calendar_day(exact_start(event.when))
    if day is None or day < notice.now.astimezone(notice.zone).date():
        return []
    set_at, off_at = _since(history, event)
    # What is called off gets no more reminders; those that were out say so.
    last = notice.now if off_at is None else min(notice.now, off_at)
    published = _published(day, notice, set_at)
    return [_reminder(event, day, count, at) for count, at in published.items() if at <= last]


def _key(event: Event, day: date, count: int) -> str:
    # The day is part of the id: an event that moves gets a new reminder, and does not revive one that was read.
    return f"{event.id}/in-{count}/{day.isoformat()}"


def _reminder(event: Event, day: date, count: int, at: datetime) -> Occasion:
    return Occasion(
        key=_key(event, day, count),
        event=event,
        published=at,
        updated=max(at, event.updated),
        day=Day(day.year, day.month, day.day),
        count=count,
    )


def _published(day: date, notice: Notice, set_at: datetime) -> dict[int, datetime]:
    """When each reminder of a day is published; of those whose day had passed when the date was set, the nearest."""
    due: dict[int, datetime] = {}
    for count in notice.days:
        if day.toordinal() > count:
            due[count] = midnight(day - timedelta(days=count), notice.zone)
    passed = [count for count, at in due.items() if at <= set_at]
    nearest = min(passed, default=None)
    return {n: max(at, set_at) for n, at in due.items() if n not in passed or n == nearest}


def _since(history: Sequence[Change], event: Event) -> tuple[datetime, datetime | None]:
    """When the event got its present first day, and when it was called off (None: it was not)."""
    set_at, off_at = event.published, None
    day = exact_start(event.when)
    for change in history:
        before = change.before
        if exact_start(change.after.when) == day and (before is None or exact_start(before.when) != day):
            set_at = min(change.at, event.published) if before is None else change.at
        is_off = not STATUSES[change.after.status].alarm
        off_at = (off_at or change.at) if is_off else None
    return set_at, off_at


def _left(event: Event, history: Sequence[Change], notice: Notice) -> list[tuple[str, datetime]]:
    """Reminders that were out when the event left their day, and since when, for 90 days."""
    left: list[tuple[str, datetime]] = []
    oldest = last_midnight(notice.now, notice.zone) - timedelta(days=GONE_FOR)
    set_at = history[0].at if history else event.published
    for change in history:
        old = None if change.before is None else calendar_day(exact_start(change.before.when))
        new = calendar_day(exact_start(change.after.when))
        if old == new:
            continue
        if old is not None and oldest <= change.at < midnight(old + timedelta(days=1), notice.zone):
            for count, at in _published(old, notice, set_at).items():
                if at <= change.at:
                    left.append((_key(event, old, count), change.at))
        set_at = change.at
    return left
