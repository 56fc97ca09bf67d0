"""Web pages, Markwhen, TimelineJS and texts: what each marks up or tells."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from timeline.dates import When
from timeline.errors import SourceRefused
from timeline.extract.kinds import extract
from timeline.model.source import Document, Extraction

NOW = datetime(2026, 11, 25, tzinfo=UTC)


def read(text: str, kind: str, url: str = "https://a.example/x", **fields: str) -> Extraction:
    return extract(Document(url=url, data=text.encode(), retrieved=NOW, **fields), kind)


def linked(*scripts: str) -> Extraction:
    """A page with these scripts of JSON-LD."""
    tags = "".join(f'<script type="application/ld+json">{script}</script>' for script in scripts)
    return read(f"<html lang='en'><head>{tags}</head><body>x</body></html>", "page")


def event(**fields: object) -> str:
    return json.dumps(
        {"@context": "https://schema.org", "@type": "Event", "name": "x", "startDate": "2025-07-04"} | fields
    )


@pytest.mark.parametrize(
    ("fields", "when"),
    [
        ({}, When("2025-07-04")),
        ({"startDate": "2025-07-04T19:30:00+02:00"}, When("2025-07-04", "", "19:30", None, "+02:00")),
        ({"startDate": "2025-07-04T19:30:00.000Z"}, When("2025-07-04", "", "19:30", None, "Z")),
        ({"startDate": "2025-07-04T19:30", "endDate": "2025-07-04T22:00"}, When("2025-07-04", "", "19:30", "22:00")),
        ({"endDate": "2025-07-06"}, When("2025-07-04/2025-07-06")),
        ({"endDate": "2025-07-01"}, When("2025-07-04")),
        ({"startDate": "2025-07-04T00:00:00Z", "endDate": "2025-07-06T23:59:59Z"}, When("2025-07-04/2025-07-06")),
        ({"startDate": "2025"}, When("2025")),
        ({"startDate": {"@value": "2025-07", "@type": "Date"}}, When("2025-07")),
        ({"startDate": ["2025-07-04"]}, When("2025-07-04")),
    ],
)
def test_the_dates_of_schema_org(fields: dict[str, object], when: When) -> None:
    found = linked(event(**fields)).mentions[0].when
    assert found is not None
    assert (found.edtf, found.start_time, found.end_time, found.timezone) == (
        when.edtf, when.start_time, when.end_time, when.timezone
    )  # fmt: skip


@pytest.mark.parametrize(
    "script",
    [
        f"[{event()}]",
        f'{{"@graph": [{{"@type": "WebPage"}}, {event()}]}}',
        event()[:-1] + ",}",
        f"<!--{event()}-->",
        f"//<![CDATA[\n{event()}\n//]]>",
        event(**{"@type": ["Thing", "http://schema.org/MusicEvent"]}),
        json.dumps({"@type": "ItemList", "itemListElement": [{"@type": "ListItem", "item": json.loads(event())}]}),
        json.dumps({"@type": "WebPage", "mainEntity": json.loads(event())}),
        event(description="line\nbreak").replace("\\n", "\n"),
    ],
)
def test_events_are_found_wherever_json_ld_puts_them(script: str) -> None:
    assert [mention.title for mention in linked(script).mentions] == ["x"]


def test_an_event_that_is_told_twice_is_one() -> None:
    assert len(linked(event(), event()).mentions) == 1


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ("https://schema.org/EventCancelled", "cancelled"),
        ("http://schema.org/EventPostponed", "postponed"),
        ("EventRescheduled", ""),
        ("https://schema.org/EventScheduled", ""),
    ],
)
def test_the_status_of_schema_org(said: str, status: str) -> None:
    assert linked(event(eventStatus=said)).mentions[0].status == status


def test_a_page_of_json_ld_alone_is_read() -> None:
    assert (
        extract(Document(url="https://a.example/e.jsonld", data=event().encode(), retrieved=NOW)).mentions[0].title
        == "x"
    )


def test_relative_words_of_a_page_count_from_its_own_date() -> None:
    page = (
        "<html lang='en'><head><title>t</title>"
        "<meta property='article:published_time' content='2024-05-07T10:00:00Z'></head><body><article><h1>Bridge</h1>"
        "<p>The mayor opened the new bridge over the river on Friday, after several years.</p>"
        "<p>Many people came to see it, and the band of the fire brigade played all afternoon.</p></article>"
    )
    (mention,) = read(page, "page").mentions
    assert mention.when == When("2024-05-03", "Friday")
    assert mention.citation.published == "2024-05-07"


@pytest.mark.parametrize("page", ["<html><body></body></html>", "<html><form><input type='password'></form></html>"])
def test_a_page_without_text_is_refused(page: str) -> None:
    with pytest.raises(SourceRefused):
        read(page, "page")


@pytest.mark.parametrize(
    ("line", "edtf"),
    [
        ("2024: x", "2024"),
        ("2024-05: x", "2024-05"),
        ("2024-05-05: x", "2024-05-05"),
        ("12/2012: x", "2012-12"),
        ("5/13/2012: x", "2012-05-13"),
        ("Dec 1 2012: x", "2012-12-01"),
        ("2012-2013: x", "2012/2013"),
        ("2012 - 2013: x", "2012/2013"),
        ("2012/2013: x", "2012/2013"),
        ("2012-05/2013-01: x", "2012-05/2013-01"),
        ("May 2012 - June 2013: x", "2012-05/2013-06"),
        ("2024-05-05 / 3 days: x", "2024-05-05/2024-05-07"),
        ("2024-05-05 - 1 week: x", "2024-05-05/2024-05-11"),
        ("2024-01-31 - 1 month: x", "2024-01-31/2024-02-27"),
        ("2020 - now: x", "2020/.."),
        ("500 BC: x", "-0499"),
        ("- 2024-05-05: x", "2024-05-05"),
        ("2024-05-05 10:30: x", "2024-05-05"),
    ],
)
def test_the_dates_of_markwhen(line: str, edtf: str) -> None:
    found = read(line + "\n", "markwhen", "a.mw")
    assert found.mentions, found.refused
    assert found.mentions[0].when is not None
    assert (found.mentions[0].title, found.mentions[0].when.edtf) == ("x", edtf)


def test_headings_and_tags_of_markwhen_are_tags() -> None:
    (mention,) = read("# One\n## Two\n2024: x #three [y](https://a.example)\nmore\n", "markwhen", "a.mw").mentions
    assert mention.tags == ("three", "One", "Two")
    assert (mention.title, mention.summary) == ("x y", "more")
    assert mention.links[0].url == "https://a.example"


def test_the_front_matter_of_a_text_dates_its_words() -> None:
    text = "---\npublished: 2024-05-07\ntitle: Minutes\n---\nThe council met on Monday.\n"
    (mention,) = read(text, "text", "minutes.md").mentions
    assert mention.when == When("2024-05-06", "Monday")
    assert mention.citation.title == "Minutes"
    start, end = (int(n) for n in mention.citation.place.removeprefix("characters ").split("-"))
    assert text[start:end] == "Monday"


def test_a_text_without_a_date_of_its_own_leaves_relative_words_alone() -> None:
    assert not read("The council met on Monday.\n", "text", "minutes.md").mentions


def test_broken_front_matter_is_refused() -> None:
    with pytest.raises(SourceRefused, match="front matter"):
        read("---\ntitle: [\n---\nx\n", "text", "minutes.md")


@pytest.mark.parametrize(
    ("date", "edtf", "time"),
    [
        ({"year": 1963}, "1963", None),
        ({"year": "1963", "month": "8", "day": "9"}, "1963-08-09", None),
        ({"year": "-44", "month": "3", "day": "15"}, "-0043-03-15", None),
        ({"year": "1963", "month": "8", "day": "9", "hour": "7", "minute": "5"}, "1963-08-09", "07:05"),
        ({"year": "1963", "month": "", "day": ""}, "1963", None),
        ({"year": "-13800000000"}, "Y-13799999999", None),
    ],
)
def test_the_dates_of_timelinejs(date: dict[str, object], edtf: str, time: str | None) -> None:
    slides = {"events": [{"start_date": date, "text": {"headline": "x"}}]}
    when = read(json.dumps(slides), "timelinejs").mentions[0].when
    assert when is not None
    assert (when.edtf, when.start_time) == (edtf, time)


@pytest.mark.parametrize(
    "date",
    [{"year": "soon"}, {"year": 2024, "month": 13}, {"year": 2024, "month": 2, "day": 30}, {}, [], "never", None,
     {"year": 2024, "month": 2, "day": 1, "hour": 99}],
)  # fmt: skip
def test_a_slide_without_a_date_is_refused(date: object) -> None:
    found = read(json.dumps({"events": [{"start_date": date, "text": {"headline": "x"}}]}), "timelinejs")
    assert not found.mentions
    assert found.refused[0].place == "event 1"
