"""The file as SQLite sees it, and whether its tables are those of this version."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from sqlalchemy import Connection, select

from timeline.store import migrations
from timeline.store.checks.finding import MOST, Finding, Progress
from timeline.store.derivation import is_bare, is_stale
from timeline.store.versions import SHAPE

MIGRATE: Final = "run `timeline migrate` with the newest version of timeline, and verify again"


def check(connection: Connection, progress: Progress) -> Iterator[Finding]:
    """What SQLite finds in its pages, indexes and references; a server looks after its own."""
    if connection.dialect.name != "sqlite":
        return
    progress("pages", 0, 0)
    # A finding is a line for people: where a page is damaged, of several lines.
    for (told,) in connection.exec_driver_sql(f"PRAGMA integrity_check({MOST})"):
        for line in () if told == "ok" else str(told).splitlines():
            if not line.startswith("***"):
                yield Finding(f"the database file is damaged ({' '.join(line.split())})")
    for table, row, parent, _ in connection.exec_driver_sql("PRAGMA foreign_key_check"):
        yield Finding(f"row {row} of {table} names a row of {parent} that is not there")


def check_shape(connection: Connection, progress: Progress) -> Iterator[Finding]:
    """Whether this version of the program wrote it: what another wrote follows other rules."""
    progress("shape", 0, 0)
    shape = connection.scalar(select(SHAPE.c.version_num))
    if shape != migrations.latest():
        yield Finding(f"the database has the shape {shape} of another version of timeline", MIGRATE)
    elif is_stale(connection) and not is_bare(connection):
        yield Finding("what follows from the log was made by another version of timeline", MIGRATE)
