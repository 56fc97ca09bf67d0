"""How likely two tellings are one event."""

from __future__ import annotations

import pytest

from benchmarks.merging import Pair, pairs, quality, scored
from timeline.dates import When
from timeline.merge.likeness import SAME, UNSURE, Comparable, can_meet, likeness
from timeline.model.event import Place


def test_what_is_merged_without_asking_is_the_same_and_most_of_the_same_is_found() -> None:
    precision, recall = quality(scored(), SAME)
    assert precision >= 0.98
    assert recall >= 0.9
    assert quality(scored(), UNSURE)[1] >= 0.95


@pytest.mark.parametrize("pair", list(pairs())[::7], ids=lambda pair: pair.one.title)
def test_likeness_has_no_sides(pair: Pair) -> None:
    assert likeness(pair.one, pair.other).score == likeness(pair.other, pair.one).score


# one date, another, whether some day may be meant by both
MEETINGS = [
    ("2013-21", "2013-04-16", True),
    ("2013-21", "2013-06-01", False),
    ("1860~", "1861", True),
    ("1860", "1861", False),
    ("2024-05-05/..", "2025", True),
    ("[..2025-09]", "2025-10-01", False),
    ("{1913,1953}", "1930", False),
    ("[1667,1672]", "1672-05", True),
]


@pytest.mark.parametrize(("one", "other", "meet"), MEETINGS)
def test_dates_meet_by_their_wider_bounds(one: str, other: str, meet: bool) -> None:
    assert can_meet(When.parse(one), When.parse(other)) is meet
    assert can_meet(When.parse(other), When.parse(one)) is meet


def test_dates_that_cannot_meet_are_never_one_event() -> None:
    a, b = When.parse("2024-05-01"), When.parse("2024-05-03")
    assert likeness(Comparable("May Day rally", a), Comparable("May Day rally", b)).score == 0


# title, when, another title, when: never merged, nor asked
APART = [
    ("Committee A", "2024-05-01", "Committee B", "2024-05-01"),
    ("U12 tournament", "2024-05-01", "U14 tournament", "2024-05-01"),
    ("Pottery course, part 1", "2024-05-01", "Pottery course, part 2", "2024-05-01"),
    ("Pottery course, part I", "2024-05-01", "Pottery course, part II", "2024-05-01"),
    ("Pottery course, part one", "2024-05-01", "Pottery course, part two", "2024-05-01"),
    ("Swimming, class 5a", "2024-05-01", "Swimming, class 5b", "2024-05-01"),
    ("Chess cup - Groups D, E, F", "2024-05-01", "Chess cup - Groups C, G, H", "2024-05-01"),
    ("Women's final", "2024-05-01", "Men's final", "2024-05-01"),
    ("Training Gruppe Rot", "2024-05-01", "Training Gruppe Blau", "2024-05-01"),
    ("Yoga for beginners", "2024-05-01", "Yoga for advanced", "2024-05-01"),
    ("Committee A", "2024-05-01", "Committee B", "2024-05-02"),
]


@pytest.mark.parametrize(("title", "when", "other", "then"), APART)
def test_another_number_letter_or_group_keeps_apart(title: str, when: str, other: str, then: str) -> None:
    place = (Place(name="Hall"),)
    score = likeness(Comparable(title, When.parse(when), place), Comparable(other, When.parse(then), place)).score
    assert score < UNSURE


def test_one_title_a_day_or_some_hours_apart_asks() -> None:
    place = (Place(name="Hall"),)
    first = When.parse("2024-05-01", start_time="15:00", timezone="Europe/Berlin")
    for other in (
        When.parse("2024-05-01", start_time="17:00", timezone="Europe/Berlin"),
        When.parse("2024-05-01", start_time="15:00", timezone="Europe/London"),
        When.parse("2024-05-02"),
    ):
        score = likeness(Comparable("Training", first, place), Comparable("Training", other, place)).score
        assert UNSURE <= score < SAME


def test_one_instant_by_two_clocks_is_the_same_hour() -> None:
    berlin = When.parse("2024-05-02", start_time="00:30", timezone="Europe/Berlin")
    utc = When.parse("2024-05-01", start_time="22:30", timezone="Z")
    assert likeness(Comparable("Training", berlin), Comparable("Training", utc)).score >= SAME


def test_the_score_names_its_reasons() -> None:
    day = When.parse("2024-05-01")
    near = (Place(name="Linz", latitude=48.30, longitude=14.29),)
    far = (Place(name="Graz", latitude=47.07, longitude=15.44),)
    found = likeness(Comparable("Rally", day, near), Comparable("Rally", day, far))
    assert found.reasons == ("titles 100% alike", "same day", "places far apart")
    assert found.score < UNSURE
