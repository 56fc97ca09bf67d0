"""The pages of this repository's own chronology, in Chromium."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import httpx
import mf2py
import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.live import served
from timeline import files, load
from timeline.publish.publisher import Publisher
from timeline.serve.app import make_app
from timeline.store import open_store

ROOT = Path(__file__).parents[2]
NOW = datetime(2026, 12, 1, tzinfo=UTC)
FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def base() -> Iterator[str]:
    folder = files.read(ROOT, {})
    store = open_store(":memory:")
    load.load(folder, store, NOW, record=False)
    with served(make_app(store, Publisher(store, folder.chronology), folder.chronology, lambda: NOW)) as address:
        yield address
    store.close()


@pytest.fixture
def browser(tool: Callable[[str], str]) -> Iterator[Browser]:
    path = tool("chromium")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield chromium
        chromium.close()


def opened(browser: Browser, base: str, path: str, width: int, *, script: bool = True) -> tuple[Page, list[str]]:
    """The page at an address, and what the browser complained of. Links of the page lead to its own address."""
    context = browser.new_context(viewport={"width": width, "height": 900}, java_script_enabled=script)
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    page.route("http://127.0.0.1:8000/**", lambda route: route.fulfill(response=_moved(route, base)))
    page.goto(base + path)
    return page, said


def _moved(route: object, base: str) -> object:
    request = route.request  # type: ignore[attr-defined]
    return route.fetch(url=request.url.replace("http://127.0.0.1:8000", base))  # type: ignore[attr-defined]


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize(
    "path", ["/", "/feeds/nature-environment", "/events/{hatching}", "/?q=nothing+like+it", "/docs"]
)
def test_a_page_fits_its_width_and_breaks_no_rule_of_its_own(
    browser: Browser, base: str, path: str, width: int
) -> None:
    page, said = opened(browser, base, path.format(hatching=id_of(base, "sturgeon hatch")), width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.locator("h1").count() == 1
    assert page.evaluate("getComputedStyle(document.querySelector('header')).borderBottomStyle") == "solid"
    assert said == []


def test_search_works_without_script(browser: Browser, base: str) -> None:
    page, _ = opened(browser, base, "/", 1280, script=False)
    page.fill("input[name=q]", "sturgeon hatch")
    page.click("button[type=submit]")
    assert "q=sturgeon+hatch" in page.url
    assert page.locator(".entry h4").all_inner_texts() == ["Yangtze sturgeon hatch in the wild"]
    page.click(".entry h4 a")
    assert page.locator("h1").inner_text() == "Yangtze sturgeon hatch in the wild"


def test_every_feed_has_its_addresses_and_buttons(base: str) -> None:
    html = httpx.get(base + "/").text
    for slug in ("all", "diplomacy"):
        for format in ("atom", "rss", "json", "ics"):
            assert f"/feeds/{slug}.{format}" in html
        assert f"webcal://127.0.0.1:8000/feeds/{slug}.ics" in html
    assert html.count('rel="alternate" type=') == 6
    assert "calendar.google.com" in html
    assert "outlook.live.com" in html


def test_an_event_is_an_h_event(base: str) -> None:
    found = mf2py.parse(doc=httpx.get(f"{base}/events/{id_of(base, 'sturgeon hatch')}").text)
    (event,) = [item for item in found["items"] if item["type"] == ["h-event"]]
    assert event["properties"]["name"] == ["Yangtze sturgeon hatch in the wild"]
    assert event["properties"]["start"] == ["2025-04-16"]


def id_of(base: str, words: str) -> str:
    """The id of the one event that is found."""
    return str(httpx.get(f"{base}/api/v1/events", params={"q": words}).json()["events"][0]["id"])
