"""Copies of a database in one file: made beside a running server, and put back after they were verified."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Final, NamedTuple

from timeline.disk import replacing
from timeline.errors import StoreUnavailable

REPLACED: Final = ".replaced"
"""What the name of a database ends in that a restored one took the place of."""
COMPANIONS: Final = ("-wal", "-shm")
_PAGES: Final = 2000
"""Pages copied at a time; between two portions others may write."""


class Summary(NamedTuple):
    """What a verified database holds: its latest position, how many events, and the revision of its shape."""

    position: int
    events: int
    revision: str


def inspect(path: Path) -> Summary:
    """Verify a whole database. Raises `StoreUnavailable` for one that is damaged, or is none of ours."""
    if not path.is_file():
        raise StoreUnavailable(f"{path}: there is no such database")
    try:
        with closing(_opened(path)) as database:
            for check in ("integrity_check(1)", "foreign_key_check"):
                row = database.execute(f"PRAGMA {check}").fetchone()
                if row is not None and row[0] != "ok":
                    said = " ".join(str(row[0]).split())
                    raise StoreUnavailable(f"{path} is damaged ({said}): take another backup")
            position = database.execute("SELECT position FROM meta").fetchone()[0]
            events = database.execute("SELECT count(*) FROM changes WHERE previous IS NULL").fetchone()[0]
            revision = database.execute("SELECT version_num FROM alembic_version").fetchone()[0]
    except (sqlite3.Error, TypeError) as error:
        raise StoreUnavailable(f"{path} is no database of timeline, or is damaged ({error})") from error
    return Summary(int(position), int(events), str(revision))


def backup(path: Path, out: Path) -> Summary:
    """Write a copy of the database, as it stands at one instant, whatever writes to it meanwhile; verified.

    Raises `StoreUnavailable`; then `out` is as it was.
    """
    if not path.is_file():
        raise StoreUnavailable(f"{path}: there is no database yet")
    with replaced(out) as new:
        copy(path, new)
        return inspect(new)


def restore(file: Path, path: Path, generation: str) -> Summary:
    """Put a verified copy of `file` in the place of the database at `path`, which is kept beside it.

    The copy gets another `generation`: what is written after it was made is not what was written after it the first
    time, so no reader may go on from a position of before. Raises `StoreUnavailable`, also where another program has
    the database open; then nothing was changed.
    """
    inspect(file)
    path.parent.mkdir(parents=True, exist_ok=True)
    with replaced(path) as new:
        copy(file, new)
        with closing(_opened(new)) as database:
            database.execute("UPDATE meta SET generation = ?", (generation,))
            database.execute("PRAGMA journal_mode=DELETE")
        summary = inspect(new)
        _set_aside(path)
    return summary


@contextmanager
def replaced(path: Path) -> Iterator[Path]:
    """A new file that becomes `path`; its owner alone may read it, for a database holds what was never published."""
    try:
        with replacing(path, 0o600) as copy:
            yield copy
    except OSError as error:
        raise StoreUnavailable(f"{path}: {error.strerror}: name a file in a folder that can be written") from error


def copy(path: Path, new: Path) -> None:
    """Copy a database that others may write to. Raises `StoreUnavailable`."""
    try:
        with closing(_opened(path)) as source, closing(sqlite3.connect(new)) as target:
            source.backup(target, pages=_PAGES, sleep=0.01)
    except sqlite3.Error as error:
        raise StoreUnavailable(f"{path} cannot be copied ({error})") from error


def _set_aside(path: Path) -> None:
    """Keep the database that is replaced. Only one that nobody has open can leave its write-ahead log."""
    if not path.exists():
        return
    try:
        with closing(_opened(path, wait=0.5)) as database:
            database.execute("PRAGMA journal_mode=DELETE")
    except sqlite3.OperationalError as error:
        raise StoreUnavailable(f"{path} is in use ({error}): stop the server first") from error
    except sqlite3.DatabaseError as error:
        if "not a database" not in str(error) and "malformed" not in str(error):
            raise StoreUnavailable(f"{path} cannot be set aside ({error})") from error
        # It is damaged, which may be why another takes its place.
    for end in ("", *COMPANIONS):
        with suppress(FileNotFoundError):
            os.replace(f"{path}{end}", f"{path}{REPLACED}{end}")


def _opened(path: Path, wait: float = 15) -> sqlite3.Connection:
    return sqlite3.connect(path, timeout=wait, isolation_level=None)
