"""What happened on this day in other years. Pure but for `select_on_this_day`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta, tzinfo
from typing import Final

import msgspec

from timeline.dates import Day
from timeline.model.event import Event
from timeline.model.query import Filter
from timeline.model.subscription import both
from timeline.publish.days import midnight, month_length
from timeline.publish.selection import Question, Selection, newest_first
from timeline.render.entries import Occasion
from timeline.render.vocabulary import STATUSES

RECALLED: Final = 7
"""Days that an anniversary stays in a feed, its own included."""
YEARS: Final = (-1, 0, 1, 2)
"""Years, counted from this one, whose anniversaries a calendar shows."""
DAYS_KNOWN: Final = ("day", "time")


def select_on_this_day(question: Question) -> Selection:
    """The last week's anniversaries; in a calendar those of four years."""
    events = question.matches.standing(both(question.subscription.filter, Filter(precisions=DAYS_KNOWN)))
    # A calendar is looked at ahead, a reader's list behind. A CSV is a list, though it is as complete as a calendar.
    shown = anniversary_calendar if question.subscription.format == "ics" else anniversaries
    return Selection(shown(events, question.now, question.zone))


def anniversaries(events: Iterable[Event], now: datetime, zone: tzinfo) -> list[Occasion]:
    """Anniversaries of the last seven days, newest first."""
    today = now.astimezone(zone).date()
    days = [today - timedelta(days=back) for back in range(RECALLED)]
    recalled = {Day(day.year, day.month, day.day) for day in days}
    years = sorted({day.year for day in days})
    return newest_first(each for each in _anniversaries(events, years, zone) if each.day in recalled)


def anniversary_calendar(events: Iterable[Event], now: datetime, zone: tzinfo) -> list[Occasion]:
    """Anniversaries of last year, this and the next two, by event and year."""
    this = now.astimezone(zone).year
    years = [this + n for n in YEARS if 1 <= this + n <= 9999]
    # A calendar's DTSTAMP and CREATED never lie ahead, though the anniversary does.
    return [
        msgspec.structs.replace(each, published=each.event.published, updated=each.event.updated)
        for each in _anniversaries(events, years, zone)
    ]


def _anniversaries(events: Iterable[Event], years: Iterable[int], zone: tzinfo) -> Iterator[Occasion]:
    for event in events:
        for year in years:
            occasion = _anniversary(event, year, zone)
            if occasion is not None:
                yield occasion


def _anniversary(event: Event, year: int, zone: tzinfo) -> Occasion | None:
    """The event's anniversary in a year: 29 February is kept on the 28th where there is none."""
    day = event.when.earliest
    if day is None or not event.when.is_exact or not STATUSES[event.status].anniversary or day.year >= year:
        return None
    day_of_month = min(day.day, month_length(year, day.month))
    at = midnight(date(year, day.month, day_of_month), zone)
    return Occasion(
        key=f"{event.id}/anniversary/{year}",
        event=event,
        published=at,
        updated=max(at, event.updated),
        day=Day(year, day.month, day_of_month),
        count=year - day.year,
    )
