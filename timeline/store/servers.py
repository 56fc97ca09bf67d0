"""Databases of servers in files, and back; and any database into any other."""

from __future__ import annotations

import secrets
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, create_engine

from timeline.errors import StoreUnavailable
from timeline.store import DatabaseLimits, backups, database_path, failures, migrations, open_store
from timeline.store.backups import Summary
from timeline.store.moving import Moved, dump, move
from timeline.store.sql import SQLStore

USED: Final = "the database to copy is in use: stop all servers and workers first, or copy a backup of it"
Progress = Callable[[int], object]
"""Is told how many rows were copied."""


@contextmanager
def opened(url: str, limits: DatabaseLimits) -> Iterator[SQLStore]:
    """The store at an address, closed at the end."""
    store = open_store(url, secrets.token_hex(8), limits)
    if not isinstance(store, SQLStore):
        raise TypeError(f"{url} is no database that rows are moved between")
    try:
        yield store
    finally:
        store.close()


def move_database(source: str, target: str, limits: DatabaseLimits, progress: Progress) -> Moved:
    """Move what is at one address to another, and compare what both hold. Raises `StoreUnavailable`, also where another
    process has the source open, whose further changes would be left behind; then the target is as it was."""
    path, new = database_path(source), database_path(target)
    if path is not None and not path.is_file():
        raise StoreUnavailable("there is no such database: look at its path", str(path))
    if path is not None and backups.is_used(path):
        raise StoreUnavailable(USED, str(path))
    made = new is not None and not new.exists()
    try:
        with ExitStack() as both:
            reading, writing = _opened_as("source", source, limits, both), _opened_as("target", target, limits, both)
            if reading.others():
                raise StoreUnavailable(USED)
            with reading.read_all() as rows:
                moved = move(rows, writing, progress=progress)
            with writing.read_all() as written:
                if dump(written) != moved:
                    raise StoreUnavailable("the target holds something else than the source: move it again")
            return moved
    except BaseException:
        if made and new is not None:
            for end in ("", *backups.COMPANIONS):
                Path(f"{new}{end}").unlink(missing_ok=True)
        raise


def _opened_as(name: str, url: str, limits: DatabaseLimits, until: ExitStack) -> SQLStore:
    """One of two databases, whose errors say which of them it is."""
    try:
        return until.enter_context(opened(url, limits))
    except StoreUnavailable as error:
        raise StoreUnavailable(str(error).replace("DATABASE_URL", "its URL"), f"the {name}") from error


def derive(url: str, limits: DatabaseLimits) -> int:
    """Make all that follows from the log at an address anew, in one transaction; the position of its last change."""
    with opened(url, limits) as store:
        with store.write_all() as connection:
            store.derive(connection)
        return store.position()


def backup(url: str, out: Path, limits: DatabaseLimits, progress: Progress) -> Summary:
    """Write what a server's database holds at one instant into a database file; verified.

    Raises `StoreUnavailable`; then `out` is as it was.
    """
    with opened(url, limits) as source, backups.replaced(out) as copy:
        with opened(str(copy), limits) as target, source.read_all() as rows:
            move(rows, target, derived=False, progress=progress)
        with closing(sqlite3.connect(copy)) as database:
            database.execute("PRAGMA journal_mode=DELETE")
        return backups.inspect(copy)


def restore(
    file: Path, url: str, generation: str, limits: DatabaseLimits, *, replace: bool, progress: Progress
) -> Summary:
    """Put a verified backup into a server's database, under another `generation`, in one transaction.

    Raises `StoreUnavailable`, also where the database holds something that is not to be replaced, or another process
    of timeline is connected to it; then nothing was changed.
    """
    summary = backups.inspect(file)
    with opened(url, limits) as target, _reading(file, summary) as rows:
        if target.others():
            raise StoreUnavailable("the database is in use: stop all servers and workers first")
        move(rows, target, replace=replace, generation=generation, progress=progress)
    return summary


@contextmanager
def _reading(file: Path, summary: Summary) -> Iterator[Connection]:
    """A backup to read from: of an earlier version, a copy that has the shape of this one."""
    with tempfile.TemporaryDirectory() as aside:
        if summary.revision != migrations.latest():
            copy = Path(aside) / "older.db"
            backups.copy(file, copy)
            with _connected(copy) as connection, connection.begin():
                migrations.upgrade(connection)
            file = copy
        with _connected(file) as connection:
            yield connection


@contextmanager
def _connected(file: Path) -> Iterator[Connection]:
    engine: Any = create_engine(f"sqlite+pysqlite:///{file}")
    failures.translate(engine)
    try:
        with engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()
