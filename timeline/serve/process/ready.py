"""The short way of an answer that is ready: from the parser to the socket in one turn of the loop.

uvicorn makes a scope, a cycle and a task for each request, and sets two timers. An answer that is kept needs none of
them: it is one write. Whatever is not a whole and plain GET or HEAD of something that is kept goes uvicorn's way, and
gets the same bytes there.
"""

from __future__ import annotations

import asyncio
import time
from typing import ClassVar, Final

from uvicorn.protocols.http.httptools_impl import STATUS_LINE

from timeline.serve.http.ready import FOREIGN, UNDERSTOOD, ReadRequest, ReadyAnswer, ReadyAnswers, fetch_of, written
from timeline.serve.process.server import BoundedProtocol

HEEDED: Final = UNDERSTOOD | FOREIGN
METHODS: Final = {b"GET": "GET", b"HEAD": "HEAD"}
SHORT_BYTES: Final = 8_192
"""Of a head that is looked at here: far from the limits, so that none of them has to be counted."""
JOINED_BYTES: Final = 65_536
"""Bodies up to this are copied behind their head; two buffers cost more than the copy."""
SLACK_SECONDS: Final = 0.05


class ReadyProtocol(BoundedProtocol):
    """Answers what is ready by itself."""

    ready: ClassVar[ReadyAnswers]
    _server_headers: ClassVar[tuple[object, bytes]] = (None, b"")

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._is_answered = False
        self._messages = 0
        self._is_between = True  # where the parser stands: between two messages
        self._read: ReadRequest | None = None

    def connection_lost(self, exc: Exception | None) -> None:
        self._cancel_idle_timer()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        # The parser is not needed for bytes that it has read before.
        if self._is_between:
            request = self.ready.recall(data)
            if request is not None and self._is_idle() and self._answer(request):
                return
            self._messages, self._read = 0, None
            super().data_received(data)
            self._remember(data)
        else:
            super().data_received(data)

    # The parser's calls, in their order

    def on_message_begin(self) -> None:
        self._messages += 1
        self._is_between = False
        self.url = b""
        self.expect_100_continue = False
        self.headers = []
        self._wishes: dict[bytes, bytes] = {}
        self._agent = b""
        self._is_plain = True

    def on_header(self, name: bytes, value: bytes) -> None:
        name = name.lower()
        self.headers.append((name, value))
        if name == b"user-agent":
            self._agent = value
        if name not in HEEDED:
            return
        if name in self._wishes or (name in FOREIGN and (name, value.lower()) != (b"connection", b"keep-alive")):
            self._is_plain = False
        self._wishes[name] = value

    def on_headers_complete(self) -> None:
        if self._is_plain and self._is_whole() and self._is_idle() and self._answer_read():
            return
        # What uvicorn makes at the first byte of a request, with what has come since.
        url, headers = self.url, self.headers
        super().on_message_begin()
        self.url = url
        for name, value in headers:
            super().on_header(name, value)
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        self._is_between = True
        if self._is_answered:
            self._is_answered = False
            self._bytes = 0
        else:
            super().on_message_complete()

    # The short way

    def _is_idle(self) -> bool:
        """Whether nothing is being answered or waited for, so that the next bytes on the wire may be ours."""
        return (
            (self.cycle is None or self.cycle.response_complete)
            and not self.pipeline
            and not self._refused
            and not self.flow.write_paused
            and not self.transport.is_closing()
            and (self.limit_concurrency is None or max(len(self.connections), len(self.tasks)) < self.limit_concurrency)
        )

    def _is_whole(self) -> bool:
        """Whether the head that was read is one of HTTP/1.1 behind which the connection stays open."""
        return (
            # A second request in the same bytes is not counted: it goes the ordinary way.
            0 < self._bytes <= SHORT_BYTES
            and b"host" in self._wishes
            and self.parser.get_http_version() == "1.1"
            and self.parser.should_keep_alive()
            and not self.parser.should_upgrade()
        )

    def _answer_read(self) -> bool:
        """Answer what the parser has read, if that is possible."""
        method = METHODS.get(self.parser.get_method())
        if method is None:
            return False
        self._read = ReadRequest(method, self.url, self._wishes, fetch_of(self.url, self._agent))
        self._is_answered = self._answer(self._read)
        return self._is_answered

    def _answer(self, request: ReadRequest) -> bool:
        """Answer, if that is possible."""
        started = time.perf_counter()
        service = self.ready.service
        # The ordinary way knows all that stands in a line of the log, the client that a proxy names included.
        answer = None if service.access_log is not None else self.ready.find(*request[:3])
        if answer is None:
            return False
        self._send(answer)
        seconds = time.perf_counter() - started
        service.metrics.count_answer(answer.route, request.method, answer.status, seconds, ready=True)
        if request.fetch is not None:
            service.metrics.count_fetch(request.fetch, answer.status)
        return True

    def _remember(self, data: bytes) -> None:
        """Keep what was read, where it stood in these bytes alone."""
        if self._read is not None and self._messages == 1 and self._is_between:
            self.ready.remember(data, self._read)

    def _send(self, answer: ReadyAnswer) -> None:
        defaults = self.server_state.default_headers
        known, block = ReadyProtocol._server_headers
        # uvicorn makes a new list each second, for the date in it.
        if known is not defaults:
            block = written(defaults)
            ReadyProtocol._server_headers = defaults, block
        message = (STATUS_LINE[answer.status], block, answer.head, *answer.pieces)
        if sum(map(len, answer.pieces)) <= JOINED_BYTES:
            self.transport.write(b"".join(message))
        else:
            self.transport.writelines(message)
        self.server_state.total_requests += 1
        self._stop_timer()
        self.asked = self.loop.time()
        if self.timeout_keep_alive_task is None:
            self._start_idle_timer(self.timeout_keep_alive)

    # One timer a connection for its idleness, and none a request

    def _unset_keepalive_if_required(self) -> None:
        """uvicorn calls this at each piece of data; the timer looks itself whether there was any."""

    def on_response_complete(self) -> None:
        self._cancel_idle_timer()
        super().on_response_complete()

    def timeout_keep_alive_handler(self) -> None:
        self.timeout_keep_alive_task = None
        is_answering = self.cycle is not None and not self.cycle.response_complete
        if is_answering or self._bytes or not self._reading:
            return  # whoever ends that sets the timer again
        left = self.asked + self.timeout_keep_alive - self.loop.time()
        if left > SLACK_SECONDS:
            self._start_idle_timer(left)
        else:
            super().timeout_keep_alive_handler()

    def _start_idle_timer(self, seconds: float) -> None:
        self.timeout_keep_alive_task = self.loop.call_later(seconds, self.timeout_keep_alive_handler)

    def _cancel_idle_timer(self) -> None:
        if self.timeout_keep_alive_task is not None:
            self.timeout_keep_alive_task.cancel()
            self.timeout_keep_alive_task = None


def protocol_for(ready: ReadyAnswers) -> type[ReadyProtocol]:
    """The protocol of an application with answers that are ready."""
    return type("Protocol", (ReadyProtocol,), {"ready": ready})
