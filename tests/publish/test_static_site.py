"""The static site: nothing in it leads nowhere."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from html import unescape
from typing import Any
from urllib.parse import unquote

import pytest
from lxml import html as markup
from msgspec.structs import replace

from tests.factory import event
from tests.render.chronicle import CHRONOLOGY, FEED, events, store_of
from timeline.model.chronology import Chronology
from timeline.model.feed import Feed
from timeline.model.query import Filter
from timeline.publish import file_lists, static_site
from timeline.publish.search_index import folded
from timeline.store.contract import Store

NOW = datetime(2025, 8, 1, tzinfo=UTC)
FISH = Feed(slug="fish", title="Fish", query={"tag": ("fish",)}, filter=Filter(tags=("fish",)))
BASE = f"{CHRONOLOGY.base_url}/"
PATH = "/chronology/"
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
    return dict(static_site.files(store, CHRONOLOGY, NOW))


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


def file_of(site: dict[str, bytes], address: str) -> str:
    """The file that a web server answers with, or nothing."""
    wanted = unquote(address.removeprefix(BASE).removeprefix(PATH))
    below = f"{wanted.rstrip('/')}/index.html".lstrip("/")
    return next((name for name in (wanted, below) if name in site), "")


def test_every_address_in_it_is_a_file_of_it(site: dict[str, bytes]) -> None:
    ids = {name: set(page.xpath("//@id")) for name, page in pages(site)}
    seen = 0
    for name, page in pages(site):
        for address in page.xpath("//@href | //@src | //@action | //@data-page | //@data-index"):
            if address.startswith(OUTWARDS) or address == "data:,":
                continue
            path, _, fragment = address.partition("#")
            assert "?" not in path, (name, address)
            assert path.startswith((BASE, PATH)) or not path, (name, address)
            file = file_of(site, path) if path else name
            assert file, (name, address)
            assert not fragment or fragment in ids[file], (name, address)
            seen += 1
    assert seen > 1000


def test_what_feeds_and_pictures_name_is_a_file_of_it_too(site: dict[str, bytes]) -> None:
    address = re.compile(re.escape(BASE) + r"[^\s\"'<>\\,]*")
    seen = 0
    for name, data in site.items():
        if name.endswith((".png", ".ico")):
            continue
        # Calendars fold long lines, and escape what a list is made of.
        for found in address.findall(unescape(unescape(data.decode().replace("\r\n ", "")))):
            assert "?" not in found, (name, found)
            assert file_of(site, found.partition("#")[0].rstrip(".);")), (name, found)
            seen += 1
    assert seen > 500


def test_what_a_browser_follows_is_said_by_its_path_alone(site: dict[str, bytes]) -> None:
    for name, page in pages(site):
        followed: Any = page.xpath("//a/@href | //script/@src | //img/@src | //link[@rel='stylesheet']/@href")
        assert not [each for each in followed if each.startswith(BASE)], name
        whole: Any = page.xpath(
            "//link[@rel='canonical' or @rel='alternate']/@href | //meta[@property='og:url']/@content"
        )
        assert all(each.startswith("https://") for each in whole), name
        assert whole, name


def test_each_tag_place_and_year_has_a_page_of_its_events(site: dict[str, bytes]) -> None:
    for language in LANGUAGES:
        tag = markup.fromstring(site[f"{language}tags/nature/index.html"])
        assert "hatching" in tag.xpath("//li[contains(@class, 'entry')]/@id")
        place = markup.fromstring(site[f"{language}places/yichang/index.html"])
        assert place.xpath("//li[contains(@class, 'entry')]/@id") == ["fair", "hatching"]
        year = markup.fromstring(site[f"{language}years/2013/index.html"])
        assert "spring" in year.xpath("//li[contains(@class, 'entry')]/@id")
    page = markup.fromstring(site["events/hatching/index.html"])
    assert page.xpath("//a[contains(@class, 'p-name')]/@href") == [f"{PATH}places/yichang"]


def test_a_list_that_is_long_is_cut_into_files(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(file_lists, "LONGEST", 4)
    store = store_of(*events(), feeds=(FEED, FISH))
    site = dict(static_site.files(store, CHRONOLOGY, NOW))
    name, ids, newer = "index.html", [], ""
    while name:
        page = markup.fromstring(site[name])
        ids += page.xpath("//*[@id='list']//li[contains(@class, 'entry')]/@id")
        assert [file_of(site, each.partition("#")[0]) for each in page.xpath("//a[contains(@rel, 'prev')]/@href")] == (
            [newer] * bool(newer)
        )
        older: Any = page.xpath("//a[contains(@rel, 'next')]/@href")
        newer = name
        name = file_of(site, older[0].partition("#")[0]) if older else ""
    assert sorted(ids) == sorted(event.id for event in events() if not event.is_gone)
    assert len(ids) > 8
    test_every_address_in_it_is_a_file_of_it(site)


def test_the_index_has_the_words_of_every_event_without_their_accents(site: dict[str, bytes]) -> None:
    found = json.loads(site["search.json"])
    words = dict(zip(found["ids"], found["words"], strict=True))
    assert set(words) == {event.id for event in events() if not event.is_gone}
    assert {"sturgeon", "storche", "larven", "yichang", "nature"} - set(words["hatching"].split()) == {"storche"}
    assert {"store"} & {folded("Störe")} == {"store"}
    listed: Any = markup.fromstring(site["search/index.html"]).xpath("//*[@id='results']//li/@id")
    assert sorted(listed) == sorted(words)


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


def test_a_tag_leads_to_the_feed_that_has_just_its_events_or_to_its_page(site: dict[str, bytes]) -> None:
    page = markup.fromstring(site["de/events/hatching/index.html"])
    assert page.xpath("//a[contains(@class, 'tag')]/@href") == [f"{PATH}de/feeds/fish", f"{PATH}de/tags/nature"]


def test_the_drawing_of_a_feed_is_a_file(site: dict[str, bytes]) -> None:
    assert site["feeds/all.svg"].startswith(b"<svg")
    assert b"Sturgeon" in site["feeds/fish.svg"]


def test_what_had_passed_unconfirmed_when_it_was_built_says_so() -> None:
    store = store_of(
        event("fair", "2025-07-30", status="scheduled"), event("swim", "2025-08-01", status="scheduled"),
        event("weir", "2025-07-30"), feeds=(FEED,),
    )  # fmt: skip
    site = dict(static_site.files(store, CHRONOLOGY, NOW))
    lists = ("index.html", "embed/index.html", "search/index.html", "years/2025/index.html", "feeds/all/index.html")
    for name in lists:
        assert site[name].count(b"not confirmed") == 1, name
    assert "nicht bestätigt" in site["de/index.html"].decode()
    assert b"Its date had passed when this page was made" in site["events/fair/index.html"]
    assert json.loads(site["events/fair.json"])["unconfirmed"] is True
    for other in ("swim", "weir"):
        assert b"had passed" not in site[f"events/{other}/index.html"]
        assert "unconfirmed" not in json.loads(site[f"events/{other}.json"])


def test_the_day_that_has_passed_is_one_of_the_zone() -> None:
    store = store_of(event("fair", "2025-07-31", status="scheduled"), feeds=(FEED,))
    east = replace(CHRONOLOGY, timezone="Asia/Shanghai")
    west = replace(CHRONOLOGY, timezone="America/New_York")
    said = [b"had passed" in _event_page(store, chronology) for chronology in (east, west)]
    assert said == [True, False]


def _event_page(store: Store, chronology: Chronology) -> bytes:
    return dict(static_site.files(store, chronology, NOW))["events/fair/index.html"]
