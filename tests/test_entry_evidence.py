"""What a source says of an entry of the files is in the entry's history as soon as it was fetched."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.test_source_log import CITY, FILES, Place
from timeline import entry_evidence
from timeline.cli.opening import now
from timeline.extract import bounded
from timeline.files import history
from timeline.model.change import Change

ENTRY = "events:\n  - {id: fair, added: 2020-01-01T00:00:00Z, title: Town fair, when: 2020-06-01}\n"


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Place]:
    for name in ("DATA", "DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)
    made = Place(tmp_path)
    for name, text in (FILES | {"events.yaml": ENTRY}).items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    for id in ("city", "desk"):
        (tmp_path / f"{id}.ics").write_text("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//y\r\nEND:VCALENDAR\r\n")
    assert made.run("check", "--fix").exit_code == 0
    yield made
    bounded.stop_all()


def kinds(place: Place) -> list[str]:
    """What the entry's history has."""
    past, problems = history.read(place.path / history.FILE)
    assert problems == []
    return [change.kind for change in past.changes if change.event == "fair"]


def held(place: Place) -> tuple[object, list[Change]]:
    store = place.store()
    try:
        return store.event("fair"), store.history("fair")
    finally:
        store.close()


def test_a_fetch_records_it_and_a_database_made_anew_says_the_same(place: Place) -> None:
    place.says("city", CITY[0])
    assert kinds(place) == ["added", "sourced"]
    assert place.run("check").exit_code == 0
    before = held(place)
    place.forget()
    place.run("fetch")
    event, changes = held(place)
    assert event == before[0]
    assert [(each.kind, each.at, each.after) for each in changes] == [(c.kind, c.at, c.after) for c in before[1]]
    assert kinds(place) == ["added", "sourced"]


def test_behind_a_change_of_the_entry_it_waits_for_whoever_curates(place: Place) -> None:
    (place.path / "events.yaml").write_text(ENTRY.replace("}", ", tags: [fair]}"))
    place.says("city", CITY[0])
    assert kinds(place) == ["added"]
    assert place.run("check").exit_code == 1
    assert place.run("check", "--fix").exit_code == 0
    assert kinds(place) == ["added", "revised", "sourced"]


def test_a_history_that_the_store_does_not_know_is_loaded_first(place: Place) -> None:
    path = place.path / history.FILE
    whole = path.read_bytes()
    path.unlink()
    store = place.store()
    try:
        assert entry_evidence.record(place.path, "small.example,2026", store) == 0
    finally:
        store.close()
    assert not path.exists()
    path.write_bytes(whole)
    place.says("city", CITY[0])
    assert kinds(place) == ["added", "sourced"]


def test_only_what_sources_alone_changed_is_theirs(place: Place) -> None:
    place.says("city", CITY[0])
    _, (added, sourced) = held(place)
    revised = Change(event="fair", kind="revised", at=now(), fields=("tags",), before=added.after, after=added.after)
    assert list(entry_evidence.of_sources([sourced])) == [sourced]
    assert list(entry_evidence.of_sources([added, sourced])) == []
    assert list(entry_evidence.of_sources([sourced, revised, sourced])) == [sourced]


def test_folders_that_share_a_database_take_what_is_curated_elsewhere(place: Place, tmp_path: Path) -> None:
    elsewhere, other = Place(tmp_path / "elsewhere"), Place(tmp_path / "other")
    for copy in (elsewhere, other):
        shutil.copytree(place.path, copy.path, ignore=shutil.ignore_patterns("data", "elsewhere", "other"))
    (other.path / "data").symlink_to(place.path / "data")
    place.says("city", CITY[0])
    (elsewhere.path / "events.yaml").write_text(ENTRY + "  - {title: Ice fair, when: 2021-01-09}\n")
    assert elsewhere.run("check", "--fix").exit_code == 0
    shutil.copy(place.path / "city.ics", other.path)
    for name in ("events.yaml", history.FILE):
        shutil.copy(elsewhere.path / name, other.path)
    result = other.run("fetch")
    assert result.exit_code == 0, result.output
    store = other.store()
    try:
        assert {change.after.title for change in store.changes()} >= {"Town fair", "Ice fair"}
    finally:
        store.close()
