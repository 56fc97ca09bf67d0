"""Facts about clients that hold a connection without using it: none of them keeps another out."""

from __future__ import annotations

import asyncio
import resource
import socket
from collections.abc import Callable, Coroutine
from typing import Any

import pytest

from tests.serve.process.test_server import CLOSE, REQUEST, answering, told
from timeline.serve.process import server
from timeline.serve.process.reader import LEAST, Reader
from timeline.serve.process.run import allow_connections
from timeline.serve.process.server import LINGERING, Server

LARGE = 8_000_000


class Application:
    """Answers what is asked; /large with more than the system takes at once."""

    def __init__(self) -> None:
        self.ended: list[str] = []

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http" and scope["path"] == "/large":
            headers = [(b"content-length", b"%d" % LARGE)]
            await send({"type": "http.response.start", "status": 200, "headers": headers})
            await send({"type": "http.response.body", "body": b"x" * LARGE})
        elif scope["type"] == "http" and scope["method"] == "POST":
            messages = [await receive()]
            while messages[-1].get("more_body"):
                messages.append(await receive())
            self.ended.append(messages[-1]["type"])
        else:
            await answering(scope, receive, send)


def serving(story: Callable[[int, Server], Coroutine[Any, Any, None]], app: Any, *, most: int, **limits: float) -> None:
    """Run a story against a server that takes so many connections."""

    async def run() -> None:
        config = server.config(app, "http://small.example")
        config.load()
        config.http_protocol_class = type("Quick", (config.http,), limits)
        config.limit_concurrency = most
        running = Server(config, lambda: None)
        with socket.create_server(("127.0.0.1", 0), backlog=512) as listener:
            task = asyncio.create_task(running.serve([listener]))
            while not running.started:
                await asyncio.sleep(0)
            try:
                await asyncio.wait_for(story(listener.getsockname()[1], running), 60)
            finally:
                running.stop()
                await task

    asyncio.run(run())


def test_a_body_that_drips_is_answered_408_and_nobody_waits_for_the_rest() -> None:
    app = Application()

    async def story(port: int, running: Server) -> None:
        head = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 400\r\n\r\nab"
        assert (await told(port, head)).startswith(b"HTTP/1.1 408 ")
        while not app.ended:
            await asyncio.sleep(0)
        assert app.ended == ["http.disconnect"]

    serving(story, app, most=100, body_seconds=0.05)


def test_a_client_that_does_not_read_its_answer_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Reader, "seconds", 0.05)

    async def story(port: int, running: Server) -> None:
        for last in (b"", CLOSE):
            reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=1_000)
            writer.write(REQUEST % (b"large", last))
            await reader.read(1)
            while running.server_state.connections:
                await asyncio.sleep(0)
            writer.close()

    serving(story, Application(), most=100)


def test_a_connection_whose_last_answer_was_not_taken_does_not_stay() -> None:
    class Transport(asyncio.Transport):
        calls: tuple[str, ...] = ()
        held = 0

        def get_write_buffer_size(self) -> int:
            return self.held

        def is_closing(self) -> bool:
            return False

        def abort(self) -> None:
            self.calls += ("abort",)

        def close(self) -> None:
            self.calls += ("close",)

    async def story() -> None:
        config = server.config(answering, "http://small.example")
        config.load()
        for held, call in ((0, "close"), (1, "abort")):
            transport = Transport()
            made: Any = config.http
            protocol = made(config=config, server_state=Server(config, lambda: None).server_state, app_state={})
            protocol.connection_made(transport)
            transport.held = held
            protocol.timeout_keep_alive_handler()
            assert transport.calls == (call,)

    asyncio.run(story())


def test_a_client_that_goes_while_several_answers_are_made_is_no_error(caplog: pytest.LogCaptureFixture) -> None:
    begun: list[asyncio.Event] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http":
            begun.append(asyncio.Event())
            while (await receive())["type"] != "http.disconnect":
                continue
            begun[-1].set()
        await answering(scope, receive, send)

    async def story(port: int, running: Server) -> None:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(REQUEST % (b"a", b"") + REQUEST % (b"b", b""))
        while not begun:
            await asyncio.sleep(0)
        writer.transport.abort()
        await begun[0].wait()
        while running.server_state.tasks:
            await asyncio.sleep(0)
        assert len(begun) == 1

    serving(story, app, most=100)
    assert [record for record in caplog.records if record.levelname == "ERROR"] == []


class Loop:
    """A loop whose time is moved by hand."""

    def __init__(self) -> None:
        self.calls: list[Callable[[], None]] = []

    def call_later(self, seconds: float, call: Callable[[], None]) -> Any:
        self.calls.append(call)
        return self

    def cancel(self) -> None:
        self.calls.clear()


class Slow(asyncio.Transport):
    """A transport that takes what it is told to."""

    def __init__(self, held: int) -> None:
        super().__init__()
        self.held, self.is_cut = held, False

    def get_write_buffer_size(self) -> int:
        return self.held

    def abort(self) -> None:
        self.is_cut = True


@pytest.mark.parametrize(
    ("taken", "looks"),
    [([0], 1), ([LEAST, LEAST, 0], 3), ([LEAST - 1], 1), ([100_000] * 9 + [0], 10), ([LEAST * 2, 1], 2)],
)
def test_a_client_is_cut_off_when_it_takes_too_little(taken: list[int], looks: int) -> None:
    loop: Any = Loop()
    transport = Slow(2_000_000)
    reader = Reader(transport, loop, transport.abort)
    reader.watch()
    for count, piece in enumerate(taken, 1):
        assert not transport.is_cut
        transport.held -= piece
        loop.calls.pop()()
        assert transport.is_cut == (count == looks)
    assert loop.calls == []


def test_a_client_that_took_everything_is_looked_at_no_more() -> None:
    loop: Any = Loop()
    transport = Slow(500)
    reader = Reader(transport, loop, transport.abort)
    reader.watch()
    reader.watch()
    assert len(loop.calls) == 1
    reader.forget()
    assert loop.calls == []


def test_connections_behind_a_refusal_are_bounded_and_not_counted() -> None:
    async def story(port: int, running: Server) -> None:
        connections = [await refused(port) for _ in range(LINGERING + 50)]
        assert running.server_state.connections == set()
        protocol: Any = running.config.http_protocol_class
        assert len(protocol.lingering) <= LINGERING
        assert (await told(port, REQUEST % (b"a", CLOSE))).endswith(b"\r\n\r\n/a")
        for each in connections:
            each.close()

    serving(story, answering, most=20)


async def refused(port: int) -> asyncio.StreamWriter:
    """A connection that stays open behind a refusal."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(b"nonsense\r\n\r\n")
    assert (await reader.readuntil(b"\r\n")).startswith(b"HTTP/1.1 400 ")
    return writer


def test_connections_that_ask_nothing_make_room_for_one_that_does() -> None:
    async def story(port: int, running: Server) -> None:
        silent = [await asyncio.open_connection("127.0.0.1", port) for _ in range(60)]
        half = [await asyncio.open_connection("127.0.0.1", port) for _ in range(60)]
        for _, writer in half:
            writer.write(b"GET / HTTP/1.1\r\n")
        for _ in range(3):
            assert (await told(port, REQUEST % (b"a", CLOSE))).endswith(b"\r\n\r\n/a")
        assert len(running.server_state.connections) <= 20
        for _, writer in (*silent, *half):
            writer.close()

    serving(story, answering, most=20)


def test_one_that_waits_for_its_answer_makes_no_room() -> None:
    go = asyncio.Event()

    async def app(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http":
            await go.wait()
        await answering(scope, receive, send)

    async def story(port: int, running: Server) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(REQUEST % (b"patient", CLOSE))
        while not running.server_state.tasks:
            await asyncio.sleep(0)
        silent = [await asyncio.open_connection("127.0.0.1", port) for _ in range(60)]
        while len(running.server_state.connections) < 10:
            await asyncio.sleep(0)
        go.set()
        assert (await reader.read()).endswith(b"/patient")
        for _, each in silent:
            each.close()

    serving(story, app, most=20)


def test_so_many_connections_may_be_open_as_are_answered() -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (1_024, hard))
    try:
        allow_connections()
        assert resource.getrlimit(resource.RLIMIT_NOFILE)[0] >= min(hard, server.CONNECTIONS + 100)
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
