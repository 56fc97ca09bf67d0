"""New SQLite databases for tests are copies of one, as those of PostgreSQL are: a copy takes a tenth of the time."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

from timeline.store import open_store
from timeline.store import sqlite as backend
from timeline.store.database_file import DatabaseFile
from timeline.store.interrupts import Interrupts


@contextmanager
def copied_from(path: Path) -> Iterator[None]:
    """Make a database at `path` as the program does; what is opened new meanwhile begins with what is in it. A process
    that a test starts makes its own."""
    _make(path)
    make_engine = backend._engine

    def engine(file: DatabaseFile, interrupts: Interrupts) -> Any:
        made = make_engine(file, interrupts)
        if file.path != ":memory:":
            _copy(path, Path(file.path))
        else:
            with closing(made.raw_connection()) as connection:
                template.backup(connection.driver_connection)
        return made

    with closing(sqlite3.connect(path, check_same_thread=False)) as template, pytest.MonkeyPatch.context() as patch:
        patch.setattr(backend, "_engine", engine)
        yield


def _make(path: Path) -> None:
    """A database in the shape of this version, whose log has no name yet."""
    open_store(str(path)).close()
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("DELETE FROM meta")


def _copy(template: Path, path: Path) -> None:
    # Where no file can be written, the program is the one to say so.
    if not path.exists():
        with suppress(OSError):
            shutil.copyfile(template, path)
