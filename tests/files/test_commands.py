"""`timeline init` and `timeline check`, as a curator runs them."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.files import folder
from timeline.cli.main import main
from timeline.files import history
from timeline.store import open_store

HERE = Path(__file__).parent


@pytest.fixture(autouse=True)
def _bare_environment(monkeypatch):
    for name in ("PORT", "HOST", "DATA", "DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)


def timeline(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def snapshot(directory: Path) -> dict[str, bytes]:
    return {str(path.relative_to(directory)): path.read_bytes() for path in directory.rglob("*") if path.is_file()}


def test_a_new_chronology_passes_its_check_and_is_complete(tmp_path):
    made = timeline("init", tmp_path / "new", "--title", 'Rivers "and" lakes')
    assert made.exit_code == 0, made.output
    checked = timeline("check", "--files", tmp_path / "new")
    assert checked.exit_code == 0
    assert checked.output == "3 events and 2 feeds: no problems\n"
    assert set(snapshot(tmp_path / "new")) >= {"timeline.toml", "events.yaml", history.FILE, ".gitattributes"}


def test_init_overwrites_nothing(tmp_path):
    (tmp_path / "feeds").mkdir()
    (tmp_path / "feeds" / "all.yaml").write_text("mine\n")
    refused = timeline("init", tmp_path)
    assert refused.exit_code == 1
    assert "feeds/all.yaml is already there" in refused.output
    assert snapshot(tmp_path) == {"feeds/all.yaml": b"mine\n"}


def test_init_leaves_what_git_already_has(tmp_path):
    (tmp_path / ".gitignore").write_text("mine\n")
    assert timeline("init", tmp_path).exit_code == 0
    assert (tmp_path / ".gitignore").read_text() == "mine\n"


def test_init_writes_whose_clock_times_without_a_zone_are_by(tmp_path):
    assert timeline("init", tmp_path / "new", "--local-times", "Europe/Paris").exit_code == 0
    assert 'local_times = "Europe/Paris"' in (tmp_path / "new" / "timeline.toml").read_text(encoding="utf-8")
    assert timeline("init", tmp_path / "other").exit_code == 0
    assert 'local_times = "floating"' in (tmp_path / "other" / "timeline.toml").read_text(encoding="utf-8")
    refused = timeline("init", tmp_path / "third", "--local-times", "Europe/Pariss")
    assert refused.exit_code == 2
    assert "Europe/Pariss" in refused.output
    assert not (tmp_path / "third").exists()


def test_init_asks_at_a_terminal_until_the_answer_is_a_zone(tmp_path, monkeypatch):
    monkeypatch.setattr("timeline.cli.init._is_at_a_terminal", lambda: True)
    made = CliRunner().invoke(main, ["init", str(tmp_path / "new")], input="Europe/Pariss\nEurope/Paris\n")
    assert made.exit_code == 0, made.output
    assert "did you mean Europe/Paris?" in made.output
    assert 'local_times = "Europe/Paris"' in (tmp_path / "new" / "timeline.toml").read_text(encoding="utf-8")


def test_init_refuses_a_title_that_is_none(tmp_path):
    assert timeline("init", tmp_path / "new", "--title", "x" * 1000).exit_code == 2
    assert not (tmp_path / "new").exists()


def test_check_tells_every_problem_and_changes_nothing(tmp_path):
    folder.make(tmp_path, all="title: All\nquery: {tag: natur}\n")
    (tmp_path / "events.yaml").write_bytes((HERE / "events" / "ten-mistakes.yaml").read_bytes())
    before = snapshot(tmp_path)
    for arguments in (["check"], ["check", "--fix"]):
        found = timeline(*arguments, "--files", tmp_path)
        assert found.exit_code == 1
        assert len(found.output.splitlines()) == 14
        files = (f"{tmp_path}/events.yaml:", f"{tmp_path}/feeds/all.yaml:2:")
        assert all(line.startswith(files) for line in found.output.splitlines())
        assert snapshot(tmp_path) == before


def test_check_names_the_command_that_completes_and_it_does(tmp_path):
    folder.make(tmp_path, "  # mine\n  - title: Sturgeon hatch\n    tags: [nature]\n    when: spring of 2013\n")
    found = timeline("check", "--files", tmp_path)
    assert found.exit_code == 1
    assert "events.yaml:3:5" in found.output
    assert "run `timeline check --fix`" in found.output
    fixed = timeline("check", "--files", tmp_path, "--fix")
    assert fixed.exit_code == 0, fixed.output
    assert fixed.output == "completed 1 entry, recorded 2 changes\n1 event and 1 feed: no problems\n"
    assert timeline("check", "--files", tmp_path).exit_code == 0
    text = (tmp_path / "events.yaml").read_text()
    assert '    when: {edtf: "2013-21", text: "spring of 2013"}\n' in text
    assert "  # mine\n  - id: " in text


def test_an_edit_that_is_not_recorded_fails_the_check(tmp_path):
    folder.make(tmp_path)
    assert timeline("check", "--files", tmp_path, "--fix").exit_code == 0
    folder.make(tmp_path, folder.ENTRY.replace("2013-21", "2013-04"))
    found = timeline("check", "--files", tmp_path)
    assert found.exit_code == 1
    assert "is refined, which is not in the history yet: run `timeline check --fix`" in found.output
    assert timeline("check", "--files", tmp_path, "--fix").exit_code == 0
    assert timeline("check", "--files", tmp_path).exit_code == 0


def test_check_opens_no_database_and_fix_uses_the_one_that_is_there(tmp_path):
    folder.make(tmp_path)
    timeline("check", "--files", tmp_path, "--fix")
    assert not (tmp_path / "data").exists()
    open_store(str(tmp_path / "data" / "timeline.db")).close()
    folder.make(tmp_path, folder.ENTRY.replace("2013-21", "2013-04"))
    timeline("check", "--files", tmp_path, "--fix")
    store = open_store(str(tmp_path / "data" / "timeline.db"))
    assert [change.kind for change in store.history("hatching")] == ["added", "refined"]
    store.close()


def test_a_folder_that_is_none_is_one_plain_line(tmp_path):
    found = timeline("check", "--files", tmp_path)
    assert found.exit_code == 1
    assert "timeline.toml:0:0: is missing" in found.output
    assert timeline("check", "--files", tmp_path / "nowhere").exit_code == 2
