"""Search, narrowing, order and years in Chromium: with script in place, without it as plain links and a form."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.test_pages import base, browser, opened

__all__ = ["base", "browser"]  # fixtures
pytestmark = pytest.mark.browser


def watched(browser: Browser, base: str, path: str = "/") -> tuple[Page, list[str], set[str]]:
    page, said = opened(browser, base, path, 1280)
    hosts: set[str] = set()
    page.on("request", lambda request: hosts.add(urlsplit(request.url).hostname or ""))
    page.evaluate("window.untouched = true")
    return page, said, hosts


def test_search_answers_as_it_is_typed(browser: Browser, base: str) -> None:
    page, said, hosts = watched(browser, base)
    page.locator("input[name=q]").press_sequentially("sturgeon hat")
    expect(page.locator(".entry h4")).to_have_text(["Yangtze sturgeon hatch in the wild"])
    assert page.url.endswith("/?q=sturgeon+hat")
    assert page.evaluate("document.activeElement.name") == "q"
    page.locator("input[name=q]").press_sequentially(" nothing like it")
    expect(page.locator(".empty li a")).to_have_count(1)
    page.locator(".empty li a").click()
    expect(page.locator(".entry")).not_to_have_count(0)
    assert page.evaluate("window.untouched")
    assert (said, hosts) == ([], {"127.0.0.1"})


def test_zoom_and_years_change_in_place_keep_the_focus_and_go_back(browser: Browser, base: str) -> None:
    page, said, hosts = watched(browser, base)
    page.locator(".years a", has_text="2021").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".years [aria-current]")).to_have_count(1)
    assert "from=2021&to=2021" in page.url
    assert page.evaluate("document.activeElement.textContent").startswith("2021")
    assert page.locator(".chip").count() == 2
    page.locator(".steps a").first.focus()
    words = page.evaluate("document.activeElement.textContent")
    page.keyboard.press("Enter")
    expect(page.locator(".years [aria-current]")).to_have_count(0)
    assert page.evaluate("document.activeElement.textContent") == words
    page.go_back()
    expect(page.locator(".years [aria-current]")).to_have_count(1)
    page.go_back()
    expect(page.locator(".chip")).to_have_count(0)
    assert page.evaluate("window.untouched")
    assert (said, hosts) == ([], {"127.0.0.1"})


def test_narrowing_and_order_keep_each_other(browser: Browser, base: str) -> None:
    page, said, _ = watched(browser, base)
    page.locator(".orders a", has_text="Oldest first").click()
    expect(page.locator(".orders [aria-current]")).to_have_text("Oldest first")
    page.locator("#search summary").click()
    page.select_option("select[name=status]", "expected")
    expect(page.locator(".chip")).to_have_count(1)
    assert page.url.endswith("/?status=expected&sort=when")
    assert page.evaluate("window.untouched")
    assert said == []


def test_all_of_it_works_without_script(browser: Browser, base: str) -> None:
    page, _ = opened(browser, base, "/", 390, script=False)
    page.locator(".orders a", has_text="Oldest first").click()
    assert page.locator(".entry h4").first.inner_text().startswith("Steelworks founded")
    page.locator("#search summary").click()
    page.select_option("select[name=status]", "expected")
    page.locator("#search button").click()
    assert page.locator(".orders [aria-current]").inner_text() == "Oldest first"
    assert page.locator(".chip").count() == 1
    page.locator(".years a").first.click()
    assert page.locator(".chip").count() == 3
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
