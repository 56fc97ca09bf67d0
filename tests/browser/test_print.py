"""Pages as they are printed, in Chromium."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.browser.test_pages import base, browser, id_of, opened

__all__ = ["base", "browser"]  # fixtures
pytestmark = pytest.mark.browser
SHEET = (1031, 703)
"""Pixels of a sheet of A4 on its side, without its margins."""
CLICKED = "form, button, .button, .steps, .orders, .years, header.site, #share, #own, footer nav, .on-screen"


@pytest.mark.parametrize("path", ["/", "/zh/feeds/diplomacy", "/?from=2024&q=xi"])
def test_a_print_has_drawing_and_list_and_nothing_to_click(browser: Browser, base: str, path: str) -> None:
    page, said = opened(browser, base, path, SHEET[0], script=False)
    page.emulate_media(media="print", color_scheme="dark")
    assert page.locator(CLICKED).evaluate_all("all => all.filter(each => each.offsetParent).length") == 0
    assert page.locator(".tl-panels > svg").first.is_visible()
    assert page.locator("#list .entry").first.is_visible()
    assert page.locator(".on-paper").inner_text().startswith("http://127.0.0.1:8000/")
    assert "2026" in page.locator(".on-paper").inner_text()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert said == []


def test_every_panel_fits_on_a_sheet(browser: Browser, base: str) -> None:
    page, _ = opened(browser, base, "/", SHEET[0])
    page.emulate_media(media="print")
    heights = page.locator(".tl-panels > svg").evaluate_all(
        "all => all.map(each => each.getBoundingClientRect().height)"
    )
    assert len(heights) > 2
    assert max(heights) <= SHEET[1] - 20  # its heading stands above it


def test_a_printed_event_leaves_out_what_is_for_a_screen(browser: Browser, base: str) -> None:
    page, _ = opened(browser, base, f"/events/{id_of(base, 'sturgeon hatch')}", 700)
    assert page.locator(".on-screen").first.is_visible()
    assert not page.locator(".on-paper").is_visible()
    page.emulate_media(media="print")
    assert not page.locator(".on-screen").first.is_visible()
    assert page.locator(".on-paper").is_visible()
    page.evaluate(
        "document.querySelector('.sources cite').innerHTML = '<a class=u-url href=https://post.example/a>x</a>'"
    )
    content = page.evaluate("getComputedStyle(document.querySelector('.sources .u-url'), '::after').content")
    assert "attr(href)" in content or "https://post.example/a" in content
