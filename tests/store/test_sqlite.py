"""The store in SQLite."""

from __future__ import annotations

import signal
import subprocess
import sys
import textwrap
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from itertools import chain
from pathlib import Path
from unittest.mock import patch

import pytest
from sqlalchemy import text

from tests.factory import event
from tests.store.contract import StoreContract, added
from tests.store.histories import HistoryContract
from timeline.errors import QuestionTooSlow, StoreUnavailable
from timeline.model.query import Filter
from timeline.store import Store, interrupts, open_store
from timeline.store.interrupts import Interrupts
from timeline.store.sqlite import SQLiteStore


class TestSQLite(StoreContract):
    @pytest.fixture
    def store(self, tmp_path: Path) -> Store:
        return open_store(str(tmp_path / "events.db"))

    def fresh(self, factory: pytest.TempPathFactory) -> Store:
        return open_store(":memory:")


class TestHistoriesInSQLite(HistoryContract):
    def fresh(self, factory: pytest.TempPathFactory) -> Store:
        return open_store(":memory:")


def test_threads_take_turns_on_a_database_in_memory() -> None:
    store = open_store(":memory:")

    def write(thread: int) -> list[int]:
        return [store.apply([added(event(f"e{thread}-{number}"))]) for number in range(20)]

    def read(_: int) -> list[int]:
        return [max(store.position() - store.count(Filter()), 0) for _ in range(100)]

    with ThreadPoolExecutor(8) as pool:
        positions, ahead = pool.map(write, range(4)), pool.map(read, range(4))
        assert sorted(chain.from_iterable(positions)) == list(range(1, 81))
        # What is counted after the position was asked is at least that many: none of it was undone since.
        assert set(chain.from_iterable(ahead)) == {0}
    assert (store.position(), store.count(Filter())) == (80, 80)


def test_a_position_in_memory_is_never_that_of_a_write_that_came_to_nothing() -> None:
    store, rows = SQLiteStore(":memory:", "1"), [added(event("a"))]
    with ThreadPoolExecutor(1) as pool, suppress(ZeroDivisionError), store.write() as connection:
        store.write_changes(connection, rows, recorded=False)
        asked = pool.submit(store.position)
        _ = 1 / 0
    assert (asked.result(), store.position()) == (0, 0)


def test_another_process_is_seen_at_once(tmp_path: Path) -> None:
    path = str(tmp_path / "events.db")
    here, there = open_store(path), open_store(path)
    assert here.position() == 0
    version = here.version()
    there.apply([added(event("a"))])
    assert here.position() == 1
    assert here.version() != version
    assert here.event("a").id == "a"


def test_a_database_keeps_its_generation(tmp_path: Path) -> None:
    path = str(tmp_path / "events.db")
    open_store(path, generation="first").close()
    assert open_store(path, generation="second").generation == "first"


def test_a_writer_that_is_killed_leaves_nothing_behind(tmp_path: Path) -> None:
    path = tmp_path / "events.db"
    store = open_store(str(path))
    store.apply([added(event("a"))])
    script = f"""
        import os, signal
        from tests.factory import event
        from tests.store.contract import added
        from timeline.store import open_store, sqlite
        store = open_store({str(path)!r})
        plain = sqlite.SQLiteStore.index
        def index(self, *given):
            plain(self, *given)
            os.kill(os.getpid(), signal.SIGKILL)
        sqlite.SQLiteStore.index = index
        store.apply([added(event(f"e{{n}}")) for n in range(100)])
    """
    done = subprocess.run([sys.executable, "-c", textwrap.dedent(script)], check=False)
    assert done.returncode == -signal.SIGKILL
    again = open_store(str(path))
    assert (again.position(), [c.event for c in again.changes()]) == (1, ["a"])
    assert again.apply([added(event("b"))]) == 2


def test_a_file_that_is_no_database_is_said_to_be_none(tmp_path: Path) -> None:
    path = tmp_path / "events.db"
    path.write_bytes(b"this is not a database, but long enough to be looked at " * 20)
    with pytest.raises(StoreUnavailable, match="not a timeline database"):
        open_store(str(path))


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(StoreUnavailable, match="DATA"):
        open_store(str(tmp_path / "file" / "events.db"))


def test_a_database_of_a_newer_program_is_refused(tmp_path: Path) -> None:
    import sqlite3

    path = str(tmp_path / "events.db")
    open_store(path).close()
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    with pytest.raises(StoreUnavailable, match="newer version"):
        open_store(path)


@pytest.mark.parametrize(
    ("name", "of_others"),
    [
        ("events", "TABLE events AS SELECT 'a' AS name"),
        ("found", "TABLE found AS SELECT 'a' AS name"),
        ("past_found", "VIEW past_found AS SELECT 'a' AS name"),
    ],
)
def test_the_database_of_another_program_is_left_alone(tmp_path: Path, name: str, of_others: str) -> None:
    import sqlite3

    path = str(tmp_path / "events.db")
    with sqlite3.connect(path) as connection:
        connection.execute(f"CREATE {of_others}")
        with pytest.raises(StoreUnavailable, match=rf"events\.db.*tables of another program \({name}\)"):
            open_store(path)
        assert connection.execute(f"SELECT name FROM {name}").fetchall() == [("a",)]
    connection.close()


def test_an_unknown_kind_of_database_is_refused() -> None:
    with pytest.raises(StoreUnavailable, match="use one of"):
        open_store("mysql://localhost/x")


def test_what_is_asked_within_a_bound_ends_when_it_is_over(tmp_path: Path) -> None:
    store = SQLiteStore(str(tmp_path / "events.db"), "g")
    store.apply([added(event("a"))])
    endless = text("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n")
    looks = iter([False, False, True])
    with pytest.raises(QuestionTooSlow), store.bound(lambda: next(looks)), store.read() as connection:
        connection.execute(endless)
    assert next(looks, None) is None
    assert store.event("a").id == "a"
    with store.bound(lambda: False):
        assert store.count(Filter()) == 1


def test_a_program_beside_a_newer_database_neither_writes_nor_answers(tmp_path: Path) -> None:
    import sqlite3

    path = str(tmp_path / "events.db")
    store = open_store(path)
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    for use in (lambda: store.apply([added(event("a"))]), store.position, store.version):
        with pytest.raises(StoreUnavailable, match="upgrade it"):
            use()
    store.close()


def test_ctrl_c_within_a_statement_is_ctrl_c_and_writes_nothing(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    armed: list[bool] = []
    # What runs in the background of a shell is started deaf to it.
    request.addfinalizer(partial(signal.signal, signal.SIGINT, signal.getsignal(signal.SIGINT)))
    signal.signal(signal.SIGINT, signal.default_int_handler)

    def press(_: Interrupts) -> bool:
        """What looks whether a statement is to end, in the middle of which the keys are pressed."""
        if armed:
            signal.raise_signal(signal.SIGINT)
        return False

    with patch.object(Interrupts, "_is_over", press), patch.object(interrupts, "STEPS", 10):
        store = open_store(str(tmp_path / "timeline.db"))
        armed.append(True)
        with pytest.raises(KeyboardInterrupt):
            store.apply([added(event(f"e{n}")) for n in range(50)])
        armed.clear()
        assert store.position() == 0
        assert store.apply([added(event("a"))]) == 1
        store.close()
