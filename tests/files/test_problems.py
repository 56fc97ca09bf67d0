"""Pairs of a file and the problems that it has: `events/*.yaml` and `feeds/*.yaml` beside their `.problems`."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.files import folder
from timeline import files
from timeline.errors import InvalidFiles

HERE = Path(__file__).parent


# Why a text is no date is for `dates` to say, and tested there.
REASON = re.compile(r"(?<= date )\(.*\)(?=: )")


def problems(directory: Path) -> list[str]:
    try:
        files.read(directory, {})
    except InvalidFiles as error:
        return [REASON.sub("(…)", str(problem)) for problem in error.problems]
    return []


def expected(path: Path) -> list[str]:
    """One problem a line; lines may be left out of a file that has none."""
    beside = path.with_suffix(".problems")
    return beside.read_text(encoding="utf-8").splitlines() if beside.exists() else []


@pytest.mark.parametrize("path", sorted(HERE.glob("events/*.yaml")), ids=lambda path: path.stem)
def test_every_problem_of_the_events_is_told_with_its_place(path, tmp_path):
    folder.make(tmp_path)
    (tmp_path / "events.yaml").write_bytes(path.read_bytes())
    assert problems(tmp_path) == expected(path)


@pytest.mark.parametrize("path", sorted(HERE.glob("feeds/*.yaml")), ids=lambda path: path.stem)
def test_every_problem_of_a_feed_is_told_with_its_place(path, tmp_path):
    folder.make(tmp_path)
    (tmp_path / "feeds" / path.name).write_bytes(path.read_bytes())
    assert problems(tmp_path) == expected(path)


@pytest.mark.parametrize(
    ("entries", "line"),
    [
        ('  - id: a\n    title: T\n  - title: U\n    id: "b" # kept\n', 5),
        ("  - {title: U, id: b}\n", 2),
        ("  - {id: b, title: U}\n", 2),
        ("  - id: bb\n  - title: b\n", 0),
    ],
)
def test_the_line_of_an_id_is_found_without_reading_the_whole_file(entries, line, tmp_path):
    folder.make(tmp_path, entries)
    assert files.place_of(tmp_path, "b") == ("events.yaml", line)
