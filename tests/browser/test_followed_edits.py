"""What is written over the API and in the browser's form reaches whoever subscribed before, each edit once.

The server, Chromium, vdirsyncer, newsboat and reader are real; a cursor and a stream of changes go on where they were.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Page, sync_playwright

from tests.browser.test_pages import FLAGS
from tests.story import Row, Seen, Stage, staged
from timeline import files, load
from timeline.model import token as tokens

pytestmark = [pytest.mark.browser, pytest.mark.clients]


class Writer:
    """One person who writes in both ways; each write is an hour after the one before."""

    def __init__(self, stage: Stage, page: Page) -> None:
        self.stage, self.page = stage, page
        self.token, kept = tokens.issue("s" * 43, "ana", ["admin"], stage.now)
        stage.store.add_token(kept)
        page.goto(f"{stage.base}/edit")
        page.get_by_label("Token").fill(self.token)
        page.keyboard.press("Enter")
        page.get_by_text("Signed in as").wait_for()

    def send(self, method: str, path: str, **said: Any) -> str:
        """Write over the API; the id of the event."""
        self.stage.now += timedelta(hours=1)
        headers = {"Authorization": f"Bearer {self.token}", "If-Match": "*"}
        answer = httpx.request(method, f"{self.stage.base}/api/v1/events{path}", json=said, headers=headers, timeout=60)
        assert answer.status_code in (200, 201), answer.text
        return str(answer.json()["ids"][0])

    def fill(self, path: str, **said: str) -> str:
        """Write in the form of a page, looking at what will come of it first; the id of the event."""
        self.stage.now += timedelta(hours=1)
        self.page.goto(f"{self.stage.base}/edit/events/{path}")
        for name, value in said.items():
            self.page.locator(f"#f-{name}").fill(value)
        self.page.get_by_role("button", name="Read back and preview").click()
        self.page.get_by_role("button", name="Save it so").click()
        self.page.get_by_text("Saved.").wait_for()
        return self.page.url.partition("/edit/events/")[2].partition("?")[0]

    def press(self, id: str, verb: str, reason: str) -> None:
        """Do what a button of the event's page does, looking at what will come of it first."""
        self.stage.now += timedelta(hours=1)
        self.page.goto(f"{self.stage.base}/edit/events/{id}")
        self.page.locator("#acts input[name=reason]").fill(reason)
        self.page.locator(f"#acts button[value={verb}]").click()
        self.page.locator("button[name=sure]").click()
        self.page.locator("main").wait_for()


def shown(kind: str, calendar: str, feed: str) -> Row:
    """What each client shows after one edit: one entry, and one change since it looked before."""
    return Row(kind, Seen(1, calendar), Seen(1, feed), Seen(1, feed), (kind,), (kind,))


def test_every_client_sees_each_edit_of_the_api_and_of_the_form_once(
    tmp_path: Path, tool: Callable[[str], str]
) -> None:
    for name in ("vdirsyncer", "newsboat"):
        tool(name)
    with staged(tmp_path) as stage, sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=tool("chromium"), args=list(FLAGS))
        load.load(files.read(tmp_path, {}), stage.store, stage.now, record=True)
        stage.look("")  # all have subscribed, and know what there is
        writer = Writer(stage, chromium.new_page())

        weir = writer.send("POST", "", title="A weir opens", when="spring of 2031")
        spring = "A weir opens (spring of 2031)"
        assert stage.look("added", weir) == shown("added", f"2031-03-01 CONFIRMED {spring}", spring)
        assert writer.fill(weir, when="16 April 2031") == weir
        day = "A weir opens (16 April 2031)"
        assert stage.look("refined", weir) == shown("refined", "2031-04-16 CONFIRMED A weir opens", day)
        writer.send("PATCH", f"/{weir}", title="The weir opens")
        standing = "2031-04-16 CONFIRMED The weir opens", "The weir opens (16 April 2031)"
        assert stage.look("revised", weir) == shown("revised", *standing)
        writer.press(weir, "cancel", "No money.")
        off = "Cancelled: The weir opens"
        assert stage.look("cancelled", weir) == shown(
            "cancelled", f"2031-04-16 CANCELLED {off}", f"{off} (16 April 2031)"
        )
        writer.send("POST", f"/{weir}/reinstate", reason="There is money.")
        assert stage.look("reinstated", weir) == shown("reinstated", *standing)
        bridge = writer.fill("new", title="A bridge opens", when="2032-05-04")
        opens = "A bridge opens"
        assert stage.look("added", bridge) == shown("added", f"2032-05-04 CONFIRMED {opens}", f"{opens} (4 May 2032)")
        writer.send("PATCH", f"/{bridge}", when="2032-05-11")
        assert stage.look("moved", bridge) == shown("moved", f"2032-05-11 CONFIRMED {opens}", f"{opens} (11 May 2032)")
        writer.press(bridge, "withdraw", "It was a rumour.")
        gone = "Withdrawn: A bridge opens"
        assert stage.look("withdrawn", bridge) == shown(
            "withdrawn", f"2032-05-11 CANCELLED {gone}", f"{gone} (11 May 2032)"
        )
        chromium.close()

        # Nothing of the other events moved, and nothing is there twice.
        changes = httpx.get(f"{stage.base}/api/v1/changes", params={"since": "0"}).json()["changes"]
        kinds: dict[str, list[str]] = {}
        for each in changes:
            kinds.setdefault(each["event"], []).append(each["kind"])
        assert kinds == {
            "talks": ["added"],
            weir: ["added", "refined", "revised", "cancelled", "reinstated"],
            bridge: ["added", "moved", "withdrawn"],
        }
        assert len(changes) == 9
        with sqlite3.connect(stage.home / "cache.db") as connection:
            assert connection.execute("SELECT count(*) FROM rss_item").fetchone() == (3,)
        assert len(list((stage.home / "calendar").glob("*.ics"))) == 3
