"""What the store costs: `python -m benchmarks.store [EVENTS]`.

Loads generated events in batches of 10,000, then asks: pages, overlaps, searches, what changed. Each question is put
with many different values; the middle and the worst of a hundred are printed, in milliseconds.
"""

from __future__ import annotations

import random
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path

from timeline.dates import When
from timeline.model.change import Change, classify
from timeline.model.event import Event, Place
from timeline.model.parameters import parse_query
from timeline.model.query import Filter, Query
from timeline.store import Store, open_store

EVENTS = 10_000
BATCH = 10_000
TIMES = 100
DAWN = datetime(2026, 1, 1, tzinfo=UTC)
STEMS = ("river", "treaty", "launch", "visit", "harvest", "bridge", "election", "storm", "festival", "museum")


def generate(events: int, dice: random.Random) -> Iterator[Event]:
    """Events of 400 years, one in four of them vague, one in twenty long; common words, rare ones, and a number."""
    for n in range(events):
        year, month, day = dice.randint(1625, 2025), dice.randint(1, 12), dice.randint(1, 28)
        exact = f"{year}-{month:02}-{day:02}"
        when = dice.choices(
            (exact, f"{year}-{month:02}", f"{year}-{dice.randint(21, 24)}", f"{year}~", f"{exact}/{year + 20}"),
            (75, 8, 6, 6, 5),
        )[0]
        common, rare = dice.choice(STEMS), f"{dice.choice(STEMS)}{n % 5000}"
        yield Event(
            id=f"e{n:07}",
            title=f"The {common} of {rare}",
            summary=f"It took place, as generated events do, near the {dice.choice(STEMS)}; this is number {n}.",
            when=When.parse(when),
            tags=(f"t{n % 500}", f"u{n % 7}"),
            places=(Place(name=f"Place {n % 2000}, Land {n % 40}", latitude=n % 90 + 0.5, longitude=n % 180 + 0.25),),
            published=DAWN + timedelta(seconds=n),
            updated=DAWN + timedelta(seconds=n),
        )


def load(store: Store, events: int, dice: random.Random) -> float:
    """Write the events; seconds spent in the store."""
    spent = 0.0
    made = iter(generate(events, dice))
    while batch := list(islice(made, BATCH)):
        changes = [added(event) for event in batch]
        started = time.perf_counter()
        store.apply(changes, recorded=True)
        spent += time.perf_counter() - started
    return spent


def added(event: Event) -> Change:
    """The change that brings an event in."""
    change = classify(None, event, event.updated)
    if change is None:
        raise ValueError(event.id)
    return change


def questions(store: Store, events: int, dice: random.Random) -> Iterator[tuple[str, Callable[[], object]]]:
    """What is asked, with values of its own each time."""

    def page(**parameters: str) -> object:
        return store.page(parse_query({"limit": ["50"]} | {name.rstrip("_"): [v] for name, v in parameters.items()}))

    def day() -> str:
        return f"{dice.randint(1625, 2025)}-{dice.randint(1, 12):02}-{dice.randint(1, 28):02}"

    def deep(sort: str) -> object:
        middle = store.event(f"e{dice.randrange(events):07}")
        cursor = store.page(Query(sort=sort, limit=1, filter=Filter(since=day()))).next
        return store.page(Query(sort=sort, limit=50, cursor=cursor)) if cursor else middle

    def revise() -> object:
        held = store.event(f"e{dice.randrange(events):07}")
        change = classify(held, renamed(held, dice), held.updated + timedelta(hours=1))
        return store.apply([change]) if change else None

    yield "one event", lambda: store.event(f"e{dice.randrange(events):07}")
    yield "page in the middle", lambda: deep("when")
    yield "newest first", lambda: page(sort="-updated")
    yield "by tag", lambda: page(tag=f"t{dice.randrange(500)}")
    yield "by tag, newest first", lambda: page(tag=f"t{dice.randrange(500)}", sort="-updated")
    yield "by place", lambda: page(place=f"place {dice.randrange(2000)}")
    yield "by precision", lambda: page(precision=dice.choice(("season", "year", "month")))
    yield "overlaps a day", lambda: page(from_=(d := day()), to=d)
    yield "possibly a day", lambda: page(from_=(d := day()), to=d, match="possibly")
    yield "within a month", lambda: page(from_=(d := day()[:7]), to=d, match="within")
    yield "overlaps a century", lambda: page(from_="1800", to="1899")
    yield "since a day", lambda: page(from_=day())
    yield "until a day", lambda: page(to=day(), sort="-when")
    yield "a common word", lambda: page(q=dice.choice(STEMS))
    yield "a rare word", lambda: page(q=f"{dice.choice(STEMS)}{dice.randrange(5000)}")
    yield "two letters", lambda: page(q=dice.choice(STEMS)[:2])
    yield "a phrase", lambda: page(q=f'"the {dice.choice(STEMS)} of"')
    yield "a common word, by relevance", lambda: page(q=dice.choice(STEMS), sort="relevance")
    yield "a word within a year", lambda: page(q=dice.choice(STEMS), from_=(d := day()[:4]), to=d)
    yield "count all", lambda: store.count(Filter())
    yield "count of a tag", lambda: store.count(Filter(tags=(f"t{dice.randrange(500)}",)))
    yield "latest change of all", lambda: store.latest(Filter())
    yield "latest change of a tag", lambda: store.latest(Filter(tags=(f"t{dice.randrange(500)}",)))
    yield "latest change of nothing", lambda: store.latest(Filter(tags=(f"none{dice.randrange(500)}",)))
    yield "newest 50 changes of a tag", lambda: store.recent(Filter(tags=(f"t{dice.randrange(500)}",)), limit=50)
    yield "one event revised", revise
    yield "position", store.position


def renamed(held: Event, dice: random.Random) -> Event:
    """The event under another title."""
    fields = {name: getattr(held, name) for name in held.__struct_fields__}
    return Event(**fields | {"title": f"The {dice.choice(STEMS)} anew"})


def measure(ask: Callable[[], object]) -> tuple[float, float]:
    """Median and 99th percentile in milliseconds; fewer times where one takes long."""
    taken: list[float] = []
    begun = time.perf_counter()
    while len(taken) < TIMES and (time.perf_counter() - begun < 10 or len(taken) < 3):
        started = time.perf_counter()
        ask()
        taken.append((time.perf_counter() - started) * 1000)
    taken.sort()
    return statistics.median(taken), taken[min(len(taken) - 1, round(len(taken) * 0.99))]


def everything(store: Store) -> None:
    """What reads all of it, once cold and once warm."""
    for name, ask in (
        ("select all", lambda: store.select(Filter())),
        ("places", store.places),
        ("tags", store.tags),
        ("as of the middle", lambda: store.as_of(DAWN + timedelta(seconds=100))),
    ):
        taken = []
        for _ in range(2):
            started = time.perf_counter()
            ask()
            taken.append((time.perf_counter() - started) * 1000)
        print(f"{name:32} {taken[0]:10.1f} then {taken[1]:.1f}", flush=True)


def main() -> None:
    """Print the figures."""
    events = int(sys.argv[1]) if len(sys.argv) > 1 else EVENTS
    dice = random.Random(1)
    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory) / "timeline.db"
        store = open_store(str(path), "bench")
        spent = load(store, events, dice)
        size = sum(file.stat().st_size for file in Path(directory).iterdir())
        print(f"loading {events} events: {spent:.2f} s, {events / spent:.0f} a second, {size / events:.0f} bytes each")
        print(f"{'milliseconds':32} {'median':>10} {'p99':>10}")
        for name, ask in questions(store, events, dice):
            middle, worst = measure(ask)
            print(f"{name:32} {middle:10.3f} {worst:10.3f}", flush=True)
        if events <= 100_000:
            everything(store)
        store.close()
    print(f"memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB at most")


if __name__ == "__main__":
    main()
