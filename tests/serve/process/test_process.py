"""Facts about `timeline serve` as a process: its start, its end, and what a curator saves meanwhile."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from tests import small_chronology
from tests.running import Running, pause, processes, wait_until
from tests.small_chronology import MINTED, SETTINGS, UNMINTED
from timeline.config import Settings
from timeline.serve.process import run, start

pytestmark = pytest.mark.process


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return small_chronology.write(tmp_path / "folder")


@pytest.fixture
def serve(folder: Path) -> Iterator[Callable[..., Running]]:
    with processes() as start:
        yield partial(start, folder, "serve")


def test_it_says_where_everything_is_and_ends_in_order(serve: Callable[..., Running]) -> None:
    running = serve()
    base = f"http://127.0.0.1:{running.port}"
    assert f"{base}/" in running.said
    assert f"{base}/feeds/all.atom" in running.said
    assert f"{base}/docs" in running.said
    for path in ("/", "/feeds/all.ics", "/events/first", "/docs", "/readyz"):
        answer = running.get(path)
        assert answer.status_code == 200
        assert "server" not in answer.headers
    assert f"{base}/events/first" in running.get("/feeds/all.atom").text
    assert running.stop() == 0
    assert running.errors == ""


def test_an_entry_without_an_id_is_refused_and_the_command_named(folder: Path, serve: Callable[..., Running]) -> None:
    (folder / "events.yaml").write_text("events:\n" + MINTED + UNMINTED)
    running = serve()
    assert running.process.wait(60) == 1
    assert "timeline check --fix" in running.errors
    assert "events.yaml:3:5" in running.errors
    assert (folder / "events.yaml").read_text() == "events:\n" + MINTED + UNMINTED


def test_with_fix_ids_are_minted_and_history_is_recorded(folder: Path, serve: Callable[..., Running]) -> None:
    (folder / "events.yaml").write_text("events:\n" + MINTED + UNMINTED)
    running = serve("--fix")
    assert "2 events" in running.said, running.errors
    text = (folder / "events.yaml").read_text()
    assert text.count("id:") == 2
    assert "2013-21" in text
    assert len((folder / "events.history.jsonl").read_text().splitlines()) == 4
    assert running.stop(signal.SIGINT) == 0


def test_a_saved_change_shows_within_two_seconds_and_a_broken_one_is_refused_loudly(
    folder: Path, serve: Callable[..., Running]
) -> None:
    running = serve("--fix", "--watch")
    events = folder / "events.yaml"

    def title() -> str:
        return str(running.get("/api/v1/events/first").json()["title"])

    events.write_text(events.read_text().replace("title: First", "title: Changed"))
    wait_until(lambda: title() == "Changed")
    right = events.read_text()
    events.write_text(right.replace("summary: One.", "sumary: One.").replace("Changed", "Broken"))
    wait_until(lambda: "sumary" in running.errors)
    assert "goes on being served" in running.errors
    assert title() == "Changed"
    assert running.get("/feeds/all.atom").status_code == 200
    events.write_text(right + "  - {title: Late, summary: New., when: 2020, tags: [b]}\n")
    wait_until(lambda: "Late" in running.get("/feeds/all.atom").text)
    (folder / "feeds/late.yaml").write_text("title: The late\nquery: {tag: [b]}\n")
    wait_until(lambda: running.get("/feeds/late.ics").status_code == 200)
    (folder / "feeds/late.yaml").unlink()
    wait_until(lambda: running.get("/feeds/late.ics").status_code == 404)
    (folder / "timeline.toml").write_text(SETTINGS.replace("A small", "A renamed"))
    wait_until(lambda: "A renamed chronology" in running.get("/").text)
    temporary = folder / ".events.yaml.tmp"
    temporary.write_text(events.read_text().replace("Late", "Later"))
    temporary.replace(events)
    wait_until(lambda: "Later" in running.get("/feeds/all.atom").text)
    assert running.stop() == 0


def test_what_another_process_writes_is_seen_at_once_and_its_port_is_taken(
    folder: Path, serve: Callable[..., Running]
) -> None:
    running = serve()
    assert running.get("/api/v1/events/first").json()["title"] == "First"
    tag = running.get("/feeds/all.atom").headers["etag"]
    writer = (
        "import sys; from datetime import UTC, datetime; import msgspec; from timeline.store import open_store\n"
        "from timeline.model.change import classify\n"
        "store = open_store(sys.argv[1]); old = store.event('first')\n"
        "store.apply([classify(old, msgspec.structs.replace(old, title='Elsewhere'), datetime.now(UTC))])\n"
    )
    subprocess.run([sys.executable, "-c", writer, str(folder.parent / "data/timeline.db")], check=True, timeout=120)
    assert running.get("/api/v1/events/first").json()["title"] == "Elsewhere"
    assert running.get("/feeds/all.atom", **{"If-None-Match": tag}).status_code == 200
    second = subprocess.run(
        [sys.executable, "-m", "timeline", "serve", "--files", str(folder), "--port", str(running.port)],
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert second.returncode == 1
    assert f"port {running.port} is in use: stop what listens there, or choose another" in second.stderr
    assert "Traceback" not in second.stderr


CALENDAR = """BEGIN:VCALENDAR\r
VERSION:2.0\r
PRODID:-//small//EN\r
BEGIN:VEVENT\r
UID:{name}\r
DTSTAMP:20250101T000000Z\r
DTSTART;VALUE=DATE:20200601\r
SUMMARY:{name}\r
END:VEVENT\r
END:VCALENDAR\r
"""


def test_commands_and_a_server_beside_each_other_lose_and_double_nothing(
    folder: Path, serve: Callable[..., Running]
) -> None:
    for name in ("town", "desk", "ball"):
        (folder / f"{name}.ics").write_text(CALENDAR.format(name=name), newline="")
    rows = [
        "{id: town, name: Town, path: town.ics, trust: publish}",
        "{id: desk, name: Desk, path: desk.ics, trust: review}",
    ]
    (folder / "sources.yaml").write_text("sources:\n" + "".join(f"  - {row}\n" for row in rows))

    def run(*words: str) -> str:
        command = [sys.executable, "-m", "timeline", *words, "--files", str(folder)]
        environ = os.environ | {"DATA": str(folder.parent / "data")}
        done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False, env=environ)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def titles() -> list[str]:
        return sorted(each["title"] for each in running.get("/api/v1/events").json()["events"])

    def sources() -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = running.get("/api/v1/sources").json()["sources"]
        return found

    running = serve()
    wait_until(lambda: all(each["health"]["last_run"] for each in sources()))  # the server's own runs
    assert titles() == ["First", "town"]
    assert "1 added" in run("import", str(folder / "ball.ics"))
    assert titles() == ["First", "ball", "town"]
    assert sorted(run("fetch").splitlines()) == ["desk: nothing new", "town: nothing new"]
    waiting = run("review", "--list").split()[0]
    run("review", "--accept", waiting)
    assert titles() == ["First", "ball", "desk", "town"]
    (folder / "town.ics").write_text(CALENDAR.format(name="town").replace("20200601", "20200602"), newline="")
    run("fetch", "town")
    assert titles() == ["First", "ball", "desk", "town"]
    running.stop()
    lines = (folder / "sources.history.jsonl").read_bytes().splitlines()
    added = [line for line in lines if b'"kind":"added"' in line]
    assert (len(lines), len(added)) == (len(set(lines)), 3)


def test_after_kill_9_it_starts_again_with_everything(folder: Path, serve: Callable[..., Running]) -> None:
    running = serve("--fix", "--watch")
    events = folder / "events.yaml"
    events.write_text(events.read_text().replace("title: First", "title: Durable"))
    wait_until(lambda: running.get("/api/v1/events/first").json()["title"] == "Durable")
    before = running.get("/feeds/all.atom").text.replace(str(running.port), "PORT")
    position = running.get("/readyz").json()["position"]
    running.stop(signal.SIGKILL)
    again = serve()
    assert again.get("/feeds/all.atom").text.replace(str(again.port), "PORT") == before
    assert again.get("/readyz").json()["position"] == position


def test_a_stream_ends_when_the_server_does(serve: Callable[..., Running]) -> None:
    running = serve()
    with running.client.stream("GET", "/api/v1/stream") as answer:
        pieces = answer.iter_text()
        assert "retry:" in next(pieces)
        running.process.send_signal(signal.SIGTERM)
        assert list(pieces) == []
    assert running.process.wait(60) == 0


def test_a_second_signal_stops_at_once(serve: Callable[..., Running]) -> None:
    running = serve()
    for _ in range(2):
        running.process.send_signal(signal.SIGINT)
        pause(0.05)
    assert running.process.wait(60) in (0, 130)
    assert "Traceback" not in running.errors


def test_a_database_that_is_none_is_said_clearly(folder: Path, serve: Callable[..., Running]) -> None:
    (folder.parent / "data").mkdir()
    (folder.parent / "data/timeline.db").write_bytes(b"no database" * 100)
    running = serve()
    assert running.process.wait(60) == 1
    assert "not a timeline database" in running.errors
    assert "Traceback" not in running.errors


def test_the_log_can_be_json(folder: Path, serve: Callable[..., Running]) -> None:
    running = serve("--watch", "--log", "json")
    (folder / "events.yaml").write_text("events: {")
    wait_until(lambda: running.errors)
    said = json.loads(running.errors.splitlines()[0])
    assert said["level"] == "error"
    assert "events.yaml" in said["event"]


def test_a_preview_shows_under_this_machine_what_is_not_online_yet(folder: Path, serve: Callable[..., Running]) -> None:
    settings = SETTINGS.replace("http://127.0.0.1:8000", "https://rivers.example/chronology")
    (folder / "timeline.toml").write_text(settings)
    running = serve("--fix", "--preview")
    assert "Online they begin with https://rivers.example/chronology" in running.said
    page = running.get("/chronology/").text
    assert "https://rivers.example" not in page
    styles = re.findall(r'<link rel="stylesheet" href="([^"]+)"', page)
    assert styles == [f"http://127.0.0.1:{running.port}/chronology/static/site.css"]
    assert running.client.get(styles[0]).headers["Content-Type"].startswith("text/css")
    assert running.stop() == 0


def test_a_preview_of_what_listens_everywhere_is_looked_at_on_loopback() -> None:
    settings = Settings(title="T", base_url="https://rivers.example/a", host="0.0.0.0")
    with run.listen("0.0.0.0", 0) as listener:
        port = listener.getsockname()[1]
        assert start.local_address(settings, listener) == f"http://127.0.0.1:{port}/a"
