"""The README's screenshots, of this repository's chronology: `python docs/screenshots.py`."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.live import served
from timeline import files, load
from timeline.model.query import Filter
from timeline.publish.publisher import Publisher
from timeline.serve.app import make_app
from timeline.store import open_store

HERE = Path(__file__).parent
ADDRESS = "http://127.0.0.1:8000"
NOW = datetime(2026, 12, 1, tzinfo=UTC)


def main() -> None:
    """Take them."""
    folder = files.read(HERE.parent, {})
    store = open_store(":memory:")
    load.load(folder, store, NOW, record=False)
    hatching = store.select(Filter(q="sturgeon hatch"))[0].id
    shots = (("page", "/?from=2013", 1280), ("page", "/?from=2013", 390), ("event", f"/events/{hatching}", 1280))
    with (
        served(make_app(store, Publisher(store, folder.chronology), folder.chronology)) as base,
        sync_playwright() as p,
    ):
        browser = p.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"])
        for name, path, width in shots:
            page = browser.new_page(viewport={"width": width, "height": 1200})
            page.route(f"{ADDRESS}/**", lambda r: r.fulfill(response=r.fetch(url=r.request.url.replace(ADDRESS, base))))
            page.goto(base + path)
            page.screenshot(path=HERE / f"{name}-{width}.png")
        browser.close()
    store.close()


if __name__ == "__main__":
    main()
