"""Facts about threads: a slow question delays nobody else, and ends."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.serve.conftest import Small
from timeline.errors import QuestionTooSlow
from timeline.model.change import Change
from timeline.serve.http.pools import THREADS, WAITING, Pools

SLOW = [f"/api/v1/changes?tag=slow{n}" for n in range(8)]


class Gate:
    """Holds whoever reads the log of changes until it is opened."""

    def __init__(self, small: Small, monkeypatch: pytest.MonkeyPatch) -> None:
        self.opened = threading.Event()
        self.reached = threading.Semaphore(0)
        self._changes = small.store.changes
        monkeypatch.setattr(small.store, "changes", self._wait)

    def _wait(self, *args: Any, **named: Any) -> list[Change]:
        self.reached.release()
        assert self.opened.wait(60)
        return self._changes(*args, **named)


@pytest.fixture
def gate(small: Small, monkeypatch: pytest.MonkeyPatch) -> Iterator[Gate]:
    made = Gate(small, monkeypatch)
    yield made
    made.opened.set()


def client(small: Small) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(app=small.front, raise_app_exceptions=False)
    return httpx.AsyncClient(transport=transport, base_url="http://small.example")


async def reached(gate: Gate, times: int) -> None:
    """Returns when so many questions read the log."""
    for _ in range(times):
        assert await asyncio.to_thread(gate.reached.acquire, timeout=60)


def test_slow_questions_leave_health_pages_and_changed_feeds_as_they_are(small: Small, gate: Gate) -> None:
    async def story() -> None:
        async with client(small) as http:
            questions = [asyncio.create_task(http.get(path)) for path in SLOW]
            await reached(gate, 1)  # the others wait for what this one reads
            small.change("spring", title="Kerry in Peking")
            paths = (
                "/healthz",
                "/readyz",
                "/feeds/all.atom",
                "/feeds/all.ics",
                "/sources",
                "/events/spring",
                "/nowhere",
            )
            answers = {path: (await http.get(path)).status_code for path in paths}
            assert answers == dict.fromkeys(paths, 200) | {"/nowhere": 404}
            assert not any(question.done() for question in questions)
            gate.opened.set()
            assert {answer.status_code for answer in await asyncio.gather(*questions)} == {200}

    asyncio.run(story())


def test_a_question_that_takes_too_long_is_answered_503_and_says_when_to_come_back(small: Small, gate: Gate) -> None:
    small.front.service.pools.seconds = 0
    answer = small.ask("/api/v1/changes?tag=slow")
    assert answer.status_code == 503
    assert answer.headers["retry-after"] == "5"
    assert answer.headers["cache-control"] == "no-cache"
    problem = answer.json()
    assert problem["type"].endswith("/problems/question-too-slow")
    assert problem["detail"].startswith("the answer takes longer than 0 seconds")


def test_a_narrowed_feed_is_a_question_and_a_feed_of_the_curator_is_none(small: Small) -> None:
    small.front.service.pools.seconds = 0
    assert small.ask("/feeds/all.atom?tag=nature").status_code == 503
    assert small.ask("/?tag=nature").status_code == 503
    assert small.ask("/feeds/all.atom?utm_source=letter").status_code == 200
    assert small.ask("/feeds/nature.ics").status_code == 200


def test_a_question_that_was_too_slow_can_be_asked_again(small: Small) -> None:
    pools = small.front.service.pools
    pools.seconds = 0
    assert small.ask("/feeds/all.atom?tag=nature").status_code == 503
    pools.seconds = 60
    assert small.ask("/feeds/all.atom?tag=nature").status_code == 200


ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"


def test_its_statement_is_interrupted(small: Small) -> None:
    """The statement has no end of its own: only the deadline ends it, and its thread is free again."""

    def count() -> int:
        with small.store.read() as connection:  # type: ignore[attr-defined]  # what every question goes through
            return connection.exec_driver_sql(ENDLESS).scalar()

    async def story() -> None:
        pools = Pools(small.store.bound, seconds=0.01)
        for _ in range(2 * THREADS):
            with pytest.raises(QuestionTooSlow):
                await pools.ask(count)
        pools.seconds = 60
        assert await pools.ask(small.store.position) == small.store.position()

    asyncio.run(story())


def test_what_was_not_begun_in_time_never_is(small: Small) -> None:
    begun = []

    async def story() -> None:
        pools = Pools(small.store.bound)
        opened = threading.Event()
        held = [asyncio.create_task(pools.ask_patiently(lambda: opened.wait(60))) for _ in range(THREADS)]
        await asyncio.sleep(0)
        pools.seconds = 0
        with pytest.raises(QuestionTooSlow):
            await pools.ask(lambda: begun.append(1))
        opened.set()
        assert await asyncio.gather(*held) == [True] * THREADS
        await pools.ask_patiently(lambda: None)

    asyncio.run(story())
    assert begun == []


def test_so_many_questions_wait_and_one_more_is_refused_at_once(small: Small, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = threading.Event()
    publisher = small.front.service.publisher
    plain = publisher.events

    def wait(*args: Any) -> Any:
        assert opened.wait(60)
        return plain(*args)

    monkeypatch.setattr(publisher, "events", wait)

    async def story() -> None:
        async with client(small) as http:
            waiting = [asyncio.create_task(http.get(f"/api/v1/events?limit={n + 1}")) for n in range(WAITING)]
            while small.front.service.pools._waiting < WAITING:
                await asyncio.sleep(0)
            refused = await http.get("/api/v1/events?tag=europe")
            assert (refused.status_code, refused.headers["retry-after"]) == (503, "5")
            assert refused.json()["type"].endswith("/problems/overloaded")
            assert (await http.get("/feeds/all.json")).status_code == 200
            opened.set()
            assert {answer.status_code for answer in await asyncio.gather(*waiting)} == {200}
            assert (await http.get("/api/v1/events?tag=europe")).status_code == 200

    asyncio.run(story())


def test_the_first_words_that_no_table_knows_are_given_the_time_to_load_the_others(small: Small) -> None:
    small.front.service.pools.seconds = 1e-9
    assert small.ask("/api/v1/changes").status_code == 503
    assert small.ask("/api/v1/events?from=fooday").status_code == 400
    assert small.ask("/api/v1/read?text=fooday").status_code == 200
