"""Which of several processes on a database runs its sources."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import IO

from timeline.errors import StoreUnavailable

try:
    import fcntl
except ImportError:  # Windows: run one process on a folder there
    fcntl = None  # type: ignore[assignment]

ENDING = ".lease"
"""What is added to the name of a database's file: of two databases in a folder each has its own."""


class FileLease:
    """A lock that one process of a machine holds as long as it lives; the system lets go of it when it dies."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._guard = threading.Lock()
        self._file: IO[str] | None = None

    def acquire(self) -> bool:
        """Whether this process holds it, taking it if it is free. Raises `StoreUnavailable`."""
        with self._guard:
            if self._file is None:
                self._file = self._locked()
            return self._file is not None

    def release(self) -> None:
        """Let another process lead."""
        with self._guard:
            if self._file is not None:
                self._file.close()
                self._file = None

    def _locked(self) -> IO[str] | None:
        try:
            file = self.path.open("w", encoding="ascii")
        except OSError as error:
            reason = f"the lock beside the database cannot be written ({error.strerror}): check its permissions"
            raise StoreUnavailable(reason, str(self.path)) from error
        try:
            if fcntl is not None:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            file.close()
            return None
        return file


class OwnLease:
    """The lease on a database in memory: no other process knows of it."""

    def acquire(self) -> bool:
        """Always."""
        return True

    def release(self) -> None:
        """There is nobody to let lead."""
