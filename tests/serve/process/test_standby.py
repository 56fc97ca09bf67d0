"""Two servers on a primary and its hot standby, of which one lags, then goes away, then takes over."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from functools import partial
from typing import Any, Final

import httpx
import pytest
from click.testing import CliRunner

from tests import small_chronology
from tests.cluster import Cluster, cluster, eventually, free_port
from tests.twins import Twin
from timeline.cli.main import main
from timeline.model import token as tokens
from timeline.store import open_store

pytestmark = [pytest.mark.process, pytest.mark.postgres]

ADDRESSES: Final = (
    "/feeds/all.atom", "/feeds/all.ics", "/feeds/all.json", "/feeds/all/changes.rss", "/feeds/all.csv?tag=a",
    "/api/v1/events", "/api/v1/events?q=first", "/api/v1/changes?since=0", "/api/v1/feeds", "/events/first", "/",
)  # fmt: skip


class Place:
    """Two servers, who may write to them, and the cluster that they are on."""

    def __init__(self, servers: Cluster, first: Twin, second: Twin) -> None:
        self.servers, self.first, self.second = servers, first, second
        store = open_store(servers.primary.url)
        token, kept = tokens.issue("s" * 43, "ana", ["admin"], datetime.now(UTC))
        store.add_token(kept)
        store.close()
        self.headers = {"Authorization": f"Bearer {token}"}

    def post(self, at: Twin, title: str) -> httpx.Response:
        return at.client.post("/api/v1/events", json={"title": title, "when": "2026"}, headers=self.headers)

    def written(self, at: Twin, title: str) -> str:
        """The id of an event that is written as soon as it can be; all that is said until then is to come again."""

        def attempt() -> str:
            answer = self.post(at, title)
            if answer.status_code == 503:
                assert answer.headers["retry-after"]
                return ""
            assert answer.status_code == 201, answer.text
            return str(answer.json()["ids"][0])

        return eventually(attempt)

    def agree(self) -> None:
        """Both say the same at every address, to the last byte, once both have heard of the same changes."""
        eventually(lambda: self.first.position() == self.second.position())
        for address in ADDRESSES:
            first, second = (each.ask(address) for each in (self.first, self.second))
            assert (first.status, second.status) == (200, 200), address
            assert first.timeless == second.timeless, address

    def ready(self, at: Twin) -> Any:
        answer = at.get("/readyz")
        assert answer.status_code == 200
        return answer.json()


class Subscriber(threading.Thread):
    """Follows a server's stream, and comes again where it ends, as a browser does."""

    def __init__(self, at: Twin) -> None:
        super().__init__(daemon=True)
        self.at, self.ids, self.titles = at, ["0"], []
        self.stopped = threading.Event()

    def has(self, title: str) -> bool:
        return self.titles[-1:] == [title]

    def run(self) -> None:
        while not self.stopped.is_set():
            try:
                self.follow()
            except httpx.HTTPError:
                self.stopped.wait(0.1)

    def follow(self) -> None:
        headers = {"Last-Event-ID": self.ids[-1]}
        with httpx.stream("GET", f"http://127.0.0.1:{self.at.port}/api/v1/stream", headers=headers) as answer:
            if answer.status_code != 200:
                self.stopped.wait(0.1)
                return
            for line in answer.iter_lines():
                name, _, value = line.partition(": ")
                if name == "id":
                    self.ids.append(value)
                elif name == "data":
                    self.titles.append(httpx.Response(200, content=value).json()["after"]["title"])


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    folders = [small_chronology.write(tmp_path_factory.mktemp("standby") / "folder") for _ in range(2)]
    with cluster() as servers, ExitStack() as started:
        servers.primary.configure(synchronous_standby_names="*", synchronous_commit="local")
        first, second = (
            started.enter_context(Twin(folder, servers.url, free_port(), "--no-schedule", READ_URL=servers.standby.url))
            for folder in folders
        )
        yield Place(servers, first, second)


def test_a_standby_that_lags_is_waited_for_by_nobody(place: Place):
    standby = place.servers.standby
    standby.pause_replay()
    try:
        answer = place.post(place.first, "While it lags")
        id = answer.json()["ids"][0]
        position = place.first.get("/api/v1/changes?since=0").json()["position"]
        # Who wrote reads it, and so does another replica that is asked with the position.
        assert place.first.get(f"/api/v1/events/{id}").status_code == 200
        assert place.second.get(f"/api/v1/changes?since={position}").json()["changes"] == []
        assert place.second.get(f"/api/v1/events/{id}").status_code == 200
        place.agree()
        ready = place.ready(place.first)
        assert (ready["status"], ready["position"], ready["standby"]["behind"]) == ("ready", position, 1)
        assert ready["standby"]["seconds"] > 0
        numbers = place.first.get("/metrics").text
        assert "timeline_standby_up 1.0" in numbers
        assert "timeline_standby_behind 1.0" in numbers
        # Another answer to If-Match than the one of what stands now would be one to what was.
        event = f"/api/v1/events/{id}"
        etag = place.first.get(event).headers["etag"]
        headers = {**place.headers, "If-Match": etag}
        assert place.second.client.patch(event, json={"title": "Changed"}, headers=headers).status_code == 200
        assert place.first.client.patch(event, json={"title": "Lost"}, headers=headers).status_code == 412
        place.agree()
    finally:
        standby.resume_replay()
    for each in (place.first, place.second):
        eventually(partial(is_level, place, each))
    place.agree()


def test_a_standby_that_is_gone_is_said_once_and_missed_by_nobody(place: Place):
    before = [losses(each) for each in (place.first, place.second)]
    place.servers.standby.kill()
    try:
        for address in ADDRESSES:
            assert place.first.get(address).status_code == 200
        id = place.written(place.second, "While it is gone")
        assert place.first.get(f"/api/v1/events/{id}").status_code == 200
        place.agree()
        ready = place.ready(place.first)
        assert (ready["status"], ready["standby"]) == ("degraded", {"behind": None, "seconds": None})
        assert "READ_URL" in ready["problem"]
        assert "timeline_standby_up 0.0" in place.first.get("/metrics").text
    finally:
        place.servers.standby.start()
    place.servers.catch_up()
    for each, losses_before in zip((place.first, place.second), before, strict=True):
        eventually(partial(is_level, place, each))
        assert losses(each) == losses_before + 1


def test_doctor_says_what_is_wrong_with_a_standby(place: Place, tmp_path, monkeypatch):
    folder = small_chronology.write(tmp_path / "folder")
    monkeypatch.setenv("DATABASE_URL", place.servers.primary.url)
    for url, said in (
        (place.servers.standby.url, ""),
        (place.servers.standby.address("postgres"), "READ_URL names another database than DATABASE_URL"),
        ("postgresql://postgres@127.0.0.1:1/timeline", "the standby of READ_URL does not answer"),
    ):
        monkeypatch.setenv("READ_URL", url)
        found = CliRunner().invoke(main, ["doctor", "--offline", "--files", str(folder)]).output
        assert ("READ_URL" in found) == bool(said), found
        assert said in found


def test_a_standby_takes_over_and_no_change_is_lost_doubled_or_reordered(place: Place):
    """The last one: the cluster is another one behind it."""
    place.servers.primary.configure(synchronous_commit="on")
    subscribers = [Subscriber(place.first), Subscriber(place.second)]
    for subscriber in subscribers:
        subscriber.start()
    place.written(place.first, "Before")
    position = place.first.get("/api/v1/changes?since=0").json()["position"]
    place.servers.catch_up()
    # Asked of both, so that both know of it.
    assert place.second.get(f"/api/v1/changes?since={position}").json()["changes"] == []

    place.servers.primary.kill()
    for each in (place.first, place.second):
        for address in (*ADDRESSES, "/api/v1/events?q=before", f"/api/v1/changes?since={position}"):
            assert each.get(address).status_code == 200, address
        ready = place.ready(each)
        assert ready["status"] == "degraded"
        assert "nothing can be written" in ready["problem"]
        refused = place.post(each, "Refused")
        assert (refused.status_code, refused.headers["retry-after"]) == (503, "5")
    place.agree()

    place.servers.standby.promote()
    place.written(place.second, "Behind")
    place.written(place.first, "At last")
    for subscriber in subscribers:
        eventually(partial(subscriber.has, "At last"))
        subscriber.stopped.set()
        assert subscriber.titles == [change["after"]["title"] for change in changes(place.first, "0")]
        numbers = [int(id.rpartition("-")[2]) for id in subscriber.ids]
        assert numbers == sorted(numbers)
    # A position of the former server goes on where it stood.
    assert [change["after"]["title"] for change in changes(place.second, position)] == ["Behind", "At last"]
    eventually(partial(is_level, place, place.first))
    place.agree()


def losses(at: Twin) -> int:
    """How often it has said that the standby is not asked any more."""
    return at.errors.count("is not asked until it answers again")


def is_level(place: Place, at: Twin) -> bool:
    ready = place.ready(at)
    return (ready["status"], ready["standby"]) == ("ready", {"behind": 0, "seconds": 0.0})


def changes(at: Twin, since: str) -> list[Any]:
    answer = at.get(f"/api/v1/changes?since={since}")
    assert answer.status_code == 200, answer.text
    return list(answer.json()["changes"])
