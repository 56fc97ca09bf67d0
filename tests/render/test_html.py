"""What pages and their JSON-LD say to people and to programs."""

from __future__ import annotations

import pytest

from tests.factory import event
from tests.render.chronicle import CHRONOLOGY
from timeline.model.event import Citation
from timeline.render.html import details
from timeline.render.html.json_ld import schema_event
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
    assert details.source(Citation(words=words, place=words, rule="ics"))["words"] == ""
    assert "rule" not in details.source(Citation(words="spring", rule="season"))["evidence"]
    assert details.source(Citation(words="hatched on 16 April"))["words"] == "hatched on 16 April"


def test_outlook_for_home_and_for_work_are_two_links():
    box = subscription(CHRONOLOGY, "all", "Rivers & cables")
    assert box["outlook"].startswith("https://outlook.live.com/calendar/0/addfromweb?url=")
    assert box["outlook_work"] == box["outlook"].replace("live.com", "office.com")
