"""What the commands around sources do: import, fetch, review, token."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from timeline.cli.main import main
from timeline.errors import SourceRefused
from timeline.extract import bounded
from timeline.fetch.fetcher import Fetcher
from timeline.model.query import Filter
from timeline.model.source import Fetched, Source, Validators
from timeline.model.token import bearer
from timeline.store import Store, open_store

SETTINGS = 'title = "A small chronology"\nauthority = "small.example,2026"\nbase_url = "http://127.0.0.1:8000"\n'
EVENTS = """# Kept by hand.
events:
  - {id: first, added: 2026-01-01T00:00:00Z, title: First, summary: One., when: 1913, tags: [a]}  # the first
"""
FEED = "title: Everything\ndescription: All of it.\nquery: {}\n"
SOURCES = """sources:
  - {id: city, name: City calendar, path: city.ics, trust: publish, tags: [a]}
  - {id: desk, name: News desk, path: desk.ics, trust: review, tags: [a]}
"""


def calendar(*entries: tuple[str, str, str]) -> str:
    """A calendar of entries with UID, day and title."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//small//EN"]
    for uid, day, title in entries:
        lines += [
            "BEGIN:VEVENT", f"UID:{uid}@small.example", "DTSTAMP:20250101T000000Z", f"DTSTART;VALUE=DATE:{day}",
            f"SUMMARY:{title}", "END:VEVENT",
        ]  # fmt: skip
    return "\r\n".join([*lines, "END:VCALENDAR", ""])


@pytest.fixture(scope="module", autouse=True)
def _no_worker_is_left() -> Iterator[None]:
    yield
    bounded.stop_all()


class Folder:
    def __init__(self, path: Path) -> None:
        self.path = path
        (path / "feeds").mkdir()
        for name, text in {
            "timeline.toml": SETTINGS, "events.yaml": EVENTS, "feeds/all.yaml": FEED, "sources.yaml": SOURCES,
            "city.ics": calendar(("fair", "20200601", "Town fair")),
            "desk.ics": calendar(("parade", "20210714", "The parade")),
        }.items():  # fmt: skip
            (path / name).write_bytes(text.encode())
        self.run("check", "--fix")

    def run(self, command: str, *words: str) -> Result:
        return CliRunner().invoke(main, [*command.split(), *words, "--files", str(self.path)])

    def store(self) -> Store:
        return open_store(str(self.path / "data" / "timeline.db"))

    def titles(self) -> list[str]:
        store = self.store()
        try:
            return sorted(event.title for event in store.select(Filter()))
        finally:
            store.close()

    def waiting(self) -> list[str]:
        store = self.store()
        try:
            return [candidate.id for candidate in store.candidates()]
        finally:
            store.close()


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Folder:
    monkeypatch.delenv("DATA", raising=False)
    monkeypatch.delenv("DATABASE_URL", raising=False)
    return Folder(tmp_path)


WRONG = [
    ["fetch", "--status", "--pause", "city"],
    ["fetch", "--pause"],
    ["fetch", "--reread"],
    ["import"],
    ["import", "--kind", "nothing", "city.ics"],
    ["review", "--accept"],
    ["token", "create"],
    ["token", "create", "--scope", "everything"],
    ["token", "remove", "0123456789ab"],
]


@pytest.mark.parametrize("words", WRONG, ids=" ".join)
def test_wrong_use_is_told_and_exits_2(folder: Folder, words: list[str]) -> None:
    result = folder.run(" ".join(words)) if words != ["review", "--accept"] else CliRunner().invoke(main, words)
    assert result.exit_code == 2, result.output
    assert "Traceback" not in result.output


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("fetch nothing", "sources.yaml has no source nothing"),
        ("review --accept nothing", "there is no candidate nothing"),
        ("review --unmerge city nothing", "source city has no claim nothing"),
    ],
)
def test_what_is_not_there_is_told_and_exits_1(folder: Folder, command: str, said: str) -> None:
    result = folder.run(command)
    assert (result.exit_code, said in result.output) == (1, True), result.output


def test_a_fetch_publishes_what_is_trusted_and_asks_about_the_rest(folder: Folder) -> None:
    dry = folder.run("fetch", "--dry-run")
    assert (dry.exit_code, "city: 1 mention, would be 1 added" in dry.output) == (0, True), dry.output
    assert not (folder.path / "data").exists()
    result = folder.run("fetch")
    assert result.exit_code == 0, result.output
    assert folder.titles() == ["First", "Town fair"]
    assert len(folder.waiting()) == 1
    assert "city: nothing new" in folder.run("fetch").output
    assert folder.titles() == ["First", "Town fair"]


def test_a_dry_run_beside_a_database_writes_nothing(folder: Folder) -> None:
    folder.run("fetch")
    (folder.path / "city.ics").write_text(calendar(("fair", "20200608", "Town fair")))
    store = folder.store()
    before = (store.position(), store.health())
    store.close()
    assert "would be 0 added, 1 changed" in folder.run("fetch", "--dry-run").output
    store = folder.store()
    assert (store.position(), store.health()) == before
    store.close()


def test_a_source_that_has_shrunk_removes_nothing_and_exits_1(folder: Folder) -> None:
    entries = [(f"fair{n}", f"202{n}0601", f"Fair of year {n}") for n in range(10)]
    (folder.path / "city.ics").write_text(calendar(*entries))
    assert folder.run("fetch", "city").exit_code == 0
    before = folder.titles()
    (folder.path / "city.ics").write_text(calendar(entries[0]))
    for _ in range(2):  # it stays flagged until a person decides
        result = folder.run("fetch", "city")
        assert (result.exit_code, "city" in result.output) == (1, True), result.output
        assert "`timeline fetch city --believe` takes it as it is" in result.output
        assert folder.titles() == before
    (folder.path / "city.ics").write_text(calendar(*entries))
    assert folder.run("fetch", "city").exit_code == 0


def test_a_source_that_a_person_looked_at_is_believed(folder: Folder) -> None:
    entries = [(f"fair{n}", f"29{n}0-06-01".replace("-", ""), f"Fair of year {n}") for n in range(10)]
    (folder.path / "city.ics").write_text(calendar(*entries))
    assert folder.run("fetch", "city").exit_code == 0
    (folder.path / "city.ics").write_text(calendar(entries[0]))
    assert folder.run("fetch", "city").exit_code == 1
    assert folder.run("fetch", "--believe").exit_code == 2
    assert folder.run("fetch", "city", "--believe", "--dry-run").exit_code == 2
    result = folder.run("fetch", "city", "--believe")
    assert (result.exit_code, "9 events withdrawn" in result.output) == (0, True), result.output
    assert sum(title.startswith("Fair of year") for title in folder.titles()) == 1


def test_a_mistake_of_ours_in_one_source_ends_no_other(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(self: Fetcher, source: Source, validators: Validators) -> Fetched | None:
        if source.id == "city":
            raise OverflowError("int too large")
        return healthy(self, source, validators)

    healthy = Fetcher.__call__
    monkeypatch.setattr(Fetcher, "__call__", fail)
    result = folder.run("fetch")
    assert (result.exit_code, result.exception is None or isinstance(result.exception, SystemExit)) == (1, True)
    assert "city: City calendar: reading it failed" in result.output
    assert "desk: 1 mention" in result.output


def test_the_sources_of_one_host_stand_in_nobody_elses_way(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    def fetch(self: Fetcher, source: Source, validators: Validators) -> Fetched | None:
        if source.host:
            assert healthy_is_done.wait(20)
            raise SourceRefused("it hung")
        healthy_is_done.set()
        return healthy(self, source, validators)

    healthy, healthy_is_done = Fetcher.__call__, threading.Event()
    monkeypatch.setattr(Fetcher, "__call__", fetch)
    rows = "".join(f"  - {{id: h{n}, name: H, url: 'https://hanging.example/{n}'}}\n" for n in range(12))
    (folder.path / "sources.yaml").write_text("sources:\n" + rows + SOURCES.partition("\n")[2])
    result = folder.run("fetch")
    assert (result.exit_code, result.output.count("it hung")) == (1, 12)


@pytest.mark.parametrize("command", ["fetch", "import {}/city.ics"])
def test_an_entry_without_an_id_stops_nothing_else(folder: Folder, command: str) -> None:
    folder.run("fetch", "desk")
    before = folder.titles()
    assert before == ["First"]
    # One that was published lost its id, one is new and has none, and one is as it should be.
    (folder.path / "events.yaml").write_text(
        EVENTS.replace("id: first, added: 2026-01-01T00:00:00Z, ", "")
        + "  - {title: Second, when: 1914, summary: Two., tags: [a]}\n"
        + "  - {id: third, added: 2026-01-01T00:00:00Z, title: Third, when: 1915, summary: Three., tags: [a]}\n"
    )
    result = folder.run(command.format(folder.path))
    assert result.exit_code == 0, result.output
    assert "events.yaml:3" in result.output
    assert "events.yaml:4" in result.output
    assert "1 added" in result.output
    assert folder.titles() == ["First", "Third", "Town fair"]
    assert folder.run("check").exit_code == 1, "the file is not taken for one that was loaded"


def test_an_address_that_is_none_stops_no_other_import(folder: Folder) -> None:
    result = folder.run("import", "http://[1", "nul\0byte.ics", str(folder.path / "city.ics"))
    assert result.exit_code == 1
    assert "Town fair" in folder.titles()


def test_a_source_that_fails_is_told_and_exits_1(folder: Folder) -> None:
    (folder.path / "desk.ics").unlink()
    result = folder.run("fetch")
    assert result.exit_code == 1
    assert "desk.ics: No such file or directory" in result.output
    status = folder.run("fetch", "--status")
    assert (status.exit_code, "desk.ics: No such" in status.output) == (0, True), status.output
    assert str(folder.path) not in status.output


def test_pause_and_resume_are_kept(folder: Folder) -> None:
    for option, paused in (("--pause", True), ("--resume", False)):
        assert folder.run("fetch", option, "city").exit_code == 0
        store = folder.store()
        assert store.health()["city"].paused is paused
        store.close()


def test_rereading_says_what_would_wait(folder: Folder) -> None:
    folder.run("fetch")
    result = folder.run("fetch", "--reread", "city")
    assert (result.exit_code, result.output) == (0, "city: 1 document, 1 claim, 0 wait for review\n")


def test_a_source_that_says_nothing_of_trust_is_treated_as_an_import_is(folder: Folder) -> None:
    sources = folder.path / "sources.yaml"
    sources.write_text(sources.read_text().replace(", trust: review", "").replace("trust: publish, ", ""))
    folder.run("fetch")
    folder.run("import", str(folder.path / "city.ics"), "--source", "typed")
    store = folder.store()
    fetched = {source: len(store.candidates("waiting", source)) for source in ("city", "desk", "typed")}
    store.close()
    assert fetched == {"city": 0, "desk": 0, "typed": 0}
    assert len(folder.titles()) == 3


def test_a_second_import_changes_nothing(folder: Folder, tmp_path: Path) -> None:
    file = tmp_path / "more.ics"
    file.write_text(calendar(("more", "20220301", "A concert")))
    dry = folder.run("import", str(file), "--dry-run")
    assert (dry.exit_code, "would be 1 added" in dry.output) == (0, True), dry.output
    assert not (folder.path / "data").exists()
    assert "1 added" in folder.run("import", str(file)).output
    store = folder.store()
    position = store.position()
    store.close()
    assert "nothing new" in folder.run("import", str(file)).output
    store = folder.store()
    assert store.position() == position
    store.close()
    assert folder.run("import", str(tmp_path / "nothing.ics")).exit_code == 1


def test_an_accepted_candidate_is_written_into_the_file_and_the_folder_stays_clean(folder: Folder) -> None:
    folder.run("fetch")
    (id,) = folder.waiting()
    assert "The parade" in folder.run("review", "--list").output
    result = folder.run("review", "--accept", id, "--to-file")
    assert (result.exit_code, "The parade" in result.output) == (0, True), result.output
    text = (folder.path / "events.yaml").read_text()
    assert text.startswith(EVENTS)
    assert "The parade" in text[len(EVENTS) :]
    check = folder.run("check")
    assert check.exit_code == 0, check.output
    folder.run("fetch")
    assert folder.waiting() == []
    assert folder.titles() == ["First", "The parade", "Town fair"]
    assert folder.run("check").exit_code == 0
    assert folder.run("review", "--accept", id).exit_code == 1


def test_a_rejected_candidate_does_not_ask_again(folder: Folder) -> None:
    folder.run("fetch")
    (id,) = folder.waiting()
    assert folder.run("review", "--reject", id).exit_code == 0
    (folder.path / "desk.ics").write_text(calendar(("parade", "20210714", "The parade")) + "\r\n")
    folder.run("fetch", "desk")
    assert folder.waiting() == []


def test_a_merged_candidate_is_evidence_of_the_curated_event(folder: Folder) -> None:
    folder.run("fetch")
    (id,) = folder.waiting()
    assert folder.run("review", "--merge", id, "first").exit_code == 0
    store = folder.store()
    event = store.event("first")
    assert (event.title, [c.source for c in event.sources], len(event.conflicts)) == ("First", ["desk"], 1)
    store.close()


def test_a_review_without_a_terminal_says_what_to_use(folder: Folder) -> None:
    assert folder.run("review").output == "Nothing waits.\n"
    folder.run("fetch")
    result = folder.run("review")
    assert (result.exit_code, "--list" in result.output) == (2, True)


def test_a_token_is_shown_once_kept_as_a_digest_and_removed(folder: Folder) -> None:
    scopes = ("--scope", "review", "--scope", "write:events")
    token = folder.run("token create", *scopes, "--name", "ana", "--days", "30").output.strip()
    assert re.fullmatch(r"tl_[\w-]{43}", token)
    store = folder.store()
    known = store.tokens()
    store.close()
    assert bearer(token, known) == known[0]
    assert bearer(token + "x", known) is None
    assert known[0].scopes == {"read:candidates", "review", "write:events"}
    assert known[0].expires - known[0].created == 30 * 86_400
    assert token not in (folder.path / "data" / "timeline.db").read_bytes().decode("latin-1")
    listed = folder.run("token list").output
    assert ("ana" in listed, token in listed) == (True, False)
    assert re.search(r"  review write:events  made [\d-]{10}  expires [\d-]{10}  used never  ana$", listed.strip())
    assert folder.run("token remove", listed.split()[0]).exit_code == 0
    assert folder.run("token list").output.startswith("there is no token: ")


def test_fetch_counts_what_another_process_added_meanwhile(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    read_files, busy = Fetcher.__call__, []

    def slow(self: Fetcher, source: Source, validators: Validators) -> Fetched | None:
        if not busy:  # the first fetch is overtaken by that of a server
            busy.append(source.id)
            folder.run("fetch", source.id)
        return read_files(self, source, validators)

    monkeypatch.setattr(Fetcher, "__call__", slow)
    output = folder.run("fetch", "city").output
    assert busy == ["city"]
    assert "city: 1 added meanwhile by another process" in output
    assert "meanwhile" not in folder.run("fetch", "city").output


def test_a_fetch_of_a_folder_without_sources_says_so(folder: Folder) -> None:
    (folder.path / "sources.yaml").unlink()
    answer = folder.run("fetch")
    assert answer.exit_code == 0
    assert "there is no source: name some in sources.yaml" in answer.output
