"""The commands as people use them, right and wrong."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from importlib.metadata import version
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import pytest
from click.testing import CliRunner, Result

import timeline
from tests import small_chronology
from timeline.cli.main import COMMANDS, main

ROOT = Path(__file__).parents[2]
Run = Callable[..., Result]


class Built(NamedTuple):
    """A folder, and what `timeline build out` said in it."""

    folder: Path
    done: Result


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of this repository's chronology."""
    return copy_chronology(tmp_path)


def copy_chronology(folder: Path) -> Path:
    for name in ("timeline.toml", "events.yaml", "events.history.jsonl"):
        shutil.copy(ROOT / name, folder)
    shutil.copytree(ROOT / "feeds", folder / "feeds")
    return folder


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """A copy of it that was built into its folder `out`, which takes seconds; only what changes nothing may use it."""
    folder = copy_chronology(tmp_path_factory.mktemp("built"))
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        patch.setenv("DATA", str(folder / "data"))
        return Built(folder, CliRunner().invoke(main, ["build", "out"]))


@pytest.fixture
def run(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.chdir(folder)
    monkeypatch.setenv("DATA", str(folder / "data"))
    return lambda *words: CliRunner().invoke(main, list(words), env={"COLUMNS": "200"})


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_with_an_example(run: Run, name: str) -> None:
    done = run(name, "--help")
    assert done.exit_code == 0
    assert f"timeline {name}" in done.output
    assert "Example" in done.output


@pytest.mark.parametrize(
    "words",
    [("nothing",), ("list", "--from", "2013-02-30"), ("list", "--colour", "red"), ("show",), ("read",), ("serve", "x")],
)
def test_wrong_use_is_exit_code_2(run: Run, words: tuple[str, ...]) -> None:
    assert run(*words).exit_code == 2


def test_list_finds_by_date_and_tag(run: Run) -> None:
    done = run("list", "--from", "2013-04-16", "--to", "2013-04-16", "--tag", "diplomacy")
    assert done.exit_code == 0
    assert "spring of 2013" in done.output
    assert "2 of 2 events" in done.output
    assert not Path("data").exists()


def test_a_file_that_is_named_as_a_url_is_read_as_one(run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:{folder}/events.db")
    (folder / "rain.csv").write_text("title,date\nIt rains,2020-01-01\n", encoding="utf-8")
    assert run("import", "rain.csv").exit_code == 0
    assert "It rains" in run("list", "--from", "2020", "--to", "2020").output


def test_show_gives_what_is_known_of_a_date(run: Run) -> None:
    id = run("list", "-q", "sturgeon hatch").output.splitlines()[1].split()[0]
    done = run("show", id)
    assert "2025-04-16 … 2025-04-16" in done.output
    assert "Yangtze sturgeon hatch in the wild, 2025-06-20" in done.output
    assert '"edtf": "2025-04-16"' in run("show", id, "--json").output


def test_show_of_an_unknown_id_says_so(run: Run) -> None:
    done = run("show", "nowhere")
    assert (done.exit_code, done.output) == (1, "there is no event nowhere\n")


def test_a_series_is_listed_by_its_occurrences_and_shows_the_next(run: Run, folder: Path) -> None:
    calendar = folder / "market.ics"
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//x//y//EN", "BEGIN:VEVENT", "UID:m"]
    lines += ["DTSTAMP:20240101T000000Z", "DTSTART;VALUE=DATE:20240105", "RRULE:FREQ=WEEKLY", "SUMMARY:Weekly market"]
    lines += ["END:VEVENT", "END:VCALENDAR"]
    calendar.write_text("\r\n".join(lines) + "\r\n")
    assert run("import", str(calendar)).exit_code == 0
    listed = run("list", "--from", "2026-11-27", "--to", "2026-11-27").output
    assert "Weekly market" in listed
    assert "Weekly market" not in run("list", "--from", "2026-11-28", "--to", "2026-12-03").output
    row = next(line for line in listed.splitlines() if "Weekly market" in line)
    shown = run("show", row.split()[0]).output.splitlines()
    start = next(n for n, line in enumerate(shown) if "next on " in line)
    days = [" ".join(line.split()[-3:]) for line in shown[start : start + 5]]
    dates = [datetime.strptime(day, "%d %B %Y").replace(tzinfo=UTC) for day in days]
    assert [later - earlier for earlier, later in pairwise(dates)] == [timedelta(days=7)] * 4
    assert datetime.now(UTC) - timedelta(days=2) < dates[0] < datetime.now(UTC) + timedelta(days=8)


def test_read_says_the_date_or_why_there_is_none(run: Run) -> None:
    assert "[2023-10-11~..2023-10-20~]" in run("read", "around mid-October 2023").output
    refused = run("read", "may")
    assert (refused.exit_code, refused.stdout) == (1, "")


def test_build_writes_what_the_server_answers_and_its_twins(built: Built) -> None:
    assert built.done.exit_code == 0
    for name in (
        "index.html",
        "404.html",
        "feeds.opml",
        "feeds/diplomacy.ics",
        "feeds/all/changes.atom",
        "api/v1/tags",
    ):
        assert (built.folder / "out" / name).is_file()
    assert (built.folder / "out" / "feeds" / "all.atom.gz").is_file()


def test_build_says_what_it_wrote_where_it_cannot_and_that_nobody_reaches_the_address(
    built: Built, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(built.folder)
    monkeypatch.setenv("DATA", str(built.folder / "data"))
    again = CliRunner().invoke(main, ["build", "out"])
    assert again.exit_code == 0
    assert ": 0 written, 0 removed" in again.stdout
    assert ": 0 written" not in built.done.stdout
    assert "http://127.0.0.1:8000, which nobody else can reach: set base_url" in again.stderr


def test_build_refuses_a_folder_that_it_cannot_make(run: Run, folder: Path) -> None:
    (folder / "file").write_text("")
    refused = run("build", "file/out")
    assert (refused.exit_code, "cannot be written (Not a directory" in refused.stderr) == (2, True)


def test_build_takes_along_the_pictures_that_entries_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = small_chronology.write(tmp_path / "folder")
    monkeypatch.chdir(folder)
    monkeypatch.setenv("DATA", str(folder / "data"))
    (folder / "images").mkdir()
    for name in ("used.jpg", "unused.jpg"):
        (folder / "images" / name).write_bytes(b"\xff\xd8")
    image = "image: {url: images/used.jpg, alt: A plant, credit: Ann}"
    (folder / "events.yaml").write_text(f"events:\n  - {{title: Steelworks founded, when: 1913, {image}}}\n")
    for words in (["check", "--fix"], ["build", "out"]):
        assert CliRunner().invoke(main, words).exit_code == 0
    assert [path.name for path in (folder / "out" / "images").iterdir()] == ["used.jpg"]
    assert 'src="/images/used.jpg"' in (folder / "out" / "index.html").read_text(encoding="utf-8")


def test_build_has_a_page_on_which_to_subscribe_for_each_feed(built: Built) -> None:
    for path, feed in (("subscribe", "all"), ("subscribe/europe", "europe")):
        page = (built.folder / "out" / path / "index.html").read_text(encoding="utf-8")
        assert f"/feeds/{feed}.ics" in page
        assert "<form" not in page  # nothing would answer it


def test_build_leaves_a_folder_of_someone_else_alone(run: Run, folder: Path) -> None:
    (folder / "precious").mkdir()
    (folder / "precious" / "thesis.txt").write_text("mine", encoding="utf-8")
    done = run("build", "precious")
    assert done.exit_code == 2
    assert (folder / "precious" / "thesis.txt").read_text(encoding="utf-8") == "mine"


def test_build_refuses_what_the_history_does_not_have(run: Run, folder: Path) -> None:
    file = folder / "events.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("Steelworks founded", "Steel founded"), encoding="utf-8")
    done = run("build", "out")
    assert done.exit_code == 1
    assert "timeline check --fix" in done.output
    assert not (folder / "out").exists()


def test_export_begins_with_its_position_and_has_every_event(run: Run) -> None:
    lines = run("export").stdout.splitlines()
    assert lines[0].startswith('{"position":"')
    assert len(lines) == 86


@pytest.mark.parametrize(
    "start", [[sys.executable, "-m", "timeline"], [str(Path(sys.executable).with_name("timeline"))]]
)
@pytest.mark.parametrize("given", [[], ["--help"], ["--version"], *([name, "--help"] for name in COMMANDS)])
def test_every_help_there_is_answers(start: list[str], given: list[str]) -> None:
    """In a process of its own: what another test imported before cannot hide a fault."""
    done = subprocess.run([*start, *given], capture_output=True, text=True, timeout=60, check=False)
    assert "Traceback" not in done.stderr
    assert done.returncode == (0 if given else 2)
    assert "Usage" in done.stdout + done.stderr or given == ["--version"]


def test_the_command_and_the_package_say_the_version_of_the_distribution() -> None:
    done = CliRunner().invoke(main, ["--version"])
    assert timeline.__version__ == version("timeline")
    assert done.output.split()[-1] == timeline.__version__


def test_the_package_has_no_other_attribute_than_its_own() -> None:
    with pytest.raises(AttributeError, match="no attribute 'verison'"):
        timeline.verison  # type: ignore[attr-defined]  # noqa: B018 (a misspelling, on purpose)
