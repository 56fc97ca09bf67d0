"""One event through everything that can become of it, and one of a source, seen by clients that subscribed early.

`python -m tests.story` prints the table of the README; `tests/test_story.py` holds each cell to what it must be. The
chronology is a real folder, each step an edit of `events.yaml` or of a source's calendar, the last the loss of the
database; the server, vdirsyncer, newsboat and reader are real.
"""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final, NamedTuple
from urllib.parse import urlsplit

import httpx
from icalendar import Calendar
from reader import make_reader

from tests.live import served
from timeline import files, load, source_log
from timeline.extract.kinds import extract
from timeline.fetch.client import Client
from timeline.fetch.fetcher import Fetcher
from timeline.ingest import Report, ingest
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


class SourceStep(NamedTuple):
    """What the source's calendar then says of its event, title and day; nothing where it leaves it out."""

    kind: str
    entry: tuple[str, str] | None


SOURCE_STEPS: Final = (
    SourceStep("added", ("Spring regata", "20130601")),
    SourceStep("revised", ("Spring regatta", "20130601")),
    SourceStep("moved", ("Spring regatta", "20130608")),
    SourceStep("withdrawn", None),
)
SOURCES: Final = "sources:\n  - {id: club, name: Rowing club, path: club.ics, trust: publish}\n"
CLUB: Final = (("july", "Summer regatta", "20130706"), ("september", "Autumn regatta", "20130907"))
"""What the source says beside, at any time."""


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


class Server:
    """The program behind one address: it may be started anew, with another database."""

    def __init__(self, directory: Path, clock: Callable[[], datetime]) -> None:
        self._directory, self._clock = directory, clock
        self.start("story")

    def start(self, generation: str) -> None:
        """Open the folder's database, or make one."""
        chronology = files.read(self._directory, {}).chronology
        self.store = open_store(str(self._directory / "timeline.db"), generation)
        self.publisher = Publisher(self.store, chronology)
        self._app = make_app(self.store, self.publisher, chronology, self._clock)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        await self._app(scope, receive, send)


class Stage:
    """The folder, its server, and the clients."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.now = BEGINNING
        self.regatta = ""  # the id of the source's event
        self.server = Server(directory, lambda: self.now)

    def subscribe(self, base: str) -> None:
        """Let the clients in: each knows the address from now on."""
        self.base = base
        self.reader = make_reader(":memory:")
        self.position = ""
        self.streamed = ""
        self.revisions: dict[str, str] = {}
        self._configure()

    @property
    def store(self) -> Store:
        """The database as it is now."""
        return self.server.store

    @property
    def publisher(self) -> Publisher:
        """What is published of it."""
        return self.server.publisher

    def play(self, step: Step) -> None:
        """Edit the file, and load it."""
        self.now += timedelta(hours=1)
        written = [{**o, "added": o["added"] or f"{self.now:%Y-%m-%dT%H:%M:%SZ}"} for o in step.others]
        if (self.directory / "events.yaml").exists():
            held = (self.directory / "events.yaml").read_text(encoding="utf-8")
            written = [{**o, "added": _added(held, o["id"]) or o["added"]} for o in written]
        write(self.directory, [step.entry, *written])
        load.load(files.read(self.directory, {}), self.store, self.now, record=True)

    def fetch(self, step: SourceStep) -> None:
        """Let the source say it, and ask the source."""
        own = () if step.entry is None else (("spring", *step.entry),)
        (self.directory / "club.ics").write_text(calendar(*own, *CLUB), encoding="utf-8")
        self.ask_source()
        if step.entry is not None:
            _, self.regatta = self.store.claims()["club", "spring@club.example"]

    def ask_source(self) -> Report:
        """What the source said, an hour later."""
        self.now += timedelta(hours=1)
        folder = files.read(self.directory, {})
        fetcher = Fetcher(self.directory, Client(), lambda: self.now)
        report = ingest(folder.sources[0], self.store, fetcher, extract, self.now)
        source_log.record(self.directory, folder.chronology.authority, self.store, self.now)
        return report

    def rebuild(self) -> None:
        """Lose the database, and start anew from the folder."""
        self.now += timedelta(hours=1)
        self.store.close()
        for path in self.directory.glob("timeline.db*"):
            path.unlink()
        self.server.start("anew")
        load.load(files.read(self.directory, {}), self.store, self.now, record=True)

    def look(self, kind: str, id: str = "visit") -> Row:
        """What every client shows of an event, each after asking again as it does by itself."""
        following = self._cursor(id), self._stream(id)
        return Row(kind, self._calendar(id), self._newsboat(id), self._reader(id), *following)

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

    def _calendar(self, id: str) -> Seen:
        config = str(self.home / "vdirsyncer")
        if not (self.home / "status").exists():
            self._run("vdirsyncer", "-c", config, "discover")
        self._run("vdirsyncer", "-c", config, "sync", "--force-delete")
        found = []
        for path in (self.home / "calendar").glob("*.ics"):
            for event in Calendar.from_ical(path.read_bytes()).walk("VEVENT"):
                if str(event.get("URL", "")).endswith(f"/events/{id}"):
                    found.append(f"{event['DTSTART'].dt} {event['STATUS']} {event['SUMMARY']}")
        return Seen(len(found), "; ".join(found))

    def _newsboat(self, id: str) -> Seen:
        cache = self.home / "cache.db"
        arguments = ("-u", str(self.home / "urls"), "-c", str(cache), "-C", str(self.home / "newsboat"))
        self._run("newsboat", *arguments, "-x", "reload")
        with sqlite3.connect(cache) as connection:
            sql = "SELECT title FROM rss_item WHERE guid LIKE ? AND deleted = 0"
            rows = connection.execute(sql, (f"%:{id}",)).fetchall()
        return Seen(len(rows), "; ".join(row[0] for row in rows))

    def _reader(self, id: str) -> Seen:
        self.reader.update_feeds(scheduled=False)
        found = [entry.title or "" for entry in self.reader.get_entries() if entry.id.endswith(f":{id}")]
        return Seen(len(found), "; ".join(found))

    def _cursor(self, id: str) -> tuple[str, ...]:
        """The kinds of change of the event since the last time, by position; of a log that is gone, what the full copy
        has otherwise than it was known."""
        kinds: list[str] = []
        while True:
            query = {"since": self.position} if self.position else {}
            answer = httpx.get(f"{self.base}/api/v1/changes", params=query)
            if answer.status_code == 410:
                return self._copy(answer.json()["location"])
            page = answer.json()
            self.revisions |= {c["event"]: c["after"]["updated"] for c in page["changes"]}
            kinds += [c["kind"] for c in page["changes"] if c["event"] == id]
            done = page["position"] == self.position or not page["changes"]
            self.position = page["position"]
            if done:
                return tuple(kinds)

    def _copy(self, address: str) -> tuple[str, ...]:
        """The ids of what the full copy has otherwise than it was known; both ways of following go on from it."""
        first, *rest = httpx.get(self.base + urlsplit(address).path).text.splitlines()
        self.position = self.streamed = json.loads(first)["position"]
        copied = {event["id"]: event["updated"] for event in map(json.loads, rest)}
        different = {id for id, _ in copied.items() ^ self.revisions.items()}
        self.revisions = copied
        return tuple(sorted(different))

    def _stream(self, id: str) -> tuple[str, ...]:
        """The same from the stream, resumed where it was left."""
        headers = {"Last-Event-ID": self.streamed} if self.streamed else {}
        query = {} if self.streamed else {"since": "0"}
        kinds = []
        with httpx.stream("GET", f"{self.base}/api/v1/stream", headers=headers, params=query, timeout=60) as answer:
            for line in answer.iter_lines():
                if line.startswith("id:"):
                    self.streamed = line[3:].strip()
                if line.startswith("data:") and (change := json.loads(line[5:])).get("event") == id:
                    kinds.append(change["kind"])
                if not line and self.streamed == self.position:
                    break
        return tuple(kinds)


def _added(held: str, id: str) -> str:
    """The instant that the file already gives an entry."""
    entry = held.partition(f"id: {id}\n")[2]
    return entry.partition("added: ")[2].partition("\n")[0] if entry else ""


def calendar(*entries: tuple[str, str, str]) -> str:
    """A calendar of entries with key, title and day."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//club//EN"]
    for key, title, day in entries:
        lines += ["BEGIN:VEVENT", f"UID:{key}@club.example", "DTSTAMP:20121201T000000Z", f"DTSTART;VALUE=DATE:{day}"]
        lines += [f"SUMMARY:{title}", "END:VEVENT"]
    return "\r\n".join([*lines, "END:VCALENDAR", ""])


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
    (directory / "sources.yaml").write_text(SOURCES, encoding="utf-8")
    (directory / "club.ics").write_text(calendar(*CLUB), encoding="utf-8")
    write(directory, [OTHER])
    stage = Stage(directory)
    try:
        with served(stage.server) as base:
            stage.subscribe(base)
            yield stage
            stage.reader.close()
    finally:
        stage.store.close()


def missing() -> list[str]:
    """The clients that are not installed."""
    return [name for name in ("vdirsyncer", "newsboat") if not shutil.which(name)]


def table(rows: list[Row]) -> str:
    """The rows as a Markdown table."""
    lines = ["| after | calendar (vdirsyncer) | newsboat, reader | cursor, stream |", "|---|---|---|---|"]
    for row in rows:
        feeds = row.newsboat.text if row.newsboat == row.reader else f"{row.newsboat.text} / {row.reader.text}"
        follow = ", ".join(row.cursor) or "nothing new"
        if row.cursor != row.stream:
            follow = f"{row.cursor} / {row.stream}"
        lines.append(f"| {row.kind} | {row.calendar.text} | {feeds} | {follow} |")
    return "\n".join(lines)


def main() -> None:
    """Play the story and print the table."""
    if lacking := missing():
        sys.exit(f"not installed: {', '.join(lacking)}")
    with tempfile.TemporaryDirectory() as name, staged(Path(name)) as stage:
        rows = list(played(stage))
    print(table(rows))


def played(stage: Stage) -> Iterator[Row]:
    """Every step, and what the clients show after it: of the event, of the source's, and of both in the end."""
    for step in STEPS:
        stage.play(step)
        yield stage.look(step.kind)
    for said in SOURCE_STEPS:
        stage.fetch(said)
        yield stage.look(f"{said.kind} by a source", stage.regatta)
    stage.rebuild()
    yield stage.look("the database deleted and rebuilt")
    yield stage.look("the same, of the source's event", stage.regatta)


def body(publisher: Publisher, format: str, now: datetime, view: str = "") -> bytes:
    """A feed's bytes."""
    empty: dict[str, Any] = {}
    return publisher.feed("all", format, empty, now, view).data


if __name__ == "__main__":
    main()
