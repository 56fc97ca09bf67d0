"""Facts about the numbers: by source and by feed, in text that Prometheus reads, with a bounded number of series."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

import pytest
from prometheus_client.parser import text_string_to_metric_families

from tests.serve.conftest import DAWN, Small
from timeline.dates import When
from timeline.errors import StoreUnavailable
from timeline.model.event import Claim, Mention
from timeline.model.source import Candidate, Health, Source
from timeline.serve.http.clients import KINDS, feed_of, kind_of
from timeline.store.contract import Outcome

Series = Mapping[tuple[str, frozenset[tuple[str, str]]], float]


def series(small: Small) -> Series:
    """Every series, as prometheus_client's own parser reads them; that none stands twice is looked at here."""
    found: dict[tuple[str, frozenset[tuple[str, str]]], float] = {}
    for family in text_string_to_metric_families(small.ask("/metrics").text):
        assert family.documentation, family.name
        for sample in family.samples:
            key = (sample.name, frozenset(sample.labels.items()))
            assert key not in found, key
            found[key] = sample.value
    return found


def value(found: Series, name: str, **labels: str) -> float | None:
    """The value of one series."""
    return found.get((f"timeline_{name}", frozenset(labels.items())))


def test_a_source_has_its_age_its_entries_its_failures_and_what_waits(small: Small) -> None:
    small.front.service.sources = (
        Source(id="town", name="Town", path="town.ics"),
        Source(id="new", name="New", path="n"),
    )
    read = small.clock.now - timedelta(hours=2)
    claim = Claim(source="town", mention=Mention(key="k", title="T"), when=When.parse("2024"))
    small.store.settle(
        Outcome(
            health=Health(source="town", last_run=DAWN, last_success=read, failures=3, mentions=12, flagged="far less"),
            candidates=(Candidate(id="c", claim=claim, since=DAWN),),
        )
    )
    found = series(small)
    assert value(found, "source_last_success_timestamp_seconds", source="town") == read.timestamp()
    assert value(found, "source_age_seconds", source="town") == 7200
    assert value(found, "source_entries", source="town") == 12
    assert value(found, "source_failures", source="town") == 3
    assert value(found, "source_waiting", source="town") == 1
    assert value(found, "source_shrunk", source="town") == 1
    assert value(found, "source_age_seconds", source="new") is None
    assert value(found, "source_failures", source="new") == 0


def test_a_feed_has_its_entries_its_age_and_its_fetches_by_kind_of_client(small: Small) -> None:
    for agent in ("Newsboat/2.36", "Googlebot/2.1", "iOS/18.0 dataaccessd/1.0", "Newsboat/2.36", ""):
        small.ask("/feeds/nature.atom", user_agent=agent)
    small.clock.forward(hours=1)
    found = series(small)
    assert value(found, "feed_fetches_total", feed="nature", client="reader") == 2
    assert value(found, "feed_fetches_total", feed="nature", client="bot") == 1
    assert value(found, "feed_fetches_total", feed="nature", client="calendar") == 1
    assert value(found, "feed_entries", feed="nature") == 1
    assert value(found, "feed_failures_total", feed="nature") == 0
    assert value(found, "feed_age_seconds", feed="all") == 3600
    assert value(found, "feed_last_success_timestamp_seconds", feed="nature") > 0


def test_a_feed_that_fails_is_counted(small: Small, monkeypatch: pytest.MonkeyPatch) -> None:
    small.ask("/feeds/all.atom")

    def broken(*_: object, **__: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(small.front.service.publisher, "feed", broken)
    assert small.ask("/feeds/all.atom?tag=new").status_code == 500
    assert value(series(small), "feed_failures_total", feed="all") == 1


def test_no_stranger_adds_a_series(small: Small) -> None:
    small.ask("/feeds/all.atom", user_agent="x")
    before = {key for key in series(small) if "feed" in key[0]}
    for number in range(50):
        small.ask(f"/feeds/made-up-{number}.atom", user_agent=f"agent {number}")
        small.ask("/feeds/all.atom", user_agent=f"agent {number}")
    assert {key for key in series(small) if "feed" in key[0]} == before


def test_a_page_and_the_list_of_feeds_are_no_fetch_of_one() -> None:
    assert [feed_of(path) for path in ("/feeds/all", "/feeds", "/feeds.opml", "/events/all.ics")] == ["", "", "", ""]
    asked = ("/feeds/all.atom", "/de/feeds/on-foot.ics", "/feeds/all/on-this-day.rss", "/base/feeds/all.svg")
    assert [feed_of(path) for path in asked] == ["all", "on-foot", "all", "all"]


def test_a_database_that_is_away_costs_the_numbers_that_are_its_own(
    small: Small, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert value(series(small), "database_up") == 1

    def away() -> None:
        raise StoreUnavailable("away")

    monkeypatch.setattr(small.store, "health", away)
    found = series(small)
    assert value(found, "database_up") == 0
    assert value(found, "http_ready_total") is not None


@pytest.mark.parametrize(
    ("agent", "kind"),
    [
        ("newsboat/2.36.0 (Linux x86_64)", "reader"), ("Feedly/1.0 (+http://www.feedly.com/fetcher.html)", "reader"),
        ("FreshRSS/1.24 (Linux; https://freshrss.org)", "reader"),
        ("Mozilla/5.0 (X11) Gecko Thunderbird/128.0", "reader"),
        ("Google-Calendar-Importer", "calendar"), ("macOS/14.5 (23F79) dataaccessd/1.0", "calendar"),
        ("vdirsyncer/0.19.3", "calendar"), ("Microsoft.Exchange/15.20", "calendar"),
        ("ICSx5/2.2 (Android)", "calendar"),
        ("Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", "bot"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0", "browser"),
        ("Mozilla/5.0 (iPhone) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.0 Safari/604.1", "browser"),
        ("curl/8.5.0", "other"), ("python-httpx/0.28", "other"), ("", "other"),
    ],
)  # fmt: skip
def test_clients_are_told_apart_by_their_kind(agent: str, kind: str) -> None:
    assert kind_of(agent.encode()) == kind
    assert kind in KINDS
