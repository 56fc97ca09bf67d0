"""What a curator may do to the folder by mistake: one clear problem from the command, and nothing is lost."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from timeline.cli.main import main
from timeline.model.default_status import FILLED

EVENTS = """\
events:
  - id: spring
    added: 2026-01-01T09:00:00Z
    title: A visit to Beijing
    when: "2013-21"
  - id: talks
    added: 2026-01-01T09:00:00Z
    title: Talks on trade
    when: "2025-11"
    status: expected
"""
Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Commands in a folder whose history has three lines: two entries, and one refined."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATA", str(tmp_path / "data"))

    def run(*words: str) -> Result:
        return CliRunner().invoke(main, list(words), env={"COLUMNS": "200"})

    (tmp_path / "timeline.toml").write_text('title = "Small"\nauthority = "small.example,2026"\n', encoding="utf-8")
    (tmp_path / "events.yaml").write_text(EVENTS, encoding="utf-8")
    assert run("check", "--fix").exit_code == 0
    (tmp_path / "events.yaml").write_text(EVENTS.replace("2013-21", "2013-04-16"), encoding="utf-8")
    assert run("check", "--fix").exit_code == 0
    return run


def lines() -> list[str]:
    return Path("events.history.jsonl").read_text(encoding="utf-8").splitlines(keepends=True)


def refined() -> int:
    return next(n for n, line in enumerate(lines()) if '"refined"' in line)


def test_the_folder_is_right(run: Run) -> None:
    assert (run("check").exit_code, len(lines())) == (0, 4)


def test_another_authority_than_that_of_the_first_line_is_refused_in_a_clone_too(run: Run, tmp_path: Path) -> None:
    first = json.loads(lines()[0])
    assert first["authority"] == "small.example,2026"
    settings = Path("timeline.toml").read_text(encoding="utf-8")
    Path("timeline.toml").write_text(settings.replace("small.example", "other.example"), encoding="utf-8")
    before = lines()
    for words in (("check",), ("check", "--fix"), ("build", "out")):
        done = run(*words)
        assert done.exit_code == 1
        assert 'authority is "other.example,2026", and 2 events in events.history.jsonl' in done.output
        assert 'write authority = "small.example,2026"' in done.output
    assert lines() == before
    Path("timeline.toml").write_text(settings, encoding="utf-8")
    assert run("check").exit_code == 0


HISTORY: list[tuple[str, Callable[[list[str], int], list[str]], str]] = [
    # what was done, to the lines, and what is said
    ("cut in the middle", lambda old, n: [x if k != n else x[:60] + "\n" for k, x in enumerate(old)], "cut off"),
    ("a line missing", lambda old, n: [x for k, x in enumerate(old) if k == n or '"spring"' not in x], "is missing"),
    ("a word changed", lambda old, n: [x.replace("Beijing", "Peking", 1) for x in old[:2]] + old[2:], "was changed"),
    ("not finished", lambda old, n: ["<<<<<<< ours\n", *old], "a merge was not finished"),
]


@pytest.mark.parametrize(("name", "damage", "said"), HISTORY, ids=[row[0] for row in HISTORY])
@pytest.mark.parametrize("words", [("check",), ("check", "--fix"), ("build", "out"), ("serve", "--port", "0")], ids=str)
def test_a_damaged_history_is_one_problem_and_stays_as_it_is(
    run: Run, name: str, damage: Callable[[list[str], int], list[str]], said: str, words: tuple[str, ...]
) -> None:
    damaged = "".join(damage(lines(), refined()))
    Path("events.history.jsonl").write_text(damaged, encoding="utf-8")
    done = run(*words)
    assert done.exit_code == 1
    told = [line for line in done.output.splitlines() if line.startswith("events.history.jsonl:")]
    assert len(told) == 1
    assert said in told[0]
    assert Path("events.history.jsonl").read_text(encoding="utf-8") == damaged


def test_lines_in_another_order_and_twice_are_the_same_history(run: Run) -> None:
    before = run("export").output.splitlines()[1:]
    Path("events.history.jsonl").write_text("".join([*reversed(lines()), *lines()]), encoding="utf-8")
    assert run("check").exit_code == 0
    assert run("export").output.splitlines()[1:] == before


def test_a_history_that_contradicts_the_entries_is_told_with_the_command_that_records_it(run: Run) -> None:
    Path("events.yaml").write_text(EVENTS.replace("2013-21", "2013-05-01"), encoding="utf-8")
    done = run("check")
    assert done.exit_code == 1
    assert "is corrected, which is not in the history yet: run `timeline check --fix`" in done.output
    assert run("check", "--fix").exit_code == 0
    assert len(lines()) == 5


ENTRIES = [
    # what stands in the entry, what is written instead, and what is said
    ("2026-01-01T09:00:00Z\n    title: A visit", "2026-01-01T10:00:00Z\n    title: A visit", "it never changes: write"),
    ("    status: expected", "    status: expected\n    successor: talks", "successor names the entry itself"),
    ("    status: expected", "    status: merged\n    merged_into: talks", "merged_into names the entry itself"),
    ("    status: expected", "    status: expected\n    successor: talkz", "did you mean talks?"),
]


@pytest.mark.parametrize(("old", "new", "said"), ENTRIES)
def test_an_entry_that_contradicts_itself_is_one_problem(run: Run, old: str, new: str, said: str) -> None:
    kept = lines()
    Path("events.yaml").write_text(EVENTS.replace("2013-21", "2013-04-16").replace(old, new), encoding="utf-8")
    for words in (("check",), ("check", "--fix"), ("serve", "--port", "0")):
        done = run(*words)
        told = [line for line in done.output.splitlines() if line.startswith("events.yaml:")]
        assert (done.exit_code, len(told)) == (1, 1), done.output
        assert said in told[0]
    assert lines() == kept


def test_events_that_succeed_each_other_are_one_problem(run: Run) -> None:
    circle = EVENTS.replace("2013-21", "2013-04-16").replace("    status: expected", "    successor: spring")
    circle = circle.replace('    when: "2013-04-16"\n', '    when: "2013-04-16"\n    successor: talks\n')
    Path("events.yaml").write_text(circle, encoding="utf-8")
    done = run("check")
    assert (done.exit_code, done.output.count("leads in a circle")) == (1, 1)


AHEAD = """\
  - id: ferry
    added: 2026-01-01T09:00:00Z
    title: The ferry line opens
    when: 2027-03-01
    status: happened
  - id: lock
    added: 2026-01-01T09:00:00Z
    title: The lock is rebuilt
    when: 2026-08
    status: happened
  - id: survey
    added: 2026-01-01T09:00:00Z
    title: A survey
    when: 2026
"""


def test_a_folder_of_an_older_version_is_told_once_what_is_scheduled(run: Run) -> None:
    """Those versions took every entry without a status as happened."""
    events = EVENTS.replace("2013-21", "2013-04-16") + AHEAD
    Path("events.yaml").write_text(events, encoding="utf-8")
    assert run("check", "--fix").exit_code == 0
    Path("events.yaml").write_text(events.replace("    status: happened\n", ""), encoding="utf-8")
    told = run("check")
    assert (told.exit_code, told.output.count("is revised, which is not in the history yet")) == (1, 2)
    assert "recorded 2 changes" in run("check", "--fix").output
    added = [json.loads(line) for line in lines()[-2:]]
    assert {(row["event"], row["kind"], row["reason"]) for row in added} == {
        ("ferry", "revised", FILLED),
        ("lock", "revised", FILLED),
    }
    again = run("check")
    assert (again.exit_code, len(lines())) == (0, 9)
    assert '"A survey" has no status, and 2026 was not over when it was added' in again.output


def test_what_was_scheduled_and_took_place_is_confirmed(run: Run) -> None:
    entry = "  - id: ferry\n    added: 2026-01-01T09:00:00Z\n    title: The ferry line opens\n    when: 2027-03-01\n"
    events = EVENTS.replace("2013-21", "2013-04-16") + entry
    Path("events.yaml").write_text(events, encoding="utf-8")
    assert run("check", "--fix").exit_code == 0
    assert json.loads(lines()[-1])["after"]["status"] == "scheduled"
    Path("events.yaml").write_text(f"{events}    status: happened\n", encoding="utf-8")
    assert run("check", "--fix").exit_code == 0
    assert json.loads(lines()[-1])["kind"] == "confirmed"
