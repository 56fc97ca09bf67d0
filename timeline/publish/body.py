"""Bodies: bytes ready to be sent, with what a conditional request compares, and the room in which they are kept."""

from __future__ import annotations

import hashlib
import struct
import zlib
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Generic, TypeVar

LEVEL: Final = 6
ROOM: Final = 128 * 2**20
"""Bytes of bodies kept; the least recently used go first."""
MEAN: Final = 64
LONGEST: Final = 256
"""Pieces in a stretch, on average and at most."""
TAIL: Final = 512
"""Bytes at the end of a piece that decide whether a stretch ends with it."""
STRETCHES: Final = 64 * 2**20
"""Bytes of stretches kept, plain and deflated."""
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
    return Body(data, compressed(data), digest(data), media_type, modified, expires, headers)


def compressed(data: bytes) -> bytes:
    """The bytes in gzip, equal for equal bytes."""
    return _gzip(data, [_deflated(data, zlib.Z_FINISH)])


def _gzip(data: bytes, deflated: list[bytes]) -> bytes:
    trailer = struct.pack("<II", zlib.crc32(data), len(data) & 0xFFFFFFFF)
    return b"".join((_GZIP_HEADER, *deflated, trailer))


def _deflated(data: bytes, flush: int) -> bytes:
    deflate = zlib.compressobj(LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
    return deflate.compress(data) + deflate.flush(flush)


class Pieces:
    """Joins the pieces of long bodies, and compresses anew only the stretch in which one changed.

    Stretches end where the pieces themselves say so, so that one more or less moves no boundary but its own; each is
    deflated apart, which costs some per cent of size. Equal pieces give equal bytes, whatever is kept.
    """

    def __init__(self, room: int = STRETCHES) -> None:
        self._kept: OrderedDict[tuple[bytes, ...], tuple[bytes, bytes]] = OrderedDict()
        self._room, self._used = room, 0

    def body(
        self,
        pieces: Sequence[bytes],
        media_type: str,
        modified: datetime,
        expires: datetime | None = None,
        headers: tuple[tuple[str, str], ...] = (),
    ) -> Body:
        """The body that the pieces make, one after the other."""
        stretches = [self._stretch(stretch) for stretch in _stretches(pieces)]
        data = b"".join(plain for plain, _ in stretches)
        zipped = _gzip(data, [*(deflated for _, deflated in stretches), _deflated(b"", zlib.Z_FINISH)])
        return Body(data, zipped, digest(data), media_type, modified, expires, headers)

    def _stretch(self, pieces: tuple[bytes, ...]) -> tuple[bytes, bytes]:
        found = self._kept.get(pieces)
        if found is None:
            plain = b"".join(pieces)
            # A full flush ends on a byte and forgets what came before, so that stretches can follow one another.
            found = self._kept[pieces] = plain, _deflated(plain, zlib.Z_FULL_FLUSH)
            self._used += sum(map(len, found))
        self._kept.move_to_end(pieces)
        while self._used > self._room and len(self._kept) > 1:
            _, dropped = self._kept.popitem(last=False)
            self._used -= sum(map(len, dropped))
        return found


def _stretches(pieces: Sequence[bytes]) -> Iterator[tuple[bytes, ...]]:
    start = 0
    for number, piece in enumerate(pieces, 1):
        if zlib.crc32(piece[-TAIL:]) % MEAN == 0 or number - start == LONGEST:
            yield tuple(pieces[start:number])
            start = number
    if start < len(pieces):
        yield tuple(pieces[start:])


def digest(data: bytes) -> str:
    """What tells bytes apart: the ETag without its quotes."""
    return hashlib.sha256(data).hexdigest()[:32]


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
