"""PostgreSQL fails under two servers: killed and started again, cut off in the middle of a commit, with a full disk."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, Final
from unittest.mock import patch

import httpx
import pytest

from tests import small_chronology
from tests.cluster import Server, eventually, free_port, initialize, other_user
from tests.running import processes, wait_until
from tests.store.proxy import Cut, Proxy, proxy
from tests.twins import Twin, Twins, twins
from timeline.model import token as tokens
from timeline.store import open_store

pytestmark = [pytest.mark.process, pytest.mark.postgres]

ROOT: Final = Path(__file__).parents[3]
KEPT: Final = (
    "/", "/feeds/all", "/feeds/all.atom", "/feeds/all.ics", "/feeds/all.json", "/feeds/all.csv", "/feeds.opml",
    "/events/first", "/events/first.ics", "/api/v1/events", "/api/v1/events/first", "/sitemap.xml", "/docs",
)  # fmt: skip
UNKEPT: Final = ("/feeds/all.rss", "/api/v1/events?q=none", "/api/v1/changes?since=0", "/api/v1/dump.ndjson",
                 "/api/v1/events/nobody", "/feeds/all.atom?tag=b", "/api/v1/sources", "/readyz")  # fmt: skip


class Place:
    """A server of PostgreSQL, two of ours on it, the first behind a proxy, and who may write."""

    def __init__(self, server: Server, twins: Twins, wire: Proxy) -> None:
        self.server, self.twins, self.wire = server, twins, wire
        self.full = server.folder.parent / "full"
        self.first, self.second = twins.both
        self.token, kept = tokens.issue("s" * 43, "ana", ["admin"], datetime.now(UTC))
        store = open_store(server.url)
        store.add_token(kept)
        store.close()

    def add(self, twin: Twin, title: str, key: str = "", **said: Any) -> httpx.Response:
        """What a server answers to a new event."""
        headers = {"Authorization": f"Bearer {self.token}", **({"Idempotency-Key": key} if key else {})}
        body = {"title": title, "when": "2027-05-04", **said}
        return twin.client.post("/api/v1/events", json=body, headers=headers)

    def titles(self) -> list[str]:
        """The titles of all that was added, as the database has it."""
        rows = self.server.query("SELECT body::json->>'title' FROM changes ORDER BY position")
        return [title for (title,) in rows]


class Preloaded(Server):
    """A server that is started each time with settings of its environment."""

    environ: Mapping[str, str] = {}

    def start(self) -> None:
        with patch.dict(os.environ, self.environ):
            super().start()


@pytest.fixture(scope="module")
def server(tool: Callable[[str], str]) -> Iterator[Server]:
    """One of its own, whose disk is full while there is a file `full` beside its folder."""
    # Where this is root, the server is another user's, who must reach it.
    folder = Path(tempfile.mkdtemp(prefix="timeline-outage-"))
    folder.chmod(0o755)
    shim, source = folder / "full_disk.so", ROOT / "tests/store/full_disk.c"
    subprocess.run([tool("cc"), "-shared", "-fPIC", "-O1", "-o", str(shim), str(source), "-ldl"], check=True)
    server = Preloaded(folder / "server", free_port())
    server.folder.mkdir()
    if user := other_user():
        shutil.chown(server.folder, user, user)
    initialize(server.folder)
    server.environ = {"LD_PRELOAD": str(shim), "FULL_DISK": str(folder / "full")}
    server.start()
    try:
        server.query("CREATE DATABASE timeline", database="postgres")
        yield server
    finally:
        server.kill()
        shutil.rmtree(folder)


@pytest.fixture(scope="module")
def place(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    written = small_chronology.write(tmp_path_factory.mktemp("outage") / "folder")
    with proxy(server.port) as wire:
        behind = f"postgresql://postgres@127.0.0.1:{wire.port}/timeline"
        with twins(written, behind, "--no-schedule", second_url=server.url) as both:
            place = Place(server, both, wire)
            assert place.add(both.first, "warm").status_code == 201
            yield place


class Reader:
    """Follows a stream, and comes again with what it saw last, as browsers do."""

    def __init__(self, twin: Twin) -> None:
        self.twin, self.last = twin, ""
        self.titles: list[str] = []
        self.statuses: list[int] = []
        self.closed = threading.Event()
        self.thread = threading.Thread(target=self._follow, daemon=True)
        self.thread.start()
        wait_until(lambda: self.last)

    def has_read(self, count: int) -> bool:
        """Whether it has been told of so many changes."""
        return len(self.titles) >= count

    def _follow(self) -> None:
        while not self.closed.is_set():
            with suppress(httpx.HTTPError):
                self._read()

    def _read(self) -> None:
        headers = {"Last-Event-ID": self.last} if self.last else {}
        with httpx.stream(
            "GET", f"http://127.0.0.1:{self.twin.port}/api/v1/stream", headers=headers, timeout=60
        ) as said:
            self.statuses.append(said.status_code)
            for line in said.iter_lines():
                name, _, value = line.partition(": ")
                if name == "id":
                    self.last = value
                elif name == "data":
                    self.titles.append(httpx.Response(200, content=value).json()["after"]["title"])
                if self.closed.is_set():
                    return


def test_what_is_kept_is_answered_on_and_everything_goes_on_by_itself(place: Place) -> None:
    first, second = place.twins.both
    questions = [(path, {}) for path in KEPT]
    for _ in range(2):
        before = [twin.ask_all(questions) for twin in (first, second)]
    assert {answer.status for answers in before for answer in answers} == {200}
    readers = [Reader(first), Reader(second)]
    place.server.kill()
    for twin, answers in zip((first, second), before, strict=True):
        assert twin.ask_all([(path, {}) for path in KEPT]) == answers
        again = [(path, {"If-None-Match": answer.etag}) for path, answer in zip(KEPT, answers, strict=True)]
        assert {answer.status for answer in twin.ask_all(again)} == {304}
        for path in UNKEPT:
            refused = twin.get(path)
            assert (path, refused.status_code, refused.headers.get("retry-after")) == (path, 503, "5")
            assert refused.headers["content-type"] == "application/problem+json"
        assert twin.get("/healthz").status_code == 200
        lost = place.add(twin, "lost", key="of the outage")
        assert (lost.status_code, lost.headers["retry-after"]) == (503, "5")
        readers.append(Reader(twin))  # whoever comes meanwhile, or comes again, is let in
    place.server.start()
    wait_until(lambda: [twin.get("/readyz").status_code for twin in (first, second)] == [200, 200])
    assert place.add(first, "found", key="of the outage").status_code == 201
    assert place.add(second, "later").status_code == 201
    for reader in readers:
        wait_until(partial(reader.has_read, 2))
        assert reader.titles == ["found", "later"]
        assert reader.statuses == [200], "the stream was never broken off"
        reader.closed.set()
    assert place.titles()[-3:] == ["warm", "found", "later"]
    place.twins.meet()
    assert first.ask("/feeds/all.atom") == second.ask("/feeds/all.atom")
    for twin in (first, second):
        assert "Traceback" not in twin.errors


@pytest.mark.parametrize("cut", [Cut.BEFORE, Cut.BEHIND])
def test_a_connection_that_is_lost_at_its_commit_tells_what_became_of_it(place: Place, cut: Cut) -> None:
    place.wire.cut = cut
    answer = place.add(place.first, cut.name, key=cut.value)
    assert answer.status_code == (201 if cut is Cut.BEHIND else 503), answer.text
    again = place.add(place.first, cut.name, key=cut.value)
    assert again.status_code == 201
    assert place.titles().count(cut.name) == 1
    if cut is Cut.BEHIND:
        assert again.content == answer.content


@pytest.mark.parametrize("cut", [Cut.BEFORE, Cut.BEHIND])
def test_a_server_that_dies_at_a_commit_leaves_one_change_to_whoever_asks_again(place: Place, cut: Cut) -> None:
    title = f"killed {cut.name}"
    killed = threading.Event()

    def kill() -> None:
        place.server.kill()
        killed.set()

    place.wire.at_commit, place.wire.cut = kill, cut
    assert place.add(place.first, title, key=title).status_code == 503
    assert killed.wait(60)
    place.wire.at_commit = lambda: None
    place.server.start()
    eventually(lambda: place.add(place.first, title, key=title).status_code == 201, wanted="the answer")
    assert place.titles().count(title) == 1
    assert place.add(place.second, title, key=title).status_code == 201
    assert place.titles().count(title) == 1


def test_eight_clients_of_two_servers_that_ask_the_same_make_one_change(place: Place) -> None:
    def ask(number: int) -> httpx.Response:
        twin = place.twins.both[number % 2]
        while (answer := place.add(twin, "of eight", key="of eight")).status_code == 409:
            assert answer.json()["type"].endswith("/key-under-way")
        return answer

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(ask, range(8)))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.content for answer in answers}) == 1
    assert place.titles().count("of eight") == 1


def test_a_full_disk_is_said_reading_goes_on_and_so_does_writing_when_there_is_room(place: Place) -> None:
    place.full.touch()
    refused, kept = None, []
    for number in range(40):
        # What cannot be packed needs pages of its own soon.
        long = os.urandom(1500).hex()
        answer = place.add(place.second, f"full {number}", key=f"full {number}", summary=long)
        if answer.status_code != 201:
            refused = (number, answer)
            break
        kept.append(f"full {number}")
    assert refused is not None
    number, answer = refused
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
    assert answer.json()["detail"] == "the disk is full: make room and try again; nothing was half-written"
    assert [title for title in place.titles() if title.startswith("full")] == kept
    for twin in place.twins.both:
        assert twin.get("/api/v1/events?q=full&limit=3").status_code == 200
        assert twin.get("/feeds/all.rss").status_code == 200
    place.full.unlink()
    assert place.add(place.second, f"full {number}", key=f"full {number}", summary=long).status_code == 201
    assert place.titles()[-1] == f"full {number}"


def test_a_server_beside_a_newer_database_answers_nothing_with_the_remedy_until_it_is_as_it_was(place: Place) -> None:
    ((shape,),) = place.server.query("SELECT version_num FROM alembic_version")
    place.server.query("UPDATE alembic_version SET version_num = '9999'")
    wait_until(lambda: place.second.get("/feeds/all.atom").status_code == 503)
    for path in ("/", "/feeds/all.atom", "/api/v1/events", "/readyz"):
        refused = place.second.get(path, accept="application/json")
        assert refused.status_code == 503
        assert "another version of timeline has changed the database" in refused.text
    assert place.add(place.second, "too old").status_code == 503
    assert place.second.get("/healthz").status_code == 200
    with processes() as start:
        old = start(place.second.folder, "serve", DATABASE_URL=place.server.url)
        assert old.process.wait(60) == 1
        assert "newer version of timeline" in old.output
        assert "Traceback" not in old.output
    place.server.query("UPDATE alembic_version SET version_num = %s", shape)
    wait_until(lambda: place.second.get("/feeds/all.atom").status_code == 200)
    assert "too old" not in place.titles()
