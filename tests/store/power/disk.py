"""A disk that loses its power: from what a program did to it, the files as they may be found afterwards."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from typing import NamedTuple

SECTOR = 512


class Operation(NamedTuple):
    """What was done: see `recorder.c`."""

    kind: str
    file: str
    at: int = 0
    data: bytes = b""


def operations(record: bytes) -> list[Operation]:
    """What a record tells."""
    found, start = [], 0
    while start < len(record):
        end = record.index(b"\n", start)
        kind, file, at, size = record[start:end].decode().split(" ")
        start = end + 1 + (int(size) if kind == "W" else 0)
        found.append(Operation(kind, file, int(at), record[end + 1 : start]))
    return found


def lose_power(done: Sequence[Operation], dice: random.Random, *, syncs: bool = True) -> dict[str, bytes]:
    """The files after the power failed. What was synced is there; of everything after it each sector may be, or not,
    in whatever order it was written. Without `syncs` the disk lied of them."""
    safe = {each.file: number for number, each in enumerate(done) if each.kind == "S" and syncs}
    share = dice.choice((0.0, 0.5, 0.9, 1.0))
    files: dict[str, bytearray] = {}
    for number, each in enumerate(done):
        if each.kind == "U":
            files.pop(each.file, None)
            continue
        data = files.setdefault(each.file, bytearray())
        is_safe = number <= safe.get(each.file, -1)
        if each.kind == "T" and (is_safe or dice.random() < share):
            data[:] = data[: each.at].ljust(each.at, b"\0")
        elif each.kind == "W":
            for start, sector in _sectors(each):
                if is_safe or dice.random() < share:
                    data.extend(bytes(max(0, start + len(sector) - len(data))))
                    data[start : start + len(sector)] = sector
    return {name: bytes(data) for name, data in files.items()}


def _sectors(write: Operation) -> Iterable[tuple[int, bytes]]:
    """The write as a disk makes it: a sector at a time, each whole or not at all."""
    start, end = write.at, write.at + len(write.data)
    while start < end:
        after = min(end, (start // SECTOR + 1) * SECTOR)
        yield start, write.data[start - write.at : after - write.at]
        start = after
