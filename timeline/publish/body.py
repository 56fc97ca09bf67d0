"""Bodies: bytes ready to be sent, with what a conditional request compares."""

from __future__ import annotations

import hashlib
import struct
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import Final, Protocol

LEVEL: Final = 6
OVERHEAD: Final = 1000
"""Bytes that keeping a body costs beside its own."""
# RFC 1952, section 2.3: deflate, no flags, no time of making (it would change the bytes), no extra flags, OS unknown
# (zlib would write the machine's).
_GZIP_HEADER: Final = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"


class Part(Protocol):
    """A part of a body, deflated apart from the others; `plain` is kept only while there is room."""

    plain: bytes | None
    deflated: bytes
    length: int

    @property
    def cost(self) -> int:
        """Bytes that keeping it costs without the plain ones, about."""


class Source(Protocol):
    """What made a body, and can make the next one from it."""

    @property
    def cost(self) -> int:
        """Bytes that keeping it costs beside the body."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What a body says beside its bytes.

    `etag` is the digest of the plain bytes, without quotes; `modified` never goes back. `expires` is when a body that
    depends on the clock may change without a change of any event (None: never).
    """

    etag: str
    media_type: str
    modified: datetime
    expires: datetime | None = None
    headers: tuple[tuple[str, str], ...] = ()


class Body:
    """What one address answers, in both encodings: of one part, or, where it is long, of many.

    The plain bytes may be forgotten (`forget_plain`), and are then inflated again when they are asked for: `on_inflate`
    hears of that. A body that follows the changes is kept together with its `source`.
    """

    __slots__ = ("_facts", "_trailer", "on_inflate", "parts", "source")

    def __init__(self, facts: Facts, parts: Sequence[Part], trailer: bytes) -> None:
        self._facts, self.parts, self._trailer = facts, tuple(parts), trailer
        self.on_inflate: Callable[[], None] | None = None
        self.source: Source | None = None

    @property
    def etag(self) -> str:
        """The digest of the plain bytes, without quotes."""
        return self._facts.etag

    @property
    def media_type(self) -> str:
        """The Content-Type."""
        return self._facts.media_type

    @property
    def modified(self) -> datetime:
        """The latest change that shows in it."""
        return self._facts.modified

    @property
    def expires(self) -> datetime | None:
        """When it may change without a change of any event."""
        return self._facts.expires

    @property
    def headers(self) -> tuple[tuple[str, str], ...]:
        """Headers of its own."""
        return self._facts.headers

    @property
    def data(self) -> bytes:
        """The plain bytes."""
        return b"".join(self.plain_parts())

    @property
    def gzip(self) -> bytes:
        """The same in gzip."""
        return b"".join(self.packed_parts())

    @property
    def length(self) -> int:
        """How many plain bytes there are."""
        return sum(part.length for part in self.parts)

    @property
    def packed_length(self) -> int:
        """How many bytes there are in gzip."""
        return sum(map(len, self.packed_parts()))

    def plain_parts(self) -> Iterator[bytes]:
        """The plain bytes, some at a time: a long body need not be in memory as a whole."""
        inflated = False
        for part in self.parts:
            plain = part.plain
            if plain is None:
                plain = inflate(part.deflated)
                inflated = True
                if self.on_inflate is not None:
                    part.plain = plain
            yield plain
        if inflated and self.on_inflate is not None:
            self.on_inflate()

    def packed_parts(self) -> Iterator[bytes]:
        """The bytes in gzip, some at a time."""
        return chain((_GZIP_HEADER,), (part.deflated for part in self.parts), (self._trailer,))

    def forget_plain(self) -> None:
        """Keep the plain bytes no longer."""
        for part in self.parts:
            part.plain = None

    @property
    def plain_size(self) -> int:
        """Bytes that the plain bytes cost that are kept."""
        return sum(part.length for part in self.parts if part.plain is not None)

    @property
    def packed_size(self) -> int:
        """Bytes that keeping it costs without them, about."""
        beside = 0 if self.source is None else self.source.cost
        return beside + sum(part.cost for part in self.parts)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Body) and self._facts == other._facts

    def __hash__(self) -> int:
        return hash(self._facts)


@dataclass(slots=True)
class _Whole:
    """The only part of a short body."""

    plain: bytes | None
    deflated: bytes
    length: int

    @property
    def cost(self) -> int:
        return OVERHEAD + len(self.deflated)


def body(
    data: bytes,
    media_type: str,
    modified: datetime,
    expires: datetime | None = None,
    headers: tuple[tuple[str, str], ...] = (),
) -> Body:
    """The body of some bytes."""
    facts = Facts(digest(data), media_type, modified, expires, headers)
    part = _Whole(data, deflate(data, zlib.Z_FINISH), len(data))
    return Body(facts, (part,), trailer(zlib.crc32(data), len(data)))


def compressed(data: bytes) -> bytes:
    """The bytes in gzip, equal for equal bytes."""
    return gzip_member(data, [deflate(data, zlib.Z_FINISH)])


def gzip_member(data: bytes, deflated: Iterable[bytes]) -> bytes:
    """One gzip member, of bytes that were deflated in parts."""
    return b"".join((_GZIP_HEADER, *deflated, trailer(zlib.crc32(data), len(data))))


def trailer(crc: int, length: int) -> bytes:
    """The end of a gzip member."""
    return struct.pack("<II", crc, length & 0xFFFFFFFF)


def deflate(data: bytes, flush: int) -> bytes:
    """The bytes deflated without a header; `flush` (of zlib) says how they end."""
    compressor = zlib.compressobj(LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
    return compressor.compress(data) + compressor.flush(flush)


def inflate(deflated: bytes) -> bytes:
    """The inverse, whatever follows."""
    return zlib.decompressobj(-zlib.MAX_WBITS).decompress(deflated)


def digest(data: bytes) -> str:
    """What tells bytes apart: the ETag without its quotes."""
    return hashlib.sha256(data).hexdigest()[:32]
