"""Whole texts, each with the dates and titles of its events, and no other."""

from __future__ import annotations

from pathlib import Path

import pytest

from timeline.prose import article, events, findings

ROWS = [
    line.split("\t")
    for line in (Path(__file__).parent / "events.tsv").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
]


@pytest.mark.parametrize(("language", "text", "expected"), ROWS, ids=[row[1][:50] for row in ROWS])
def test_a_text_gives_these_dates_and_titles_and_no_other(language: str, text: str, expected: str) -> None:
    read = article("text", text.replace("\\n", "\n"), {"published": "2024-05-07", "language": language})
    dated = [(each.expression.when, each.title) for each in events(findings(read))]
    assert [f"{when.edtf} {title}" for when, title in dated if when] == [row for row in expected.split(" | ") if row]
