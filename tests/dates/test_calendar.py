"""Days of any year."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from timeline.dates import Day
from timeline.dates.calendar import FAR

ANY = st.integers(min_value=-(10**30), max_value=10**30)


@given(st.dates())
def test_ordinals_are_those_of_datetime(day: date) -> None:
    ours = Day(day.year, day.month, day.day)
    assert ours.ordinal == day.toordinal()
    assert Day.from_ordinal(day.toordinal()) == ours
    assert str(ours) == day.isoformat()


@given(ANY)
def test_every_ordinal_is_a_day(ordinal: int) -> None:
    day = Day.from_ordinal(ordinal)
    assert day.ordinal == ordinal
    assert Day.from_ordinal(ordinal + 1) > day
    assert day.plus(1) == Day.from_ordinal(ordinal + 1)


@given(ANY, ANY)
def test_days_sort_as_their_ordinals(one: int, other: int) -> None:
    assert (Day.from_ordinal(one) < Day.from_ordinal(other)) == (one < other)


@given(ANY, st.integers(min_value=-10_000, max_value=10_000))
def test_months_are_added_within_the_month(ordinal: int, months: int) -> None:
    day = Day.from_ordinal(ordinal)
    moved = day.plus(months=months)
    assert (moved.year * 12 + moved.month) - (day.year * 12 + day.month) == months
    assert moved.day == day.day or (moved.day < day.day and moved.plus(1).day == 1)


def test_days_print_as_iso_8601() -> None:
    assert [str(Day(y, 1, 2)) for y in (2013, 44, 0, -43, -12000, 12000)] == [
        "2013-01-02", "0044-01-02", "0000-01-02", "-0043-01-02", "-12000-01-02", "+12000-01-02",
    ]  # fmt: skip


def test_keys_fit_a_database_and_keep_the_order_of_ordinals() -> None:
    assert Day(2024, 5, 5).key == Day(2024, 5, 5).ordinal
    assert Day(10**15, 1, 1).key == Day(10**15, 1, 1).ordinal < FAR
    assert Day(10**17, 1, 1).key == FAR
    assert Day(-(10**17), 1, 1).key == -FAR
