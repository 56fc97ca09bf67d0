"""What serving costs: streams, answers that are ready, the start of a command and of a server."""

from __future__ import annotations

import asyncio
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import httpx
import msgspec
from uvicorn.server import ServerState

from benchmarks.growth import Growth, Ratio
from benchmarks.serving import resident
from tests.factory import event
from timeline.model.change import classify
from timeline.model.chronology import Chronology
from timeline.model.feed import Feed
from timeline.model.query import Filter
from timeline.publish.change_log import Following
from timeline.publish.publisher import Publisher
from timeline.serve.app import Front, make_app
from timeline.serve.http.ready import ReadyAnswers
from timeline.serve.process.ready import protocol_for
from timeline.serve.process.server import BoundedProtocol, config
from timeline.serve.routes.changes import _events
from timeline.store import open_store

DAWN: Final = datetime(2026, 5, 1, tzinfo=UTC)
CHRONOLOGY: Final = Chronology(title="A newsroom", authority="news.example,2026", base_url="http://news.example")
ASKED: Final = 3_000
FEEDS: Final = 100
STRANGERS: Final = int(os.environ.get("STRANGERS", "50000"))
STRANGE: Final = ("", "lang=qaa-x-", "utm_source=", "tag=t")
STRANGE_MB: Final = 40
POLL: Final = "GET {} HTTP/1.1\r\nHost: news.example\r\nUser-Agent: a reader\r\n{}\r\n"


@contextmanager
def application() -> Iterator[Front]:
    """One over 50 events."""
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(str(Path(folder) / "timeline.db"))
        added = [classify(None, event(f"e{n}", "2025-04-16"), DAWN) for n in range(50)]
        store.apply([change for change in added if change is not None])
        store.set_feeds([Feed(slug="all", title="Everything")], DAWN)
        try:
            yield make_app(store, Publisher(store, CHRONOLOGY), CHRONOLOGY, lambda: DAWN + timedelta(days=1))
        finally:
            store.close()


def change_to_streams(streams: int) -> float:
    """Seconds from a change until each of so many streams has it."""

    async def measure(front: Front) -> float:
        service = front.service
        service.followers._most = streams
        following = Following(service.log, CHRONOLOGY)
        pieces = [_events(service, following, service.store.position()) for _ in range(streams)]
        for each in pieces:
            await anext(each)
        waiting = [asyncio.create_task(anext(each)) for each in pieces]
        await asyncio.sleep(0.5)
        old = service.store.event("e1")
        change = classify(old, msgspec.structs.replace(old, title="Another title"), DAWN + timedelta(days=2))
        assert change is not None
        started = time.process_time()
        await asyncio.to_thread(service.store.apply, [change])
        got = await asyncio.gather(*waiting)
        seconds = time.process_time() - started
        assert all(b"Another title" in piece for piece in got)
        return seconds

    with application() as front:
        return asyncio.run(measure(front))


class Wire(asyncio.Transport):
    """A transport that takes everything."""

    def __init__(self) -> None:
        super().__init__()
        self.written = 0

    def write(self, data: Any) -> None:
        self.written += data.endswith(b"\r\n\r\n")  # a head and nothing behind it

    def is_closing(self) -> bool:
        return False

    def close(self) -> None:
        return


def polls(
    front: Front,
    protocol: type[BoundedProtocol],
    targets: Sequence[str] = ("/feeds/all.atom",),
    between: Callable[[int], None] = lambda n: None,
) -> float:
    """Microseconds of a 304, without the socket: all targets in turn, without what is done between two rounds."""

    async def measure() -> float:
        settings = config(front, "http://news.example", protocol=protocol)
        settings.load()
        state = ServerState()
        state.default_headers = [(b"date", b"Fri, 01 May 2026 00:00:00 GMT")]
        wire = Wire()
        made = settings.http_protocol_class(config=settings, server_state=state, app_state={})  # type: ignore[call-arg]
        made.connection_made(wire)
        polls = [POLL.format(target, "If-None-Match: *\r\n").encode() for target in targets]

        async def ask(poll: bytes) -> None:
            before = wire.written
            made.data_received(poll)
            await asyncio.sleep(0)
            while wire.written == before:
                await asyncio.sleep(0)

        for poll in polls * max(1, 50 // len(polls)):
            await ask(poll)
        seconds, rounds = 0.0, ASKED // len(polls)
        for n in range(rounds):
            between(n)
            started = time.process_time()
            for poll in polls:
                await ask(poll)
            seconds += time.process_time() - started
        return seconds / (rounds * len(polls)) * 1e6

    return asyncio.run(measure())


def elsewhere_over_hot() -> float:
    """A 304 of a feed that was last asked for before a change that does not touch it, over one after no change."""
    slugs = [f"kept{n}" for n in range(FEEDS)]
    targets = [f"/feeds/{slug}.atom" for slug in slugs]
    with application() as front:
        store, publisher = front.service.store, front.service.publisher
        store.set_feeds([Feed(slug=slug, title=slug, filter=Filter(tags=(slug,))) for slug in slugs], DAWN)

        def change(n: int) -> None:
            added = classify(None, event(f"other{n}", "2024-03-01", tags=("other",)), DAWN + timedelta(seconds=n))
            assert added is not None
            store.apply([added])
            # The first who asks for any feed after a change looks at it, for all others.
            publisher.feed(slugs[0], "rss", {}, DAWN + timedelta(days=1))

        protocol = protocol_for(ReadyAnswers(front.service))
        hot = polls(front, protocol, targets)
        other = polls(front, protocol, targets, change)
    print(f"  a 304 without the socket: {hot:.1f} µs after no change, {other:.1f} after one elsewhere")
    return other / hot


def short_over_ordinary() -> float:
    """A 304 by the short way over one by the ordinary."""
    with application() as front:
        short = polls(front, protocol_for(ReadyAnswers(front.service)))
        ordinary = polls(front, BoundedProtocol)
    print(f"  a 304 without the socket: {short:.1f} µs by the short way, {ordinary:.1f} by the ordinary")
    return short / ordinary


def memory_over_addresses() -> float:
    """Megabytes that so many different addresses add to an idle server, over those that may be added."""

    async def ask(front: Front, first: int, last: int) -> None:
        async with httpx.AsyncClient(
            transport=httpx.ASGITransport(app=front), base_url="http://news.example"
        ) as client:
            for n in range(first, last):
                kind = n % 4
                path = f"/feeds/all.atom?from={n % 9_000}" if not kind else f"/feeds/all.json?{STRANGE[kind]}{n}"
                await client.get(path)

    with application() as front:
        asyncio.run(ask(front, 0, 200))
        before = resident(os.getpid())
        asyncio.run(ask(front, 200, STRANGERS))
        grown = resident(os.getpid()) - before
    print(f"  {STRANGERS:,} different addresses: {grown} MB more than idle")
    return grown / STRANGE_MB


def started(code: str) -> float:
    """Seconds of CPU of a new interpreter that runs something: the least of three."""

    def once() -> float:
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([sys.executable, "-c", code], check=True, stdout=subprocess.DEVNULL)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime

    return min(once() for _ in range(3))


def over(code: str, beside: str) -> Callable[[], float]:
    """What one program costs over another."""
    return lambda: started(code) / started(beside)


ROWS: Final = (
    Growth("a change reaches all streams", change_to_streams, sizes=(500, 5_000), reach="5,000: 300"),
    Ratio("304, the short way over the ordinary", short_over_ordinary, 0.6),
    Ratio("memory of many different addresses over 40 MB", memory_over_addresses, 1.0),
    Ratio("304 after a change elsewhere over a hot one", elsewhere_over_hot, 3.0),
    Ratio(
        "timeline read 2013 over its parser of commands",
        over(
            "import sys; sys.argv[1:] = ['read', '2013']; from timeline.cli.main import main; main()",
            "import rich_click",
        ),
        4.0,
    ),
    Ratio(
        "loading a server over litestar and SQLAlchemy",
        over("import timeline.cli.serve", "import litestar, sqlalchemy, uvicorn"),
        3.0,
    ),
)
