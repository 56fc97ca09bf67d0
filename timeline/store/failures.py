"""What the driver of a database says, as errors of ours: one sentence with what to do, without SQL.

This is the one place that reads what a driver raises; `disk.explained` is its like for files.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from typing import Any, Final, TypeVar

import msgspec
from sqlalchemy import Engine, event

from timeline.errors import StoreDamaged, StoreUnavailable

Value = TypeVar("Value")

RESTORE: Final = "put a backup in its place with `timeline restore`, or move it aside and load the folder anew"
DAMAGED: Final = f"the database is damaged: {RESTORE}"
# fmt: off
SENTENCES: Final = {
    # primary result code     what it means: what to do
    sqlite3.SQLITE_PERM:     "the database may not be opened: check the permissions of the file and its folder",
    sqlite3.SQLITE_BUSY:     "another process is writing to the database: try again",
    sqlite3.SQLITE_LOCKED:   "another process is writing to the database: try again",
    sqlite3.SQLITE_PROTOCOL: "another process is writing to the database: try again",
    sqlite3.SQLITE_NOMEM:    "there is no memory left: close other programs, and try again",
    sqlite3.SQLITE_READONLY: "the database cannot be written: check the permissions of the file and its folder, "
                             "and whether the file system is mounted read-only",
    sqlite3.SQLITE_IOERR:    "the disk cannot be read or written: look whether it is full, over its quota or failing",
    sqlite3.SQLITE_FULL:     "the disk is full: make room and try again; nothing was half-written",
    sqlite3.SQLITE_CANTOPEN: "the database cannot be opened: check the path and its permissions",
    sqlite3.SQLITE_NOTADB:   "it is not a timeline database: name another file with DATA or DATABASE_URL, or put a "
                             "backup in its place with `timeline restore`",
}
# fmt: on
PARTS_MISSING: Final = ("no such table", "no such column", "malformed", "Could not decode")
"""What is said of a database that opens, and is not of our shape: nothing of ours asks for what never was."""


def translate(engine: Engine) -> None:
    """Raise errors of ours in the place of what the driver of the engine raises."""

    @event.listens_for(engine, "handle_error")
    def _translate(context: Any) -> StoreUnavailable | None:
        return explained(context.original_exception)


def explained(error: BaseException, place: str = "") -> StoreUnavailable | None:
    """What an error of SQLite is to us, or None for one that is a mistake of ours, or an interruption."""
    if not isinstance(error, sqlite3.Error):
        return None
    code = getattr(error, "sqlite_errorcode", None)
    said = str(error)
    if code is None:
        is_closed = "closed database" in said
        return StoreUnavailable("the database is closed: start timeline again", place) if is_closed else None
    primary = code & 0xFF
    if primary in SENTENCES:
        return StoreUnavailable(SENTENCES[primary], place)
    # What a constraint refuses was refused before it by the log's own checks, unless rows contradict each other.
    if primary in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_CONSTRAINT, sqlite3.SQLITE_MISMATCH):
        return StoreDamaged(DAMAGED, place)
    return StoreDamaged(DAMAGED, place) if any(words in said for words in PARTS_MISSING) else None


def stored(body: str, decode: Callable[[str], Value]) -> Value:
    """What a body that was stored says. Raises `StoreDamaged` where it cannot be what was written."""
    try:
        return decode(body)
    except (msgspec.MsgspecError, ValueError, TypeError) as error:
        raise StoreDamaged(DAMAGED) from error


def stored_as(kind: type[Value], body: str) -> Value:
    """The same, of a body that is a value of a type."""
    return stored(body, lambda said: msgspec.json.decode(said, type=kind))
