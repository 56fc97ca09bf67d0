"""Copies of everything: export, backup, restore, migrate."""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import icalendar
import msgspec
import pytest
from click.testing import CliRunner, Result

from tests import databases
from timeline import load
from timeline.cli.main import main
from timeline.cli.opening import now, read_folder
from timeline.model.change import classify
from timeline.publish.change_log import read_token, token
from timeline.render import FORMATS
from timeline.store import Store, open_store

ROOT = Path(__file__).parents[2]
Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Commands in a copy of this repository's chronology, whose database is `data/timeline.db`."""
    for name in ("timeline.toml", "events.yaml", "events.history.jsonl"):
        shutil.copy(ROOT / name, tmp_path)
    shutil.copytree(ROOT / "feeds", tmp_path / "feeds")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATA", str(tmp_path / "data"))
    return lambda *words: CliRunner().invoke(main, list(words), env={"COLUMNS": "200"})


@pytest.fixture
def database(run: Run, tmp_path: Path) -> Path:
    """The database, with the folder loaded."""
    path = tmp_path / "data" / "timeline.db"
    with closing(open_store(str(path), "first")) as store:
        load.load_directory(tmp_path, {}, store, now(), record=False)
    return path


def revise(store: Store, title: str) -> None:
    """Another title for the first event."""
    old = min(store.held(change.event for change in store.changes()).values(), key=lambda each: each.id)
    change = classify(old, msgspec.structs.replace(old, title=title), now())
    assert change is not None
    store.apply([change])


def test_the_full_copy_names_its_position_and_has_every_event(run: Run, database: Path) -> None:
    first, *rest = [json.loads(line) for line in run("export").stdout.splitlines()]
    with closing(open_store(str(database))) as store:
        assert first["position"] == token(store, store.position())
        assert {each["id"] for each in rest} == {change.event for change in store.changes()}
        assert read_token(store, first["position"]) == store.position()


def test_without_a_database_the_files_are_exported(run: Run) -> None:
    assert len(run("export").stdout.splitlines()) > 80
    assert not Path("data").exists()


@pytest.mark.parametrize("format", FORMATS)
def test_every_format_of_a_feed_is_exported(run: Run, database: Path, format: str) -> None:
    done = run("export", "--format", format, "--feed", "diplomacy", "-o", "out")
    assert (done.exit_code, done.output) == (0, "")
    assert b"Kerry" in Path("out").read_bytes()


def test_a_calendar_of_everything_has_every_event_that_stands(run: Run, database: Path) -> None:
    calendar = icalendar.Calendar.from_ical(run("export", "--format", "ics").stdout_bytes)
    with closing(open_store(str(database))) as store:
        known = store.count(store.feeds()[0].filter)
    assert len(calendar.events) >= known - 5  # what is dated beyond year 9999 or before year 1 has no place


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("export", "--format", "ics", "--feed", "nothing"), "there is no feed nothing: --feed may be all, asia"),
        (("export", "--feed", "all"), "ndjson is of everything"),
        (("export", "-o", "nowhere/out"), "nowhere/out: No such file or directory"),
        (("export", "--format", "pdf"), "'pdf' is not one of"),
        (("restore", "nothing.db"), "does not exist"),
        (("backup",), "Missing argument"),
        (("backup", "events.yaml"), "events.yaml is there already"),
        (("backup", "data/timeline.db", "--replace"), "is there already"),
        (("restore", "data/timeline.db"), "is the database itself"),
    ],
)
def test_wrong_use_is_said(run: Run, database: Path, words: tuple[str, ...], said: str) -> None:
    done = run(*words)
    assert done.exit_code == 2
    assert said in " ".join(done.output.split())


def test_a_backup_is_what_was_there_at_that_instant(run: Run, database: Path) -> None:
    with closing(open_store(str(database))) as store:
        before = store.changes()
        assert run("backup", "copy.db").exit_code == 0
        revise(store, "Later")
    with closing(open_store("copy.db")) as copy:
        assert copy.changes() == before
        assert copy.generation == "first"


def test_a_backup_takes_what_is_still_in_the_write_ahead_log(run: Run, database: Path) -> None:
    with closing(open_store(str(database))) as store:
        revise(store, "Just now")
        assert Path(f"{database}-wal").stat().st_size > 0
        assert run("backup", "copy.db").exit_code == 0
        with closing(open_store("copy.db")) as copy:
            assert copy.position() == store.position()


def test_a_restored_database_is_the_backup_and_another_log(run: Run, database: Path) -> None:
    run("backup", "copy.db")
    with closing(open_store(str(database))) as store:
        kept = store.changes()
        position = token(store, store.position())
        revise(store, "Mistaken")
    done = run("restore", "copy.db")
    assert (done.exit_code, done.output.strip()) == (0, f"85 events, {len(kept)} changes restored from copy.db")
    with closing(open_store(str(database))) as store:
        assert store.changes() == kept
        assert not token(store, 0).startswith("first")
        with pytest.raises(Exception, match="another database: take the full copy"):
            read_token(store, position)
    with closing(open_store(f"{database}.replaced")) as replaced:
        assert replaced.position() == len(kept) + 1


def test_a_database_in_use_is_not_replaced(run: Run, database: Path) -> None:
    run("backup", "copy.db")
    with closing(open_store(str(database))) as store:
        before = database.read_bytes()
        done = run("restore", "copy.db")
        assert done.exit_code == 1
        assert "stop the server first" in done.output
        assert database.read_bytes() == before
        revise(store, "Goes on")
    assert [name.name for name in database.parent.iterdir() if name.name.startswith(".")] == []


def test_a_damaged_database_is_replaced(run: Run, database: Path) -> None:
    run("backup", "copy.db")
    database.write_bytes(b"x" * 8192)
    assert run("restore", "copy.db").exit_code == 0
    with closing(open_store(str(database))) as store:
        assert store.position() > 80


@pytest.mark.parametrize("damage", ["text", "cut", "other", "empty", "page"])
def test_a_backup_that_is_none_changes_nothing(run: Run, database: Path, damage: str) -> None:
    run("backup", "copy.db")
    copy = Path("copy.db")
    if damage == "other":
        copy.unlink()
        with closing(sqlite3.connect(copy)) as other:
            other.execute("CREATE TABLE meta (a)")
    else:
        data = bytearray(copy.read_bytes())
        data[8192:12288] = bytes(4096)
        given = {"text": b"no database" * 99, "cut": copy.read_bytes()[:20_000], "empty": b"", "page": bytes(data)}
        copy.write_bytes(given[damage])
    before = database.read_bytes()
    done = run("restore", "copy.db")
    assert done.exit_code == 1
    assert "copy.db" in done.output
    assert len(done.output.splitlines()) == 1
    assert database.read_bytes() == before


def test_a_folder_without_a_database_has_none_to_back_up(run: Run) -> None:
    done = run("backup", "copy.db")
    assert (done.exit_code, "there is no database yet" in done.output) == (1, True)
    assert "nothing to do" in run("migrate").output
    assert not Path("copy.db").exists()


def test_migrate_says_which_shape_it_is(run: Run, database: Path) -> None:
    assert "it was already" in run("migrate").output
    with closing(sqlite3.connect(database)) as plain:
        plain.execute("UPDATE alembic_version SET version_num = 'ffff'")
        plain.commit()
    done = run("migrate")
    assert done.exit_code == 1
    assert "newer version" in done.output


@pytest.mark.postgres
def test_a_database_goes_to_a_server_and_back_and_is_backed_up_there(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("check", "--fix")
    run("list")
    store = open_store(str(tmp_path / "data" / "timeline.db"))
    load.load(read_folder(tmp_path), store, now(), record=False)
    position = store.position()
    with databases.database(empty=True) as url:
        early = run("migrate", "--from", "sqlite:data/timeline.db", "--to", url)
        assert (early.exit_code, early.output.count("\n")) == (1, 1)
        assert early.output.startswith("data/timeline.db: the database to copy is in use: stop all servers and workers")
        store.close()
        moved = run("migrate", "--from", "sqlite:data/timeline.db", "--to", url)
        assert (moved.exit_code, f"{position} changes moved" in moved.output) == (0, True)
        again = run("migrate", "--from", "sqlite:data/timeline.db", "--to", url)
        assert (again.exit_code, "not empty" in again.output) == (1, True)
        with closing(open_store(url)) as store:
            early = run("migrate", "--from", url, "--to", "sqlite:back.db")
            assert (early.exit_code, "in use" in early.output, Path("back.db").exists()) == (1, True, False)
            assert store.position() == position
        assert run("migrate", "--from", url, "--to", "sqlite:back.db").exit_code == 0
        monkeypatch.setenv("DATABASE_URL", url)
        assert "the shape of this version" in run("migrate").output
        assert f"{position} changes in copy.db" in run("backup", "copy.db").output
        refused = run("restore", "copy.db")
        assert (refused.exit_code, "--replace" in refused.output) == (1, True)
        assert run("restore", "copy.db", "--replace").exit_code == 0
    store = open_store("copy.db")
    assert store.position() == position
    store.close()


def test_a_move_names_both_databases(run: Run) -> None:
    assert run("migrate", "--from", "sqlite:data/timeline.db").exit_code == 2
    same = run("migrate", "--from", "sqlite:data/timeline.db", "--to", "sqlite:data/timeline.db")
    assert (same.exit_code, "the same database" in same.output) == (2, True)


AWAY = "postgresql://nobody:hunter2@127.0.0.1:1/x"


@pytest.mark.parametrize(("source", "target", "said"), [
    ("sqlite:held.db", AWAY, "the target: .*cannot be reached.* its URL"),
    (AWAY, "sqlite:new.db", "the source: .*cannot be reached.* its URL"),
    ("sqlite:nowhere.db", "sqlite:new.db", "nowhere.db: there is no such database"),
    ("sqlite:timeline.toml", "sqlite:new.db", "timeline.toml: it is not a timeline database"),
])  # fmt: skip
def test_a_move_that_cannot_begin_says_of_which_database(run: Run, source: str, target: str, said: str) -> None:
    open_store("held.db").close()
    done = run("migrate", "--from", source, "--to", target)
    assert (done.exit_code, done.output.count("\n"), "hunter2" in done.output) == (1, 1, False)
    assert re.search(said, done.output)
    assert not Path("new.db").exists()


def test_a_server_that_is_away_is_one_sentence(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://nobody:hunter2@127.0.0.1:1/timeline")
    for words in (("backup", "copy.db"), ("migrate",)):
        done = run(*words)
        assert (done.exit_code, "cannot be reached" in done.output, "hunter2" in done.output) == (1, True, False)
