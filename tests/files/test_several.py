"""Entries in files of `events/` beside `events.yaml`, or instead of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.files import folder
from timeline import files
from timeline.errors import InvalidFiles
from timeline.load import Loader
from timeline.store import open_store

OLD = """\
# the old ones
events:
- id: treaty
  added: 2026-01-01T09:00:00Z
  title: Treaty
  when: 1648-10-24
  successor: hatching
"""


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    made = folder.make(tmp_path)
    (made / "events").mkdir()
    (made / "events" / "old.yaml").write_text(OLD, encoding="utf-8")
    return made


def problems(directory: Path) -> list[str]:
    with pytest.raises(InvalidFiles) as raised:
        files.read(directory, {})
    return [str(problem) for problem in raised.value.problems]


def test_entries_of_all_files_are_one_chronology(directory):
    found = [(entry.event.id, entry.file, entry.line) for entry in folder.read(directory).entries]
    assert found == [("hatching", "events.yaml", 2), ("treaty", "events/old.yaml", 3)]


def test_events_yaml_need_not_be_there_beside_others(directory):
    (directory / "events.yaml").unlink()
    (directory / "events" / "old.yaml").write_text(OLD.replace("  successor: hatching\n", ""), encoding="utf-8")
    assert [entry.event.id for entry in folder.read(directory).entries] == ["treaty"]


def test_without_any_file_it_is_events_yaml_that_is_missing(directory):
    (directory / "events" / "old.yaml").unlink()
    (directory / "events.yaml").unlink()
    assert problems(directory)[0].startswith("events.yaml:0:0: is missing")


def test_an_id_is_of_one_entry_in_all_files(directory):
    (directory / "events" / "more.yaml").write_text(f"events:\n{folder.ENTRY}", encoding="utf-8")
    assert problems(directory) == [
        'events/more.yaml:2:9: the id hatching is taken by the entry "Sturgeon hatch" in line 2 of events.yaml: '
        "leave it out here, and `timeline check --fix` writes a new one"
    ]


def test_a_problem_names_its_file(directory):
    (directory / "events" / "old.yaml").write_text(OLD.replace("1648-10-24", "1648-13-24"), encoding="utf-8")
    (directory / "events" / "new.yml").write_text("events:\n", encoding="utf-8")
    assert [problem.split(": ")[0] for problem in problems(directory)] == ["events/new.yml:0:0", "events/old.yaml:6:9"]


def test_what_lacks_is_written_into_the_file_that_it_is_of(directory):
    before = (directory / "events.yaml").read_bytes()
    path = directory / "events" / "old.yaml"
    path.write_text(OLD + "- title: Peace  # at last\n  when: spring of 1649\n", encoding="utf-8")
    found, count = folder.fix(directory, {}, folder.DAWN)
    assert (count, len(found.entries), (directory / "events.yaml").read_bytes()) == (1, 3, before)
    written = path.read_text(encoding="utf-8")
    assert written.startswith(OLD + "- id: ")
    assert 'title: Peace  # at last\n  when: {edtf: "1649-21", text: "spring of 1649"}\n' in written


def test_an_id_is_looked_for_in_every_file(directory):
    assert files.place_of(directory, "treaty") == ("events/old.yaml", 3)


def test_an_edit_there_is_a_change_and_a_move_to_another_file_is_none(directory):
    store = open_store(":memory:")
    loader = Loader(directory, {}, store)
    path = directory / "events" / "old.yaml"
    loader.load(folder.DAWN, record=True)
    path.write_text(OLD.replace("Treaty", "Peace of Westphalia"), encoding="utf-8")
    assert [change.fields for change in loader.load(folder.DAWN, record=True).changes] == [("title",)]
    path.rename(directory / "events" / "treaties.yaml")
    moved = loader.load(folder.DAWN, record=True)
    assert (moved.unchanged, moved.changes) == (False, ())
    assert loader.load(folder.DAWN, record=True).unchanged
