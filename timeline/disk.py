"""Files that are written whole or not at all: a new one is made beside the old, and takes its place at the end.
Only regular files are read: a pipe would be waited for without end, and a device has none."""

from __future__ import annotations

import errno
import os
import stat
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Final

from timeline.errors import DiskUnavailable

KINDS: Final = {
    stat.S_IFIFO: "a named pipe",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
    stat.S_IFSOCK: "a socket",
}

REMEDIES: Final = {
    errno.ENOSPC: "the disk is full: make room and try again",
    errno.EDQUOT: "the disk quota is used up: make room and try again",
    errno.EROFS: "the file system is mounted read-only: mount it for writing, or choose another folder",
    errno.EIO: "the disk fails: look at the system's log, and copy what can be read elsewhere",
    errno.EACCES: "permission is denied: check who owns the file and its folder",
    errno.EPERM: "permission is denied: check who owns the file and its folder",
    errno.EMFILE: "too many files are open: raise the limit (ulimit -n), and try again",
    errno.ENFILE: "too many files are open: close other programs, and try again",
}
"""What the system says of a file that is right in itself, and what to do."""
PASSING: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EIO})
"""What may be over when the same is tried again."""


def explained(error: OSError) -> DiskUnavailable | None:
    """What the system says, as an error of ours; None where it says something of this one file or connection."""
    sentence = REMEDIES.get(error.errno or 0)
    return None if sentence is None else DiskUnavailable(sentence, str(error.filename or ""))


def open_regular(path: Path) -> BinaryIO:
    """A file opened for reading, links followed. Raises `OSError` where it is none, such as a pipe or a device."""
    # Without waiting, for opening a pipe that nobody writes to would not return.
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    kind = stat.S_IFMT(os.fstat(descriptor).st_mode)
    if kind == stat.S_IFREG:
        return open(descriptor, "rb")
    os.close(descriptor)
    if kind == stat.S_IFDIR:
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    raise OSError(errno.EINVAL, f"it is {KINDS.get(kind, 'something else')}, not a regular file", str(path))


def read_regular(path: Path) -> bytes:
    """The bytes of a file. Raises `OSError` as `open_regular` does."""
    with open_regular(path) as file:
        return file.read()


@contextmanager
def replacing(path: Path, mode: int, last: Callable[[], object] = bool) -> Iterator[Path]:
    """The path of an empty file, to be filled within the block, that becomes `path` when the block ends well.

    Where the block raises, `path` is as it was and nothing is left beside it. `mode` are the permissions. When this
    returns, the bytes and the name are on the disk. `last` is called when nothing but the rename is left to be done,
    and may refuse it by raising. Raises `OSError` where the folder cannot be written to.
    """
    # In the folder itself, for a rename is atomic within one file system only; with a dot in front, so that neither
    # a listing nor the watcher of a served folder takes it for a file of the curator's.
    handle, name = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
    os.close(handle)
    new = Path(name)
    try:
        yield new
        new.chmod(mode)
        sync(new)
        last()
        os.replace(new, path)
    except BaseException:
        new.unlink(missing_ok=True)
        raise
    sync(path.parent)


def sync(path: Path) -> None:
    """Put a file's bytes, or the names in a folder, on the disk: a new file is safe when both are.

    Does nothing to a folder where the system cannot open one.
    """
    if os.name != "posix" and path.is_dir():
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
