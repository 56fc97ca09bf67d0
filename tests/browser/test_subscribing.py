"""Subscribing in Chromium: with script a choice shows at once what follows from it, without by the form's button."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.test_pages import base, browser, opened
from tests.browser.test_reading import watched

__all__ = ["base", "browser"]  # fixtures
pytestmark = pytest.mark.browser

ADDRESS = "#address"


def feed(page: Page) -> str:
    return page.locator(ADDRESS).input_value()


def test_a_choice_shows_at_once_what_follows_from_it(browser: Browser, base: str) -> None:
    page, said, hosts = watched(browser, base, "/subscribe?tag=europe")
    expect(page.locator("#choices [type=submit]")).to_be_hidden()
    page.get_by_role("radio", name="Changes").check()
    expect(page.locator(ADDRESS)).to_have_value(re.compile(r"/feeds/all/changes\.ics\?tag=europe$"))
    page.get_by_role("radio", name="Atom").check()
    expect(page.locator("#preview-heading")).to_have_text("In your feed reader")
    expect(page.locator(".preview li").first).to_contain_text(": ")
    assert page.url.endswith("/subscribe?view=changes&format=atom&lang=en&tag=europe")
    assert page.locator("select[name=alarm]").count() == 0
    page.get_by_role("radio", name="Coming").check()
    page.locator("input[name=days]").fill("9,2")
    expect(page.locator(ADDRESS)).to_have_value(re.compile(r"/feeds/all/coming\.atom\?days=9,2&tag=europe$"))
    assert page.evaluate("document.activeElement.name") == "days"
    page.locator("input[name=days]").fill("nine")  # what cannot be meant changes nothing
    page.get_by_role("radio", name="On this day").check()
    expect(page.locator(ADDRESS)).to_have_value(re.compile(r"/feeds/all/on-this-day\.atom\?tag=europe$"))
    assert page.evaluate("window.untouched")
    assert [each for each in said if "400" not in each] == []
    assert hosts == {"127.0.0.1"}


def test_the_keyboard_stays_where_it_was(browser: Browser, base: str) -> None:
    page, said = opened(browser, base, "/subscribe", 1280)
    page.get_by_role("radio", name="Everything").focus()
    page.keyboard.press("ArrowDown")
    expect(page.locator(ADDRESS)).to_have_value(re.compile(r"/feeds/all/changes\.ics$"))
    assert page.evaluate("[document.activeElement.name, document.activeElement.value]") == ["view", "changes"]
    page.keyboard.press("ArrowUp")
    expect(page.locator(ADDRESS)).to_have_value(re.compile(r"/feeds/all\.ics$"))
    page.select_option("select[name=alarm]", "-P1D")
    expect(page.locator(ADDRESS)).to_have_value(re.compile(r"/feeds/all\.ics\?alarm=-P1D$"))
    assert said == []


def test_the_address_is_copied_by_a_click(browser: Browser, base: str) -> None:
    page, said = opened(browser, base, "/de/subscribe", 390)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.locator("#copy").click()
    expect(page.locator("#copy")).to_have_text("Kopiert")
    assert page.evaluate("navigator.clipboard.readText()") == feed(page)
    assert feed(page).endswith("/feeds/all.ics?lang=de")
    assert said == []


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_all_of_it_works_without_script(browser: Browser, base: str, width: int) -> None:
    page, _ = opened(browser, base, "/fr/subscribe/europe", width, script=False)
    assert page.locator("#copy").is_hidden()
    page.get_by_role("radio", name="RSS").check()
    page.select_option("select[name=past]", "P1Y")
    page.locator("#choices [type=submit]").click()
    assert feed(page).endswith("/feeds/europe.rss?lang=fr&past=P1Y")
    assert page.get_by_role("radio", name="RSS").is_checked()
    assert page.locator("select[name=past]").input_value() == "P1Y"
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth") is True
    page.goto(page.locator(".lead ~ .chips a").last.get_attribute("href").replace("http://127.0.0.1:8000", base))
    assert "/fr/feeds/europe" in page.url


def test_a_narrowed_list_leads_to_what_it_shows(browser: Browser, base: str) -> None:
    page, said = opened(browser, base, "/", 1280)
    page.locator("input[name=q]").press_sequentially("sturgeon")
    expect(page.locator("#own .more")).to_have_attribute("href", re.compile(r"/subscribe\?q=sturgeon$"))
    page.locator("#own .more").click()
    expect(page.locator(".chip")).to_have_text(re.compile("sturgeon"))
    expect(page.locator(".preview a").first).to_have_text(re.compile("sturgeon"))
    assert said == []
