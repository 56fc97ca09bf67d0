"""The review queue and the sources, asked in process."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest

from tests.serve.conftest import DAWN, Small
from timeline.dates import When
from timeline.ingest import Report, ingest
from timeline.model import token as tokens
from timeline.model.event import Citation, Event, Mention
from timeline.model.query import Filter
from timeline.model.source import Document, Extraction, Fetched, Health, Refusal, Source
from timeline.model.token import Token
from timeline.store.contract import Outcome

DESK = Source(id="desk", name="News desk", url="https://desk.example/feed", trust="review")
FAIR = Mention(
    key="fair", title="A fair in the park", said_when="June 2026", when=When.parse("2026-06", "June 2026"),
    citation=Citation(title="On the fair", url="https://desk.example/fair", words="June 2026"),
)  # fmt: skip
PARADE = Mention(key="parade", title="The parade", when=When.parse("2026-07-14"), citation=Citation(title="On it"))


class Desk:
    """A small chronology with a source under review, and a token."""

    def __init__(self, small: Small) -> None:
        self.small, self.store = small, small.store
        small.front.service.sources = (DESK,)
        self.token, kept = tokens.issue("s" * 43, "ana", ["review"], DAWN)
        self.store.add_token(kept)
        self.says(FAIR, PARADE)

    def says(self, *mentions: Mention) -> Report:
        self.small.clock.forward(hours=1)
        now = self.small.clock.now
        document = Document(url=DESK.url, data=repr((now, mentions)).encode(), retrieved=now)
        extraction = Extraction(mentions=mentions, refused=(Refusal(place="item 3", reason="it names no date"),))
        return ingest(DESK, self.store, lambda s, v: Fetched(documents=(document,)), lambda d, k: extraction, now)

    def post(self, path: str, body: Any = None, *, token: str | None = "", media: str = "") -> httpx.Response:
        """One request with the token of the desk, with another, or with none (None)."""
        own = "" if token is None else token or self.token
        return self.small.send("POST", path, body, token=own, media=media)

    def ask(self, path: str, method: str = "GET") -> httpx.Response:
        return self.small.ask(path, method, Authorization=f"Bearer {self.token}")

    def waiting(self) -> dict[str, str]:
        return {c["key"]: c["id"] for c in self.ask("/api/v1/candidates").json()["candidates"]}

    def standing(self) -> dict[str, Event]:
        return {event.title: event for event in self.store.select(Filter())}


@pytest.fixture
def desk(small: Small) -> Desk:
    return Desk(small)


@pytest.fixture(scope="module")
def untouched(unchanged: Small) -> Desk:
    """One for all tests of what changes nothing."""
    return Desk(unchanged)


WRITES = [
    "/api/v1/candidates/nothing/accept", "/api/v1/candidates/nothing/merge", "/api/v1/candidates/nothing/reject",
    "/api/v1/candidates/nothing/undo",
    "/api/v1/claims/unmerge", "/api/v1/sources/desk/run", "/api/v1/sources/desk/pause", "/api/v1/sources/desk/resume",
]  # fmt: skip


@pytest.mark.parametrize("path", WRITES)
def test_a_write_takes_a_token_that_is_known_and_good_for_it(desk: Desk, path: str) -> None:
    for token, error in ((None, ""), ("tl_wrong", ', error="invalid_token"')):
        answer = desk.post(path, token=token)
        assert answer.status_code == 401
        assert answer.headers["www-authenticate"] == f'Bearer realm="timeline"{error}'
        assert answer.headers["content-type"] == "application/problem+json"
    other, kept = tokens.issue("o" * 43, "bo", ["write:events"], DAWN)
    desk.store.add_token(kept)
    answer = desk.post(path, token=other)
    assert (answer.status_code, answer.json()["detail"]) == (403, "the token lacks the scope review")
    assert desk.small.ask(path).status_code == 405


@pytest.mark.parametrize("path", ["/api/v1/candidates", "/api/v1/candidates/nothing", "/api/v1/candidates?cursor=x"])
def test_the_queue_is_read_with_a_token(desk: Desk, path: str) -> None:
    for headers in ({}, {"Authorization": "Bearer tl_wrong"}):
        answer = desk.small.ask(path, **headers)
        assert (answer.status_code, answer.headers["content-type"]) == (401, "application/problem+json")
        assert "www-authenticate" in answer.headers
    other, kept = tokens.issue("o" * 43, "bo", ["write:events"], DAWN)
    desk.store.add_token(kept)
    assert desk.small.ask(path, Authorization=f"Bearer {other}").status_code == 403
    assert "fair" not in desk.small.ask("/api/v1/candidates").text
    assert desk.ask("/api/v1/candidates").headers["cache-control"] == "private, no-cache"
    described = desk.small.ask("/openapi.json").json()["paths"][path.partition("?")[0].replace("nothing", "{id}")][
        "get"
    ]
    assert described["security"] == [{"bearer": []}]
    assert {"401", "403"} <= set(described["responses"])


def test_a_token_that_was_removed_is_good_for_nothing(desk: Desk) -> None:
    desk.store.drop_token(tokens.digest(desk.token))
    assert desk.post("/api/v1/sources/desk/run").status_code == 401
    assert all(isinstance(token, Token) for token in desk.store.tokens())


def test_a_token_that_was_used_says_when_and_writes_it_once_a_minute(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    writes: list[datetime] = []
    plain = desk.store.use_token
    monkeypatch.setattr(desk.store, "use_token", lambda digest, at: writes.append(at) or plain(digest, at))
    for seconds in (0, 20, 39, 1):
        desk.small.clock.forward(seconds=seconds)
        assert desk.ask("/api/v1/candidates").status_code == 200
    assert [at - writes[0] for at in writes] == [timedelta(0), timedelta(minutes=1)]
    assert desk.store.tokens()[0].used == writes[-1].timestamp()


def test_a_token_is_good_for_nothing_once_it_has_expired(desk: Desk) -> None:
    ends = desk.small.clock.now + timedelta(days=1)
    token, kept = tokens.issue("e" * 43, "eve", ["admin"], DAWN, ends)
    desk.store.add_token(kept)
    assert desk.post("/api/v1/sources/desk/pause", token=token).status_code == 200
    desk.small.clock.now = ends
    answer = desk.post("/api/v1/sources/desk/pause", token=token)
    assert (answer.status_code, answer.json()["detail"]) == (401, "the token has expired")
    assert answer.headers["www-authenticate"] == 'Bearer realm="timeline", error="invalid_token"'


@pytest.mark.parametrize(
    ("scope", "reads", "decides"),
    [("read:candidates", 200, 403), ("review", 200, 404), ("write:events", 403, 403), ("admin", 200, 404)],
)
def test_a_scope_is_good_for_what_it_includes(desk: Desk, scope: str, reads: int, decides: int) -> None:
    token, kept = tokens.issue("o" * 43, "bo", [scope], DAWN)
    desk.store.add_token(kept)
    assert desk.small.ask("/api/v1/candidates", Authorization=f"Bearer {token}").status_code == reads
    assert desk.post("/api/v1/candidates/nothing/reject", token=token).status_code == decides


def test_what_is_not_published_is_told_to_nobody_without_a_token(desk: Desk) -> None:
    paths = [path for path in desk.small.ask("/openapi.json").json()["paths"] if "{" not in path]
    answers = {path: desk.small.ask(path) for path in paths if "stream" not in path}
    waiting = [each.claim.mention.title for each in desk.store.candidates()]
    assert len(waiting) == 2
    for title in waiting:
        assert [path for path, answer in answers.items() if title in answer.text] == []


def test_candidates_are_listed_oldest_first_with_their_words_and_reasons(desk: Desk) -> None:
    found = desk.ask("/api/v1/candidates").json()
    assert [c["key"] for c in found["candidates"]] == sorted((c["key"] for c in found["candidates"]), key=_by_id(found))
    fair = next(c for c in found["candidates"] if c["key"] == "fair")
    assert fair["when"]["edtf"] == "2026-06"
    assert fair["citation"]["words"] == "June 2026"
    assert fair["reasons"] == ["News desk is reviewed before it is published"]
    assert desk.ask(f"/api/v1/candidates/{fair['id']}").json() == fair
    assert desk.ask("/api/v1/candidates?source=desk&state=rejected").json() == {"candidates": [], "next": None}


def _by_id(found: Any) -> Any:
    return {c["key"]: c["id"] for c in found["candidates"]}.__getitem__


def test_pages_of_candidates_follow_each_other(desk: Desk) -> None:
    page = desk.ask("/api/v1/candidates?limit=1")
    first = page.json()
    second = desk.ask(f"/api/v1/candidates?limit=1&cursor={first['next']}").json()
    assert (
        page.headers["link"] == f'<http://small.example/api/v1/candidates?cursor={first["next"]}&limit=1>; rel="next"'
    )
    assert "link" not in desk.ask("/api/v1/candidates").headers
    assert {c["key"] for page in (first, second) for c in page["candidates"]} == {"fair", "parade"}
    assert second["next"] is None


def test_an_accepted_candidate_is_an_event_and_never_asks_again(desk: Desk) -> None:
    id = desk.waiting()["fair"]
    answer = desk.post(f"/api/v1/candidates/{id}/accept")
    assert answer.status_code == 200, answer.text
    said = answer.json()
    assert (said["candidate"]["state"], [c["kind"] for c in said["changes"]]) == ("accepted", ["added"])
    event = desk.small.ask(f"/api/v1/events/{said['changes'][0]['event']}").json()
    assert (event["title"], event["when"]["edtf"], event["origin"]) == ("A fair in the park", "2026-06", "source")
    desk.says(FAIR, PARADE)
    assert set(desk.waiting()) == {"parade"}
    again = desk.post(f"/api/v1/candidates/{id}/accept")
    assert (again.status_code, again.json()["type"].rpartition("/")[2]) == (409, "conflict")
    (made,) = desk.store.decisions()["desk", "fair"]
    assert (made.verdict, made.by) == ("accept", "ana")


def test_an_edit_stays_whatever_the_source_says_next(desk: Desk) -> None:
    id = desk.waiting()["fair"]
    edit = {"title": " The  summer fair ", "tags": ["culture"], "when": {"edtf": "2026-06-20", "start_time": "14:00"}}
    said = desk.post(f"/api/v1/candidates/{id}/accept", edit).json()
    assert said["candidate"]["edited"] == ["title", "tags", "when"]
    desk.says(FAIR, PARADE)
    event = desk.standing()["The summer fair"]
    assert (event.when.edtf, event.when.start_time, event.tags) == ("2026-06-20", "14:00", ("culture",))


@pytest.mark.parametrize(
    ("body", "status", "kind"),
    [
        (b"{", 400, "invalid-request"),
        (b"[]", 400, "invalid-request"),
        (b"\xff\xfe", 400, "invalid-request"),
        ({"titel": "x"}, 400, "invalid-request"),
        ({"title": "  "}, 400, "invalid-request"),
        ({"title": 5}, 400, "invalid-request"),
        ({"status": "withdrawn"}, 400, "invalid-request"),
        ({"tags": ["No Tag"]}, 400, "invalid-request"),
        ({"when": {"edtf": "next year"}}, 400, "invalid-date"),
        ({"when": {"edtf": "2026-06-20", "start_time": "25:00"}}, 400, "invalid-date"),
        (b"x" * 1_100_000, 413, "too-large"),
        (b'{"title": "The fair", "title": "The parade"}', 422, "invalid-body"),
        (b'{"when": {"edtf": "2026", "edtf": "2026"}}', 422, "invalid-body"),
    ],
)
def test_an_edit_that_cannot_be_meant_changes_nothing(untouched: Desk, body: Any, status: int, kind: str) -> None:
    id = untouched.waiting()["fair"]
    answer = untouched.post(f"/api/v1/candidates/{id}/accept", body)
    assert (answer.status_code, answer.json()["type"].rpartition("/")[2]) == (status, kind)
    assert set(untouched.waiting()) == {"fair", "parade"}


def test_a_form_is_no_json(desk: Desk) -> None:
    id = desk.waiting()["fair"]
    answer = desk.post(f"/api/v1/candidates/{id}/accept", b"title=x", media="application/x-www-form-urlencoded")
    assert answer.status_code == 415
    assert "fair" in desk.waiting()


def test_a_candidate_merged_with_an_event_is_one_of_its_sources_until_it_is_unmerged(desk: Desk) -> None:
    id = desk.waiting()["parade"]
    assert desk.post(f"/api/v1/candidates/{id}/merge", {"event": "nothing"}).status_code == 404
    assert desk.post(f"/api/v1/candidates/{id}/merge", {"event": "hoax"}).status_code == 409
    assert desk.post(f"/api/v1/candidates/{id}/merge").status_code in (400, 415)
    said = desk.post(f"/api/v1/candidates/{id}/merge", {"event": "visit"}).json()
    assert said["candidate"]["state"] == "merged"
    assert "desk" in [c.source for c in desk.store.event("visit").sources]
    desk.says(FAIR, PARADE)
    assert "The parade" not in desk.standing()
    assert desk.post("/api/v1/claims/unmerge", {"source": "desk", "key": "nothing"}).status_code == 404
    apart = desk.post("/api/v1/claims/unmerge", {"source": "desk", "key": "parade"}).json()
    assert {change["title"] for change in apart["changes"]} == {"A visit to Europe", "The parade"}
    desk.says(FAIR, PARADE)
    assert "The parade" in desk.standing()
    assert "desk" not in [c.source for c in desk.store.event("visit").sources]


def test_a_decision_is_undone_and_the_candidate_waits_again(desk: Desk) -> None:
    ids = desk.waiting()
    assert desk.post(f"/api/v1/candidates/{ids['fair']}/undo").status_code == 409  # nothing was decided
    desk.post(f"/api/v1/candidates/{ids['fair']}/accept")
    desk.post(f"/api/v1/candidates/{ids['parade']}/reject")
    (event,) = [e.id for e in desk.standing().values() if e.title == "A fair in the park"]
    desk.small.clock.forward(hours=1)
    said = desk.post(f"/api/v1/candidates/{ids['fair']}/undo").json()
    assert said["candidate"]["state"] == "waiting"
    assert [(change["event"], change["kind"]) for change in said["changes"]] == [(event, "withdrawn")]
    assert desk.post(f"/api/v1/candidates/{ids['parade']}/undo").json()["changes"] == []
    assert desk.waiting() == ids
    assert desk.small.ask(f"/events/{event}.json").status_code == 410
    assert {made.by for made in desk.store.decisions("desk")["desk", "fair"]} == {"ana"}
    desk.post(f"/api/v1/candidates/{ids['fair']}/accept")
    assert event in [e.id for e in desk.standing().values()]


def test_a_rejection_lasts(desk: Desk) -> None:
    id = desk.waiting()["fair"]
    said = desk.post(f"/api/v1/candidates/{id}/reject").json()
    assert (said["candidate"]["state"], said["changes"]) == ("rejected", [])
    desk.says(FAIR, PARADE)
    assert set(desk.waiting()) == {"parade"}
    assert [c["key"] for c in desk.ask("/api/v1/candidates?state=rejected").json()["candidates"]] == ["fair"]


def test_sources_say_how_they_are_doing(desk: Desk) -> None:
    (source,) = desk.small.ask("/api/v1/sources").json()["sources"]
    health = source["health"]
    assert (source["id"], source["trust"], source["paused"]) == ("desk", "review", False)
    assert health["refused"] == [{"place": "item 3", "reason": "it names no date"}]
    assert (health["mentions"], health["candidates"], health["added"], health["failures"]) == (3, 2, 0, 0)
    assert health["last_success"] == desk.small.clock.now.isoformat().replace("+00:00", "Z")


def test_a_source_is_run_paused_and_resumed(desk: Desk) -> None:
    woken: list[bool] = []
    desk.small.front.service.wake = lambda: woken.append(True)
    said = desk.post("/api/v1/sources/desk/run").json()
    assert said["health"]["next_run"] == desk.small.clock.now.isoformat().replace("+00:00", "Z")
    assert desk.post("/api/v1/sources/desk/pause").json()["paused"]
    (source,) = desk.small.ask("/api/v1/sources").json()["sources"]
    assert (source["paused"], source["health"]["next_run"]) == (True, None)
    assert not desk.post("/api/v1/sources/desk/resume").json()["paused"]
    assert len(woken) == 3
    answer = desk.post("/api/v1/sources/nothing/run")
    assert (answer.status_code, answer.json()["type"].rpartition("/")[2]) == (404, "source-not-found")


def test_the_page_of_sources_escapes_what_sources_say(desk: Desk) -> None:
    bad = Health(
        source="desk", error="<script>x</script>", failures=3, flagged="it named 9 events before, and none now"
    )
    desk.store.settle(Outcome(health=bad))
    page = desk.small.ask("/sources").text
    assert "&lt;script&gt;x&lt;/script&gt;" in page
    assert "<script>x" not in page
    assert "3 failures in a row" in page
    assert "it named 9 events before" in page


def test_pages_lead_to_the_sources_only_where_there_are_some(desk: Desk) -> None:
    service = desk.small.front.service
    service.renew(service.publisher, service.chronology, (DESK,))
    assert 'href="http://small.example/sources"' in desk.small.ask("/").text
    service.renew(service.publisher, service.chronology, ())
    assert 'href="http://small.example/sources"' not in desk.small.ask("/").text


def test_the_description_tells_who_may_write_and_what(desk: Desk) -> None:
    described = desk.small.ask("/openapi.json").json()
    accept = described["paths"]["/api/v1/candidates/{id}/accept"]["post"]
    assert accept["security"] == [{"bearer": []}]
    assert described["components"]["securitySchemes"]["bearer"]["scheme"] == "bearer"
    assert set(accept["responses"]) >= {"200", "400", "401", "403", "404", "409", "413", "415"}
    schema = accept["requestBody"]["content"]["application/json"]["schema"]
    assert set(schema["properties"]) == {"title", "summary", "status", "tags", "when"}
    assert "$ref" not in json.dumps(schema)
