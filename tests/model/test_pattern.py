"""A series in the words of its rule, row by row and language by language; never wrong ones."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.factory import event
from timeline.dates import When
from timeline.dates.writing.series import SHAPES
from timeline.model.event import Override
from timeline.model.pattern import event_words, pattern

ORDER = ("en", "de", "fr", "es", "zh")
LINES = (Path(__file__).parent / "series.tsv").read_text(encoding="utf-8").splitlines()
ROWS = [line.split("\t") for line in LINES if not line.startswith("#")]
FRIDAY = When.parse("2024-01-05")


def dated(said: str) -> When:
    edtf, *times = said.split(" ")
    zone = times.pop() if times else None
    start, end, *_ = [*times, None, None]
    return When.parse(edtf, "", start, end, zone)


@pytest.mark.parametrize("row", ROWS, ids=[f"{row[0]} {row[1]}" for row in ROWS])
def test_each_series_is_said_in_each_language(row: list[str]) -> None:
    first, lines, *said = row
    whole = event("series", dated(first), recurrence=tuple(lines.split(" ")))
    assert [event_words(whole, language) for language in ORDER] == said


def test_every_shape_has_a_row() -> None:
    found = {pattern(event("s", dated(row[0]), recurrence=tuple(row[1].split(" ")))).shape for row in ROWS}
    assert found == set(SHAPES)


def test_a_date_called_off_is_left_out_and_a_moved_one_is_counted() -> None:
    lines = ("RRULE:FREQ=WEEKLY;UNTIL=20240202",)
    off = Override(original="20240112", status="cancelled")
    moved = Override(original="20240119", when=When.parse("2024-01-20"))
    said = event_words(event("s", FRIDAY, recurrence=lines, overrides=(off, moved)))
    assert (
        said
        == "every Friday from 5 January 2024 until 2 February 2024, but not 12 January; one of the dates is changed"
    )


def test_a_single_event_is_said_as_its_date() -> None:
    assert event_words(event("s", FRIDAY)) == "5 January 2024"
    assert event_words(event("s", When.parse("2024-01"), recurrence=("RRULE:FREQ=WEEKLY",))) == "January 2024"


def test_a_language_without_phrases_is_english() -> None:
    assert event_words(event("s", FRIDAY, recurrence=("RRULE:FREQ=WEEKLY",)), "pt") == (
        "every Friday from 5 January 2024"
    )
