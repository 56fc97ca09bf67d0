"""An archive comes in and goes out whole: so much an event, however many there are."""

from __future__ import annotations

import random
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from benchmarks.growth import Growth, once
from benchmarks.store import generate
from timeline import bulk, files
from timeline.bulk import DumpFile
from timeline.cli.dumps import few_collections
from timeline.model.chronology import Chronology
from timeline.publish.change_log import full_copy
from timeline.render.api import encode, event_object
from timeline.store import Store, open_store

SETTINGS: Final = 'title = "T"\nauthority = "example.org,2026"\nbase_url = "https://example.org"\n'
LATER: Final = datetime(2036, 1, 1, tzinfo=UTC)
CHRONOLOGY: Final = Chronology(title="T", authority="example.org,2026", base_url="https://example.org")


def write(size: int, path: Path) -> None:
    """A dump of so many generated events, by date as dumps are."""
    held = sorted(generate(size, random.Random(1)), key=lambda event: event.when.sort_key)
    with path.open("wb") as file:
        file.writelines(encode(event_object(event, CHRONOLOGY)) + b"\n" for event in held)


def take_in(path: Path, store: Store) -> None:
    """What `import --bulk` does with a dump."""
    with tempfile.TemporaryDirectory() as name, few_collections():
        (Path(name) / "timeline.toml").write_text(SETTINGS, encoding="utf-8")
        (Path(name) / "events.yaml").write_text("events: []\n", encoding="utf-8")
        bulk.take_in(DumpFile.of(path), store, files.read(Path(name), {}), LATER, tell=print)


def _measured(ask: Callable[[Path, Store], object]) -> Callable[[int], float]:
    """What it costs to do something with a dump of so many events and a new store."""

    def measure(size: int) -> float:
        with tempfile.TemporaryDirectory() as name:
            path, store = Path(name) / "dump.ndjson", open_store(str(Path(name) / "timeline.db"))
            write(size, path)
            cost = once(lambda: ask(path, store))
            store.close()
            return cost

    return measure


def _out(size: int) -> float:
    with tempfile.TemporaryDirectory() as name:
        path, store = Path(name) / "dump.ndjson", open_store(str(Path(name) / "timeline.db"))
        write(size, path)
        take_in(path, store)
        cost = once(lambda: sum(map(len, full_copy(store, CHRONOLOGY))))
        store.close()
        return cost


ROWS: Final = (
    Growth("dump taken in", _measured(take_in), reach="100 / 1,000 / 10,000; 1M: 100,000"),
    Growth("dump written", _out, reach="- "),
)
