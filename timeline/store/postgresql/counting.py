"""The number of each write, which tells a server that has all that was seen from one that lacks something.

Every transaction that writes counts itself, and holds the count until it is over: a number is visible with all that
was written up to it, on each server that repeats it. The place in the server's own log (its WAL) would say less: it
grows by what is under way as well, and a server would be thought to lack what nobody ever committed.
"""

from __future__ import annotations

from typing import Any, Final, NamedTuple

from sqlalchemy import Connection, insert, select

from timeline.store.tables import counts, writes

COUNT: Final = "UPDATE writes SET number = number + 1"
LATEST: Final = "SELECT generation, number FROM meta, writes"
"""Asks for the latest write that a server has."""


class WriteNumber(NamedTuple):
    """A write by its number, in the log of that name. All before it are numbered lower."""

    generation: str
    number: int

    def includes(self, other: WriteNumber) -> bool:
        """Whether who has this write has the other one too."""
        return self.generation == other.generation and self.number >= other.number


def prepare(connection: Connection) -> None:
    """Make what is counted in, where it is missing."""
    counts.create_all(connection)
    if connection.scalar(select(writes.c.number)) is None:
        connection.execute(insert(writes).values(number=0))


def count(connection: Connection) -> None:
    """Count a transaction as one that writes. Before it locks any other row: others wait in the same order."""
    connection.exec_driver_sql(COUNT)


def latest(connection: Connection) -> WriteNumber | None:
    """The latest write that a connection sees; None of a log that has no name yet."""
    row: Any = connection.exec_driver_sql(LATEST).one_or_none()
    return row and WriteNumber(*row)
