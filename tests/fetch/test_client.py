"""The guarded client, against real servers on loopback."""

from __future__ import annotations

import gzip
import ssl
import threading
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count

import pytest

from timeline.errors import SourceRefused
from timeline.fetch.addresses import follow, is_public, split
from timeline.fetch.client import Client, Limits
from timeline.fetch.lookups import MOST

CONTEXT = ssl.create_default_context()
Respond = Callable[[BaseHTTPRequestHandler], None]


@contextmanager
def serving(respond: Respond) -> Iterator[str]:
    """A server on loopback; its address."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            respond(self)

        def log_message(self, *_: object) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def send(handler: BaseHTTPRequestHandler, body: bytes, status: int = 200, **headers: str) -> None:
    handler.send_response(status)
    for name, value in headers.items():
        handler.send_header(name.replace("_", "-"), value)
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body)


# address, whether it may be fetched from
ADDRESSES = [
    ("8.8.8.8", True), ("2606:4700::1111", True),
    ("127.0.0.1", False), ("10.1.2.3", False), ("172.16.0.1", False), ("192.168.1.1", False), ("0.0.0.0", False),
    ("169.254.169.254", False), ("100.64.0.1", False), ("224.0.0.1", False), ("255.255.255.255", False),
    ("192.0.0.9", False), ("192.88.99.1", False), ("198.18.0.1", False), ("240.0.0.1", False),
    ("::1", False), ("::", False), ("fe80::1%eth0", False), ("fc00::1", False), ("ff02::1", False),
    ("::ffff:127.0.0.1", False), ("::ffff:8.8.8.8", True), ("64:ff9b::7f00:1", False), ("2002:7f00:1::", False),
    ("2001:0:1::1", False), ("64:ff9b:1::1", False), ("fec0::1", False), ("feff::1", False), ("3fff::1", False),
    ("3fff:fff::1", False), ("4000::1", False), ("5f00::1", False), ("::7f00:1", False),
]  # fmt: skip


@pytest.mark.parametrize(("address", "public"), ADDRESSES)
def test_only_public_addresses_are_fetched_from(address: str, public: bool) -> None:
    assert is_public(address) is public


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "2130706433", "0x7f.1", "127.1"])
def test_loopback_is_refused_however_it_is_written(host: str) -> None:
    with pytest.raises(SourceRefused, match=r"not a public address|cannot be resolved"):
        Client().get(f"http://{host}:9/")


def test_a_name_that_also_has_a_private_address_is_refused() -> None:
    client = Client(resolve=lambda host, port: ["8.8.8.8", "10.0.0.1"])
    with pytest.raises(SourceRefused, match=r"10\.0\.0\.1"):
        client.get("http://rebinding.example/")


def test_each_redirect_is_checked_like_the_first_address() -> None:
    with serving(lambda h: send(h, b"", 302, Location="http://127.0.0.2:9/secret")) as base:
        client = Client(allowed=lambda address: address == "127.0.0.1")
        with pytest.raises(SourceRefused, match=r"127\.0\.0\.2"):
            client.get(base)


@pytest.mark.parametrize("target", ["file:///etc/passwd", "gopher://127.0.0.1/", "//u:p@127.0.0.1/", "javascript:1"])
def test_a_redirect_to_another_kind_of_address_is_refused(target: str) -> None:
    with serving(lambda h: send(h, b"", 302, Location=target)) as base, pytest.raises(SourceRefused):
        Client().get(base, local=True)


def test_redirects_end() -> None:
    with (
        serving(lambda h: send(h, b"", 302, Location="/again")) as base,
        pytest.raises(SourceRefused, match="redirects"),
    ):
        Client().get(base, local=True)


def test_a_local_source_may_be_local() -> None:
    with serving(lambda h: send(h, b"hello", ETag='"1"')) as base:
        reply = Client().get(base + "/a?b=c#d", local=True)
    assert (reply.status, reply.body, reply.headers["etag"]) == (200, b"hello", '"1"')


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "identity"])
def test_a_body_is_decompressed(encoding: str) -> None:
    body = {"gzip": gzip.compress(b"x" * 5000), "deflate": zlib.compress(b"x" * 5000), "identity": b"x" * 5000}[
        encoding
    ]
    with serving(lambda h: send(h, body, Content_Encoding=encoding)) as base:
        assert Client().get(base, local=True).body == b"x" * 5000


def test_a_bomb_costs_no_more_than_the_limit() -> None:
    bomb = gzip.compress(b"0" * 50_000_000)
    with (
        serving(lambda h: send(h, bomb, Content_Encoding="gzip")) as base,
        pytest.raises(SourceRefused, match="larger than 1 MB"),
    ):
        Client(Limits(size=1_000_000)).get(base, local=True)


def test_a_damaged_body_is_said_to_be_damaged() -> None:
    with (
        serving(lambda h: send(h, b"no gzip", Content_Encoding="gzip")) as base,
        pytest.raises(SourceRefused, match="damaged"),
    ):
        Client().get(base, local=True)


def test_a_slow_drip_ends_at_the_deadline() -> None:
    ticks = count()

    def drip(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.end_headers()
        for _ in range(1000):
            handler.wfile.write(b"x" * 70_000)

    with serving(drip) as base, pytest.raises(SourceRefused, match="did not answer within 30"):
        Client(clock=lambda: float(next(ticks))).get(base, local=True)


@pytest.mark.parametrize("url", ["ftp://example.org", "http://", "http://a:b@example.org/", "http://[1", "http://x:0/"])
def test_what_is_no_web_address_is_refused(url: str) -> None:
    with pytest.raises(SourceRefused):
        Client().get(url)


def test_a_redirect_in_raw_utf8_is_followed() -> None:
    def respond(handler: BaseHTTPRequestHandler) -> None:
        asked.append(handler.path)
        if handler.path == "/":
            handler.send_response(302)
            handler._headers_buffer.append("Location: /f\u00eates?ann\u00e9e=1\r\n".encode())  # type: ignore[attr-defined]
            handler.send_header("Content-Length", "0")
            handler.end_headers()
        else:
            send(handler, b"hello")

    asked: list[str] = []
    with serving(respond) as base:
        assert Client().get(base + "/", local=True).body == b"hello"
    assert asked == ["/", "/f%C3%AAtes?ann%C3%A9e=1"]


@pytest.mark.parametrize(
    "target",
    ["http://\udcff/", "http://\u00e9..\u00e9/", "http://[::1", "http://a\x7fb/", "http://a b/", "http://x:99999/"],
)
def test_a_redirect_that_is_no_address_fails_by_name(target: str) -> None:
    with pytest.raises(SourceRefused):
        split(follow("http://paper.example/", target.encode("utf-8", "surrogateescape").decode("latin-1")))


def test_a_validator_goes_back_byte_for_byte() -> None:
    asked: list[str | None] = []

    def respond(handler: BaseHTTPRequestHandler) -> None:
        asked.append(handler.headers["If-None-Match"])
        send(handler, b"hello")

    with serving(respond) as base:
        Client().get(base, {"If-None-Match": '"\xc3\xa9"'}, local=True)
    assert asked == ['"\xc3\xa9"']


def test_a_local_source_opens_one_host_and_port() -> None:
    with serving(lambda h: send(h, b"secret")) as other:
        with (
            serving(lambda h: send(h, b"", 302, Location=other + "/admin")) as base,
            pytest.raises(SourceRefused, match="not a public address"),
        ):
            Client().get(base, local=True)
        with (
            serving(lambda h: send(h, b"", 302, Location=other.replace("127.0.0.1", "127.0.0.2"))) as base,
            pytest.raises(SourceRefused, match=r"127\.0\.0\.2, which is not a public"),
        ):
            Client().get(base, local=True)


def test_validators_do_not_follow_a_redirect_to_another_host() -> None:
    asked: list[tuple[str, str | None]] = []

    def respond(handler: BaseHTTPRequestHandler) -> None:
        host, path = str(handler.headers["Host"]), handler.path
        asked.append((host.partition(":")[0] + path, handler.headers["If-None-Match"]))
        port = host.partition(":")[2]
        places = {
            "/": f"http://one.example:{port}/a",
            "/a": f"http://two.example:{port}/b",
            "/b": f"http://one.example:{port}/c",
        }
        send(handler, b"", 302, Location=places[path]) if path in places else send(handler, b"hello")

    with serving(respond) as base:
        client = Client(resolve=lambda host, port: ["127.0.0.1"], allowed=lambda address: True)
        client.get(base.replace("127.0.0.1", "one.example") + "/", {"If-None-Match": '"v1"'})
    assert asked == [
        ("one.example/", '"v1"'),
        ("one.example/a", '"v1"'),
        ("two.example/b", None),
        ("one.example/c", None),
    ]


HEALTHY = "healthy.example"


class Hanging:
    """A resolver that says nothing until it is let go, but of one name; `asked` are the names it was asked for."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self._go = threading.Event()

    def __call__(self, host: str, port: int) -> list[str]:
        self.asked.append(host)
        if host == HEALTHY:
            return ["127.0.0.1"]
        self._go.wait()
        return []

    def client(self, seconds: float) -> Client:
        """One that waits so long for it. To load the certificates, for each request anew, would take most of a test."""
        return Client(Limits(connect=seconds), resolve=self, secure=lambda: CONTEXT)

    @property
    def threads(self) -> list[threading.Thread]:
        """Those that wait for it."""
        return [thread for thread in threading.enumerate() if thread.name.startswith("resolve ")]

    def let_go(self) -> None:
        """Say that no name has an address, and come back when all who waited know."""
        waiting = self.threads
        self._go.set()
        for thread in waiting:
            thread.join()


@pytest.fixture
def hanging() -> Iterator[Hanging]:
    """One that leaves nothing waiting behind a test."""
    resolver = Hanging()
    yield resolver
    resolver.let_go()


def test_a_resolver_that_hangs_is_waited_for_only_so_long(hanging: Hanging) -> None:
    with pytest.raises(SourceRefused, match=r"slow\.example was not resolved within 0\.0"):
        hanging.client(0.01).get("http://slow.example/")
    (left,) = hanging.threads
    assert left.daemon, "the program would not end before the resolver does"


def test_only_so_many_names_hang_in_the_resolver(hanging: Hanging) -> None:
    client = hanging.client(0.001)
    for n in range(MOST + 10):
        with pytest.raises(SourceRefused, match="resolved"):
            client.get(f"http://host{n}.example/")
    hanging.let_go()
    assert len(hanging.asked) == MOST


def test_names_that_hang_at_each_run_leave_room_for_the_others(hanging: Hanging) -> None:
    client, patient = hanging.client(0.001), hanging.client(20)
    for _ in range(MOST // 50 + 1):  # as often as would take every place, had each run its own
        for n in range(50):
            with pytest.raises(SourceRefused, match=r"was not resolved within"):
                client.get(f"http://hanging{n}.example/")
        with pytest.raises(SourceRefused, match=r"127\.0\.0\.1, which is not a public address"):
            patient.get(f"http://{HEALTHY}/")
    hanging.let_go()
    assert Counter(hanging.asked) == {**{f"hanging{n}.example": 1 for n in range(50)}, HEALTHY: MOST // 50 + 1}


def test_a_name_that_is_resolved_after_all_is_asked_for_again(hanging: Hanging) -> None:
    client = hanging.client(0.001)
    for _ in range(2):
        with pytest.raises(SourceRefused, match="was not resolved within"):
            client.get("http://slow.example/")
    hanging.let_go()
    with pytest.raises(SourceRefused, match="has no address"):
        hanging.client(20).get("http://slow.example/")
    assert hanging.asked == ["slow.example"] * 2


def test_a_mistake_in_the_resolver_is_raised_as_it_is() -> None:
    def resolve(host: str, port: int) -> list[str]:
        raise RuntimeError("broken")

    with pytest.raises(RuntimeError, match="broken"):
        Client(resolve=resolve).get("http://host.example/")
