"""Facts about the order of dates, and about what docs/dates.md shows."""

from __future__ import annotations

import doctest
import operator
import random
from itertools import pairwise
from pathlib import Path

import pytest

from timeline.dates import When

DOCS = Path(__file__).parents[2] / "docs" / "dates.md"
SAID = (
    When.parse("-0043-03-15"), When.parse("1860~"), When.parse("202X"), When.parse("[..2023]"), When.parse("2024-05"),
    When.parse("2024-05", "May of 2024"), When.parse("2024-05-05"), When.parse("2024-05-05", start_time="08:00"),
    When.parse("2024-05-05", start_time="08:00", timezone="Z"), When.parse("2024-05-05", end_time="08:00"),
    When.parse("2024-05-05/.."), When.parse("2024-05-05/"), When.parse("{2024-05-05,2024-06}"), When.parse("../2024"),
    When.parse("Y100000"), When.parse("2024-05-05?"), When.parse("2024-05-05~"),
)  # fmt: skip


def test_dates_sort_as_the_service_does() -> None:
    mixed = random.Random(4).sample(SAID, len(SAID))
    assert [when.sort_key for when in sorted(mixed)] == sorted(when.sort_key for when in SAID)


def test_the_order_is_total_and_agrees_with_equality() -> None:
    for one in SAID:
        for other in SAID:
            assert [one < other, one == other, one > other].count(True) == 1
            assert (one <= other) == (one < other or one == other)
    assert all(one < other for one, other in pairwise(sorted(SAID)))


def test_whatever_order_they_come_in_the_same_one_comes_first() -> None:
    orders = [random.Random(seed).sample(SAID, len(SAID)) for seed in range(5)]
    assert {tuple(sorted(order)) for order in orders} == {tuple(sorted(SAID))}


def test_what_says_the_same_in_the_same_words_is_one_key() -> None:
    assert {When.parse("2024-05"): "kept"}[When.parse("2024-05")] == "kept"
    assert len({*SAID, *SAID}) == len(SAID)


@pytest.mark.parametrize("other", ["2024-05", 2024, None])
def test_a_date_has_no_order_with_anything_else(other: object) -> None:
    for compare in (operator.lt, operator.le, operator.gt, operator.ge):
        with pytest.raises(TypeError):
            compare(When.parse("2024-05"), other)
    assert When.parse("2024-05") != other


def test_every_example_of_the_page_on_dates_is_true() -> None:
    results = doctest.testfile(str(DOCS), module_relative=False)
    assert results.attempted > 15
    assert results.failed == 0
