"""Events added and changed over the API, asked in process."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any
from unittest.mock import Mock, patch

import httpx
import pytest

from tests.databases import database
from tests.serve.conftest import DAWN, Small, opened
from timeline.errors import StoreUnavailable
from timeline.model import token as tokens
from timeline.model.query import Filter
from timeline.publish.change_log import token as position_token
from timeline.store.contract import Outcome

SAID = {"title": "Weir opened", "when": "2027-05-04", "tags": ["weir"]}


class Pen:
    """A small chronology, and tokens of two who write."""

    def __init__(self, small: Small) -> None:
        self.small, self.store = small, small.store
        self.token = self.issue("ana", "s" * 43)
        for change in self.store.changes():
            assert change.after.origin == "file"

    def issue(self, name: str, secret: str, scope: str = "write:events", minutes: int = 600) -> str:
        token, kept = tokens.issue(secret, name, [scope], DAWN, DAWN + timedelta(minutes=minutes))
        self.store.add_token(kept)
        return token

    def send(
        self, method: str, path: str, body: Any = None, *, token: str | None = "", media: str = "", **headers: str
    ) -> httpx.Response:
        """One request with Ana's token, with another, or with none (None)."""
        self.small.clock.forward(seconds=5)
        own = "" if token is None else token or self.token
        return self.small.send(method, f"/api/v1{path}", body, token=own, media=media, **headers)

    def created(self, **said: Any) -> tuple[str, str]:
        """A new event: its id and its revision in quotes."""
        answer = self.send("POST", "/events", SAID | said)
        assert answer.status_code == 201, answer.text
        return answer.json()["ids"][0], answer.headers["etag"]

    def kinds(self) -> list[str]:
        """What a client of the log is told."""
        return [each["kind"] for each in self.send("GET", "/changes?since=0").json()["changes"]]


@pytest.fixture
def pen(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Pen]:
    place = database() if getattr(request, "param", "") == "postgresql" else nullcontext("")
    with place as url, opened(tmp_path, url) as small:
        yield Pen(small)


@pytest.fixture(scope="module")
def dry_pen(unchanged: Small) -> Pen:
    """One for all tests in which nothing is written."""
    return Pen(unchanged)


ON_BOTH = pytest.mark.parametrize(
    "pen", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)], indirect=True
)
"""For what the store has a part in."""


@ON_BOTH
def test_a_created_event_is_there_under_its_address_and_says_how_its_date_was_read(pen):
    answer = pen.send("POST", "/events", SAID | {"when": "some time in spring 2027"})
    assert answer.status_code == 201
    (read,) = answer.json()["understood"]
    assert read == {
        "pointer": "/when",
        "said": "some time in spring 2027",
        "edtf": "2027-21",
        "rule": read["rule"],
        "words": "spring of 2027",
    }
    path = answer.headers["location"].removeprefix("http://small.example/api/v1")
    event = pen.send("GET", path).json()
    assert (event["title"], event["when"]["edtf"], event["origin"]) == ("Weir opened", "2027-21", "api")


@ON_BOTH
def test_an_edit_needs_if_match_and_takes_the_etag_of_the_event_or_its_revision(pen):
    id, revision = pen.created()
    assert pen.send("PATCH", f"/events/{id}", {"title": "A"}).status_code == 428
    etag = pen.send("GET", f"/events/{id}").headers["etag"]
    assert pen.send("PATCH", f"/events/{id}", {"title": "A"}, If_Match=etag).status_code == 200
    stale = pen.send("PATCH", f"/events/{id}", {"title": "B"}, If_Match=revision)
    assert stale.status_code == 412
    present = stale.json()["revision"]
    assert stale.headers["etag"] == f'"{present}"'
    assert pen.send("PATCH", f"/events/{id}", {"title": "B"}, If_Match=f'W/"{present}"').status_code == 412
    done = pen.send("PATCH", f"/events/{id}", {"title": "B"}, If_Match=f'"{present}"')
    assert done.json()["events"][0]["title"] == "B"
    assert pen.send("PATCH", f"/events/{id}", {"title": "C"}, If_Match="*").status_code == 200


def test_every_problem_of_a_body_is_told_at_once_by_its_pointer(pen):
    answer = pen.send("POST", "/events", {"titel": "T", "when": "24/7", "tags": ["A b"], "links": [{"url": "x"}]})
    assert answer.status_code == 422
    problem = answer.json()
    assert problem["type"].endswith("/problems/invalid-body")
    assert {each["pointer"] for each in problem["problems"]} == {"/titel", "/when", "/tags/0", "/links/0/url"}
    assert all(each["detail"] and each["remedy"] for each in problem["problems"])


@pytest.mark.parametrize("when", ["2025-02-30", "24/7", "may", "1,200 people", "../..", "2025-13", ""])
def test_what_is_no_date_is_refused_and_not_guessed(pen, when):
    answer = pen.send("POST", "/events", SAID | {"when": when})
    assert answer.status_code == 422
    assert {each["pointer"] for each in answer.json()["problems"]} == {"/when"}


def test_what_is_sent_as_text_is_text(pen):
    title = "<script>alert(1)</script> 🎉 \u202eمرحبا & “so”"
    id, _ = pen.created(title=title, summary="a\nb <b>x</b>")
    assert pen.send("GET", f"/events/{id}").json()["title"] == title
    page = asyncio.run(_page(pen.small, f"/events/{id}"))
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page


async def _page(small: Small, path: str) -> str:
    transport = httpx.ASGITransport(app=small.front)
    async with httpx.AsyncClient(transport=transport, base_url="http://small.example") as client:
        return (await client.get(path, headers={"Accept": "text/html"})).text


def test_a_body_of_a_megabyte_is_refused_by_the_limit_and_one_below_by_its_fields(pen):
    position = pen.store.position()
    above = pen.send("POST", "/events", b'{"title": "' + b"x" * 1_048_576 + b'"}')
    assert above.status_code == 413
    assert "1 MiB" in above.json()["detail"]
    below = pen.send("POST", "/events", SAID | {"summary": "x" * 1_000_000})
    assert below.status_code == 422
    assert [each["pointer"] for each in below.json()["problems"]] == ["/summary"]
    assert pen.store.position() == position


TWICE = [
    ("POST", "/events", b'{"title": "A", "when": "2025", "t\\u0069tle": "B"}', ["/title"]),
    ("PATCH", "/events/{id}", b'{"when": {"edtf": "2025", "edtf": "2026"}}', ["/when/edtf"]),
    ("DELETE", "/events/{id}", b'{"reason": "a", "reason": "a"}', ["/reason"]),
    ("POST", "/events/{id}/cancel", b'{"reason": "a", "reason": "b"}', ["/reason"]),
    ("POST", "/events/{id}/merge", b'{"into": "a", "into": "b"}', ["/into"]),
    ("POST", "/batches", b'{"steps": [{"verb": "create", "event": {"a/b": 1, "a/b": 2}}, {"verb": 1, "verb": 1}]}',
     ["/steps/0/event/a~1b", "/steps/1/verb"]),
]  # fmt: skip


@pytest.mark.parametrize(("method", "path", "body", "pointers"), TWICE)
def test_a_body_that_says_a_key_twice_is_refused_by_its_pointer(pen, method, path, body, pointers):
    id, etag = pen.created()
    position = pen.store.position()
    answer = pen.send(method, path.format(id=id), body, If_Match=etag)
    assert (answer.status_code, answer.json()["type"].rpartition("/")[2]) == (422, "invalid-body")
    assert [each["pointer"] for each in answer.json()["problems"]] == pointers
    assert "more than once" in answer.json()["problems"][0]["detail"]
    assert pen.store.position() == position


@ON_BOTH
def test_a_key_of_yesterday_is_answered_with_the_name_of_its_event(pen):
    (id,) = pen.send("POST", "/events", SAID, Idempotency_Key="one").json()["ids"]
    pen.small.clock.forward(days=2)
    token = pen.issue("ben", "b" * 43, minutes=10_000)
    assert pen.send("POST", "/events", SAID, token=token, Idempotency_Key="one").status_code == 201
    pen.small.clock.forward(days=2)
    again = pen.send("POST", "/events", SAID, token=token, Idempotency_Key="one")
    assert again.status_code == 409
    (of_ben,) = {event.id for event in pen.store.select(Filter()) if event.title == SAID["title"]} - {id}
    assert f"event {of_ben} was made under the same key" in again.json()["detail"]


@pytest.mark.parametrize(
    ("body", "media", "status"),
    [
        (b"{", "", 400),
        (b"\xff\xfe", "", 400),
        (b'{"title": "\\ud800", "when": "2025"}', "", 400),
        (b"[" * 100_000, "", 400),
        (b"[]", "", 422),
        (b"null", "", 422),
        (b'"x"', "", 422),
        (b'{"title": {"a": 1}, "when": true}', "", 422),
        (b"title=x", "application/x-www-form-urlencoded", 415),
        (b"", "", 422),
    ],
)
def test_a_body_that_is_none_is_refused_with_its_reason(dry_pen, body, media, status):
    answer = dry_pen.send("POST", "/events", body, media=media)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert dry_pen.small.store.position() == 8


def test_who_may_not_write_is_refused_before_the_body_is_looked_at(pen):
    reader = pen.issue("bob", "b" * 43, "read:candidates")
    short = pen.issue("eve", "e" * 43, minutes=1)
    assert pen.send("POST", "/events", SAID, token=None).status_code == 401
    assert pen.send("POST", "/events", SAID, token=reader).status_code == 403
    assert pen.send("POST", "/events", SAID, token=short).status_code == 201
    pen.small.clock.forward(minutes=2)
    assert pen.send("POST", "/events", SAID, token=short).status_code == 401


def test_a_token_that_expires_while_the_body_comes_in_writes_nothing(pen):
    short = pen.issue("eve", "e" * 43, minutes=1)
    position = pen.store.position()

    async def slowly() -> httpx.Response:
        async def body():
            yield b'{"title": "T", '
            pen.small.clock.forward(minutes=2)
            yield b'"when": "2027"}'

        transport = httpx.ASGITransport(app=pen.small.front)
        async with httpx.AsyncClient(transport=transport, base_url="http://small.example") as client:
            headers = {"Authorization": f"Bearer {short}", "Content-Type": "application/json"}
            return await client.post("/api/v1/events", content=body(), headers=headers)

    assert asyncio.run(slowly()).status_code == 401
    assert pen.store.position() == position


@ON_BOTH
def test_the_same_request_under_one_key_is_done_once(pen):
    first = pen.send("POST", "/events", SAID, Idempotency_Key="one")
    again = pen.send("POST", "/events", SAID, Idempotency_Key="one")
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.content == again.content
    assert first.headers["location"] == again.headers["location"]
    assert pen.send("POST", "/events", SAID | {"title": "Other"}, Idempotency_Key="one").status_code == 422
    other = pen.issue("bob", "b" * 43)
    assert pen.send("POST", "/events", SAID, token=other, Idempotency_Key="one").json()["ids"] != first.json()["ids"]
    assert pen.send("POST", "/events", {"title": 1}, Idempotency_Key="two").status_code == 422
    assert pen.send("POST", "/events", SAID, Idempotency_Key="two").status_code == 201


@ON_BOTH
def test_what_was_written_before_the_connection_was_lost_is_not_written_again(pen):
    id, etag = pen.created()
    batch = {"steps": [{"verb": "create", "event": SAID | {"title": "Of a batch"}}]}
    for path, body, headers in (
        ("/events", SAID | {"when": "spring of 2030"}, {}),
        (f"/events/{id}/cancel", {"reason": "Rain."}, {"If_Match": etag}),
        ("/batches", batch, {}),
    ):
        with patch.object(pen.store, "histories", side_effect=StoreUnavailable("the database went away")):
            lost = pen.send("POST", path, body, Idempotency_Key=path, **headers)
        assert (lost.status_code, lost.headers["retry-after"]) == (503, "5")
        position = pen.store.position()
        again = pen.send("POST", path, body, Idempotency_Key=path, **headers)
        assert again.status_code == (201 if path == "/events" else 200), again.text
        assert pen.store.position() == position
        assert [each["position"] for each in again.json()["changes"]] == [position_token(pen.store, position)]
        third = pen.send("POST", path, body, Idempotency_Key=path, **headers)
        assert (third.content, third.headers["etag"]) == (again.content, again.headers["etag"])
    (read,) = pen.send("POST", "/events", SAID | {"when": "spring of 2030"}, Idempotency_Key="/events").json()[
        "understood"
    ]
    assert read["edtf"] == "2030-21"


@ON_BOTH
def test_what_was_not_written_as_the_connection_was_lost_is_written_when_it_is_asked_again(pen):
    with patch.object(pen.store, "settle", side_effect=StoreUnavailable("the database went away")):
        lost = pen.send("POST", "/events", SAID, Idempotency_Key="one")
    assert lost.status_code == 503
    position = pen.store.position()
    assert pen.send("POST", "/events", SAID, Idempotency_Key="one").status_code == 201
    assert pen.store.position() == position + 1


def test_what_was_cut_off_before_it_was_done_is_done_as_soon_as_it_is_asked_again(pen):
    away = Mock(side_effect=StoreUnavailable("the database went away"))
    with patch.object(pen.store, "settle", away), patch.object(pen.store, "drop_answer", away):
        assert pen.send("POST", "/events", SAID, Idempotency_Key="one").status_code == 503
    pen.small.front.service.undropped.clear()  # that process is gone too
    with patch.object(pen.small.clock, "forward"):
        early = pen.send("POST", "/events", SAID, Idempotency_Key="one")
    assert (early.status_code, early.json()["type"].rpartition("/")[2]) == (409, "key-under-way")
    assert early.headers["retry-after"] == "5"
    assert pen.send("POST", "/events", SAID, Idempotency_Key="one").status_code == 201


@ON_BOTH
def test_of_two_that_do_the_same_at_once_one_does_it_and_both_say_so(pen):
    id, etag = pen.created()
    steps = [{"verb": "create", "event": SAID | {"title": "Of a batch"}}]
    for path, body, headers in (
        ("/events", SAID | {"title": "Two"}, {}),
        (f"/events/{id}/cancel", {"reason": "Rain."}, {"If_Match": etag}),
        ("/batches", {"steps": steps}, {}),
    ):
        position = pen.store.position()
        slower, faster = at_once(pen, partial(pen.send, "POST", path, body, Idempotency_Key=path, **headers))
        assert slower.status_code == faster.status_code == (201 if path == "/events" else 200), slower.text
        assert (slower.content, slower.headers["etag"]) == (faster.content, faster.headers["etag"])
        assert pen.store.position() == position + 1


def at_once(pen: Pen, send: Callable[[], httpx.Response]) -> tuple[httpx.Response, httpx.Response]:
    """Send the same twice: the second overtakes the first, in another process, just before that would be written."""
    settle, faster = pen.store.settle, []

    def overtaken(outcome: Outcome) -> int:
        if not faster:
            faster.append(None)
            with patch.object(pen.small.front.service.writer, "_lock", nullcontext()):
                faster[0] = send()
        return settle(outcome)

    with patch.object(pen.store, "settle", overtaken):
        slower = send()
    return slower, faster[0]


@ON_BOTH
def test_each_write_is_once_in_the_log_and_what_is_tried_is_not(pen):
    before = pen.kinds()
    id, etag = pen.created()
    tried = pen.send("POST", f"/events/{id}/cancel?dry_run=true", {"reason": "Rain."}, If_Match=etag)
    assert tried.json()["previews"][0]["kind"] == "cancelled"
    assert "Cancelled" in tried.json()["previews"][0]["formats"]["ics"]["after"]
    for verb, body in (
        ("cancel", {"reason": "Rain."}),
        ("reinstate", None),
        ("postpone", {"event": SAID | {"when": "2027-06-04"}}),
        ("undo", {}),
        ("confirm", {}),
    ):
        etag = pen.send("POST", f"/events/{id}/{verb}", body, If_Match=etag).headers["etag"]
    gone = pen.send("DELETE", f"/events/{id}?reason=A+hoax.", If_Match=etag)
    assert gone.status_code == 200
    assert pen.send("GET", f"/events/{id}").status_code == 410
    back = pen.send("POST", f"/events/{id}/undo", {}, If_Match=gone.headers["etag"])
    assert back.json()["changes"][0]["kind"] == "reinstated"
    assert pen.kinds()[len(before) :] == [
        "added", "cancelled", "reinstated", "added", "postponed", "reinstated", "confirmed", "withdrawn", "reinstated"
    ]  # fmt: skip


@ON_BOTH
def test_a_merged_event_leads_to_its_survivor_until_it_is_unmerged(pen):
    (one, etag), (other, _) = pen.created(), pen.created(title="Weir open")
    merged = pen.send("POST", f"/events/{one}/merge", {"into": other}, If_Match=etag)
    assert merged.status_code == 200
    assert pen.send("GET", f"/events/{one}").status_code == 308
    again = pen.send("POST", f"/events/{one}/unmerge", {}, If_Match=merged.headers["etag"])
    assert again.status_code == 200
    assert pen.send("GET", f"/events/{one}").status_code == 200
    nowhere = pen.send("POST", f"/events/{one}/merge", {"into": "nothing"}, If_Match=again.headers["etag"])
    assert [each["pointer"] for each in nowhere.json()["problems"]] == ["/into"]


@ON_BOTH
def test_a_batch_is_done_whole_or_not_at_all(pen):
    id, etag = pen.created()
    steps = [
        {"verb": "create", "event": SAID | {"title": "Second"}},
        {"verb": "edit", "id": id, "revision": etag, "changes": {"title": "First"}},
        {"verb": "cancel", "id": id, "reason": "Rain."},
    ]
    position = pen.store.position()
    wrong = pen.send("POST", "/batches", {"steps": [*steps, {"verb": "edit", "id": "hoax", "changes": {}}]})
    assert [each["pointer"] for each in wrong.json()["problems"]] == ["/steps/3/revision"]
    bad = {"verb": "create", "event": {"title": "T", "when": "24/7"}}
    wrong = pen.send("POST", "/batches", {"steps": [*steps, bad, {"verb": "fly"}]})
    assert [each["pointer"] for each in wrong.json()["problems"]] == ["/steps/4/verb"]
    wrong = pen.send("POST", "/batches", {"steps": [*steps, bad]})
    assert [each["pointer"] for each in wrong.json()["problems"]] == ["/steps/3/event/when"]
    stale = [{**steps[1], "revision": "0" * 16}]
    assert pen.send("POST", "/batches", {"steps": stale}).status_code == 412
    assert pen.store.position() == position
    done = pen.send("POST", "/batches", {"steps": steps})
    assert [each["kind"] for each in done.json()["changes"]] == ["added", "revised", "cancelled"]


def test_an_event_of_a_file_without_its_folder_is_a_conflict(pen):
    etag = pen.send("GET", "/events/hatching").headers["etag"]
    answer = pen.send("PATCH", "/events/hatching", {"title": "A"}, If_Match=etag)
    assert answer.status_code == 409
    assert answer.json()["type"].endswith("/problems/event-in-file")


def test_a_diff_is_described_between_positions_or_instants(pen):
    described = pen.send("GET", "/../../openapi.json").json()["paths"]["/api/v1/events/{id}/diff"]["get"]
    said = {each["name"]: each for each in described["parameters"] if "name" in each}
    assert [said[name]["in"] for name in ("id", "from", "to")] == ["path", "query", "query"]
    for name in ("from", "to"):
        assert "instant" in said[name]["description"] or "same way" in said[name]["description"]
        assert "EDTF" not in said[name]["description"]


def test_what_differs_is_told_in_fields_and_in_words(pen):
    id, etag = pen.created()
    pen.send("PATCH", f"/events/{id}", {"title": "Weir opens", "when": "2027-05-05"}, If_Match=etag)
    last = pen.send("GET", f"/events/{id}/diff").json()
    assert last["fields"]["title"] == {"before": "Weir opened", "after": "Weir opens"}
    assert set(last["fields"]) == {"title", "when"}
    assert {"kind": "was", "words": "4 May 2027"} in [p for row in last["words"] for p in row["parts"]]
    first = position_token(pen.store, pen.store.history(id)[0].position)
    same = pen.send("GET", f"/events/{id}/diff?from={first}&to={first}").json()
    assert (same["fields"], same["words"]) == ({}, [])
    instant = pen.store.history(id)[0].at.isoformat().replace("+00:00", "Z")
    assert pen.send("GET", f"/events/{id}/diff?from={instant}").json() == last
    assert pen.send("GET", f"/events/{id}/diff?from=yesterday").status_code == 400
    assert pen.send("GET", f"/events/{id}/diff?to=2020-01-01T00:00:00Z").status_code == 400


@ON_BOTH
def test_who_changed_what_is_in_the_history_and_in_no_answer(pen):
    id, etag = pen.created()
    pen.send("POST", f"/events/{id}/cancel", {"reason": "Rain."}, If_Match=etag)
    assert [change.by for change in pen.store.history(id)] == ["ana", "ana"]
    for path in (f"/events/{id}", f"/events/{id}/history", "/changes?since=0", f"/events/{id}/diff"):
        assert "ana" not in pen.send("GET", path).text


class TestOfFiles:
    """The same application over a folder whose files may be written."""

    @pytest.fixture
    def desk(self, pen, tmp_path):
        from tests.writing.desk import Desk
        from timeline.publish.publisher import Publisher
        from timeline.serve.app import make_app

        made = Desk(tmp_path / "rivers")
        front = make_app(made.store, Publisher(made.store, made.writer.chronology), made.writer.chronology)
        front.service.clock = pen.small.clock
        front.service.writer = made.writer
        pen.small.front, pen.store = front, made.store
        made.store.add_token(tokens.issue("s" * 43, "ana", ["write:events"], DAWN)[1])
        yield made
        made.store.close()

    def test_an_entry_is_written_back_and_every_other_byte_stays(self, pen, desk):
        before = desk.text()
        etag = pen.send("GET", "/events/hatching").headers["etag"]
        done = pen.send("PATCH", "/events/hatching", {"title": "Sturgeon # hatched"}, If_Match=etag)
        assert done.status_code == 200
        assert desk.text() == before.replace("title: Sturgeon hatch", 'title: "Sturgeon # hatched"')

    def test_a_file_that_was_saved_meanwhile_is_not_overwritten(self, pen, desk):
        path = desk.directory / "events.yaml"
        path.write_text(desk.text().replace("Sturgeon hatch", "Another hand"))
        answer = pen.send("PATCH", "/events/hatching", {"title": "Mine"}, If_Match="*")
        assert answer.status_code == 409
        assert "events.yaml:2" in answer.json()["detail"]
        assert "Another hand" in desk.text()

    def test_a_full_disk_is_said_and_nothing_is_half_written(self, pen, desk, monkeypatch):
        from timeline.files import replacement

        def full(*_):
            raise OSError(28, "No space left on device")

        before, position = desk.text(), desk.store.position()
        monkeypatch.setattr(replacement, "replacing", full)
        answer = pen.send("PATCH", "/events/hatching", {"title": "Mine"}, If_Match="*")
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
        assert "No space left" in answer.json()["detail"]
        assert (desk.text(), desk.store.position()) == (before, position)
