"""A folder that can be read alone: what needs no writing works, and what does says so, with nothing half."""

from __future__ import annotations

import ctypes
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

from tests.files import folder

SOURCES: Final = "sources:\n  - {id: cal, name: The calendar, path: cal.ics, kind: ics}\n"
CALENDAR: Final = (
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//y\r\nBEGIN:VEVENT\r\nUID:one@x\r\nDTSTART;VALUE=DATE:20270504\r\n"
    "SUMMARY:Weir opens\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)
RUNS: Final = """
import json, sys
from click.testing import CliRunner
from timeline.cli.main import main
done = [CliRunner().invoke(main, each) for each in json.loads(sys.argv[1])]
print(json.dumps([(each.exit_code, each.output) for each in done]))
"""
OVERRIDE, READ_SEARCH, PR_CAPBSET_DROP = 1, 2, 24


def bow_to_permissions() -> None:
    """Root is asked for permissions as everyone is, from the next program on (capabilities(7))."""
    if os.geteuid() == 0:
        for capability in (OVERRIDE, READ_SEARCH):
            ctypes.CDLL(None).prctl(PR_CAPBSET_DROP, capability, 0, 0, 0)


def run(directory: Path, *commands: list[str]) -> list[tuple[int, str]]:
    """The exit codes and outputs of commands, one after the other in one process that may not override permissions."""
    arguments = json.dumps([[*each, "--files", str(directory)] for each in commands])
    environ = {**os.environ, "DATA": str(directory.parent / "data"), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        [sys.executable, "-c", RUNS, arguments],
        preexec_fn=bow_to_permissions, env=environ, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return [(code, output) for code, output in json.loads(done.stdout)]


def lock(directory: Path, mode: int) -> None:
    for path in (directory, *directory.rglob("*")):
        path.chmod(mode | (0o111 if path.is_dir() else 0))


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    made = folder.make(tmp_path / "folder", folder.ENTRY)
    settings = (made / "timeline.toml").read_text()
    (made / "timeline.toml").write_text(f"{settings}\nedit_files = true\n")
    (made / "sources.yaml").write_text(SOURCES)
    (made / "cal.ics").write_bytes(CALENDAR.encode())
    ((code, output),) = run(made, ["check", "--fix"])
    assert code == 0, output
    return made


def contents(directory: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in sorted(directory.rglob("*")) if path.is_file()}


def test_what_writes_nothing_works_and_the_rest_is_refused_whole(directory: Path) -> None:
    before = contents(directory)
    lock(directory, 0o444)
    try:
        check, fetch, edit, listed, doctor = run(
            directory, ["check", "--fix"], ["fetch"], ["withdraw", "hatching", "--reason", "Wrong."], ["list"],
            ["doctor", "--offline"],
        )  # fmt: skip
    finally:
        lock(directory, 0o644)
    assert check[0] == 0, check
    assert (fetch[0], "1 added" in fetch[1]) == (0, True), fetch
    assert edit[0] == 1
    assert "events.yaml" in edit[1]
    assert "make file and folder writable" in edit[1]
    assert "Traceback" not in edit[1]
    assert "Weir opens" in listed[1]
    assert "what sources publish is in no sources.history.jsonl" in doctor[1]
    assert contents(directory) == before


def test_what_could_not_be_written_down_is_when_it_can(directory: Path) -> None:
    lock(directory, 0o444)
    try:
        run(directory, ["fetch"])
    finally:
        lock(directory, 0o644)
    assert not (directory / "sources.history.jsonl").exists()
    ((code, _),) = run(directory, ["check", "--fix"])
    assert code == 0
    assert "Weir opens" in (directory / "sources.history.jsonl").read_text()


def test_an_edit_of_the_file_that_cannot_be_recorded_is_one_sentence(directory: Path) -> None:
    text = (directory / "events.yaml").read_text()
    (directory / "events.yaml").write_text(text.replace("title: ", "title: The ", 1))
    lock(directory, 0o444)
    try:
        ((code, output),) = run(directory, ["check", "--fix"])
    finally:
        lock(directory, 0o644)
    assert code == 1
    assert "events.history.jsonl: permission is denied" in output
    assert output.count("\n") == 1
