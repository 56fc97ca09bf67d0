"""What sources published outlives the database: the same ids, instants, sequences, decisions and tombstones."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from timeline import source_log
from timeline.cli.main import main
from timeline.cli.opening import now
from timeline.extract import bounded
from timeline.files import source_history
from timeline.files.source_history import FILE
from timeline.store import Store, open_store
from timeline.store.contract import Outcome

AUTHORITY = "small.example,2026"
FILES = {
    "timeline.toml": f'title = "Small"\nauthority = "{AUTHORITY}"\nbase_url = "http://127.0.0.1:8000"\n',
    "events.yaml": "events:\n  - {id: first, added: 2026-01-01T00:00:00Z, title: First, when: 1913}\n",
    "feeds/all.yaml": "title: Everything\ndescription: All of it.\nquery: {}\n",
    "sources.yaml": "sources:\n"
    "  - {id: city, name: City, path: city.ics, trust: publish}\n"
    "  - {id: desk, name: Desk, path: desk.ics, trust: review}\n",
}
DAYS = ("20200601", "20200714", "20201111", "20201224")


def calendar(*entries: tuple[str, str, str]) -> str:
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//small//EN"]
    for uid, day, title in entries:
        lines += ["BEGIN:VEVENT", f"UID:{uid}", "DTSTAMP:20250101T000000Z", f"DTSTART;VALUE=DATE:{day}"]
        lines += [f"SUMMARY:{title}", "END:VEVENT"]
    return "\r\n".join([*lines, "END:VCALENDAR", ""])


TITLES = ("Town fair", "Harbour parade", "Lantern walk", "Carol singing")
CITY = tuple((f"c{n}", day, title) for n, (day, title) in enumerate(zip(DAYS, TITLES, strict=True)))


class Place:
    def __init__(self, path: Path) -> None:
        self.path = path

    def run(self, *words: str) -> Result:
        return CliRunner().invoke(main, [*words, "--files", str(self.path)])

    def says(self, source: str, *entries: tuple[str, str, str]) -> None:
        (self.path / f"{source}.ics").write_text(calendar(*entries), newline="")
        result = self.run("fetch")
        assert result.exit_code == 0, result.output

    def store(self) -> Store:
        return open_store(str(self.path / "data" / "timeline.db"))

    def forget(self) -> None:
        shutil.rmtree(self.path / "data")

    def state(self) -> tuple[object, ...]:
        """Every event as it stands, its changes, the keys, and the decisions."""
        store = self.store()
        try:
            changes = [(c.event, c.kind, c.at, c.reason, c.before, c.after) for c in store.changes()]
            keys = {key: event for key, (_, event) in store.claims().items()}
            decisions = sorted(map(repr, (each for made in store.decisions().values() for each in made)))
            return sorted(changes, key=repr), keys, decisions
        finally:
            store.close()


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Place]:
    for name in ("DATA", "DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)
    made = Place(tmp_path / "one")
    (made.path / "feeds").mkdir(parents=True)
    for name, text in FILES.items():
        (made.path / name).write_text(text)
    (made.path / "desk.ics").write_text(calendar(("d0", "20210501", "Bridge opens")), newline="")
    made.says("city", *CITY)
    assert made.run("check", "--fix").exit_code == 0
    moved = (("c0", "20200602", "Town fair"), *CITY[1:3])
    made.says("city", *moved)  # one moves, one is taken back
    store = made.store()
    (waiting,) = store.candidates()
    store.close()
    assert made.run("review", "--reject", waiting.id).exit_code == 0
    yield made
    bounded.stop_all()


def test_a_database_made_anew_has_what_sources_published(place: Place) -> None:
    before = place.state()
    place.forget()
    assert place.run("fetch").exit_code == 0
    assert place.state() == before
    assert place.run("review", "--list").output == ""


def test_a_clone_has_it_too_and_goes_on(place: Place, tmp_path: Path) -> None:
    clone = Place(tmp_path / "two")
    shutil.copytree(place.path, clone.path, ignore=shutil.ignore_patterns("data"))
    assert clone.run("fetch").exit_code == 0
    assert clone.state() == place.state()
    clone.says("city", *CITY[:3])
    assert clone.state() != place.state()
    shutil.copy(clone.path / FILE, place.path / FILE)  # the other machine pulls
    shutil.copy(clone.path / "city.ics", place.path / "city.ics")
    assert place.run("fetch").exit_code == 0
    assert place.state()[:1] == clone.state()[:1]


def test_the_first_row_names_the_authority_and_no_line_comes_twice(place: Place) -> None:
    data = (place.path / FILE).read_bytes()
    assert source_history.rows(data[: data.index(b"\n") + 1])[0].authority == AUTHORITY
    assert place.run("fetch").exit_code == 0
    assert (place.path / FILE).read_bytes() == data
    assert len(set(data.splitlines())) == len(data.splitlines()) == len(source_history.rows(data))


def test_lines_in_any_order_and_twice_say_the_same(place: Place) -> None:
    before = place.state()
    lines = (place.path / FILE).read_bytes().splitlines(keepends=True)
    (place.path / FILE).write_bytes(b"".join([*reversed(lines), *lines]))
    place.forget()
    assert place.run("fetch").exit_code == 0
    assert place.state() == before


def test_what_a_crash_left_out_is_appended_by_the_next(place: Place) -> None:
    whole = source_history.rows((place.path / FILE).read_bytes())
    (place.path / FILE).unlink()
    before = place.state()
    assert place.run("fetch").exit_code == 0
    again = source_history.rows((place.path / FILE).read_bytes())
    assert {(row.event, row.at) for row in again if row.after} == {(row.event, row.at) for row in whole if row.after}
    place.forget()
    assert place.run("fetch").exit_code == 0
    assert place.state() == before


def test_damage_keeps_nothing_from_working(place: Place) -> None:
    with (place.path / FILE).open("ab") as file:
        file.write(b'<<<<<<< ours\n{"digest":"0","at":"2026')
    assert place.run("check").exit_code == 0
    assert place.run("build", str(place.path / "out")).exit_code == 0
    place.says("city", *CITY)
    before = place.state()
    place.forget()
    assert place.run("fetch").exit_code == 0
    assert place.state() == before


def test_what_was_published_under_another_authority_is_refused(place: Place) -> None:
    shutil.rmtree(place.path / "data")
    settings = place.path / "timeline.toml"
    (place.path / "events.history.jsonl").unlink()
    settings.write_text(FILES["timeline.toml"].replace("small.example", "other.example"))
    before = (place.path / FILE).read_bytes()
    for words in (("fetch",), ("fetch",), ("check", "--fix")):
        done = place.run(*words)
        assert done.exit_code == 1
        assert f'"other.example,2026", and 4 events in {FILE} were published under "{AUTHORITY}"' in done.output
    assert (place.path / FILE).read_bytes() == before


def test_what_was_rejected_outlives_the_database_and_what_waits_stands_in_no_file(place: Place) -> None:
    (place.path / "desk.ics").write_text(
        calendar(("d0", "20210501", "Bridge opens"), ("d1", "20210601", "Ferry named")), newline=""
    )
    assert place.run("fetch").exit_code == 0
    store = place.store()
    before = store.candidates("")
    store.close()
    assert sorted(candidate.state for candidate in before) == ["rejected", "waiting"]
    (place.path / "desk.ics").write_text(calendar(), newline="")
    place.forget()
    assert place.run("review", "--list").exit_code == 0
    store = place.store()
    assert store.candidates("") == [candidate for candidate in before if candidate.state == "rejected"]
    store.close()
    (waiting,) = (candidate for candidate in before if candidate.state == "waiting")
    assert waiting.id not in (place.path / FILE).read_text()


def test_what_was_taken_back_is_asked_again_by_a_database_made_anew(place: Place) -> None:
    store = place.store()
    (candidate,) = store.candidates("rejected")
    store.close()
    assert place.run("review", "--undo", candidate.id).exit_code == 0
    assert place.run("review", "--accept", candidate.id).exit_code == 0
    assert place.run("review", "--undo", candidate.id).exit_code == 0
    place.forget()
    assert place.run("fetch").exit_code == 0
    store = place.store()
    (waiting,) = store.candidates()
    assert waiting.claim.mention.key == candidate.claim.mention.key
    store.close()


def test_a_run_without_news_from_elsewhere_reads_nothing_of_the_file(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = place.store()
    size = (place.path / FILE).stat().st_size
    monkeypatch.setattr(source_history, "parse", None)
    claim = store.claims("city")["city", "c1"][0]
    attached = {("city", "c9"): (claim, "first")}
    store.settle(Outcome(attached=attached))
    assert source_log.record(place.path, AUTHORITY, store, now()) == 1
    assert source_log.record(place.path, AUTHORITY, store, now()) == 0
    monkeypatch.undo()
    added = source_history.rows((place.path / FILE).read_bytes()[size:])
    assert [(row.source, row.key, row.event) for row in added] == [("city", "c9", "first")]
    store.close()


def test_only_what_another_program_appended_is_read(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    store = place.store()
    claim = store.claims("city")["city", "c1"][0]
    row = source_history.Row(source="city", key="c8", claim=claim, event="first", at=now()).sealed()
    with (place.path / FILE).open("ab") as file:
        file.write(row.line())
    read: list[int] = []
    parse = source_history.parse
    monkeypatch.setattr(source_history, "parse", lambda data: [read.append(len(data)), parse(data)][1])
    source_log.restore(place.path, AUTHORITY, store)
    assert (read, store.claim("city", "c8")) == ([len(row.line())], (claim, "first"))
    assert source_log.record(place.path, AUTHORITY, store, now()) == 0
    store.close()


def test_compacting_that_ends_early_leaves_the_file_as_it_was(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    before = (place.path / FILE).read_bytes()
    names = sorted(path.name for path in place.path.iterdir())

    def fail(old: object, new: object) -> None:
        raise OSError("no power")

    with monkeypatch.context() as patched:
        patched.setattr(os, "replace", fail)
        with pytest.raises(OSError, match="no power"):
            source_log.compact(place.path)
    assert (place.path / FILE).read_bytes() == before
    assert sorted(path.name for path in place.path.iterdir()) == names


def test_a_compacted_file_keeps_each_event_its_first_and_last_row(place: Place) -> None:
    for day in ("20200603", "20200604", "20200605"):
        place.says("city", ("c0", day, "Town fair"), *CITY[1:3])
    size = (place.path / FILE).stat().st_size
    assert place.run("check", "--compact").exit_code == 2
    store = place.store()
    held = {c.event: (c.after, c.after.published) for c in store.changes() if c.after.origin != "file"}
    store.close()
    assert place.run("check", "--fix", "--compact").exit_code == 0
    assert (place.path / FILE).stat().st_size < size
    place.forget()
    assert place.run("fetch").exit_code == 0
    store = place.store()
    again = {c.event: (c.after, c.after.published) for c in store.changes() if c.after.origin != "file"}
    assert again == held
    store.close()


def test_programs_that_write_at_once_lose_and_repeat_nothing(place: Place) -> None:
    (place.path / FILE).unlink()
    stores = [place.store() for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        counts = list(pool.map(lambda store: source_log.record(place.path, AUTHORITY, store, now()), stores))
    for store in stores:
        store.close()
    rows = source_history.rows((place.path / FILE).read_bytes())
    assert len(rows) == sum(counts) == len((place.path / FILE).read_bytes().splitlines())
    assert sum(bool(row.authority) for row in rows) == 1
