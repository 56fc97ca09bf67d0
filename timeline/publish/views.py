"""The entries of a feed and of the three that follow from it: what changed, what is coming, what happened on this day.

All are pure: events, changes and an instant in, items out. Between two midnights of the chronology's zone the same
come out, so the bytes stay the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Final, NamedTuple

import msgspec

from timeline.dates import Day, When
from timeline.model.change import Change
from timeline.model.event import Event
from timeline.render.entries import Item
from timeline.render.vocabulary import STATUSES

GONE_FOR: Final = 90
"""Days that a withdrawn or merged event stays in feeds."""
RECALLED: Final = 7
"""Days that an anniversary stays in a feed, its own included."""
YEARS: Final = (-1, 0, 1, 2)
"""Years, counted from this one, whose anniversaries a calendar shows."""
_PERIOD: Final = re.compile(r"P(?:(\d+)W|(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)D)?)")


class Reminders(NamedTuple):
    """What is coming: the items, and the reminders of days that are no more the event's (with since when)."""

    items: list[Item]
    deleted: list[tuple[str, datetime]]


def standing(events: Iterable[Event], survivors: dict[str, str] | None = None) -> list[Item]:
    """Events as they stand; `survivors` are titles of events that merged ones became part of, by the merged id."""
    titles = survivors or {}
    return [
        Item(key=e.id, event=e, published=e.published, updated=e.updated, survivor=titles.get(e.id, "")) for e in events
    ]


def newest_first(items: Iterable[Item]) -> list[Item]:
    """By first publication, newest first; ties by id."""
    return sorted(items, key=lambda item: (-item.published.timestamp(), item.key))


def revisions(changes: Iterable[Change]) -> list[Item]:
    """One item a revision, newest first. Two revisions of one kind that calendars see as one (new sources, twice) are
    one entry, as the later says."""
    latest: dict[str, Item] = {}
    for change in sorted(changes, key=lambda change: (change.at, change.position)):
        key = f"{change.event}/r{change.after.sequence}/{change.kind}"
        latest[key] = Item(
            key=key, event=change.after, published=change.at, updated=change.at, view="changes", change=change
        )
    return newest_first(latest.values())


def reminders(
    events: Iterable[tuple[Event, Sequence[Change]]], days: Sequence[int], now: datetime, zone: tzinfo
) -> Reminders:
    """Reminders of events, each with its history, `days` before their exact first day, until that day is over.

    A reminder is published at 00:00 of its day, or when the event got that date if that was later; of those that had
    passed by then only the nearest is. One of a day that the event left is deleted.
    """
    items: list[Item] = []
    deleted: dict[str, datetime] = {}
    for event, history in events:
        current = _due(event, history, days, now, zone)
        items += current
        keys = {item.key for item in current}
        deleted |= {key: at for key, at in _left(event, history, days, now, zone) if key not in keys}
    return Reminders(newest_first(items), sorted(deleted.items()))


def anniversaries(events: Iterable[Event], now: datetime, zone: tzinfo) -> list[Item]:
    """Anniversaries of the last seven days, newest first."""
    today = now.astimezone(zone).date()
    days = [today - timedelta(days=back) for back in range(RECALLED)]
    recalled = {Day(day.year, day.month, day.day) for day in days}
    years = {day.year for day in days}
    every = (_anniversary(event, year, zone) for event in events for year in years)
    return newest_first(item for item in every if item is not None and item.day in recalled)


def anniversary_calendar(events: Iterable[Event], now: datetime, zone: tzinfo) -> list[Item]:
    """Anniversaries of last year, this and the next two, by event and year."""
    this = now.astimezone(zone).year
    years = [this + n for n in YEARS if 1 <= this + n <= 9999]
    every = (_anniversary(event, year, zone) for event in events for year in years)
    # A calendar's DTSTAMP and CREATED never lie ahead, though the anniversary does.
    return [
        msgspec.structs.replace(item, published=item.event.published, updated=item.event.updated)
        for item in every
        if item is not None
    ]


def exact_start(when: When) -> Day | None:
    """The first day, where it is exactly known: of a day, or of an interval that begins on one."""
    if when.shape == "interval":
        first = when.edtf.partition("/")[0]
        return exact_start(When.parse(first)) if first not in ("", "..") else None
    return when.earliest if when.is_exact else None


def midnight(day: date, zone: tzinfo) -> datetime:
    """The first instant of a day in a zone, in UTC."""
    return datetime.combine(day, time(), zone).astimezone(UTC)


def next_midnight(now: datetime, zone: tzinfo) -> datetime:
    """When the next day of a zone begins."""
    return midnight(now.astimezone(zone).date() + timedelta(days=1), zone)


def last_midnight(now: datetime, zone: tzinfo) -> datetime:
    """When the present day of a zone began."""
    return midnight(now.astimezone(zone).date(), zone)


def leaves(event: Event, zone: tzinfo) -> datetime:
    """When a withdrawn or merged event leaves the feeds: at the first midnight after 90 days."""
    return midnight(event.updated.astimezone(zone).date() + timedelta(days=GONE_FOR + 1), zone)


def is_past(when: When, past: str, today: date) -> bool:
    """Whether a policy of `past` leaves the date out; what has no end, or none that is known, is never past."""
    if past == "all" or when.possibly_latest is None:
        return False
    last = today if past == "none" else earlier(today, past)
    return when.possibly_latest < Day(last.year, last.month, last.day)


def earlier(day: date, period: str) -> date:
    """The day an ISO 8601 period before another, not before year 1; the last of the month where it has no such day."""
    found = _PERIOD.fullmatch(period)
    weeks, years, months, days = (int(n or 0) for n in found.groups()) if found else (0, 0, 0, 0)
    month = day.year * 12 + day.month - 1 - years * 12 - months
    if month < 24:
        return date.min
    year, month = divmod(month, 12)
    start = date(year, month + 1, 1) + timedelta(days=min(day.day, _length(year, month + 1)) - 1)
    return date.fromordinal(max(1, start.toordinal() - weeks * 7 - days))


def _length(year: int, month: int) -> int:
    return ((date(year, month, 28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)).day


def _due(event: Event, history: Sequence[Change], days: Sequence[int], now: datetime, zone: tzinfo) -> list[Item]:
    day = _date(exact_start(event.when))
    if day is None or day < now.astimezone(zone).date():
        return []
    set_at, off_at = _since(history, event)
    published = _published(day, days, set_at, zone)
    # What is called off gets no more reminders; those that were out say so.
    last = now if off_at is None else min(now, off_at)
    return [_reminder(event, day, count, at) for count, at in published.items() if at <= last]


def _reminder(event: Event, day: date, count: int, at: datetime) -> Item:
    return Item(
        key=f"{event.id}/in-{count}/{day.isoformat()}",
        event=event,
        published=at,
        updated=max(at, event.updated),
        view="coming",
        day=Day(day.year, day.month, day.day),
        count=count,
    )


def _published(day: date, days: Sequence[int], set_at: datetime, zone: tzinfo) -> dict[int, datetime]:
    """When each reminder of a day is published; of those whose day had passed when the date was set, the nearest."""
    due = {count: midnight(day - timedelta(days=count), zone) for count in days if day.toordinal() > count}
    passed = [count for count, at in due.items() if at <= set_at]
    return {n: max(at, set_at) for n, at in due.items() if n not in passed or n == min(passed)}


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


def _left(
    event: Event, history: Sequence[Change], days: Sequence[int], now: datetime, zone: tzinfo
) -> list[tuple[str, datetime]]:
    """Reminders that were out when the event left their day, and since when, for 90 days."""
    found: list[tuple[str, datetime]] = []
    set_at = history[0].at if history else event.published
    for change in history:
        old = None if change.before is None else _date(exact_start(change.before.when))
        new = _date(exact_start(change.after.when))
        if old == new:
            continue
        if old is not None and change.at < midnight(old + timedelta(days=1), zone) and _recent(change.at, now, zone):
            out = _published(old, days, set_at, zone).items()
            found += [(f"{event.id}/in-{n}/{old.isoformat()}", change.at) for n, at in out if at <= change.at]
        set_at = change.at
    return found


def _recent(at: datetime, now: datetime, zone: tzinfo) -> bool:
    return at >= last_midnight(now, zone) - timedelta(days=GONE_FOR)


def _anniversary(event: Event, year: int, zone: tzinfo) -> Item | None:
    """The event's anniversary in a year: 29 February is kept on the 28th where there is none."""
    day = event.when.earliest
    if day is None or not event.when.is_exact or not STATUSES[event.status].anniversary or day.year >= year:
        return None
    day_of_month = min(day.day, _length(year, day.month))
    at = midnight(date(year, day.month, day_of_month), zone)
    return Item(
        key=f"{event.id}/anniversary/{year}",
        event=event,
        published=at,
        updated=max(at, event.updated),
        view="on-this-day",
        day=Day(year, day.month, day_of_month),
        count=year - day.year,
    )


def _date(day: Day | None) -> date | None:
    return date(*day) if day is not None and 1 <= day.year <= 9998 else None
