"""A database that cannot be asked: every address says so, and nothing that is kept is told as if it were known."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from sqlalchemy import text

from tests.serve.conftest import CHRONOLOGY, DAWN, EVENTS, FEEDS, Clock, Small
from timeline.model.change import Change, classify
from timeline.publish.publisher import Publisher
from timeline.serve.app import make_app
from timeline.serve.http.ready import ReadyAnswers
from timeline.store import open_store
from timeline.store.sqlite import SQLiteStore

ADDRESSES = (
    "/", "/feeds", "/feeds/all", "/feeds/all.atom", "/feeds/all.json", "/feeds/nature.ics",
    "/feeds/all.atom?tag=nature",
    "/feeds/nobody.atom", "/events/hatching", "/events/nobody", "/events/hatching.ics", "/subscribe", "/embed",
    "/api/v1/events", "/api/v1/events?q=sturgeon", "/api/v1/events/hatching", "/api/v1/events/hatching/history",
    "/api/v1/changes", "/api/v1/changes?wait=5", "/api/v1/stream", "/api/v1/dump.ndjson", "/api/v1/feeds",
    "/api/v1/tags", "/api/v1/places", "/api/v1/read?text=2013", "/api/v1/sources", "/api/v1/candidates",
    "/feeds.opml", "/sitemap.xml", "/robots.txt", "/docs", "/openapi.json", "/readyz", "/metrics", "/nowhere",
)  # fmt: skip


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Small]:
    """The application over a database in a file, with answers that are kept already."""
    store = open_store(str(tmp_path / "events.db"), generation="g")
    changes = [classify(None, event, DAWN) for event in EVENTS]
    store.apply([change for change in changes if isinstance(change, Change)])
    store.set_feeds(FEEDS, DAWN)
    clock = Clock()
    small = Small(make_app(store, Publisher(store, CHRONOLOGY), CHRONOLOGY, clock), store, clock)
    assert {answer.status_code for answer in asked(small, ["/feeds/all.atom", "/feeds/nature.ics", "/"])} == {200}
    yield small
    small.front.service.pools.close()
    store.close()


def asked(small: Small, addresses: list[str], **headers: str) -> list[httpx.Response]:
    """The answers to the addresses, one after the other."""

    async def ask() -> list[httpx.Response]:
        transport = httpx.ASGITransport(small.front)
        async with httpx.AsyncClient(transport=transport, base_url="http://small.example") as client:
            return [await client.get(address, headers=headers) for address in addresses]

    return asyncio.run(ask())


def delete_file(small: Small, path: Path) -> None:
    path.unlink()


def move_another_there(small: Small, path: Path) -> None:
    path.rename(path.with_suffix(".old"))
    open_store(str(path)).close()


def close(small: Small, path: Path) -> None:
    small.store.close()


WAYS = (delete_file, move_another_there, close)


@pytest.mark.parametrize("away", WAYS)
def test_every_address_says_that_the_database_is_away(
    kept: Small, tmp_path: Path, away: Callable[[Small, Path], None]
) -> None:
    away(kept, tmp_path / "events.db")
    for address, answer in zip(ADDRESSES, asked(kept, list(ADDRESSES)), strict=True):
        assert (address, answer.status_code) == (address, 503)
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.headers["retry-after"] == "5"
        problem = answer.json()
        assert problem["type"] == "http://small.example/problems/store-unavailable"
        assert str(tmp_path) not in answer.text
        assert "SELECT" not in answer.text
    (alive,) = asked(kept, ["/healthz"])
    assert (alive.status_code, alive.json()) == (200, {"status": "ok"})


@pytest.mark.parametrize("away", WAYS)
def test_an_answer_that_is_ready_is_not_sent_unasked(
    kept: Small, tmp_path: Path, away: Callable[[Small, Path], None]
) -> None:
    ready = ReadyAnswers(kept.front.service)
    ready._is_shared = False

    async def find() -> object:
        await asyncio.sleep(0)  # the turn of what was asked before has ended
        return ready.find("GET", b"/feeds/all.atom", {})

    assert asyncio.run(find()) is not None
    away(kept, tmp_path / "events.db")
    assert asyncio.run(find()) is None


def test_a_person_is_told_on_a_page(kept: Small, tmp_path: Path) -> None:
    delete_file(kept, tmp_path / "events.db")
    (answer,) = asked(kept, ["/events/hatching"], accept="text/html")
    assert (answer.status_code, answer.headers["content-type"]) == (503, "text/html; charset=utf-8")
    assert "deleted or replaced" in answer.text


def test_nothing_is_written_to_a_deleted_database(kept: Small, tmp_path: Path) -> None:
    from timeline.errors import StoreUnavailable

    path = tmp_path / "events.db"
    path.unlink()
    with pytest.raises(StoreUnavailable, match="deleted or replaced"):
        kept.change("hatching", title="Lost")
    kept.store.engine.dispose()  # type: ignore[attr-defined]  # new connections make no new file either
    with pytest.raises(StoreUnavailable, match="deleted or replaced"):
        kept.store.event("hatching")
    assert not path.exists()


def test_a_file_that_comes_back_is_answered_from(kept: Small, tmp_path: Path) -> None:
    path = tmp_path / "events.db"
    path.rename(tmp_path / "away.db")
    assert asked(kept, ["/feeds/all.atom"])[0].status_code == 503
    (tmp_path / "away.db").rename(path)
    assert asked(kept, ["/feeds/all.atom", "/readyz"])[0].status_code == 200


def test_a_full_database_keeps_answering_and_refuses_what_is_new(kept: Small, tmp_path: Path) -> None:
    store = kept.store
    assert isinstance(store, SQLiteStore)
    from timeline.errors import StoreUnavailable

    full(store)
    with pytest.raises(StoreUnavailable, match="the disk is full: make room") as refused:
        kept.change("hatching", summary="long " * 100_000)
    assert "INSERT" not in str(refused.value)
    answers = asked(kept, ["/feeds/all.atom", "/events/hatching", "/api/v1/changes"])
    assert [answer.status_code for answer in answers] == [200, 200, 200]
    assert "long long" not in answers[0].text


def full(store: SQLiteStore) -> None:
    """Let every connection find the disk full: SQLite says the same where a file may not grow."""
    from sqlalchemy import event

    @event.listens_for(store.engine, "begin")
    def _begin(connection: object) -> None:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()  # type: ignore[attr-defined]
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")  # type: ignore[attr-defined]


def damage(path: Path, keep: int = 1) -> None:
    """Overwrite every page of a closed database but the first ones."""
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        size = connection.execute("PRAGMA page_size").fetchone()[0]
    connection.close()
    data = bytearray(path.read_bytes())
    for start in range(keep * size, len(data), size):
        data[start : start + size] = b"\xa5" * size
    with path.open("r+b") as file:
        file.write(bytes(data))


def test_a_damaged_database_is_said_to_be_damaged(kept: Small, tmp_path: Path) -> None:
    kept.store.engine.dispose()  # type: ignore[attr-defined]
    damage(tmp_path / "events.db", 3)
    answers = asked(kept, ["/api/v1/events/hatching", "/feeds/nature.atom", "/api/v1/events", "/api/v1/changes"])
    assert {answer.status_code for answer in answers} == {503}
    assert "the database is damaged: put a backup in its place" in answers[0].json()["detail"]
    (ready,) = asked(kept, ["/readyz"])
    assert (ready.status_code, ready.json()["detail"][:23]) == (503, "the database is damaged")


def test_a_row_that_no_longer_can_be_read_is_damage(kept: Small) -> None:
    with kept.store.engine.begin() as connection:  # type: ignore[attr-defined]
        connection.execute(text("UPDATE changes SET body = '{\"id\": 5}' WHERE position = 1"))
    answers = asked(kept, ["/api/v1/events", "/api/v1/changes", "/readyz", "/healthz"])
    assert [answer.status_code for answer in answers] == [503, 503, 503, 200]


def test_a_stream_ends_where_the_database_goes_away(kept: Small, tmp_path: Path) -> None:
    answers: list[dict[str, object]] = []

    async def follow() -> None:
        begun = asyncio.Event()

        async def send(message: dict[str, object]) -> None:
            answers.append(message)
            if message.get("body"):
                begun.set()

        async def receive() -> dict[str, object]:
            await asyncio.Event().wait()
            return {"type": "http.disconnect"}

        scope = {"type": "http", "method": "GET", "path": "/api/v1/stream", "raw_path": b"/api/v1/stream",
                 "query_string": b"", "headers": [], "client": ("127.0.0.1", 1), "server": ("small.example", 80),
                 "scheme": "http", "http_version": "1.1", "asgi": {"version": "3.0"}, "root_path": ""}  # fmt: skip
        following = asyncio.create_task(kept.front(scope, receive, send))
        await begun.wait()
        (tmp_path / "events.db").unlink()
        async with asyncio.timeout(10):
            await following

    asyncio.run(follow())
    assert answers[0]["status"] == 200
    assert answers[-2]["body"] == b": the database cannot be reached: come again\n\n"
    assert answers[-1] == {"type": "http.response.body", "body": b"", "more_body": False}
    assert kept.front.service.followers.count == 0
