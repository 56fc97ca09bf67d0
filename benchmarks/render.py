"""What it costs to make feeds: the first time, unchanged, and after one change, plain and gzip with validators.

    python -m benchmarks.render [EVENTS]

Prints CPU time a line; ratios repeat to about a tenth on a shared machine.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from timeit import timeit

import msgspec

from timeline.dates import When
from timeline.model.change import classify
from timeline.model.chronology import Chronology
from timeline.model.event import Citation, Event, Place
from timeline.model.feed import Feed
from timeline.model.query import Filter
from timeline.publish.publisher import Publisher
from timeline.store import Store, open_store

DAWN = datetime(2025, 1, 1, tzinfo=UTC)
NOW = datetime(2025, 12, 1, tzinfo=UTC)
SHAPES = (
    "{y}-{m:02}-{d:02}",
    "{y}-{m:02}",
    "{y}-21",
    "{y}",
    "{y}~",
    "{y}-{m:02}-{d:02}/{y}-{m:02}-28",
    "[..{y}-{m:02}]",
)
FORMATS = ("atom", "rss", "json", "ics", "csv")
TAGS = 50


def generated(number: int) -> list[Event]:
    """Events with a few sentences, tags, a place and a source, of every shape of date."""
    held = []
    for n in range(number):
        edtf = SHAPES[n % len(SHAPES)].format(y=1900 + n % 125, m=n % 12 + 1, d=n % 27 + 1)
        at = DAWN + timedelta(seconds=n)
        source = Citation(title=f"Report {n}", publisher=f"Paper {n % 40}", published="2025-01-01", words="on that day")
        held.append(
            Event(
                id=f"event-{n}", title=f"The bridge number {n} is opened to traffic", when=When.parse(edtf),
                summary=f"After {n % 9 + 1} years of work it carries trains and lorries. Its towers stand on rock.",
                tags=(f"tag-{n % TAGS}", "bridges"),
                places=(Place(name=f"Town {n % 300}", latitude=n % 90 + 0.5, longitude=n % 180 + 0.5),),
                sources=(source,), published=at, updated=at,
            )
        )  # fmt: skip
    return held


def cpu(label: str, work: Callable[[], object], each: int = 1, unit: str = "ms") -> None:
    """Print the CPU time of some work, by default in milliseconds."""
    start = time.process_time()
    work()
    spent = (time.process_time() - start) / each
    scale = 1e3 if unit == "ms" else 1e6
    print(f"{label:<58} {spent * scale:10.2f} {unit}")


def change_one(store: Store, number: int, at: datetime) -> None:
    """Give one event another title."""
    old = store.event(f"event-{number}")
    change = classify(old, msgspec.structs.replace(old, title=f"{old.title} again"), at)
    if change is not None:
        store.apply([change])


def main(number: int) -> None:
    """Measure a chronology of so many events, in a file as served ones are: of one in memory it costs more to see
    that nothing has changed."""
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(f"{folder}/timeline.db")
        measure(store, number)
        store.close()


def measure(store: Store, number: int) -> None:
    """Fill a store, and measure what is made of it."""
    changes = [classify(None, event, event.updated) for event in generated(number)]
    store.apply([change for change in changes if change is not None])
    feeds = [Feed(slug="all", title="All", limit=50)]
    feeds += [Feed(slug=f"tag-{n}", title=f"Tag {n}", filter=Filter(tags=(f"tag-{n}",))) for n in range(TAGS)]
    store.set_feeds(feeds, DAWN)
    published = Publisher(store, Chronology(title="Bridges"))
    print(f"{number} events, {len(feeds)} feeds")
    for format in FORMATS:
        cpu(f"{format}: first time", partial(published.feed, "all", format, {}, NOW))
        body = published.feed("all", format, {}, NOW)
        again = partial(published.feed, "all", format, {}, NOW)
        cpu(f"{format}: unchanged ({len(body.data)} bytes)", partial(timeit, again, number=1000), 1000, "µs")
    every = [(feed.slug, format) for feed in feeds for format in FORMATS]
    cpu("every feed in every format: first time", lambda: [published.feed(s, f, {}, NOW) for s, f in every])
    at = NOW
    for format in FORMATS:
        at += timedelta(seconds=1)
        change_one(store, number // 2, at)
        cpu(f"{format}: after one change", partial(published.feed, "all", format, {}, NOW))
    change_one(store, number // 2, at + timedelta(seconds=1))
    cpu("every feed in every format: after one change", lambda: [published.feed(s, f, {}, NOW) for s, f in every])


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
