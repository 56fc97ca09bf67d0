"""Files that are written whole or not at all: a new one is made beside the old, and takes its place at the end."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def replacing(path: Path, mode: int) -> Iterator[Path]:
    """The path of an empty file, to be filled within the block, that becomes `path` when the block ends well.

    Where the block raises, `path` is as it was and nothing is left beside it. `mode` are the permissions. When this
    returns, the bytes and the name are on the disk. Raises `OSError` where the folder cannot be written to.
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
