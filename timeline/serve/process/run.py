"""One process: a socket, the application, and what goes on beside it, from the start to an orderly end."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import socket
import sys
from collections.abc import Awaitable, Callable, Sequence
from typing import Final

import uvicorn
import uvloop

from timeline.errors import TimelineError
from timeline.serve.app import Front
from timeline.serve.http.ready import ReadyAnswers
from timeline.serve.process.ready import protocol_for
from timeline.serve.process.server import CONNECTIONS, Server, config

try:
    import resource
except ImportError:  # Windows has no such limit
    resource = None  # type: ignore[assignment]

Beside = Callable[[asyncio.Event], Awaitable[None]]
"""Something that goes on beside the server until the event is set."""


SWITCH_SECONDS: Final = 0.0005
"""After which a thread that makes something lets the loop go on. The loop has to get the interpreter back after each
look at a socket or the database, a handful of times an answer: with the usual 5 ms, others wait for 50."""
FILES: Final = 500
"""Open files beside the connections of clients: the database, sources, the log, what lingers."""


class NoSocket(TimelineError):
    """The address cannot be listened on."""


def listen(host: str, port: int) -> socket.socket:
    """A listening socket, or `NoSocket` with what to do."""
    try:
        addresses = socket.getaddrinfo(host or None, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
        family, _, _, _, address = addresses[0]
        return socket.create_server(address[:2], family=family, backlog=2048)
    except socket.gaierror as error:
        raise NoSocket(
            f"{host}: {error.strerror}: give HOST or --host an address of this machine, such as 127.0.0.1"
        ) from error
    except OSError as error:
        reason = {
            98: f"port {port} is in use: stop what listens there, or choose another with PORT or --port",
            48: f"port {port} is in use: stop what listens there, or choose another with PORT or --port",
            13: f"port {port} may not be opened: choose one above 1023 with PORT or --port",
            99: f"{host} is no address of this machine: choose another with HOST or --host (0.0.0.0: all of them)",
        }.get(error.errno or 0, f"{host}:{port}: {error.strerror}")
        raise NoSocket(reason) from error


def run(
    front: Front, listener: socket.socket, started: Callable[[], None], beside: Sequence[Beside] = (), proxies: str = ""
) -> None:
    """Serve until SIGTERM or Ctrl-C. `started` is called once requests are answered."""
    allow_connections()
    sys.setswitchinterval(SWITCH_SECONDS)
    protocol = protocol_for(ReadyAnswers(front.service))
    settings = config(front, front.service.chronology.base_url, protocol=protocol, trusted_proxies=proxies)
    server = _Server(settings, front, started)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(_run(server, listener, beside))
        if server.force_exit:
            _leave()
    # From here on nobody is served; one more Ctrl-C need not wait for what is put in order.
    signal.signal(signal.SIGINT, _leave)
    signal.signal(signal.SIGTERM, _leave)


def allow_connections() -> None:
    """Let as many files be open as connections are answered: many systems begin with 1,024, and a server that may open
    no more answers nobody."""
    if resource is not None:
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        wanted = CONNECTIONS + FILES
        most = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        if soft != resource.RLIM_INFINITY and soft < most:
            resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))


def _leave(*_: object) -> None:
    """Stop at once. A thread may still be at work; what it wrote is durable, or was never acknowledged."""
    os._exit(130)


class _Server(Server):
    def __init__(self, config: uvicorn.Config, front: Front, started: Callable[[], None]) -> None:
        super().__init__(config, front.service.followers.close)
        self._announce = started

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._announce()


async def _run(server: Server, listener: socket.socket, beside: Sequence[Beside]) -> None:
    server.handle_signals(asyncio.get_running_loop())
    stop = asyncio.Event()
    tasks = [asyncio.ensure_future(run(stop)) for run in beside]
    try:
        await server.serve(sockets=[listener])
    finally:
        stop.set()
        for task in tasks:
            with contextlib.suppress(TimeoutError, asyncio.CancelledError):
                await asyncio.wait_for(task, 5)
