"""Bodies: bytes ready to be sent, with what a conditional request compares."""

from __future__ import annotations

import hashlib
import struct
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

LEVEL: Final = 6
# RFC 1952, section 2.3: deflate, no flags, no time of making (it would change the bytes), no extra flags, OS unknown
# (zlib would write the machine's).
_GZIP_HEADER: Final = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"


@dataclass(frozen=True, slots=True)
class Body:
    """What one address answers, in both encodings.

    `etag` is the digest of the plain bytes, without quotes; `modified` never goes back. `expires` is when a body that
    depends on the clock may change without a change of any event (None: never).
    """

    data: bytes
    gzip: bytes
    etag: str
    media_type: str
    modified: datetime
    expires: datetime | None = None
    headers: tuple[tuple[str, str], ...] = ()

    @property
    def size(self) -> int:
        """Bytes that keeping it costs, about."""
        return len(self.data) + len(self.gzip) + 1000


def body(
    data: bytes,
    media_type: str,
    modified: datetime,
    expires: datetime | None = None,
    headers: tuple[tuple[str, str], ...] = (),
) -> Body:
    """The body of some bytes."""
    return Body(data, compressed(data), digest(data), media_type, modified, expires, headers)


def compressed(data: bytes) -> bytes:
    """The bytes in gzip, equal for equal bytes."""
    return gzip_member(data, [deflate(data, zlib.Z_FINISH)])


def gzip_member(data: bytes, deflated: Iterable[bytes]) -> bytes:
    """One gzip member, of bytes that were deflated in parts."""
    trailer = struct.pack("<II", zlib.crc32(data), len(data) & 0xFFFFFFFF)
    return b"".join((_GZIP_HEADER, *deflated, trailer))


def deflate(data: bytes, flush: int) -> bytes:
    """The bytes deflated without a header; `flush` (of zlib) says how they end."""
    compressor = zlib.compressobj(LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
    return compressor.compress(data) + compressor.flush(flush)


def digest(data: bytes) -> str:
    """What tells bytes apart: the ETag without its quotes."""
    return hashlib.sha256(data).hexdigest()[:32]
