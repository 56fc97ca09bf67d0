"""Series in calendars: local time with its zone, exceptions of the type of DTSTART, occurrences that differ."""

from __future__ import annotations

import pytest

from tests.factory import event
from tests.render.chronicle import CHRONOLOGY, NOW, publisher
from timeline.dates import When
from timeline.model.event import Override
from timeline.model.recurrence import series
from timeline.render.html import pages
from timeline.render.html.site import Site

EVENING = When.parse("2024-01-09", "", "19:00", "20:00", "Europe/Berlin")
NAMES = ("DTSTART", "DTEND", "RRULE", "RDATE", "EXDATE", "RECURRENCE-ID", "SUMMARY", "TZID")


def lines(*events) -> list[str]:
    """What the calendar says of dates."""
    data = publisher(*events).feed("all", "ics", {}, NOW).data.decode().replace("\r\n ", "")
    parts = data.split("BEGIN:VEVENT")[1:]
    return [line for part in parts for line in part.split("\r\n") if line.startswith(NAMES)]


ROWS = [
    # date, lines, what the calendar says
    (EVENING, ["RRULE:FREQ=WEEKLY;UNTIL=20240123T190000"],
     ["DTSTART;TZID=Europe/Berlin:20240109T190000", "DTEND;TZID=Europe/Berlin:20240109T200000",
      "RRULE:FREQ=WEEKLY;UNTIL=20240123T180000Z"]),
    (EVENING, ["RRULE:FREQ=WEEKLY;UNTIL=20240123"],
     ["DTSTART;TZID=Europe/Berlin:20240109T190000", "DTEND;TZID=Europe/Berlin:20240109T200000",
      "RRULE:FREQ=WEEKLY;UNTIL=20240123T225959Z"]),
    (EVENING, ["RRULE:FREQ=WEEKLY", "EXDATE;VALUE=DATE:20240116", "RDATE:20240120T090000Z"],
     ["DTSTART;TZID=Europe/Berlin:20240109T190000", "DTEND;TZID=Europe/Berlin:20240109T200000",
      "RRULE:FREQ=WEEKLY", "RDATE;TZID=Europe/Berlin:20240120T100000", "EXDATE;TZID=Europe/Berlin:20240116T190000"]),
    (When.parse("2024-01-09", "", "19:00"), ["RRULE:FREQ=WEEKLY;UNTIL=20240123T190000"],
     ["DTSTART:20240109T190000", "RRULE:FREQ=WEEKLY;UNTIL=20240123T190000"]),
    (When.parse("2024-01-09", "", "19:00", None, "Z"), ["RRULE:FREQ=WEEKLY;UNTIL=20240123T190000"],
     ["DTSTART:20240109T190000Z", "RRULE:FREQ=WEEKLY;UNTIL=20240123T190000Z"]),
    (When.parse("2024-01-09", "", "19:00", None, "+05:30"), ["RRULE:FREQ=WEEKLY;COUNT=2"],
     ["DTSTART;TZID=UTC+05:30:20240109T190000", "RRULE:FREQ=WEEKLY;COUNT=2"]),
    (When.parse("2024-06-07/2024-06-09"), ["RRULE:FREQ=YEARLY;UNTIL=20260607"],
     ["DTSTART;VALUE=DATE:20240607", "DTEND;VALUE=DATE:20240610", "RRULE:FREQ=YEARLY;UNTIL=20260607"]),
]  # fmt: skip


@pytest.mark.parametrize(("when", "recurrence", "expected"), ROWS)
def test_a_series_runs_by_its_own_clock(when, recurrence, expected):
    found = lines(event("series", when, recurrence=tuple(recurrence)))
    assert [line.replace('"', "") for line in found if not line.startswith("SUMMARY")] == expected


def test_an_occurrence_that_differs_is_an_entry_with_its_original_date():
    moved = Override(original="20240116T190000", when=When.parse("2024-01-17", "", "18:00", "19:00", "Europe/Berlin"))
    said = Override(original="20240123T190000", title="Concert")
    series = event("series", EVENING, recurrence=("RRULE:FREQ=WEEKLY;COUNT=3",), overrides=(moved, said))
    text = publisher(series).feed("all", "ics", {}, NOW).data.decode()
    assert text.count("UID:series@") == 3
    found = lines(series)
    assert [line for line in found if line.startswith("SUMMARY")] == [
        "SUMMARY:Event series", "SUMMARY:Event series", "SUMMARY:Concert",
    ]  # fmt: skip
    assert [line.partition(":")[2] for line in found if line.startswith(("DTSTART", "RECURRENCE-ID"))] == [
        "20240109T190000", "20240117T180000", "20240116T190000", "20240123T190000", "20240123T190000",
    ]  # fmt: skip


def test_a_date_added_with_a_length_of_its_own_is_an_entry_too():
    period = ("RDATE;VALUE=PERIOD;TZID=Europe/Berlin:20240120T100000/20240120T180000",)
    found = lines(event("series", EVENING, recurrence=period))
    assert "RDATE;TZID=Europe/Berlin:20240120T100000" in found
    assert "RECURRENCE-ID;TZID=Europe/Berlin:20240120T100000" in found
    assert "DTEND;TZID=Europe/Berlin:20240120T180000" in found


@pytest.mark.parametrize(
    ("start", "rule", "expected"),
    [
        ("1950-09-07", "FREQ=YEARLY", ["DTSTART;VALUE=DATE:19700907", "RRULE:FREQ=YEARLY"]),
        ("1968-09-07", "FREQ=YEARLY;COUNT=5", ["DTSTART;VALUE=DATE:19700907", "RRULE:FREQ=YEARLY;COUNT=3"]),
        ("1969-12-25", "FREQ=WEEKLY;INTERVAL=2;COUNT=4",
         ["DTSTART;VALUE=DATE:19700108", "RRULE:FREQ=WEEKLY;COUNT=3;INTERVAL=2"]),
    ],
)  # fmt: skip
def test_a_series_begun_before_1970_goes_on_from_there_and_says_so(start, rule, expected):
    series = event("series", start, recurrence=(f"RRULE:{rule}",))
    assert [line for line in lines(series) if line.startswith(("DTSTART", "RRULE"))] == expected
    text = publisher(series).feed("all", "ics", {}, NOW).data.decode().replace("\r\n ", "")
    assert "The series began earlier" in text


def test_a_series_that_ended_before_1970_is_its_first_day():
    found = lines(event("series", "1950-09-07", recurrence=("RRULE:FREQ=YEARLY;COUNT=3",)))
    assert [line for line in found if line.startswith(("DTSTART", "RRULE"))] == ["DTSTART;VALUE=DATE:19500907"]


def test_a_zone_that_a_series_uses_is_stated_however_many_there_are():
    zones = ["Europe/Berlin", "Europe/London", "Asia/Tokyo", "Asia/Kolkata", "America/New_York", "America/Chicago",
             "America/Denver", "Australia/Sydney", "Asia/Dubai", "Asia/Shanghai"]  # fmt: skip
    singles = [event(f"e{n}", When.parse("2025-05-05", "", "12:00", None, zone)) for n, zone in enumerate(zones)]
    series = event(
        "series", When.parse("2024-04-02", "", "21:00", None, "America/Santiago"), recurrence=("RRULE:FREQ=WEEKLY",)
    )
    text = publisher(series, *singles).feed("all", "ics", {}, NOW).data.decode()
    assert text.count("BEGIN:VTIMEZONE") == 1
    assert "TZID:America/Santiago" in text
    assert "DTSTART:20250505T100000Z" in text


def test_feeds_and_descriptions_name_the_rule():
    rule = ("RRULE:FREQ=WEEKLY", "EXDATE;VALUE=DATE:20240329")
    held = publisher(event("market", When.parse("2024-01-05"), recurrence=rule))
    for format in ("atom", "rss", "json", "csv", "ics"):
        written = held.feed("all", format, {"lang": ["de"]}, NOW).data.decode()
        said = written.replace("\r\n ", "").replace("\\,", ",")
        assert "jeden Freitag ab dem 5. Januar 2024, aber nicht am 29. März" in said, format


def test_the_page_of_a_series_names_its_rule_and_its_next_date():
    weekly = event("market", When.parse("2024-01-05"), recurrence=("RRULE:FREQ=WEEKLY",))
    site = Site(chronology=CHRONOLOGY)
    following = series(weekly).occurrences[1]
    assert "Next on 12 January 2024" in pages.event(site, weekly, following=following).decode()
    plain = pages.event(site, weekly).decode()
    assert "every Friday from 5 January 2024" in plain
    assert "Next on" not in plain
