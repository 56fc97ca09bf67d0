"""A second opinion: the package `edtf`, wherever it is right."""

from __future__ import annotations

import re
from typing import Any

import edtf

from tests.dates.rows import rows
from timeline.dates import Day, When

WRONG = (
    # what is written             where the package differs
    r".*-(24|28|30)",  # a winter ends with December
    r".*S[0-9]+.*",  # S is ignored by its strict bounds
    r".*-02-29",  # 29 February also in years that have none
    r"-00*X+",  # a year -0000
    r"/.*|.*/",  # an unknown end is ten years away
)


def opinion(text: str) -> tuple[Day | None, Day | None] | None:
    """First and last day as the package has them; None where it cannot say."""
    try:
        found = edtf.parse_edtf(text)
        return _day(found.lower_strict()), _day(found.upper_strict())
    except (edtf.EDTFParseException, AttributeError, TypeError, ValueError):
        return None


def _day(found: Any) -> Day | None:
    return Day(*found[:3]) if hasattr(found, "tm_year") else None


def test_another_implementation_agrees_on_the_bounds() -> None:
    wrong = re.compile("|".join(WRONG))
    asked = [row[0] for row in rows("edtf.tsv") if not wrong.fullmatch(row[0])]
    answers = {text: answer for text in asked if (answer := opinion(text)) is not None}
    ours = {text: (When.parse(text).earliest, When.parse(text).latest) for text in answers}
    assert ours == answers
    assert len(answers) > 110
