"""nginx with `deploy/nginx.conf` before two real replicas: what it keeps, what it passes on, and what it does when
they are gone."""

from __future__ import annotations

import json
import signal
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import NamedTuple

import httpx
import pytest

from tests import small_chronology
from tests.cluster import free_port
from tests.deploy.nginx import Nginx, age
from tests.factory import DAWN
from tests.running import Running, wait_until
from timeline.model import token as tokens
from timeline.store import open_store

pytestmark = pytest.mark.process

ATOM = "/feeds/all.atom"
FRESH = 300
"""Seconds."""
DAY = 86_400
TOKEN, RECORD = tokens.issue("s" * 43, "ana", ["write:events"], DAWN)
BEARER = {"Authorization": f"Bearer {TOKEN}"}
OUTSIDE = "203.0.113.9"


class Site(NamedTuple):
    nginx: Nginx
    ports: list[int]
    replicas: list[Running]
    start: Callable[[int], Running]
    """A replica on a port."""

    def get(self, path: str, **headers: str) -> httpx.Response:
        return self.nginx.client.get(path, headers={name.replace("_", "-"): value for name, value in headers.items()})

    def create(self, title: str) -> httpx.Response:
        event = {"title": title, "when": "1914"}
        return self.nginx.client.post("/api/v1/events", json=event, headers=BEARER | {"Idempotency-Key": title})


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, tool: Callable[[str], str]) -> Iterator[Site]:
    program = tool("nginx")
    path = tmp_path_factory.mktemp("site")
    folder = small_chronology.write(path / "folder")
    # An address on this machine would follow the port of each replica.
    settings = small_chronology.SETTINGS.replace("http://127.0.0.1:8000", "http://small.example")
    (folder / "timeline.toml").write_text(settings.replace("small.example,2026", "small.example.net,2026"))
    with ExitStack() as stack:

        def start(port: int) -> Running:
            environ = {"PROXIES": "127.0.0.1", "ACCESS_LOG": "full"}
            words = ("serve", "--no-schedule", "--port", str(port))
            return stack.enter_context(Running(folder, *words, **environ))

        ports = [free_port() for _ in range(2)]
        replicas = [start(port) for port in ports]
        store = open_store(str(path / "data" / "timeline.db"))
        store.add_token(RECORD)
        store.close()
        nginx = stack.enter_context(Nginx(program, path / "nginx", ports))
        yield Site(nginx, ports, replicas, start)


def test_a_feed_is_fetched_once_and_gzip_and_identity_are_kept_apart(site: Site) -> None:
    packed = [site.get(ATOM, Accept_Encoding="gzip") for _ in range(3)]
    plain = [site.get(ATOM, Accept_Encoding="identity") for _ in range(3)]
    assert [answer.headers["x-cache"] for answer in (*packed, *plain)] == ["MISS", "HIT", "HIT"] * 2
    assert [answer.headers.get("content-encoding") for answer in (packed[2], plain[2])] == ["gzip", None]
    assert len({answer.content for answer in (*packed, *plain)}) == 1, "unpacked"
    tags = [answers[2].headers["etag"] for answers in (packed, plain)]
    assert len(set(tags)) == 2
    for tag, encoding in zip(tags, ("gzip", "identity"), strict=True):
        answer = site.get(ATOM, Accept_Encoding=encoding, If_None_Match=tag)
        assert (answer.status_code, answer.headers["x-cache"]) == (304, "HIT")


def test_what_is_shown_to_a_session_or_a_token_is_not_kept(site: Site) -> None:
    for limit, header in enumerate(({"Cookie": "session=x"}, {"Authorization": "Bearer x"}), start=3):
        path = f"/feeds/all.rss?limit={limit}"
        assert site.get(path, **header).headers["x-cache"] == "BYPASS"
        assert [site.get(path).headers["x-cache"] for _ in range(2)] == ["MISS", "HIT"]
        assert site.get(path, **header).headers["x-cache"] == "BYPASS"


def test_a_page_is_asked_for_each_time(site: Site) -> None:
    answers = [site.get("/") for _ in range(3)]
    assert [(answer.status_code, answer.headers["x-cache"]) for answer in answers] == [(200, "MISS")] * 3


def test_what_a_proxy_says_of_its_client_counts(site: Site) -> None:
    for _ in range(4):
        site.get("/healthz", X_Forwarded_For=OUTSIDE)
    wait_until(lambda: all(OUTSIDE in replica.output for replica in site.replicas))


def test_a_body_that_is_too_large_is_refused_before_a_replica_sees_it(site: Site) -> None:
    before = [replica.output.count("POST") for replica in site.replicas]
    answer = site.nginx.client.post("/api/v1/events", content=b" " * 5_000_000, headers=BEARER)
    assert (answer.status_code, answer.json()["status"]) == (413, 413)
    assert answer.headers["content-type"] == "application/problem+json"
    assert [replica.output.count("POST") for replica in site.replicas] == before
    answer = site.nginx.client.post("/api/v1/events", content=b" " * 1_000_000, headers=BEARER)
    assert answer.status_code == 422


def test_a_change_is_passed_on_to_a_stream_as_it_happens(site: Site) -> None:
    with site.nginx.client.stream("GET", "/api/v1/stream") as stream:
        assert stream.headers["content-type"].startswith("text/event-stream")
        lines = stream.iter_lines()
        assert next(lines).startswith("retry:")
        assert site.create("Streamed").status_code == 201
        data = next(line for line in lines if line.startswith("data:"))
        assert json.loads(data.removeprefix("data:"))["after"]["title"] == "Streamed"


def kept(site: Site, path: str) -> httpx.Response:
    """The answer to an address, once nginx has it: it goes out before it is written whole."""
    wait_until(lambda: site.get(path).headers["x-cache"] == "HIT")
    return site.get(path)


def test_what_was_fresh_until_now_is_shown_while_it_is_fetched(site: Site) -> None:
    path = f"{ATOM}?limit=7"
    before = kept(site, path)
    assert site.create("Meanwhile").status_code == 201
    age(site.nginx, FRESH + 1)
    stale = site.get(path)
    assert (stale.headers["x-cache"], stale.content) == ("STALE", before.content)
    wait_until(lambda: site.get(path).headers["x-cache"] == "HIT")
    assert "Meanwhile" in site.get(path).text


def test_what_is_old_is_asked_for_first(site: Site) -> None:
    path = f"{ATOM}?limit=8"
    before = kept(site, path)
    age(site.nginx, FRESH + 61)
    assert site.get(path).headers["x-cache"] == "REVALIDATED"
    assert site.create("Later").status_code == 201
    age(site.nginx, FRESH + 61)
    after = site.get(path)
    assert after.headers["x-cache"] == "EXPIRED"
    assert "Later" in after.text
    assert "Later" not in before.text


def test_where_one_replica_is_gone_the_other_one_answers_reads_and_writes(site: Site) -> None:
    first, second = site.replicas
    first.stop(signal.SIGKILL)
    assert {site.get("/").status_code for _ in range(6)} == {200}
    assert [site.create(f"Written to the other {n}").status_code for n in range(6)] == [201] * 6
    site.replicas[0] = site.start(site.ports[0])
    wait_until(lambda: site.get("/").status_code == 200 and "GET / " in site.replicas[0].output)
    assert "Traceback" not in first.output + second.output


def test_where_all_are_gone_what_is_kept_is_shown_for_a_day_and_the_rest_is_told_to_come_again(site: Site) -> None:
    """The last one: it leaves none."""
    path = f"{ATOM}?limit=9"
    packed, plain = (site.get(path, Accept_Encoding=encoding) for encoding in ("gzip", "identity"))
    for replica in site.replicas:
        replica.stop(signal.SIGKILL)
    age(site.nginx, FRESH + 600)
    for encoding, before in (("gzip", packed), ("identity", plain)):
        answer = site.get(path, Accept_Encoding=encoding)
        assert (answer.status_code, answer.headers["x-cache"]) == (200, "STALE")
        assert answer.headers.get("content-encoding") == before.headers.get("content-encoding")
        assert (answer.content, answer.headers["etag"]) == (before.content, before.headers["etag"])
        again = site.get(path, Accept_Encoding=encoding, If_None_Match=before.headers["etag"])
        assert again.status_code == 304
    for answer in (site.get("/api/v1/events"), site.get("/feeds/all.ics?limit=9"), site.create("Nobody takes it")):
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "1")
        assert answer.json()["status"] == 503
    assert site.get("/api/v1/stream").status_code == 503
    age(site.nginx, DAY)
    assert site.get(path).status_code == 503
