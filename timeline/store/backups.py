"""Copies of a database in one file: made beside a running server, and put back after they were verified."""

from __future__ import annotations

import os
import sqlite3
import tempfile
from contextlib import closing, suppress
from pathlib import Path
from typing import Final, NamedTuple

from timeline.errors import StoreUnavailable

REPLACED: Final = ".replaced"
"""What the name of a database ends in that a restored one took the place of."""
COMPANIONS: Final = ("-wal", "-shm")
_PAGES: Final = 2000
"""Pages copied at a time; between two portions others may write."""


class Found(NamedTuple):
    """What a verified database holds: its latest position, how many events, and the revision of its shape."""

    position: int
    events: int
    revision: str


def inspect(path: Path) -> Found:
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
            events = database.execute("SELECT count(*) FROM events").fetchone()[0]
            revision = database.execute("SELECT version_num FROM alembic_version").fetchone()[0]
    except (sqlite3.Error, TypeError) as error:
        raise StoreUnavailable(f"{path} is no database of timeline, or is damaged ({error})") from error
    return Found(int(position), int(events), str(revision))


def backup(path: Path, out: Path) -> Found:
    """Write a copy of the database, as it stands at one instant, whatever writes to it meanwhile; verified.

    Raises `StoreUnavailable`; then `out` is as it was.
    """
    if not path.is_file():
        raise StoreUnavailable(f"{path}: there is no database yet")
    copy = _copied(path, out)
    try:
        found = inspect(copy)
        os.replace(copy, out)
    except BaseException:
        copy.unlink(missing_ok=True)
        raise
    _sync(out.parent)
    return found


def restore(file: Path, path: Path, generation: str) -> Found:
    """Put a verified copy of `file` in the place of the database at `path`, which is kept beside it.

    The copy gets another `generation`: what is written after it was made is not what was written after it the first
    time, so no reader may go on from a position of before. Raises `StoreUnavailable`, also where another program has
    the database open; then nothing was changed.
    """
    inspect(file)
    path.parent.mkdir(parents=True, exist_ok=True)
    copy = _copied(file, path)
    try:
        with closing(_opened(copy)) as database:
            database.execute("UPDATE meta SET generation = ?", (generation,))
            database.execute("PRAGMA journal_mode=DELETE")
        found = inspect(copy)
        _set_aside(path)
        os.replace(copy, path)
    except BaseException:
        copy.unlink(missing_ok=True)
        raise
    _sync(path.parent)
    return found


def _copied(path: Path, beside: Path) -> Path:
    """A copy of a database in a new file in the folder of `beside`."""
    try:
        handle, name = tempfile.mkstemp(prefix=f".{beside.name}-", dir=beside.parent)
        os.close(handle)
    except OSError as error:
        raise StoreUnavailable(f"{beside}: {error.strerror}: name a file in a folder that can be written") from error
    copy = Path(name)
    try:
        with closing(_opened(path)) as source, closing(sqlite3.connect(copy)) as target:
            source.backup(target, pages=_PAGES, sleep=0.01)
    except sqlite3.Error as error:
        copy.unlink(missing_ok=True)
        raise StoreUnavailable(f"{path} cannot be copied ({error})") from error
    return copy


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


def _sync(folder: Path) -> None:
    """A new name is on the disk when its folder is."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
