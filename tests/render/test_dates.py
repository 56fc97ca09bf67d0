"""The table of what each output says of a date, row by row."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from timeline.dates import When
from timeline.render.dates import ROWS, explanation, in_words, is_vague, mark, placed, row

D = date
ROWS_OF_DESIGN = [
    # edtf                     row      start             end (exclusive)   page      words  vague
    ("2025-04-16",             "day",   D(2025, 4, 16),   D(2025, 4, 17),   "exact",  False, False),
    ("2025-04-16~",            "nearly", D(2025, 4, 16),  D(2025, 4, 17),   "edge",   True,  True),
    ("2025-04-16?",            "nearly", D(2025, 4, 16),  D(2025, 4, 17),   "edge",   True,  True),
    ("2025-04-1X",             "nearly", D(2025, 4, 10),  D(2025, 4, 11),   "edge",   True,  True),
    ("2024-05-05/2024-05-10",  "days",  D(2024, 5, 5),    D(2024, 5, 11),   "bar",    False, False),
    ("2024-05-01/2024-05-31",  "days",  D(2024, 5, 1),    D(2024, 6, 1),    "bar",    False, False),
    ("2024-05-01/2024-06-01",  "long",  D(2024, 5, 1),    D(2024, 5, 2),    "bar",    True,  False),
    ("2021-02/2024-11",        "long",  D(2021, 2, 1),    D(2021, 2, 2),    "bar",    True,  True),
    ("2024-05-05~/2024-05-10", "long",  D(2024, 5, 5),    D(2024, 5, 6),    "bar",    True,  True),
    ("2013-09",                "vague", D(2013, 9, 1),    D(2013, 9, 2),    "faded",  True,  True),
    ("2013-21",                "vague", D(2013, 3, 1),    D(2013, 3, 2),    "faded",  True,  True),
    ("2016",                   "vague", D(2016, 1, 1),    D(2016, 1, 2),    "faded",  True,  True),
    ("198X",                   "vague", D(1980, 1, 1),    D(1980, 1, 2),    "faded",  True,  True),
    ("19XX",                   "vague", D(1900, 1, 1),    D(1900, 1, 2),    "faded",  True,  True),
    ("1860~",                  "vague", D(1860, 1, 1),    D(1860, 1, 2),    "faded",  True,  True),
    ("[2024-01..2024-04]",     "vague", D(2024, 1, 1),    D(2024, 1, 2),    "faded",  True,  True),
    ("[2024-01-03,2024-01-09]", "vague", D(2024, 1, 3),   D(2024, 1, 4),    "faded",  True,  True),
    ("2024-05-05/..",          "from",  D(2024, 5, 5),    D(2024, 5, 6),    "out",    True,  False),
    ("2024-05-05/",            "from",  D(2024, 5, 5),    D(2024, 5, 6),    "out",    True,  False),
    ("[1992..]",               "after", D(1992, 1, 1),    D(1992, 1, 2),    "out",    True,  True),
    ("../2024-05-02",          "until", D(2024, 5, 2),    D(2024, 5, 3),    "in",     True,  False),
    ("[..2025-09]",            "by",    D(2025, 9, 30),   D(2025, 10, 1),   "in",     True,  True),
    ("{1913,1914}",            "list",  D(1913, 1, 1),    D(1913, 1, 2),    "joined", True,  True),
    ("0001-01-01",             "day",   D(1, 1, 1),       D(1, 1, 2),       "exact",  False, False),
    ("9999-12-30",             "day",   D(9999, 12, 30),  D(9999, 12, 31),  "exact",  False, False),
]  # fmt: skip


@pytest.mark.parametrize(("edtf", "name", "start", "end", "page", "words", "vague"), ROWS_OF_DESIGN)
def test_a_date_is_drawn_as_its_row_says(edtf, name, start, end, page, words, vague):
    when = When.parse(edtf)
    assert row(when) == name
    assert placed(when) == (start, end, "")
    assert (mark(when), ROWS[name].words, is_vague(when)) == (page, words, vague)


def test_every_row_of_the_table_is_tested():
    tested = {name for _, name, *_ in ROWS_OF_DESIGN} | {"old", "time", "clock"}
    assert tested == set(ROWS)


def test_every_row_s_example_belongs_to_it():
    for name, found in ROWS.items():
        edtf, _, clock = found.example.partition(" ")
        time, _, zone = clock.partition(" ")
        assert row(When.parse(edtf, start_time=time or None, timezone=zone or None)) == name


@pytest.mark.parametrize("edtf", ["-0043-03-15", "0000", "Y12000", "Y-17E7", "-0500/-0400", "[..-0043]"])
def test_before_year_1_and_after_9999_no_calendar_has_a_place(edtf):
    assert placed(When.parse(edtf)) is None
    assert placed(When.parse(edtf), "span") is None
    assert mark(When.parse(edtf))


SPANS = [
    ("2013-21", date(2013, 3, 1), date(2013, 6, 1)),
    ("198X", date(1980, 1, 1), date(1990, 1, 1)),
    ("[2024-01..2024-04]", date(2024, 1, 1), date(2024, 5, 1)),
    ("2021-02/2024-11", date(2021, 2, 1), date(2024, 12, 1)),
    ("2024-05-05/..", date(2024, 5, 5), date(2024, 5, 6)),
    ("{1913,1914}", date(1913, 1, 1), date(1913, 1, 2)),
    ("9990/Y10010", date(9990, 1, 1), date(9990, 1, 2)),
]


@pytest.mark.parametrize(("edtf", "start", "end"), SPANS)
def test_fuzzy_span_draws_all_that_can_be_drawn(edtf, start, end):
    assert placed(When.parse(edtf), "span") == (start, end, "")


TIMES = [
    # edtf, start, end, zone                       placed at                                    until              by
    ("2025-06-10", "14:30", None, "Europe/Berlin", datetime(2025, 6, 10, 14, 30), None, "Europe/Berlin"),
    ("2025-06-10", "14:30", "16:00", "Asia/Shanghai", datetime(2025, 6, 10, 14, 30), datetime(2025, 6, 10, 16),
     "Asia/Shanghai"),
    ("2025-06-10", "22:00", "02:00", "Z", datetime(2025, 6, 10, 22, tzinfo=UTC),
     datetime(2025, 6, 11, 2, tzinfo=UTC), ""),
    ("2025-06-10", "14:30:20", None, "+05:30", datetime(2025, 6, 10, 9, 0, 20, tzinfo=UTC), None, ""),
    ("2025-06-10", "00:30", None, "-08:00", datetime(2025, 6, 10, 8, 30, tzinfo=UTC), None, ""),
    # The hour that comes twice, and times before the rules of today: UTC.
    ("2024-10-27", "02:30", None, "Europe/Berlin", datetime(2024, 10, 27, 0, 30, tzinfo=UTC), None, ""),
    ("1945-05-08", "23:01", None, "Europe/Berlin", datetime(1945, 5, 8, 21, 1, tzinfo=UTC), None, ""),
    # An interval of known days with both times.
    ("2025-06-10/2025-06-12", "09:00", "17:00", "Z", datetime(2025, 6, 10, 9, tzinfo=UTC),
     datetime(2025, 6, 12, 17, tzinfo=UTC), ""),
]  # fmt: skip


@pytest.mark.parametrize(("edtf", "start", "end", "zone", "at", "until", "by"), TIMES)
def test_a_time_with_a_zone_is_an_instant(edtf, start, end, zone, at, until, by):
    when = When.parse(edtf, start_time=start, end_time=end, timezone=zone)
    assert row(when) == "time"
    assert placed(when) == (at, until, by)
    assert mark(when) == "exact"


def test_in_utc_no_clock_of_a_place_is_used():
    when = When.parse("2025-06-10", start_time="14:30", timezone="Europe/Berlin")
    assert placed(when, utc=True) == (datetime(2025, 6, 10, 12, 30, tzinfo=UTC), None, "")


def test_a_time_without_a_zone_is_a_day_whose_title_says_the_time():
    when = When.parse("2025-06-10", start_time="14:30")
    assert row(when) == "clock"
    assert placed(when) == (date(2025, 6, 10), date(2025, 6, 11), "")
    assert (mark(when), ROWS["clock"].words) == ("edge", True)


def test_a_zone_that_nobody_knows_counts_as_none():
    assert row(When("2025-06-10", start_time="14:30", timezone="Mars/Olympus")) == "clock"
    assert row(When("2025-06-10", start_time="14:30", timezone="../../etc/passwd")) == "clock"


def test_a_circa_day_with_a_time_stays_a_vague_day():
    assert row(When.parse("2025-06-10~", start_time="14:30", timezone="Z")) == "nearly"


EXPLAINED = [
    # edtf, fuzzy, what the description says of the mark
    ("2025-04-16", "mark", ""),
    ("2024-05-05/2024-05-10", "mark", ""),
    ("2013-21", "mark", " 1 March to 31 May 2013; no closer date is known. Shown on the first possible day."),
    ("2013-21", "span", " 1 March to 31 May 2013; no closer date is known."),
    ("2025-04-16~", "mark", " 13 April 2025 or as late as 19 April 2025. Shown on 16 April 2025."),
    ("2021~", "mark", "Around 2021, perhaps as early as 2016 or as late as 2026. Shown on 1 January 2021."),
    ("2021~", "span", "Around 2021, perhaps as early as 2016 or as late as 2026."),
    (
        "[..2025-09]",
        "mark",
        "Some time before the end of September 2025; no closer date is known. Shown on the last possible day.",
    ),
    ("[..2025-09]", "span", " September 2025; no closer date is known. Shown on the last possible day."),
    ("[1992..]", "mark", " from the beginning of 1992 on; no closer date is known. Shown on the first possible day."),
    ("2021-02/2024-11", "mark", "are not known. Shown on its first day."),
    ("2024-05-05/..", "mark", " 5 May 2024; its end is open."),
    ("{1913,1914}", "mark", "All of these dates are meant. Shown on the first of them."),
]


@pytest.mark.parametrize(("edtf", "fuzzy", "said"), EXPLAINED)
def test_a_mark_that_stands_for_more_is_explained(edtf, fuzzy, said):
    found = explanation(When.parse(edtf), "en", fuzzy=fuzzy)
    assert found.endswith(said)
    assert bool(found) is bool(said)


MARKS = [
    ("1860~", "1860-01-01"), ("2013-05?", "2013-05-01"), ("2025-04-16~", "2025-04-16"), ("2013-21~", "2013-03-01"),
]  # fmt: skip


@pytest.mark.parametrize(("edtf", "day"), MARKS)
@pytest.mark.parametrize("language", ["en", "de", "fr", "es", "zh"])
def test_the_day_that_is_named_is_the_one_that_is_marked(edtf, day, language):
    when = When.parse(edtf)
    assert str(placed(when).start) == day
    last = {"zh": "。"}.get(language, ".")
    assert explanation(when, language).endswith(in_words(When.parse(day), language) + last)


def test_the_words_know_the_chronology_s_hemisphere():
    when = When.parse("2013-29")
    assert in_words(when, "en", "south") == "spring of 2013"
    assert in_words(when, "en", "north") != "spring of 2013"


@pytest.mark.parametrize(
    ("edtf", "time"), [("9999-12-31", None), ("9999-12-31", "10:00"), ("9999-12-01/9999-12-31", None)]
)
def test_the_last_day_of_9999_has_no_day_after_it_and_is_left_out(edtf, time):
    assert placed(When.parse(edtf, start_time=time, timezone=time and "Z")) is None


def test_a_time_before_1601_goes_out_as_its_day_with_the_words():
    armada = When.parse("1588-08-08", start_time="14:30", timezone="Z")
    assert placed(armada) == (D(1588, 8, 8), D(1588, 8, 9), "")
    assert (row(armada), mark(armada), ROWS["old"].words) == ("old", "exact", True)
    assert row(When.parse("1601-01-01", start_time="14:30", timezone="Z")) == "time"
