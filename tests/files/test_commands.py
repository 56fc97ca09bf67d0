"""`timeline init` and `timeline check`, as a curator runs them."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.files import folder
from timeline import files
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
    assert checked.output == "0 events and 1 feed: no problems\n"
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
    made = CliRunner().invoke(main, ["init", str(tmp_path / "new")], input="\n\n\nEurope/Pariss\nEurope/Paris\n")
    assert made.exit_code == 0, made.output
    assert "did you mean Europe/Paris?" in made.output
    assert 'local_times = "Europe/Paris"' in (tmp_path / "new" / "timeline.toml").read_text(encoding="utf-8")


def test_init_asks_at_a_terminal_for_all_that_is_hard_to_change(tmp_path, monkeypatch):
    monkeypatch.setattr("timeline.cli.init._is_at_a_terminal", lambda: True)
    answers = "  \nRivers\nrivers.org\nEurope/Pariss\nEurope/Paris\n\n"
    made = CliRunner().invoke(main, ["init", str(tmp_path / "new")], input=answers)
    assert made.exit_code == 0, made.output
    assert "--title: it is empty: give one" in made.output
    settings = (tmp_path / "new" / "timeline.toml").read_text(encoding="utf-8")
    for line in ('title = "Rivers"', 'timezone = "Europe/Paris"', 'local_times = "Europe/Paris"'):
        assert line in settings


def test_init_asks_nothing_of_what_its_options_say_and_nothing_where_nobody_sits(tmp_path):
    assert timeline("init", tmp_path / "a", "--timezone", "Asia/Tokyo").exit_code == 0
    settings = (tmp_path / "a" / "timeline.toml").read_text(encoding="utf-8")
    for line in ('title = "A new chronology"', 'timezone = "Asia/Tokyo"', 'local_times = "floating"'):
        assert line in settings


@pytest.mark.parametrize("option", ["--title", "--authority", "--timezone", "--local-times"])
@pytest.mark.parametrize("said", ["", "  "])
def test_init_refuses_what_is_empty(tmp_path, option, said):
    refused = timeline("init", tmp_path / "new", option, said)
    assert (refused.exit_code, "it is empty" in refused.output) == (2, True)
    assert not (tmp_path / "new").exists()


def test_no_token_is_said_with_how_one_is_made(tmp_path):
    timeline("init", tmp_path)
    assert "timeline token create" in timeline("token", "list", "--files", tmp_path).output
    timeline("token", "create", "--scope", "review", "--files", tmp_path)
    assert "timeline token create" not in timeline("token", "list", "--files", tmp_path).output


LIST_HINTS = [
    (["--form", "2024"], "Did you mean '--from'?"),
    (["--tags", "a"], "Did you mean '--tag'?"),
    (["--from", "fooday"], "--from fooday is no date"),
    (["--to", "03/04/2024"], "--to 03/04/2024 is no date"),
    (["--from", "2025", "--to", "2024"], "--to 2024 ends before --from 2025 begins"),
    (["--match", "near"], "--match near is not known"),
    (["--feed", "none"], "--feed none: there is no such feed"),
]


@pytest.mark.parametrize(("options", "hint"), LIST_HINTS)
def test_hints_of_list_name_the_option_that_was_meant(tmp_path, options, hint):
    timeline("init", tmp_path)
    refused = timeline("list", *options, "--files", tmp_path)
    assert refused.exit_code == 2
    assert hint in refused.output
    assert not re.search(r"\b(from|to|match|feed)=|/api/v1", refused.output)


def test_a_command_that_there_is_not_is_answered_with_the_nearest(tmp_path):
    assert "Did you mean 'import'?" in timeline("impot").output


def test_the_samples_of_a_new_chronology_are_comments_and_their_deletion_withdraws_nothing(tmp_path):
    assert timeline("init", tmp_path, "--authority", "Town.org").exit_code == 0
    assert re.search(r'^authority = "town\.org,\d{4}"$', (tmp_path / "timeline.toml").read_text(), re.MULTILINE)
    events = tmp_path / "events.yaml"
    head, marker, _ = events.read_text().rpartition("\nevents:\n")
    events.write_text(f"{head}{marker}  - title: Mine\n    when: 2020-01-01\n")
    assert timeline("check", "--fix", "--files", tmp_path).exit_code == 0
    rows = history.read(tmp_path / history.FILE)[0].changes
    assert [(row.kind, row.after.title) for row in rows] == [("added", "Mine")]


def test_the_samples_are_entries_once_their_comment_signs_are_gone(tmp_path):
    assert timeline("init", tmp_path / "a").exit_code == 0
    assert timeline("init", tmp_path / "b", "--example").exit_code == 0
    head, marker, samples = (tmp_path / "a" / "events.yaml").read_text().rpartition("\nevents:\n")
    (tmp_path / "a" / "events.yaml").write_text(head + marker + samples.replace("\n#", "\n ").replace("# -", "  -", 1))
    timeline("check", "--fix", "--files", tmp_path / "a")
    for name in ("a", "b"):
        assert timeline("check", "--files", tmp_path / name).output.startswith("3 events and "), name


def test_another_authority_is_refused_by_a_clone_and_by_a_database_without_history(tmp_path):
    made, clone = tmp_path / "made", tmp_path / "clone"
    assert timeline("init", made, "--example", "--authority", "town.org,2020").exit_code == 0
    assert timeline("check", "--fix", "--files", made).exit_code == 0
    assert timeline("list", "--files", made).exit_code == 0
    shutil.copytree(made, clone, ignore=shutil.ignore_patterns("data"))
    timeline("build", tmp_path / "out", "--files", made)  # makes the database
    for place in (made, clone):
        settings = place / "timeline.toml"
        settings.write_text(settings.read_text().replace("town.org,2020", "city.org,2021"))
        for words in (["check"], ["check", "--fix"]):
            refused = timeline(*words, "--files", place)
            assert refused.exit_code == 1
            assert '3 events in events.history.jsonl were published under "town.org,2020"' in refused.output
            assert "--new-authority" in refused.output
    (made / history.FILE).unlink()
    refused = timeline("check", "--fix", "--files", made)
    assert refused.exit_code == 1
    assert '3 events in the database were published under "town.org,2020"' in refused.output


def test_a_new_authority_is_taken_where_it_is_asked_for_and_a_clone_of_before_knows_no_more_of_it(tmp_path):
    assert timeline("init", tmp_path, "--example", "--authority", "town.org,2020").exit_code == 0
    timeline("build", tmp_path / "out", "--files", tmp_path)
    settings = tmp_path / "timeline.toml"
    settings.write_text(settings.read_text().replace("town.org,2020", "city.org,2021"))
    assert timeline("check", "--fix", "--new-authority", "--files", tmp_path).exit_code == 0
    assert timeline("check", "--files", tmp_path).exit_code == 0
    assert timeline("build", tmp_path / "out", "--files", tmp_path).exit_code == 0
    assert "tag:city.org,2021:" in (tmp_path / "out" / "feeds" / "all.atom").read_text()
    settings.write_text(settings.read_text().replace("city.org,2021", "town.org,2020"))
    assert '"city.org,2021"' in timeline("check", "--files", tmp_path).output


def test_an_authority_under_which_nothing_is_published_may_change(tmp_path):
    assert timeline("init", tmp_path, "--authority", "town.org,2020").exit_code == 0
    settings = tmp_path / "timeline.toml"
    settings.write_text(settings.read_text().replace("town.org,2020", "city.org,2021"))
    told = timeline("check", "--files", tmp_path)
    assert told.exit_code == 1
    assert '"town.org,2020", under which nothing is published' in told.output
    assert timeline("check", "--fix", "--files", tmp_path).exit_code == 0
    assert timeline("check", "--files", tmp_path).exit_code == 0


def test_a_renamed_feed_keeps_its_subscribers(tmp_path):
    assert timeline("init", tmp_path, "--example").exit_code == 0
    (tmp_path / "feeds" / "engineering.yaml").rename(tmp_path / "feeds" / "built.yaml")
    told = timeline("check", "--files", tmp_path)
    assert told.exit_code == 1
    assert (
        "feeds/built.yaml:1:1: feeds/engineering.yaml was published and is gone, and this feed asks the same"
        in told.output
    )
    assert "formerly: [engineering]" in told.output
    fixed = timeline("check", "--fix", "--files", tmp_path)
    assert fixed.exit_code == 0, fixed.output
    assert "\nformerly: [engineering]\n" in (tmp_path / "feeds" / "built.yaml").read_text()
    assert timeline("check", "--files", tmp_path).output == "3 events and 2 feeds: no problems\n"


def test_a_feed_that_is_gone_and_asked_something_else_is_asked_about(tmp_path):
    assert timeline("init", tmp_path, "--example").exit_code == 0
    (tmp_path / "feeds" / "engineering.yaml").unlink()
    for words in (["check", "--fix"], ["check"]):
        told = timeline(*words, "--files", tmp_path)
        assert told.exit_code == 0
        assert "feeds/engineering.yaml:0:0: the feed was published and its file is gone" in told.output
        assert "write formerly: [engineering] into the feed that takes its place" in told.output
    everything = tmp_path / "feeds" / "all.yaml"
    everything.write_text(everything.read_text() + "formerly: [engineering]\n")
    assert "formerly" not in timeline("check", "--fix", "--files", tmp_path).output


@pytest.mark.parametrize("listed", ["formerly: []", "formerly: [old]", "formerly:\n  - old", "formerly:"])
def test_a_former_slug_is_added_to_those_that_stand_there(tmp_path, listed):
    folder.make(tmp_path, "  - title: A\n    when: 2001\n", bridges="title: Bridges\nquery: {q: bridge}\n")
    timeline("check", "--fix", "--files", tmp_path)
    (tmp_path / "feeds" / "bridges.yaml").unlink()
    (tmp_path / "feeds" / "spans.yaml").write_text(f"title: Spans\n{listed}\nquery: {{q: bridge}}\n")
    assert timeline("check", "--fix", "--files", tmp_path).exit_code == 0
    read = files.read(tmp_path, {}).feeds
    former = next(feed.formerly for feed in read if feed.slug == "spans")
    assert set(former) == {"bridges", *(["old"] if "old" in listed else [])}


def test_a_feed_that_nothing_matches_is_a_warning_and_everything_goes_on(tmp_path):
    assert timeline("init", tmp_path, "--example").exit_code == 0
    (tmp_path / "feeds" / "bridges.yaml").write_text("title: Bridges\nquery: {tag: [bridge]}\n")
    (tmp_path / "feeds" / "spans.yaml").write_text("title: Spans\nquery: {place: Atlantis}\n")
    fixed = timeline("check", "--fix", "--files", tmp_path)
    assert fixed.exit_code == 0, fixed.output
    assert 'feeds/bridges.yaml:2:15: no event has the tag "bridge"' in fixed.output
    assert "feeds/spans.yaml:1:1: no event matches this feed yet" in fixed.output
    built = timeline("build", tmp_path / "out", "--files", tmp_path)
    assert built.exit_code == 0, built.output
    assert (tmp_path / "out" / "feeds" / "spans.atom").exists()


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
