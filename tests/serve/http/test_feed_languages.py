"""Facts about feeds asked in a language: one that is not there is the feed itself."""

from __future__ import annotations

import pytest

from tests.factory import event
from tests.serve.conftest import Small
from timeline.model.event import Translation
from timeline.publish.spoken import settle_language


@pytest.mark.parametrize(
    ("asked", "settled"),
    [
        ("de", "de"), ("en-GB", "en-GB"), ("de-AT", "de-AT"), ("de-aaaaaaaa-x-y", "de"), ("en-ZZ", "en"), ("xx", ""),
        ("it", ""), ("qaa-x-anything", ""), ("gsw", "gsw"), ("gsw-CH", "gsw-CH"), ("zh-Hant", "zh-Hant"),
        ("sr-Latn-x-own", "sr-Latn-x-own"), ("sr", "sr"),
    ],
)  # fmt: skip
def test_a_language_is_kept_where_something_is_said_in_it(asked: str, settled: str) -> None:
    chosen = settle_language({"lang": [asked], "tag": ["a"]}, ["gsw", "sr-Latn-x-own"])
    assert chosen == ({"lang": [settled], "tag": ["a"]} if settled else {"tag": ["a"]})


@pytest.mark.parametrize("format", ["atom", "rss", "json", "ics", "csv"])
def test_a_feed_in_a_language_that_is_not_there_is_the_one_body_of_its_address_without(
    small: Small, format: str
) -> None:
    publisher, now = small.front.service.publisher, small.clock.now
    plain = publisher.feed("all", format, {}, now)
    assert publisher.feed("all", format, {"lang": ["it"]}, now) is plain
    assert publisher.feed("all", format, {"lang": ["qaa-x-1"]}, now) is plain
    german = publisher.feed("all", format, {"lang": ["de"]}, now)
    assert publisher.feed("all", format, {"lang": ["de-x-1"]}, now) is german
    assert german.etag != plain.etag


def test_a_language_is_there_from_its_first_translation_to_its_last(small: Small) -> None:
    def asked() -> str:
        return small.ask("/feeds/all.json?lang=it").text

    assert "Storioni" not in asked()
    small.add(event("storioni", "2025-04-17", translations={"it": Translation(title="Storioni")}))
    assert small.store.languages() == ["it"]
    assert "Storioni" in asked()
    small.change("storioni", translations={})
    assert small.store.languages() == []
    assert "Storioni" not in asked()
    assert small.ask("/feeds/all.json?lang=it").content == small.ask("/feeds/all.json").content
