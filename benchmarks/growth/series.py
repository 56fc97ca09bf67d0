"""What series cost: a page of occurrences, and reminders; the size is that of all occurrences, 100 a series."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from itertools import count
from typing import Final

from benchmarks.growth import Growth, cpu
from timeline.dates import When
from timeline.model.change import Change
from timeline.model.chronology import Chronology
from timeline.model.event import Event
from timeline.model.feed import Feed
from timeline.model.parameters import parse_query
from timeline.publish.publisher import Publisher
from timeline.store import Store, open_store

EACH: Final = 100
DAWN: Final = datetime(2024, 1, 1, tzinfo=UTC)
NOW: Final = datetime(2025, 3, 1, 12, tzinfo=UTC)


@lru_cache(maxsize=1)
def _store(size: int) -> Store:
    store = open_store(":memory:")
    held = [_series(number) for number in range(size // EACH)]
    changes = [Change(event=each.id, kind="added", at=DAWN, before=None, after=each) for each in held]
    store.apply(changes, recorded=True)
    store.set_feeds([Feed(slug="all", title="All")], DAWN)
    return store


def _series(number: int) -> Event:
    day = date(2024, 1, 1) + timedelta(days=number % 365)
    when = When(day.isoformat(), "", f"{number % 20 + 1:02}:00", None, "Europe/Berlin")
    rule = (f"RRULE:FREQ=WEEKLY;COUNT={EACH}",)
    return Event(id=f"s{number:06}", title=f"Series {number}", when=when, recurrence=rule, published=DAWN, updated=DAWN)


def _occurrences(size: int) -> float:
    given = {"expand": ["occurrences"], "from": ["2025-03-01"], "to": ["2025-04-01"], "limit": ["50"]}
    query = parse_query(given)
    return cpu(lambda: _store(size).occurrences(query))


def _coming(size: int) -> float:
    publisher = Publisher(_store(size), Chronology(base_url="https://s.example", authority="s.example,2026", title="S"))
    days = count()
    # Another day each time, so that nothing is kept but the entries.
    return cpu(lambda: publisher.feed("all", "atom", {}, NOW + timedelta(days=next(days)), "coming"), 5)


ROWS: Final = (
    Growth("page of occurrences", _occurrences, 0.6, reach="10 at 500,000"),
    Growth("coming of series", _coming, 0.6, reach="10 at 500,000"),
)
