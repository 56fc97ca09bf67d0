"""Facts about quotes in the curator's files: a stray one is named as what it is, where it stands."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.files.folder import make, read
from timeline.errors import InvalidFiles


@pytest.mark.parametrize(
    ("title", "column", "words"),
    [('"The "great" fair"', 17, "this quote ends the text"), ("'It's fair'", 15, "this quote ends the text"),
     ('"The fair', 12, "this quote is never closed")],
)  # fmt: skip
def test_a_stray_quote_is_named_as_what_it_is(tmp_path: Path, title: str, column: int, words: str) -> None:
    with pytest.raises(InvalidFiles) as error:
        read(make(tmp_path, f"  - title: {title}\n    when: 2020\n"))
    problem = error.value.problems[0]
    assert (problem.line, problem.column) == (2, column)
    assert words in problem.what


def test_a_line_that_is_no_key_is_no_quote(tmp_path: Path) -> None:
    with pytest.raises(InvalidFiles) as error:
        read(make(tmp_path, '  - title: "A"\n    when: 2020\n   - status: x\n'))
    assert "quote" not in error.value.problems[0].what
