"""Long bodies, made of the pieces of which few change at a time."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Final, NamedTuple

from timeline.publish.body import Body, deflate, digest, gzip_member
from timeline.publish.cache import Lru

MEAN: Final = 64
LONGEST: Final = 256
"""Pieces in a stretch, on average and at most."""
TAIL: Final = 512
"""Bytes at the end of a piece that decide whether a stretch ends with it."""
STRETCH_BYTES: Final = 64 * 2**20
"""Bytes of stretches kept, plain and deflated."""


class _Stretch(NamedTuple):
    """Some pieces on end, as they are and deflated."""

    plain: bytes
    deflated: bytes


class StretchCache:
    """Joins the pieces of long bodies, and compresses anew only the stretch in which one changed.

    Stretches end where the pieces themselves say so, so that one more or less moves no boundary but its own; each is
    deflated apart, which costs some per cent of size. Equal pieces give equal bytes, whatever is kept.
    """

    def __init__(self, room: int = STRETCH_BYTES) -> None:
        self._stretches: Lru[tuple[bytes, ...], _Stretch] = Lru(room, lambda each: len(each.plain) + len(each.deflated))

    def body(
        self,
        pieces: Sequence[bytes],
        media_type: str,
        modified: datetime,
        expires: datetime | None = None,
        headers: tuple[tuple[str, str], ...] = (),
    ) -> Body:
        """The body that the pieces make, one after the other."""
        stretches = [self._stretch(run) for run in _runs(pieces)]
        data = b"".join(stretch.plain for stretch in stretches)
        deflated = [stretch.deflated for stretch in stretches]
        zipped = gzip_member(data, [*deflated, deflate(b"", zlib.Z_FINISH)])
        return Body(data, zipped, digest(data), media_type, modified, expires, headers)

    def _stretch(self, run: tuple[bytes, ...]) -> _Stretch:
        stretch = self._stretches.use(run)
        if stretch is None:
            plain = b"".join(run)
            # A full flush ends on a byte and forgets what came before, so that stretches can follow one another.
            stretch = _Stretch(plain, deflate(plain, zlib.Z_FULL_FLUSH))
            self._stretches.put(run, stretch)
        return stretch


def _runs(pieces: Sequence[bytes]) -> Iterator[tuple[bytes, ...]]:
    start = 0
    for number, piece in enumerate(pieces, 1):
        # The piece's own bytes decide, not its number: an entry put in at the front moves no later boundary.
        if zlib.crc32(piece[-TAIL:]) % MEAN == 0 or number - start == LONGEST:
            yield tuple(pieces[start:number])
            start = number
    if start < len(pieces):
        yield tuple(pieces[start:])
