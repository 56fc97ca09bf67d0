"""Occurrences of a series, by its own clock."""

from __future__ import annotations

from datetime import datetime

import pytest

from tests.factory import event
from timeline.dates import When
from timeline.dates.when import spans_match
from timeline.model.event import Override
from timeline.model.recurrence import between, recurs, series, span, spans
from timeline.model.series_cut import until

FESTIVAL = When.parse("2024-06-07/2024-06-09")
EVENING = When.parse("2024-01-09", "", "19:00", "21:00", "Europe/Berlin")
ROWS = [
    # date, lines, starts (date and, where it has one, time) of the first occurrences, whether it goes on
    (When.parse("2024-01-05"), ["RRULE:FREQ=WEEKLY;COUNT=3"], ["2024-01-05", "2024-01-12", "2024-01-19"], False),
    (EVENING, ["RRULE:FREQ=WEEKLY;UNTIL=20240116T180000Z"], ["2024-01-09 19:00", "2024-01-16 19:00"], False),
    (EVENING, ["RRULE:FREQ=WEEKLY;UNTIL=20240116T175959Z"], ["2024-01-09 19:00"], False),
    (EVENING, ["RRULE:FREQ=WEEKLY;UNTIL=20240116"], ["2024-01-09 19:00", "2024-01-16 19:00"], False),
    (EVENING, ["RRULE:FREQ=WEEKLY;COUNT=3", "EXDATE;TZID=Europe/Berlin:20240116T190000"],
     ["2024-01-09 19:00", "2024-01-23 19:00"], False),
    (EVENING, ["RRULE:FREQ=WEEKLY;COUNT=2", "EXDATE;VALUE=DATE:20240116"], ["2024-01-09 19:00"], False),
    (EVENING, ["RDATE:20240120T090000Z"], ["2024-01-09 19:00", "2024-01-20 10:00"], False),
    (EVENING, ["RRULE:FREQ=DAILY;COUNT=2;BYHOUR=9,19"], ["2024-01-09 19:00", "2024-01-10 09:00"], False),
    (EVENING, ["RRULE:FREQ=DAILY;COUNT=6;BYHOUR=9,19", "EXDATE;VALUE=DATE:20240110"],
     ["2024-01-09 19:00", "2024-01-11 09:00", "2024-01-11 19:00", "2024-01-12 09:00"], False),
    (EVENING, ["RDATE:20240120T090000Z,20240121T090000Z", "EXDATE;VALUE=DATE:20240120"],
     ["2024-01-09 19:00", "2024-01-21 10:00"], False),
    (When.parse("2024-01-05"), ["RRULE:FREQ=HOURLY;COUNT=30"], ["2024-01-05", "2024-01-06"], False),
    (FESTIVAL, ["RRULE:FREQ=YEARLY;COUNT=2"], ["2024-06-07/2024-06-09", "2025-06-07/2025-06-09"], False),
    (When.parse("2024-01-05"), ["RDATE;VALUE=DATE:20240120", "EXDATE;VALUE=DATE:20240120"], ["2024-01-05"], False),
    (When.parse("2024-01-31"), ["RRULE:FREQ=MONTHLY;COUNT=2"], ["2024-01-31", "2024-03-31"], False),
]  # fmt: skip


@pytest.mark.parametrize(("when", "lines", "starts", "unending"), ROWS)
def test_the_occurrences_of_a_series(when, lines, starts, unending):
    whole = series(event("series", when, recurrence=tuple(lines)))
    assert [" ".join(filter(None, (o.when.edtf, o.when.start_time))) for o in whole.occurrences] == starts
    assert whole.unending is unending


def test_a_period_has_a_length_of_its_own():
    lines = ("RDATE;VALUE=PERIOD;TZID=Europe/Berlin:20240120T100000/20240120T180000,20240121T100000/PT2H",)
    _, saturday, sunday = series(event("series", EVENING, recurrence=lines)).occurrences
    assert (saturday.when.start_time, saturday.when.end_time) == ("10:00", "18:00")
    assert (sunday.when.start_time, sunday.when.end_time) == ("10:00", "12:00")


def test_a_moved_occurrence_keeps_the_name_of_its_original_date():
    moved = Override(
        original="20240116T190000", when=When.parse("2024-01-17", "", "18:00", None, "Europe/Berlin"), title="Elsewhere"
    )
    whole = series(event("series", EVENING, recurrence=("RRULE:FREQ=WEEKLY;COUNT=3",), overrides=(moved,)))
    assert [(o.key, o.when.edtf) for o in whole.occurrences] == [
        ("20240109T190000", "2024-01-09"), ("20240116T190000", "2024-01-17"), ("20240123T190000", "2024-01-23"),
    ]  # fmt: skip
    assert whole.occurrences[1].override == moved


def test_an_occurrence_through_the_night_ends_on_the_next_day():
    night = When.parse("2024-01-05", "", "22:00", "02:00", "Europe/Berlin")
    second = series(event("series", night, recurrence=("RRULE:FREQ=WEEKLY;COUNT=2",))).occurrences[1].when
    assert (second.edtf, second.start_time, second.end_time) == ("2024-01-12", "22:00", "02:00")


def test_an_unending_rule_has_one_open_span_behind_it():
    market = event("market", "2024-01-05", recurrence=("RRULE:FREQ=WEEKLY",))
    whole = series(market)
    assert whole.unending
    assert whole.last is None
    assert spans(market)[-1][1] is None
    assert len(spans(market)) == len(whole.occurrences) + 1


@pytest.mark.parametrize(
    "edtf", ["2024-01", "2024-01-05~", "2024-21", "2024-01-05/..", "{2024-01-05,2024-01-07}", "-0043-03-15"]
)
def test_only_exact_days_recur(edtf):
    vague = event("vague", edtf, recurrence=("RRULE:FREQ=WEEKLY",))
    assert not recurs(vague)
    assert spans(vague) == vague.when.spans


@pytest.mark.parametrize("how", ["overlaps", "within"])
def test_a_window_of_occurrences_is_that_of_each_of_them(how):
    vague = [
        Override(original="20240107T190000", when=When.parse("2024-03")),
        Override(original="20240108T190000", when=When.parse("2024-01-01/2024-02-20")),
        Override(original="20240110T190000", when=When.parse("2024-01-20", "", "23:00", "05:00", "Europe/Berlin")),
    ]
    open_ended = [*vague, Override(original="20240111T190000", when=When.parse("../2024-02-03"))]
    lines = ("RRULE:FREQ=DAILY;COUNT=40", "RDATE;VALUE=PERIOD:20240301T100000/P9D")
    for overrides in ([], vague, open_ended):
        held = event("series", EVENING, recurrence=lines, overrides=tuple(overrides))
        whole = series(held).occurrences
        for first in range(1, 29):
            window = When.parse(f"2024-01-{first:02}").earliest, When.parse(f"2024-02-{first:02}").latest
            wanted = tuple(each for each in whole if spans_match((span(each),), *window, how))
            assert between(held, *window, how) == wanted


def test_a_series_cut_behind_its_last_date_keeps_its_count():
    rule = ("RRULE:FREQ=MONTHLY;COUNT=3",)
    assert until(EVENING, rule, datetime(2024, 6, 9, 19)) == rule
    assert until(EVENING, rule, datetime(2024, 3, 9, 19)) == ("RRULE:FREQ=MONTHLY;UNTIL=20240309T185959",)
