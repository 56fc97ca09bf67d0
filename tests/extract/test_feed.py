"""Feeds: an entry's own date by the extensions that state it, else what its title and text tell; nothing is guessed."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from html import escape

import pytest

from timeline.dates import When
from timeline.errors import SourceRefused
from timeline.extract.kinds import extract
from timeline.model.event import Mention
from timeline.model.source import Document, Extraction

NOW = datetime(2026, 11, 25, tzinfo=UTC)
RSS = '<rss version="2.0"><channel><item><title>{}</title></item></channel></rss>'
SPACES = " ".join(
    f'xmlns:{prefix}="{address}"'
    for prefix, address in {
        "ev": "http://purl.org/rss/1.0/modules/event/",
        "xcal": "urn:ietf:params:xml:ns:xcal",
        "gd": "http://schemas.google.com/g/2005",
        "s": "http://schema.org/",
        "mec": "http://webnus.net/rss/mec/",
        "geo": "http://www.w3.org/2003/01/geo/wgs84_pos#",
        "georss": "http://www.georss.org/georss",
        "dc": "http://purl.org/dc/elements/1.1/",
        "z": "tag:timeline.example,2026:ns",
    }.items()
)


def read(data: str | bytes, **fields: str) -> Extraction:
    data = data.encode() if isinstance(data, str) else data
    return extract(Document(url="https://a.example/feed", data=data, retrieved=NOW, **fields), "feed")


def rss(inner: str, title: str = "A thing", published: str = "Tue, 20 May 2025 08:00:00 +0000") -> Extraction:
    return read(
        f'<?xml version="1.0"?><rss version="2.0" {SPACES}><channel><title>T</title><item><title>{title}</title>'
        f"<guid>g</guid><pubDate>{published}</pubDate>{inner}</item></channel></rss>"
    )


def only(found: Extraction) -> Mention:
    assert len(found.mentions) == 1
    return found.mentions[0]


DAY = When("2025-06-07")


@pytest.mark.parametrize(
    ("inner", "when"),
    [
        ("<ev:startdate>2025-06-07</ev:startdate>", DAY),
        ("<ev:startdate>2025-06-07T09:00:00+02:00</ev:startdate>", When("2025-06-07", "", "09:00", None, "+02:00")),
        (
            "<ev:startdate>2025-06-07T09:00Z</ev:startdate><ev:enddate>2025-06-07T11:00Z</ev:enddate>",
            When("2025-06-07", "", "09:00", "11:00", "Z"),
        ),
        ("<ev:startdate>2025-06-07</ev:startdate><ev:enddate>2025-06-09</ev:enddate>", When("2025-06-07/2025-06-09")),
        ("<ev:startdate>2025-06-07</ev:startdate><ev:enddate>2025-06-01</ev:enddate>", DAY),
        ("<ev:startdate>2025-06-07</ev:startdate><ev:enddate>soon</ev:enddate>", DAY),
        ("<xcal:dtstart>20250607T090000Z</xcal:dtstart>", When("2025-06-07", "", "09:00", None, "Z")),
        ("<gd:when startTime='2025-06-07' endTime='2025-06-08'/>", When("2025-06-07/2025-06-08")),
        ("<s:startDate>2025-06</s:startDate>", When("2025-06")),
        (
            "<mec:startDate>2025-06-07</mec:startDate><mec:startHour>8:00 am</mec:startHour>",
            When("2025-06-07", "", "08:00"),
        ),
        ("<startDate>2025-06-07</startDate>", DAY),
        ("<event_date>2025-06-07</event_date>", DAY),
        ("<z:when edtf='192X~' start_time=''>1920s</z:when>", When("192X~")),
        ("<z:when edtf='2025-06-07' start_time='10:00' timezone='Z'/>", When("2025-06-07", "", "10:00", None, "Z")),
    ],
)
def test_the_date_that_an_extension_states_is_the_entrys_own(inner: str, when: When) -> None:
    found = only(rss(inner)).when
    assert found is not None
    assert (found.edtf, found.start_time, found.end_time, found.timezone) == (
        when.edtf, when.start_time, when.end_time, when.timezone
    )  # fmt: skip


def test_a_publication_is_never_the_date_of_an_event() -> None:
    mention = only(rss("<dc:date>2025-05-19</dc:date><description>It is soft.</description>"))
    assert (mention.when, mention.said_when) == (None, "")
    assert mention.citation.published == "2025-05-20"


def test_a_day_in_the_title_is_the_entrys_own() -> None:
    mention = only(rss("<description>Forty boats.</description>", "Regatta on 14 June 2025"))
    assert (mention.title, mention.when) == ("Regatta on 14 June 2025", When("2025-06-14", "14 June 2025"))


def test_relative_words_count_from_the_publication_by_its_own_clock() -> None:
    found = rss("<description>The mayor resigned yesterday.</description>", published="Tue, 20 May 2025 23:30:00 -0700")
    assert only(found).when == When("2025-05-19", "yesterday")


def test_what_a_text_tells_beside_its_title_has_keys_of_its_own() -> None:
    found = rss(
        "<description>The ferry ran aground on Sunday. The ferry was built in 1987.</description>", "Ferry runs aground"
    )
    assert [(mention.key.partition("#")[0], bool("#" in mention.key)) for mention in found.mentions] == [
        ("g", False),
        ("g", True),
    ]
    assert found.mentions[0].title == "Ferry runs aground"


@pytest.mark.parametrize(
    ("line", "edtf", "time"),
    [
        ("When: Sat May 24, 2025 7:30pm", "2025-05-24", "19:30"),
        ("Date: 24 May 2025", "2025-05-24", None),
        ("Start date: 2025-05-24 19:30", "2025-05-24", "19:30"),
        ("Datum: 24.05.2025", "2025-05-24", None),
        ("日期：2025-05-24", "2025-05-24", None),
    ],
)
def test_a_line_that_says_when_dates_the_entry(line: str, edtf: str, time: str | None) -> None:
    when = only(rss(f"<description>{escape(f'<p>{line}</p><p>Where: Hall</p>')}</description>")).when
    assert when is not None
    assert (when.edtf, when.start_time) == (edtf, time)


@pytest.mark.parametrize(
    ("inner", "place"),
    [
        ("<ev:location>Hall</ev:location>", ("Hall", None, None)),
        ("<georss:point>47.5 8.25</georss:point>", ("47.5, 8.25", 47.5, 8.25)),
        ("<geo:lat>47.5</geo:lat><geo:long>8.25</geo:long><location>Hall</location>", ("Hall", 47.5, 8.25)),
    ],
)
def test_places_by_name_and_by_point(inner: str, place: tuple[str, float | None, float | None]) -> None:
    (found,) = only(rss(inner + "<ev:startdate>2025</ev:startdate>")).places
    assert (found.name, found.latitude, found.longitude) == place


def test_a_feed_is_never_all_that_its_source_says() -> None:
    assert not rss("").complete


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        ("<html><title>Sign in</title><input type=password></html>", "a page to log in came instead of a feed"),
        ("<html><title>Oops</title></html>", "a web page came instead of a feed (“Oops”)"),
        ("<opml version='2.0'><body/></opml>", "it is no feed: its first element is <opml>"),
        ("404 not found", "it is no feed, and no XML"),
        ('{"version": "https://jsonfeed.org/version/1"}', 'no list of "items"'),
        ('{"items": 5}', 'no list of "items"'),
        ("[1]", 'no list of "items"'),
    ],
)
def test_what_came_instead_of_a_feed_is_named(data: str, reason: str) -> None:
    with pytest.raises(SourceRefused) as raised:
        read(data)
    assert reason in str(raised.value)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32", "latin-1"])
def test_encodings_are_found_whatever_is_declared(encoding: str) -> None:
    text = '<?xml version="1.0" encoding="{}"?>' + RSS.format("Été le 3 May 2025")
    declared = "iso-8859-1" if encoding == "latin-1" else "utf-8"
    assert only(read(text.format(declared).encode(encoding))).title == "Été le 3 May 2025"


def test_what_a_server_writes_before_the_feed_costs_nothing_else() -> None:
    found = read('<br /><b>Warning</b>: x\n<?xml version="1.0"?>' + RSS.format("A, 3 May 2025"))
    assert only(found).title == "A, 3 May 2025"
    assert "before the feed" in found.refused[0].reason


def items(*fields: object, **feed: object) -> Extraction:
    return read(json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "T", "items": list(fields)} | feed))


def test_json_feed_with_our_extension_keeps_dates_vague() -> None:
    ours = {"when": {"edtf": "2013-21", "text": "spring 2013"}, "status": "expected", "places": [{"name": "P"}]}
    mention = only(
        items({"id": "1", "title": "Kerry (spring 2013)", "content_text": "spring 2013\nHe came.", "_timeline": ours})
    )
    assert (mention.title, mention.when, mention.status) == ("Kerry", When("2013-21", "spring 2013"), "expected")
    assert (mention.summary, mention.places[0].name) == ("He came.", "P")


def test_a_broken_extension_costs_its_item() -> None:
    found = items(
        {"id": "1", "title": "x", "_timeline": {"when": {"edtf": "2013-99"}}}, {"id": "2", "title": "3 May 2025: y"}
    )
    assert only(found).key == "2"
    assert found.refused[0].place == "item 1"


def test_a_cut_off_json_feed_gives_what_it_holds() -> None:
    whole = json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": [
        {"id": str(n), "title": f"{n} May 2025: x"} for n in range(1, 5)]})  # fmt: skip
    found = read(whole[:-30])
    assert [mention.key for mention in found.mentions] == ["1", "2", "3"]
    assert found.refused[-1].place == "the document"


def test_items_without_titles_are_called_by_their_first_words() -> None:
    text = "Saw the comet. Worth it."
    mention = only(items({"id": "1", "content_text": text, "_timeline": {"when": {"edtf": "2025"}}}))
    assert mention.title == "Saw the comet."
