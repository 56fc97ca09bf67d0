"""The guarded client for everything that goes out: no private address on any hop, bounded in size and time.

Names are resolved here, every address is checked, and the connection is made to the address that was checked, so a
name that answers differently the second time (DNS rebinding) gains nothing.
"""

from __future__ import annotations

import socket
import ssl
import time
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final

import httpcore
import msgspec

from timeline.errors import SourceRefused
from timeline.fetch import tls
from timeline.fetch.addresses import endpoint, follow, is_public, split
from timeline.fetch.lookups import Lookups, Resolve

AGENT: Final = "timeline/0.1"
REDIRECTS: Final = 5
MEGABYTE: Final = 1_000_000
_lookups: Final = Lookups()
"""Of the whole program: each client asks the same resolver."""


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """What one request may cost: seconds for connecting and in all, bytes after decompression."""

    connect: float = 10.0
    total: float = 30.0
    size: int = 10 * MEGABYTE


class Reply(msgspec.Struct, frozen=True, kw_only=True):
    """What came: status, headers (names in lower case), the body decompressed, and the address it came from."""

    status: int
    headers: dict[str, str]
    body: bytes
    url: str


class Client:
    """Asks for one address at a time; safe to use from several threads."""

    def __init__(
        self,
        limits: Limits | None = None,
        resolve: Resolve | None = None,
        allowed: Callable[[str], bool] | None = None,
        clock: Callable[[], float] = time.monotonic,
        secure: Callable[[], ssl.SSLContext] = tls.context,
    ) -> None:
        self.limits = limits or Limits()
        self.resolve = resolve or system_addresses
        self.allowed = allowed or is_public
        self.clock = clock
        self.secure = secure

    def get(self, url: str, headers: Mapping[str, str] | None = None, *, local: bool = False) -> Reply:
        """The answer, after at most five redirects, each checked like the first. Raises `SourceRefused`.

        `local` allows private, loopback and link-local addresses, for the host and port of `url` and no other: only for
        a source that its curator named as local. Conditions go to the host that named them, never to another.
        """
        deadline = self.clock() + self.limits.total
        first, conditions = endpoint(url), headers or {}
        for _ in range(REDIRECTS + 1):
            reply = self._once(url, conditions, local and endpoint(url) == first, deadline)
            if reply.status not in (301, 302, 303, 307, 308) or "location" not in reply.headers:
                return reply
            target = follow(url, reply.headers["location"])
            if split(url).scheme == "https" and split(target).scheme == "http":
                raise SourceRefused(f"{endpoint(url)[0]}: {tls.DOWNGRADED}")
            url = target
            # They stay away for good: what comes by way of another host may be anybody's.
            conditions = conditions if endpoint(url)[0] == first[0] else {}
        raise SourceRefused(f"it answered with more than {REDIRECTS} redirects")

    def _once(self, url: str, headers: Mapping[str, str], local: bool, deadline: float) -> Reply:
        parts = split(url)
        backend = _Guard(self, local, deadline)
        asked = {"User-Agent": AGENT, "Accept-Encoding": "gzip, deflate", "Host": parts.netloc, **headers}
        # A validator goes back byte for byte as it came; not every server keeps to ASCII.
        lines = [(name.encode("ascii"), value.encode("latin-1")) for name, value in asked.items()]
        target = parts.geturl()
        timeouts = {"connect": self.limits.connect, "read": self.limits.total, "write": self.limits.total}
        pool = httpcore.ConnectionPool(network_backend=backend, ssl_context=self.secure(), max_connections=1)
        try:
            with pool, pool.stream("GET", target, headers=lines, extensions={"timeout": timeouts}) as got:
                received = {k.decode("latin-1").lower(): v.decode("latin-1") for k, v in got.headers}
                body = b"" if got.status in (304, 204) else _body(got.iter_stream(), received, self.limits.size)
                return Reply(status=got.status, headers=received, body=body, url=target)
        except httpcore.TimeoutException as error:
            raise SourceRefused(f"{parts.hostname} did not answer within {self.limits.total:g} seconds") from error
        except (httpcore.NetworkError, httpcore.ProtocolError, httpcore.UnsupportedProtocol, ssl.SSLError) as error:
            reason = tls.explain(error) or error or type(error).__name__
            raise SourceRefused(f"{parts.hostname}: {reason}") from error


def system_addresses(host: str, port: int) -> list[str]:
    """What the system's resolver says, in its order."""
    entries = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in entries))


class _Guard(httpcore.NetworkBackend):
    """Connects only to addresses that were checked, and lets nothing last beyond the deadline."""

    def __init__(self, client: Client, local: bool, deadline: float) -> None:
        self.client, self.local, self.deadline = client, local, deadline
        self.plain = httpcore.SyncBackend()

    def seconds_left(self, timeout: float | None) -> float:
        """Seconds that a wait may take."""
        left = self.deadline - self.client.clock()
        if left <= 0:
            raise httpcore.ReadTimeout("out of time")
        return left if timeout is None else min(left, timeout)

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        problem: Exception | None = None
        for address in self._addresses(host, port):
            try:
                stream = self.plain.connect_tcp(address, port, timeout=self.seconds_left(timeout))
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                problem = error
            else:
                return _DeadlineStream(stream, self.seconds_left)
        raise problem or httpcore.ConnectError(f"{host} has no address")

    def _addresses(self, host: str, port: int) -> list[str]:
        """All addresses of the host; one forbidden among them refuses the host."""
        seconds = self.seconds_left(self.client.limits.connect)
        addresses = _lookups.addresses(self.client.resolve, host, port, seconds)
        for address in addresses:
            if not self.local and not self.client.allowed(address):
                raise SourceRefused(f"{host} is at {address}, which is not a public address; `local: true` allows it")
        return addresses

    def sleep(self, seconds: float) -> None:
        """Never asked for: retries are the schedule's."""
        raise httpcore.ConnectError("no retries here")


class _DeadlineStream(httpcore.NetworkStream):
    """A stream whose every wait ends at the deadline, so that a slow drip of bytes is no way around it."""

    def __init__(self, stream: httpcore.NetworkStream, seconds_left: Callable[[float | None], float]) -> None:
        self.stream, self.seconds_left = stream, seconds_left

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self.stream.read(max_bytes, self.seconds_left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self.stream.write(buffer, self.seconds_left(timeout))

    def close(self) -> None:
        self.stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        secured = self.stream.start_tls(ssl_context, server_hostname, self.seconds_left(timeout))
        return _DeadlineStream(secured, self.seconds_left)

    def get_extra_info(self, info: str) -> Any:
        return self.stream.get_extra_info(info)


def _body(chunks: Iterable[bytes], headers: Mapping[str, str], size: int) -> bytes:
    """The body decompressed, never more than `size` bytes of it in memory."""
    encoding = headers.get("content-encoding", "identity").strip().lower()
    if encoding not in ("identity", "", "gzip", "x-gzip", "deflate"):
        raise SourceRefused(f"it is encoded as {encoding}, which was not asked for")
    pieces = _inflate(chunks, size) if encoding not in ("identity", "") else chunks
    body = bytearray()
    for piece in pieces:
        body += piece
        if len(body) > size:
            raise SourceRefused(f"it is larger than {size / MEGABYTE:g} MB")
    return bytes(body)


def _inflate(chunks: Iterable[bytes], size: int) -> Iterator[bytes]:
    """Decompressed pieces of bounded length (zlib or gzip, told by the header: window bits 32 + 15)."""
    inflate = zlib.decompressobj(47)
    try:
        for chunk in chunks:
            pending = chunk
            while pending:
                yield inflate.decompress(pending, 65_536)
                pending = inflate.unconsumed_tail
        yield inflate.flush(65_536)
    except zlib.error as error:
        raise SourceRefused(f"its compressed body is damaged: {error}") from error
