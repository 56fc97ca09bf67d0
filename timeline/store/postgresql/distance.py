"""How far a standby is, asked outside of what is read from it, and how it says that it cannot answer now."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

import psycopg
from psycopg import errors as said
from sqlalchemy import Connection

from timeline.errors import AskAgain
from timeline.store.postgresql.connecting import one_line
from timeline.store.postgresql.counting import WriteNumber

AGE: Final = "SELECT CAST(extract(epoch FROM clock_timestamp() - pg_last_xact_replay_timestamp()) AS float)"
DISTANCE: Final = f"{AGE}, position, generation, number FROM meta, writes"
AWAY: Final = "the standby of READ_URL does not answer: everything is read at DATABASE_URL"
CONFLICT: Final = "the standby of READ_URL had to go on with what its primary writes: ask again"
BEHIND: Final = (said.UndefinedTable, said.UndefinedColumn)
"""How a standby says that it has not repeated yet what this version of the program made of the database."""
CONFLICTS: Final = (said.SerializationFailure, said.DeadlockDetected)
"""How a standby says that it had to go on repeating what a question still looked at."""


class Conflict(AskAgain):
    """A standby had to go on with what its primary writes, in the middle of a question: it is there as before."""


class Distance(NamedTuple):
    """The seconds since a server's latest change was made, the position of the log in it, and its latest write."""

    seconds: float | None
    position: int
    write: WriteNumber


def is_conflict(error: psycopg.Error) -> bool:
    """Whether the standby had to go on with what its primary writes."""
    # Between two statements of a transaction the connection is ended as well, and its last words are all there is.
    return isinstance(error, CONFLICTS) or "conflict with recovery" in str(error)


def ask(connection: Connection, statement: str) -> tuple[Any, ...] | None:
    """The row of a statement that is no part of what is read; None where the standby has not repeated yet what it asks
    for. Raises `Conflict` where it had to go on with that in the middle, and `StoreUnavailable`."""
    driver: Any = connection.connection.driver_connection
    try:
        row: tuple[Any, ...] | None = driver.execute(statement).fetchone()
    except BEHIND:
        return None
    except psycopg.Error as error:
        # A conflict may end the connection too, and not the standby.
        if driver.closed or not is_conflict(error):
            connection.invalidate()
        if is_conflict(error):
            raise Conflict(CONFLICT, one_line(error)) from error
        raise AskAgain(AWAY, one_line(error)) from error
    return row


def distance_of(connection: Connection) -> Distance:
    """How far the server of a connection is. Raises `Conflict`, and `StoreUnavailable`."""
    row = ask(connection, DISTANCE)
    if row is not None:
        seconds, position, generation, number = row
        return Distance(seconds, position, WriteNumber(generation, number))
    # Without its tables it has nothing of the log.
    (seconds,) = ask(connection, AGE) or (None,)
    return Distance(seconds, 0, WriteNumber("", 0))
