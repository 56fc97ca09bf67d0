"""Facts about every address: what it answers, in which type, and what all answers have in common."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable

import httpx
import pytest

from tests.serve.conftest import CHRONOLOGY, Small
from timeline.model.chronology import Chronology
from timeline.publish.publisher import Publisher
from timeline.serve.app import ROUTES, make_app
from timeline.serve.http.problems import by_name

Ask = Callable[..., httpx.Response]

ANSWERED = [
    # path                                    media type
    ("/", "text/html; charset=utf-8"),
    ("/?q=sturgeon&from=&to=&tag=&status=", "text/html; charset=utf-8"),
    ("/?tag=nature&utm_source=letter&fbclid=x", "text/html; charset=utf-8"),
    ("/feeds", "text/html; charset=utf-8"),
    ("/feeds/all", "text/html; charset=utf-8"),
    ("/feeds/nature?from=2025", "text/html; charset=utf-8"),
    ("/events/hatching", "text/html; charset=utf-8"),
    ("/events/hatching.json", "application/json; charset=utf-8"),
    ("/events/hatching.ics", "text/calendar; charset=utf-8"),
    ("/feeds/all.atom", "application/atom+xml; charset=utf-8"),
    ("/feeds/all.rss", "application/rss+xml; charset=utf-8"),
    ("/feeds/all.json", "application/feed+json; charset=utf-8"),
    ("/feeds/all.ics", "text/calendar; charset=utf-8"),
    ("/feeds/all.csv", "text/csv; charset=utf-8; header=present"),
    ("/feeds/all.atom?tag=nature&tag=europe&limit=1", "application/atom+xml; charset=utf-8"),
    ("/feeds/all.ics?fuzzy=span&cancelled=drop&past=P1Y&alarm=-P1D&lang=en", "text/calendar; charset=utf-8"),
    ("/feeds/all/changes.atom", "application/atom+xml; charset=utf-8"),
    ("/feeds/nature/coming.ics?days=7,1", "text/calendar; charset=utf-8"),
    ("/feeds/all/on-this-day.rss", "application/rss+xml; charset=utf-8"),
    ("/feeds/all.json?as_of=2026-05-01T08:00:06Z", "application/feed+json; charset=utf-8"),
    ("/feeds.opml", "text/x-opml; charset=utf-8"),
    ("/robots.txt", "text/plain; charset=utf-8"),
    ("/sitemap.xml", "application/xml; charset=utf-8"),
    ("/static/site.css", "text/css; charset=utf-8"),
    ("/schemas/events.json", "application/schema+json"),
    ("/schemas/feed.json", "application/schema+json"),
    ("/api/v1/events", "application/json; charset=utf-8"),
    ("/api/v1/events?expand=occurrences&from=2013&to=2026-11", "application/json; charset=utf-8"),
    ("/api/v1/events?expand=occurrences&from=2013&to=2026&as_of=2026-05-01", "application/json; charset=utf-8"),
    ("/api/v1/events/hatching", "application/json; charset=utf-8"),
    ("/api/v1/events/hatching?fields=title,when&lang=fr", "application/json; charset=utf-8"),
    ("/api/v1/events/hatching/history", "application/json; charset=utf-8"),
    ("/api/v1/events/hoax/history", "application/json; charset=utf-8"),
    ("/api/v1/feeds", "application/json; charset=utf-8"),
    ("/api/v1/tags", "application/json; charset=utf-8"),
    ("/api/v1/places", "application/json; charset=utf-8"),
    ("/api/v1/sources", "application/json"),
    ("/sources", "text/html; charset=utf-8"),
    ("/api/v1/changes", "application/json"),
    ("/api/v1/read?text=around+mid-October&reference=2024-04-25", "application/json"),
    ("/api/v1/read?text=24/7", "application/json"),
    ("/openapi.json", "application/json"),
    ("/docs", "text/html; charset=utf-8"),
    ("/problems/invalid-parameter", "text/html; charset=utf-8"),
    ("/healthz", "application/json"),
    ("/readyz", "application/json"),
]
VALIDATED = [path for path, _ in ANSWERED]

REFUSED = [
    # path                                status  type                   parameter
    ("/nowhere", 404, "not-found", None),
    ("/.env", 404, "not-found", None),
    ("/feeds/all/.as/atom", 404, "not-found", None),
    ("/static/nothing.css", 404, "not-found", None),
    ("/static/%2e%2e%2fpages.py", 404, "not-found", None),
    ("/schemas/nothing.json", 404, "not-found", None),
    ("/problems/nothing", 404, "not-found", None),
    ("/events/nothing", 404, "event-not-found", None),
    ("/events/nothing.ics", 404, "event-not-found", None),
    ("/events/hatching.xml", 404, "not-found", None),
    ("/events/%00", 404, "event-not-found", None),
    ("/feeds/nothing", 404, "feed-not-found", None),
    ("/feeds/nothing.atom", 404, "feed-not-found", None),
    ("/feeds/ALL.atom", 404, "feed-not-found", None),
    ("/feeds/all.xml", 404, "not-found", None),
    ("/feeds/all/nothing.atom", 404, "not-found", None),
    ("/api/v1/events/nothing", 404, "event-not-found", None),
    ("/api/v1/events/nothing/history", 404, "event-not-found", None),
    ("/api/v1/events/hatching?as_of=2020-01-01", 404, "event-not-found", None),
    ("/api/v1/nothing", 404, "not-found", None),
    ("/events/hoax.json", 410, "event-withdrawn", None),
    ("/api/v1/events/hoax", 410, "event-withdrawn", None),
    ("/api/v1/changes?since=gen-999", 410, "position-gone", None),
    ("/api/v1/changes?since=other-1", 410, "position-gone", None),
    ("/api/v1/stream?since=other-1", 410, "position-gone", None),
    ("/api/v1/changes?since=12", 400, "invalid-parameter", "since"),
    ("/api/v1/changes?wait=61", 400, "invalid-parameter", "wait"),
    ("/?nothing=1", 400, "invalid-parameter", "nothing"),
    ("/?from=yesterday", 400, "invalid-parameter", "from"),
    ("/feeds/all?limit=x", 400, "invalid-parameter", "limit"),
    ("/feeds/all.ics?limit=5", 400, "invalid-parameter", "limit"),
    ("/feeds/all.atom?days=5", 400, "invalid-parameter", "days"),
    ("/feeds/all.atom?tags=nature", 400, "invalid-parameter", "tags"),
    ("/feeds/all.atom?fuzzy=maybe", 400, "invalid-parameter", "fuzzy"),
    ("/feeds/all.atom?as_of=then", 400, "invalid-parameter", "as_of"),
    ("/feeds/all.ics?past=PT1H", 400, "invalid-parameter", "past"),
    ("/feeds/all.ics?alarm=soon", 400, "invalid-parameter", "alarm"),
    ("/feeds/all/coming.ics?days=400", 400, "invalid-parameter", "days"),
    ("/api/v1/events?from=2013-13", 400, "invalid-parameter", "from"),
    ("/api/v1/events?to=spring", 400, "invalid-parameter", "to"),
    ("/api/v1/events?from=2025&to=2013", 400, "invalid-parameter", "to"),
    ("/api/v1/events?limit=0", 400, "invalid-parameter", "limit"),
    ("/api/v1/events?limit=1001", 400, "invalid-parameter", "limit"),
    ("/api/v1/events?cursor=abc", 400, "invalid-parameter", "cursor"),
    ("/api/v1/events?cursor=%F0", 400, "invalid-parameter", "cursor"),
    ("/api/v1/events?match=touches", 400, "invalid-parameter", "match"),
    ("/api/v1/events?sort=date", 400, "invalid-parameter", "sort"),
    ("/api/v1/events?status=gone", 400, "invalid-parameter", "status"),
    ("/api/v1/events?precision=hour", 400, "invalid-parameter", "precision"),
    ("/api/v1/events?feed=nothing", 400, "invalid-parameter", "feed"),
    ("/api/v1/events?fields=nothing", 400, "invalid-parameter", "fields"),
    ("/api/v1/events?q=a&as_of=2026-05-01T08:00:06Z", 400, "invalid-parameter", "q"),
    ("/api/v1/candidates/nothing", 401, "unauthorised", None),
    ("/api/v1/candidates?state=open", 400, "invalid-parameter", "state"),
    ("/api/v1/sources?id=x", 400, "invalid-parameter", "id"),
    ("/api/v1/read", 400, "invalid-parameter", "text"),
    ("/api/v1/read?text=+", 400, "invalid-parameter", "text"),
    ("/api/v1/read?text=May&reference=2024-02-30", 400, "invalid-parameter", "reference"),
    ("/api/v1/tags?q=a", 400, "invalid-parameter", "q"),
    ("/healthz?x", 400, "invalid-parameter", "x"),
]


@pytest.mark.parametrize(("path", "media"), ANSWERED)
def test_an_address_answers_in_its_type_with_the_headers_that_all_answers_have(ask: Ask, path: str, media: str) -> None:
    answer = ask(path)
    assert (answer.status_code, answer.headers["content-type"]) == (200, media), answer.text[:500]
    assert answer.content
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "ETag" in answer.headers["access-control-expose-headers"]
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy


@pytest.mark.parametrize("path", VALIDATED)
def test_every_answer_is_validated_compressed_and_repeated_to_the_byte(ask: Ask, path: str) -> None:
    first, second = ask(path, accept_encoding="identity"), ask(path, accept_encoding="identity")
    tag = first.headers["etag"]
    assert (second.content, second.headers["etag"]) == (first.content, tag)
    assert tag.startswith('"')
    wanted = {"Accept-Encoding", "Accept-Language"} if path.partition("?")[0] == "/" else {"Accept-Encoding"}
    assert set(first.headers["vary"].split(", ")) == wanted
    assert "max-age" in first.headers["cache-control"] or "no-cache" in first.headers["cache-control"]
    packed = ask(path, accept_encoding="gzip")
    assert packed.content == first.content
    if "content-encoding" in packed.headers:
        assert packed.headers["etag"] == tag[:-1] + '-gzip"'
    for held in (tag, packed.headers["etag"], "W/" + tag):
        unchanged = ask(path, if_none_match=held)
        assert (unchanged.status_code, unchanged.content) == (304, b"")
        assert unchanged.headers["etag"] in (tag, packed.headers["etag"])
    if "last-modified" in first.headers:
        assert ask(path, if_modified_since=first.headers["last-modified"]).status_code == 304


@pytest.mark.parametrize("path", [*VALIDATED, "/metrics", "/api/v1/dump.ndjson", "/api/v1/stream"])
def test_head_is_get_without_the_body(ask: Ask, path: str) -> None:
    head = ask(path, "HEAD")
    assert (head.status_code, head.content) == (200, b"")
    if path not in ("/api/v1/stream", "/metrics"):
        get = ask(path)
        assert {**get.headers, "date": ""} == {**head.headers, "date": ""}


@pytest.mark.parametrize(("path", "status", "kind", "parameter"), REFUSED)
def test_what_goes_wrong_is_a_problem_that_names_it(
    ask: Ask, path: str, status: int, kind: str, parameter: str | None
) -> None:
    answer = ask(path)
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    said = answer.json()
    assert said["type"] == f"http://small.example/problems/{kind}"
    assert said["status"] == status
    assert said["title"]
    assert said["detail"]
    assert said.get("parameter") == parameter
    assert answer.headers["cache-control"] == "no-cache"
    assert answer.headers["access-control-allow-origin"] == "*"


def test_a_browser_is_told_on_a_page_and_a_program_in_json(ask: Ask) -> None:
    browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
    for path, status in (("/events/nothing", 404), ("/nowhere", 404), ("/?from=yesterday", 400)):
        page = ask(path, accept=browser)
        assert (page.status_code, page.headers["content-type"]) == (status, "text/html; charset=utf-8")
        assert page.headers["vary"].split(", ")[0] == "Accept"
    for path in ("/api/v1/events/nothing", "/feeds/nothing.atom"):
        assert ask(path, accept=browser).headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("path", "status", "location"),
    [
        ("/events/twin", 308, "/events/visit"),
        ("/events/twin.ics", 308, "/events/visit.ics"),
        ("/events/twin.json", 308, "/events/visit.json"),
        ("/api/v1/events/twin", 308, "/api/v1/events/visit"),
        ("/api/v1/events/twin?fields=title", 308, "/api/v1/events/visit?fields=title"),
        ("/feeds/animals", 301, "/feeds/nature"),
        ("/feeds/animals.atom", 301, "/feeds/nature.atom"),
        ("/feeds/animals.ics?from=2025&q=a+b", 301, "/feeds/nature.ics?from=2025&q=a+b"),
        ("/feeds/animals/coming.rss?days=3", 301, "/feeds/nature/coming.rss?days=3"),
    ],
)
def test_what_moved_says_where_it_is(ask: Ask, path: str, status: int, location: str) -> None:
    for method in ("GET", "HEAD"):
        answer = ask(path, method)
        assert (answer.status_code, answer.headers["location"]) == (status, "http://small.example" + location)
        assert answer.headers["cache-control"] == "no-cache"


def test_a_chain_of_merges_leads_straight_to_the_survivor(small: Small) -> None:
    small.change("visit", status="merged", merged_into="spring")
    assert small.ask("/events/twin").headers["location"] == "http://small.example/events/spring"


def test_a_withdrawn_event_has_a_page_that_says_why_with_status_410(ask: Ask) -> None:
    answer = ask("/events/hoax")
    assert answer.status_code == 410
    assert "It proved false." in answer.text
    assert answer.headers["cache-control"] == "no-cache"
    assert ask("/events/hoax", if_none_match="*").status_code == 410
    assert ask("/events/hoax", "HEAD").content == b""


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "TRACE", "QUERY", "PROPFIND", "FOO"])
@pytest.mark.parametrize("path", ["/", "/feeds/all.atom", "/api/v1/feeds", "/api/v1/stream", "/static/site.css"])
def test_any_other_method_is_answered_405_with_allow(ask: Ask, method: str, path: str) -> None:
    ask(path, "HEAD")
    answer = ask(path, method)
    assert answer.status_code == 405
    assert answer.headers["allow"] == "GET, HEAD, OPTIONS"
    assert answer.json()["type"].endswith("/method-not-allowed")


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "FOO"])
def test_no_token_is_asked_for_by_a_method_that_is_not_allowed(ask: Ask, method: str) -> None:
    answer = ask("/api/v1/events", method)
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD, OPTIONS, POST")
    assert ask("/api/v1/events", "POST").status_code == 401


def test_another_method_on_nothing_is_still_nothing(ask: Ask) -> None:
    assert ask("/nowhere", "POST").status_code == 404


def test_reading_is_open_to_pages_from_elsewhere(ask: Ask) -> None:
    headers = {"origin": "https://elsewhere.example", "access_control_request_method": "GET"}
    answer = ask("/api/v1/events", "OPTIONS", access_control_request_headers="if-none-match", **headers)
    assert answer.status_code == 204
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "GET" in answer.headers["access-control-allow-methods"]
    assert "If-None-Match" in answer.headers["access-control-allow-headers"]
    assert "POST" not in answer.headers["access-control-allow-methods"]


def test_preconditions_that_fail_are_answered_412(ask: Ask) -> None:
    for _ in range(2):
        answer = ask("/feeds/all.atom", if_match='"other"')
        assert (answer.status_code, answer.json()["type"][-19:]) == (412, "precondition-failed")
        assert ask("/feeds/all.atom", accept_encoding="*;q=0").status_code == 406


def test_a_change_shows_at_once_everywhere_and_only_where_it_matters(small: Small) -> None:
    paths = ["/feeds/all.atom", "/feeds/nature.ics", "/api/v1/events", "/"]
    before = {path: small.ask(path).headers["etag"] for path in paths}
    small.change("visit", title="A long visit to Europe")
    after = {path: small.ask(path).headers["etag"] for path in paths}
    assert {path for path in paths if before[path] != after[path]} == {"/feeds/all.atom", "/api/v1/events", "/"}
    assert "A long visit" in small.ask("/events/visit").text


def test_a_feed_keeps_for_five_minutes_but_not_over_midnight(small: Small) -> None:
    assert (
        small.ask("/feeds/all.atom").headers["cache-control"]
        == "public, max-age=300, stale-while-revalidate=60, stale-if-error=86400"
    )
    small.clock.now = small.clock.now.replace(hour=23, minute=59, second=0)
    assert small.ask("/feeds/all/coming.atom").headers["cache-control"] == "public, max-age=60, stale-if-error=86400"


def test_a_feeds_own_file_changed_by_another_process_shows_at_once(small: Small) -> None:
    small.ask("/feeds/all.atom")
    feeds = [feed for feed in small.store.feeds() if feed.slug != "nature"]
    small.store.set_feeds(feeds, small.clock.now)
    assert small.ask("/feeds/nature.atom").status_code == 404


def test_a_base_url_with_a_path_answers_with_and_without_it(small: Small) -> None:
    chronology = Chronology(title="Below", base_url="https://site.example/below")
    small.front = make_app(small.store, Publisher(small.store, chronology), chronology, small.clock)
    for path in ("/feeds/all.atom", "/below/feeds/all.atom"):
        assert "https://site.example/below/events/hatching" in small.ask(path).text
    assert small.ask("/below").status_code == 200
    assert small.ask("/belowfeeds/all.atom").status_code == 404
    assert small.ask("/below/events/twin").headers["location"] == "https://site.example/below/events/visit"
    assert "https://site.example;" in small.ask("/").headers["content-security-policy"]


def test_links_never_follow_the_host_header(ask: Ask) -> None:
    for path in ("/", "/feeds/all.atom", "/api/v1/events", "/openapi.json", "/nowhere"):
        assert "evil" not in ask(path, host="evil.example").text


def test_pages_load_nothing_from_elsewhere_and_run_nothing(ask: Ask) -> None:
    for path in ("/", "/events/hatching", "/docs", "/nowhere"):
        text = ask(path, accept="text/html").text
        assert "<script>" not in text
        assert " style=" not in text
        assert " onclick=" not in text
        assert "//cdn" not in text


def test_an_unforeseen_error_says_nothing_of_itself(small: Small) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("secret")

    small.front.service.publisher.tags = broken  # type: ignore[method-assign,assignment]
    answer = small.ask("/api/v1/tags")
    assert (answer.status_code, answer.headers["content-type"]) == (500, "application/problem+json")
    assert "secret" not in answer.text
    assert small.ask("/api/v1/feeds").status_code == 200


def test_numbers_have_labels_of_routes_and_never_of_addresses(small: Small) -> None:
    ask = small.ask
    for path in ("/feeds/all.atom", "/feeds/all.atom", "/nowhere/at/all", "/events/nothing"):
        ask(path)
    text = ask("/metrics").text
    assert "nowhere" not in text
    assert "events/nothing" not in text
    assert 'route="/feeds/{slug}.{format}"' in text
    assert ".as" not in text
    assert "timeline_http_ready_total 1.0" in text
    assert "timeline_position 8.0" in text


def test_every_type_of_problem_has_a_page(ask: Ask) -> None:
    for name in by_name():
        assert ask(f"/problems/{name}").status_code == 200


def test_every_route_is_listed() -> None:
    assert len({id(route) for route in ROUTES}) == len(ROUTES)


def test_the_page_of_the_api_shows_every_path(ask: Ask) -> None:
    page, described = ask("/docs").text, json.loads(ask("/openapi.json").content)
    operations = [(m, path) for path, item in described["paths"].items() for m in item if m != "head"]
    assert all(f"{method.upper()} {path}<" in page for method, path in operations)
    assert ("post", "/api/v1/candidates/{id}/accept") in operations
    assert "GET /api/v1/stream" in page
    assert described["openapi"].startswith("3.1")
    assert described["servers"] == [{"url": CHRONOLOGY.base_url}]


EMPTY_SEGMENTS = [
    # as asked, where it leads
    ("//feeds", "/feeds"),
    ("//feeds/all.atom?tag=nature&limit=1", "/feeds/all.atom?tag=nature&limit=1"),
    ("/feeds//all.ics", "/feeds/all.ics"),
    ("///", "/"),
    ("//elsewhere.example/feeds", "/elsewhere.example/feeds"),
    ("//elsewhere.example%2F..", None),
    ("/%2Felsewhere.example", "/elsewhere.example"),
    ("//a%0D%0Ax:%20y", "/a%0D%0Ax%3A%20y"),
]


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize(("path", "leads"), EMPTY_SEGMENTS)
def test_an_empty_segment_leads_to_where_it_leads_without_and_to_no_other_host(
    ask: Ask, method: str, path: str, leads: str | None
) -> None:
    answer = ask(f"http://small.example{path}", method)
    if leads is None:
        assert answer.status_code == 404
        return
    assert (answer.status_code, answer.headers["location"]) == (308, f"http://small.example{leads}")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert ask(leads, method).status_code in (200, 404)


def test_options_of_the_whole_server_is_answered(small: Small) -> None:
    messages: list[dict[str, object]] = []

    async def send(message: dict[str, object]) -> None:
        messages.append(message)

    scope = {"type": "http", "method": "OPTIONS", "path": "*", "query_string": b"", "headers": []}
    asyncio.run(small.front(scope, None, send))
    assert messages[0]["status"] == 204
    assert (b"allow", b"GET, HEAD, OPTIONS") in messages[0]["headers"]
