"""Reminders of what is ahead, by the histories of events. Pure: between two midnights of the zone the same come out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from typing import NamedTuple

from timeline.dates import Day
from timeline.model.change import Change
from timeline.model.event import Event
from timeline.model.recurrence import as_event, between, recurs
from timeline.publish.days import GONE_FOR, calendar_day, exact_start, last_midnight, midnight
from timeline.publish.selection import newest_first
from timeline.render.entries import Occasion
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

    @property
    def today(self) -> date:
        """The day that it is."""
        return self.now.astimezone(self.zone).date()

    @property
    def oldest(self) -> datetime:
        """No reminder of a day that is not over was published before."""
        return midnight(self.today - timedelta(days=max(self.days)), self.zone)


def reminders(histories: Iterable[tuple[Event, Sequence[Change]]], notice: Notice) -> Reminders:
    """Reminders of events, each with its history, some days before their exact first day, until that day is over; of a
    series, of each occurrence by itself.

    A reminder is published at 00:00 of its day, or when the event got that date if that was later; of those that had
    passed by then only the nearest is. One of a day that the event left is deleted.
    """
    occasions: list[Occasion] = []
    deleted: dict[str, datetime] = {}
    for event, history in histories:
        current: list[Occasion] = []
        left: list[tuple[str, datetime]] = []
        for course in _courses(event, history, notice):
            current += _due(course, notice)
            left += _left(course, notice)
        occasions += current
        keys = {occasion.key for occasion in current}
        deleted |= {key: at for key, at in left if key not in keys}
    return Reminders(newest_first(occasions), sorted(deleted.items()))


class Step(NamedTuple):
    """One revision of a date: the event as it is on that date, before and after; None where it has no such date."""

    change: Change
    before: Event | None
    after: Event | None


@dataclass(frozen=True, slots=True)
class Course:
    """One date of an event, that of a single one or an occurrence (`key`), as it is now and as it came to be."""

    event: Event
    key: str
    now: Event | None
    steps: Sequence[Step]

    def reminder_key(self, day: date, count: int) -> str:
        """The last part of a reminder's id."""
        return reminder_key(self.event.id, self.key, day, count)


def reminder_key(event: str, key: str, day: date, count: int) -> str:
    """The last part of the id of a reminder of an event, or of its occurrence of that key."""
    if key:
        # An occurrence is named by its original date, so that one that is moved keeps its reminder.
        return f"{event}.{key}/in-{count}"
    # The day is part of the id: an event that moves gets a new reminder, and does not revive one that was read.
    return f"{event}/in-{count}/{day.isoformat()}"


def _courses(event: Event, history: Sequence[Change], notice: Notice) -> Iterator[Course]:
    now = _dates(event, notice)
    steps = [(change, {} if change.before is None else _dates(change.before, notice), _dates(change.after, notice))
             for change in history]  # fmt: skip
    keys = set(now).union(*(set(before) | set(after) for _, before, after in steps))
    for key in sorted(keys):
        course = [Step(change, before.get(key), after.get(key)) for change, before, after in steps]
        yield Course(event, key, now.get(key), course)


def _dates(event: Event, notice: Notice) -> dict[str, Event]:
    """The event on each of its dates of which a reminder may be out, or may lately have been."""
    if not recurs(event):
        return {"": event}
    today = notice.today
    first, last = today - timedelta(days=GONE_FOR + 1), today + timedelta(days=max(notice.days) + 1)
    window = Day(first.year, first.month, first.day), Day(last.year, last.month, last.day)
    return {each.key: as_event(event, each) for each in between(event, *window)}


def _day(event: Event | None) -> date | None:
    return None if event is None else calendar_day(exact_start(event.when))


def _due(course: Course, notice: Notice) -> list[Occasion]:
    event, day = course.now, _day(course.now)
    if event is None or day is None or day < notice.today:
        return []
    set_at, off_at = _since(course)
    # What is called off gets no more reminders; those that were out say so.
    last = notice.now if off_at is None else min(notice.now, off_at)
    published = _published(day, notice, set_at)
    return [
        Occasion(
            key=course.reminder_key(day, count),
            event=event,
            published=at,
            updated=max(at, event.updated),
            day=Day(day.year, day.month, day.day),
            count=count,
        )
        for count, at in published.items()
        if at <= last
    ]


def _published(day: date, notice: Notice, set_at: datetime) -> dict[int, datetime]:
    """When each reminder of a day is published; of those whose day had passed when the date was set, the nearest."""
    due: dict[int, datetime] = {}
    for count in notice.days:
        if day.toordinal() > count:
            due[count] = midnight(day - timedelta(days=count), notice.zone)
    passed = [count for count, at in due.items() if at <= set_at]
    nearest = min(passed, default=None)
    return {n: max(at, set_at) for n, at in due.items() if n not in passed or n == nearest}


def _since(course: Course) -> tuple[datetime, datetime | None]:
    """When it got its present first day, and when it was called off (None: it was not)."""
    set_at, off_at = course.event.published, None
    day = _day(course.now)
    for change, before, after in course.steps:
        if _day(after) == day and _day(before) != day:
            set_at = min(change.at, course.event.published) if change.before is None else change.at
        is_off = after is not None and not STATUSES[after.status].alarm
        off_at = (off_at or change.at) if is_off else None
    return set_at, off_at


def _left(course: Course, notice: Notice) -> list[tuple[str, datetime]]:
    """Reminders that were out when the event left their day, and since when, for 90 days."""
    left: list[tuple[str, datetime]] = []
    oldest = last_midnight(notice.now, notice.zone) - timedelta(days=GONE_FOR)
    set_at = course.steps[0].change.at if course.steps else course.event.published
    for change, before, after in course.steps:
        old = _day(before)
        if old == _day(after):
            continue
        if old is not None and oldest <= change.at < midnight(old + timedelta(days=1), notice.zone):
            for count, at in _published(old, notice, set_at).items():
                if at <= change.at:
                    left.append((course.reminder_key(old, count), change.at))
        set_at = change.at
    return left
