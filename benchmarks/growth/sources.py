"""What a source says: a new item costs the same whatever is held, and many items each what one does."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from itertools import count
from typing import Final

from benchmarks.growth import Growth, cpu, once
from benchmarks.growth.held import store
from timeline.dates import Day, When
from timeline.ingest import ingest
from timeline.model.event import Mention, Place
from timeline.model.source import Document, Extraction, Fetched, Source
from timeline.store import Store, open_store

NOON: Final = datetime(2025, 7, 1, 12, tzinfo=UTC)
FIRST: Final = Day(2025, 9, 1)
HALL: Final = (Place(name="Hall"),)
_numbers = count()


def _run(held: Store, name: str, mentions: Sequence[Mention]) -> None:
    """One run of a source that says this."""
    source = Source(id=name, name=name, url=f"https://{name}.example/", trust="publish")
    document = Document(url=source.url, data=f"{name} {next(_numbers)}".encode(), retrieved=NOON)
    said = Extraction(mentions=tuple(mentions), complete=False)
    ingest(source, held, lambda s, v: Fetched(documents=(document,)), lambda d, k: said, NOON)


def _mention(number: int, title: str, day: int, minute: int) -> Mention:
    time = f"{minute // 60 % 24:02}:{minute % 60:02}"
    when = When.parse(str(FIRST.plus(days=day)), start_time=time, timezone="Europe/Berlin")
    return Mention(key=str(number), title=title, when=when, places=HALL)


def _one_more(size: int) -> float:
    """One new item of a source, into so many events of others."""
    held = store(size)

    def run() -> None:
        number = next(_numbers)
        when = When.parse(str(Day(1789, 7, 14).plus(days=number)))
        _run(held, f"source-{number}", [Mention(key="k", title=f"A fair of its own {number}", when=when)])

    return cpu(run)


def _all_new(size: int) -> float:
    """So many new items at once, of ten a day."""
    said = [_mention(n, f"Concert {n} of the {chr(65 + n % 26)}-Orchestra", n // 10, n % 10 * 60) for n in range(size)]
    return _first_run([], said)


def _all_alike(size: int) -> float:
    """So many items that are all alike, as another source has them too."""
    said = [_mention(n, "Busy", 0, 0) for n in range(size)]
    return _first_run(said, said)


def _equal_titles(size: int) -> float:
    """So many items of one title, as another source has them half an hour apart."""
    return _first_run(_trainings(size, 0), _trainings(size, 30))


def _trainings(size: int, late: int) -> list[Mention]:
    return [_mention(n, "Training", n // 10, n % 10 * 60 + late) for n in range(size)]


def _first_run(others: Sequence[Mention], said: Sequence[Mention]) -> float:
    held = open_store(":memory:")
    _run(held, "others", others)
    cost = once(_running(held, said))
    held.close()
    return cost


def _running(held: Store, said: Sequence[Mention]) -> Callable[[], None]:
    return lambda: _run(held, "source", said)


ROWS: Final = (
    Growth("one new item of a source", _one_more, 0.6, reach="1 / 2 / 2"),
    Growth("new items at once", _all_new, sizes=(1_000, 5_000, 20_000)),
    Growth("items all alike, twice", _all_alike, sizes=(1_000, 5_000, 20_000)),
    Growth("equal titles of a second source", _equal_titles, sizes=(1_000, 5_000)),
)
