"""Copies of a database in one file: made beside a running server, and put back after they were verified."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Final, NamedTuple

from timeline.disk import replacing
from timeline.errors import StoreDamaged, StoreUnavailable
from timeline.store import failures
from timeline.store.database_file import read_only

REPLACED: Final = ".replaced"
"""What the name of a database ends in that a restored one took the place of."""
COMPANIONS: Final = ("-wal", "-shm")
ANOTHER: Final = "take another backup"
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
                    raise StoreUnavailable(f"{path} is damaged ({said}): {ANOTHER}")
            position = database.execute("SELECT position FROM meta").fetchone()[0]
            events = database.execute("SELECT count(*) FROM changes WHERE previous IS NULL").fetchone()[0]
            revision = database.execute("SELECT version_num FROM alembic_version").fetchone()[0]
    except (sqlite3.Error, TypeError) as error:
        raise _said(error, path, f"{path} is no database of timeline, or is damaged: {ANOTHER}") from error
    if _is_cut(path):
        raise StoreUnavailable(f"{path} is cut off: {ANOTHER}")
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
    with replaced(path, lambda: _set_aside(path)) as new:
        copy(file, new)
        _name(new, generation)
        return inspect(new)


def _name(new: Path, generation: str) -> None:
    try:
        with closing(_opened(new)) as database:
            database.execute("UPDATE meta SET generation = ?", (generation,))
            database.execute("PRAGMA journal_mode=DELETE")
    except sqlite3.Error as error:
        raise _said(error, new.parent, f"{new.parent}: the copy cannot be written: try again") from error


@contextmanager
def replaced(path: Path, last: Callable[[], object] = bool) -> Iterator[Path]:
    """A new file that becomes `path`; its owner alone may read it, for a database holds what was never published.

    `last` is called when it is on the disk, and may refuse it.
    """
    try:
        with replacing(path, 0o600, last) as copy:
            yield copy
    except OSError as error:
        raise StoreUnavailable(f"{path}: {error.strerror}: name a file in a folder that can be written") from error


def copy(path: Path, new: Path) -> None:
    """Copy a database that others may write to. Raises `StoreUnavailable`."""
    try:
        with closing(_opened(path)) as source, closing(sqlite3.connect(new)) as target:
            source.backup(target, pages=_PAGES, sleep=0.01)
    except sqlite3.Error as error:
        raise _said(error, new.parent, f"{path} is no database of timeline, or is damaged: {ANOTHER}") from error


def _said(error: Exception, place: Path, otherwise: str) -> StoreUnavailable:
    """What the driver says of a disk or of permissions, with the place; else what it means here."""
    primary = (getattr(error, "sqlite_errorcode", None) or 0) & 0xFF
    if primary in failures.SENTENCES and primary != sqlite3.SQLITE_NOTADB:
        return StoreUnavailable(failures.SENTENCES[primary], str(place))
    return StoreUnavailable(otherwise)


def _is_cut(path: Path) -> bool:
    """Whether a database is shorter than its header says, which SQLite takes for zeros where little is missing."""
    log = Path(f"{path}-wal")
    if log.exists() and log.stat().st_size:
        return False  # what is in it need not be in the file yet
    with path.open("rb") as file:
        header = file.read(100)
    page = int.from_bytes(header[16:18], "big")
    return path.stat().st_size < (65536 if page == 1 else page) * int.from_bytes(header[28:32], "big")


def _set_aside(path: Path) -> None:
    """Keep the database that is replaced. Only one that nobody has open can leave its write-ahead log."""
    if not path.exists():
        return
    try:
        with closing(_opened(path, wait=0.5)) as database:
            database.execute("PRAGMA journal_mode=DELETE")
    except sqlite3.Error as error:
        damaged = failures.explained(error)
        is_file = getattr(error, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_NOTADB
        if not (is_file or isinstance(damaged, StoreDamaged)):
            sentence = "another program has it open" if damaged is None else damaged.sentence.partition(":")[0]
            raise StoreUnavailable(f"{path} is in use ({sentence}): stop the server first") from error
        # It is damaged, which may be why another takes its place.
    for end in COMPANIONS:
        with suppress(FileNotFoundError):
            os.replace(f"{path}{end}", f"{path}{REPLACED}{end}")
    # Under both names until the other takes its place: whenever the machine stops, there is a database.
    kept = Path(f"{path}{REPLACED}")
    kept.unlink(missing_ok=True)
    try:
        os.link(path, kept)
    except OSError:  # a file system without second names
        os.replace(path, kept)


def is_used(path: Path) -> bool:
    """Whether another program has a database open."""
    with closing(_opened(path, wait=0.5)) as database:
        try:
            database.execute("PRAGMA locking_mode=EXCLUSIVE")  # which nobody gets beside an open connection
            database.execute("BEGIN EXCLUSIVE")
        except sqlite3.Error as error:
            return getattr(error, "sqlite_errorcode", 0) & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
        database.execute("ROLLBACK")
    return False


def _opened(path: Path, wait: float = 15) -> sqlite3.Connection:
    if not os.access(path.parent, os.W_OK):  # a backup on a medium that is mounted read-only
        return sqlite3.connect(read_only(path), uri=True, timeout=wait, isolation_level=None)
    return sqlite3.connect(path, timeout=wait, isolation_level=None)
