"""Dumps that are taken in whole: every event as it is, and again where a run was stopped."""

from __future__ import annotations

import io
import json
import shutil
import signal
import subprocess
import sys
import textwrap
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any, BinaryIO, cast
from unittest.mock import patch

import msgspec
import pytest
from click.testing import CliRunner, Result
from hypothesis import assume, given

from tests.factory import DAWN, event
from tests.store.contract import events, recurring
from timeline import bulk
from timeline.cli.main import main
from timeline.files import dump
from timeline.files.dump import Dump
from timeline.model.chronology import Chronology
from timeline.model.event import Event, Image, Link, Place
from timeline.render.api import event_object
from timeline.store import Store, open_store
from timeline.store.sqlite import SQLiteStore

ROOT = Path(__file__).parents[2]
SETTINGS = 'title = "A copy"\nauthority = "small.example,2026"\nbase_url = "http://127.0.0.1:8000"\n'
CHRONOLOGY = Chronology(title="A copy", authority="small.example,2026", base_url="http://127.0.0.1:8000")
LATER = DAWN + timedelta(days=1)
Run = Callable[..., Result]


def folder(path: Path, entries: str = "[]") -> Path:
    """A chronology without events, or with these entries."""
    path.mkdir(exist_ok=True)
    (path / "timeline.toml").write_text(SETTINGS, encoding="utf-8")
    (path / "events.yaml").write_text(f"events: {entries}\n", encoding="utf-8")
    (path / "feeds").mkdir(exist_ok=True)
    return path


def run_in(path: Path) -> Run:
    return lambda *words: CliRunner().invoke(main, [*words, "--files", str(path)], env={"COLUMNS": "200"})


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Commands in a chronology without events."""
    monkeypatch.setenv("DATA", str(tmp_path / "data"))
    return run_in(folder(tmp_path / "copy"))


@pytest.fixture
def store(run: Run, tmp_path: Path) -> Iterator[Store]:
    """Its database."""
    with closing(open_store(str(tmp_path / "data" / "timeline.db"))) as opened:
        yield opened


def line(each: Event) -> bytes:
    return msgspec.json.encode(event_object(each, CHRONOLOGY)) + b"\n"


def written(path: Path, *held: Event | bytes) -> str:
    """A dump of these events, or lines."""
    path.write_bytes(b'{"position":"a-1"}\n' + b"".join(e if isinstance(e, bytes) else line(e) for e in held))
    return str(path)


def many(count: int) -> list[Event]:
    return [event(f"e{number:04}", f"{1900 + number % 100}", tags=("many",)) for number in range(count)]


def exported(run: Run) -> list[str]:
    """The events as they are exported, a line each."""
    done = run("export")
    assert done.exit_code == 0, done.output
    return done.stdout.splitlines()[1:]


def test_a_dump_of_a_whole_chronology_comes_back_equal(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("timeline.toml", "events.yaml", "events.history.jsonl"):
        shutil.copy(ROOT / name, tmp_path / "copy")
    whole = exported(run)
    assert len(whole) > 80
    (tmp_path / "dump.ndjson").write_text("\n".join(['{"position":"a-1"}', *whole]), encoding="utf-8")
    other = folder(tmp_path / "other")
    shutil.copy(ROOT / "timeline.toml", other)
    monkeypatch.setenv("DATA", str(tmp_path / "elsewhere"))
    done = run_in(other)("import", "--bulk", str(tmp_path / "dump.ndjson"))
    assert (done.exit_code, done.stdout) == (
        0,
        f"{tmp_path / 'dump.ndjson'}: {len(whole)} new, 0 revised, 0 unchanged, 0 left out\n",
    )
    assert exported(run_in(other)) == whole


@given(events | recurring)
def test_every_event_comes_back_as_it_was_written(each: Event) -> None:
    assume("HOURLY" not in "".join(each.recurrence))  # which no way in takes
    if each.status == "merged":
        each = msgspec.structs.replace(each, merged_into="other")
    data = io.BytesIO(line(each))
    (read,) = dump.lines(Dump(data, "dump", CHRONOLOGY.base_url), DAWN + timedelta(days=10_000))
    assert (read.event, read.problem, read.end) == (each, None, len(data.getvalue()))


@pytest.mark.parametrize("url", ["images/boat.jpg", "https://example.org/boat.jpg"])
def test_a_picture_comes_back(run: Run, store: Store, tmp_path: Path, url: str) -> None:
    each = event("a", image=Image(url=url, alt="A boat", credit="The Paper"))
    assert run("import", "--bulk", written(tmp_path / "d.ndjson", each)).exit_code == 0
    assert store.event("a") == each


def test_gone_events_come_in_as_they_are(run: Run, store: Store, tmp_path: Path) -> None:
    gone = [event("a", status="withdrawn", reason="It was false."), event("b", status="merged", merged_into="c")]
    done = run("import", "--bulk", written(tmp_path / "d.ndjson", *gone, event("c")))
    assert done.exit_code == 0
    assert store.held("abc") == {"a": gone[0], "b": gone[1], "c": event("c")}
    assert [change.kind for change in store.changes()] == ["withdrawn", "merged", "added"]


def test_what_is_taken_in_again_changes_nothing(run: Run, store: Store, tmp_path: Path) -> None:
    name = written(tmp_path / "d.ndjson", *many(5))
    assert run("import", "--bulk", name).exit_code == 0
    again = run("import", "--bulk", name)
    assert (again.exit_code, again.stdout) == (0, f"{name}: 0 new, 0 revised, 5 unchanged, 0 left out\n")
    assert store.position() == 5


@pytest.mark.parametrize("instant", ["apply", "set_setting"])
def test_a_run_that_is_killed_goes_on_where_it_ended(run: Run, tmp_path: Path, instant: str) -> None:
    name = written(tmp_path / "d.ndjson", *many(95))
    script = f"""
        import os, signal
        from timeline import bulk
        from timeline.cli.main import main
        from timeline.store.sqlite import SQLiteStore
        bulk.BATCH, calls, plain = 10, [], SQLiteStore.{instant}
        def writes(self, *given, **named):
            result = plain(self, *given, **named)
            calls.append(given)
            if sum(isinstance(each[0], list) or each[0] == bulk.PLACES for each in calls) == 4:
                os.kill(os.getpid(), signal.SIGKILL)
            return result
        SQLiteStore.{instant} = writes
        main(["import", "--bulk", {name!r}, "--files", {str(tmp_path / "copy")!r}])
    """
    killed = subprocess.run([sys.executable, "-c", textwrap.dedent(script)], check=False)
    assert killed.returncode == -signal.SIGKILL
    done = run("import", "--bulk", name)
    known, resumed = (10, 30) if instant == "apply" else (0, 40)
    said = (
        f"{95 - resumed + 1 - known} new, 0 revised, {known} unchanged, 0 left out; gone on with after line {resumed}\n"
    )
    assert (done.exit_code, done.stdout) == (0, f"{name}: {said}")
    assert exported(run) == [line(each).decode().rstrip() for each in sorted(many(95), key=_by_date)]
    assert "gone on" not in run("import", "--bulk", name).stdout


def _by_date(each: Event) -> tuple[Any, ...]:
    return *each.when.sort_key, each.id


WRONG = [
    (b'{"id": "a"}\n', "it is no event of a dump"),
    (b"no JSON\n", "it is no event of a dump"),
    (b"[" * 100_000 + b"\n", "it is no event of a dump"),
    (line(event("a")).replace(b'"2025-04-16"', b'"2025-04-31"', 1), "2025-04-31"),
    (line(event("A")), "the id \"A\" is none of ours"),
    (line(event("a", title=" ")), "a has no title"),
    (line(event("a", title="x\x07")), "has the control character U+0007"),
    (line(event("a", status="happend")), "is no status: did you mean happened?"),
    (line(event("a", status="merged")), "merged_into and the status merged go together"),
    (line(event("a", tags=("No Tag",))), "is no tag"),
    (line(event("a", language="?")), "is no language tag"),
    (line(event("a", origin="elsewhere")), "is no origin"),
    (line(event("a", recurrence=("RRULE:FREQ=SECONDLY",))), "FREQ=SECONDLY is not taken"),
    (line(event("a", links=(Link(url="javascript:alert(1)"),))), "is no http or https address"),
    (line(event("a", image=Image(url="http://a.example/x.jpg", alt="X", credit="Y"))), "is no https address"),
    (line(event("a", places=(Place(name="X", latitude=1.0),))), "has one coordinate"),
    (line(event("a", places=(Place(name="X", latitude=91.0, longitude=0.0),))), "lies nowhere"),
    (line(event("a", updated=DAWN.replace(year=9000))), "do not follow each other"),
    (line(event("a", sequence=-1)), "is no count of revisions"),
    (b'{"id": "' + b"a" * dump.LONGEST + b'"}\n', "the line is longer than"),
]  # fmt: skip


@pytest.mark.parametrize(("data", "what"), WRONG)
def test_a_wrong_line_is_named_and_the_others_come_in(
    run: Run, store: Store, tmp_path: Path, data: bytes, what: str
) -> None:
    name = written(tmp_path / "d.ndjson", event("before"), data, event("after"))
    done = run("import", "--bulk", name)
    assert done.exit_code == 1
    assert done.stdout == f"{name}: 2 new, 0 revised, 0 unchanged, 1 left out\n"
    (problem,) = done.stderr.splitlines()
    assert problem.startswith(f"{name}:3:1: ")
    assert what in problem
    assert set(store.held(["before", "a", "after"])) == {"before", "after"}


def test_every_wrong_line_is_named_and_a_last_line_may_lack_its_end(run: Run, tmp_path: Path) -> None:
    name = written(tmp_path / "d.ndjson", b"?\n" * 300, b"\n", line(event("a")).rstrip())
    done = run("import", "--bulk", name)
    assert [each.split(":")[1] for each in done.stderr.splitlines()] == [str(n) for n in range(2, 302)]
    assert "1 new" in done.stdout


def test_of_an_event_that_is_held_the_later_state_counts(run: Run, store: Store, tmp_path: Path) -> None:
    old = event("a")
    new = event("a", "2025-04-17", title="Anew", updated=LATER, sequence=3)
    run("import", "--bulk", written(tmp_path / "d.ndjson", old))
    done = run("import", "--bulk", written(tmp_path / "new.ndjson", new))
    assert "0 new, 1 revised" in done.stdout
    assert store.event("a") == new
    assert [(change.kind, change.before) for change in store.changes()] == [("added", None), ("corrected", old)]
    back = run("import", "--bulk", written(tmp_path / "back.ndjson", event("a", title="Another")))
    assert (back.exit_code, store.event("a")) == (1, new)
    assert '"a" is held as of 2025-06-21T08:00:00Z: the later one stays' in back.stderr


def test_two_lines_of_one_dump_may_tell_of_one_event(run: Run, store: Store, tmp_path: Path) -> None:
    states = [event("a"), event("a", title="Anew", updated=LATER, sequence=1)]
    assert run("import", "--bulk", written(tmp_path / "d.ndjson", *states)).exit_code == 0
    assert [change.after for change in store.history("a")] == states


def test_an_entry_of_the_files_stays_with_them(run: Run, store: Store, tmp_path: Path) -> None:
    folder(tmp_path / "copy", "[{id: a, added: 2025-06-20T08:00:00Z, title: Mine, when: 1913}]")
    done = run("import", "--bulk", written(tmp_path / "d.ndjson", event("a", title="Theirs", updated=LATER)))
    assert (done.exit_code, store.event("a").title) == (1, "Mine")
    assert '"a" is an entry of the files: correct it there' in done.stderr


def test_events_of_a_dump_are_not_withdrawn_when_the_files_change(run: Run, store: Store, tmp_path: Path) -> None:
    run("import", "--bulk", written(tmp_path / "d.ndjson", *many(3)))
    folder(tmp_path / "copy", "[{id: b, added: 2025-06-20T08:00:00Z, title: Mine, when: 1913}]")
    assert run("check", "--fix").exit_code == 0
    assert [change.event for change in store.changes()] == ["e0000", "e0001", "e0002", "b"]


def test_all_dumps_of_a_folder_are_taken_in(run: Run, store: Store, tmp_path: Path) -> None:
    parts = tmp_path / "parts"
    parts.mkdir()
    written(parts / "1.ndjson", event("a"))
    written(parts / "2.ndjson", event("b"))
    (parts / "notes.txt").write_text("nothing", encoding="utf-8")
    done = run("import", "--bulk", str(parts))
    assert (done.exit_code, len(done.stdout.splitlines())) == (0, 2)
    assert set(store.held("ab")) == {"a", "b"}


def test_a_dry_run_writes_nothing(run: Run, store: Store, tmp_path: Path) -> None:
    done = run("import", "--bulk", "--dry-run", written(tmp_path / "d.ndjson", event("a"), b"?\n"))
    assert (done.exit_code, store.position()) == (1, 0)
    assert "1 new, 0 revised, 0 unchanged, 1 left out, if it were not a dry run" in done.stdout
    assert not (tmp_path / "copy" / "sources.history.jsonl").exists()


@pytest.mark.parametrize("words", [["--tag", "a"], ["--kind", "ics"], ["--source", "a"], ["--trust", "review"]])
def test_what_would_change_events_does_not_go_with_it(run: Run, tmp_path: Path, words: list[str]) -> None:
    done = run("import", "--bulk", written(tmp_path / "d.ndjson", event("a")), *words)
    assert done.exit_code == 2
    assert "--bulk takes events as they are" in done.stderr


def test_a_file_that_is_not_there_and_a_folder_without_dumps_are_named(run: Run, tmp_path: Path) -> None:
    for name, what in ((tmp_path / "none.ndjson", "No such file"), (tmp_path / "copy", "holds no file whose name")):
        done = run("import", "--bulk", str(name))
        assert done.exit_code == 2
        assert what in done.stderr


def test_the_history_of_sources_names_the_dump_once(run: Run, tmp_path: Path) -> None:
    name = written(tmp_path / "d.ndjson", *many(3))
    for _ in range(2):
        run("import", "--bulk", name)
    first, second = map(json.loads, (tmp_path / "copy" / "sources.history.jsonl").read_text("utf-8").splitlines())
    assert first["authority"] == "small.example,2026"
    assert second["dump"] == {"digest": second["dump"]["digest"], "name": "d.ndjson", "size": Path(name).stat().st_size}


def test_a_database_made_anew_says_which_dump_it_lacks(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = written(tmp_path / "d.ndjson", *many(3))
    run("import", "--bulk", name)
    monkeypatch.setenv("DATA", str(tmp_path / "anew"))
    assert run("fetch").exit_code == 0
    with closing(open_store(str(tmp_path / "anew" / "timeline.db"))) as anew:
        assert bulk.missing_dumps(anew) == [
            "this database lacks d.ndjson, which was taken in before: `timeline import --bulk d.ndjson`"
        ]
        run("import", "--bulk", name)
        assert bulk.missing_dumps(anew) == []


class Lines:
    """A file that makes its lines when they are asked for."""

    def __init__(self) -> None:
        self.asked = 0

    def seek(self, place: int) -> None:
        assert place == 0

    def readline(self, most: int) -> bytes:
        self.asked += 1
        return line(event(f"e{self.asked}"))


def test_no_line_is_read_before_it_is_wanted() -> None:
    file = Lines()
    read = dump.lines(Dump(cast(BinaryIO, file), "dump", ""), LATER)
    assert [next(read).number for _ in range(3)] == [1, 2, 3]
    assert file.asked == 3


def test_no_more_is_written_at_once_than_a_batch(run: Run, tmp_path: Path) -> None:
    sizes: list[int] = []
    plain = SQLiteStore.apply

    def apply(self: SQLiteStore, changes: Any, *, recorded: bool = False) -> int:
        sizes.append(len(changes))
        return plain(self, changes, recorded=recorded)

    with patch.object(bulk, "BATCH", 10), patch.object(SQLiteStore, "apply", apply):
        run("import", "--bulk", written(tmp_path / "d.ndjson", *many(25)))
    assert sizes == [9, 10, 6]
