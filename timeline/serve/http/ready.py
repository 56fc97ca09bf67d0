"""Answers that are ready, as bytes: what the protocol sends without a scope, a task or a route.

They are what `Front` would answer, written out by the same functions. Whatever is not ready, or asks for more than an
encoding and the two conditions of a poll, is not answered here, and goes the ordinary way.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import datetime
from typing import Final, NamedTuple

from timeline.errors import TimelineError
from timeline.publish.cache import Lru
from timeline.serve.http.clients import feed_of, kind_of
from timeline.serve.http.conditional import Choice, Headers, Representation
from timeline.serve.http.metrics import FeedFetch
from timeline.serve.http.service import Service

UNDERSTOOD: Final = frozenset({b"host", b"accept-encoding", b"if-none-match", b"if-modified-since"})
"""Headers that are understood here, where each is given once; Host is, and plays no further part."""
FOREIGN: Final = frozenset({
    b"authorization", b"connection", b"content-length", b"expect", b"if-match", b"if-range", b"if-unmodified-since",
    b"range", b"te", b"trailer", b"transfer-encoding", b"upgrade",
})  # fmt: skip
"""Headers that ask for something else, or say that a body follows."""
PROBED: Final = 16
"""Looks after which it is tried again whether a turn serves more than one request."""
REQUESTS: Final = 2_048
"""That are remembered as they were read."""
LONGEST_REQUEST: Final = 1_024
"""Bytes of one that is remembered; what readers send has 100 to 400."""


class ReadRequest(NamedTuple):
    """A GET or HEAD as the parser read it, with those of its headers that matter here."""

    method: str
    target: bytes
    wishes: Mapping[bytes, bytes]
    fetch: FeedFetch | None = None
    """The feed that is fetched, and by what kind of client, to be counted."""


class ReadyAnswer(NamedTuple):
    """What goes out, after the line of the status and the headers of the server."""

    status: int
    head: bytes
    pieces: tuple[bytes, ...]
    route: str


class Turn(NamedTuple):
    """What holds for one turn of the loop: the version of the store, and the time."""

    version: int
    now: datetime


class ReadyAnswers:
    """The answers of one application that are ready."""

    def __init__(self, service: Service) -> None:
        self.service = service
        self._turn: Turn | None = None
        self._looks = 0
        self._uses = 0
        self._is_shared = False
        self._requests: Lru[bytes, ReadRequest] = Lru(REQUESTS)

    def recall(self, data: bytes) -> ReadRequest | None:
        """What was read in the same bytes before: who polls sends the same ones each time."""
        return self._requests.get(data)

    def remember(self, data: bytes, request: ReadRequest) -> None:
        """Keep what was read in bytes that hold nothing else."""
        if len(data) <= LONGEST_REQUEST:
            self._requests.put(data, request)

    def find(self, method: str, target: bytes, wishes: Mapping[bytes, bytes]) -> ReadyAnswer | None:
        """The answer to a GET or HEAD of a path and query, or None where it is to be looked for."""
        if b"%" in target or b"#" in target or target[:1] != b"/":
            return None
        path, _, query = target.partition(b"?")
        service = self.service
        try:
            address = (service.local_path(path.decode("ascii")), query)
            # The home page depends on the language that is preferred as well.
            cached = None if address[0] == "/" else service.cache.find(address)
            if cached is None:
                return None
            self._uses += 1
            turn = self._turn or self._begin_turn()
            cached = service.cache.renew(address, cached, turn.version, turn.now)
            if cached is None:
                return None
            representation = cached.representation
            choice = representation.choose(wishes)
        except (TimelineError, UnicodeDecodeError):
            return None  # the ordinary way says what is wrong
        head = representation.written.get(choice) or self._write(representation, choice, turn.now, address[0])
        pieces = () if method == "HEAD" else representation.pieces(choice)
        return ReadyAnswer(choice.status, head, pieces, cached.route)

    def _begin_turn(self) -> Turn:
        """Look once for all that is asked in one turn of the loop: what came after its beginning may come after us."""
        turn = Turn(self.service.store.version(), self.service.clock())
        self._looks += 1
        # To hear of the end of a turn costs the loop one more: where requests come one by one, as much as to look.
        if self._is_shared or self._looks % PROBED == 1:
            self._turn, self._uses = turn, 1
            asyncio.get_running_loop().call_soon(self._end_turn)
        return turn

    def _end_turn(self) -> None:
        self._turn = None
        self._is_shared = self._uses > 1

    def _write(self, representation: Representation, choice: Choice, now: datetime, path: str) -> bytes:
        headers = representation.headers(choice, now)
        head = written([*headers, *self.service.common_headers(path, headers)]) + b"\r\n"
        # What expires says each second how much longer it may be kept.
        if representation.body.expires is None:
            representation.written[choice] = head
        return head


def fetch_of(target: bytes, agent: bytes) -> FeedFetch | None:
    """Which feed an address fetches, and what kind of client does; None for another address."""
    feed = feed_of(target.partition(b"?")[0].decode("latin-1"))
    return FeedFetch(feed, kind_of(agent)) if feed else None


def written(headers: Headers) -> bytes:
    """Headers as they stand in a message."""
    return b"".join([b"%s: %s\r\n" % header for header in headers])
