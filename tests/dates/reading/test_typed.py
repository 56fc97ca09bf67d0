"""A date typed into a field: a bare number is a year, and doubt is asked about."""

from __future__ import annotations

import datetime as dt

import pytest

from timeline.dates import NoDate, When
from timeline.dates.reading.date_order import DAY_FIRST
from timeline.dates.reading.typed import typed


@pytest.mark.parametrize(
    ("words", "language", "edtf"),
    [
        ("500", "en", "0500"),
        ("-44", "en", "-0044"),
        ("0", "en", "0000"),
        ("7 May 2024 10:00", "en", "2024-05-07"),
        ("03/04/2024", "de", "2024-04-03"),
        ("04/25/2024", "en", "2024-04-25"),
        ("Frühjahr 2013", "en", "2013-21"),
        ("spring of 2013", "de", "2013-21"),
    ],
)
def test_a_typed_date_is_read(words, language, edtf):
    answer = typed(words, (language,))
    assert isinstance(answer, When)
    assert (answer.edtf, answer.start_time) == (edtf, None)


@pytest.mark.parametrize("words", ["03/04/2024", "last week", "rubbish", "2025-02-30"])
def test_what_is_in_doubt_or_relative_or_no_date_is_refused(words):
    assert isinstance(typed(words, ("en",)), NoDate)


@pytest.mark.parametrize(
    ("words", "order", "edtf"),
    [
        ("03/04/2024", "day-first", "2024-04-03"),
        ("03/04/2024", "month-first", "2024-03-04"),
        ("3-4-2024", "month-first", "2024-03-04"),
        ("around 03/04/2024", "day-first", "2024-04-03~"),
        ("25/04/2024", "month-first", "2024-04-25"),
        ("03.04.2024", "month-first", "2024-04-03"),
        ("2024-03-04", "day-first", "2024-03-04"),
    ],
)
def test_an_order_settles_what_is_in_doubt_alone(words, order, edtf):
    answer = typed(words, ("en",), order=order)
    assert isinstance(answer, When)
    assert answer.edtf == edtf


def test_relative_words_count_from_the_day_that_is_given():
    answer = typed("yesterday", ("en",), reference=dt.date(2026, 3, 1))
    assert isinstance(answer, When)
    assert answer.edtf == "2026-02-28"


def test_a_day_beside_an_hour_is_asked_about_as_a_day_alone():
    for words in ("03/04/2024", "03/04/2024 19:00"):
        assert isinstance(typed(words, ("en",)), NoDate), words
        assert typed(words, ("en",), order=DAY_FIRST).edtf == "2024-04-03"
        assert typed(words, ("de",)).edtf == "2024-04-03"


@pytest.mark.parametrize(
    ("words", "edtf"),
    [
        ("13/04/2024 - 05/06/2024", "2024-04-13/2024-06-05"),
        ("13/04/2024 to 05/06/2024", "2024-04-13/2024-06-05"),
        ("from 03/04/2024 to 06/25/2024", "2024-03-04/2024-06-25"),
    ],
)
def test_figures_that_leave_no_choice_settle_those_beside_them(words, edtf):
    for order in ("ask", "month-first", DAY_FIRST):
        assert typed(words, ("en",), order=order) == When(edtf)


def test_figures_that_contradict_each_other_settle_nothing():
    assert isinstance(typed("13/04/2024 - 06/25/2024", ("en",)), When)
    assert isinstance(typed("{13/04/2024, 06/25/2024, 03/04/2024}", ("en",)), NoDate)


def test_a_bound_by_a_day_in_a_language_that_has_one_order_is_not_asked_about():
    assert typed("vor 03/04/2024", ("de",)) == When("[..2024-04-02]")
