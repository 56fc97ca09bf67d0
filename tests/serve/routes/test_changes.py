"""Facts about following the log: positions, filters, waiting, the stream, the full copy."""

from __future__ import annotations

import asyncio
import json
import random
from collections.abc import Coroutine
from typing import Any

import pytest

from tests.factory import event
from tests.serve.conftest import Small


class Reader:
    """One client of an endless answer: it reads when told to, and may stop reading."""

    def __init__(self, small: Small, address: str, **headers: str) -> None:
        path, _, query = address.partition("?")
        self._scope = {
            "type": "http", "method": "GET", "path": path, "raw_path": path.encode(), "query_string": query.encode(),
            "headers": [(n.replace("_", "-").encode(), v.encode()) for n, v in headers.items()],
            "http_version": "1.1", "scheme": "http", "server": ("x", 80), "client": ("y", 1), "root_path": "",
            "extensions": {"timeline.abort": {"call": self._abort}},
        }  # fmt: skip
        self._gone = asyncio.Event()
        self._came: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self._takes = asyncio.Event()
        self._takes.set()
        self.aborted = False
        self.task = asyncio.create_task(small.front(self._scope, self._receive, self._send))

    def _abort(self) -> None:
        self.aborted = True

    async def _receive(self) -> dict[str, Any]:
        await self._gone.wait()
        return {"type": "http.disconnect"}

    async def _send(self, message: dict[str, Any]) -> None:
        await self._takes.wait()
        await self._came.put(message)

    async def start(self) -> dict[str, Any]:
        """Status and headers."""
        return await asyncio.wait_for(self._came.get(), 60)

    async def changes(self, count: int) -> list[dict[str, Any]]:
        """The next changes; heartbeats and bare positions are passed over."""
        found: list[dict[str, Any]] = []
        while len(found) < count:
            message = await asyncio.wait_for(self._came.get(), 60)
            fields = dict(
                line.split(": ", 1) for line in message["body"].decode().strip().split("\n") if line[0] != ":"
            )
            if fields.get("event") == "change":
                found.append(json.loads(fields["data"]) | {"id": fields["id"]})
        return found

    async def text(self) -> str:
        """The next piece."""
        return str((await asyncio.wait_for(self._came.get(), 60))["body"].decode())

    def stop_reading(self) -> None:
        self._takes.clear()

    async def leave(self) -> None:
        """Close the connection."""
        self._gone.set()
        await asyncio.wait_for(self.task, 60)


async def wait_for_followers(small: Small, count: int, *readers: Reader) -> None:
    """Return when so many follow the log; what the readers failed with, where one of them has ended."""
    while small.front.service.followers.count < count:
        for reader in readers:
            if reader.task.done():
                await reader.task
                raise AssertionError("it was answered, and followed nothing")
        await asyncio.sleep(0)


def told(story: Coroutine[Any, Any, None]) -> None:
    asyncio.run(asyncio.wait_for(story, 60))


def positions(changes: list[dict[str, Any]]) -> list[str]:
    return [change["position"] for change in changes]


def test_the_log_is_read_from_any_position(small: Small) -> None:
    whole = small.ask("/api/v1/changes").json()
    assert positions(whole["changes"]) == [f"gen-{n}" for n in range(1, 9)]
    assert (whole["position"], whole["more"]) == ("gen-8", False)
    assert small.ask("/api/v1/changes?since=0").json() == whole
    rest = small.ask("/api/v1/changes?since=gen-6").json()
    assert rest["changes"] == whole["changes"][6:]
    assert small.ask("/api/v1/changes?since=gen-8").json() == {"changes": [], "position": "gen-8", "more": False}


def test_the_log_is_paged(small: Small) -> None:
    since, found = "0", []
    while True:
        page = small.ask(f"/api/v1/changes?since={since}&limit=3").json()
        found += page["changes"]
        since = page["position"]
        if not page["more"]:
            break
    assert positions(found) == [f"gen-{n}" for n in range(1, 9)]


def test_a_change_tells_before_after_and_reason(small: Small) -> None:
    *_, last = small.ask("/api/v1/changes").json()["changes"]
    assert (last["event"], last["kind"], last["reason"]) == ("hoax", "withdrawn", "It proved false.")
    assert last["fields"] == ["status", "reason"]
    assert (last["before"]["status"], last["after"]["status"]) == ("happened", "withdrawn")
    assert last["after"]["url"] == "http://small.example/events/hoax"
    assert "matches" not in last


def test_a_filter_tells_what_enters_and_what_leaves_it(small: Small) -> None:
    small.change("hatching", tags=("yangtze",))
    small.change("launch", tags=("nature",))
    small.change("spring", title="Kerry comes to Beijing")
    told_ = small.ask("/api/v1/changes?since=gen-6&tag=nature").json()
    left = [("hoax", False), ("hatching", False), ("launch", True)]
    assert [(c["event"], c["matches"]) for c in told_["changes"]] == left
    assert told_["position"] == "gen-11"


def test_a_position_that_cannot_be_continued_names_the_full_copy(small: Small) -> None:
    for since in ("gen-999", "other-1"):
        answer = small.ask(f"/api/v1/changes?since={since}")
        assert answer.status_code == 410
        assert "/api/v1/dump.ndjson" in answer.json()["detail"]
        assert answer.json()["location"] == "http://small.example/api/v1/dump.ndjson"


def test_waiting_ends_with_the_first_change_or_the_time(small: Small) -> None:
    async def story() -> None:
        waiting = Reader(small, "/api/v1/changes?since=gen-8&wait=60")
        await wait_for_followers(small, 1, waiting)
        await asyncio.to_thread(small.change, "launch", title="The launch")
        assert (await asyncio.wait_for(waiting.start(), 50))["status"] == 200
        assert positions(json.loads(await waiting.text())["changes"]) == ["gen-9"]
        empty = Reader(small, "/api/v1/changes?since=gen-9&wait=1")
        await empty.start()
        assert json.loads(await empty.text())["changes"] == []
        assert small.front.service.followers.count == 0

    told(story())


def test_waiting_with_a_filter_passes_over_what_does_not_concern_it(small: Small) -> None:
    async def story() -> None:
        waiting = Reader(small, "/api/v1/changes?since=gen-8&wait=30&tag=nature")
        await asyncio.to_thread(small.change, "launch", title="The launch")
        await asyncio.sleep(0.3)
        assert not waiting.task.done()
        await asyncio.to_thread(small.change, "hatching", title="They hatch")
        await waiting.start()
        assert positions(json.loads(await waiting.text())["changes"]) == ["gen-10"]

    told(story())


def test_who_leaves_while_waiting_is_no_longer_counted(small: Small) -> None:
    async def story() -> None:
        waiting = Reader(small, "/api/v1/changes?since=gen-8&wait=60")
        await wait_for_followers(small, 1, waiting)
        await waiting.leave()
        assert small.front.service.followers.count == 0

    told(story())


def test_the_stream_begins_now_or_where_it_is_told(small: Small) -> None:
    async def story() -> None:
        now = Reader(small, "/api/v1/stream")
        start = await now.start()
        assert (start["status"], dict(start["headers"])[b"content-type"]) == (200, b"text/event-stream; charset=utf-8")
        assert dict(start["headers"])[b"cache-control"] == b"no-store"
        assert await now.text() == "retry: 3000\nid: gen-8\n\n"
        early = Reader(small, "/api/v1/stream?since=gen-5")
        again = Reader(small, "/api/v1/stream?since=gen-1", last_event_id="gen-6")
        await early.start()
        await again.start()
        await asyncio.to_thread(small.change, "launch", title="The launch")
        assert positions(await now.changes(1)) == ["gen-9"]
        assert positions(await early.changes(4)) == ["gen-6", "gen-7", "gen-8", "gen-9"]
        assert [c["id"] for c in await again.changes(3)] == ["gen-7", "gen-8", "gen-9"]
        for reader in (now, early, again):
            await reader.leave()
        assert small.front.service.followers.count == 0

    told(story())


def test_a_stream_with_a_filter_moves_its_position_past_what_it_leaves_out(small: Small) -> None:
    async def story() -> None:
        reader = Reader(small, "/api/v1/stream?tag=nature")
        await reader.start()
        await reader.text()
        await asyncio.to_thread(small.change, "launch", title="The launch")
        assert await reader.text() == "id: gen-9\n\n"
        await reader.leave()

    told(story())


def test_a_silent_stream_says_that_it_lives(small: Small, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("timeline.serve.routes.changes.SIGN_OF_LIFE", 0.05)

    async def story() -> None:
        reader = Reader(small, "/api/v1/stream")
        await reader.start()
        await reader.text()
        assert await reader.text() == ": still here\n\n"
        await reader.leave()

    told(story())


def test_a_reader_that_takes_nothing_is_dropped_and_harms_nobody(small: Small) -> None:
    small.front.service.send_seconds = 0.2

    async def story() -> None:
        slow, quick = Reader(small, "/api/v1/stream"), Reader(small, "/api/v1/stream")
        for reader in (slow, quick):
            await reader.start()
            await reader.text()
        slow.stop_reading()
        for n in range(5):
            await asyncio.to_thread(small.change, "launch", title=f"Launch {n}")
        assert positions(await quick.changes(5)) == [f"gen-{n}" for n in range(9, 14)]
        await asyncio.wait_for(slow.task, 60)
        assert slow.aborted
        assert not quick.task.done()
        assert small.front.service.followers.count == 1
        await quick.leave()

    told(story())


def test_too_many_readers_are_told_to_come_back(small: Small) -> None:
    small.front.service.followers._most = 1

    async def story() -> None:
        first = Reader(small, "/api/v1/stream")
        await first.start()
        await first.text()
        for address in ("/api/v1/stream", "/api/v1/changes?since=gen-8&wait=5"):
            second = Reader(small, address)
            start = await second.start()
            assert start["status"] == 503
            assert dict(start["headers"])[b"retry-after"] == b"5"
        await first.leave()

    told(story())


def test_streams_end_when_the_server_stops(small: Small) -> None:
    async def story() -> None:
        stream, waiting = Reader(small, "/api/v1/stream"), Reader(small, "/api/v1/changes?since=gen-8&wait=60")
        await stream.start()
        await stream.text()
        await wait_for_followers(small, 2, stream, waiting)
        small.front.service.followers.close()
        await asyncio.wait_for(asyncio.gather(stream.task, waiting.task), 60)

    told(story())


def test_a_reader_that_drops_and_resumes_at_random_misses_nothing_and_sees_nothing_twice(small: Small) -> None:
    dice = random.Random(4)

    async def story() -> None:
        seen: list[str] = []
        last = "gen-8"
        for round_ in range(12):
            for n in range(dice.randrange(4)):
                await asyncio.to_thread(small.change, "launch", title=f"Launch {round_}.{n}")
            reader = Reader(small, "/api/v1/stream", last_event_id=last)
            await reader.start()
            behind = small.store.position() - int(last.removeprefix("gen-"))
            for change in await reader.changes(dice.randint(0, behind)):
                seen.append(change["id"])
                last = change["id"]
            await reader.leave()
        assert seen == [f"gen-{n}" for n in range(9, 9 + len(seen))]

    told(story())


def test_a_full_copy_and_what_came_since_are_the_present(small: Small) -> None:
    small.add(*(event(f"more-{n}", "2020-01-01") for n in range(20)))
    first, *rest = [json.loads(line) for line in small.ask("/api/v1/dump.ndjson").text.splitlines()]
    assert first["position"] == "gen-28"
    held = {told_["id"]: told_ for told_ in rest}
    assert len(rest) == len(held) == 26
    assert {held["twin"]["status"], held["hoax"]["status"]} == {"merged", "withdrawn"}
    small.change("more-1", title="Changed")
    small.add(event("late", "2021"))
    for change in small.ask(f"/api/v1/changes?since={first['position']}").json()["changes"]:
        held[change["event"]] = change["after"]
    for id in ("more-1", "late", "hatching"):
        assert small.ask(f"/api/v1/events/{id}").json() == held[id]


def test_events_are_answered_as_they_stood(small: Small) -> None:
    early = "2026-05-01T08:00:06Z"
    ids = [e["id"] for e in small.ask(f"/api/v1/events?as_of={early}").json()["events"]]
    assert ids == ["spring", "hoax", "visit", "twin", "hatching", "launch"] or set(ids) >= {"hoax", "twin"}
    now = [e["id"] for e in small.ask("/api/v1/events").json()["events"]]
    assert "hoax" not in now
    assert "twin" not in now
    small.change("hatching", title="They hatch")
    assert small.ask(f"/api/v1/events/hatching?as_of={early}").json()["title"] == "Sturgeon hatch"
    assert small.ask("/api/v1/events/hatching?as_of=9999-01-01T00:00:00Z").json()["title"] == "They hatch"
    assert small.ask(f"/api/v1/events/hoax?as_of={early}").json()["status"] == "happened"
    assert small.ask("/api/v1/events?as_of=1970-01-01T00:00:00Z").json() == {"events": [], "next": None}
    paged = small.ask(f"/api/v1/events?as_of={early}&limit=4").json()
    rest = small.ask(f"/api/v1/events?as_of={early}&limit=4&cursor={paged['next']}").json()
    assert [e["id"] for e in paged["events"] + rest["events"]] == ids
    backwards = small.ask(f"/api/v1/events?as_of={early}&sort=-when").json()
    assert [e["id"] for e in backwards["events"]] == ids[::-1]


def test_an_event_that_was_gone_then_is_answered_as_it_was_then(small: Small) -> None:
    gone = small.clock.now.isoformat().replace("+00:00", "Z")
    small.clock.forward(days=1)
    small.change("hoax", status="happened", reason="")
    small.change("twin", status="happened", merged_into="")
    withdrawn = small.ask(f"/api/v1/events/hoax?as_of={gone}")
    assert (withdrawn.status_code, "It proved false." in withdrawn.json()["detail"]) == (410, True)
    merged = small.ask(f"/api/v1/events/twin?as_of={gone}")
    assert (merged.status_code, merged.headers["location"]) == (
        308,
        f"http://small.example/api/v1/events/visit?as_of={gone}",
    )
    assert small.ask("/api/v1/events/hoax").status_code == small.ask("/api/v1/events/twin").status_code == 200


@pytest.mark.parametrize("format", ["atom", "rss", "json", "ics", "csv"])
def test_a_feed_is_answered_as_it_was_served_then(small: Small, format: str) -> None:
    """Withdrawn and merged entries included, which are in it for 90 days; only its own address differs."""
    then, served_ = small.clock.now.isoformat().replace("+00:00", "Z"), small.ask(f"/feeds/all.{format}")
    small.change("hatching", title="They hatch", tags=())
    small.change("hoax", status="happened", reason="")
    small.clock.forward(days=120)
    again = small.ask(f"/feeds/all.{format}?as_of={then}")
    assert again.headers["last-modified"] == served_.headers["last-modified"]
    unfolded = again.text.replace("\r\n ", "")
    for written in (then, then.replace(":", "%3A")):
        unfolded = unfolded.replace(f"?as_of={written}", "")
    assert unfolded == served_.text.replace("\r\n ", "")


def test_a_feed_of_then_has_pages_too(small: Small) -> None:
    then = small.clock.now.isoformat().replace("+00:00", "Z")
    small.change("hatching", title="They hatch")
    found, address = [], f"/feeds/all.json?as_of={then}&limit=2"
    while address:
        page = small.ask(address).json()
        found += [item["id"] for item in page["items"]]
        address = page.get("next_url", "")
    assert sorted(found) == sorted(set(found))
    assert len(found) == 6


def test_nothing_was_there_before_the_beginning(small: Small) -> None:
    early = "1200-01-01T00:00:00Z"
    assert small.ask(f"/api/v1/events?as_of={early}").json() == {"events": [], "next": None}
    assert small.ask(f"/feeds/all.json?as_of={early}").json()["items"] == []
    assert b"BEGIN:VEVENT" not in small.ask(f"/feeds/all.ics?as_of={early}").content
    missing = small.ask(f"/api/v1/events/hatching?as_of={early}")
    assert (missing.status_code, "was first published at" in missing.json()["detail"]) == (404, True)


@pytest.mark.parametrize(
    "since", ["gen-9999999999999999", "gen", "gen--1", "gen-1.5", "-1", "gen-1 ", "gen-٣", "x" * 200]
)
def test_a_garbled_position_is_one_problem(small: Small, since: str) -> None:
    answer = small.ask(f"/api/v1/changes?since={since}")
    assert (answer.status_code, answer.json()["parameter"]) == (400, "since")
    if since.isascii() and since.strip() == since:
        stream = small.ask("/api/v1/stream", last_event_id=since)
        assert (stream.status_code, stream.json()["parameter"]) == (400, "Last-Event-ID")


def test_pages_of_events_follow_each_other(small: Small) -> None:
    for sort in ("when", "-when", "published", "-updated"):
        found, cursor = [], ""
        while True:
            page = small.ask(f"/api/v1/events?sort={sort}&limit=2" + (f"&cursor={cursor}" if cursor else "")).json()
            found += [e["id"] for e in page["events"]]
            if not (cursor := page["next"]):
                break
        assert len(found) == len(set(found)) == 4, sort


def test_the_history_of_an_event_keeps_what_was_said(small: Small) -> None:
    small.change("spring", title="Kerry comes to Beijing")
    told_ = small.ask("/api/v1/events/spring/history").json()
    assert [(c["kind"], c["after"]["title"]) for c in told_["changes"]] == [
        ("added", "Kerry in Beijing"),
        ("revised", "Kerry comes to Beijing"),
    ]
    assert small.ask("/api/v1/events/twin/history").json()["changes"][-1]["kind"] == "merged"
