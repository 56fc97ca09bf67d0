"""What this program publishes comes back with its dates as vague as they were."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime

import msgspec
import pytest

from tests.render.chronicle import CHRONOLOGY, NOW, events, publisher
from timeline.dates import When
from timeline.extract.detection import detect
from timeline.extract.feed.extensions import OURS
from timeline.extract.kinds import extract
from timeline.extract.own_fields import overrides
from timeline.model.event import Event, Link, Mention, Override, Place, encode
from timeline.model.source import Document
from timeline.render import api
from timeline.render.syndication import NAMESPACE

LOST = {
    # What a format cannot hold. Calendars: years below 1 and above 9999; times without a zone are all-day marks.
    # Feeds leave merged events out after a while, and say nothing of the survivor.
    "ics": {"ides", "far"},
    "atom": set(),
    "rss": set(),
    "json": set(),
    "csv": set(),
    "timelinejs": set(),
    "mw": {"ides", "far"},
}
MOVED = {"fair": When.parse("2025-07-04")}
"""What a later revision says of an event of the chronicle."""


DATES = [
    "1999", "1999-05", "1999-05-07", "1860~", "1999-05?", "199X", "19XX", "1999-05-XX", "2013-21", "2025-37", "2024-33",
    "[..2025-09]", "[1992..]", "[2024-01..2024-04]", "[1999,2003]", "{1913,1914}", "1999/2003", "1999-05/2003",
    "1999-05-07/1999-05-09", "2024-05-05/..", "2024-05-05/", "../2021", "/2021", "1999~/2003-05?", "0044", "0001-01-01",
    "1999/..", "1999-05/..", "1999~/..", "2003-12-31", "2004-06-~11",
]  # fmt: skip
SIGNS = [
    "2024: the year of it", "# no heading", "// no comment", "section of a road", "now: or never", "id: mine",
    "A #tag and !id and [a link](https://x.example)", "- 2024: item", "[ ] to do", "end group", "group them", "50%",
    "before !x: y", "January 5: a day", "---", "edtf: 2020", "status: cancelled",
]  # fmt: skip


def published(format: str) -> dict[str, Mention]:
    """What is read from the whole chronology in a format, by the event's id."""
    body = publisher().feed("all", format, {}, NOW)
    ending = "json" if format == "timelinejs" else format
    document = Document(url=f"all.{ending}", data=body.data, retrieved=datetime(2026, 1, 1, tzinfo=UTC))
    return {name(mention): mention for mention in extract(document).mentions}


def name(mention: Mention) -> str:
    return mention.key.partition("@")[0].rpartition(":")[2]


def known(format: str) -> list[Event]:
    return [event for event in events() if event.id not in LOST[format] and event.status != "merged"]


def bare(when: When | None) -> tuple[str, str | None, str | None, str | None] | None:
    """The date without the words."""
    return None if when is None else (when.edtf, when.start_time, when.end_time, when.timezone)


@pytest.mark.parametrize("format", LOST)
def test_every_date_comes_back_as_it_was(format: str) -> None:
    found = published(format)
    for event in known(format):
        assert bare(found[event.id].when) == bare(MOVED.get(event.id, event.when)), event.id


@pytest.mark.parametrize("format", ["atom", "rss", "json", "ics", "timelinejs"])
@pytest.mark.parametrize(
    "field", ["title", "summary", "status", "reason", "tags", "places", "links", "language", "successor", "recurrence"]
)
def test_every_field_comes_back(format: str, field: str) -> None:
    found = published(format)
    for event in known(format):
        if event.id != "hostile" and event.id not in MOVED:
            assert getattr(found[event.id], field) == getattr(event, field), event.id


@pytest.mark.parametrize("field", ["title", "summary", "status", "reason", "tags", "links", "successor", "recurrence"])
def test_markwhen_gives_every_field_back_but_coordinates_and_the_language(field: str) -> None:
    found = published("mw")
    for event in known("mw"):
        if event.id != "hostile" and event.id not in MOVED:
            assert getattr(found[event.id], field) == getattr(event, field), event.id
            assert [place.name for place in found[event.id].places] == [place.name for place in event.places]


def test_a_date_that_was_edited_in_markwhen_is_the_one_that_holds() -> None:
    body = publisher().feed("all", "mw", {}, NOW).data.decode()
    line = "2013-03/2013-05: Divers in the lake (spring of 2013)"
    assert line in body
    edited = body.replace(line, "2014-06: Divers in the lake").encode()
    found = {name(each): each for each in extract(Document(url="all.mw", data=edited, retrieved=NOW)).mentions}
    assert bare(found["spring"].when) == ("2014-06", None, None, None)


def alone(event: Event, format: str) -> Mention:
    """An event as it comes back from the file of it alone."""
    ending = "json" if format == "timelinejs" else format
    body = publisher(event).feed("all", format, {}, NOW)
    (mention,) = extract(Document(url=f"a.{ending}", data=body.data, retrieved=NOW)).mentions
    return mention


@pytest.mark.parametrize("format", ["timelinejs", "mw"])
@pytest.mark.parametrize("edtf", DATES)
def test_every_kind_of_date_comes_back_from_the_files_of_other_programs(format: str, edtf: str) -> None:
    said = msgspec.structs.replace(events()[0], when=When.parse(edtf))
    mention = alone(said, format)
    assert bare(mention.when) == bare(said.when)
    assert mention.title == said.title


def test_a_timeline_of_any_length_is_json() -> None:
    for count in range(4):
        chosen = {} if count else {"q": ["nothinglikeit"]}
        body = publisher(*events()[: count or 1]).feed("all", "timelinejs", chosen, NOW)
        assert len(msgspec.json.decode(body.data)["events"]) == count


@pytest.mark.parametrize("words", SIGNS)
def test_words_are_no_signs_in_markwhen(words: str) -> None:
    said = msgspec.structs.replace(events()[0], title=words, summary=f"{words}\n\n{words}", tags=("nature",))
    mention = alone(said, "mw")
    assert (mention.title, mention.summary, mention.tags) == (words, said.summary, said.tags)
    assert mention.key == said.id
    assert mention.when == said.when


def test_an_entry_that_says_nothing_of_its_own_fields_is_read_as_before() -> None:
    body = publisher().feed("all", "atom", {}, NOW).data
    bare_feed = re.sub(rb"<timeline:event>.*?</timeline:event>", b"<timeline:event>[1]</timeline:event>", body)
    found = extract(Document(url="all.atom", data=bare_feed, retrieved=NOW)).mentions
    assert {name(mention): mention.title for mention in found}["spring"] == "Divers in the lake"


def test_a_calendar_gives_titles_back_without_the_words_of_the_date() -> None:
    found = published("ics")
    assert found["spring"].title == "Divers in the lake"
    assert found["hatching"].title == "Sturgeon hatch; first since 2000, they say"


def test_a_series_comes_back_with_its_rule() -> None:
    assert published("ics")["series"].recurrence == ("RRULE:FREQ=WEEKLY;COUNT=4", "EXDATE;VALUE=DATE:20250914")


def test_our_json_says_everything_again() -> None:
    pages = b",".join(api.event(event, CHRONOLOGY) for event in events())
    found = extract(Document(url="https://other.example/api/v1/events", data=api.events([pages], ""), retrieved=NOW))
    by_id = {mention.key: mention for mention in found.mentions}
    for event in known("json"):
        mention = by_id[event.id]
        assert mention.when == event.when
        for field in ("title", "summary", "tags", "places", "language", "recurrence", "successor", "reason", "status"):
            if event.id != "hostile":
                assert getattr(mention, field) == getattr(event, field), (event.id, field)


def test_a_dump_says_everything_again() -> None:
    lines = b"\n".join(api.event(event, CHRONOLOGY) for event in events())
    document = Document(url="dump.jsonl", data=lines, retrieved=NOW)
    assert detect(document) == "own"
    assert {mention.key for mention in extract(document).mentions} == {event.id for event in known("json")}


def test_every_format_names_the_event_so_that_it_is_recognised() -> None:
    uids = {format: published(format)["hatching"].uid for format in LOST}
    assert uids == {
        "ics": "hatching@rivers.example",
        "atom": "tag:rivers.example,2025:hatching",
        "rss": "tag:rivers.example,2025:hatching",
        "json": "tag:rivers.example,2025:hatching",
        "csv": "hatching",
        "timelinejs": "hatching",
        "mw": "hatching",
    }


def test_the_words_of_a_date_come_back() -> None:
    event = events()[0]
    said = msgspec.structs.replace(event, when=When.parse("2013-21", "in the spring of 2013"))
    data = b"[" + api.event(said, CHRONOLOGY) + b"]"
    mention = extract(Document(url="a.json", data=data, retrieved=NOW)).mentions[0]
    assert mention.when == said.when
    assert mention.citation.words == "in the spring of 2013"


def test_our_elements_are_looked_for_under_the_name_that_they_are_written_with() -> None:
    assert OURS == NAMESPACE


def test_the_words_of_a_date_come_back_from_a_table() -> None:
    said = msgspec.structs.replace(events()[0], when=When.parse("2013-21", "in the spring of 2013"))
    body = publisher(said).feed("all", "csv", {}, NOW)
    (mention,) = extract(Document(url="all.csv", data=body.data, retrieved=NOW)).mentions
    assert mention.when == said.when
    assert mention.summary == said.summary


def changed_series() -> Event:
    """A series of which dates were moved, cancelled, renamed, shortened."""
    (event,) = (each for each in events() if each.id == "series")
    place, page = (
        Place(name="Quay 3", latitude=28.5, longitude=105.0),
        Link(url="https://example.org/walk", title="Walk"),
    )
    return msgspec.structs.replace(
        event,
        summary="Bring boots.",
        when=When("2025-09-07", "", "18:00", "19:30", "Europe/Berlin"),
        recurrence=("RRULE:FREQ=WEEKLY;COUNT=6",),
        overrides=(
            Override(original="20250914T180000", when=When("2025-09-15", "", "17:00", None, "Europe/Berlin")),
            Override(original="20250921T180000", status="cancelled"),
            Override(original="20250928T180000", title="High tide walk", summary="No boots.", places=(place,)),
            Override(original="20251005T180000", links=(page,), without=("summary",)),
        ),
    )


@pytest.mark.parametrize("format", ["atom", "rss", "json"])
def test_the_changed_dates_of_a_series_come_back(format: str) -> None:
    series = changed_series()
    body = publisher(series).feed("all", format, {}, NOW)
    (mention,) = extract(Document(url=f"all.{format}", data=body.data, retrieved=NOW)).mentions
    assert (mention.when, mention.recurrence, mention.overrides) == (series.when, series.recurrence, series.overrides)


@pytest.mark.parametrize("row", [lambda event: api.event(event, CHRONOLOGY), encode], ids=["API", "history"])
def test_our_json_has_the_changed_dates_of_a_series(row: Callable[[Event], bytes]) -> None:
    series = changed_series()
    (mention,) = extract(Document(url="a.json", data=b"[" + row(series) + b"]", retrieved=NOW)).mentions
    assert (mention.recurrence, mention.overrides) == (series.recurrence, series.overrides)


def test_a_calendar_has_the_changed_dates_of_a_series_each_as_a_whole() -> None:
    series = changed_series()
    body = publisher(series).feed("all", "ics", {}, NOW)
    (mention,) = extract(Document(url="all.ics", data=body.data, retrieved=NOW)).mentions
    # A date that is called off is left out of a calendar's rule, which says no more of it.
    assert mention.overrides == (series.overrides[0], *series.overrides[2:])
    assert "EXDATE;TZID=Europe/Berlin:20250921T180000" in mention.recurrence


def test_changed_dates_that_are_none_are_left_out() -> None:
    said = [
        {"original": "2025-09-14"},
        {"title": "x"},
        7,
        {"original": "20250914", "status": "merged", "without": ["when"]},
    ]
    assert overrides(said) == (Override(original="20250914"),)
