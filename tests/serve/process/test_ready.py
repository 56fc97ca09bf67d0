"""Facts about the short way: it answers what the ordinary way answers, byte for byte, and only what is ready."""

from __future__ import annotations

import asyncio
import itertools
import random
import re
import socket
from collections.abc import Callable, Coroutine
from typing import Any

import pytest

from tests.serve.conftest import FEEDS, Small
from timeline.serve.http.access_log import AccessLog
from timeline.serve.http.ready import ReadyAnswer, ReadyAnswers
from timeline.serve.process import server
from timeline.serve.process.ready import ReadyProtocol, protocol_for
from timeline.serve.process.server import BoundedProtocol, Server

READY = (
    "/de/", "/feeds/all", "/events/hatching", "/events/hatching.ics", "/feeds/all.atom", "/feeds/all.json",
    "/feeds/nature.ics", "/feeds/all.csv", "/feeds/all.atom?tag=nature&limit=2", "/feeds/all.atom?", "/feeds.opml",
    "/feeds/all/coming.atom", "/api/v1/events", "/api/v1/events?tag=europe", "/static/site.css", "/robots.txt",
)  # fmt: skip
UNREADY = (
    "/", "/healthz", "/api/v1/changes", "/api/v1/read?text=2013", "/nowhere", "/events/hoax", "/events/twin",
    "/feeds/animals.ics", "/feeds/all.atom?tga=x", "/feeds/all.atom#top", "/feeds/%61ll.atom", "//feeds/all.atom", "*",
    "http://small/feeds/all.atom",
)  # fmt: skip
AGREED = (
    # header lines that the short way understands; TAG and DATE are those of the address
    "", "Accept-Encoding: gzip\r\n", "accept-encoding: br, GZIP;q=0.5, identity;q=0\r\n",
    "Accept-Encoding: identity\r\n",
    "If-None-Match: TAG\r\n", "If-None-Match: TAG\r\nAccept-Encoding: gzip\r\n", "If-None-Match: W/TAG, \"x\"\r\n",
    "If-None-Match: *\r\n", "If-None-Match: \"other\"\r\n", "If-Modified-Since: DATE\r\n",
    "If-Modified-Since: Thu, 01 Jan 1970 00:00:00 GMT\r\n", "If-Modified-Since: nonsense\r\n",
    "If-None-Match: \"other\"\r\nIf-Modified-Since: DATE\r\n", "Connection: Keep-Alive\r\n",
    "User-Agent: a reader\r\nCookie: a=b\r\nX-Forwarded-For: 192.0.2.1\r\nCache-Control: no-cache\r\n",
)  # fmt: skip
OTHER = (
    # header lines that send a request the ordinary way
    "Accept-Encoding: identity;q=0\r\n", "If-None-Match: \"a\"\r\nIf-None-Match: TAG\r\n", "If-Match: TAG\r\n",
    "If-Match: \"other\"\r\n", "If-Unmodified-Since: DATE\r\n", "If-Range: TAG\r\nRange: bytes=0-9\r\n",
    "Range: bytes=0-9\r\n", "Connection: close\r\n", "Connection: Upgrade\r\nUpgrade: websocket\r\n",
    "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n",
    "Content-Length: 0\r\n",
    "Authorization: Bearer x\r\n", "TE: trailers\r\n", "Host: again\r\n", "Content-Length: x\r\n", "No colon\r\n",
    "X: " + "x" * 9_000 + "\r\n", "X: " + "x" * 40_000 + "\r\n",
)  # fmt: skip
LAST = b"GET /healthz HTTP/1.1\r\nHost: small.example\r\nConnection: close\r\n\r\n"
ODD = (
    # whole messages that are no plain GET or HEAD of HTTP/1.1
    b"GET /feeds/all.atom HTTP/1.0\r\n\r\n",
    b"GET /feeds/all.atom HTTP/1.0\r\nHost: x\r\nConnection: keep-alive\r\n\r\n",
    b"GET /feeds/all.atom HTTP/1.1\r\n\r\n",
    b"GET /feeds/all.atom HTTP/2.0\r\nHost: x\r\n\r\n",
    b"GET /feeds/all.atom HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\nbody",
    b"GET /feeds/all.atom HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nbody\r\n0\r\n\r\n",
    b"GET /feeds/all.atom HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\nbody",
    b"POST /feeds/all.atom HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n",
    b"OPTIONS /feeds/all.atom HTTP/1.1\r\nHost: x\r\n\r\n",
    b"PUT /feeds/all.atom HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\nbody",
    b"get /feeds/all.atom HTTP/1.1\r\nHost: x\r\n\r\n",
    b"GET  /feeds/all.atom HTTP/1.1\r\nHost: x\r\n\r\n",
    b"GET /feeds/all.atom HTTP/1.1\nHost: x\n\n",
    b"GET /feeds/\xc3\xa4.atom HTTP/1.1\r\nHost: x\r\n\r\n",
    b"\r\nGET /feeds/all.atom HTTP/1.1\r\nHost: x\r\n\r\n",
    b"nonsense\r\n\r\n",
)
LENIENT = (b"GET  ", b"\r\nGET")
"""What the parser takes for a plain GET as well."""


class Spy(ReadyAnswers):
    """Counts what it answers."""

    answers = 0

    def find(self, *args: Any) -> ReadyAnswer | None:
        found = super().find(*args)
        self.answers += found is not None
        return found


class Asked:
    """Two servers over one application: one with the short way, and one without."""

    def __init__(self, short: int, plain: int, spy: Spy, running: Server) -> None:
        self.short, self.plain, self.spy, self.running = short, plain, spy, running

    async def both(self, message: bytes, *, pieces: int = 1) -> tuple[bytes, bool]:
        """What both answer, the same bytes, and whether it went the short way. A last request ends the connection."""
        ordinary = await exchange(self.plain, message, pieces)
        before = self.spy.answers
        short = await exchange(self.short, message, pieces)
        assert short == ordinary
        return short, self.spy.answers > before


async def exchange(port: int, message: bytes, pieces: int) -> bytes:
    """All that comes back, but for the dates: for the message with a last one behind it, and for it alone."""
    return await conversation(port, message + LAST, 1) + b"\n--\n" + await conversation(port, message, pieces)


async def conversation(port: int, message: bytes, pieces: int = 1) -> bytes:
    """All that comes back until the server closes the connection, which it is asked to do behind the first answer."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    step = -(-len(message) // pieces)
    for start in range(0, len(message), step):
        writer.write(message[start : start + step])
        await writer.drain()
        await asyncio.sleep(0.002 if pieces > 1 else 0)
    try:
        answer = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 120)
        writer.write(LAST)
        answer += await asyncio.wait_for(reader.read(), 120)
    except asyncio.IncompleteReadError as error:
        answer = error.partial
    except ConnectionResetError:
        answer = b"reset"
    writer.close()
    return re.sub(rb"\r\ndate: [^\r]*", b"", answer)


def serving(small: Small, story: Callable[[Asked], Coroutine[Any, Any, None]], **settings: Any) -> None:
    """Run a story with both servers."""
    spy = Spy(small.front.service)

    async def run() -> None:
        ports = []
        tasks = []
        for protocol in (protocol_for(spy), BoundedProtocol):
            running, listener = start(small, protocol, **settings)
            ports.append(listener.getsockname()[1])
            tasks.append((running, asyncio.create_task(running.serve([listener]))))
            while not running.started:
                await asyncio.sleep(0.01)
        try:
            short, plain = ports
            await story(Asked(short, plain, spy, tasks[0][0]))
        finally:
            for running, task in tasks:
                running.stop()
                await task

    asyncio.run(run())


def start(small: Small, protocol: type[BoundedProtocol], **settings: Any) -> tuple[Server, socket.socket]:
    config = server.config(small.front, "http://small.example", protocol=protocol)
    # One application behind two servers has one life.
    for name, value in ({"lifespan": "off"} | settings).items():
        setattr(config, name, value)
    return Server(config, lambda: None), socket.create_server(("127.0.0.1", 0))


def request(method: str, target: str, lines: str = "") -> bytes:
    return f"{method} {target} HTTP/1.1\r\nHost: small.example\r\n{lines}\r\n".encode()


def validators(answer: bytes) -> dict[str, str]:
    """TAG and DATE of an answer."""
    names = {"TAG": rb"etag: ([^\r]+)", "DATE": rb"last-modified: ([^\r]+)"}
    matches = {name: re.search(pattern, answer) for name, pattern in names.items()}
    return {name: match[1].decode() for name, match in matches.items() if match}


def filled(lines: str, values: dict[str, str]) -> str:
    for name, value in values.items():
        lines = lines.replace(name, value)
    return lines


@pytest.mark.parametrize("target", READY)
def test_what_is_ready_is_answered_alike_by_either_way(unchanged: Small, target: str) -> None:
    async def story(asked: Asked) -> None:
        first, _ = await asked.both(request("GET", target))
        values = validators(first)
        for method in ("GET", "HEAD"):
            for lines in AGREED:
                _, is_short = await asked.both(request(method, target, filled(lines, values)))
                assert is_short, (method, lines)
            for lines in OTHER:
                _, is_short = await asked.both(request(method, target, filled(lines, values)))
                assert not is_short, (method, lines)

    serving(unchanged, story)


@pytest.mark.parametrize("target", UNREADY)
def test_what_is_not_ready_goes_the_ordinary_way(unchanged: Small, target: str) -> None:
    async def story(asked: Asked) -> None:
        for method in ("GET", "HEAD"):
            for lines in ("", "Accept-Encoding: gzip\r\n", "Accept: text/html\r\n"):
                await asked.both(request(method, target, lines))
                _, is_short = await asked.both(request(method, target, lines))
                assert not is_short

    serving(unchanged, story)


def test_odd_messages_are_answered_alike(small: Small) -> None:
    async def story(asked: Asked) -> None:
        await asked.both(request("GET", "/feeds/all.atom"))
        for message in ODD:
            _, is_short = await asked.both(message)
            assert is_short == message.startswith(LENIENT), message

    serving(small, story)


def test_pipelined_requests_are_answered_alike_and_in_order(small: Small) -> None:
    ready, unready = request("GET", "/feeds/all.atom"), request("GET", "/api/v1/changes")
    head = request("HEAD", "/feeds/all.json")

    async def story(asked: Asked) -> None:
        await asked.both(ready + head)
        for messages in (
            (ready, ready),
            (unready, ready),
            (ready, unready, ready, head),
            (head, head, unready, b"bad\r\n\r\n"),
        ):
            await asked.both(b"".join(messages))

    serving(small, story)


def test_a_head_in_pieces_goes_the_short_way_too(small: Small) -> None:
    async def story(asked: Asked) -> None:
        await asked.both(request("GET", "/feeds/all.atom"))
        for pieces in (2, 5):
            assert (await asked.both(request("GET", "/feeds/all.atom"), pieces=pieces))[1]

    serving(small, story)


def test_bytes_that_were_read_before_are_not_parsed_again(small: Small, monkeypatch: pytest.MonkeyPatch) -> None:
    heads: list[int] = []
    complete = ReadyProtocol.on_headers_complete
    monkeypatch.setattr(ReadyProtocol, "on_headers_complete", lambda self: heads.append(1) or complete(self))

    async def story(asked: Asked) -> None:
        await asked.both(request("GET", "/feeds/all.atom"))
        heads.clear()
        reader, writer = await asyncio.open_connection("127.0.0.1", asked.short)
        for _ in range(5):
            writer.write(request("HEAD", "/feeds/all.atom"))
            assert b" 200 " in await reader.readuntil(b"\r\n\r\n")
        writer.close()
        assert len(heads) == 1

    serving(small, story)


def test_bytes_that_were_read_before_are_answered_alike_in_whatever_pieces_they_come(small: Small) -> None:
    poll, other = request("HEAD", "/feeds/all.atom"), request("HEAD", "/feeds/all.json", "Accept-Encoding: gzip\r\n")
    dice = random.Random(7)

    def pieces(message: bytes) -> list[bytes]:
        cuts = sorted(dice.choices(range(len(message) + 1), k=dice.randrange(4)))
        return [message[a:b] for a, b in itertools.pairwise([0, *cuts, len(message)]) if a < b]

    async def story(asked: Asked) -> None:
        for message in (poll, other, poll, other):
            await asked.both(message)
        for beginning in (
            b"",
            b"GE",
            b"GET /",
            poll[:-2],
            b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 300\r\n\r\n",
        ):
            await alike(asked, [poll + beginning, poll, other, LAST])
        for _ in range(40):
            whole = b"".join(dice.choices((poll, other, b"\r\n"), k=5))
            await alike(asked, [*dice.choices((poll, other), k=2), *pieces(whole), LAST])

    serving(small, story)


async def alike(asked: Asked, pieces: list[bytes]) -> None:
    """Both servers give the same for the pieces, whatever it is."""
    short, plain = await in_pieces(asked.short, pieces), await in_pieces(asked.plain, pieces)
    assert short == plain, pieces


async def in_pieces(port: int, pieces: list[bytes]) -> bytes:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for piece in pieces:
        writer.write(piece)
        await asyncio.sleep(0.002)
    writer.write_eof()
    try:
        answer = await asyncio.wait_for(reader.read(), 120)
    except ConnectionResetError:
        answer = b"reset"
    writer.close()
    return re.sub(rb"\r\ndate: [^\r]*", b"", answer)


def test_what_changes_is_seen_by_the_next_request(small: Small) -> None:
    async def story(asked: Asked) -> None:
        async def title() -> bytes:
            answer, _ = await asked.both(request("GET", "/feeds/nature.json"))
            return answer

        await title()
        small.change("hatching", title="Sturgeon hatched")
        assert b"Sturgeon hatched" in await title()
        small.store.set_feeds(FEEDS[:1], small.clock.now)
        assert b"HTTP/1.1 404" in await title()
        small.store.set_feeds(FEEDS, small.clock.now)
        assert b"HTTP/1.1 200" in await title()

    serving(small, story)


def test_what_expires_says_how_long_it_may_be_kept_and_is_made_anew(small: Small) -> None:
    async def story(asked: Asked) -> None:
        target = request("GET", "/feeds/all/coming.atom")
        small.clock.now = small.clock.now.replace(hour=23, minute=59, second=0)
        await asked.both(target)
        assert b"max-age=60, stale-if-error=86400\r\n" in (await asked.both(target))[0]
        small.clock.forward(seconds=15)
        answer, is_short = await asked.both(target)
        assert is_short
        assert b"max-age=45, stale-if-error=86400\r\n" in answer
        small.clock.forward(seconds=45)
        assert not (await asked.both(target))[1] or b"max-age=300" in (await asked.both(target))[0]

    serving(small, story)


def test_other_settings_are_obeyed_at_once(small: Small) -> None:
    async def story(asked: Asked) -> None:
        await asked.both(request("GET", "/feeds/all.atom"))
        service = small.front.service
        service.renew(service.publisher, service.chronology)
        before = asked.spy.answers
        await conversation(asked.short, request("GET", "/feeds/all.atom"))
        assert asked.spy.answers == before

    serving(small, story)


def test_the_position_is_looked_at_once_a_turn(small: Small, monkeypatch: pytest.MonkeyPatch) -> None:
    looks = []
    version = small.store.version
    monkeypatch.setattr(small.store, "version", lambda: looks.append(1) or version())
    small.ask("/feeds/all.atom")

    async def story() -> None:
        ready = ReadyAnswers(small.front.service)
        looks.clear()
        assert all(ready.find("GET", b"/feeds/all.atom", {}) for _ in range(5))
        assert len(looks) == 1
        await asyncio.sleep(0)
        assert ready.find("GET", b"/feeds/all.atom", {})
        assert len(looks) == 2

    asyncio.run(story())


def test_the_short_way_is_counted(small: Small) -> None:
    async def story(asked: Asked) -> None:
        for _ in range(3):
            await conversation(asked.short, request("HEAD", "/feeds/all.atom"))

    serving(small, story)
    text = small.ask("/metrics").text
    assert 'timeline_http_answers_total{method="HEAD",route="/feeds/{slug}.{format}",status="2xx"} 3.0' in text
    assert "timeline_http_ready_total 2.0" in text
    assert 'timeline_http_seconds_count{route="/feeds/{slug}.{format}"} 3.0' in text


def test_an_access_log_has_the_lines_of_either_way(small: Small) -> None:
    lines: list[str] = []

    async def story(asked: Asked) -> None:
        await conversation(asked.short, request("GET", "/feeds/all.atom?tag=nature"))
        small.front.service.access_log = AccessLog(write=lines.append)
        for port in (asked.plain, asked.short):
            await conversation(port, request("GET", "/feeds/all.atom?tag=nature"))

    serving(small, story)
    shown = [re.sub(r"\[.*?\] ", "", line) for line in lines if "healthz" not in line]
    assert len(shown) == 2
    assert len(set(shown)) == 1
    assert shown[0].startswith('127.0.0.0 - - "GET /feeds/all.atom?tag=nature HTTP/1.1" 200 ')


def test_the_short_way_counts_feeds_by_the_kind_of_client(small: Small) -> None:
    async def story(asked: Asked) -> None:
        for agent in ("Newsboat/2.36", "Newsboat/2.36", "Google-Calendar-Importer"):
            await conversation(asked.short, request("HEAD", "/feeds/all.atom", f"User-Agent: {agent}\r\n"))

    serving(small, story)
    text = small.ask("/metrics").text
    assert 'timeline_feed_fetches_total{client="reader",feed="all"} 2.0' in text
    assert 'timeline_feed_fetches_total{client="calendar",feed="all"} 1.0' in text


def test_a_connection_that_is_idle_is_closed_and_one_that_is_used_is_not(small: Small) -> None:
    async def story(asked: Asked) -> None:
        message = request("HEAD", "/feeds/all.atom")
        reader, writer = await asyncio.open_connection("127.0.0.1", asked.short)
        for _ in range(5):
            writer.write(message)
            assert b"200" in await reader.readuntil(b"\r\n\r\n")
            (connection,) = asked.running.server_state.connections
            run_out(connection)
        assert asked.running.server_state.connections == {connection}
        connection.timeout_keep_alive = 0.1
        run_out(connection)
        assert await asyncio.wait_for(reader.read(), 60) == b""
        writer.close()

    serving(small, story, timeout_keep_alive=600)


def run_out(connection: Any) -> None:
    """Let the timer of a connection run out, which was set when it was used before."""
    connection._cancel_idle_timer()
    connection.timeout_keep_alive_handler()


def test_a_server_that_stops_closes_idle_connections_after_their_answers(small: Small) -> None:
    async def story() -> None:
        running, listener = start(small, protocol_for(ReadyAnswers(small.front.service)))
        task = asyncio.create_task(running.serve([listener]))
        while not running.started:
            await asyncio.sleep(0.01)
        reader, writer = await asyncio.open_connection("127.0.0.1", listener.getsockname()[1])
        for _ in range(2):
            writer.write(request("HEAD", "/feeds/all.atom"))
            assert b"200" in await reader.readuntil(b"\r\n\r\n")
        running.stop()
        assert await asyncio.wait_for(reader.read(), 120) == b""
        await asyncio.wait_for(task, 120)
        writer.close()

    asyncio.run(story())


def test_a_reader_that_takes_nothing_is_answered_the_ordinary_way_which_waits(small: Small) -> None:
    async def story(asked: Asked) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", asked.short)
        for _ in range(2):
            writer.write(request("HEAD", "/feeds/all.atom"))
            await reader.readuntil(b"\r\n\r\n")
        before = asked.spy.answers
        (connection,) = asked.running.server_state.connections
        connection.pause_writing()
        writer.write(request("HEAD", "/feeds/all.atom"))
        while not connection.cycle or connection.cycle.response_complete:
            await asyncio.sleep(0)
        connection.resume_writing()
        assert b"200" in await reader.readuntil(b"\r\n\r\n")
        assert asked.spy.answers == before
        writer.close()

    serving(small, story)
