"""The chronology that ships with the project: facts about its files that an edit could break."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import pytest
import yaml

from timeline.dates import When

ROOT: Final = Path(__file__).parents[2]
TITLES: Final = {
    "ai-declaration": "China, France release joint declaration on AI governance",
    "asia-pacific-bri": "China will continue to assist Asia-Pacific countries under the BRI framework",
    "azerbaijan-ambassador": "Azerbaijani ambassador praises China's stance on new-energy collaboration",
    "china-central-asia-summit": "The second China-Central Asia Summit",
    "cultural-center-paris": "A closer look at the China Cultural Center in Paris",
    "friendship-sites": "A special journey to memorable sites that bond China to France, Serbia, Hungary",
    "inbound-tourism": "Foreigners zoom into Chinese tourism market during May Day holidays",
    "kerry-belt-and-road": "Kerry and the Belt and Road that might have been",
    "lithuania-china": "Lithuania and China",
    "musk-visit": "Musk starts China trip to enhance ties",
    "raffarin-interview": "Diplomatic Channel: Former French PM Raffarin signals high hopes",
    "uk-embassy-sanctions": "UK embassy approval and the lifting of sanctions",
    "underwater-data-center": "Underwater data center launched in Shanghai",
    "waste-shortage": "From garbage siege to garbage shortage",
    "yangtze-sturgeon": "Yangtze sturgeon hatch in the wild",
    "yttrium-90": "Yttrium-90 glass microspheres",  # dates nothing, so nothing cites it
    "zhou-shen-un": "Singer shows the world his talent at UN",
}
KEYS: Final = {"id", "added", "title", "summary", "when", "status", "tags", "places", "sources", "kind", "reason"}
PUBLISHERS: Final = {"Global Times", "China Daily", None}
STATUSES: Final = {"happened", "expected", "tentative", "disputed"}
TAG: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
SENTENCE_END: Final = re.compile(r"[.!?]['\")\]]*(?=\s|$)")

Entry = dict[str, Any]


def read(path: Path) -> Any:
    """The file's plain words: `2013` and `2025-04-16` stay text."""
    return yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader)


EVENTS: Final[list[Entry]] = read(ROOT / "events.yaml")["events"]
FEEDS: Final[dict[str, Entry]] = {path.stem: read(path) for path in sorted((ROOT / "feeds").glob("*.yaml"))}
GOLD: Final = [
    dict(zip(("doc", "start", "end", "type", "value", "edtf", "event"), line.split("\t"), strict=True))
    for line in Path(__file__).with_name("gold.tsv").read_text(encoding="utf-8").splitlines()[1:]
]
each_event = pytest.mark.parametrize("event", EVENTS, ids=lambda event: event["title"])


def chosen(query: Entry, event: Entry) -> bool:
    """Whether a feed's query chooses the event; only the parameters that our feeds use."""
    assert set(query) <= {"tag", "status", "from", "to", "match"}
    when = When.parse(event["when"]["edtf"])
    held = {"tag": set(event["tags"]), "status": {event.get("status", "happened")}}
    named = all(held[key] & set(query[key]) for key in held if key in query)
    if "from" not in query:
        return named
    window = When.parse(f"{query['from']}/{query['to']}")
    return named and when.matches(window, query.get("match", "overlaps"))


def event(title: str) -> Entry:
    """The one event of that title."""
    [found] = [event for event in EVENTS if event["title"] == title]
    return found


def test_there_are_sixty_events_or_more_from_1913_on():
    assert len(EVENTS) >= 60
    assert any(e["when"]["edtf"] == "1913" for e in EVENTS)
    assert any(e["when"]["edtf"] == "2024-11" and e["status"] == "expected" for e in EVENTS)


@pytest.mark.parametrize(
    ("title", "edtf"),
    [
        ("Yangtze sturgeon hatch in the wild", "2025-04-16"),
        ("Underwater data centre launched in Shanghai", "2025-06-10"),
        ("Xi visits France, Serbia and Hungary", "2024-05-05/"),
        ("Beijing holds its 2024 auto show", "/2024-05-02"),
        ("Xi offers Kerry a joint new Silk Road", "2013-21"),
        ("Jakarta-Bandung High-Speed Railway begins regular service", "[2023-10-11~..2023-10-20~]"),
        ("Reply from Xi reaches the workers of the Smederevo mill", "[2024-04-21..2024-04-30]"),
        ("Baku to host the COP29 climate conference", "2024-11"),
        ("Shanghai's underwater data centre to start its first unit", "[..2025-09]"),
        ("First \"Qilu\" freight train leaves Jiaozhou for Baku", "2021-01-31"),
        ("China and France issue a joint declaration on AI", "2024-05-06"),
    ],
)  # fmt: skip
def test_a_date_is_as_exact_as_its_source(title, edtf):
    assert event(title)["when"]["edtf"] == edtf


@each_event
def test_an_entry_is_whole(event):
    assert set(event) <= KEYS
    assert 10 <= len(event["title"]) <= 90
    assert not event["title"].endswith(".")
    assert 1 <= len(SENTENCE_END.findall(event["summary"])) <= 3
    assert SENTENCE_END.search(event["summary"][-2:])
    assert event["when"]["text"]
    assert event.get("status", "happened") in STATUSES
    assert all(TAG.fullmatch(tag) for tag in event["tags"])
    assert len(event["tags"]) == len(set(event["tags"])) > 0


@each_event
def test_a_date_is_canonical_edtf(event):
    edtf = event["when"]["edtf"]
    assert When.parse(edtf).edtf == edtf


@each_event
def test_a_place_has_both_coordinates_or_none(event):
    for place in event.get("places", []):
        assert set(place) in ({"name"}, {"name", "latitude", "longitude"})
        assert abs(float(place.get("latitude", 0))) <= 90
        assert abs(float(place.get("longitude", 0))) <= 180


@each_event
def test_a_source_is_an_article_with_its_date_and_words(event):
    assert event["sources"]
    for source in event["sources"]:
        assert source["title"] in TITLES.values()
        assert source.get("publisher") in PUBLISHERS
        assert When.parse(source["published"]).is_exact
        assert 1 <= len(source["words"].split()) <= 10


@each_event
def test_an_event_is_in_two_feeds_or_more(event):
    assert sum(chosen(feed["query"], event) for feed in FEEDS.values()) >= 2


def test_one_name_stands_for_one_place():
    points: dict[str, set[tuple[str | None, str | None]]] = {}
    for event in EVENTS:
        for place in event.get("places", []):
            points.setdefault(place["name"], set()).add((place.get("latitude"), place.get("longitude")))
    assert {name for name, found in points.items() if len(found) > 1} == set()


def test_ids_titles_and_summaries_are_unique():
    for key in ("id", "title", "summary"):
        values = Counter(event[key] for event in EVENTS if key in event)
        assert [value for value, times in values.items() if times > 1] == []


def test_every_article_that_dates_something_is_cited():
    cited = {source["title"] for event in EVENTS for source in event["sources"]}
    assert set(TITLES.values()) - cited == {TITLES["yttrium-90"]}


def test_an_event_of_several_articles_is_one_entry_with_several_sources():
    assert len(event("Xi visits France, Serbia and Hungary")["sources"]) == 2


def test_an_expected_event_is_not_over_before_its_source():
    for entry in EVENTS:
        if entry.get("status") == "expected":
            latest = When.parse(entry["when"]["edtf"]).latest
            assert latest is None or str(latest) >= entry["sources"][0]["published"]


def test_every_tag_of_a_feed_is_used():
    used = {tag for event in EVENTS for tag in event["tags"]}
    assert {tag for feed in FEEDS.values() for tag in feed["query"].get("tag", [])} <= used


@pytest.mark.parametrize("slug", [slug for slug in FEEDS if slug != "all"])
def test_a_topical_feed_narrows(slug):
    matches = sum(chosen(FEEDS[slug]["query"], event) for event in EVENTS)
    assert 5 <= matches < len(EVENTS)


def test_the_feed_of_everything_has_an_empty_query():
    assert read(ROOT / "feeds" / "all.yaml")["query"] == {}
    assert len(FEEDS) >= 8


class TestGold:
    """Our own reading of the articles, against which the extractor is checked."""

    def test_rows_are_of_the_articles_and_well_formed(self):
        for row in GOLD:
            assert row["doc"] in TITLES
            assert int(row["start"]) < int(row["end"])
            assert row["type"] in {"DATE", "TIME", "DURATION", "SET"}
            assert row["event"] in {"0", "1"}
            assert row["value"]

    def test_rows_stand_in_order_and_do_not_overlap(self):
        spans = [(row["doc"], int(row["start"]), int(row["end"])) for row in GOLD]
        assert all(a[0] < b[0] or (a[0] == b[0] and a[2] <= b[1]) for a, b in pairwise(spans))

    def test_every_accepted_date_is_edtf(self):
        for row in GOLD:
            for edtf in filter(None, row["edtf"].split("|")):
                assert When.parse(edtf).edtf

    def test_what_dates_an_event_has_a_date(self):
        assert all(row["edtf"] for row in GOLD if row["event"] == "1")
        assert sum(row["event"] == "1" for row in GOLD) >= 85

    def test_what_dates_an_event_is_in_the_chronology(self):
        held: dict[str, set[str]] = {}
        for entry in EVENTS:
            for source in entry["sources"]:
                held.setdefault(source["title"], set()).add(entry["when"]["edtf"])
        missing = [
            (row["doc"], row["edtf"])
            for row in GOLD
            if row["event"] == "1" and held[TITLES[row["doc"]]].isdisjoint(row["edtf"].split("|"))
        ]
        assert missing == []
