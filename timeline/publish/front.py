"""What a reader sees first: what is happening and coming, what changed lately, and what happened on this day."""

from __future__ import annotations

from typing import Final

import msgspec

from timeline.dates import Day
from timeline.dates.calendar import leap
from timeline.model.change import Change
from timeline.model.cursor import Cursor
from timeline.model.event import STATUSES, Event
from timeline.model.query import Filter, Query
from timeline.model.recurrence import Occurrence
from timeline.model.subscription import both
from timeline.publish.anniversaries import DAYS_KNOWN
from timeline.render.html.front import Front
from timeline.render.vocabulary import STATUSES as MEANINGS
from timeline.store.contract import KnownDays, Store

SHOWN: Final = 5
"""Entries of each kind."""
GOING_ON: Final = 2
"""Of what began before today, so many at most while there is enough that begins."""
LOOKED_AT: Final = 60
LONGEST_AGO: Final = 366
"""Days after which what goes on without a known end is no news any more."""
OFF: Final = frozenset({"postponed"})
"""Statuses of what has no date to look forward to."""

Dated = tuple[Event, Occurrence]


def front(store: Store, filter: Filter, days: list[KnownDays], today: Day | None) -> Front:
    """What stands above the list of a filter; without `today`, only what does not depend on the clock."""
    changes = lately_changed(store, filter)
    if today is None:
        return Front(changes=changes)
    ahead = coming(store, filter, today)
    todays = tuple(row for row in ahead if row[1].when.sort_day == today)
    return Front(
        now=(*todays, *going_on(store, filter, today)),
        coming=tuple(row for row in ahead if row not in todays),
        changes=changes,
        recalled=on_this_day(store, filter, days, today),
        today=today,
    )


def coming(store: Store, filter: Filter, today: Day) -> tuple[Dated, ...]:
    """What begins today or next, each event once: of a series its next date."""
    query = Query(filter=both(filter, Filter(since=str(today))), limit=LOOKED_AT, expand="occurrences")
    beginning = Cursor(query.order, beginning_of(today), "").encode()
    page = store.occurrences(msgspec.structs.replace(query, cursor=beginning))
    first: dict[str, Dated] = {}
    for event, occurrence in page.rows:
        if event.status not in OFF:
            first.setdefault(event.id, (event, occurrence))
    return tuple(first.values())[:SHOWN]


def going_on(store: Store, filter: Filter, today: Day) -> tuple[Dated, ...]:
    """What began before today and is not over, what ends first before the others."""
    day = both(filter, Filter(since=str(today), until=str(today)))
    page = store.occurrences(Query(filter=day, sort="-when", limit=LOOKED_AT, expand="occurrences"))
    rows = [row for row in page.rows if row[0].status not in OFF and _goes_on(*row, today)]
    rows.sort(key=lambda row: (row[1].when.latest or Day(10**9, 1, 1), row[0].id))
    return tuple(rows[:GOING_ON])


def _goes_on(event: Event, occurrence: Occurrence, today: Day) -> bool:
    """Whether it lasts, and so is now; of one moment in a longer span that is known only of what is still to come."""
    when = occurrence.when
    first = when.sort_day
    if first is None or first >= today:
        return False
    if when.shape != "interval":
        return event.looks_ahead
    return when.latest is not None or first.ordinal > today.ordinal - LONGEST_AGO


def beginning_of(day: Day) -> tuple[int, int, int, int]:
    """The sort key before everything of a day."""
    return day.key, -1, 0, 0


def lately_changed(store: Store, filter: Filter) -> tuple[Change, ...]:
    """The latest change of the events that changed last, withdrawn and merged ones too."""
    statuses = filter.statuses or tuple(STATUSES)
    page = store.page(Query(filter=msgspec.structs.replace(filter, statuses=statuses), sort="-updated", limit=SHOWN))
    return tuple(store.history(event.id)[-1] for event in page.events)


def on_this_day(store: Store, filter: Filter, days: list[KnownDays], today: Day) -> tuple[Event, ...]:
    """Events of exactly this day in earlier years, the latest first; 29 February is recalled on the 28th where a year
    has none."""
    exact = {each.first for each in days if each.first == each.last}
    years = {Day.from_ordinal(day).year for day in (min(exact), max(exact))} if exact else {0}
    recalled: list[Event] = []
    for year in range(min(today.year - 1, max(years)), min(years) - 1, -1):
        for day in _anniversaries(today, year):
            if day.ordinal in exact and len(recalled) < SHOWN:
                recalled += _exactly_on(store, filter, day)
    return tuple(recalled[:SHOWN])


def _anniversaries(today: Day, year: int) -> list[Day]:
    """The days of a year that are recalled today."""
    if (today.month, today.day) == (2, 29) and not leap(year):
        return []
    days = [Day(year, today.month, today.day)]
    if (today.month, today.day) == (2, 28) and leap(year) and not leap(today.year):
        days.append(Day(year, 2, 29))
    return days


def _exactly_on(store: Store, filter: Filter, day: Day) -> list[Event]:
    exactly = Filter(since=str(day), until=str(day), precisions=DAYS_KNOWN)
    page = store.page(Query(filter=both(filter, exactly), limit=LOOKED_AT))
    return [
        event
        for event in page.events
        if event.when.is_exact and event.when.earliest == day and MEANINGS[event.status].anniversary
    ]
