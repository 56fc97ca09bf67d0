"""What pages and their JSON-LD say to people and to programs."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import msgspec
import pytest
from lxml import html

from tests.factory import DAWN, event
from tests.render.chronicle import CHRONOLOGY
from timeline.dates import When
from timeline.dates.writing import wording
from timeline.model.change import classify
from timeline.model.event import Citation, Conflict
from timeline.model.source import Health, Source
from timeline.render.html import details, pages
from timeline.render.html.json_ld import schema_event
from timeline.render.html.site import Site
from timeline.render.html.sources import sources
from timeline.render.html.subscribe import subscription
from timeline.render.html.times import html_datetime, html_end

STARTS = [
    # edtf, startDate and dt-start, endDate
    ("2024-05-05", "2024-05-05", ""),
    ("2024-05-05/2024-05-10", "2024-05-05", "2024-05-10"),
    ("2024-05-05/..", "2024-05-05", ""),
    ("2024-05-05/", "2024-05-05", ""),
    ("2024-05/..", "", ""),
    ("../2024-05-05", "", ""),
    ("[1992..]", "", ""),
    ("2013-21", "", ""),
    ("2024-05-05~", "", ""),
]


@pytest.mark.parametrize(("edtf", "start", "end"), STARTS)
def test_a_start_that_is_known_is_said(edtf, start, end):
    held = event("regatta", edtf)
    fields = schema_event(CHRONOLOGY, held)
    assert (html_datetime(held.when), html_end(held.when)) == (start, end)
    assert (fields.get("startDate", ""), fields.get("endDate", "")) == (start, end)
    assert "temporalCoverage" not in fields  # no property of schema.org's Event


@pytest.mark.parametrize("words", ["DTSTART;TZID=Europe/Berlin:20250616T140000", "2025-06-16", "20250616T140000Z"])
def test_what_a_program_wrote_is_no_quotation(words):
    assert details.source(CHRONOLOGY, Citation(words=words, place=words, rule="ics"))["words"] == ""
    assert "rule" not in details.source(CHRONOLOGY, Citation(words="spring", rule="season"))["evidence"]
    assert details.source(CHRONOLOGY, Citation(words="hatched on 16 April"))["words"] == "hatched on 16 April"


def test_outlook_for_home_and_for_work_are_two_links():
    box = subscription(CHRONOLOGY, "all", "Rivers & cables")
    assert box["outlook"].startswith("https://outlook.live.com/calendar/0/addfromweb?url=")
    assert box["outlook_work"] == box["outlook"].replace("live.com", "office.com")


MACHINE = re.compile(r"\d{4}-\d\d|\d\d:\d\d:\d\d|\d[TZ]\b|EDTF|\d/\.\.|\[\.\.")


def people_read(page: bytes) -> str:
    """The text of a page that people read; what is for programs is marked as such."""
    body = html.document_fromstring(page.decode()).find("body")
    for element in body.xpath(".//*[contains(@class, 'for-programs')] | .//script | .//style"):
        element.drop_tree()
    return " ".join(body.text_content().split())


@pytest.mark.parametrize(
    ("language", "published", "changed"),
    [
        ("en", "Published 20 June 2025, last changed 1 July 2025", "1 July 2025 moved"),
        ("de", "Veröffentlicht 20. Juni 2025, zuletzt geändert 1. Juli 2025", "1. Juli 2025 verlegt"),
    ],
)
def test_the_page_of_an_event_has_no_date_of_a_program_in_what_people_read(language, published, changed):
    chronology = msgspec.structs.replace(CHRONOLOGY, language=language, timezone="Europe/Berlin")
    paper = Citation(publisher="Le Monde", title="La traversée", published="2025-06-19", when=When.parse("2027-05"))
    conflict = Conflict(when=When.parse("2027-05-02~/.."), citation=paper)
    old = event("ferry", "2027-04/..", status="scheduled", sources=(paper,), conflicts=(conflict,))
    # In Berlin it is the first of July already.
    late = datetime(2025, 6, 30, 22, 30, tzinfo=UTC)
    change = classify(old, msgspec.structs.replace(old, when=When.parse("[..2027-06]")), late)
    page = pages.event(Site(chronology=chronology), change.after, [change])
    text = people_read(page)
    assert MACHINE.findall(text) == []
    assert published in text
    assert changed in text
    assert wording.words(When.parse("2025-06-19"), language) in text
    assert b'datetime="2025-06-30T22:30:00Z"' in page
    assert b"EDTF <code>[..2027-06]</code>" in page
    assert b'data-edtf="2027-05-02~/.."' in page


def test_the_page_of_sources_says_when_by_the_clock_of_the_chronology():
    chronology = msgspec.structs.replace(CHRONOLOGY, timezone="Europe/Berlin")
    health = Health(source="club", last_success=DAWN, next_run=datetime(2025, 12, 31, 23, 30, tzinfo=UTC))
    page = sources(Site(chronology=chronology), [(Source(id="club", name="Club"), health, 0)])
    text = people_read(page)
    assert MACHINE.findall(text) == []
    assert "Last success 20 June 2025, 10:00 CEST · next run 1 January 2026, 00:30 CET" in text
    assert b'datetime="2025-12-31T23:30:00Z"' in page
