"""Every address we write."""

from __future__ import annotations

import pytest

from timeline.model.urls import Urls, canonical, google, is_tracking, outlook, over_https, webcal

URLS = Urls("https://rivers.example/chronology")

ROWS = [
    (URLS.home, "https://rivers.example/chronology/"),
    (URLS.listing([("tag", "fish"), ("from", "2024")]), "https://rivers.example/chronology/?from=2024&tag=fish"),
    (URLS.event("hatching"), "https://rivers.example/chronology/events/hatching"),
    (URLS.event("hatching", "ics"), "https://rivers.example/chronology/events/hatching.ics"),
    (URLS.feed("all"), "https://rivers.example/chronology/feeds/all"),
    (URLS.feed("all", "atom"), "https://rivers.example/chronology/feeds/all.atom"),
    (URLS.feed("all", "ics", "on-this-day"), "https://rivers.example/chronology/feeds/all/on-this-day.ics"),
    (URLS.feed("all", "rss", "", [("tag", "b"), ("tag", "a")]), "https://rivers.example/chronology/feeds/all.rss?tag=a&tag=b"),
    (URLS.api("events", [("q", "a b&c=d é")]), "https://rivers.example/chronology/api/v1/events?q=a%20b%26c%3Dd%20%C3%A9"),
    (URLS.opml, "https://rivers.example/chronology/feeds.opml"),
    (URLS.sitemap, "https://rivers.example/chronology/sitemap.xml"),
    (URLS.schema("feed.json"), "https://rivers.example/chronology/schemas/feed.json"),
    (URLS.path, "/chronology"),
    (Urls("http://127.0.0.1:8000").path, ""),
    (Urls("http://127.0.0.1:8000").home, "http://127.0.0.1:8000/"),
    (webcal("https://rivers.example/a.ics"), "webcal://rivers.example/a.ics"),
    (google("https://rivers.example/a.ics?tag=b"),
     "https://calendar.google.com/calendar/r?cid=webcal%3A%2F%2Frivers.example%2Fa.ics%3Ftag%3Db"),
    (outlook("https://rivers.example/a.ics", "Rivers & cables"),
     "https://outlook.live.com/calendar/0/addfromweb?url=https%3A%2F%2Frivers.example%2Fa.ics&name=Rivers%20%26%20cables"),
]  # fmt: skip


@pytest.mark.parametrize(("address", "expected"), ROWS)
def test_an_address(address, expected):
    assert address == expected


def test_the_order_of_parameters_does_not_matter():
    pairs = [("tag", "b"), ("from", "2024"), ("tag", "a")]
    assert canonical(pairs) == canonical(reversed(pairs)) == "?from=2024&tag=a&tag=b"
    assert canonical([]) == ""


@pytest.mark.parametrize("name", ["utm_source", "utm_anything", "fbclid", "gclid", "mc_cid", "mc_eid", "msclkid"])
def test_what_others_add_to_links_is_known(name):
    assert is_tracking(name)


@pytest.mark.parametrize("name", ["tag", "from", "q", "utm", "source", "ref"])
def test_nothing_else_is_taken_for_it(name):
    assert not is_tracking(name)


@pytest.mark.parametrize(
    ("address", "fetched"),
    [
        ("webcal://club.example/all.ics", "https://club.example/all.ics"),
        ("WEBCALS://club.example/a?b=1", "https://club.example/a?b=1"),
        ("feed:http://club.example/rss", "http://club.example/rss"),
        ("feed://club.example/rss", "https://club.example/rss"),
        ("https://club.example/all.ics", "https://club.example/all.ics"),
        ("calendar.ics", "calendar.ics"),
    ],
)
def test_an_address_to_subscribe_to_is_fetched_over_https(address: str, fetched: str) -> None:
    assert over_https(address) == fetched
