"""The facts of a date as `timeline show` and `timeline read` print them."""

from __future__ import annotations

import pytest

from timeline.cli.facts import facts
from timeline.dates import When


@pytest.mark.parametrize(
    ("edtf", "bounds"),
    [
        ("2024-05-05/..", "2024-05-05 … open"),
        ("2024-05-05/", "2024-05-05 … unknown"),
        ("../2024-05-02", "open … 2024-05-02"),
        ("/2024-05-02", "unknown … 2024-05-02"),
        ("[..2025-09]", "unknown … 2025-09-30"),
        ("2013-09", "2013-09-01 … 2013-09-30"),
    ],
)
def test_an_open_side_is_not_an_unknown_one(edtf: str, bounds: str) -> None:
    assert f"{'from … to':12}{bounds}" in facts(When.parse(edtf))
