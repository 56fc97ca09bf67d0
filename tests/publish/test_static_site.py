"""The static site: nothing in it leads nowhere."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from urllib.parse import unquote

import pytest
from lxml import html as markup

from tests.render.chronicle import CHRONOLOGY, FEED, events, store_of
from timeline.model.feed import Feed
from timeline.model.query import Filter
from timeline.publish import static_site
from timeline.publish.publisher import Publisher

NOW = datetime(2025, 8, 1, tzinfo=UTC)
FISH = Feed(slug="fish", title="Fish", query={"tag": ("fish",)}, filter=Filter(tags=("fish",)))
BASE = f"{CHRONOLOGY.base_url}/"
LANGUAGES = ("", "en/", "de/", "fr/", "es/", "zh/")
OUTWARDS = (
    "https://fish.example/",
    "https://post.example/",
    "https://calendar.google.com/",
    "https://outlook.",
    "webcal:",
)


@pytest.fixture(scope="module")
def site() -> dict[str, bytes]:
    store = store_of(*events(), feeds=(FEED, FISH))
    return dict(static_site.files(store, Publisher(store, CHRONOLOGY), CHRONOLOGY, NOW))


def pages(site: dict[str, bytes]) -> Iterator[tuple[str, Any]]:
    for name, data in site.items():
        if name.endswith(".html"):
            yield name, markup.fromstring(data)


def test_pages_are_there_in_every_language(site: dict[str, bytes]) -> None:
    for language in LANGUAGES:
        for path in ("", "feeds/", "feeds/fish/", "embed/", "embed/fish/", "events/hatching/", "subscribe/"):
            page = markup.fromstring(site[f"{language}{path}index.html"])
            assert page.get("lang") == (language.strip("/") or "en")
    assert b"Divers in the lake" in site["embed/index.html"]


def test_every_address_in_it_is_a_file_of_it(site: dict[str, bytes]) -> None:
    ids = {name: set(page.xpath("//@id")) for name, page in pages(site)}
    seen = 0
    for name, page in pages(site):
        for address in page.xpath("//@href | //@src | //@action"):
            if address.startswith(OUTWARDS) or address == "data:,":
                continue
            path, _, fragment = address.partition("#")
            assert "?" not in path, (name, address)
            assert path.startswith(BASE) or not path, (name, address)
            wanted = unquote(path.removeprefix(BASE)) if path else name
            file = wanted if wanted in site else f"{wanted.rstrip('/')}/index.html".lstrip("/")
            assert file in site, (name, address)
            assert not fragment or fragment in ids[file], (name, address)
            seen += 1
    assert seen > 1000


def test_nothing_in_it_asks_a_server(site: dict[str, bytes]) -> None:
    for name, page in pages(site):
        assert not page.xpath("//form"), name
        assert not page.xpath("//link[contains(@type, 'oembed')]"), name
        assert not page.xpath("//a[contains(@href, '/docs') or contains(@href, '/api/v1/events')]"), name


def test_a_list_has_every_event_and_its_drawing_leads_into_it(site: dict[str, bytes]) -> None:
    page = markup.fromstring(site["index.html"])
    listed: Any = page.xpath("//*[@id='list']//li[contains(@class, 'entry')]/@id")
    standing = {event.id for event in events() if not event.is_gone}
    assert set(listed) == standing
    leads: Any = page.xpath("//svg[contains(@class, 'tl-strip')]//a/@href")
    assert leads
    assert all(lead.startswith("#y") for lead in leads)


def test_a_tag_leads_to_the_feed_that_has_just_its_events(site: dict[str, bytes]) -> None:
    page = markup.fromstring(site["de/events/hatching/index.html"])
    assert page.xpath("//a[contains(@class, 'tag')]/@href") == [f"{BASE}de/feeds/fish"]
    assert page.xpath("//span[contains(@class, 'tag')]/text()") == ["nature"]


def test_the_drawing_of_a_feed_is_a_file(site: dict[str, bytes]) -> None:
    assert site["feeds/all.svg"].startswith(b"<svg")
    assert b"Sturgeon" in site["feeds/fish.svg"]
