"""Events about a date: all that can meet it or lie a day apart, from few questions."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from timeline.dates import Day, When
from timeline.merge.neighbourhood import MOST, Neighbourhood, windows

DATES = (
    "1913", "1913-05", "1913-05-05", "1913-05-06", "1913-05-07", "1913-05-04/1913-06-09", "1913-06/..", "../1912",
    "191X", "1860~", "-0044-03-15", "[..1914]", "{1900,1913-05-06}", "1913-05-06/", "Y170000002", "2013-21",
)  # fmt: skip
days = st.dates().map(lambda day: When.parse(day.isoformat()))
dates = st.sampled_from(DATES).map(When.parse) | days


def bounds(when: When, beside: int) -> tuple[float, float]:
    first, last = when.possibly_earliest, when.possibly_latest
    low = float("-inf") if first is None else first.ordinal - beside
    return low, float("inf") if last is None else last.ordinal + beside


def is_near(one: When, other: When) -> bool:
    first, last = bounds(one, 1)
    start, end = bounds(other, 0)
    return first <= end and start <= last


@given(st.lists(dates, max_size=30), dates)
def test_what_is_near_is_found_whatever_the_lengths(held: list[When], asked: When) -> None:
    about = Neighbourhood[int]()
    for number, when in enumerate(held):
        about.add(when, number)
    assert sorted(about.near(asked)) == [number for number, when in enumerate(held) if is_near(asked, when)]


@given(st.lists(dates, max_size=60))
def test_windows_hold_every_date_and_the_days_beside_it(asked: list[When]) -> None:
    found = windows(asked)
    assert len(found) <= MOST
    for when in asked:
        low, high = bounds(when, 1)
        assert any(
            (first is None or first.ordinal <= low) and (last is None or last.ordinal >= high) for first, last in found
        )


# dates, and the days in which their events are asked for
WINDOWS = [
    ([], []),
    (["1913-05-06"], ["1913-05-05 1913-05-07"]),
    (["1913-05-06", "1913-05-08", "1913-05-20"], ["1913-05-05 1913-05-09", "1913-05-19 1913-05-21"]),
    (["1913-05-06/..", "1950"], ["1913-05-05 None"]),
    (["../1912", "1950"], ["None 1913-01-01", "1949-12-31 1951-01-01"]),
]


@pytest.mark.parametrize(("asked", "wanted"), WINDOWS)
def test_windows_are_no_longer_than_their_dates(asked: list[str], wanted: list[str]) -> None:
    assert [f"{first} {last}" for first, last in windows(map(When.parse, asked))] == wanted


def test_only_the_widest_gaps_are_left_out_of_many_dates() -> None:
    every_week = [When.parse(str(Day(2025, 1, 1).plus(days=7 * week))) for week in range(3 * MOST)]
    found = windows([*every_week, When.parse("1500-01-01")])
    assert len(found) == MOST
    assert found[0] == (Day(1499, 12, 31), Day(1500, 1, 2))


def test_of_many_days_those_beside_it_are_found_and_the_century_with_them() -> None:
    about = Neighbourhood[int]()
    for number in range(20_000):
        about.add(When.parse(str(Day(1950, 1, 1).plus(days=number))), number)
    about.add(When.parse("19XX"), -1)
    assert sorted(about.near(When.parse("1950-01-11"))) == [-1, 9, 10, 11]
