"""A site that follows its events is, byte for byte, the one that is made anew; what shows no change is not made."""

from __future__ import annotations

import gzip
import os
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from random import Random

import pytest
from msgspec.structs import replace

from tests.edits import World
from tests.factory import DAWN, event
from tests.render.chronicle import CHRONOLOGY, store_of
from timeline.model.change import classify
from timeline.model.feed import Feed
from timeline.model.query import Filter
from timeline.publish import static_site
from timeline.publish.publisher import Publisher
from timeline.publish.site_file import SiteFile
from timeline.publish.site_folder import MARKER, Written
from timeline.store import Store, open_store

SEED = int(os.environ.get("TIMELINE_SEED", "2013"))
SITES = int(os.environ.get("TIMELINE_SITES", "3"))
FEEDS = (
    Feed(slug="all", title="Everything", updated=DAWN),
    Feed(slug="nature", title="Nature", query={"tag": ("nature",)}, filter=Filter(tags=("nature",)), updated=DAWN),
)


@pytest.fixture(autouse=True)
def languages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two of them say as much as five."""
    monkeypatch.setattr(static_site, "CATALOGUES", ("de",))


def build(store: Store, out: Path, now: datetime) -> Written:
    """The site in a folder, brought up to date."""
    return static_site.build(store, Publisher(store, CHRONOLOGY), CHRONOLOGY, out, now)


def contents(out: Path) -> dict[str, bytes]:
    """Every file of a site but the list of them, each equal to its twin where it has one."""
    files = {path: path.read_bytes() for path in out.rglob("*") if path.is_file() and path.name != MARKER}
    twins = {path for path in files if path.suffix == ".gz"}
    assert all(gzip.decompress(files[twin]) == files[twin.with_suffix("")] for twin in twins)
    return {str(path.relative_to(out)): data for path, data in files.items() if path not in twins}


def test_a_site_that_follows_is_the_one_that_is_made_anew(tmp_path: Path) -> None:
    """`TIMELINE_SEED` and `TIMELINE_SITES` ask for another history, and a longer one."""
    store, world, dice = open_store(":memory:", "gen"), World(SEED, DAWN, most=21), Random(SEED)
    store.set_feeds(FEEDS, DAWN)
    now = DAWN
    for step in range(SITES):
        batch = world.batch(dice.randint(1, 4) if step else 21)
        store.apply(batch)
        now = max([now + timedelta(hours=dice.randint(1, 30)), world.now, *(change.at for change in batch)])
        build(store, tmp_path / "out", now)
        assert contents(tmp_path / "out") == dict(static_site.files(store, CHRONOLOGY, now)), step
    store.close()


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often each file that says what it follows from is made."""
    counts: Counter[str] = Counter()
    parts = static_site.parts

    def counted(*arguments: object) -> Iterator[SiteFile]:
        for file in parts(*arguments):
            yield file._replace(make=partial(count, file)) if file.inputs else file

    def count(file: SiteFile) -> bytes:
        counts[file.name] += 1
        return file.make()

    monkeypatch.setattr(static_site, "parts", counted)
    return counts


def test_of_many_events_those_are_made_that_show_the_change(tmp_path: Path, made: Counter[str]) -> None:
    events = [event(f"e{year}", str(year), title=f"Event {year}", tags=(f"t{year % 5}",)) for year in range(1900, 1920)]
    store, out, now = store_of(*events, feeds=FEEDS), tmp_path / "out", DAWN + timedelta(days=1)
    build(store, out, now)
    assert len(made) > 120
    made.clear()
    change = classify(events[10], replace(events[10], title="Another title"), now)
    assert change is not None
    store.apply([change])
    build(store, out, now)
    store.close()
    pages = {name.split("/")[1] for name in made if name.startswith("events/") and name.endswith(".html")}
    # The three on either side name it.
    assert pages == {f"e{year}" for year in range(1907, 1914)}
    assert {name for name in made if name.startswith("feeds/")} == {"feeds/all/index.html"}
    assert {name for name in made if name.startswith("tags/")} == {"tags/t0/index.html"}
    assert {"events/e1910.json", "events/e1910.ics"} == {n for n in made if n.endswith((".json", ".ics"))}


def test_a_file_that_somebody_edited_is_made_again(tmp_path: Path, made: Counter[str]) -> None:
    store, out = store_of(event("weir", "2024-05-04"), event("dam", "2024-05-05"), feeds=FEEDS), tmp_path / "out"
    build(store, out, DAWN)
    before = contents(out)
    (out / "events/weir.json").write_text("{}")
    (out / "events/dam.ics.gz").unlink()
    made.clear()
    build(store, out, DAWN)
    store.close()
    assert contents(out) == before
    assert set(made) == {"events/weir.json", "events/dam.ics"}


def test_a_change_that_is_dated_ahead_is_in_each_file_or_in_none(tmp_path: Path) -> None:
    events = [event("weir", "2024-05-04"), event("dam", "2024-05-05")]
    store, out, now = store_of(*events, feeds=FEEDS), tmp_path / "out", DAWN + timedelta(days=1)
    build(store, out, now)
    change = classify(events[0], replace(events[0], title="Another title"), now + timedelta(hours=2))
    assert change is not None
    store.apply([change])
    build(store, out, now)
    assert contents(out) == dict(static_site.files(store, CHRONOLOGY, now))
    store.close()
