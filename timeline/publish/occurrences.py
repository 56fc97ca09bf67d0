"""What is asked of series: the occurrences in a window, a page at a time, and the next one."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from itertools import islice

from timeline.dates import Day
from timeline.model.chronology import Chronology
from timeline.model.cursor import Cursor
from timeline.model.event import AWAITED, Event
from timeline.model.query import Query
from timeline.model.recurrence import Occurrence, as_event, between, reach, recurs, series
from timeline.publish.days import calendar_day, midnight
from timeline.render import api
from timeline.render.vocabulary import STATUSES
from timeline.store.contract import OccurrencePage


def occurrence_page(events: Iterable[Event], query: Query) -> OccurrencePage:
    """The page that `query.cursor` asks for, of events that are no more the store's to page: what
    `Store.occurrences` gives of those that stand."""
    descending = query.sort.startswith("-")
    rows = sorted(_rows(events, query), key=lambda row: _place(*row), reverse=descending)
    if query.cursor:
        cursor = Cursor.decode(query.cursor, query.order)
        last = cursor.key, cursor.id
        rows = [row for row in rows if (_place(*row) < last if descending else _place(*row) > last)]
    shown = rows[: query.limit]
    after = Cursor(query.order, *_place(*shown[-1])).encode() if len(rows) > query.limit else ""
    return OccurrencePage(shown, after)


def occurrence_rows(page: OccurrencePage, query: Query, chronology: Chronology) -> bytes:
    """The page as the API answers it."""
    fields, language = query.fields, query.language
    rows = (api.occurrence_object(event, each, chronology, fields, language) for event, each in page.rows)
    return api.events(map(api.encode, rows), page.next)


def _rows(events: Iterable[Event], query: Query) -> Iterator[tuple[Event, Occurrence]]:
    window, match = query.filter.window, query.filter.match
    for event in events:
        for occurrence in between(event, *window, match):
            yield event, occurrence


def _place(event: Event, occurrence: Occurrence) -> tuple[tuple[int, ...], str]:
    return occurrence.when.sort_key, occurrence.id(event)


@dataclass(frozen=True, slots=True)
class Upcoming:
    """The occurrence of a series that is next at an instant (None: there is none), and the boundaries of the clock
    between which it is (None: there is none). Of what is no series `unconfirmed` says that its date has passed, and
    nothing that is recorded tells whether it took place."""

    occurrence: Occurrence | None
    since: datetime | None
    until: datetime | None
    unconfirmed: bool = False


NEVER = Upcoming(None, None, None)
"""What is next of an event that leaves nothing to the clock."""


def upcoming(event: Event, now: datetime, zone: tzinfo) -> Upcoming:
    """The next occurrence, until the day on which it ends is over. One that was called off is not waited for. What is
    no series is awaited until its last possible day is over."""
    if not recurs(event):
        return _awaited(event, now, zone)
    if not STATUSES[event.status].alarm:
        return NEVER
    today = now.astimezone(zone).date()
    ahead, over = _next_and_last(event, today)
    since = None if over is None else _day_after(over, zone)
    until = None if ahead is None else _day_after(calendar_day(ahead.when.latest), zone)
    return Upcoming(ahead, since, until)


def _awaited(event: Event, now: datetime, zone: tzinfo) -> Upcoming:
    over = _day_after(calendar_day(event.when.ends), zone) if event.status in AWAITED else None
    if over is None:
        return NEVER
    return Upcoming(None, None, over) if now < over else Upcoming(None, over, None, unconfirmed=True)


def _next_and_last(event: Event, today: date) -> tuple[Occurrence | None, date | None]:
    """The first occurrence in their order that is not over before a day, and when the last of those that are over
    ended. Only those about the day are looked at: a series may have thousands."""
    occurrences, longest = series(event).occurrences, reach(event)
    near = 0
    if longest is not None:
        near = bisect_left(occurrences, today.toordinal() - longest, key=_sort_day)
    ahead, over = None, None
    for occurrence in islice(occurrences, near, None):
        if ahead is not None and _sort_day(occurrence) > today.toordinal():
            break
        end = calendar_day(occurrence.when.latest)
        if end is not None and end < today:
            over = max(end, over or end) if _takes_place(event, occurrence) else over
        elif ahead is None and _takes_place(event, occurrence):
            ahead = occurrence
    for occurrence in reversed(occurrences[:near]):
        if over is not None and longest is not None and _sort_day(occurrence) + longest <= over.toordinal():
            break
        end = calendar_day(occurrence.when.latest)
        if end is not None and _takes_place(event, occurrence):
            over = max(end, over or end)
    return ahead, over


def _sort_day(occurrence: Occurrence) -> int:
    return occurrence.when.sort_key[0]


def occurrences_ahead(event: Event, today: date, most: int) -> list[Occurrence]:
    """The next occurrences of a series that are not called off, as many as are known, the first of them first."""
    if not recurs(event) or not STATUSES[event.status].alarm:
        return []
    day = Day(today.year, today.month, today.day)
    return list(islice((each for each in between(event, day, None) if _takes_place(event, each)), most))


def _takes_place(event: Event, occurrence: Occurrence) -> bool:
    return STATUSES[as_event(event, occurrence).status].alarm


def _day_after(day: date | None, zone: tzinfo) -> datetime | None:
    return None if day is None else midnight(date.fromordinal(day.toordinal() + 1), zone)
