"""A file of the curator's replaced by another text, unless somebody saved it meanwhile.

Editors take no lock, and save in one of two ways. Some write into the file that is there: until its old bytes are
forgotten they have a second name, under which they are looked at once more after the new ones took their place, so
that what was written in the meantime comes back. Others put a new file in its place: the name is looked at right before
it is taken, as the last call before the rename. What remains is a save of that kind between these two calls of the
system, some microseconds, for POSIX has no rename that asks what it replaces; and a program that had the file open and
writes later than that, as it would with any file that is replaced.
"""

from __future__ import annotations

import os
import shutil
import stat
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from timeline.disk import open_regular, read_regular, replacing
from timeline.errors import Conflict

try:
    import fcntl
except ImportError:  # Windows: two programs that write at once are told apart by the bytes they find
    fcntl = None  # type: ignore[assignment]


@contextmanager
def replaced(path: Path, old: bytes, new: bytes, may_undo: Callable[[], bool] = lambda: True) -> Iterator[None]:
    """The file with the new bytes in the place of the old, and with its mode, atomically and durably.

    Where the block raises, it is as it was, unless somebody saved it since, or `may_undo` says otherwise. Raises
    `Conflict` where it is not what it was, which is left alone then, and `OSError` where it cannot be written.
    """
    kept = path.with_name(f".{path.name}-before-{os.getpid()}-{threading.get_ident()}")
    try:
        _replace(path, old, new, kept)
        ours = _state(path)
        try:
            yield
        except BaseException:
            if may_undo() and _state(path) == ours:
                os.replace(kept, path)
            raise
    finally:
        kept.unlink(missing_ok=True)


def _replace(path: Path, old: bytes, new: bytes, kept: Path) -> None:
    def refuse_another() -> None:
        _keep(path, kept)
        before = _state(path)
        if read_regular(path) != old or _state(path) != before:
            raise _conflict(path)

    with _alone(path):
        if read_regular(path) != old:
            raise _conflict(path)
        with replacing(path, stat.S_IMODE(path.stat().st_mode), refuse_another) as made:
            made.write_bytes(new)
        if read_regular(kept) != old:
            os.replace(kept, path)
            raise _conflict(path)


def _keep(path: Path, kept: Path) -> None:
    """Keep the file under a second name, which costs no room; where there are no such names, a copy of it."""
    kept.unlink(missing_ok=True)
    try:
        os.link(path, kept)
    except FileNotFoundError as error:
        raise _conflict(path) from error
    except OSError:
        shutil.copy2(path, kept)


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """One program at a time, of those that write by this module; where one was faster, the file is another now."""
    with open_regular(path) as file:
        if fcntl is not None:
            fcntl.flock(file, fcntl.LOCK_EX)  # released with the descriptor
        yield


def _state(path: Path) -> tuple[int, ...]:
    """What tells a file from another in its place, and from itself when it is written to; nothing where it is gone."""
    with suppress(FileNotFoundError):
        found = path.stat()
        return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns
    return ()


def _conflict(path: Path) -> Conflict:
    return Conflict(f"{path.name} was changed by another program meanwhile: try again")
