"""The whole of `deploy/` on this machine, under load, while its parts are killed: two replicas, two workers, nginx, and
PostgreSQL with a standby.

    with stack(Path("/tmp/rivers"), "/usr/sbin/nginx") as parts:
        report = Scenario(parts, Load(pollers=8)).run()
"""

from __future__ import annotations

import signal
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, NamedTuple

from tests.cluster import Cluster, cluster, free_port
from tests.deploy.clients import Answers, Client, Follower, Listener, Poller, Syncing, Writer
from tests.deploy.nginx import Nginx, age
from tests.running import Running, pause, wait_until
from timeline import schedule
from timeline.model import token as tokens
from timeline.model.change import Change
from timeline.store import Store, open_store

SETTINGS: Final = 'title = "Rivers"\nauthority = "rivers.example.net,2026"\nbase_url = "http://rivers.example.net"\n'
FEEDS: Final = {
    "all": "title: Rivers\ndescription: All of it.\nquery: {}\nlimit: 500\n",
    "nature": "title: Nature\ndescription: Some.\nquery: {tag: [nature]}\n",
}
SOURCES: Final = "sources:\n  - {id: table, name: Table, path: table.csv, kind: csv, every: 1h, trust: publish}\n"
TABLE: Final = "id,title,date\none,A flood of the Elbe,2002-08-17\n"
EVENTS: Final = 40
PATIENCE: Final = 150.0
"""Seconds for a stage on a crowded machine."""
SETTLE: Final = 30.0
"""Seconds for what was written last to reach those who follow."""
OTHER: Final = "another process runs the sources"
LEADS: Final = "this process runs the sources from now on"
TOKEN, RECORD = tokens.issue("s" * 43, "ana", ["write:events"], datetime(2026, 1, 1, tzinfo=UTC))


def write_folder(folder: Path) -> None:
    """A chronology of some events, two feeds, and a source."""
    (folder / "feeds").mkdir(parents=True)
    (folder / "timeline.toml").write_text(SETTINGS)
    for slug, text in FEEDS.items():
        (folder / "feeds" / f"{slug}.yaml").write_text(text)
    rows = [
        f"  - {{id: e{n:03}, added: 2026-01-01T00:00:00Z, title: River {n}, when: {1800 + n}-05-01, tags: [nature]}}"
        for n in range(EVENTS)
    ]
    (folder / "events.yaml").write_text("events:\n" + "\n".join(rows) + "\n")
    (folder / "sources.yaml").write_text(SOURCES)
    (folder / "table.csv").write_text(TABLE)


@dataclass
class Parts:
    """All that runs."""

    folder: Path
    servers: Cluster
    nginx: Nginx
    ports: Sequence[int]
    replicas: list[Running]
    workers: list[Running]
    store: Store
    start: Callable[..., Running]
    ended: list[Running] = field(default_factory=list)

    def start_replica(self, number: int) -> None:
        """Start it where it was."""
        self.ended.append(self.replicas[number])
        self.replicas[number] = self.start("serve", "--port", str(self.ports[number]))


@contextmanager
def stack(path: Path, nginx: str, *, synchronous: bool = True) -> Iterator[Parts]:
    """Everything running. With `synchronous` a commit waits for the standby."""
    folder = path / "folder"
    write_folder(folder)
    with ExitStack() as opened:
        servers = opened.enter_context(cluster())
        if synchronous:
            servers.primary.configure(synchronous_standby_names="standby")
        environ = {
            "DATABASE_URL": servers.url,
            "READ_URL": servers.standby.url,
            "SCHEDULE": "false",
            "PROXIES": "127.0.0.1",
            "RATE": "0",
        }

        def start(*words: str) -> Running:
            return opened.enter_context(Running(folder, *words, **environ))

        # The first one makes the tables.
        ports = [free_port() for _ in range(2)]
        replicas = [start("serve", "--port", str(port)) for port in ports]
        workers = [start("worker") for _ in range(2)]
        store = open_store(servers.url)
        opened.callback(store.close)
        store.add_token(RECORD)
        proxy = opened.enter_context(Nginx(nginx, path / "nginx", ports))
        yield Parts(folder, servers, proxy, ports, replicas, workers, store, start)


class Load(NamedTuple):
    """How many of each ask, and how many writes go through before each next blow."""

    pollers: int = 6
    writers: int = 2
    writes: int = 20
    synchronous: bool = True
    """Whether the standby has all that was shown. Where it may not, readers are refused until it has taken over."""


@dataclass
class Report:
    """What came of it."""

    answers: Answers
    log: Sequence[Change]
    followers: dict[str, Sequence[dict[str, Any]]]
    titles: dict[str, list[str]]
    entries: dict[str, tuple[int, str]]
    runs: int
    stages: list[tuple[str, int]]
    """The name of each stage, and how many requests were answered in it."""
    logs: list[str]

    @property
    def calendar(self) -> dict[str, str]:
        """The titles that vdirsyncer has, by the event's id."""
        return {id: title for id, (_, title) in self.entries.items()}

    @property
    def titles_now(self) -> dict[str, str]:
        """Those that there are."""
        return {change.event: change.after.title for change in self.log}

    def positions(self, follower: str) -> list[int]:
        """What one of those who follow the log has heard of, in its order."""
        return [int(change["position"].rpartition("-")[2]) for change in self.followers[follower]]

    @property
    def lost(self) -> list[str]:
        """Events of acknowledged writes that do not hold what was acknowledged, once and in its order."""
        return [id for id, titles in self.titles.items() if self._titles_of(id)[: len(titles)] != titles]

    def _titles_of(self, id: str) -> list[str]:
        return [change.after.title for change in self.log if change.event == id]


class Scenario:
    """The load, and blow after blow."""

    def __init__(self, parts: Parts, load: Load, say: Callable[[str], None] = lambda line: None) -> None:
        self._parts, self._load, self._say = parts, load, say
        self._answers = Answers()
        self._stages: list[tuple[str, int]] = []
        url = parts.nginx.url
        self._writers = [Writer(url, self._answers, TOKEN, name) for name in "abcdefgh"[: load.writers]]
        self._follower, self._listener = Follower(url, self._answers), Listener(url, self._answers)
        home = parts.folder.parent / "vdirsyncer"
        self._syncing = Syncing(url, self._answers, home, lambda: age(parts.nginx, 3_600))
        pollers = [Poller(url, self._answers, number) for number in range(load.pollers)]
        self._clients: list[Client] = [*pollers, self._follower, self._listener, self._syncing, *self._writers]

    def run(self) -> Report:
        """What came of it, once all has been killed, started again, and is at rest."""
        for client in self._clients:
            client.start()
        try:
            self._go_on("all of it runs")
            self._kill_worker()
            self._go_on("the worker with the lease was killed")
            self._parts.replicas[0].stop(signal.SIGKILL)
            self._go_on("a replica was killed")
            self._parts.start_replica(0)
            self._go_on("it is back")
            self._answers.may_refuse = not self._load.synchronous
            self._parts.servers.primary.kill()
            self._read_on("the primary was killed")
            self._parts.servers.standby.promote()
            self._go_on("the standby was promoted")
            self._answers.may_refuse = False
            self._restart()
            self._go_on("both replicas were started anew, one after the other")
        finally:
            self._stop()
        return self._report()

    def _go_on(self, stage: str) -> None:
        """Wait until as many writes as are wanted were acknowledged to each writer, and vdirsyncer has been there."""
        self._answers.stage = stage
        before = self._answers.total
        goals = [(writer, writer.acknowledged + self._load.writes) for writer in self._writers]
        runs = self._syncing.runs + 1
        self._wait(lambda: all(writer.acknowledged >= goal for writer, goal in goals))
        self._wait(lambda: self._syncing.runs >= runs)
        self._stages.append((stage, self._answers.total - before))
        self._say(f"{stage}: {self._stages[-1][1]:,} answers")

    def _read_on(self, stage: str) -> None:
        """Wait until as many reads were answered as there are writes in other stages, by each reader."""
        self._answers.stage = stage
        before = sum(self._answers.reads.values())
        goal = before + self._load.writes * self._load.pollers
        self._wait(lambda: sum(self._answers.reads.values()) >= goal)
        self._stages.append((stage, sum(self._answers.reads.values()) - before))
        self._say(f"{stage}: {self._stages[-1][1]:,} reads")

    def _wait(self, condition: Callable[[], bool]) -> None:
        """Until something is so; where it does not come about, or a client has given up, what failed is said."""
        end = time.monotonic() + PATIENCE
        while not condition():
            if time.monotonic() > end or not self._syncing.is_alive():
                answers = self._answers
                raise AssertionError(f"{answers.reads} {answers.writes} {answers.cut} {answers.failures}")
            pause(0.05)

    def _kill_worker(self) -> None:
        """The one that leads; the other one fetches what is due."""
        parts = self._parts
        wait_until(lambda: _last_run(parts.store) is not None)
        leading = next(worker for worker in parts.workers if OTHER not in worker.output)
        (other,) = (worker for worker in parts.workers if worker is not leading)
        before = _last_run(parts.store)
        leading.stop(signal.SIGKILL)
        (parts.folder / "table.csv").write_text(TABLE + "two,A flood of the Oder,1997-07-08\n")
        schedule.hasten(parts.store, "table", datetime.now(UTC))
        wait_until(lambda: _last_run(parts.store) != before)
        assert LEADS in other.output

    def _restart(self) -> None:
        """One after the other, each told to end in order."""
        for number in range(len(self._parts.replicas)):
            code = self._parts.replicas[number].stop()
            if code:
                self._answers.fail(f"a replica ended with {code}")
            self._parts.start_replica(number)

    def _stop(self) -> None:
        for writer in self._writers:
            writer.stopping.set()
        for writer in self._writers:
            writer.join(PATIENCE)
        # What was acknowledged last is on its way to those who follow.
        position = self._parts.store.position_now()
        followers = self._follower.changes, self._listener.changes
        self._settle(lambda: all(len(changes) >= position for changes in followers), "a follower lacks changes")
        titles = {change.event: change.after.title for change in self._parts.store.changes()}
        self._settle(lambda: self._syncing.titles == titles, "the calendar lacks something")
        for client in self._clients:
            client.stopping.set()
        # A stream ends with its next sign of life; all others have to be done before their servers go.
        for client in self._clients:
            if client is not self._listener:
                client.join(PATIENCE)

    def _settle(self, condition: Callable[[], bool], otherwise: str) -> None:
        try:
            wait_until(condition, SETTLE)
        except AssertionError:
            self._answers.fail(otherwise)

    def _report(self) -> Report:
        parts = self._parts
        titles = {id: kept for writer in self._writers for id, kept in writer.titles.items()}
        followers = {"cursor": self._follower.changes, "stream": self._listener.changes}
        logs = [each.errors for each in (*parts.ended, *parts.replicas, *parts.workers)]
        return Report(
            self._answers,
            parts.store.changes(),
            followers,
            titles,
            self._syncing.entries,
            self._syncing.runs,
            self._stages,
            logs,
        )


def _last_run(store: Store) -> datetime | None:
    return store.health_of("table").last_run
