"""The file of an open database: what is written to one that was deleted is lost, though the system takes it."""

from __future__ import annotations

import os
import shutil
import sqlite3
from pathlib import Path
from typing import Final

from timeline.errors import StoreUnavailable
from timeline.store.failures import SENTENCES

MOVED: Final = (
    "the database file was deleted or replaced: stop timeline, put the file or a backup back with `timeline restore`, "
    "and start it again"
)
ROOM: Final = 1_048_576
"""Bytes that are free where something can still be written: less is taken by the next change."""
CLOSED: Final = "the database is closed: start timeline again"


def read_only(path: Path) -> str:
    """The address under which SQLite opens a file for reading alone. In a folder that cannot be written to there is no
    place for the memory that connections share, and nobody who writes: it is taken as it is."""
    log = Path(f"{path}-wal")
    is_still = not os.access(path.parent, os.W_OK) and not (log.exists() and log.stat().st_size)
    address = f"{path.resolve().as_uri()}?mode=ro"
    return address + "&immutable=1" if is_still else address


class DatabaseFile:
    """Whether the file under a name is still the one that was opened. One in memory always is."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.is_open = True
        self._identity: tuple[int, int] | None = None

    def remember(self) -> None:
        """From now on it is this file."""
        if self.path != ":memory:":
            status = os.stat(self.path)
            self._identity = status.st_dev, status.st_ino

    def check(self) -> None:
        """Raises `StoreUnavailable` where it is another file, or none."""
        if not self.is_open:
            raise StoreUnavailable(CLOSED)
        if self._identity is None:
            return
        try:
            status = os.stat(self.path)
        except OSError as error:
            raise StoreUnavailable(MOVED) from error
        if (status.st_dev, status.st_ino) != self._identity:
            raise StoreUnavailable(MOVED)

    def check_room(self) -> None:
        """Raises `StoreUnavailable` as `check` does, and where nothing new could be written."""
        self.check()
        if self._identity is None:
            return
        if not (os.access(self.path, os.W_OK) and os.access(Path(self.path).parent, os.W_OK)):
            raise StoreUnavailable(SENTENCES[sqlite3.SQLITE_READONLY])
        if shutil.disk_usage(Path(self.path).parent).free < ROOM:
            raise StoreUnavailable(SENTENCES[sqlite3.SQLITE_FULL])
