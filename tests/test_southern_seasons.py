"""`2024-29` may be a spring of the south, or the years 2024 to 2029: in the north a person is asked."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from timeline.cli.main import main
from timeline.dates import explain
from timeline.dates.southern import names_southern_season

SETTINGS = 'title = "T"\nauthority = "t.example,2020"\nbase_url = "http://t.example"\n'
ASKED = ["2024-29", "2024-30", "2024-31", "2024-32", "2024-29~", "2024-29/2024-30", "[2024-32..]", "-0044-29"]
CLEAR = ["2024-21", "2024-25", "2024-28", "2025-33", "2025-37", "2025-41", "2024-05-29", "2024-12-30/2025", "2024/2029"]
MARKED = [form % each for each in ASKED for form in ("edtf:%s", "{edtf: '%s'}")]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "feeds").mkdir()
    (tmp_path / "feeds/all.yaml").write_text("title: All\nquery: {}\n", encoding="utf-8")
    (tmp_path / "timeline.toml").write_text(SETTINGS, encoding="utf-8")
    (tmp_path / "events.yaml").write_text("events: []\n", encoding="utf-8")
    return tmp_path


def run(folder: Path, *arguments: str) -> tuple[int, str]:
    done = CliRunner().invoke(main, [*arguments, "--files", str(folder)])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done.exit_code, done.output


def write(folder: Path, when: str) -> None:
    entry = f"  - id: it\n    added: 2020-01-01T00:00:00Z\n    title: It\n    status: expected\n    when: {when}\n"
    (folder / "events.yaml").write_text(f"events:\n{entry}", encoding="utf-8")


@pytest.mark.parametrize("edtf", ASKED)
def test_a_bare_season_of_the_south_is_asked_about_in_the_north(folder: Path, edtf: str) -> None:
    write(folder, f'"{edtf}"')
    code, said = run(folder, "check", "--fix")
    assert code == 0, said
    assert f"events.yaml:6:11: {edtf} has a season of the southern half" in said
    assert "write edtf: before it" in said
    assert f'when: "{edtf}"' in (folder / "events.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize("edtf", [*CLEAR, *MARKED])
def test_what_says_that_it_is_edtf_or_has_no_such_season_is_not(folder: Path, edtf: str) -> None:
    write(folder, edtf if edtf.startswith("{") else f'"{edtf}"')
    code, said = run(folder, "check", "--fix")
    assert (code, "southern" in said) == (0, False)


def test_in_the_south_nothing_is_asked(folder: Path) -> None:
    (folder / "timeline.toml").write_text(SETTINGS + 'hemisphere = "south"\n', encoding="utf-8")
    write(folder, "2024-29")
    assert "southern" not in run(folder, "check", "--fix")[1]


@pytest.mark.parametrize("edtf", ["2025-77", "2025-42", "2025-20", "2025-00", "2025-99/2026"])
def test_a_month_that_is_none_is_no_date(folder: Path, edtf: str) -> None:
    write(folder, f'"{edtf}"')
    code, said = run(folder, "check")
    assert code == 1
    assert f'events.yaml:6:11: "{edtf}" is no date' in said


def test_words_behind_the_mark_are_edtf_alone() -> None:
    assert explain("edtf:2024-29").when.edtf == "2024-29"
    assert not hasattr(explain("edtf:2025-77"), "when")


def test_an_entry_with_words_behind_the_mark_is_refused_with_its_place(folder: Path) -> None:
    write(folder, '"edtf:spring 2024"')
    code, said = run(folder, "check")
    assert code == 1
    assert "events.yaml:6:11" in said


def test_a_source_s_bare_season_of_the_south_waits_for_a_person(folder: Path) -> None:
    table = folder / "table.csv"
    table.write_text("id,title,start\na,Harvest,2024-29\nb,Sowing,edtf:2024-31\nc,Quarter,2025-33\n", encoding="utf-8")
    code, said = run(folder, "import", str(table))
    assert code == 0, said
    assert "2024-29 has a season of the southern half" in said
    listed = run(folder, "review", "--list")[1]
    assert "Harvest" in listed
    assert "Sowing" not in listed
    assert "Quarter" not in listed


def test_a_source_s_event_is_not_moved_to_a_bare_season_unasked(folder: Path) -> None:
    table = folder / "table.csv"
    table.write_text("id,title,start\na,Harvest,2024-05\n", encoding="utf-8")
    run(folder, "import", str(table))
    table.write_text("id,title,start\na,Harvest,2024-29\n", encoding="utf-8")
    assert "southern" in run(folder, "import", str(table))[1]
    assert "May 2024" in run(folder, "list")[1]


def test_an_entry_without_an_id_stops_no_import(folder: Path) -> None:
    (folder / "events.yaml").write_text("events:\n  - title: New\n    when: 2025-04\n", encoding="utf-8")
    (folder / "table.csv").write_text("id,title,start\na,Harvest,2024-05\n", encoding="utf-8")
    (folder / "sources.yaml").write_text(
        "sources:\n  - {id: table, name: Table, path: table.csv, trust: publish}\n", encoding="utf-8"
    )
    code, said = run(folder, "fetch")
    assert (code, "1 added" in said) == (0, True), said


@pytest.mark.parametrize("words", ["2024-290", "12024-29", "2024-29-30", "1-2024-29", "2024-33"])
def test_digits_around_a_season_make_it_another_thing(words: str) -> None:
    assert not names_southern_season(words)
