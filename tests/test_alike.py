"""What may have been told twice by one hand: two entries of the files, two items of one document."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.factory import event
from timeline.cli.main import main
from timeline.twins import likely_pairs

SETTINGS = 'title = "T"\nauthority = "t.example,2020"\nbase_url = "http://t.example"\n'
ENTRY = "  - {{id: {}, title: {}, added: 2025-01-01T00:00:00Z, when: {}{}}}\n"
SAME = [("Weir opens", "2024-05-04"), ("The weir opens", "4 May 2024")]
ASKED = '"The weir opens" (b) may be "Weir opens" (a) of line 2'


def run(folder: Path, *words: str) -> Result:
    return CliRunner().invoke(main, [*words, "--files", str(folder)])


def check(folder: Path, entries: list[tuple[str, str]], more: str = "") -> Result:
    (folder / "timeline.toml").write_text(SETTINGS)
    rows = [
        ENTRY.format(id, title, when, more if id == "b" else "")
        for id, (title, when) in zip("abc", entries, strict=False)
    ]
    (folder / "events.yaml").write_text("events:\n" + "".join(rows))
    assert run(folder, "check", "--fix").exit_code == 0
    return run(folder, "check")


def test_two_entries_that_are_the_same_thing_are_a_warning_and_no_problem(tmp_path: Path) -> None:
    result = check(tmp_path, SAME)
    assert (result.exit_code, result.output.count("may be")) == (0, 1)
    assert ASKED in result.output
    assert f"{tmp_path}/events.yaml:3:" in result.output


def test_what_the_warning_says_to_do_ends_it(tmp_path: Path) -> None:
    assert "merged_into: a" in check(tmp_path, SAME).output
    result = check(tmp_path, SAME, ", status: merged, merged_into: a")
    assert (result.exit_code, "may be" in result.output) == (0, False), result.output


@pytest.mark.parametrize(
    "others",
    [
        [("Weir opens", "2024-05-04"), ("Weir opens", "2025-05-04")],
        [("Weir opens", "2024-05-04"), ("Weir closes", "2024-05-04")],
        [("Race 1", "2024-05-04"), ("Race 2", "2024-05-04")],
        [("A talk", "2024-05-04 10:00"), ("A talk", "2024-05-04 15:00")],
    ],
)
def test_what_differs_is_not_asked_about(tmp_path: Path, others: list[tuple[str, str]]) -> None:
    assert "may be" not in check(tmp_path, others).output


def test_a_successor_is_another() -> None:
    old = event("old", "2024-05-04", title="A fair", status="postponed", successor="new")
    new = event("new", "2024-05-04", title="A fair")
    assert not list(likely_pairs([old, new]))
    assert list(likely_pairs([event("old", "2024-05-04", title="A fair"), new]))


def test_three_alike_are_three_pairs_each_once() -> None:
    alike = [event(id, "2024-05-04", title="A fair") for id in ("c", "a", "b")]
    pairs = [(one.id, other.id) for one, other in likely_pairs(alike)]
    assert sorted(pairs) == [("a", "b"), ("c", "a"), ("c", "b")]


def test_import_names_what_a_source_tells_twice_and_not_what_it_had_told_before(tmp_path: Path) -> None:
    check(tmp_path, [("Something else", "1999")])
    table = tmp_path / "a.csv"
    table.write_text("title,start\nRegatta,2024-06-01\nRegatta,2024-06-01\nA swim,2024-06-02\n")
    said = run(tmp_path, "import", str(table)).output
    assert said.count("  alike “Regatta” (") == 1
    assert "timeline withdraw" in said
    assert "alike" not in run(tmp_path, "import", str(table)).output


def test_import_merges_with_an_entry_and_says_so(tmp_path: Path) -> None:
    check(tmp_path, SAME[:1])
    table = tmp_path / "a.csv"
    table.write_text("title,start\nThe weir opens,2024-05-04\n")
    assert "1 mention, 0 added, 0 changed, 0 unchanged, 1 merged" in run(tmp_path, "import", str(table)).output
