"""Facts about `timeline worker` as a process: one of several runs the sources, and another when it is killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests import databases
from tests.serve.process.test_process import FEED, MINTED, SETTINGS, UNMINTED, soon
from timeline import schedule
from timeline.store import Store, open_store

pytestmark = pytest.mark.process

SOURCES = "sources:\n  - {id: table, name: Table, path: table.csv, kind: csv, every: 1h, trust: publish}\n"
TABLE = "id,title,date\none,A flood of the Elbe,2002-08-17\n"
OTHER = "another process runs the sources"
NOW = "this process runs the sources from now on"


class Process:
    """A command that runs until it is told to stop, with what it says in one file."""

    def __init__(self, folder: Path, url: str, log: Path, *words: str) -> None:
        self.log = log
        environ = {name: value for name, value in os.environ.items() if not name.startswith("TIMELINE_")}
        environ |= {"PYTHONUNBUFFERED": "1", "DATABASE_URL": url, "PORT": "0"}
        command = [sys.executable, "-m", "timeline", *words, "--files", str(folder)]
        with log.open("w") as out:
            self.process = subprocess.Popen(command, stdout=out, stderr=subprocess.STDOUT, env=environ)
        soon(lambda: "Ctrl-C" in self.said or self.process.poll() is not None)

    @property
    def said(self) -> str:
        return self.log.read_text()

    def end(self, how: signal.Signals = signal.SIGTERM) -> int:
        if self.process.poll() is None:
            self.process.send_signal(how)
        return self.process.wait(60)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    directory = tmp_path / "folder"
    (directory / "feeds").mkdir(parents=True)
    (directory / "timeline.toml").write_text(SETTINGS)
    (directory / "feeds/all.yaml").write_text(FEED)
    (directory / "events.yaml").write_text("events:\n" + MINTED)
    (directory / "sources.yaml").write_text(SOURCES)
    (directory / "table.csv").write_text(TABLE)
    return directory


@pytest.fixture
def start(folder: Path, tmp_path: Path) -> Iterator[Callable[..., Process]]:
    started: list[Process] = []

    def start(url: str, *words: str) -> Process:
        started.append(Process(folder, url, tmp_path / f"log-{len(started)}", *(words or ("worker",))))
        return started[-1]

    yield start
    for process in started:
        process.end(signal.SIGKILL)


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    if request.param == "sqlite":
        yield str(tmp_path / "timeline.db")
    else:
        with databases.database(empty=True) as address:
            yield address


def last_run(store: Store) -> datetime | None:
    return store.health_of("table").last_run


def test_one_of_two_workers_fetches_and_the_other_when_it_is_killed(url: str, start: Callable[..., Process]) -> None:
    first = start(url)
    assert "A small chronology: a worker for 1 source" in first.said
    store = open_store(url)
    soon(lambda: last_run(store) is not None)
    assert store.position() == 2, "the entry of the file, and the one of the source"
    second = start(url)
    soon(lambda: OTHER in second.said)
    assert OTHER not in first.said
    before = last_run(store)
    first.end(signal.SIGKILL)
    schedule.hasten(store, "table", datetime.now(UTC))
    soon(lambda: last_run(store) != before)
    assert NOW in second.said
    assert second.end() == 0
    assert "Traceback" not in first.said + second.said
    third = store.lease()
    assert third.acquire(), "whoever ends in order lets go of it"
    third.release()
    store.close()


def test_a_server_told_to_leave_the_sources_alone_leaves_them_to_a_worker(
    start: Callable[..., Process], tmp_path: Path, folder: Path
) -> None:
    url = str(tmp_path / "timeline.db")
    (folder / "events.yaml").write_text("events:\n" + MINTED + UNMINTED)
    worker = start(url)
    assert "events.yaml:3" in worker.said, "an entry without an id is left out, and named"
    store = open_store(url)
    soon(lambda: last_run(store) is not None)
    (folder / "events.yaml").write_text("events:\n" + MINTED)
    server = start(url, "serve", "--no-schedule")
    assert "fetched by `timeline worker`" in server.said
    assert worker.end() == 0
    before = last_run(store)
    other = start(url, "serve")
    schedule.hasten(store, "table", datetime.now(UTC))
    soon(lambda: last_run(store) != before)
    assert OTHER not in other.said + server.said, "nobody but the second server ever took the lease"
    assert (server.end(), other.end()) == (0, 0)
    store.close()


def test_a_worker_goes_on_with_the_sources_that_are_saved(
    start: Callable[..., Process], tmp_path: Path, folder: Path
) -> None:
    (folder / "sources.yaml").write_text("sources: []\n")
    worker = start(str(tmp_path / "timeline.db"))
    assert "looked at again when it is saved" in worker.said
    (folder / "sources.yaml").write_text(SOURCES)
    store = open_store(str(tmp_path / "timeline.db"))
    soon(lambda: last_run(store) is not None)
    assert worker.end(signal.SIGINT) == 0
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


def test_a_database_that_does_not_answer_is_said_before_anything_is_fetched(start: Callable[..., Process]) -> None:
    worker = start("postgresql://nobody@127.0.0.1:1/nothing")
    assert worker.process.wait(60) == 1
    assert "cannot be reached" in worker.said
    assert "Traceback" not in worker.said
