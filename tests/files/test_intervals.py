"""Facts about `every:` in sources.yaml: hosts of others are asked no more often than is kind."""

from __future__ import annotations

from pathlib import Path

import pytest

from timeline.errors import InvalidFiles
from timeline.files import read

WEB = "url: https://town.test/town.ics"


def every(folder: Path, interval: str, where: str) -> int:
    """The seconds between two fetches of a source that says so."""
    (folder / "feeds").mkdir(exist_ok=True)
    (folder / "timeline.toml").write_text('title = "T"\n')
    (folder / "events.yaml").write_text("events: []\n")
    (folder / "sources.yaml").write_text(f"sources:\n  - {{id: town, name: Town, {where}, every: {interval}}}\n")
    (source,) = read(folder, {}).sources
    return source.every


@pytest.mark.parametrize("interval", ["1m", "5m", "14m"])
def test_an_interval_that_is_unkind_is_answered_with_the_least_that_is_kind(tmp_path: Path, interval: str) -> None:
    with pytest.raises(InvalidFiles) as error:
        every(tmp_path, interval, WEB)
    (problem,) = error.value.problems
    assert (problem.file, problem.line) == ("sources.yaml", 2)
    assert "kind" in problem.what
    assert "15m" in problem.remedy


@pytest.mark.parametrize(
    ("interval", "where", "seconds"),
    [("15m", WEB, 900), ("6h", WEB, 21_600), ("1m", "path: town.ics", 60), ("1m", f"{WEB}, local: true", 60)],
)
def test_what_is_kind_or_our_own_is_taken(tmp_path: Path, interval: str, where: str, seconds: int) -> None:
    assert every(tmp_path, interval, where) == seconds
