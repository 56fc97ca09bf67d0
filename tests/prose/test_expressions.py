"""Expressions of documents: where they stand, their TIMEX3 type and value, their EDTF, and what they lean on."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise

import pytest

from tests.calls import calls
from timeline.dates.calendar import Day
from timeline.dates.reading import table
from timeline.prose.expressions import Expression, expressions
from timeline.prose.genre import genre

WEDNESDAY = dt.date(2024, 5, 8)
LATER = dt.date(2019, 6, 1)


def said(text: str, published: dt.date | None = WEDNESDAY) -> list[tuple[str, str, str, str | None]]:
    """The words, type, value and EDTF of every expression."""
    return [(e.text, e.type, e.value, e.when.edtf if e.when else None) for e in expressions(text, published)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The minister left on Monday.", ("Monday", "DATE", "2024-05-06", "2024-05-06")),
        ("The minister will leave on Monday.", ("Monday", "DATE", "2024-05-13", "2024-05-13")),
        ("The minister spoke on Wednesday.", ("Wednesday", "DATE", "2024-05-08", "2024-05-08")),
        ("The plant opened in October.", ("October", "DATE", "2023-10", "2023-10")),
        ("The plant will open in October.", ("October", "DATE", "2024-10", "2024-10")),
        ("A meeting is to be held on May 12.", ("May 12", "DATE", "2024-05-12", "2024-05-12")),
        ("The show is open through Friday.", ("Friday", "DATE", "2024-05-10", "../2024-05-10")),
        ("Trade rose last year.", ("last year", "DATE", "2023", "2023")),
        ("He resigned two years ago.", ("two years ago", "DATE", "2022", "2022")),
        (
            "It fell in the first quarter of last year.",
            ("the first quarter of last year", "DATE", "2023-Q1", "2023-33"),
        ),
        ("They met early in 2021.", ("early in 2021", "DATE", "2021", "[2021-01..2021-04]")),
        ("It ended by late April 2024.", ("late April 2024", "DATE", "2024-04", "[..2024-04-30]")),
        ("It has run since 1991.", ("1991", "DATE", "1991", "1991/..")),
        ("It lasted nearly five months.", ("nearly five months", "DURATION", "P5M", None)),
        ("It fell for the first time in a decade.", ("a decade", "DURATION", "P10Y", None)),
        ("They waited for 24 hours.", ("24 hours", "DURATION", "PT24H", None)),
        ("It went on for days.", ("days", "DURATION", "PXD", None)),
        ("They signed a two-year deal.", ("two-year", "DURATION", "P2Y", None)),
        ("They meet every Monday.", ("every Monday", "SET", "XXXX-WXX-1", None)),
        ("It earns $4 million a year.", ("a year", "SET", "P1Y", None)),
        ("He now lives there.", ("now", "DATE", "PRESENT_REF", None)),
        ("It was recently sold.", ("recently", "DATE", "PAST_REF", None)),
        ("It rained on Friday morning.", ("Friday morning", "TIME", "2024-05-03TMO", "2024-05-03")),
    ],
)
def test_news_leans_on_its_publication(text: str, expected: tuple[str, str, str, str | None]) -> None:
    assert said(text) == [expected]


def test_figures_in_either_order_are_the_day_nearest_the_publication() -> None:
    assert said("It was shown on 7/8/07.", dt.date(2007, 7, 9)) == [("7/8/07", "DATE", "2007-07-08", "2007-07-08")]
    assert said("It was shown on 7/8/07.", dt.date(2007, 8, 9)) == [("7/8/07", "DATE", "2007-08-07", "2007-08-07")]


@pytest.mark.parametrize(
    "text",
    [
        "Stocks may fall and prices spring up.",
        "They march to the sea.",
        "The Women's March on the palace failed.",
        "About 2000 people came in 1,500 cars.",
        "A Boeing 747 landed; the fee was $2024.",
        "A second attack failed.",
        "It took the fall of the city to end it.",
        "The ratio was 3:2, not 1.2024.",
    ],
)
def test_words_that_are_no_date_are_left_alone(text: str) -> None:
    assert said(text) == []


HISTORY = """The war broke out in March 1914. In June, the army crossed the river. Two days later nothing had changed.
On 12 November 1914 the town fell. In January, the siege was lifted; it had lasted since 1913. The following year
brought peace. The 1901 treaty was renewed in May 1916, and that spring the ports opened."""


def test_a_narrative_leans_on_the_last_date_of_its_story() -> None:
    found = {words: value for words, _, value, _ in said(HISTORY, LATER)}
    assert found["June"] == "1914-06"
    assert found["12 November 1914"] == "1914-11-12"
    assert found["January"] == "1915-01"
    assert found["The following year"] == "1916"
    assert found["that spring"] == "1916-SP"


def test_the_day_after_a_month_is_no_known_day() -> None:
    found = {words: (value, edtf) for words, _, value, edtf in said(HISTORY, LATER)}
    assert found["Two days later"] == ("XXXX-XX-XX", None)


def test_the_ends_of_a_range_share_a_group_and_their_date() -> None:
    first, second = expressions("It ran from 18 August to 15 September 1951.", LATER)
    assert (first.text, second.text) == ("18 August", "15 September 1951")
    assert (first.value, second.value) == ("1951-08-18", "1951-09-15")
    assert first.group == second.group is not None
    assert first.when is not None
    assert second.when is not None
    assert first.when.edtf == second.when.edtf == "1951-08-18/1951-09-15"


def test_two_days_of_one_month_are_two_dates() -> None:
    assert said("They met on May 4 and 5, 1865.", LATER) == [
        ("May 4", "DATE", "1865-05-04", "1865-05-04"),
        ("5, 1865", "DATE", "1865-05-05", "1865-05-05"),
    ]


def test_years_before_our_era_are_timex_and_edtf_each_in_its_way() -> None:
    assert said("The revolt (499-493 BC) failed.", LATER) == [
        ("499", "DATE", "BC0499", "-0498/-0492"),
        ("493 BC", "DATE", "BC0493", "-0498/-0492"),
    ]


def test_without_a_publication_date_nothing_is_counted_from_today() -> None:
    for words in ("on Friday", "last week", "yesterday", "in October", "two years ago", "on May 5", "tonight"):
        for found in expressions(f"It happened {words}.", None):
            assert found.when is None, found
            assert "X" in found.value or found.value == "PRESENT_REF", found


def test_offsets_count_code_points() -> None:
    text = "😀 Ünïcode\u200b — left on 5 May 2024."
    (found,) = expressions(text, WEDNESDAY)
    assert text[found.start : found.end] == found.text == "5 May 2024"


def test_expressions_stand_in_order_and_none_within_another() -> None:
    found: list[Expression] = expressions(HISTORY * 3, LATER)
    assert all(a.end <= b.start for a, b in pairwise(found))


def test_a_history_is_told_from_news_by_its_years() -> None:
    scan = table("en").scan
    assert genre(list(scan(HISTORY)), Day(2019, 6, 1)).narrative
    assert not genre(list(scan("On Monday he spoke; last week he left. It began in 1999.")), Day(2024, 5, 8)).narrative
    assert genre(list(scan("On Monday he spoke.")), None).narrative


@pytest.mark.parametrize("unit", [HISTORY, HISTORY.replace(".", ",").replace("\n", " ")], ids=["prose", "one sentence"])
def test_work_is_linear_in_the_length(unit: str) -> None:
    def spent(times: int) -> int:
        return calls(lambda: expressions(unit * times, LATER))

    spent(2)
    assert spent(80) < 4.4 * spent(20)


def test_a_year_before_1000_is_read_in_a_history_alone() -> None:
    history = "In 823 Egbert defeated the king. On 8 May 825 he died."
    assert [value for _, _, value, _ in said(history, None)] == ["0823", "0825-05-08"]
    assert [value for _, _, value, _ in said("In 823 Egbert units were sold.")] == []


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("Später wurde das Kloster 1544 aufgehoben.", ["1544"]),
        ("Später wurde die Linie 1200 eingestellt.", []),
        ("Er hat 1239 die Stadt gegründet.", ["1239"]),
        ("Er wurde 300 Meter weit getragen.", []),
    ],
)
def test_a_german_year_stands_by_its_verb_without_a_preposition(text: str, years: list[str]) -> None:
    assert [each.value for each in expressions(text, WEDNESDAY, "de")] == years


def test_a_span_of_earlier_years_within_a_sentence_is_not_where_the_account_goes_on() -> None:
    text = (
        "He was charged on 2 March 2020 with fraud between June 2014 and April 2016. The hearing took place on 11 May."
    )
    dates = expressions(text, dt.date(2021, 11, 9))
    assert [each.when.edtf for each in dates if each.when][-1] == "2020-05-11"


def test_a_day_without_a_year_has_that_of_the_complete_one_before_it_in_its_sentence() -> None:
    text = "The church was begun in May 1819. I stayed until 3 May 1852, when a letter dated the 20th of March arrived."
    dates = expressions(text, None)
    assert [each.when.edtf for each in dates if each.when][-1] == "1852-03-20"
