"""The status of an event that is given none follows from its date and the day on which it was first published."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from tests.factory import event
from timeline.model.change import classify
from timeline.model.default_status import FILLED, status_where_none_is_given, with_reason
from timeline.model.event import Citation

ADDED = datetime(2025, 6, 20, 23, 59, tzinfo=UTC)


@pytest.mark.parametrize(
    ("when", "status"),
    [
        ("2025-06-20", "happened"), ("2025-06-21", "scheduled"), ("2025-06", "happened"), ("2025", "happened"),
        ("2025-07", "scheduled"), ("2025-06-01/2025-07-01", "happened"), ("../2026", "happened"),
        ("[..2025-09]", "scheduled"), ("/2026", "scheduled"), ("[2024,2026]", "happened"), ("2026/..", "scheduled"),
    ],
)  # fmt: skip
def test_it_leans_on_the_first_day_that_is_known(when: str, status: str) -> None:
    assert status_where_none_is_given(event("a", when=when, published=ADDED, updated=ADDED)) == status


@pytest.mark.parametrize(
    ("lines", "status"),
    [
        (("RRULE:FREQ=WEEKLY;COUNT=3",), "happened"),  # 5, 12 and 19 June
        (("RRULE:FREQ=WEEKLY;COUNT=4",), "scheduled"),  # and 26 June
        (("RRULE:FREQ=WEEKLY;COUNT=4", "EXDATE;VALUE=DATE:20250626"), "happened"),
        (("RRULE:FREQ=WEEKLY",), "scheduled"),
        (("RDATE;VALUE=DATE:20250701",), "scheduled"),
    ],
)
def test_a_series_is_asked_for_its_last_occurrence(lines: tuple[str, ...], status: str) -> None:
    market = event("a", when="2025-06-05", recurrence=lines, published=ADDED, updated=ADDED)
    assert status_where_none_is_given(market) == status


@pytest.mark.parametrize(
    ("before", "after", "reason"),
    [
        ({"status": "happened"}, {"status": "scheduled"}, FILLED),
        ({"status": "expected"}, {"status": "scheduled"}, FILLED),
        ({"status": "expected"}, {"status": "scheduled", "sources": (Citation(title="Newer copy"),)}, FILLED),
        ({"status": "happened"}, {"status": "scheduled", "title": "Another"}, ""),
        ({"status": "scheduled"}, {"status": "happened"}, ""),
        ({"status": "cancelled"}, {"status": "scheduled"}, ""),
        ({"status": "scheduled"}, {"when": "2026-01"}, ""),
    ],
)
def test_a_change_that_follows_from_nothing_else_says_so(
    before: dict[str, object], after: dict[str, object], reason: str
) -> None:
    fields: dict[str, Any] = {"when": "2026"} | before
    change = classify(event("a", **fields), event("a", **fields | after), ADDED)
    assert change is not None
    assert with_reason(change).reason == reason
