"""Facts about the connection: what is too long, too slow, or no HTTP, on a real socket."""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import Callable, Coroutine
from typing import Any

import pytest
import uvicorn

from timeline.serve.process import server
from timeline.serve.process.server import BoundedProtocol, Server


async def answering(scope: Any, receive: Any, send: Any) -> None:
    """Says which path was asked, after reading the body."""
    if scope["type"] == "lifespan":
        await receive()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await send({"type": "lifespan.shutdown.complete"})
        return
    while (message := await receive())["type"] == "http.request" and message.get("more_body"):
        continue
    body = scope["path"].encode()
    headers = [(b"content-length", b"%d" % len(body))]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def serving(story: Callable[[int], Coroutine[Any, Any, None]], seconds: float = 5.0) -> None:
    """Run a story against a server on a free port of this process."""

    async def run() -> None:
        config = server.config(answering, "http://small.example")
        config.load()
        config.http_protocol_class = type("Quick", (BoundedProtocol,), {"header_seconds": seconds, "base_url": "b"})
        running = Server(config, lambda: None)
        with socket.create_server(("127.0.0.1", 0)) as listener:
            task = asyncio.create_task(running.serve([listener]))
            while not running.started:
                await asyncio.sleep(0.01)
            try:
                await asyncio.wait_for(story(listener.getsockname()[1]), 120)
            finally:
                running.stop()
                await task

    asyncio.run(run())


async def told(port: int, *pieces: bytes, pause: float = 0.0) -> bytes:
    """Everything that comes back for some bytes, until the connection is closed."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        for piece in pieces:
            writer.write(piece)
            await writer.drain()
            await asyncio.sleep(pause)
        return await reader.read()
    except ConnectionResetError:
        return b"reset"
    finally:
        writer.close()


REQUEST = b"GET /%s HTTP/1.1\r\nHost: x\r\n%s\r\n"
CLOSE = b"Connection: close\r\n"


def test_a_request_is_answered() -> None:
    async def story(port: int) -> None:
        assert (await told(port, REQUEST % (b"a", CLOSE))).endswith(b"\r\n\r\n/a")

    serving(story)


@pytest.mark.parametrize(
    ("pieces", "status"),
    [
        ([REQUEST % (b"a", b"X: " + b"x" * 40_000 + b"\r\n")], 431),
        ([REQUEST % (b"a", b"X: y\r\n" * 9_000)], 431),
        ([b"GET / HTTP/1.1\r\n", *[b"X-%d: %s\r\n" % (n, b"y" * 1000) for n in range(60)]], 431),
        ([REQUEST % (b"a" * 20_000, CLOSE)], 414),
        ([b"GET /" + b"a" * 60_000], 414),
        ([b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc"], 400),
        ([b"nonsense\r\n\r\n"], 400),
        ([b"GET  HTTP/1.1\r\n\r\n"], 400),
        ([REQUEST % (b"\xff\xfe", CLOSE)], 400),
        ([b"GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n"], 400),
        ([b"GET / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"], 400),
        ([b"OPTIONS * HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"], 200),
        ([b"GET / HTTP/1.1\r\n\r\n"], 400),
        ([b"GET / HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n"], 400),
        ([b"GET / HTTP/1.1\r\nHost:\r\nConnection: close\r\n\r\n"], 200),
        ([b"GET / HTTP/1.0\r\n\r\n"], 200),
        ([b"CONNECT a:1 HTTP/1.1\r\nHost: x\r\n\r\n"], 400),
        ([REQUEST % (b"a", CLOSE + b"X: " + b"x" * 20_000 + b"\r\n")], 200),
        ([REQUEST % (b"a" * 15_000, CLOSE)], 200),
    ],
)
def test_what_is_too_long_or_no_http_is_refused_as_a_problem(pieces: list[bytes], status: int) -> None:
    async def story(port: int) -> None:
        said = await told(port, *pieces)
        head, _, body = said.partition(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 %d " % status), said[:200]
        if status != 200:
            assert b"connection: close" in head
            assert b"application/problem+json" in head
            assert json.loads(body)["status"] == status
        assert (await told(port, REQUEST % (b"after", CLOSE))).endswith(b"/after")

    serving(story)


def test_headers_that_never_end_are_answered_408() -> None:
    async def story(port: int) -> None:
        said = await told(port, b"GET / HTTP/1.1\r\nHost: x\r\n")
        assert said.startswith(b"HTTP/1.1 408 ")

    serving(story, 0.3)


def test_headers_that_drip_are_answered_408_in_time() -> None:
    async def story(port: int) -> None:
        drops = [b"GET / HTTP/1.1\r\n", *[b"X: y\r\n"] * 12]
        assert (await told(port, *drops, pause=0.05)).startswith((b"HTTP/1.1 408 ", b"reset"))

    serving(story, 0.4)


def test_a_connection_that_says_nothing_is_closed_without_an_answer() -> None:
    async def story(port: int) -> None:
        assert await told(port) == b""

    serving(story, 0.3)


def test_a_slow_answer_is_not_taken_for_a_slow_request() -> None:
    async def story(port: int) -> None:
        body = b"POST /slow HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nConnection: close\r\n\r\n"
        assert (await told(port, body, b"ab", b"cd", pause=0.8)).endswith(b"/slow")

    serving(story, 1.5)


def test_a_connection_is_used_again_and_again_and_each_request_is_measured_anew() -> None:
    async def story(port: int) -> None:
        piece = REQUEST % (b"a", b"X: " + b"x" * 20_000 + b"\r\n")
        said = await told(port, piece, piece, piece, REQUEST % (b"end", CLOSE), pause=0.02)
        assert said.count(b"HTTP/1.1 200") == 4

    serving(story)


def test_pipelined_requests_are_answered_in_order() -> None:
    async def story(port: int) -> None:
        said = await told(port, REQUEST % (b"a", b"") + REQUEST % (b"b", b"") + REQUEST % (b"c", CLOSE))
        assert [part[-2:] for part in said.split(b"HTTP/1.1 200")[1:]] == [b"/a", b"/b", b"/c"]

    serving(story)


def test_a_bad_request_behind_a_good_one_does_not_cut_the_good_answer() -> None:
    async def story(port: int) -> None:
        said = await told(port, REQUEST % (b"a", b"") + b"nonsense\r\n\r\n")
        assert said.count(b"HTTP/1.1") >= 1
        assert b"200" in said.partition(b"\r\n")[0] or b"400" in said.partition(b"\r\n")[0]

    serving(story)


def test_the_server_ends_with_connections_open() -> None:
    async def story(port: int) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(REQUEST % (b"a", b""))
        assert b"200" in await reader.readline()

    serving(story)


def test_our_limits_are_in_the_configuration() -> None:
    config = server.config(answering, "http://small.example")
    assert isinstance(config, uvicorn.Config)
    assert config.server_header is False
    assert config.timeout_graceful_shutdown == server.GRACE_SECONDS
    assert issubclass(config.http, BoundedProtocol)
