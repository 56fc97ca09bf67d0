"""English phrases: every row of en.tsv is read as it says, every row of en-not.tsv is refused with its reason."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.dates.rows import rows
from timeline.dates.reading import LANGUAGES, NoDate, Reading, explain, read

READ = rows("reading/en.tsv")
REFUSED = rows("reading/en-not.tsv")


def day(text: str) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


@pytest.mark.parametrize(("phrase", "reference", "edtf", "rule"), READ)
def test_a_phrase_is_read(phrase: str, reference: str, edtf: str, rule: str) -> None:
    found = explain(phrase, day(reference), "en")
    assert isinstance(found, Reading), found
    assert (found.when.edtf, found.rule) == (edtf, rule)
    assert (found.start, found.end) == (0, len(phrase))


@pytest.mark.parametrize(("phrase", "reason"), REFUSED)
def test_what_is_no_date_is_refused_with_the_reason(phrase: str, reason: str) -> None:
    found = explain(phrase, None, "en")
    assert isinstance(found, NoDate), found
    assert reason in found.reason


@pytest.mark.parametrize(("phrase", "reference"), [(p, r) for p, r, _, _ in READ if r])
def test_a_relative_phrase_is_refused_without_a_reference(phrase: str, reference: str) -> None:
    assert read(phrase, None, "en") is None


@pytest.mark.parametrize(
    ("phrase", "start", "end", "zone"),
    [
        ("14:30 CET on 5 May 2024", "14:30", None, "+01:00"),
        ("5 May 2024 at 14:30 UTC", "14:30", None, "Z"),
        ("May 5, 2024 2:30 PM EST", "14:30", None, "-05:00"),
        ("2024-05-05T14:30:00+05:30", "14:30:00", None, "+05:30"),
        ("noon on 1 June 1944", "12:00", None, None),
        ("11 a.m. on 11 November 1918", "11:00", None, None),
        ("2:30 pm Paris time, 5 May 2024", "14:30", None, "Europe/Paris"),
    ],
)
def test_a_time_of_day_keeps_its_zone(phrase: str, start: str, end: str | None, zone: str | None) -> None:
    found = read(phrase, None, "en")
    assert found is not None
    assert (found.when.start_time, found.when.end_time, found.when.timezone) == (start, end, zone)


def test_every_rule_has_a_name_of_its_own() -> None:
    names = [rule.name for rule in LANGUAGES["en"].rules]
    assert sorted({name for name in names if names.count(name) > 1}) == []


def test_seasons_of_the_south_have_their_own_numbers() -> None:
    found = read("spring 2013", None, "en", "south")
    assert found is not None
    assert found.when.edtf == "2013-29"


def test_a_long_phrase_is_refused_at_once() -> None:
    found = explain("1 " * 500, None, "en")
    assert isinstance(found, NoDate)
    assert "200 characters" in found.reason


def test_a_bare_number_is_refused_with_how_a_year_is_written() -> None:
    answer = explain("in 823")
    assert isinstance(answer, NoDate)
    assert "0823, or 823 AD" in answer.reason
