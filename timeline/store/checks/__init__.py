"""Whether a database is sound: its file, its log of changes, and all that follows from the log.

Nothing is written to it, and it may be in use meanwhile: what is looked at is one instant of it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, create_engine, event, select
from sqlalchemy.pool import NullPool

from timeline.errors import StoreUnavailable
from timeline.store import NO_DRIVER, DatabaseLimits, database_path, failures
from timeline.store.checks import bodies, derived, log, pages
from timeline.store.checks.finding import Finding, Progress, limited, listed
from timeline.store.database_file import read_only
from timeline.store.sql import SQLStore
from timeline.store.unwritten import heads as table_of_heads

Check = Callable[[Connection, Progress], Iterator[Finding]]
CHECKS: Final[tuple[Check, ...]] = (pages.check, pages.check_shape, log.check, bodies.check, derived.check)
"""Each leans on what those before it look at."""


@contextmanager
def opened(url: str, limits: DatabaseLimits) -> Iterator[SQLStore]:
    """A database, of which nothing but its reading methods is of use. Raises `StoreUnavailable` where there is none."""
    path = database_path(url)
    store = _server(url, limits) if path is None else _file(path)
    try:
        yield store
    finally:
        store.close()


def _server(url: str, limits: DatabaseLimits) -> SQLStore:
    try:
        from timeline.store.postgresql.inspecting import InspectedStore
    except ModuleNotFoundError as error:
        raise StoreUnavailable(NO_DRIVER) from error
    return InspectedStore(url, limits)


def _file(path: Path) -> SQLStore:
    if not path.is_file():
        raise StoreUnavailable(f"{path}: there is no database: name its folder with --files, or its file")
    return SQLStore(_engine(path), "")


def check(store: SQLStore, progress: Progress) -> Iterator[Finding]:
    """All that is wrong with a database. What leans on something that is wrong already is not looked at."""
    try:
        with store.read() as connection:
            for look in CHECKS:
                findings = list(limited(look(connection, progress)))
                yield from findings
                if findings:
                    return
    except (StoreUnavailable, sqlite3.Error) as error:
        explained = error if isinstance(error, StoreUnavailable) else failures.explained(error)
        if explained is None:
            raise
        what, _, remedy = explained.sentence.partition(": ")
        yield Finding(what, remedy)


def heads(store: SQLStore) -> dict[str, str]:
    """The digest of the last row of each event in the history of sources, as far as the database knows it."""
    with store.read() as connection:
        return {row.event: row.digest for row in connection.execute(select(table_of_heads))}


def _engine(path: Path) -> Any:
    address = read_only(path)

    def connect() -> sqlite3.Connection:
        return sqlite3.connect(address, uri=True, isolation_level=None, timeout=15)

    engine = create_engine("sqlite+pysqlite://", creator=connect, poolclass=NullPool)
    failures.translate(engine)

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN")

    return engine


__all__ = ["Finding", "Progress", "check", "heads", "limited", "listed", "opened"]
