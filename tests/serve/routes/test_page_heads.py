"""What the head of every page offers: feeds of what it shows, an icon, and a card for those who pass it on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from urllib.parse import urlsplit

import httpx
import pytest
from lxml import etree
from lxml import html as markup

from tests.serve.conftest import CHRONOLOGY, Small
from timeline.publish import static_site
from timeline.render.html.site import static
from timeline.store import Store

Ask = Callable[..., httpx.Response]
FOLLOWED = ["application/atom+xml", "application/rss+xml", "application/feed+json", "text/calendar"]
BASE = "http://small.example"
PAGES = [
    # path, the feed that it offers, what that is narrowed by
    ("/", "all", ""),
    ("/?tag=nature&limit=1", "all", "?tag=nature"),
    ("/feeds", "all", ""),
    ("/feeds/nature", "nature", ""),
    ("/feeds/nature?from=2025", "nature", "?from=2025"),
    ("/events/hatching", "all", ""),
    ("/events/hoax", "all", ""),
    ("/docs", "all", ""),
    ("/sources", "all", ""),
    ("/problems/invalid-parameter", "all", ""),
]


def head(page: str) -> etree._Element:
    document = markup.fromstring(page)
    (found,) = document.iter("head")
    return found


def alternates(page: str) -> list[tuple[str, str]]:
    """What readers and calendars find; what other sites embed is for them alone."""
    links = [
        (link.get("type", ""), link.get("href", "")) for link in head(page).iterfind("link[@rel='alternate'][@type]")
    ]
    return [(kind, href) for kind, href in links if not kind.endswith("+oembed")]


def card(page: str) -> dict[str, str]:
    metas = head(page).iterfind("meta[@property]")
    return {meta.get("property", ""): meta.get("content", "") for meta in metas}


@pytest.mark.parametrize(("path", "slug", "narrowed"), PAGES)
def test_every_page_offers_the_feeds_of_what_it_shows(ask: Ask, path: str, slug: str, narrowed: str) -> None:
    offered = alternates(ask(path, accept="text/html").text)
    feeds = [(kind, href) for kind, href in offered if "/feeds/" in href]
    suffixes = ("atom", "rss", "json", "ics")
    assert feeds == [
        (kind, f"{BASE}/feeds/{slug}.{suffix}{narrowed}") for kind, suffix in zip(FOLLOWED, suffixes, strict=True)
    ]
    for kind, href in offered:
        answer = ask(href.removeprefix(BASE))
        assert (answer.status_code, answer.headers["content-type"].partition(";")[0]) == (200, kind)


def test_the_page_of_an_event_offers_its_calendar_while_it_stands(ask: Ask) -> None:
    own = ("text/calendar", f"{BASE}/events/hatching.ics")
    assert alternates(ask("/events/hatching").text)[0] == own
    assert not any("/events/" in href for _, href in alternates(ask("/events/hoax").text))


def test_a_page_that_is_none_offers_feeds_too(ask: Ask) -> None:
    assert [kind for kind, _ in alternates(ask("/nowhere", accept="text/html").text)] == FOLLOWED


@pytest.mark.parametrize(
    ("path", "kind", "title", "description"),
    [
        ("/", "website", "A small chronology", ""),
        ("/feeds/nature", "website", "Nature · A small chronology", ""),
        ("/events/hatching", "article", "Sturgeon hatch · A small chronology", "16 April 2025: On the Chishui."),
    ],
)
def test_a_page_that_is_passed_on_has_a_card(ask: Ask, path: str, kind: str, title: str, description: str) -> None:
    assert card(ask(path).text) == {
        "og:site_name": "A small chronology",
        "og:type": kind,
        "og:title": title,
        "og:url": f"{BASE}{path}",
        "og:image": f"{BASE}/static/icon.png",
        **({"og:description": description} if description else {}),
    }


@pytest.mark.parametrize("path", [path for path, _, _ in PAGES])
def test_a_page_loads_nothing_from_another_host(ask: Ask, path: str) -> None:
    document = markup.fromstring(ask(path, accept="text/html").text)
    loaded = [element.get("src", "") for element in document.iter("script", "img", "iframe", "source")]
    loaded += [link.get("href", "") for link in document.iter("link") if link.get("rel") != "canonical"]
    loaded += [content for name, content in card(ask(path, accept="text/html").text).items() if name == "og:image"]
    assert {urlsplit(address).netloc for address in loaded if address} == {"small.example"}
    assert "'unsafe" not in ask(path).headers["content-security-policy"]


@pytest.mark.parametrize("path", ["/favicon.ico", "/static/favicon.ico", "/static/icon.png", "/static/icon.svg"])
def test_icons_are_kept_by_browsers(ask: Ask, path: str) -> None:
    answer = ask(path)
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("image/")
    seconds = int(answer.headers["cache-control"].partition("max-age=")[2].partition(",")[0])
    assert seconds >= 3_600
    assert ask(path, if_none_match=answer.headers["etag"]).status_code == 304


@pytest.mark.parametrize("path", ["/", "/feeds", "/embed", "/feeds/all.atom"])
def test_an_answer_without_a_body_changes_no_policy_of_the_page_that_is_kept(ask: Ask, path: str) -> None:
    etag = ask(path).headers["etag"]
    for _ in range(2):  # the second time it is ready
        again = ask(path, if_none_match=etag)
        assert again.status_code == 304
        assert "content-security-policy" not in again.headers
        assert again.headers["x-content-type-options"] == "nosniff"


def test_the_page_of_feeds_names_each_with_its_addresses(ask: Ask) -> None:
    page = ask("/feeds").text
    assert all(f'href="{BASE}/feeds/{slug}"' in page for slug in ("all", "nature"))
    assert f'href="{BASE}/feeds/nature.atom"' in page
    assert f"<loc>{BASE}/feeds</loc>" in ask("/sitemap.xml").text


def test_the_static_site_has_the_same_heads(small: Small) -> None:
    store: Store = small.store
    files = dict(static_site.files(store, CHRONOLOGY, datetime(2026, 5, 2, tzinfo=UTC)))
    assert (files["favicon.ico"], files["static/icon.png"]) == (static("favicon.ico"), static("icon.png"))
    # A page for frames is nowhere to begin from: it says only which page it shows.
    pages = [name for name in files if name.endswith(".html") and "embed" not in name.split("/")]
    assert {"feeds/index.html", "404.html", "events/hatching/index.html"} <= set(pages)
    for name in pages:
        page = files[name].decode()
        assert card(page)["og:title"]
        offered = alternates(page)
        assert [kind for kind, href in offered if "/feeds/" in href] == FOLLOWED
        # Each is a file of the site as well.
        assert all(href.removeprefix(f"{BASE}/") in files for _, href in offered), name
