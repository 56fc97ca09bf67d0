"""What serving costs: `python -m benchmarks.serving`.

Cold and warm start, loading 10,000 generated events, and the server's CPU per request for a feed of 50 and of 1,000
entries (200, gzip, 304), beside a bare ASGI application that returns the same bytes under the same uvicorn.
"""

from __future__ import annotations

import os
import resource
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

EVENTS = 10_000
REQUESTS = 2000
TICK = os.sysconf("SC_CLK_TCK")
BARE = """
import sys, uvicorn
body = open(sys.argv[1], "rb").read()
headers = [(b"content-type", b"application/atom+xml"), (b"content-length", str(len(body)).encode())]
async def app(scope, receive, send):
    if scope["type"] != "http":
        return
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})
uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[2]), log_level="error", lifespan="off")
"""


def generate(directory: Path, events: int) -> None:
    """A folder of generated events, two feeds of 50 and 1,000 entries."""
    (directory / "feeds").mkdir(parents=True)
    toml = 'title = "Generated"\nauthority = "bench.example,2026"\n'
    (directory / "timeline.toml").write_text(toml, encoding="utf-8")
    for limit in (50, 1000):
        text = f"title: The newest {limit}\nquery: {{}}\nlimit: {limit}\n"
        (directory / "feeds" / f"n{limit}.yaml").write_text(text, encoding="utf-8")
    rows = ["events:"]
    for n in range(events):
        year, month, day = 1700 + n % 320, n % 12 + 1, n % 28 + 1
        when = (f"{year}-{month:02}-{day:02}", f"{year}-{month:02}", f"{year}~", f"{year}-{21 + n % 4}")[n % 4]
        rows.append(
            f"  - id: e{n:06}\n    added: 2026-01-{n % 28 + 1:02}T{n % 24:02}:00:00Z\n"
            f'    title: "Event {n} of the generated kind"\n'
            f'    summary: "It took place, as generated events do, number {n}."\n'
            f'    when: "{when}"\n    tags: [t{n % 50}, u{n % 7}]\n'
            f'    places:\n      - {{name: "Place {n % 200}", latitude: {n % 90}.5, longitude: {n % 180}.25}}'
        )
    (directory / "events.yaml").write_text("\n".join(rows) + "\n", encoding="utf-8")


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running(command: list[str], port: int, environ: dict[str, str]) -> Iterator[tuple[int, float]]:
    """A server: its pid, and the seconds until it answered."""
    started = time.perf_counter()
    process = subprocess.Popen(command, env=environ, stdout=subprocess.DEVNULL)
    try:
        while True:
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            except OSError:
                if process.poll() is not None:
                    raise SystemExit(f"{command} ended with {process.returncode}") from None
                time.sleep(0.02)
        yield process.pid, time.perf_counter() - started
    finally:
        process.terminate()
        process.wait(20)


def cpu(pid: int) -> float:
    """Seconds of CPU that a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICK


def resident(pid: int) -> int:
    """Megabytes resident."""
    pages = int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize() // 2**20


def ask(port: int, path: str, *headers: str) -> tuple[bytes, dict[str, str]]:
    """One request on a new connection: head and body."""
    with socket.create_connection(("127.0.0.1", port)) as connection:
        return exchange(connection, path, headers)


def exchange(connection: socket.socket, path: str, headers: tuple[str, ...]) -> tuple[bytes, dict[str, str]]:
    """One request and its answer on a connection that stays open."""
    lines = "".join(f"{header}\r\n" for header in headers)
    connection.sendall(f"GET {path} HTTP/1.1\r\nHost: bench\r\n{lines}\r\n".encode())
    data = b""
    while b"\r\n\r\n" not in data:
        data += connection.recv(65536)
    head, _, body = data.partition(b"\r\n\r\n")
    fields = dict(line.lower().split(": ", 1) for line in head.decode("latin-1").split("\r\n")[1:] if ": " in line)
    fields["status"] = head.split()[1].decode()
    length = 0 if fields["status"] == "304" else int(fields.get("content-length", "0"))
    # Into one buffer: a client that copies what it has at each piece is slower than the server, and is then measured.
    whole = bytearray(length)
    whole[: len(body)] = body
    with memoryview(whole) as view:
        received = len(body)
        while received < length:
            received += connection.recv_into(view[received:])
    return bytes(whole), fields


def per_request(pid: int, port: int, path: str, *headers: str) -> float:
    """Microseconds of the server's CPU for one request, on one connection."""
    with socket.create_connection(("127.0.0.1", port)) as connection:
        for _ in range(50):
            exchange(connection, path, headers)
        before = cpu(pid)
        for _ in range(REQUESTS):
            exchange(connection, path, headers)
        return (cpu(pid) - before) / REQUESTS * 1e6


def main() -> None:
    """Print the figures."""
    timeline = shutil.which("timeline", path=f"{Path(sys.executable).parent}:{os.environ['PATH']}") or "timeline"
    with tempfile.TemporaryDirectory() as name:
        directory = Path(name)
        generate(directory, EVENTS)
        port = free_port()
        environ = dict(os.environ, DATA=str(directory / "data"), PORT=str(port))
        command = [timeline, "serve", "--files", name]
        with running(command, port, environ) as (pid, seconds):
            print(f"cold start, loading {EVENTS:,} events: {seconds:.1f} s, CPU {cpu(pid):.1f} s")
        with running(command, port, environ) as (pid, seconds):
            print(f"warm start, the same files: {seconds:.1f} s, CPU {cpu(pid):.1f} s, {resident(pid)} MB resident")
            for limit in (50, 1000):
                path = f"/feeds/n{limit}.atom"
                body, fields = ask(port, path)
                print(f"feed of {limit} entries, {len(body):,} bytes; µs of CPU per request:")
                figures = {
                    "200": per_request(pid, port, path),
                    "gzip": per_request(pid, port, path, "Accept-Encoding: gzip"),
                    "304": per_request(pid, port, path, f"If-None-Match: {fields['etag']}"),
                }
                bare = compare(directory, body)
                told = ", ".join(f"{kind} {value:.0f}" for kind, value in figures.items())
                print(f"  timeline {told}; a bare ASGI application 200 {bare:.0f} ({figures['200'] / bare:.2f} x)")
            print(f"after that: {resident(pid)} MB resident")


def compare(directory: Path, body: bytes) -> float:
    """The same bytes from a bare ASGI application."""
    path, port = directory / "body", free_port()
    path.write_bytes(body)
    with running([sys.executable, "-c", BARE, str(path), str(port)], port, dict(os.environ)) as (pid, _):
        return per_request(pid, port, "/")


if __name__ == "__main__":
    main()
