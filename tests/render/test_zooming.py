"""Where the links of a drawing lead: closer goes to where something happens, and no step leads to the same again."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.factory import event
from timeline.dates.calendar import Day
from timeline.render.drawing.extents import ReadExtents, extent
from timeline.render.drawing.plan import plan
from timeline.render.drawing.scale import Span, after, moment
from timeline.render.html.zooming import Days, steps


def extents(*dates: str) -> ReadExtents:
    """Where events of these dates lie."""
    return ReadExtents(extent(event(f"e{n}", when)) for n, when in enumerate(dates))


def links(found: ReadExtents, window: Span | None = None) -> dict[str, Days | None]:
    """The links of a drawing of these events, or of those in a window, by name."""
    return dict(steps(plan(found, window), is_whole=window is None))


def between(first: Day, last: Day) -> Span:
    return Span(moment(first), after(last))


def begin_within(days: Days | None, *dates: str) -> int:
    """How many events begin in these days."""
    assert days is not None
    found = extents(*dates)
    return found.before(after(days[1])) - found.before(moment(days[0]))


def test_closer_goes_from_the_whole_to_its_fullest_third() -> None:
    dates = ("1913", "1950", "1951", *(f"2024-{month:02}" for month in range(1, 10)))
    closer = links(extents(*dates))["closer"]
    assert begin_within(closer, *dates) == 9


def test_closer_keeps_the_middle_that_was_chosen_where_something_begins_there() -> None:
    found = extents("1975-03-04", "1990-01-01", "1990-01-02", "1990-01-03")
    chosen = between(Day(1960, 1, 1), Day(1991, 12, 31))
    assert links(found, chosen)["closer"] == (Day(1970, 1, 1), Day(1981, 12, 31))


def test_closer_goes_to_the_nearest_event_where_the_middle_is_empty() -> None:
    dates = ("1961-05-05", "1988-01-01", "1989-01-01")
    chosen = between(Day(1960, 1, 1), Day(1991, 12, 31))
    closer = links(extents(*dates), chosen)["closer"]
    assert closer == (Day(1981, 1, 1), Day(1991, 12, 31))
    assert begin_within(closer, *dates) == 2


@pytest.mark.parametrize("day", ["2024-02-29", "-0043-03-15", "Y12024"])
def test_a_day_has_nothing_closer(day: str) -> None:
    first = extents(day).begins(0)
    names = links(extents(day), Span(first, first + 1))
    assert "closer" not in names
    assert names["all"] is None


def test_two_days_have_one_of_them_closer() -> None:
    chosen = between(Day(2024, 5, 1), Day(2024, 5, 2))
    assert links(extents("2024-05-01", "2024-05-02"), chosen)["closer"] == (Day(2024, 5, 2), Day(2024, 5, 2))


@given(st.lists(st.dates().map(str), min_size=1, max_size=12), st.dates(), st.integers(1, 9000))
def test_closer_is_less_of_what_is_shown_and_never_empty(dates: list[str], first: date, length: int) -> None:
    start = moment(Day(first.year, first.month, first.day))
    found = extents(*dates)
    for window in (None, Span(start, start + length)):
        shown = plan(found, window).window
        closer = links(found, window).get("closer")
        if closer:
            assert after(closer[1]) - moment(closer[0]) < shown.length
            assert begin_within(closer, *dates) or not found.before(shown.end) - found.before(shown.start)
