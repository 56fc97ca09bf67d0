"""The periods of the index: none has years of both eras, and the finer ones lie within the longer."""

from __future__ import annotations

import pytest

from tests.factory import event
from tests.render.chronicle import store_of
from timeline.model.query import Filter
from timeline.publish import periods
from timeline.render.html.periods import Period, period_words

YEARS = ["-1949", "-1900", "-0100", "-0043", "0000", "0001", "0050", "0099", "0100", "1066", "1950", "2024"]


def counted(length: int, bounds: tuple[int, int] = (-2999, 2099)) -> list[Period]:
    store = store_of(*(event(f"e{n}", year) for n, year in enumerate(YEARS)))
    return periods.count(store.known_days(Filter()), bounds, length)


@pytest.mark.parametrize("length", [1, 10, 100, 1000])
def test_no_period_has_years_of_both_eras(length: int) -> None:
    found = counted(length)
    assert all(each.last <= 0 or each.first >= 1 for each in found)
    assert sum(each.events for each in found) == len(YEARS)


def test_centuries_are_those_that_people_name() -> None:
    words = [period_words("en", each) for each in counted(100)]
    assert words[:5] == ["2000–1901 BC", "200–101 BC", "100–1 BC", "AD 1–99", "AD 100–199"]
    assert words[5:] == ["1000–1099", "1900–1999", "2000–2099"]


@pytest.mark.parametrize("length", [10, 100, 1000])
def test_the_finer_periods_of_one_lie_within_it_and_lose_nothing(length: int) -> None:
    for whole in counted(length):
        finer = counted(length // 10, (whole.first, whole.last))
        assert all(whole.first <= each.first and each.last <= whole.last for each in finer)
        assert sum(each.events for each in finer) == whole.events
