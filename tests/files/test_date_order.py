"""A day and a month in figures that may be either way round: asked about, until a setting or EDTF settles it."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from timeline.cli.main import main

SETTINGS = 'title = "T"\nauthority = "t.example,2020"\nbase_url = "http://t.example"\n'
ENTRY = "events:\n  - id: vote\n    title: The vote\n    added: 2025-01-01T00:00:00Z\n    when: %s\n"


def check(folder: Path, when: str, settings: str = "") -> tuple[int, str]:
    (folder / "timeline.toml").write_text(SETTINGS + settings, encoding="utf-8")
    (folder / "events.yaml").write_text(ENTRY % when, encoding="utf-8")
    result = CliRunner().invoke(main, ["check", "--files", str(folder), "--fix"])
    return result.exit_code, result.output


@pytest.mark.parametrize(
    "when", ["03/04/2024", "3-4-2024", "around 03/04/2024", "03/04/2024 19:00", "{text: 03/04/2024}"]
)
def test_either_way_round_is_asked_about_and_is_no_problem(tmp_path: Path, when: str) -> None:
    code, said = check(tmp_path, when)
    assert code == 0, said
    assert when in (tmp_path / "events.yaml").read_text(encoding="utf-8")
    assert "may be 2024-04-03 or 2024-03-04: write the one that is meant, or set date_order" in said


@pytest.mark.parametrize(
    ("when", "settings"),
    [
        ("25/04/2024", ""),
        ("04/04/2024", ""),
        ("03.04.2024", ""),
        ("{edtf: 2024-04-03, text: 03/04/2024}", ""),
        ("'[2024-03-04,2024-04-03]'", ""),
        ("03/04/2024", 'date_order = "day-first"\n'),
        ("03/04/2024", 'language = "de"\n'),
    ],
)
def test_what_is_settled_is_not(tmp_path: Path, when: str, settings: str) -> None:
    code, said = check(tmp_path, when, settings)
    assert (code, "date_order" in said) == (0, False), said


@pytest.mark.parametrize(("order", "shown"), [("day-first", "3 April 2024"), ("month-first", "4 March 2024")])
def test_the_setting_says_which_day_it_is(tmp_path: Path, order: str, shown: str) -> None:
    check(tmp_path, "03/04/2024", f'date_order = "{order}"\n')
    result = CliRunner().invoke(main, ["list", "--files", str(tmp_path)])
    assert shown in result.output
