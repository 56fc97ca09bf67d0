"""A static site in Chromium, as any host of files answers it: it has its style, and is searched without a server."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import msgspec
import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.browser.test_pages import FLAGS
from tests.render.chronicle import CHRONOLOGY, FEED, NOW, events, store_of
from timeline.publish import static_site
from timeline.publish.publisher import Publisher

pytestmark = pytest.mark.browser
STANDING = sum(not event.is_gone for event in events())


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A site whose `base_url` is not online yet."""
    folder: Path = tmp_path_factory.mktemp("site") / "out"
    chronology = msgspec.structs.replace(CHRONOLOGY, base_url="https://rivers.example")
    store = store_of(*events(), feeds=(FEED,))
    static_site.build(store, Publisher(store, chronology), chronology, folder, NOW)
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def browser(tool: Callable[[str], str]) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=tool("chromium"), args=list(FLAGS))
        yield chromium
        chromium.close()


@pytest.mark.parametrize("width", [390, 1280])
def test_what_is_typed_narrows_the_list_of_all(browser: Browser, base: str, width: int) -> None:
    page = browser.new_context(viewport={"width": width, "height": 900}).new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("requestfailed", lambda request: said.append(request.url))
    page.goto(f"{base}/")
    assert page.evaluate("getComputedStyle(document.querySelector('header.site')).fontFamily") != "Times New Roman"
    assert page.evaluate("[...document.styleSheets].length") == 1
    page.get_by_role("searchbox").fill("stürgeon")
    page.get_by_role("searchbox").press("Enter")
    shown = page.locator("#results li:visible")
    expect(shown).to_have_count(1)
    expect(page.locator("#found")).to_have_text(f"1 of {STANDING} events")
    page.get_by_role("searchbox").fill("yichang larvae")  # words of its place and its summary, which no line shows
    expect(page.locator("#found")).to_have_text(f"1 of {STANDING} events")
    assert page.url.endswith("/search/?q=yichang+larvae")
    page.get_by_role("searchbox").fill("nothing like this")
    expect(page.locator("#none")).to_be_visible()
    page.get_by_role("searchbox").fill("")
    expect(shown).to_have_count(STANDING)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert said == []


def test_without_a_script_the_list_of_all_stands(browser: Browser, base: str) -> None:
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(f"{base}/")
    page.locator("#search-here a").first.click()
    expect(page.locator("#results li:visible")).to_have_count(STANDING)
    assert page.locator("form").count() == 0
    page.locator("#results li a").first.click()
    expect(page.locator("article.event h1")).to_be_visible()
