"""A pipe, a device, or a link to one, is a problem with its name wherever a file is read; nothing waits for it."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from timeline import source_log
from timeline.disk import read_regular
from timeline.errors import InvalidFiles, SourceRefused
from timeline.fetch.client import Client
from timeline.fetch.fetcher import Fetcher
from timeline.files import read
from timeline.files.source_history import FILE
from timeline.model.source import Source, Validators
from timeline.store import open_store

pytestmark = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the system has no named pipes")
NOON = datetime(2025, 7, 1, 12, tzinfo=UTC)
SETTINGS = 'title = "A"\nauthority = "a.example,2026"\nbase_url = "http://127.0.0.1:8000"\n'


def link(target: str) -> Callable[[Path], None]:
    return lambda path: path.symlink_to(target)


SPECIAL = {"a named pipe": os.mkfifo, "a device": link("/dev/zero")}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "feeds").mkdir()
    (tmp_path / "events").mkdir()
    (tmp_path / "timeline.toml").write_text(SETTINGS)
    (tmp_path / "events.yaml").write_text("events: []\n")
    return tmp_path


@pytest.mark.parametrize("kind", SPECIAL)
@pytest.mark.parametrize(
    "name",
    ["feeds/all.yaml", "events/more.yaml", "events.yaml", "sources.yaml", "events.history.jsonl", "timeline.toml"],
)
def test_in_the_folder_it_is_a_problem_with_its_name(folder: Path, kind: str, name: str) -> None:
    (folder / name).unlink(missing_ok=True)
    SPECIAL[kind](folder / name)
    with pytest.raises(InvalidFiles) as raised:
        read(folder, {})
    (problem,) = (each for each in raised.value.problems if each.file == name)
    assert f"it is {kind}" in problem.what


@pytest.mark.parametrize("kind", SPECIAL)
@pytest.mark.parametrize("path", ["there", "minutes"])
def test_as_a_path_it_fails_its_source_by_name(folder: Path, kind: str, path: str) -> None:
    (folder / "minutes").mkdir()
    (folder / "minutes" / "a.md").write_text("On 3 May 2025 the bridge was opened.")
    special = folder / "there" if path == "there" else folder / "minutes" / "b.md"
    SPECIAL[kind](special)
    with pytest.raises(SourceRefused, match=f"it is {kind}"):
        Fetcher(folder, Client(), lambda: NOON)(Source(id="m", name="Minutes", path=path), Validators())


@pytest.mark.parametrize("kind", SPECIAL)
def test_as_the_history_of_sources_it_is_passed_over(folder: Path, kind: str) -> None:
    SPECIAL[kind](folder / FILE)
    assert source_log.restore(folder, "a.example,2026", open_store(":memory:")) == 0


def test_a_folder_is_no_file_and_what_is_not_there_is_not(folder: Path) -> None:
    with pytest.raises(IsADirectoryError):
        read_regular(folder)
    with pytest.raises(FileNotFoundError):
        read_regular(folder / "none")
