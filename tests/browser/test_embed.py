"""A frame of ours in a page of another origin, in Chromium, with script and without."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, FrameLocator, Page

from tests.browser.test_pages import _moved, base, browser

__all__ = ["base", "browser"]  # fixtures
pytestmark = pytest.mark.browser


class Quiet(SimpleHTTPRequestHandler):
    """Files of a folder, without a log."""

    def log_message(self, format: str, *args: object) -> None:
        """Nothing."""


@pytest.fixture
def article(base: str, tmp_path: Path) -> Iterator[Callable[[str], str]]:
    """The address of a page of another origin that holds markup."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(tmp_path)))
    threading.Thread(target=server.serve_forever, daemon=True).start()

    def write(markup: str) -> str:
        icon = '<link rel="icon" href="data:,">'
        (tmp_path / "article.html").write_text(f"<!doctype html><title>x</title>{icon}<h1>An article</h1>{markup}")
        return f"http://localhost:{server.server_port}/article.html"

    yield write
    server.shutdown()
    server.server_close()


class Visit:
    """A page, what the browser complained of while it was looked at, and the addresses that were asked for."""

    def __init__(self, browser: Browser, base: str, width: int = 1000, *, script: bool = True) -> None:
        self.context = browser.new_context(viewport={"width": width, "height": 900}, java_script_enabled=script)
        self.page: Page = self.context.new_page()
        self.said: list[str] = []
        self.hosts: set[str] = set()
        self.page.on("console", lambda message: self.said.append(message.text))
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        self.context.on("request", lambda request: self.hosts.add(request.url.split("/")[2].split(":")[0]))
        self.context.route("http://127.0.0.1:8000/**", lambda route: route.fulfill(response=_moved(route, base)))

    def frame(self, address: str) -> FrameLocator:
        """The frame in the page at an address."""
        self.page.goto(address)
        return self.page.frame_locator("iframe")


def markup_of(base: str, path: str) -> str:
    """The markup that a page offers to be copied."""
    share = httpx.get(base + path, timeout=60).text.partition('id="share"')[2]
    written = share.partition("<textarea")[2].partition(">")[2].partition("</textarea>")[0]
    for name, sign in (("&lt;", "<"), ("&gt;", ">"), ("&#34;", '"'), ("&amp;", "&")):
        written = written.replace(name, sign)
    return written


@pytest.mark.parametrize("script", [True, False])
@pytest.mark.parametrize("width", [390, 1280])
def test_what_a_page_offers_works_in_a_page_of_another_origin(
    browser: Browser,
    base: str,
    article: Callable[[str], str],
    width: int,
    script: bool,
) -> None:
    visit = Visit(browser, base, width, script=script)
    frame = visit.frame(article(markup_of(base, "/feeds/diplomacy?from=2024")))
    assert frame.locator("h1").inner_text() == "Diplomacy"
    assert frame.locator("#list .entry").count() > 5
    panels = frame.locator(".tl-panels > svg")
    assert panels.count() > 0
    assert panels.first.is_visible() == (width > 720)
    with visit.context.expect_page() as opened:
        frame.locator("#list .entry h4 a").first.click()
    assert "/events/" in opened.value.url
    assert visit.page.url.endswith("/article.html")
    assert visit.said == []
    assert visit.hosts == {"localhost", "127.0.0.1"}


def test_a_frame_zooms_in_its_place(browser: Browser, base: str, article: Callable[[str], str]) -> None:
    visit = Visit(browser, base)
    frame = visit.frame(article(markup_of(base, "/")))
    before = frame.locator(".drawing figcaption p").first.inner_text()
    frame.locator(".steps a").first.click()
    frame.locator(".steps a", has_text="all").wait_for()
    assert frame.locator(".drawing figcaption p").first.inner_text() != before
    assert len(visit.context.pages) == 1
    assert visit.said == []


def test_no_other_page_of_ours_shows_in_a_frame(
    browser: Browser,
    base: str,
    article: Callable[[str], str],
) -> None:
    visit = Visit(browser, base)
    with visit.page.expect_console_message(lambda message: "frame-ancestors" in message.text):
        frame = visit.frame(article(markup_of(base, "/").replace("/embed", "/feeds/all")))
    assert frame.locator("h1", has_text="China").count() == 0
    assert any("frame-ancestors" in message for message in visit.said)


@pytest.mark.parametrize(("theme", "ground"), [("light", "rgb(251, 250, 247)"), ("dark", "rgb(20, 24, 29)")])
@pytest.mark.parametrize("system", ["light", "dark"])
def test_a_frame_has_the_colours_that_its_address_asks_for(
    browser: Browser,
    base: str,
    article: Callable[[str], str],
    theme: str,
    ground: str,
    system: str,
) -> None:
    visit = Visit(browser, base)
    visit.page.emulate_media(color_scheme="dark" if system == "dark" else "light")
    frame = visit.frame(article(markup_of(base, "/").replace("/embed", f"/embed?theme={theme}")))
    frame.locator(".drawing").wait_for()  # until then the frame holds an empty document
    assert frame.locator("body").evaluate("each => getComputedStyle(each).backgroundColor") == ground
