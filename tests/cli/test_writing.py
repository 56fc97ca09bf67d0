"""Correcting and withdrawing on the terminal, of whatever origin."""

from __future__ import annotations

from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from tests.files import folder
from timeline.cli.edit import changed_fields, from_options
from timeline.cli.main import main

CALENDAR = "\r\n".join(
    [
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:x",
        "BEGIN:VEVENT", "UID:a@x", "DTSTART;VALUE=DATE:20270504", "SUMMARY:Weir opened", "END:VEVENT",
        "BEGIN:VEVENT", "UID:b@x", "DTSTART;VALUE=DATE:20270604", "SUMMARY:Gala night", "END:VEVENT",
        "END:VCALENDAR", "",
    ]
)  # fmt: skip


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with an entry, into which a calendar of two events was imported."""
    made = folder.make(tmp_path / "rivers")
    (tmp_path / "cal.ics").write_text(CALENDAR)
    monkeypatch.chdir(made)
    run("check", "--fix")
    run("import", str(tmp_path / "cal.ics"), "--source", "cal", "--trust", "publish")
    return made


def run(*words: str, code: int = 0) -> str:
    done = CliRunner().invoke(main, list(words))
    assert done.exit_code == code, done.output
    return done.output


def id_of(title: str) -> str:
    return next(line[:10].strip() for line in run("list").splitlines() if title in line)


def test_an_imported_event_is_corrected_and_stays_so_when_it_is_imported_again(here: Path) -> None:
    id = id_of("Weir opened")
    assert "read as 2027-21" in run("edit", id, "--set", "when=some time in spring 2027", "--set", "tags=weir, water")
    (here.parent / "cal.ics").write_text(CALENDAR.replace("SUMMARY:Weir opened", "SUMMARY:Weir opened at last"))
    assert "1 changed" in run("import", "../cal.ics", "--source", "cal", "--trust", "publish")
    assert "spring of 2027" in run("show", id)
    assert "Weir opened at last" in run("show", id)
    assert "revised" in run("edit", id, "--undo")
    assert run("show", id).startswith("Weir opened\n")


def test_an_entry_is_corrected_in_its_file_and_recorded(here: Path) -> None:
    assert "would be" in run("edit", "hatching", "--set", "title=Sturgeon hatched", "--dry-run")
    assert "Sturgeon hatch\n" in (here / "events.yaml").read_text()
    run("edit", "hatching", "--set", "title=Sturgeon hatched", "--reason", "It is over.")
    assert 'title: "Sturgeon hatched"' in (here / "events.yaml").read_text()
    assert "no problems" in run("check")


def test_a_withdrawal_needs_a_reason_and_can_be_taken_back(here: Path) -> None:
    id = id_of("Weir opened")
    assert "--reason" in run("withdraw", id, code=2)
    assert f"withdrawn {id}" in run("withdraw", id, "--reason", "A hoax.")
    assert "Weir opened" not in run("list")
    run("edit", id, "--undo")
    assert "Weir opened" in run("list")


def test_a_source_is_forgotten_with_a_reason_and_no_row_is_removed(here: Path) -> None:
    weir, lines = id_of("Weir opened"), (here / "sources.history.jsonl").read_bytes()
    assert "--reason" in run("import", "--forget", "cal", code=2)
    assert "did you mean cal" in run("import", "--forget", "cla", "--reason", "x", code=1)
    assert "2 withdrawn, 0 kept" in run("import", "--forget", "cal", "--reason", "Not ours.")
    assert (here / "sources.history.jsonl").read_bytes().startswith(lines)
    assert "withdrawn: Not ours." in run("show", weir)
    assert "Weir opened" not in run("list")


def test_what_stands_alone_is_not_unmerged_and_its_key_is_shown(here: Path) -> None:
    id = id_of("Weir opened")
    assert "[cal a@x]" in run("show", id)
    assert "nothing to unmerge" in run("review", "--unmerge", "cal", "a@x", code=1)
    assert run("show", id).count("added") == 1


def test_what_an_editor_saved_is_only_what_differs() -> None:
    before = 'title: "A"\nwhen: {edtf: "2025"}\ntags: [a]\n'
    assert changed_fields(before, before) == {}
    assert changed_fields(before, 'title: "B"\nwhen: {edtf: "2025"}\n') == {"title": "B", "tags": None}


def test_a_field_without_a_value_is_told_how_one_is_given() -> None:
    with pytest.raises(click.UsageError, match=r"^--set title: write --set title=VALUE$"):
        from_options(["title"])
