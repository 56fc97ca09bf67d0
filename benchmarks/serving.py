"""What serving costs: `python -m benchmarks.serving`.

Cold and warm start, loading 10,000 generated events, and the server's CPU per request for a feed of 50 and a calendar
of 1,000 entries (200, gzip, 304), beside nginx with the same bytes as files. It is a gate: it exits with the number of
ratios to nginx that pass their bound.
"""

from __future__ import annotations

import os
import re
import resource
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Final, NamedTuple

from benchmarks import nginx

EVENTS = 10_000
TICK = os.sysconf("SC_CLK_TCK")
CLIENTS = 16
"""Connections that ask at once, each again and again."""
ROUNDS = 5
QUIET = 5_000_000
"""Nanoseconds of CPU in half a second that are nothing."""
TARGETS: Final = (
    # address, name for nginx, what is asked, times, how much CPU it may take for each of nginx's
    ("/feeds/n50.atom", "n50.atom", "200", 4_000, 2.5),
    ("/feeds/n50.atom", "n50.atom", "gzip", 4_000, 2.5),
    ("/feeds/n50.atom", "n50.atom", "304", 4_000, 3.5),
    ("/feeds/k1000.ics", "k1000.ics", "200", 800, 3.0),
    ("/feeds/k1000.ics", "k1000.ics", "gzip", 2_000, 3.0),
    ("/feeds/k1000.ics", "k1000.ics", "304", 4_000, 3.5),
)
# nginx sends a file without copying it into the kernel (sendfile), which Python cannot do behind a transport: so the
# two whole calendars, where copying is most of the work, are allowed more than the 1 that was wanted.
GZIP: Final = "Accept-Encoding: gzip"


def generate(directory: Path, events: int) -> None:
    """A folder of generated events, two feeds of 50 and 1,000 entries."""
    (directory / "feeds").mkdir(parents=True)
    toml = 'title = "Generated"\nauthority = "bench.example,2026"\n'
    (directory / "timeline.toml").write_text(toml, encoding="utf-8")
    for limit in (50, 1000):
        text = f"title: The newest {limit}\nquery: {{}}\nlimit: {limit}\n"
        (directory / "feeds" / f"n{limit}.yaml").write_text(text, encoding="utf-8")
    tags = ", ".join(f"t{n}" for n in range(min(50, 1_000 * 50 // events)))
    text = f"title: A calendar of 1,000\nquery: {{tag: [{tags}]}}\n"
    (directory / "feeds" / "k1000.yaml").write_text(text, encoding="utf-8")
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


def nanoseconds(pid: int) -> int:
    """CPU that the threads of a process have used, more finely than `cpu` has it."""
    threads = Path(f"/proc/{pid}/task").iterdir()
    return sum(int((thread / "schedstat").read_text(encoding="ascii").split()[0]) for thread in threads)


class Server(NamedTuple):
    """One that answers the same as another."""

    pid: int
    port: int
    path: str


def per_request(server: Server, headers: tuple[str, ...], requests: int) -> float:
    """Microseconds of the server's CPU for one request, of clients that ask all at once and wait for all."""
    request = "".join((f"GET {server.path} HTTP/1.1\r\nHost: bench\r\n", *(f"{h}\r\n" for h in headers), "\r\n"))
    with ExitStack() as stack:
        clients = [stack.enter_context(socket.create_connection(("127.0.0.1", server.port))) for _ in range(CLIENTS)]
        taken = [len(whole(client, request)) for client in clients]

        def ask() -> None:
            for client in clients:
                client.sendall(request.encode())
            for client, length in zip(clients, taken, strict=True):
                take(client, length)

        for _ in range(20):
            ask()
        before = nanoseconds(server.pid)
        for _ in range(requests // CLIENTS):
            ask()
        return (nanoseconds(server.pid) - before) / (requests // CLIENTS * CLIENTS) / 1_000


def whole(client: socket.socket, request: str) -> bytes:
    """All bytes of the answer to a request."""
    client.sendall(request.encode())
    data = b""
    while b"\r\n\r\n" not in data:
        data += client.recv(65_536)
    head = data.partition(b"\r\n\r\n")[0]
    length = re.search(rb"(?i)content-length: (\d+)", head)
    wanted = len(head) + 4 + (int(length[1]) if length and b" 304 " not in head[:16] else 0)
    while len(data) < wanted:
        data += client.recv(1 << 20)
    return data


def take(client: socket.socket, length: int) -> None:
    """Take so many bytes in, and throw them away."""
    while length:
        length -= len(client.recv(min(length, 1 << 20)))


def beside_nginx(pid: int, port: int, folder: Path) -> int:
    """Print a line a target; the number of those that take too much."""
    files = {name: (ask(port, path)[0], ask(port, path, GZIP)[0]) for path, name, *_ in TARGETS}
    other = free_port()
    command = nginx.command(folder, other, files)
    if command is None:
        print("skipped: beside nginx, which is not here (Debian: apt-get install nginx-light)")
        return 0
    failed = 0
    with running(command, other, dict(os.environ)) as (nginx_pid, _):
        print(f"µs of CPU per request, {CLIENTS} clients at once, beside nginx {'':24} ratio  bound")
        for path, name, kind, requests, bound in TARGETS:
            pair = Server(pid, port, path), Server(nginx_pid, other, f"/{name}")
            ours, theirs = compare(pair, kind, requests)
            failed += ours / theirs > bound
            length = len(files[name][kind == "gzip"]) if kind != "304" else 0
            figures = f"{kind} {path}, {length:,} bytes: {ours:.1f}, nginx {theirs:.1f}"
            verdict = "  FAILS" if ours / theirs > bound else ""
            print(f"  {figures:70} {ours / theirs:7.2f} {bound:6.1f}{verdict}")
    return failed


def settle(pid: int) -> None:
    """Wait until a server does nothing any more."""
    used, before = nanoseconds(pid), -1
    while used - before > QUIET:
        time.sleep(0.5)
        before, used = used, nanoseconds(pid)


def compare(servers: tuple[Server, Server], kind: str, requests: int) -> tuple[float, float]:
    """The least of several rounds of each, in turn, so that a noisy machine disturbs both."""
    figures: tuple[list[float], list[float]] = ([], [])
    for _ in range(ROUNDS):
        for server, each in zip(servers, figures, strict=True):
            each.append(per_request(server, conditions(server, kind), requests))
    return min(figures[0]), min(figures[1])


def conditions(server: Server, kind: str) -> tuple[str, ...]:
    """The headers that lead to a kind of answer."""
    if kind == "304":
        return (f"If-None-Match: {ask(server.port, server.path)[1]['etag']}",)
    return (GZIP,) if kind == "gzip" else ()


def main() -> int:
    """Print the figures; the number of gates that fail."""
    timeline = shutil.which("timeline", path=f"{Path(sys.executable).parent}:{os.environ['PATH']}") or "timeline"
    with tempfile.TemporaryDirectory() as name:
        directory = Path(name)
        directory.chmod(0o755)  # nginx may give up being root
        generate(directory, EVENTS)
        port = free_port()
        environ = dict(os.environ, DATA=str(directory / "data"), PORT=str(port))
        command = [timeline, "serve", "--files", name]
        with running(command, port, environ) as (pid, _):
            ask(port, "/healthz")  # the socket is there before the files are loaded
            print(f"cold start, loading {EVENTS:,} events: CPU {cpu(pid):.1f} s")
        with running(command, port, environ) as (pid, _):
            ask(port, "/healthz")
            print(f"warm start, the same files: CPU {cpu(pid):.1f} s, {resident(pid)} MB resident")
            settle(pid)
            failed = beside_nginx(pid, port, directory / "nginx")
            print(f"after that: {resident(pid)} MB resident")
    return failed


if __name__ == "__main__":
    sys.exit(main())
