"""What rude clients do to others: `python -m benchmarks.soak [SECONDS [CLIENTS]]`.

Clients that drip, do not read, say nothing, break off, and ask slow and ever new questions, all at once and from one
address, while a well-behaved one asks for /healthz and for a feed that is kept; and before them eight that ask only
slow questions, without a limit for their address (RATE=0 takes it away from all). It is a gate: it exits with the
number of figures that pass their bound. Waits are bounded in CPU that the server used meanwhile, for itself or for
others: what the machine makes everyone wait is not ours. The waits themselves stand beside those for a server which
does nothing, in the same minute.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import random
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from benchmarks.serving import ask, free_port, generate, nanoseconds, resident, running, settle

SECONDS: Final = 60.0
CLIENTS: Final = 50
EVENTS: Final = 5_000
SLOW_MS: Final = 50.0
"""What the server may do before it gives 99 of 100 answers, while eight ask slow questions."""
SOAKED_MS: Final = 300.0
"""The same while fifty of all kinds keep one core busy: then others wait for their turn."""
GROWN_MB: Final = 60
LEFT_OPEN: Final = 10
SLOW: Final = 8
RATE: Final = os.environ.get("RATE", "600")
FEED: Final = "/feeds/n50.atom"
PAUSE: Final = 0.02
IDLE: Final = """
import asyncio, sys
async def answer(reader, writer):
    while await reader.readline():
        await reader.readuntil(b"\\r\\n\\r\\n")
        writer.write(b"HTTP/1.1 200 OK\\r\\ncontent-length: 2\\r\\n\\r\\nok")
async def main():
    server = await asyncio.start_server(answer, "127.0.0.1", int(sys.argv[1]))
    await server.serve_forever()
asyncio.run(main())
"""
WORDS: Final = ("event", "kind", "number", "place", "took", "generated")


@dataclass
class Figures:
    """What was measured."""

    waits: dict[str, list[float]] = field(default_factory=dict)
    work: dict[str, list[float]] = field(default_factory=dict)
    answers: dict[str, int] = field(default_factory=dict)
    before_mb: int = 0
    after_mb: int = 0
    before_open: int = 0
    after_open: int = 0

    def failures(self, most: float) -> Iterator[str]:
        """What passes its bound; `most` is that of the work before an answer, in milliseconds."""
        for name in ("/healthz", FEED):
            if p99(self.work[name]) > most:
                yield f"{name}: the server does {p99(self.work[name]):.0f} ms of work before 99 of 100 answers"
        if self.after_mb - self.before_mb > GROWN_MB:
            yield f"memory grew by {self.after_mb - self.before_mb} MB"
        if self.after_open - self.before_open > LEFT_OPEN:
            yield f"{self.after_open - self.before_open} descriptors were left open"


def p99(seconds: list[float]) -> float:
    """What 99 of 100 have at most, in milliseconds."""
    return statistics.quantiles(seconds, n=100)[-1] * 1e3


Connection = tuple[asyncio.StreamReader, asyncio.StreamWriter]
Rude = Callable[[int, random.Random, float], Awaitable[str]]


@contextmanager
def server(folder: Path, events: int, rate: str) -> Iterator[tuple[int, int]]:
    """A server over generated events, with a limit for an address: its pid and port."""
    timeline = shutil.which("timeline", path=f"{Path(sys.executable).parent}:{os.environ['PATH']}") or "timeline"
    generate(folder, events)
    port = free_port()
    environ = dict(os.environ, DATA=str(folder / "data"), PORT=str(port), RATE=rate)
    with running([timeline, "serve", "--files", str(folder)], port, environ) as (pid, _):
        ask(port, FEED)
        settle(pid)
        yield pid, port


def measure(
    seconds: float, clients: int, events: int = EVENTS, kinds: Sequence[Rude] = (), rate: str = RATE
) -> Figures:
    """Let them loose, those of all kinds in equal parts."""
    figures = Figures()
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        pid, port = stack.enter_context(server(Path(name), events, rate))
        idle = free_port()
        stack.enter_context(running([sys.executable, "-c", IDLE, str(idle)], idle, dict(os.environ)))
        figures.before_mb, figures.before_open = resident(pid), descriptors(pid)
        chosen = kinds or RUDE
        rude = [chosen[n % len(chosen)] for n in range(clients)]
        asyncio.run(_attack(figures, pid, port, idle, seconds, rude))
        settle(pid)
        # The last of what was left behind is cut off when its time is over.
        until = time.monotonic() + 45
        while descriptors(pid) > figures.before_open + LEFT_OPEN and time.monotonic() < until:
            time.sleep(0.5)
        figures.after_mb, figures.after_open = resident(pid), descriptors(pid)
    return figures


def descriptors(pid: int) -> int:
    """Open files of a process."""
    return len(list(Path(f"/proc/{pid}/fd").iterdir()))


async def _attack(figures: Figures, pid: int, port: int, idle: int, seconds: float, kinds: Sequence[Rude]) -> None:
    end = time.monotonic() + seconds
    asked = (("/healthz", port, "/healthz"), (FEED, port, FEED), ("idle", idle, "/"))
    polite = [_probe(figures, name, pid, where, path, end) for name, where, path in asked]
    rude = [_misbehave(figures, kind, port, random.Random(n), end) for n, kind in enumerate(kinds)]
    await asyncio.gather(*polite, *rude)


async def _probe(figures: Figures, name: str, pid: int, port: int, path: str, end: float) -> None:
    """Ask again and again on one connection, and note how long each answer took, and how much work."""
    waits, work = figures.waits.setdefault(name, []), figures.work.setdefault(name, [])
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    message = f"GET {path} HTTP/1.1\r\nHost: bench\r\n\r\n".encode()
    while time.monotonic() < end:
        used, started = nanoseconds(pid), time.perf_counter()
        writer.write(message)
        head = await reader.readuntil(b"\r\n\r\n")
        length = int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0])
        await reader.readexactly(length)
        waits.append(time.perf_counter() - started)
        work.append((nanoseconds(pid) - used) / 1e9)
        await asyncio.sleep(PAUSE)
    writer.close()


async def _misbehave(figures: Figures, rude: Rude, port: int, dice: random.Random, end: float) -> None:
    while time.monotonic() < end:
        try:
            outcome = await asyncio.wait_for(rude(port, dice, end), max(0.1, end - time.monotonic()))
        except (TimeoutError, OSError, asyncio.IncompleteReadError):
            outcome = "cut off"
        key = f"{rude.__name__}: {outcome}"
        figures.answers[key] = figures.answers.get(key, 0) + 1


async def drips_a_head(port: int, dice: random.Random, end: float) -> str:
    """Sends a header field now and then."""
    async with _connected(port) as (reader, writer):
        writer.write(b"GET / HTTP/1.1\r\nHost: x\r\n")
        return await _dripping(reader, writer, b"X: y\r\n", end)


async def drips_a_body(port: int, dice: random.Random, end: float) -> str:
    """Sends a byte of a body now and then."""
    async with _connected(port) as (reader, writer):
        writer.write(b"POST /api/v1/sources/x/run HTTP/1.1\r\nHost: x\r\nContent-Length: 90000\r\n\r\n")
        return await _dripping(reader, writer, b"x", end)


async def reads_nothing(port: int, dice: random.Random, end: float) -> str:
    """Asks for a calendar, again and again, and takes none of it."""
    async with _connected(port) as (_, writer):
        for _ in range(20):
            writer.write(b"GET /feeds/k1000.ics HTTP/1.1\r\nHost: x\r\n\r\n")
        while not writer.is_closing() and time.monotonic() < end:
            await asyncio.sleep(0.2)
            writer.write(b"\r\n")
        return "cut off"


async def says_nothing(port: int, dice: random.Random, end: float) -> str:
    """Connects, many times."""
    async with contextlib.AsyncExitStack() as stack:
        for _ in range(40):
            await stack.enter_async_context(_connected(port))
        await asyncio.sleep(1)
    return "left"


async def talks_nonsense(port: int, dice: random.Random, end: float) -> str:
    """Is refused, and stays."""
    async with _connected(port) as (reader, writer):
        writer.write(b"nonsense\r\n\r\n")
        return await _status(reader)


async def breaks_off(port: int, dice: random.Random, end: float) -> str:
    """Asks for what takes long, and goes."""
    async with _connected(port) as (_, writer):
        writer.write(_get(f"/api/v1/events?q={dice.choice(WORDS)}&from={dice.randrange(1000, 1900)}&limit=200"))
        await asyncio.sleep(dice.random() / 20)
        writer.transport.abort()
    return "left"


async def asks_slowly(port: int, dice: random.Random, end: float) -> str:
    """Asks what takes longest: many matches of many words, whole calendars of them."""
    word = "+".join(dice.sample(WORDS, 3))
    return await _ask(port, f"/feeds/n1000.ics?q={word}&from={dice.randrange(1000, 2000)}&fuzzy=span")


async def asks_something_new(port: int, dice: random.Random, end: float) -> str:
    """Asks what nobody asked before."""
    return await _ask(port, f"/feeds/n50.atom?tag=t{dice.randrange(50)}&from={dice.randrange(10**6)}&limit=5")


async def looks_for_what_is_not_there(port: int, dice: random.Random, end: float) -> str:
    """Asks for addresses that lead nowhere."""
    return await _ask(port, f"/{dice.randrange(10**9)}/feeds/{dice.randrange(10**9)}.atom")


RUDE: Final = (
    drips_a_head, drips_a_body, reads_nothing, says_nothing, talks_nonsense, breaks_off, asks_slowly,
    asks_something_new, looks_for_what_is_not_there,
)  # fmt: skip


@contextlib.asynccontextmanager
async def _connected(port: int) -> AsyncIterator[Connection]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        yield reader, writer
    finally:
        writer.transport.abort()


async def _dripping(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, drop: bytes, end: float) -> str:
    answer = asyncio.create_task(_status(reader))
    try:
        while not answer.done() and time.monotonic() < end:
            writer.write(drop)
            await asyncio.sleep(0.5)
        return await answer if answer.done() else "left"
    finally:
        answer.cancel()


async def _ask(port: int, path: str) -> str:
    async with _connected(port) as (reader, writer):
        writer.write(_get(path))
        status = await _status(reader)
        await reader.read(100_000)
        return status


def _get(path: str) -> bytes:
    return f"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAccept-Encoding: gzip\r\n\r\n".encode()


async def _status(reader: asyncio.StreamReader) -> str:
    return (await reader.readuntil(b"\r\n")).split()[1].decode()


def main() -> int:
    """Print the figures; the number of those that fail."""
    given: dict[int, str] = dict(enumerate(sys.argv))
    seconds, clients = float(given.get(1, SECONDS)), int(given.get(2, CLIENTS))
    print("milliseconds that others wait: median, 99 of 100, longest; and what the server does: median, 99 of 100")
    slow = measure(seconds / 4, SLOW, kinds=(asks_slowly,), rate="0")
    failed = _print(f"{seconds / 4:.0f} s of {SLOW} slow questions at once, no limit", slow, SLOW_MS)
    everyone = measure(seconds, clients)
    return failed + _print(f"{seconds:.0f} s of {clients} rude clients, {RATE} a minute", everyone, SOAKED_MS)


def _print(title: str, figures: Figures, most: float) -> int:
    print(title)
    for name, waits in figures.waits.items():
        middle, longest = statistics.median(waits) * 1e3, max(waits) * 1e3
        work = figures.work[name]
        done = f"{statistics.median(work) * 1e3:8.1f} {p99(work):8.1f}" if name != "idle" else ""
        print(f"  {name:16} {middle:8.1f} {p99(waits):8.1f} {longest:8.1f}   {done}   of {len(waits)}")
    print(f"  memory {figures.before_mb} → {figures.after_mb} MB")
    print(f"  descriptors {figures.before_open} → {figures.after_open}")
    for key, count in sorted(figures.answers.items()):
        print(f"    {key:44} {count:7}")
    failures = list(figures.failures(most))
    for failure in failures:
        print(f"  FAILS: {failure}")
    return len(failures)


if __name__ == "__main__":
    sys.exit(main())
