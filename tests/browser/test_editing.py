"""The editing pages in a browser: axe at both widths, the queue by keys alone, and everything without script."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.browser.test_everyone import VIOLATIONS, axe_source
from tests.browser.test_pages import FLAGS
from tests.live import served
from tests.serve.conftest import Small, opened
from tests.serve.routes.test_review import FAIR, Desk
from tests.serve.routes.visits import give_token
from timeline.model.event import Mention

pytestmark = pytest.mark.browser


class Room(NamedTuple):
    """A server with candidates, its address, and a browser in it that is signed in."""

    small: Small
    desk: Desk
    base: str
    chromium: Browser

    def page(self, width: int = 1280, *, script: bool = True) -> Page:
        context = self.chromium.new_context(viewport={"width": width, "height": 900}, java_script_enabled=script)
        page = context.new_page()
        page.goto(f"{self.base}/edit")
        page.get_by_label("Token").fill(give_token(self.small, "admin"))
        page.keyboard.press("Enter")
        page.get_by_text("Signed in as").wait_for()
        return page


@pytest.fixture(scope="module")
def room(tool: Callable[[str], str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    with opened(tmp_path_factory.mktemp("editing")) as small, sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=tool("chromium"), args=list(FLAGS))
        with served(small.front) as base:
            yield Room(small, Desk(small), base, chromium)
        chromium.close()


def say(room: Room, *keys: str) -> None:
    """Let the source say so many more, of no likeness to each other."""
    room.desk.says(*(Mention(key=key, title=f"{key} {key}", when=FAIR.when, citation=FAIR.citation) for key in keys))


@pytest.mark.parametrize("width", [390, 1280])
def test_axe_finds_nothing_and_nothing_scrolls_sideways(room: Room, width: int) -> None:
    page = room.page(width)
    axe = axe_source()
    say(room, "Regatta", "Concert")
    for path in ("", "/review", "/sources", "/events/hatching", "/events/new", "/merge?a=spring&b=visit"):
        page.goto(f"{room.base}/edit{path}")
        page.evaluate(axe)
        assert page.evaluate(VIOLATIONS) == [], path
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path


def test_candidates_are_decided_by_a_key_each_and_taken_back_by_one(room: Room) -> None:
    say(room, "Marathon", "Auction", "Lecture")
    page = room.page()
    page.goto(f"{room.base}/edit/review")
    left = page.locator(".candidate").count()
    for key in ("a", "r"):
        page.keyboard.press(key)
        left -= 1
        expect(page.locator(".candidate")).to_have_count(left)
    page.keyboard.press("u")
    expect(page.locator(".candidate")).to_have_count(left + 1)
    expect(page.locator(".candidate:focus")).to_have_count(1)


def test_an_event_is_written_by_the_keyboard_without_script(room: Room) -> None:
    page = room.page(390, script=False)
    page.goto(f"{room.base}/edit/events/new")
    page.get_by_label("Title").first.fill("A weir opens")
    page.get_by_label("Date").first.fill("spring of 2031")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Save it so").wait_for()
    assert "a season" in page.locator("main").inner_text()
    page.get_by_role("button", name="Save it so").focus()
    page.keyboard.press("Enter")
    page.get_by_text("Saved.").wait_for()
