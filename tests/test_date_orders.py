"""Which of two figures is the day in what is imported: as `date_order` says, where the source does not."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from timeline.dates.reading.date_order import ASK, DAY_FIRST, MONTH_FIRST
from timeline.dates.reading.phrase import NoDate
from timeline.dates.reading.typed import typed
from timeline.extract.kinds import extract
from timeline.ingest import Report, ingest, reread
from timeline.merge.normalise import DateSettings
from timeline.model.source import Document, Fetched, Source
from timeline.store import Store, open_store

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)
CLUB = Source(id="club", name="A club", path="club")
ORDERS = [(DAY_FIRST, "2024-04-03"), (MONTH_FIRST, "2024-03-04")]
JSON_LD = {"@context": "https://schema.org", "@type": "Event", "name": "A fair", "startDate": "03/04/2024"}
FEED = f"""<rss version="2.0" xmlns:ev="http://purl.org/rss/1.0/modules/event/">
<channel><title>T</title><link>https://t.example/</link>
<description>d</description><item><title>A fair</title><guid>1</guid>
<pubDate>{format_datetime(NOON)}</pubDate>%s</item></channel></rss>"""
DOCUMENTS = {
    "table": ("csv", "title,start\nA fair,03/04/2024\n"),
    "page": ("page", f'<html><script type="application/ld+json">{json.dumps(JSON_LD)}</script></html>'),
    "field of a feed": ("feed", FEED % "<ev:startdate>03/04/2024</ev:startdate>"),
    "label in a feed": ("feed", FEED % "<description>A fair in the park.\nDate: 03/04/2024\n</description>"),
    "sentence": ("text", "The bridge was opened on 03/04/2024 in Berlin."),
    "sentence with more around it": ("text", "The bridge, 03/04/2024 being its first day, was opened in Berlin."),
    "title of a feed": ("feed", FEED.replace("A fair", "A fair on 03/04/2024") % ""),
    "sentence with an hour": ("text", "The bridge was opened on 03/04/2024 19:00 in Berlin."),
}


def take_in(store: Store, kind: str, text: str, order: str, at: datetime = NOON) -> Report:
    document = Document(url="club", data=text.encode(), retrieved=at)
    source = Source(id=CLUB.id, name=CLUB.name, path=CLUB.path, kind=kind)
    return ingest(
        source, store, lambda s, v: Fetched(documents=(document,)), extract, at, settings=DateSettings(date_order=order)
    )


@pytest.mark.parametrize(("order", "day"), ORDERS)
@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_day_in_figures_is_read_in_the_order_of_the_chronology(name: str, order: str, day: str) -> None:
    report = take_in(open_store(":memory:"), *DOCUMENTS[name], order)
    assert [change.after.when.edtf for change in report.changes] == [day], report


@pytest.mark.parametrize(
    ("words", "dates"),
    [
        ("before 03/04/2024", ("[..2024-04-02]", "[..2024-03-03]")),
        ("03/04/2024 or later", ("[2024-04-03..]", "[2024-03-04..]")),
        ("between 03/04/2024 and 05/06/2024", ("[2024-04-03..2024-06-05]", "[2024-03-04..2024-05-06]")),
        ("03/04/2024 - 05/06/2024", ("2024-04-03/2024-06-05", "2024-03-04/2024-05-06")),
    ],
)
def test_what_stands_around_a_day_in_figures_stays(words: str, dates: tuple[str, str]) -> None:
    for order, date in zip((DAY_FIRST, MONTH_FIRST), dates, strict=True):
        report = take_in(open_store(":memory:"), "csv", f"title,start\nA fair,{words}\n", order)
        assert [change.after.when.edtf for change in report.changes] == [date], report


@pytest.mark.parametrize(
    ("words", "dates"),
    [
        ("before 03/04/2024", ("[..2024-04-02]", "[..2024-03-03]")),
        ("between 03/04/2024 and 05/06/2024", ("[2024-04-03..2024-06-05]", "[2024-03-04..2024-05-06]")),
    ],
)
def test_what_stands_around_a_day_in_a_sentence_stays_and_waits_for_nobody(words: str, dates: tuple[str, str]) -> None:
    for order, date in zip((DAY_FIRST, MONTH_FIRST), dates, strict=True):
        report = take_in(open_store(":memory:"), "text", f"The bridge was closed {words}.", order)
        assert [change.after.when.edtf for change in report.changes] == [date], report


def test_a_text_whose_figures_leave_no_choice_has_its_own_order() -> None:
    text = "The bridge was closed on 25/03/2024. It was opened on 03/04/2024 in Berlin."
    for order in (ASK, MONTH_FIRST):
        report = take_in(open_store(":memory:"), "text", text, order)
        assert [change.after.when.edtf for change in report.changes] == ["2024-03-25", "2024-04-03"]


def test_who_types_a_span_in_figures_is_asked_for_the_order() -> None:
    answer = typed("03/04/2024 - 05/06/2024")
    assert isinstance(answer, NoDate)
    assert "2024-04-03" in answer.reason


@pytest.mark.parametrize("name", DOCUMENTS)
def test_without_an_order_no_day_is_taken_for_one_of_two_unasked(name: str) -> None:
    report = take_in(open_store(":memory:"), *DOCUMENTS[name], ASK)
    assert not {change.after.when.edtf for change in report.changes} & {day for _, day in ORDERS}


@pytest.mark.parametrize(("order", "day"), ORDERS)
def test_a_column_that_leaves_no_choice_has_its_own_order(order: str, day: str) -> None:
    report = take_in(open_store(":memory:"), "csv", "title,start\nA fair,03/04/2024\nA swim,25/04/2024\n", order)
    assert {change.after.title: change.after.when.edtf for change in report.changes}["A fair"] == "2024-04-03"


def test_what_was_refused_is_read_once_the_order_is_set() -> None:
    store = open_store(":memory:")
    kind, text = DOCUMENTS["table"]
    assert not take_in(store, kind, text, ASK).changes
    assert take_in(store, kind, text, DAY_FIRST, NOON + timedelta(hours=1)).changes
    assert take_in(store, kind, text, DAY_FIRST, NOON + timedelta(hours=2)).unchanged


def test_what_was_kept_is_read_again_in_the_order() -> None:
    store = open_store(":memory:")
    take_in(store, *DOCUMENTS["table"], MONTH_FIRST)
    source = Source(id=CLUB.id, name=CLUB.name, path=CLUB.path, kind="csv")
    again = reread(source, store, extract, NOON, settings=DateSettings(date_order=DAY_FIRST))
    assert [each.claim.when.edtf for each in again.candidates] == ["2024-04-03"]
