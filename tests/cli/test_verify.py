"""`timeline verify`: each thing that can be wrong with a database is damaged, and named."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner, Result

from tests.factory import DAWN, event
from timeline import load, source_log
from timeline.cli.main import main
from timeline.cli.opening import now
from timeline.dates import When
from timeline.model.change import classify
from timeline.model.event import Citation, Claim, Mention, Place
from timeline.store import Store, open_store
from timeline.store.contract import Outcome

ROOT = Path(__file__).parents[2]
LYON = Place(name="Lyon", latitude=45.75, longitude=4.85)
EVENTS = (
    event("list", "{1913,1915}", tags=("war",), places=(LYON,), origin="source"),
    event("market", "2025-03-04", recurrence=("RRULE:FREQ=WEEKLY;COUNT=4",), origin="source"),
    event("spring", "2013-21", title="Kerry in Beijing", tags=("trips",), origin="source"),
)


def fill(store: Store) -> None:
    """Events of sources, of which each was changed once, and a claim of one."""
    for each in EVENTS:
        store.apply([change for change in [classify(None, each, DAWN)] if change])
        change = classify(each, msgspec.structs.replace(each, title=f"{each.title} again", tags=("new",)), DAWN)
        assert change is not None
        store.apply([change])
    mention = Mention(
        key="k", title="Kerry in Beijing", said_when="spring 2013", citation=Citation(source="press"), uid="u@x"
    )
    store.settle(
        Outcome(
            attached={("press", "k"): (Claim(source="press", mention=mention, when=When.parse("2013-21")), "spring")}
        )
    )


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with this repository's chronology and events of sources, loaded into its database."""
    folder = tmp_path_factory.mktemp("sound")
    for name in ("timeline.toml", "events.yaml", "events.history.jsonl"):
        shutil.copy(ROOT / name, folder)
    shutil.copytree(ROOT / "feeds", folder / "feeds")
    with closing(open_store(str(folder / "data" / "timeline.db"), "first")) as store:
        loaded = load.load_directory(folder, {}, store, now(), record=True)
        fill(store)
        assert source_log.record(folder, loaded.chronology.authority, store, now()) > 0
    return folder


@pytest.fixture
def folder(sound: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of it, to be damaged."""
    shutil.copytree(sound, tmp_path / "news")
    monkeypatch.setenv("DATA", str(tmp_path / "news" / "data"))
    return tmp_path / "news"


def verify(*words: str) -> Result:
    return CliRunner().invoke(main, ["verify", *words], env={"COLUMNS": "200"})


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file() and path.suffix != ".db-shm"}


def test_a_sound_database_is_said_to_be_so_and_left_alone(folder: Path) -> None:
    before = contents(folder)
    done = verify("--files", str(folder))
    assert (done.exit_code, done.output) == (0, f"{folder}/data/timeline.db is sound\n")
    assert {name: data for name, data in contents(folder).items() if data} == before


def test_a_database_in_use_is_verified(folder: Path) -> None:
    with closing(open_store(str(folder / "data" / "timeline.db"))) as store:
        old = store.event("list")
        change = classify(old, msgspec.structs.replace(old, title="In the log alone"), now())
        assert change is not None
        store.apply([change])
        assert verify("--files", str(folder)).exit_code == 0


# fmt: off
DAMAGES = {
    # what is said                                   # what was done
    "missing from the log of changes":                "DELETE FROM changes WHERE position = 40",
    "missing from the end of the log":                "UPDATE meta SET position = position + 2",
    "is said to end at 5":                            "UPDATE meta SET position = 5",
    "how far the log of changes goes":                "DELETE FROM meta",
    "was made on no change":                          "UPDATE changes SET previous = NULL WHERE previous > 0",
    "is not later than the change before it":         "UPDATE changes SET at = 0 WHERE previous > 0",
    "cannot be read":                                 "UPDATE changes SET body = substr(body, 1, 50)"
                                                      " WHERE position = 7",
    "holds another event":                            "UPDATE changes SET body = (SELECT body FROM changes"
                                                      " WHERE position = 8) WHERE position = 7",
    "tells of two instants":                          "UPDATE changes SET at = at + 1 WHERE position = 7",
    "of candidates cannot be read":                   "INSERT INTO candidates (id, state, since, body)"
                                                      " VALUES ('c', 'waiting', 0, '{')",
    "of feeds cannot be read":                        "UPDATE feeds SET body = '{}' WHERE slug = 'diplomacy'",
    "says of k cannot be read":                       "UPDATE claims SET body = 'null'",
    "says of k is not found by what it says":         "UPDATE claims SET uid = 'other'",
    "are now: 1 row of the table events":             "UPDATE events SET status = 'expected' WHERE id = 'list'",
    "are now: 1 row":                                 "DELETE FROM events WHERE id = 'list'",
    "were: 1 row of the table past_events":           "UPDATE past_events SET until = until + 1 WHERE id = 'list'",
    "1 row of the table spans":                       "DELETE FROM spans WHERE position ="
                                                      " (SELECT position FROM events WHERE id = 'spring')",
    "1 row of the table past_spans":                  "DELETE FROM past_spans WHERE position ="
                                                      " (SELECT position FROM past_events WHERE id = 'spring')",
    "1 row of the table labels":                      "UPDATE labels SET updated = 0 WHERE position ="
                                                      " (SELECT position FROM events WHERE id = 'market')",
    "1 row of the table past_labels":                 "DELETE FROM past_labels WHERE name ="
                                                      " (SELECT id FROM names WHERE name = 'trips')",
    "1 row of the table names":                       "UPDATE names SET events = events + 1 WHERE name = 'new'",
    "not as the log has it (place Lyon)":             "UPDATE names SET latitude = 0 WHERE name = 'Lyon'",
    "1 row of the table occurrences":                 "DELETE FROM occurrences WHERE key ="
                                                      " (SELECT max(key) FROM occurrences WHERE event = 'market')",
    "the full-text index found: ":                    "INSERT INTO found (rowid, title, terms) VALUES (9999, 'a', 'b')",
    "the full-text index past_found: ":               "DELETE FROM past_found_docsize",
    "is damaged":                                     "DROP TABLE occurrences",
    "of another version of timeline":                 "UPDATE alembic_version SET version_num = 'ffff'",
    "made by another version of timeline":            "UPDATE settings SET value = '1' WHERE name = 'derived'",
}
# fmt: on


@pytest.mark.parametrize("said", DAMAGES)
def test_what_is_wrong_is_named_with_what_to_do(folder: Path, said: str) -> None:
    with closing(sqlite3.connect(folder / "data" / "timeline.db", isolation_level=None)) as database:
        assert database.execute(DAMAGES[said]).rowcount != 0
    done = verify("--files", str(folder))
    assert done.exit_code == 1
    assert said in done.output
    for line in done.output.splitlines():
        assert "`timeline " in line
        assert "SELECT" not in line
        assert "Traceback" not in line


def test_what_follows_from_the_log_is_made_anew(folder: Path) -> None:
    derived = [said for said in DAMAGES if said.endswith(("found: ", "(place Lyon)")) or "1 row" in said]
    with closing(sqlite3.connect(folder / "data" / "timeline.db", isolation_level=None)) as database:
        for said in derived:
            database.execute(DAMAGES[said])
    done = verify("--files", str(folder))
    tables = ("events", "past_events", "spans", "past_spans", "labels", "past_labels", "names", "occurrences")
    for table in (*tables, "found", "past_found"):
        assert f" {table}" in done.output
    assert all("`timeline migrate --derive`" in line for line in done.output.splitlines())
    done = CliRunner().invoke(main, ["migrate", "--derive", "--files", str(folder)])
    assert (done.exit_code, "was made anew" in done.output) == (0, True)
    assert verify("--files", str(folder)).exit_code == 0


@pytest.mark.parametrize("page", range(2, 60, 6))
def test_a_page_that_is_lost_is_named(folder: Path, page: int) -> None:
    path = folder / "data" / "timeline.db"
    data = bytearray(path.read_bytes())
    data[(page - 1) * 4096 : page * 4096] = b"\x5a" * 4096
    path.write_bytes(data)
    done = verify("--files", str(folder))
    assert (done.exit_code, "damaged" in done.output) == (1, True)
    assert len(done.output.splitlines()) <= 21


def drop_line(data: bytes) -> bytes:
    return data[: data.rindex(b"\n", 0, -1) + 1]


def drop_change(data: bytes) -> bytes:
    return b"".join(line for line in data.splitlines(keepends=True) if b"Kerry in Beijing again" not in line)


def swap_letter(data: bytes) -> bytes:
    return data.replace(b"Kerry", b"Merry", 1)


FILES = [
    ("events.history.jsonl", drop_line, "lacks 1 line that the database was loaded from: get the file"),
    ("events.history.jsonl", swap_letter, "changed after it was written (its digest differs): restore the line"),
    ("events.history.jsonl", lambda data: b"", "lines that the database was loaded from: get the file"),
    ("sources.history.jsonl", swap_letter, "jsonl:6:1: this line was changed after it was written: get the file"),
    ("sources.history.jsonl", drop_change, "lacks the last line that was written of spring: get the file"),
    ("sources.history.jsonl", lambda data: b"", "lacks the last line that was written of list, market, spring: get"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "damage", "said"), FILES)
def test_a_history_file_that_lost_something_is_named(
    folder: Path, name: str, damage: Callable[[bytes], bytes], said: str
) -> None:
    path = folder / name
    path.write_bytes(damage(path.read_bytes()))
    done = verify("--files", str(folder))
    assert (done.exit_code, said in done.output) == (1, True), done.output
    assert len(done.output.splitlines()) == 1


@pytest.mark.parametrize("name", ["events.history.jsonl", "sources.history.jsonl"])
def test_a_history_file_that_is_gone_is_named(folder: Path, name: str) -> None:
    (folder / name).unlink()
    done = verify("--files", str(folder))
    assert (done.exit_code, name in done.output) == (1, True)


@pytest.mark.parametrize(("id", "name"), [("list", "sources.history.jsonl"), ("{curated}", "events.history.jsonl")])
def test_an_event_that_the_history_has_otherwise_is_named(folder: Path, id: str, name: str) -> None:
    with closing(sqlite3.connect(folder / "data" / "timeline.db", isolation_level=None)) as database:
        (curated,) = database.execute("SELECT event FROM changes WHERE position = 3").fetchone()
        id = id.format(curated=curated)
        database.execute(
            "UPDATE changes SET body = replace(body, '\"sequence\":', '\"sequence\":1') WHERE event = ?", [id]
        )
        database.execute('UPDATE changes SET body = replace(body, \'"language":"en"\', \'"language":"de"\')')
    done = verify("--files", str(folder))
    assert done.exit_code == 1
    assert f"event {id} is not in the database as {name} has it" in done.output


def test_lines_that_are_not_loaded_yet_are_nothing_wrong(folder: Path) -> None:
    with closing(open_store(":memory:")) as other:
        entries = (folder / "events.yaml").read_text(encoding="utf-8")
        (folder / "events.yaml").write_text(entries.replace("title: ", "title: New ", 1), encoding="utf-8")
        assert load.load_directory(folder, {}, other, now(), record=True).recorded == 1
    assert verify("--files", str(folder)).exit_code == 0


def test_a_backup_is_verified_by_itself(folder: Path) -> None:
    copy = folder / "copy.db"
    assert CliRunner().invoke(main, ["backup", "--files", str(folder), str(copy)]).exit_code == 0
    (folder / "events.history.jsonl").unlink()
    assert verify("--files", str(folder), str(copy)).output == f"{copy} is sound\n"
    with closing(sqlite3.connect(copy, isolation_level=None)) as database:
        database.execute("DELETE FROM changes WHERE position = 40")
    assert verify(str(copy)).exit_code == 1


def test_a_backup_on_a_medium_that_cannot_be_written_to_is_verified_and_restored(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    medium = tmp_path / "medium"
    medium.mkdir()
    copy = medium / "copy.db"
    assert CliRunner().invoke(main, ["backup", "--files", str(folder), str(copy)]).exit_code == 0
    real = os.access
    monkeypatch.setattr(os, "access", lambda path, mode: Path(path) != medium and real(path, mode))
    assert verify(str(copy)).output == f"{copy} is sound\n"
    assert CliRunner().invoke(main, ["restore", "--files", str(folder), str(copy)]).exit_code == 0
    assert list(medium.iterdir()) == [copy]  # no -shm, no -wal


@pytest.mark.parametrize("content", [b"", b"no database at all" * 99])
def test_what_is_no_database_is_said_to_be_none(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "other.db"
    path.write_bytes(content)
    done = verify(str(path))
    assert done.exit_code == 1
    assert len(done.output.splitlines()) == 1
    assert path.read_bytes() == content


def test_without_a_database_there_is_nothing_to_verify(folder: Path) -> None:
    shutil.rmtree(folder / "data")
    done = verify("--files", str(folder))
    assert (done.exit_code, "there is no database" in done.output) == (1, True)
    assert not (folder / "data").exists()


def test_wrong_use_is_told_apart(folder: Path) -> None:
    assert verify("--files", str(folder / "nowhere")).exit_code == 2
    assert verify("nowhere.db").exit_code == 2
