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
    a, b = When.parse("2024-05-01"), When.parse("2024-05-02")
    assert likeness(Comparable("May Day rally", a), Comparable("May Day rally", b)).score == 0


def test_the_score_names_its_reasons() -> None:
    day = When.parse("2024-05-01")
    near = (Place(name="Linz", latitude=48.30, longitude=14.29),)
    far = (Place(name="Graz", latitude=47.07, longitude=15.44),)
    found = likeness(Comparable("Rally", day, near), Comparable("Rally", day, far))
    assert found.reasons == ("titles 100% alike", "same day", "places far apart")
    assert found.score < UNSURE
