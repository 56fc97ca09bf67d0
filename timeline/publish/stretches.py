"""Long bodies, made of the pieces of which few change at a time."""

from __future__ import annotations

import hashlib
import marshal
import zlib
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from itertools import accumulate, pairwise
from typing import Any, Final

from timeline.publish.body import OVERHEAD, Body, Facts, deflate, inflate, trailer
from timeline.publish.crc import combined, shift

MEAN: Final = 64
LONGEST: Final = 256
"""Pieces in a stretch, on average and at most."""
TAIL: Final = 512
"""Bytes at the end of a piece that decide whether a stretch ends with it."""
WHOLE: Final = 32 * 2**20
"""Bytes up to which the ETag is a digest of all of them; that of a longer body is one of its stretches' digests."""

RUN: Final = 16
"""Stretches whose CRC is remembered together."""
UNSHARED: Final = 2
"""The form of `marshal` that writes each value out: looking for equal ones costs more than they do."""

Key = tuple[Any, ...]
"""Where a piece stands: pieces are in the order of their keys."""
Piece = tuple[Key, bytes]
FIRST: Final[Key] = ((float("-inf"),), "")
LAST: Final[Key] = ((float("inf"),), "")
"""The keys of what stands before all entries, and behind them."""


class Stretch:
    """Some pieces on end, deflated apart from all others. The plain bytes are kept only while there is room."""

    __slots__ = ("_places", "count", "crc", "deflated", "digest", "last", "length", "plain")

    def __init__(self, pieces: Sequence[Piece], known: Mapping[bytes, Stretch]) -> None:
        plain = b"".join(piece for _, piece in pieces)
        self.plain: bytes | None = plain
        self.count, self.last = len(pieces), pieces[-1][0]
        # As objects the keys of a large calendar would take several times what its entries do, deflated.
        self._places = marshal.dumps([(key, len(piece)) for key, piece in pieces], UNSHARED)
        self.length, self.digest = len(plain), hashlib.sha256(plain).digest()
        same = known.get(self.digest)
        # A full flush ends on a byte and forgets what came before, so that stretches can follow one another.
        self.deflated: bytes = deflate(plain, zlib.Z_FULL_FLUSH) if same is None else same.deflated
        self.crc: int = zlib.crc32(plain) if same is None else same.crc

    @property
    def cost(self) -> int:
        """Bytes that keeping it costs without the plain ones, about."""
        return len(self.deflated) + len(self._places) + OVERHEAD

    @property
    def keys(self) -> list[Key]:
        """Where its pieces stand."""
        return [key for key, _ in self._lengths()]

    def pieces(self) -> list[Piece]:
        """What it is made of."""
        plain = inflate(self.deflated) if self.plain is None else self.plain
        lengths = self._lengths()
        ends = pairwise(accumulate((length for _, length in lengths), initial=0))
        return [(key, plain[start:end]) for (key, _), (start, end) in zip(lengths, ends, strict=True)]

    def _lengths(self) -> list[tuple[Key, int]]:
        """By key, how long each piece is."""
        # What this very process wrote: neither its form nor who made it is in doubt.
        lengths: list[tuple[Key, int]] = marshal.loads(self._places)  # noqa: S302
        return lengths


class _End:
    """What ends the deflated bytes of all stretches."""

    plain: bytes | None = b""
    deflated = deflate(b"", zlib.Z_FINISH)
    length = cost = 0


class _Cutter:
    """Takes pieces one by one, and gives a stretch whenever one is complete.

    Stretches end where the pieces themselves say so, so that one more or less moves no boundary but its own.
    """

    def __init__(self, known: Mapping[bytes, Stretch]) -> None:
        self.open: list[Piece] = []
        self._known = known

    def take(self, pieces: Iterable[Piece]) -> Iterator[Stretch]:
        """The stretches that end with one of the pieces."""
        for piece in pieces:
            self.open.append(piece)
            if zlib.crc32(piece[1][-TAIL:]) % MEAN == 0 or len(self.open) == LONGEST:
                yield from self.end()

    def end(self) -> Iterator[Stretch]:
        """The stretch that is open, if there is any."""
        if self.open:
            yield Stretch(self.open, self._known)
            self.open = []


def cut(pieces: Iterable[Piece], earlier: Iterable[Stretch] = ()) -> Iterator[Stretch]:
    """The stretches of some pieces. What is the same in `earlier` ones is not deflated again."""
    cutter = _Cutter({stretch.digest: stretch for stretch in earlier})
    yield from cutter.take(pieces)
    yield from cutter.end()


def revise(stretches: Sequence[Stretch], edits: Mapping[Key, bytes | None]) -> list[Stretch]:
    """The stretches that `cut` would make after some edits: by key, what stands there now (None: nothing). Those in
    which nothing changed stay the same."""
    pending = sorted(edits)
    revised: list[Stretch] = []
    cutter = _Cutter({})
    for number, stretch in enumerate(stretches):
        is_last = number == len(stretches) - 1
        within = len(pending) if is_last else _position(pending, stretch.last)
        here, pending = pending[:within], pending[within:]
        if not here and not cutter.open:
            revised.append(stretch)
        else:
            revised += cutter.take(_edited(stretch, {key: edits[key] for key in here}))
    if not stretches:
        revised += cutter.take(_kept(edits))
    return [*revised, *cutter.end()]


def holds(stretches: Sequence[Stretch], key: Key) -> bool:
    """Whether a piece stands under the key."""
    at = bisect_left(stretches, key, key=lambda stretch: stretch.last)
    return at < len(stretches) and key in stretches[at].keys


def _position(keys: Sequence[Key], last: Key) -> int:
    """How many of the keys are not behind the last."""
    at = bisect_left(keys, last)
    return at + 1 if at < len(keys) and keys[at] == last else at


def _edited(stretch: Stretch, edits: Mapping[Key, bytes | None]) -> list[Piece]:
    return _kept({**dict(stretch.pieces()), **edits})


def _kept(pieces: Mapping[Key, bytes | None]) -> list[Piece]:
    kept = [(key, piece) for key, piece in pieces.items() if piece is not None]
    return sorted(kept, key=lambda pair: pair[0])


def long_body(
    stretches: Sequence[Stretch],
    media_type: str,
    modified: datetime,
    expires: datetime | None = None,
    headers: tuple[tuple[str, str], ...] = (),
) -> Body:
    """The body that stretches make, one after the other."""
    crc, length = _whole(stretches)
    facts = Facts(_etag(stretches, length), media_type, modified, expires, headers)
    return Body(facts, (*stretches, _End()), trailer(crc, length))


def _whole(stretches: Sequence[Stretch]) -> tuple[int, int]:
    """The CRC and the length of all of them."""
    crc, length = 0, 0
    for start in range(0, len(stretches), RUN):
        run = _run(tuple((each.crc, each.length) for each in stretches[start : start + RUN]))
        crc, length = combined(crc, run[0], run[2]), length + run[1]
    return crc, length


@lru_cache(maxsize=4096)
def _run(parts: tuple[tuple[int, int], ...]) -> tuple[int, int, int]:
    """The CRC and the length of some stretches on end, and the shift of that length. A change alters one run of many,
    and to combine the CRCs of a million entries anew would take longer than all else."""
    crc, length = 0, 0
    for each, size in parts:
        crc, length = combined(crc, each, shift(size)), length + size
    return crc, length, shift(length)


def _etag(stretches: Sequence[Stretch], length: int) -> str:
    digest = hashlib.sha256()
    for stretch in stretches:
        if length > WHOLE:
            digest.update(stretch.digest)
        else:
            # It is asked for at each change: whoever keeps bodies knows whether there is room for it.
            stretch.plain = inflate(stretch.deflated) if stretch.plain is None else stretch.plain
            digest.update(stretch.plain)
    return digest.hexdigest()[:32]
