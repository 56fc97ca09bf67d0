"""What it costs to publish: one change until every feed that holds it is fresh, pages, questions asked for the first
time, a restart, and the memory that strangers' addresses take."""

from __future__ import annotations

import resource
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import count
from pathlib import Path
from typing import Final

import msgspec

from benchmarks.growth import Growth, Ratio, held, once
from timeline.model.change import classify
from timeline.model.chronology import Chronology
from timeline.model.feed import Feed
from timeline.model.query import Filter
from timeline.publish import pages
from timeline.publish.publisher import Publisher
from timeline.store import Store

FORMATS: Final = ("atom", "rss", "json", "ics")
TAGS: Final = 500
NOW: Final = datetime(2027, 1, 1, tzinfo=UTC)
CHRONOLOGY: Final = Chronology(title="Generated")
TIMES: Final = 5
ADDRESSES: Final = 4_000

_instants = count(1)


def feed(slug: str, *tags: str) -> Feed:
    """A feed of some tags, or of everything."""
    return Feed(slug=slug, title=slug, filter=Filter(tags=tags), updated=NOW)


@cache
def publisher(size: int) -> Publisher:
    """A publisher of 501 feeds that has made each of them in each format."""
    store = held.store(size)
    store.set_feeds([feed("all"), *(feed(f"t{n}", f"t{n}") for n in range(TAGS))], NOW)
    made = Publisher(store, CHRONOLOGY)
    for known in store.feeds():
        for format in FORMATS:
            made.feed(known.slug, format, {}, NOW)
    made.flush()
    return made


def change(store: Store, number: int) -> datetime:
    """Give one event another title; the instant."""
    at = NOW + timedelta(minutes=next(_instants))
    old = store.event(f"e{number:07}")
    made = classify(old, msgspec.structs.replace(old, title=f"{old.title[:60]} {at:%d %H:%M}"), at)
    if made is not None:
        store.apply([made])
    return at


def after_changes(size: int, ask: Callable[[int, datetime], object]) -> float:
    """The middle of what asking costs after one change each time, of an event in the middle of all."""
    made, taken = publisher(size), []
    for n in range(TIMES):
        number = size // 2 + n
        at = change(made.store, number)
        taken.append(once(lambda number=number, at=at: ask(number, at)))  # type: ignore[misc]  # bound as defaults
    return sorted(taken)[TIMES // 2]


def every_feed_that_holds_it(size: int) -> float:
    """One change, until the feeds that hold the event are made in four formats, plain and gzip."""
    made = publisher(size)

    def ask(number: int, at: datetime) -> None:
        for slug in ("all", f"t{number % TAGS}"):
            for format in FORMATS:
                made.feed(slug, format, {}, at)

    return after_changes(size, ask)


def every_feed(size: int) -> float:
    """One change, until all 2,004 bodies are fresh: made anew, or known to hold."""
    made = publisher(size)
    slugs = ["all", *(f"t{n}" for n in range(TAGS))]

    def ask(number: int, at: datetime) -> None:
        for slug in slugs:
            for format in FORMATS:
                made.feed(slug, format, {}, at)

    return after_changes(size, ask)


def what_every_page_shows(size: int) -> float:
    """The feeds and tags with their counts, after one change."""
    made = publisher(size)

    def ask(number: int, at: datetime) -> None:
        pages.site(made.known_feeds(at), made.counts, CHRONOLOGY)
        made.feeds(at)
        made.tags(at)

    return after_changes(size, ask)


def tag_asked_cold(size: int) -> float:
    """One of a thousand filters that no feed names, in Atom, whose entries were never rendered."""
    store = publisher(size).store
    # Of another authority nothing was ever rendered.
    made = Publisher(store, msgspec.structs.replace(CHRONOLOGY, authority=f"cold{next(_instants)}.example,2026"))
    made.feed("all", "atom", {}, NOW)
    return once(lambda: [made.feed("all", "atom", {"tag": [f"t{n}"]}, NOW) for n in range(50)]) / 50


def restart_per_event(size: int) -> float:
    """A calendar of everything by a new process, for each event: nothing is rendered again."""
    publisher(size)
    fresh = Publisher(held.store(size), CHRONOLOGY)
    return once(lambda: fresh.feed("all", "ics", {}, NOW)) / size


def megabytes() -> float:
    """Resident memory of this process."""
    pages_held = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages_held * resource.getpagesize() / 2**20


def memory_of_strangers() -> float:
    """Memory after a second round of distinct addresses, over that after the first: what is kept has a bound."""
    made = publisher(1_000)

    def ask(first: int) -> float:
        for n in range(first, first + ADDRESSES):
            made.feed("all", "atom", {"tag": [f"t{n % TAGS}"], "limit": [str(1 + n // TAGS)]}, NOW)
        return megabytes()

    first = ask(0)
    return ask(ADDRESSES) / first


def wait_beside_a_slow_one() -> float:
    """Seconds that a changed feed waits while a calendar of everything is made, over those that this one takes."""
    made = publisher(10_000)
    slow = threading.Thread(target=lambda: made.feed("all", "csv", {"lang": ["de"]}, NOW + timedelta(days=1)))
    started = time.perf_counter()
    slow.start()
    at = change(made.store, 7)
    asked = time.perf_counter()
    made.feed("t7", "atom", {}, at)
    waited = time.perf_counter() - asked
    slow.join()
    return waited / (time.perf_counter() - started)


ROWS: Final = (
    Growth("one change: feeds that hold it, 4 formats", every_feed_that_holds_it, reach="15 / 30 / 75 ms"),
    Growth("one change: all 501 feeds, 4 formats", every_feed),
    Growth("one change: what every page shows", what_every_page_shows, reach="20 ms"),
    Growth("restart: calendar of everything, an event", restart_per_event),
    Growth("a tag asked cold, Atom", tag_asked_cold, reach="5 ms"),
    Ratio("memory: 8,000 addresses over 4,000", memory_of_strangers, 1.3),
    Ratio("a changed feed beside a slow one", wait_beside_a_slow_one, 0.3),
)
