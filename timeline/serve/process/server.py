"""uvicorn inside our own process: its signals are ours, and no client can hold a connection with half a request."""

from __future__ import annotations

import asyncio
import contextlib
import json
import signal
import socket
from collections import deque
from collections.abc import Callable, Iterator
from http import HTTPStatus
from typing import Any, ClassVar, Final

import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from timeline.serve.http.problems import MEDIA_TYPE, kind_for
from timeline.serve.process.reader import Reader

HEADER_BYTES: Final = 32_768
"""Bytes of request line and header fields together; browsers send 1,000 to 4,000."""
LINE_BYTES: Final = 16_384
"""Bytes of an address (RFC 9110, 4.1, asks for 8,000 at least)."""
HEADER_SECONDS: Final = 15.0
"""From the first byte to the end of the header fields; also from the connection to the first byte."""
BODY_SECONDS: Final = 30.0
"""From the end of the header fields to the end of a body, of which nothing that is taken has more than a megabyte."""
LINGER_SECONDS: Final = 2.0
"""That a connection is kept open behind a refusal, so that the client sees it."""
LINGERING: Final = 100
"""Connections that are kept open so at once: the oldest is cut off for one more."""
GRACE_SECONDS: Final = 8
CONNECTIONS: Final = 2_000
"""At once; for more, those on which nothing is asked are closed, and where all are busy the answer is 503."""
CLOSED_PART: Final = 20
"""Of the connections that may be open, one in so many is closed at once for those that come."""


class BoundedProtocol(HttpToolsProtocol):
    """HTTP/1.1 with limits: 414 and 431 for what is too long, 408 for what does not arrive (RFC 9110, 15.5), and an end
    for a client that does not take what it asked for."""

    header_seconds = HEADER_SECONDS
    body_seconds = BODY_SECONDS
    base_url = ""
    lingering: ClassVar[deque[BoundedProtocol]] = deque()

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self.reader = Reader(transport, self.loop, self.cut_off)
        self._answered: RequestResponseCycle | None = None
        self.asked = self.loop.time()
        if self.limit_concurrency is not None and len(self.connections) >= self.limit_concurrency:
            make_room(self.connections, self.limit_concurrency)
        self._bytes = 0
        self._reading = True
        self._refused = 0  # the status, once it was refused
        self._deadline: asyncio.TimerHandle | None = None
        self._start_timer(self.header_seconds)

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_timer()
        self.reader.forget()
        self._abandon()
        super().connection_lost(exc)

    def cut_off(self) -> None:
        """Close at once; what is underway is lost, and whoever makes an answer learns of it."""
        self._abandon()
        self.transport.abort()

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: Any) -> None:
        self._answered = cycle
        super()._start_asgi_task(cycle, app)

    def _abandon(self) -> None:
        """Tell the answer underway that nobody waits for it: uvicorn tells the last that was asked for, which stands
        behind it where several were."""
        self.pipeline.clear()
        cycle = self._answered
        if cycle is not None and not cycle.response_complete:
            cycle.disconnected = True
            cycle.message_event.set()

    def pause_writing(self) -> None:
        super().pause_writing()
        self.reader.watch()

    def resume_writing(self) -> None:
        super().resume_writing()
        self.reader.forget()

    def on_response_complete(self) -> None:
        self.asked = self.loop.time()
        super().on_response_complete()
        if self.transport.is_closing():
            self.reader.watch()  # it closes when all is taken

    def timeout_keep_alive_handler(self) -> None:
        if self.transport.get_write_buffer_size():
            self.cut_off()  # the last answer was not taken in all that time
        else:
            super().timeout_keep_alive_handler()

    @property
    def is_waiting(self) -> bool:
        """Whether the client is the one who has to do something."""
        return self.cycle is None or self.cycle.response_complete

    def data_received(self, data: bytes) -> None:
        if self._refused or self.transport.is_closing():
            return
        if self._reading:
            self._bytes += len(data)
        try:
            super().data_received(data)
        except (UnicodeDecodeError, ValueError):  # an address that is no ASCII, or no address
            self._refuse(400)
        if self._reading and self._bytes > HEADER_BYTES and not self._refused:
            self._refuse(414 if self._in_line() else 431)
        # A request that came whole needs no timer; one is enough for a head, or a body, that comes in pieces.
        if self._deadline is None and not self._refused:
            if not self._reading:
                self._start_timer(self.body_seconds)
            elif self._bytes:
                self._start_timer(self.header_seconds)

    def on_message_begin(self) -> None:
        super().on_message_begin()
        # A reader that takes nothing for too long is cut off at once, without waiting for what it will never take.
        self.scope["extensions"] = {"timeline.abort": {"call": self.cut_off}}

    def on_url(self, url: bytes) -> None:
        super().on_url(url)
        if len(self.url) > LINE_BYTES and not self._refused:
            self._refuse(414)

    def on_headers_complete(self) -> None:
        self._reading = False
        self._stop_timer()
        size = len(self.url) + sum(len(name) + len(value) + 4 for name, value in self.headers)
        if self._refused:
            return
        if size > HEADER_BYTES:
            self._refuse(431)
            return
        if not self._names_host():
            self._refuse(400)
            return
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        if not self._refused:
            super().on_body(body)

    def on_message_complete(self) -> None:
        self._stop_timer()
        if not self._refused:
            super().on_message_complete()
        self._reading, self._bytes = True, 0

    def send_400_response(self, msg: str) -> None:
        """uvicorn calls this for what is no HTTP."""
        if not self._refused:
            self._refuse(400)

    def _names_host(self) -> bool:
        """Whether Host is there once, as it must be from HTTP/1.1 on (RFC 9112, 3.2). What it says plays no part."""
        hosts = sum(name == b"host" for name, _ in self.headers)
        return hosts == 1 or (hosts == 0 and self.parser.get_http_version() == "1.0")

    def _in_line(self) -> bool:
        return not self.headers and len(getattr(self, "url", b"")) > LINE_BYTES // 2

    def _start_timer(self, seconds: float) -> None:
        self._deadline = self.loop.call_later(seconds, self._too_slow)

    def _stop_timer(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _too_slow(self) -> None:
        self._deadline = None
        if self.transport.is_closing():
            return
        if self._bytes or not self._reading:
            self._refuse(408)
        else:
            self.transport.close()  # nothing was asked, so nothing is answered

    def _refuse(self, status: int) -> None:
        """Answer without the application, and close: where the next request begins cannot be known.

        What the client still sends is taken in for a moment and thrown away: closing at once would reset the
        connection, and the client would never see the answer (RFC 9112, 9.6).
        """
        self._refused = status
        self._stop_timer()
        cycle = self.cycle
        if cycle is not None and not cycle.response_complete and not cycle.more_body:
            cycle.keep_alive = False  # a whole request before it is still being answered
            return
        if cycle is not None and not cycle.response_complete:
            cycle.disconnected = True  # it is the body that is broken: nobody waits for it any more
            cycle.message_event.set()
            if self.pipeline or cycle.response_started:
                self.transport.close()
                return
        self.transport.write(refusal(status, self.base_url))
        if self.transport.can_write_eof():
            self.transport.write_eof()
        self._linger()

    def _linger(self) -> None:
        """Stay for a moment, in nobody's way: what was refused is counted as a connection no more."""
        self.connections.discard(self)
        self._deadline = self.loop.call_later(LINGER_SECONDS, self.transport.abort)
        self.lingering.append(self)
        if len(self.lingering) > LINGERING:
            self.lingering.popleft().transport.abort()


def make_room(connections: set[Any], most: int) -> None:
    """Close those of the connections on which nothing was asked for longest: whoever comes last is not locked out by
    those who came and do nothing. Some at once, so that it need not be done for each that comes."""
    waiting = [each for each in connections if isinstance(each, BoundedProtocol) and each.is_waiting]
    for each in sorted(waiting, key=lambda each: each.asked)[: max(1, most // CLOSED_PART)]:
        each.cut_off()
        connections.discard(each)


def refusal(status: int, base_url: str) -> bytes:
    """A whole answer for a request that never reached the application."""
    kind = kind_for(status)
    problem = {"type": f"{base_url}/problems/{kind.name}", "title": kind.title, "status": status, "detail": kind.remedy}
    body = json.dumps(problem).encode()
    head = (
        f"HTTP/1.1 {status} {HTTPStatus(status).phrase}\r\ncontent-type: {MEDIA_TYPE}\r\n"
        f"content-length: {len(body)}\r\ncache-control: no-cache\r\nx-content-type-options: nosniff\r\n"
        "access-control-allow-origin: *\r\nconnection: close\r\n\r\n"
    )
    return head.encode() + body


class Server(uvicorn.Server):
    """A server that tells when it begins to stop, so that endless answers can end, and leaves signals to us."""

    def __init__(self, config: uvicorn.Config, stopping: Callable[[], None]) -> None:
        super().__init__(config)
        self._stopping = stopping

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Ours are set by `handle_signals`: uvicorn would raise the signal again after stopping, and end the process
        before anything else is put in order."""
        yield

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._stopping()
        await super().shutdown(sockets)

    def handle_signals(self, loop: asyncio.AbstractEventLoop) -> None:
        """SIGTERM and Ctrl-C finish what is being answered; a second one stops at once."""
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self.stop)

    def stop(self) -> None:
        """Begin to stop, or stop at once when it was asked before."""
        if self.should_exit:
            self.force_exit = True
        self.should_exit = True


def config(
    app: Any, base_url: str, *, protocol: type[BoundedProtocol] = BoundedProtocol, trusted_proxies: str = ""
) -> uvicorn.Config:
    """uvicorn's settings; a proxy's headers count only where the proxy is named."""
    protocol = type("Protocol", (protocol,), {"base_url": base_url, "lingering": deque(maxlen=LINGERING + 1)})
    return uvicorn.Config(
        app,
        http=protocol,
        loop="uvloop",
        lifespan="on",
        ws="none",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=bool(trusted_proxies),
        forwarded_allow_ips=trusted_proxies or None,
        timeout_graceful_shutdown=GRACE_SECONDS,
        timeout_keep_alive=20,
        limit_concurrency=CONNECTIONS,
        backlog=2048,
    )
