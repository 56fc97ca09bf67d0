"""Clients that go on while what they ask is killed and comes back: readers, followers, a calendar and a writer."""

from __future__ import annotations

import itertools
import json
import random
import subprocess
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any, Final

import httpx
from icalendar import Calendar

from tests.running import pause

READ: Final = (
    "/feeds/all.atom",
    "/feeds/all.rss",
    "/feeds/all.ics",
    "/feeds/all.json",
    "/feeds/nature.atom?limit=5",
    "/",
    "/feeds/all",
    "/events/e001",
    "/events/e001.json",
    "/api/v1/events?limit=10",
    "/api/v1/events?q=river&limit=5",
    "/api/v1/feeds",
    "/api/v1/changes?limit=5",
    "/healthz",
)
SECONDS: Final = 90
"""That a client waits for an answer; who waits longer has none."""


@dataclass
class Answers:
    """What the proxy answered to all clients: how often each status, to reads and to writes."""

    reads: Counter[int] = field(default_factory=Counter)
    writes: Counter[int] = field(default_factory=Counter)
    cut: int = 0
    """Connections that ended in the middle of an answer."""
    may_refuse: bool = False
    """Whether a reader may be told to come again: the primary is gone, and with it what it had shown alone."""
    stage: str = "all of it runs"
    """What has happened last, which a failure is told with."""
    failures: list[str] = field(default_factory=list)
    """What must not happen, in words."""
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def count(self, method: str, answer: httpx.Response) -> None:
        with self._lock:
            (self.reads if method == "GET" else self.writes)[answer.status_code] += 1
        if method == "GET" and answer.status_code >= 500 and not self.allows(answer):
            self.fail(f"{answer.request.url.raw_path.decode()}: {answer.status_code} {_detail(answer)}")
        elif (
            method != "GET"
            and answer.status_code >= 500
            and (answer.status_code != 503 or "retry-after" not in answer.headers)
        ):
            self.fail(f"a write: {answer.status_code} {_detail(answer)}")

    def allows(self, answer: httpx.Response) -> bool:
        """Whether a reader may be answered so now, and by a replica itself."""
        return self.may_refuse and answer.status_code == 503 and "database" in _detail(answer)

    def count_cut(self) -> None:
        with self._lock:
            self.cut += 1

    def fail(self, words: str) -> None:
        with self._lock:
            self.failures.append(f"{self.stage}: {words}")

    @property
    def total(self) -> int:
        """All of them."""
        return sum(self.reads.values()) + sum(self.writes.values())


class Client(threading.Thread):
    """One that goes on until it is told to stop. What it does not foresee is a failure of the scenario."""

    def __init__(self, url: str, answers: Answers) -> None:
        super().__init__(daemon=True)
        self.answers, self.stopping = answers, threading.Event()
        self.http = httpx.Client(base_url=url, timeout=SECONDS, headers={"User-Agent": type(self).__name__})

    def run(self) -> None:
        try:
            while not self.stopping.is_set():
                self.step()
        except Exception as error:  # it is told, whatever it is
            self.answers.fail(f"{type(self).__name__}: {error!r}")
        finally:
            self.http.close()

    def step(self) -> None:
        """Do what it does, once."""
        raise NotImplementedError

    def ask(self, method: str, path: str, **options: Any) -> httpx.Response | None:
        """The answer, counted; None where the connection was cut."""
        try:
            answer = self.http.request(method, path, **options)
        except httpx.TransportError:
            self.answers.count_cut()
            return None
        self.answers.count(method, answer)
        return answer


class Poller(Client):
    """Asks for feeds and pages, compressed or not, whole or if they have changed. Nothing it sees gets older."""

    def __init__(self, url: str, answers: Answers, number: int) -> None:
        super().__init__(url, answers)
        self._chance = random.Random(number)
        self._known: dict[tuple[str, str], httpx.Response] = {}
        self._latest: dict[tuple[str, str], datetime] = {}

    def step(self) -> None:
        path, encoding = self._chance.choice((*READ, self._new())), self._chance.choice(("gzip", "identity"))
        known = self._known.get((path, encoding))
        headers = {"Accept-Encoding": encoding}
        if known is not None and "etag" in known.headers and self._chance.random() < 0.5:
            headers["If-None-Match"] = known.headers["etag"]
        answer = self.ask("GET", path, headers=headers)
        if answer is None or answer.status_code >= 500:
            return
        if answer.status_code not in (200, 304) or (answer.status_code == 304 and "If-None-Match" not in headers):
            self.answers.fail(f"{path}: {answer.status_code}")
        if answer.status_code == 200:
            self._look_for_older((path, encoding), answer)
            self._known[path, encoding] = answer
        pause(0.01)

    def _new(self) -> str:
        """What nobody has asked for before, so that no cache has it."""
        return f"/api/v1/events?q=river&limit={self._chance.randint(1, 50)}&from={self._chance.randint(1, 1800):04}"

    def _look_for_older(self, key: tuple[str, str], answer: httpx.Response) -> None:
        """A feed or an answer that says which change it is of says no earlier one than before."""
        if "changes" in key[0]:
            return
        if modified := answer.headers.get("last-modified", ""):
            instant = parsedate_to_datetime(modified)
            if instant < self._latest.get(key, instant):
                self.answers.fail(f"{key}: {self._latest[key]} was followed by {instant}")
            self._latest[key] = max(instant, self._latest.get(key, instant))


class Follower(Client):
    """Reads the log by a cursor: it asks for what follows, and waits where there is nothing yet."""

    def __init__(self, url: str, answers: Answers) -> None:
        super().__init__(url, answers)
        self.since = "0"
        self.changes: list[dict[str, Any]] = []

    def step(self) -> None:
        answer = self.ask("GET", "/api/v1/changes", params={"since": self.since, "wait": "2", "limit": "20"})
        if answer is None:
            return
        if answer.status_code != 200:
            if not self.answers.allows(answer):
                self.answers.fail(f"a cursor: {answer.status_code} {_detail(answer)}")
            pause(0.2)
            return
        page = answer.json()
        self.changes += page["changes"]
        self.since = page["position"]


class Listener(Client):
    """Follows the stream as browsers do: where it ends it comes again with the last id."""

    def __init__(self, url: str, answers: Answers) -> None:
        super().__init__(url, answers)
        self.last = ""
        self.changes: list[dict[str, Any]] = []
        self.connections = 0

    def step(self) -> None:
        headers = {"Last-Event-ID": self.last} if self.last else {}
        try:
            with self.http.stream("GET", "/api/v1/stream?since=0", headers=headers) as stream:
                if stream.status_code != 200:
                    stream.read()
                    pause(0.2)
                self.answers.count("GET", stream)
                self.connections += 1
                self._take(stream.iter_lines())
        except httpx.TransportError:
            self.answers.count_cut()

    def _take(self, lines: Iterator[str]) -> None:
        said: dict[str, str] = {}
        for line in lines:
            if self.stopping.is_set():
                return
            name, _, value = line.partition(": ")
            if line:
                said[name] = value
                continue
            # Only what came whole counts: the id goes with the change.
            if "data" in said:
                self.changes.append(json.loads(said["data"]))
            self.last = said.get("id", self.last)
            said = {}


class Syncing(Client):
    """vdirsyncer, again and again: what it keeps of the calendar only grows, and no entry goes back to what it was.

    Before each look `forget` makes the proxy ask for the calendar anew."""

    def __init__(self, url: str, answers: Answers, home: Path, forget: Callable[[], None]) -> None:
        super().__init__(url, answers)
        self._forget, self._home, self.runs = forget, home, 0
        self.entries: dict[str, tuple[int, str]] = {}
        """The sequence and the title of each entry, by its id."""
        home.mkdir()
        (home / "config").write_text(
            f'[general]\nstatus_path = "{home}/status"\n[pair p]\na = "remote"\nb = "local"\ncollections = null\n'
            f'conflict_resolution = "a wins"\n[storage remote]\ntype = "http"\nurl = "{url}/feeds/all.ics"\n'
            f'[storage local]\ntype = "filesystem"\npath = "{home}/calendar"\nfileext = ".ics"\n',
            encoding="utf-8",
        )
        self._run("discover")

    def step(self) -> None:
        self._forget()
        self._run("sync")
        self.runs += 1
        entries = dict(self._read())
        for id, (sequence, _) in self.entries.items():
            if id not in entries or entries[id][0] < sequence:
                self.answers.fail(f"vdirsyncer: {id} was {self.entries[id]}, and is {entries.get(id)}")
        self.entries = entries
        pause(0.5)

    @property
    def titles(self) -> dict[str, str]:
        """The title of each entry, by its id."""
        return {id: title for id, (_, title) in self.entries.items()}

    def _run(self, verb: str) -> None:
        command = ["vdirsyncer", "-c", str(self._home / "config"), verb]
        done = subprocess.run(command, capture_output=True, text=True, check=False, input="y\ny\ny\n")
        if done.returncode:
            self.answers.fail(f"vdirsyncer {verb}: {done.stdout}{done.stderr}")

    def _read(self) -> Iterator[tuple[str, tuple[int, str]]]:
        seen: set[str] = set()
        for path in (self._home / "calendar").glob("*.ics"):
            for event in Calendar.from_ical(path.read_bytes()).walk("VEVENT"):
                id = str(event["URL"]).rpartition("/")[2]
                if id in seen:
                    self.answers.fail(f"vdirsyncer: {id} is there twice")
                seen.add(id)
                yield id, (int(event.get("SEQUENCE", 0)), str(event["SUMMARY"]))


class Writer(Client):
    """Adds events and gives each another title, under a key of its own each time, until it is told that it was done."""

    def __init__(self, url: str, answers: Answers, token: str, name: str) -> None:
        super().__init__(url, answers)
        self._bearer, self._name = {"Authorization": f"Bearer {token}"}, name
        self._numbers = itertools.count()
        self.titles: dict[str, list[str]] = {}
        """The titles that were acknowledged, in their order, by the event's id."""

    @property
    def acknowledged(self) -> int:
        """How many writes were."""
        return sum(map(len, self.titles.values()))

    def step(self) -> None:
        number = f"{self._name}{next(self._numbers)}"
        title = f"River {number}"
        created = self._send("POST", "/api/v1/events", f"c{number}", {"title": title, "when": "1913-05-01"})
        if created is None:
            return
        event = created["events"][0]
        self.titles[event["id"]] = [title]
        later = f"{title}, corrected"
        path, seen = f"/api/v1/events/{event['id']}", {"If-Match": f'"{event["revision"]}"'}
        if self._send("PATCH", path, f"e{number}", {"title": later}, seen) is not None:
            self.titles[event["id"]].append(later)
        pause(0.02)

    def _send(
        self, method: str, path: str, key: str, sent: Any, headers: Mapping[str, str] | None = None
    ) -> dict[str, Any] | None:
        """What was written, or None where it was told to stop before anybody said so."""
        head = self._bearer | {"Idempotency-Key": key} | dict(headers or {})
        while True:
            answer = self.ask(method, path, json=sent, headers=head)
            if answer is not None and not _is_to_come(answer):
                break
            if self.stopping.is_set():
                return None
            pause(0.2)
        if answer.status_code not in (200, 201):
            self.answers.fail(f"{method} {path} ({sent}): {answer.status_code} {_detail(answer)}")
            return None
        written: dict[str, Any] = answer.json()
        return written


def _is_to_come(answer: httpx.Response) -> bool:
    """Whether the same is to be sent again: it cannot be done now, or is under way."""
    return answer.status_code == 503 or (answer.status_code == 409 and "key-under-way" in answer.text)


def _detail(answer: httpx.Response) -> str:
    try:
        return str(answer.json().get("detail"))
    except ValueError:
        return answer.text[:200]
