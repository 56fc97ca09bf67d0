"""Facts about `timeline worker` as a process: one of several runs the sources, and another when it is killed."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests import databases, small_chronology
from tests.running import Running, processes, wait_until
from tests.small_chronology import MINTED, UNMINTED
from timeline import schedule
from timeline.store import Store, open_store

pytestmark = pytest.mark.process

SOURCES = "sources:\n  - {id: table, name: Table, path: table.csv, kind: csv, every: 1h, trust: publish}\n"
TABLE = "id,title,date\none,A flood of the Elbe,2002-08-17\n"
OTHER = "another process runs the sources"
NOW = "this process runs the sources from now on"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    directory = small_chronology.write(tmp_path / "folder")
    (directory / "sources.yaml").write_text(SOURCES)
    (directory / "table.csv").write_text(TABLE)
    return directory


@pytest.fixture
def start(folder: Path) -> Iterator[Callable[..., Running]]:
    """`start(url, …)`: a process over that database, a worker where no command is named."""
    with processes() as start_in:

        def start(url: str, *words: str) -> Running:
            return start_in(folder, *(words or ("worker",)), DATABASE_URL=url)

        yield start


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    if request.param == "sqlite":
        yield str(tmp_path / "timeline.db")
    else:
        with databases.database(empty=True) as address:
            yield address


def last_run(store: Store) -> datetime | None:
    return store.health_of("table").last_run


def test_one_of_two_workers_fetches_and_the_other_when_it_is_killed(url: str, start: Callable[..., Running]) -> None:
    first = start(url)
    assert "A small chronology: a worker for 1 source" in first.output
    store = open_store(url)
    wait_until(lambda: last_run(store) is not None)
    assert store.position() == 2, "the entry of the file, and the one of the source"
    second = start(url)
    wait_until(lambda: OTHER in second.output)
    assert OTHER not in first.output
    before = last_run(store)
    first.stop(signal.SIGKILL)
    schedule.hasten(store, "table", datetime.now(UTC))
    wait_until(lambda: last_run(store) != before)
    assert NOW in second.output
    assert second.stop() == 0
    assert "Traceback" not in first.output + second.output
    third = store.lease()
    assert third.acquire(), "whoever ends in order lets go of it"
    third.release()
    store.close()


def test_a_server_told_to_leave_the_sources_alone_leaves_them_to_a_worker(
    start: Callable[..., Running], tmp_path: Path, folder: Path
) -> None:
    url = str(tmp_path / "timeline.db")
    (folder / "events.yaml").write_text("events:\n" + MINTED + UNMINTED)
    worker = start(url)
    assert "events.yaml:3" in worker.output, "an entry without an id is left out, and named"
    store = open_store(url)
    wait_until(lambda: last_run(store) is not None)
    (folder / "events.yaml").write_text("events:\n" + MINTED)
    server = start(url, "serve", "--no-schedule")
    assert "fetched by `timeline worker`" in server.output
    assert worker.stop() == 0
    before = last_run(store)
    other = start(url, "serve")
    schedule.hasten(store, "table", datetime.now(UTC))
    wait_until(lambda: last_run(store) != before)
    assert OTHER not in other.output + server.output, "nobody but the second server ever took the lease"
    assert (server.stop(), other.stop()) == (0, 0)
    store.close()


def test_a_worker_goes_on_with_the_sources_that_are_saved(
    start: Callable[..., Running], tmp_path: Path, folder: Path
) -> None:
    (folder / "sources.yaml").write_text("sources: []\n")
    worker = start(str(tmp_path / "timeline.db"))
    assert "looked at again when it is saved" in worker.output
    (folder / "sources.yaml").write_text(SOURCES)
    store = open_store(str(tmp_path / "timeline.db"))
    wait_until(lambda: last_run(store) is not None)
    assert worker.stop(signal.SIGINT) == 0
    store.close()


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (("--files", "nowhere"), 2, "nowhere"),
        (("now",), 2, "now"),
        (("--port", "9000"), 2, "--port"),
        (("--files", "."), 1, "timeline init"),
    ],
)
def test_wrong_use_is_said_in_a_line(words: tuple[str, ...], code: int, says: str, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "timeline", "worker", *words]
    ended = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert ended.returncode == code
    assert says in ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_database_that_does_not_answer_is_said_before_anything_is_fetched(start: Callable[..., Running]) -> None:
    worker = start("postgresql://nobody@127.0.0.1:1/nothing")
    assert worker.process.wait(60) == 1
    assert "cannot be reached" in worker.output
    assert "Traceback" not in worker.output
