"""One event through everything that can become of it, seen by clients that subscribed at the start.

`python -m tests.story` prints the table of the README; `tests/test_story.py` holds each cell to what it must be. The
chronology is a real folder, each step an edit of `events.yaml`; the server, vdirsyncer, newsboat and reader are real.
"""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final, NamedTuple

import httpx
from icalendar import Calendar
from reader import make_reader

from tests.live import served
from timeline import files, load
from timeline.publish.publisher import Publisher
from timeline.serve.app import make_app
from timeline.store import Store, open_store

BEGINNING: Final = datetime(2012, 12, 1, 9, 0, tzinfo=UTC)
TITLE: Final = "Kerry in Beijing"
BASE: Final = {"id": "visit", "added": "2012-12-01T08:00:00Z", "title": TITLE, "status": "expected"}
OTHER: Final = {
    "id": "talks",
    "added": "2012-12-01T08:00:00Z",
    "title": "Talks on the new Silk Road",
    "status": "expected",
    "when": "2013-05",
}
LATER: Final = {**OTHER, "id": "autumn", "title": "Kerry in Beijing in autumn", "when": "2013-09-10", "added": ""}


class Step(NamedTuple):
    """One edit: the kind of change it is, and what the entry then says."""

    kind: str
    entry: Mapping[str, str]
    others: tuple[Mapping[str, str], ...] = (OTHER,)


EXACT: Final = {**BASE, "when": "2013-04-16"}
MOVED: Final = {**BASE, "when": "2013-04-20", "reason": "The host asked for another day."}
STEPS: Final = (
    Step("added", {**BASE, "when": "2013-21"}),
    Step("refined", EXACT),
    Step("moved", MOVED),
    Step(
        "postponed",
        {**MOVED, "status": "postponed", "reason": "Put off to the autumn.", "successor": "autumn"},
        (OTHER, LATER),
    ),
    Step("cancelled", {**MOVED, "status": "cancelled", "reason": "The visit is off."}, (OTHER, LATER)),
    Step("reinstated", {**MOVED, "reason": "On again."}, (OTHER, LATER)),
    Step(
        "merged", {**MOVED, "status": "merged", "merged_into": "talks", "reason": "One and the same."}, (OTHER, LATER)
    ),
    Step("split", {**MOVED, "reason": "Two events after all."}, (OTHER, LATER)),
    Step("withdrawn", {**MOVED, "status": "withdrawn", "reason": "It was never planned."}, (OTHER, LATER)),
)


class Seen(NamedTuple):
    """What one client shows of the event: how many entries, and how the only one reads."""

    entries: int
    text: str


class Row(NamedTuple):
    """What every client shows after a step."""

    kind: str
    calendar: Seen
    newsboat: Seen
    reader: Seen
    cursor: tuple[str, ...]
    stream: tuple[str, ...]


class Stage:
    """The folder, its server, and the clients."""

    def __init__(self, directory: Path, base: str, store: Store, publisher: Publisher) -> None:
        self.directory, self.base, self.store, self.publisher = directory, base, store, publisher
        self.now = BEGINNING
        self.reader = make_reader(":memory:")
        self.position = ""
        self.streamed = ""
        self._configure()

    def play(self, step: Step) -> None:
        """Edit the file, and load it."""
        self.now += timedelta(hours=1)
        written = [{**o, "added": o["added"] or f"{self.now:%Y-%m-%dT%H:%M:%SZ}"} for o in step.others]
        if (self.directory / "events.yaml").exists():
            held = (self.directory / "events.yaml").read_text(encoding="utf-8")
            written = [{**o, "added": _added(held, o["id"]) or o["added"]} for o in written]
        write(self.directory, [step.entry, *written])
        load.load(files.read(self.directory, {}), self.store, self.now, record=True)

    def look(self, kind: str) -> Row:
        """What every client shows, each after asking again as it does by itself."""
        return Row(kind, self._calendar(), self._newsboat(), self._reader(), self._cursor(), self._stream())

    # Clients

    def _configure(self) -> None:
        home = self.directory / "clients"
        (home / "calendar").mkdir(parents=True)
        (home / "urls").write_text(f"{self.base}/feeds/all.atom\n", encoding="utf-8")
        (home / "newsboat").write_text("cleanup-on-quit no\n", encoding="utf-8")
        (home / "vdirsyncer").write_text(
            f'[general]\nstatus_path = "{home}/status"\n[pair p]\na = "remote"\nb = "local"\ncollections = null\n'
            f'conflict_resolution = "a wins"\n[storage remote]\ntype = "http"\nurl = "{self.base}/feeds/all.ics"\n'
            f'[storage local]\ntype = "filesystem"\npath = "{home}/calendar"\nfileext = ".ics"\n',
            encoding="utf-8",
        )
        self.home = home
        self.reader.add_feed(f"{self.base}/feeds/all.atom")

    def _run(self, *command: str) -> None:
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60, input="y\ny\ny\n")
        if done.returncode:
            raise RuntimeError(f"{command[0]}: {done.stdout}{done.stderr}")

    def _calendar(self) -> Seen:
        config = str(self.home / "vdirsyncer")
        if not (self.home / "status").exists():
            self._run("vdirsyncer", "-c", config, "discover")
        self._run("vdirsyncer", "-c", config, "sync", "--force-delete")
        found = []
        for path in (self.home / "calendar").glob("*.ics"):
            for event in Calendar.from_ical(path.read_bytes()).walk("VEVENT"):
                if str(event.get("URL", "")).endswith("/events/visit"):
                    found.append(f"{event['DTSTART'].dt} {event['STATUS']} {event['SUMMARY']}")
        return Seen(len(found), "; ".join(found))

    def _newsboat(self) -> Seen:
        cache = self.home / "cache.db"
        arguments = ("-u", str(self.home / "urls"), "-c", str(cache), "-C", str(self.home / "newsboat"))
        self._run("newsboat", *arguments, "-x", "reload")
        with sqlite3.connect(cache) as connection:
            rows = connection.execute("SELECT title FROM rss_item WHERE guid LIKE '%:visit' AND deleted = 0").fetchall()
        return Seen(len(rows), "; ".join(row[0] for row in rows))

    def _reader(self) -> Seen:
        self.reader.update_feeds(scheduled=False)
        found = [entry.title or "" for entry in self.reader.get_entries() if entry.id.endswith(":visit")]
        return Seen(len(found), "; ".join(found))

    def _cursor(self) -> tuple[str, ...]:
        """The kinds of change of the event since the last time, by position."""
        kinds: list[str] = []
        while True:
            query = {"since": self.position} if self.position else {}
            answer = httpx.get(f"{self.base}/api/v1/changes", params=query).json()
            kinds += [c["kind"] for c in answer["changes"] if c["event"] == "visit"]
            done = answer["position"] == self.position or not answer["changes"]
            self.position = answer["position"]
            if done:
                return tuple(kinds)

    def _stream(self) -> tuple[str, ...]:
        """The same from the stream, resumed where it was left."""
        headers = {"Last-Event-ID": self.streamed} if self.streamed else {}
        query = {} if self.streamed else {"since": "0"}
        kinds = []
        with httpx.stream("GET", f"{self.base}/api/v1/stream", headers=headers, params=query, timeout=10) as answer:
            for line in answer.iter_lines():
                if line.startswith("id:"):
                    self.streamed = line[3:].strip()
                if line.startswith("data:") and (change := json.loads(line[5:])).get("event") == "visit":
                    kinds.append(change["kind"])
                if not line and self.streamed == self.position:
                    break
        return tuple(kinds)


def _added(held: str, id: str) -> str:
    """The instant that the file already gives an entry."""
    entry = held.partition(f"id: {id}\n")[2]
    return entry.partition("added: ")[2].partition("\n")[0] if entry else ""


def write(directory: Path, entries: list[Mapping[str, str]]) -> None:
    """The folder's files, with these entries."""
    lines = ["events:"]
    for entry in entries:
        keys = [
            f'{key}: "{value}"' if key in ("title", "reason", "when") else f"{key}: {value}"
            for key, value in entry.items()
        ]
        lines += ["  - " + "\n    ".join(keys)]
    (directory / "events.yaml").write_text("\n".join(lines) + "\n", encoding="utf-8")


@contextmanager
def staged(directory: Path) -> Iterator[Stage]:
    """The folder with its server on a free port of loopback, and its clients."""
    (directory / "feeds").mkdir()
    (directory / "feeds" / "all.yaml").write_text("title: Everything\nquery: {}\n", encoding="utf-8")
    toml = 'title = "A story"\nauthority = "story.example,2012"\nbase_url = "http://story.example"\n'
    (directory / "timeline.toml").write_text(toml, encoding="utf-8")
    write(directory, [OTHER])
    chronology = files.read(directory, {}).chronology
    store = open_store(str(directory / "timeline.db"), "story")
    publisher = Publisher(store, chronology)
    clock: list[Stage] = []
    app = make_app(store, publisher, chronology, lambda: clock[0].now if clock else BEGINNING)
    try:
        with served(app) as base:
            stage = Stage(directory, base, store, publisher)
            clock.append(stage)
            yield stage
            stage.reader.close()
    finally:
        store.close()


def missing() -> list[str]:
    """The clients that are not installed."""
    return [name for name in ("vdirsyncer", "newsboat") if not shutil.which(name)]


def table(rows: list[Row]) -> str:
    """The rows as a Markdown table."""
    lines = ["| after | calendar (vdirsyncer) | newsboat, reader | cursor, stream |", "|---|---|---|---|"]
    for row in rows:
        feeds = row.newsboat.text if row.newsboat == row.reader else f"{row.newsboat.text} / {row.reader.text}"
        follow = ", ".join(row.cursor) if row.cursor == row.stream else f"{row.cursor} / {row.stream}"
        lines.append(f"| {row.kind} | {row.calendar.text} | {feeds} | {follow} |")
    return "\n".join(lines)


def main() -> None:
    """Play the story and print the table."""
    if lacking := missing():
        sys.exit(f"not installed: {', '.join(lacking)}")
    with tempfile.TemporaryDirectory() as name, staged(Path(name)) as stage:
        rows = []
        for step in STEPS:
            stage.play(step)
            rows.append(stage.look(step.kind))
    print(table(rows))


def body(publisher: Publisher, format: str, now: datetime, view: str = "") -> bytes:
    """A feed's bytes."""
    empty: dict[str, Any] = {}
    return publisher.feed("all", format, empty, now, view).data


if __name__ == "__main__":
    main()
