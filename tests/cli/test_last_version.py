"""A folder, its histories and its database as the version before `scheduled` left them, opened by this one.

`last_version/` was written by that version on 2 March 2026: it took every entry without a status as `happened`, and of
what a source said without one `expected` while its date lay ahead.
"""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any, Final

import pytest
from click.testing import CliRunner, Result

from timeline.cli.main import main
from timeline.model.default_status import FILLED

FOLDER: Final = Path(__file__).with_name("last_version")
OURS: Final = "events.history.jsonl"
THEIRS: Final = "sources.history.jsonl"
QUESTION: Final = (
    'events.yaml:32:11: "The sea wall is surveyed" has no status, and 2026 was not over when it was added: '
    "happened is taken: write it, or scheduled where it lay ahead\n"
)
REMEDY: Final = "run `timeline check --fix` (or `make run`), which records it"
Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Commands in a copy of the folder, without its database."""
    shutil.copytree(FOLDER, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)

    def run(*words: str) -> Result:
        return CliRunner().invoke(main, list(words), env={"COLUMNS": "200"})

    return run


@pytest.fixture
def database(run: Run) -> None:
    """The database beside it."""
    Path("data").mkdir()
    with closing(sqlite3.connect("data/timeline.db")) as connection:
        connection.executescript(Path("database.sql").read_text(encoding="utf-8"))


def added_rows(name: str) -> list[dict[str, Any]]:
    """What this version appended to a history; what the last one wrote still stands before it."""
    before, after = (FOLDER / name).read_text(encoding="utf-8"), Path(name).read_text(encoding="utf-8")
    assert after.startswith(before)
    return [json.loads(line) for line in after.removeprefix(before).splitlines()]


def statuses(run: Run) -> dict[str, str]:
    """Status by id in the full copy."""
    assert run("export", "-o", "all.ndjson").exit_code == 0
    _, *lines = Path("all.ndjson").read_text(encoding="utf-8").splitlines()
    events = [json.loads(line) for line in lines]
    return {event["id"]: event["status"] for event in events}


def test_check_names_what_is_scheduled_now_and_exits_1(run: Run) -> None:
    result = run("check")
    assert result.exit_code == 1
    what = f"which is not in the history yet ({FILLED}): {REMEDY}\n"
    assert result.output == (
        f'events.yaml:9:5: the entry "The ferry line opens" (ferry) is revised, {what}'
        f'events.yaml:15:5: the entry "Fish market" (market) is revised, {what}'
    )


@pytest.mark.usefixtures("database")
def test_what_follows_is_recorded_once_with_its_reason(run: Run) -> None:
    fixed = run("check", "--fix")
    assert (fixed.exit_code, fixed.output) == (
        0, f"{QUESTION}completed 0 entries, recorded 2 changes\n8 events and 2 feeds: no problems\n"
    )  # fmt: skip
    rows = [row for row in added_rows(OURS) if "event" in row]  # beside the one that names the authority
    assert [(row["event"], row["kind"], row["fields"], row["reason"]) for row in rows] == [
        ("ferry", "revised", ["status"], FILLED),
        ("market", "revised", ["status"], FILLED),
    ]
    again = run("check", "--fix")
    assert (again.exit_code, again.output) == (0, f"{QUESTION}8 events and 2 feeds: no problems\n")
    assert [row for row in added_rows(OURS) if "event" in row] == rows


@pytest.mark.usefixtures("database")
def test_an_unchanged_source_is_read_again_once(run: Run) -> None:
    run("check", "--fix")
    assert "3 mentions, 0 added, 1 changed, 2 unchanged" in run("fetch").output
    changes = [row for row in added_rows(THEIRS) if "after" in row]
    assert [(row["after"]["title"], row["kind"], row["reason"]) for row in changes] == [
        ("The budget is debated", "revised", FILLED)
    ]
    assert run("fetch").output == "council: nothing new\n"
    assert [row for row in added_rows(THEIRS) if "after" in row] == changes


@pytest.mark.usefixtures("database")
def test_a_running_database_notices_the_unchanged_folder(run: Run) -> None:
    """It is not the bytes of the files that changed, but what they mean."""
    assert run("fetch").exit_code == 0
    exported = statuses(run)
    assert (exported["ferry"], exported["market"], exported["dredging"]) == ("scheduled", "scheduled", "happened")


def test_a_new_database_has_the_same_statuses(run: Run) -> None:
    run("check", "--fix")
    run("fetch")
    assert statuses(run) == {
        "dredging": "happened", "concerts": "happened", "lecture": "happened", "survey": "happened",
        "ferry": "scheduled", "market": "scheduled", "lighthouse": "expected", "regatta": "cancelled",
        "qpkjpe6fpf": "happened", "3fzuiivdjb": "scheduled", "4xqjd3osvj": "tentative",
    }  # fmt: skip
