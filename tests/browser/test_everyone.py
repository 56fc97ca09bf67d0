"""Pages for everyone: axe's rules, 320 pixels, the keyboard alone, nothing that jumps, and a weight with a bound."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterator
from importlib import resources

import httpx
import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser.test_pages import FLAGS, base, id_of, opened

__all__ = ["base"]  # a fixture
pytestmark = pytest.mark.browser
PAGES = (
    "/", "/zh/", "/?from=2024&to=2024", "/?lanes=tag", "/?q=nothing+like+it", "/feeds/diplomacy", "/events/{hatching}",
    "/events/no-such-event", "/docs",
)  # fmt: skip
READ = (
    "/", "/zh/?from=2021&to=2021", "/?from=2024&to=2024", "/?lanes=tag&from=2022&to=2022", *PAGES[4:],
)  # fmt: skip
"""Pages whose every rule is tried: each kind of part once, as what all events in every language have takes minutes."""
VIOLATIONS = """async () => {
  // What passes is far more than what a test can use, and costs more to hand over than to find.
  const { violations } = await axe.run(document, { resultTypes: ["violations"] });
  return violations.map(rule => [rule.id, rule.nodes.slice(0, 3).map(node => node.html.slice(0, 120))]);
}"""
HEAVIEST = 60_000
SHIFTS = """() => new Promise(resolve => {
  let sum = 0;
  new PerformanceObserver(list => { for (const each of list.getEntries()) sum += each.value; })
    .observe({ type: "layout-shift", buffered: true });
  requestAnimationFrame(() => requestAnimationFrame(() => resolve(sum)));
})"""


@pytest.fixture(scope="module")
def chromium(tool: Callable[[str], str]) -> Iterator[Browser]:
    """Launched once: that takes longer than most of these tests."""
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=tool("chromium"), args=list(FLAGS))
        yield launched
        launched.close()


@pytest.fixture
def browser(chromium: Browser) -> Iterator[Browser]:
    yield chromium
    for context in chromium.contexts:
        for page in context.pages:
            page.unroute_all(behavior="ignoreErrors")  # a file may still be on its way
        context.close()


def axe_source() -> str:
    """Axe itself, as the package that carries it has it; imported where it is used, for no other test needs it."""
    return resources.files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("path", "scheme"), [*((path, "light") for path in READ), ("/?from=2021&to=2021", "dark"), ("/docs", "dark")]
)
def test_axe_finds_nothing(browser: Browser, base: str, path: str, scheme: str) -> None:
    page, _ = opened(browser, base, path.format(hatching=id_of(base, "sturgeon hatch")), 1280)
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.evaluate(axe_source())
    assert page.evaluate(VIOLATIONS) == []


@pytest.mark.parametrize("path", PAGES)
def test_no_page_scrolls_sideways_at_320_pixels(browser: Browser, base: str, path: str) -> None:
    page, _ = opened(browser, base, path.format(hatching=id_of(base, "sturgeon hatch")), 320)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


@pytest.mark.parametrize("width", [390, 1280])
def test_nothing_moves_once_it_is_seen(browser: Browser, base: str, width: int) -> None:
    page, _ = opened(browser, base, "/", width)
    assert page.evaluate(SHIFTS) == 0


def test_home_weighs_less_than_sixty_thousand_bytes_in_all(browser: Browser, base: str) -> None:
    page, _ = opened(browser, base, "/", 1280)
    loaded = page.evaluate("performance.getEntriesByType('resource').map(each => each.name)")
    # The page names its files by the chronology's own address.
    addresses = [address.replace("http://127.0.0.1:8000", base) for address in (page.url, *loaded)]
    bodies = [httpx.get(address).raise_for_status().content for address in addresses]
    assert len(bodies) >= 3
    assert sum(len(gzip.compress(body)) for body in bodies) < HEAVIEST


def test_the_keyboard_reaches_what_is_drawn_in_the_order_of_dates(browser: Browser, base: str) -> None:
    page, _ = opened(browser, base, "/?from=2021&to=2021", 1280)
    links = page.locator(".tl-panels a")
    links.first.focus()
    names = [page.evaluate("document.activeElement.getAttribute('href')")]
    for _ in range(links.count() - 1):
        page.keyboard.press("Tab")
        names.append(page.evaluate("document.activeElement.getAttribute('href')"))
    assert names == [link.get_attribute("href") for link in links.all()]
    assert (
        page.evaluate("getComputedStyle(document.activeElement.querySelector('text')).textDecorationLine")
        == "underline"
    )


def test_nothing_is_animated_for_those_who_want_no_motion(browser: Browser, base: str) -> None:
    page, _ = opened(browser, base, "/", 1280)
    page.emulate_media(reduced_motion="reduce")
    page.locator(".steps a").first.click()
    page.wait_for_url("**from=**")
    assert page.evaluate("document.getAnimations().length") == 0
    assert page.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == "auto"


def test_the_other_languages_come_before_the_content(browser: Browser, base: str) -> None:
    """Who cannot read a page does not walk through all of it to the one they can."""
    page, _ = opened(browser, base, "/feeds", 1000)
    reached = []
    for _ in range(16):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.hreflang || ''"))
    assert {"en", "zh", "de", "fr", "es"} <= set(reached)
