"""Facts about `timeline doctor`: each thing that is wrong is found, named with what to do, and nothing else is."""

from __future__ import annotations

import json
import shutil
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.factory import event
from timeline.cli import doctor
from timeline.cli.doctor import examine, look_at_disk, look_at_feeds, look_at_sources
from timeline.cli.main import main
from timeline.cli.reachability import Finding
from timeline.errors import SourceRefused
from timeline.fetch.client import Client, Reply
from timeline.files import read
from timeline.model.change import classify
from timeline.model.feed import Feed
from timeline.model.query import Filter
from timeline.model.source import Health, Source
from timeline.store import open_store

NOW = datetime(2026, 5, 1, 8, tzinfo=UTC)
BASE = "https://town.test/chronicle"
SETTINGS = f'''title = "The town"
contact = "mayor@town.test"
authority = "town.test,2026"
base_url = "{BASE}"
'''
EVENTS = """events:
  - id: fair
    added: 2026-01-01T00:00:00Z
    title: The fair
    when: 2020-06-01
"""


class Web:
    """Addresses and what they answer; any other is not reached."""

    def __init__(self, **changes: object) -> None:
        date = {"date": format_datetime(NOW, usegmt=True)}
        self.replies = {
            f"{BASE}/": Reply(status=200, headers=date, body=b"<title>The town</title>", url=f"{BASE}/en/"),
            "https://town.test/robots.txt": Reply(status=404, headers={}, body=b"", url=""),
        }

    def get(self, url: str) -> Reply:
        if url not in self.replies:
            raise SourceRefused("it does not answer")
        return self.replies[url]

    def answer(
        self, url: str, *, status: int = 200, body: bytes = b"The town", at: datetime = NOW, of: str = ""
    ) -> Web:
        date = {"date": format_datetime(at, usegmt=True)}
        self.replies[url] = Reply(status=status, headers=date, body=body, url=of or url)
        return self


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "feeds").mkdir()
    (tmp_path / "timeline.toml").write_text(SETTINGS)
    (tmp_path / "events.yaml").write_text(EVENTS)
    (tmp_path / "feeds" / "all.yaml").write_text("title: Everything\nquery: {}\n")
    CliRunner().invoke(main, ["check", "--fix", "--files", str(tmp_path)])
    return tmp_path


def found(folder: Path, web: Web | None = None) -> list[tuple[str, str]]:
    """Checks and what they found; each has a remedy."""
    findings = list(examine(folder, {}, web or Web(), lambda: NOW))
    assert all(finding.remedy and finding.what for finding in findings)
    return [(finding.check, finding.what) for finding in findings]


def test_nothing_is_found_where_all_is_well(folder: Path) -> None:
    assert found(folder) == []


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (BASE, "http://127.0.0.1:8000", "this machine"), (BASE, "https://news.example.org", "an example"),
        ("https:", "http:", "not encrypted"), ("town.test,2026", "timeline.example,2026", "authority"),
        ("mayor@town.test", "", "contact is empty"),
    ],
)  # fmt: skip
def test_a_setting_that_readers_suffer_from_is_found(folder: Path, old: str, new: str, words: str) -> None:
    (folder / "timeline.toml").write_text(SETTINGS.replace(old, new))
    findings = [what for check, what in found(folder) if check == "settings"]
    assert len(findings) == 1
    assert words in findings[0]


def test_a_file_that_cannot_be_used_is_named_with_its_place(folder: Path) -> None:
    (folder / "timeline.toml").write_text("titel = 1\n")
    result = CliRunner().invoke(main, ["doctor", "--files", str(folder)])
    assert result.exit_code == 1
    assert "files: timeline.toml:1:1 unknown key" in result.output
    assert "sources: not looked at" in result.output


def test_a_change_that_is_not_recorded_is_found(folder: Path) -> None:
    (folder / "events.yaml").write_text(EVENTS.replace("The fair", "The great fair"))
    ((check, what),) = found(folder)
    assert (check, "The great fair" in what) == ("changes", True)


def test_a_damaged_database_is_found_and_the_command_named(folder: Path) -> None:
    (folder / "data").mkdir(exist_ok=True)
    (folder / "data" / "timeline.db").write_bytes(b"no database" * 1000)
    findings = list(examine(folder, {}, Web(), lambda: NOW))
    assert [finding.check for finding in findings] == ["database"]
    assert "timeline verify" in findings[0].remedy


def test_a_full_disk_is_found(folder: Path) -> None:
    read_folder = read(folder, {})
    usage = shutil.disk_usage(folder)
    assert list(look_at_disk(read_folder, lambda place: usage._replace(free=2**40))) == []
    (finding,) = look_at_disk(read_folder, lambda place: usage._replace(free=2**20))
    assert "1 MB are free" in finding.what


def test_a_base_url_that_is_not_reached_or_leads_elsewhere_is_found(folder: Path) -> None:
    web = Web()
    del web.replies[f"{BASE}/"]
    assert found(folder, web) == [("address", "base_url is not reached: it does not answer")]
    assert found(folder, Web().answer(f"{BASE}/", status=502)) == [("address", f"{BASE}/ answers 502")]
    assert found(folder, Web().answer(f"{BASE}/", body=b"Welcome to nginx")) == [
        ("address", f"{BASE}/ is another page")
    ]
    moved = Web().answer(f"{BASE}/", of="https://www.town.test/chronicle/")
    assert found(folder, moved) == [("address", f"{BASE}/ leads to https://www.town.test/chronicle/")]


def test_the_base_url_is_asked_by_the_rules_of_all_that_goes_out(folder: Path) -> None:
    private = Client(resolve=lambda host, port: ["10.0.0.5"])
    (finding,) = examine(folder, {}, private, lambda: NOW)
    assert (finding.check, "not reached" in finding.what) == ("address", True)


@pytest.mark.parametrize("rules", [b"User-agent: *\nDisallow: /\n", b"User-agent: *\nDisallow: /chronicle/feeds/\n"])
def test_robots_that_bar_the_feeds_are_found(folder: Path, rules: bytes) -> None:
    ((check, what),) = found(folder, Web().answer("https://town.test/robots.txt", body=rules))
    assert (check, "/feeds/all.atom" in what) == ("robots", True)


def test_robots_that_bar_something_else_are_none_of_ours(folder: Path) -> None:
    web = Web().answer("https://town.test/robots.txt", body=b"User-agent: *\nDisallow: /private\n")
    assert found(folder, web) == []
    failing = Web().answer("https://town.test/robots.txt", status=500)
    assert [check for check, _ in found(folder, failing)] == ["robots"]


@pytest.mark.parametrize(("hours", "words"), [(1, "3,600 seconds behind"), (-1, "3,600 seconds ahead of")])
def test_a_clock_that_differs_is_found(folder: Path, hours: int, words: str) -> None:
    ((check, what),) = found(folder, Web().answer(f"{BASE}/", at=NOW + timedelta(hours=hours)))
    assert (check, words in what) == ("clock", True)


def test_a_source_that_fails_shrank_or_was_never_read_is_found() -> None:
    sources = tuple(
        Source(id=id, name=id, path=f"{id}.ics", paused=id == "idle") for id in ("bad", "small", "new", "idle", "fine")
    )
    health = {
        "bad": Health(source="bad", error="it answered 500", failures=4),
        "small": Health(source="small", last_success=NOW, flagged="it says 2 where it said 200"),
        "fine": Health(source="fine", last_success=NOW),
    }
    findings = list(look_at_sources(sources, health))
    assert [finding.what for finding in findings] == [
        "bad failed 4 times in a row: it answered 500", "small shrank: it says 2 where it said 200",
        "new was never read",
    ]  # fmt: skip
    assert all("timeline fetch" in finding.remedy for finding in findings)


def test_a_feed_that_no_client_would_read_is_found(tmp_path: Path) -> None:
    store = open_store(str(tmp_path / "t.db"))
    events = (event("old", "-0043-03-15", tags=("old",)), event("blank", "2020", title=" ", tags=("new",)))
    store.apply([change for each in events if (change := classify(None, each, NOW)) is not None])
    feeds = (
        Feed(slug="fine", title="F", filter=Filter(tags=("old", "new"))),
        Feed(slug="none", title="N", filter=Filter(tags=("other",))),
        Feed(slug="old", title="O", filter=Filter(tags=("old",))),
        Feed(slug="new", title="W", language="xx", filter=Filter(tags=("new",))),
    )
    findings: list[Finding] = [each for feed in feeds[1:] for each in look_at_feeds((feed,), store)]
    store.close()
    assert [finding.what.partition(" ")[2] for finding in findings] == [
        "has no event", "no calendar can show any of its 1 event, all before the year 1 or after 9999",
        "no language is called xx", "the event blank has no title",
    ]  # fmt: skip


def test_it_exits_1_where_it_found_something_and_0_where_not(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run = CliRunner()
    monkeypatch.setattr(doctor, "Client", Web)
    monkeypatch.setattr(doctor, "now", lambda: NOW)
    well = run.invoke(main, ["doctor", "--files", str(folder)])
    assert (well.exit_code, well.output.splitlines()[-1]) == (0, "nothing found")
    (folder / "timeline.toml").write_text(SETTINGS.replace("mayor@town.test", ""))
    ill = run.invoke(main, ["doctor", "--files", str(folder), "--offline", "--json"])
    assert (ill.exit_code, [row["check"] for row in json.loads(ill.output)["findings"]]) == (1, ["settings"])
    assert "clock: not looked at" in run.invoke(main, ["doctor", "--files", str(folder), "--offline"]).output
    assert run.invoke(main, ["doctor", "--files", str(folder / "nowhere")]).exit_code == 2


def test_a_base_url_of_this_machine_is_not_said_to_be_well(folder: Path) -> None:
    (folder / "timeline.toml").write_text(SETTINGS.replace(BASE, "http://127.0.0.1:8000"))
    output = CliRunner().invoke(main, ["doctor", "--files", str(folder)]).output
    assert "address: not looked at" in output


def test_a_server_of_the_database_that_is_away_is_found_and_said_once(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://nobody:hunter2@127.0.0.1:1/x")
    (finding,) = examine(folder, {}, Web(), lambda: NOW)
    assert (finding.check, finding.remedy) == ("database", "check that its server runs, and DATABASE_URL")
    assert finding.what.endswith("the database cannot be reached")
    assert "hunter2" not in finding.what
