"""Writing to `events.history.jsonl`: appended durably, by one program at a time."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from timeline.disk import open_regular, sync
from timeline.errors import Conflict
from timeline.files.history import FILE, History
from timeline.files.history_row import Row, torn_at

try:
    import fcntl
except ImportError:  # Windows: two programs that record at once are then told apart by the file's size alone
    fcntl = None  # type: ignore[assignment]


def append(path: Path, history: History, rows: Sequence[Row]) -> str:
    """Write the rows after the history read, durably; the file's new SHA-256.

    Raises `Conflict` if somebody else has written to it since.
    """
    with locked(path) as file:
        data = file.read()
        if len(data) != history.size:
            raise Conflict(f"{FILE} was written to by another program meanwhile: try again")
        added = (b"\n" if data and not data.endswith(b"\n") else b"") + b"".join(row.line() + b"\n" for row in rows)
        file.write(added)
        file.flush()
        os.fsync(file.fileno())
    sync(path.parent)
    digest = hashlib.sha256(data)
    digest.update(added)
    return digest.hexdigest()


def mend(path: Path) -> bool:
    """Remove an unfinished last line, which an interrupted `append` left; whether there was one.

    Nothing is lost: what it would have said is not in any store yet, and is found again by comparing the files.
    """
    if not path.exists():
        return False
    with open_regular(path) as file:
        if _ends_in_break(file):  # nothing to mend, where the folder cannot be written to as well
            return False
    with locked(path) as file:
        torn = -1 if _ends_in_break(file) else torn_at(file.read())
        if torn >= 0:
            file.truncate(torn)
            os.fsync(file.fileno())
    return torn >= 0


def _ends_in_break(file: BinaryIO) -> bool:
    """Whether the last line was written to its end; the file is then to be read from its beginning, or not at all."""
    size = file.seek(0, os.SEEK_END)
    file.seek(max(0, size - 1))
    last = file.read()
    file.seek(0)
    return last == b"\n"


@contextmanager
def locked(path: Path) -> Iterator[BinaryIO]:
    """The file open for reading and appending, by one program at a time."""
    while True:
        with path.open("a+b") as file:
            if fcntl is not None:
                fcntl.flock(file, fcntl.LOCK_EX)  # released with the descriptor
            if not _is_at(path, file):  # another program put a new file in its place while this one waited
                continue
            file.seek(0)
            yield file
            return


def _is_at(path: Path, file: BinaryIO) -> bool:
    try:
        return os.path.samestat(path.stat(), os.fstat(file.fileno()))
    except FileNotFoundError:
        return False
