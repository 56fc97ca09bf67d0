"""Bodies: bytes ready to be sent, with what a conditional request compares, and the room in which they are kept."""

from __future__ import annotations

import hashlib
import struct
import zlib
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Generic, TypeVar

LEVEL: Final = 6
ROOM: Final = 128 * 2**20
"""Bytes of bodies kept; the least recently used go first."""
# RFC 1952, section 2.3: deflate, no flags, no time of making (it would change the bytes), no extra flags, OS unknown
# (zlib would write the machine's).
_GZIP_HEADER: Final = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"


@dataclass(frozen=True, slots=True)
class Body:
    """What one address answers, in both encodings.

    `etag` is the digest of the plain bytes, without quotes; `modified` never goes back. `expires` is when a body that
    depends on the clock may change without a change of any event (None: never). `filename` is what a browser saves.
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
    etag = hashlib.blake2b(data, digest_size=16).hexdigest()
    return Body(data, compressed(data), etag, media_type, modified, expires, headers)


def compressed(data: bytes) -> bytes:
    """The bytes in gzip, equal for equal bytes."""
    deflate = zlib.compressobj(LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
    trailer = struct.pack("<II", zlib.crc32(data), len(data) & 0xFFFFFFFF)
    return b"".join((_GZIP_HEADER, deflate.compress(data), deflate.flush(), trailer))


@dataclass(slots=True)
class Kept:
    """A body, the position in the log up to which it is known to hold, and what it was made for."""

    body: Body
    position: int
    made_for: object


Key = TypeVar("Key")


class Bodies(Generic[Key]):
    """Bodies by key, while there is room. Reading is safe beside a writer; two writers need a lock."""

    def __init__(self, room: int = ROOM) -> None:
        self._room, self._used = room, 0
        self._kept: OrderedDict[Key, Kept] = OrderedDict()

    def __len__(self) -> int:
        return len(self._kept)

    def get(self, key: Key) -> Kept | None:
        """What is kept under that key."""
        return self._kept.get(key)

    def keep(self, key: Key, kept: Kept) -> None:
        """Keep it as the latest used, and let the oldest go where there is no room."""
        self.drop(key)
        self._kept[key] = kept
        self._used += kept.body.size
        while self._used > self._room and len(self._kept) > 1:
            self.drop(next(iter(self._kept)))

    def drop(self, key: Key) -> None:
        """Keep it no longer."""
        if (old := self._kept.pop(key, None)) is not None:
            self._used -= old.body.size
