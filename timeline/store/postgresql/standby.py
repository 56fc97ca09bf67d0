"""A hot standby: a server that repeats what the one that writes has written, and answers questions meanwhile."""

from __future__ import annotations

import logging
import threading
import time
from typing import Any, Final, NamedTuple

import psycopg
from psycopg import errors as said
from sqlalchemy import Connection, ExceptionContext, event
from sqlalchemy.exc import TimeoutError as NoConnection

from timeline.errors import AskAgain, StoreUnavailable
from timeline.store.contract import DatabaseLimits, StandbyState
from timeline.store.postgresql.cancelling import Cancelling
from timeline.store.postgresql.connecting import (
    CLIENT,
    NO_DATABASE,
    address_of,
    domain_error,
    one_line,
    pooled,
    snapshots,
)
from timeline.store.postgresql.latest import HERE, Seen
from timeline.store.postgresql.listening import POLL

ARRIVAL: Final = f"SELECT generation, pg_is_in_recovery(), {HERE} FROM meta"  # noqa: S608  # our own words
IDENTITY: Final = (
    "SELECT system_identifier || ' ' || (SELECT oid FROM pg_database WHERE datname = current_database())"
    " FROM pg_control_system()"
)
"""A standby is a copy of its primary to the last of these figures, and nothing else is."""
AGE: Final = "SELECT CAST(extract(epoch FROM clock_timestamp() - pg_last_xact_replay_timestamp()) AS float)"
DISTANCE: Final = f"{AGE}, position, {HERE} FROM meta"
STRANGER: Final = (
    "READ_URL names another database than DATABASE_URL: name a hot standby of the same server and the same database, "
    "or leave READ_URL out"
)
IN_USE: Final = "all connections to the standby of READ_URL are in use: raise DATABASE_POOL"
AWAY: Final = "the standby of READ_URL does not answer: everything is read at DATABASE_URL"
NO_DATABASE_YET: Final = (
    "the standby of READ_URL has no such database: it has not repeated its creation yet, or READ_URL has another name"
)
BEHIND: Final = (said.UndefinedTable, said.UndefinedColumn)
"""How a standby says that it has not repeated yet what this version of the program made of the database."""
CONFLICTS: Final = (said.SerializationFailure, said.DeadlockDetected)
"""How a standby says that it had to go on repeating what a question still looked at."""

log = logging.getLogger(__name__)


class Arrival(NamedTuple):
    """How far a server was found to be, and when."""

    generation: str
    is_repeating: bool
    place: int
    server: str
    at: float

    def has(self, seen: Seen) -> bool:
        """Whether everything that was seen is there. A server that writes itself is asked only where it is the one
        that was seen: one that was promoted by mistake has a log of its own."""
        is_ours = self.is_repeating or self.server == seen.server
        return is_ours and self.generation == seen.generation and self.place >= seen.place


class WrongStandby(StoreUnavailable):
    """The address is that of another database."""


class Standby:
    """Connections to a standby. One that does not answer is left alone, and looked for once a second by a thread."""

    def __init__(self, url: str, limits: DatabaseLimits, cancelling: Cancelling, identity: str) -> None:
        self._identity = identity
        self._guard = threading.Lock()
        self._stop = threading.Event()
        self._problem = ""
        engine = pooled(CLIENT | address_of(url, "READ_URL"), limits, cancelling)
        event.listen(engine, "connect", self._refuse_strangers)
        event.listen(engine, "handle_error", self._raise)
        self._pool, self._engine = engine, snapshots(engine)

    def verify(self) -> None:
        """Raises `WrongStandby` where the address is that of another database. One that does not answer is none of
        the kind."""
        try:
            self._engine.connect().close()
        except WrongStandby:
            raise
        except StoreUnavailable as error:
            self._lose(error)
        except NoConnection:
            return  # it answers, and has no connection left

    def connect(self, seen: Seen) -> Connection | None:
        """A connection that sees one instant, and in it everything that was seen; None where there is none."""
        if self._problem:
            return None
        try:
            connection = self._engine.connect()
        except StoreUnavailable as error:
            self._lose(error)
            return None
        except NoConnection:
            return None
        if self._has(connection, seen):
            return connection
        connection.close()
        return None

    def _has(self, connection: Connection, seen: Seen) -> bool:
        """Whether the server has all that was seen, asked before the snapshot that is read from begins.

        It is remembered of each connection by itself, as an address of several hosts may lead to several servers; and
        only for a while, for one that is promoted by mistake goes on by itself.
        """
        arrival: Arrival | None = connection.info.get("arrival")
        if arrival is not None and arrival.has(seen) and time.monotonic() - arrival.at < POLL:
            return True
        try:
            row = _ask(connection, ARRIVAL)
        except StoreUnavailable as error:
            self._lose(error)
            return False
        if row is None:
            return False
        generation, is_repeating, place, server = row
        arrival = Arrival(generation, is_repeating, place, server, time.monotonic())
        connection.info["arrival"] = arrival
        return arrival.has(seen)

    def state(self, position: int, seen: Seen | None) -> StandbyState:
        """How far it is behind a position, and behind all that was seen."""
        if self._problem:
            return StandbyState(problem=self._problem)
        try:
            with self._engine.connect() as connection:
                seconds, reached, place = _distance(connection)
        except StoreUnavailable as error:
            self._lose(error)
            return StandbyState(problem=self._problem)
        except NoConnection:
            return StandbyState(problem=IN_USE)
        is_behind = seen is None or place < seen.place
        # Of a server that nobody writes to, the last change is old, and nothing is missing.
        return StandbyState(max(0, position - reached), max(0.0, seconds or 0.0) if is_behind else 0.0)

    def close(self) -> None:
        """Let go of it."""
        self._stop.set()
        self._pool.dispose()

    def _refuse_strangers(self, connection: psycopg.Connection[Any], record: Any) -> None:
        row = connection.execute(IDENTITY).fetchone()
        if row is None or row[0] != self._identity:
            raise WrongStandby(STRANGER)

    def _raise(self, context: ExceptionContext) -> None:
        error = context.original_exception
        if not isinstance(error, psycopg.Error):
            return
        ours = domain_error(error)
        if isinstance(ours, StoreUnavailable) and ours.sentence == NO_DATABASE:
            ours = StoreUnavailable(NO_DATABASE_YET)
        if context.connection is not None and (context.is_disconnect or isinstance(error, CONFLICTS)):
            ours = AskAgain(AWAY, one_line(error))
            self._lose(ours)
        if ours is not None:
            raise ours from error

    def _lose(self, error: StoreUnavailable) -> None:
        """From now on nobody asks it, until it is found again. Said once."""
        with self._guard:
            if self._problem or self._stop.is_set():
                return
            self._problem = _problem(error)
            threading.Thread(target=self._look_for, name="standby", daemon=True).start()
        log.warning("the standby of READ_URL is not asked until it answers again: %s", error)

    def _look_for(self) -> None:
        while not self._stop.wait(POLL):
            try:
                self._engine.connect().close()
            except StoreUnavailable as error:
                self._problem = _problem(error)
                continue
            except NoConnection:
                continue
            self._problem = ""
            log.warning("the standby of READ_URL answers again")
            return


def _ask(connection: Connection, statement: str) -> tuple[Any, ...] | None:
    """The row of a statement that is no part of what is read; None where the standby has not repeated what it asks for.
    Raises `StoreUnavailable`."""
    driver: Any = connection.connection.driver_connection
    try:
        row: tuple[Any, ...] | None = driver.execute(statement).fetchone()
    except BEHIND:
        return None
    except psycopg.Error as error:
        connection.invalidate()
        raise AskAgain(AWAY, one_line(error)) from error
    return row


def _distance(connection: Connection) -> tuple[float | None, int, int]:
    """The seconds since what it has repeated last, the position of the log in it, and its place."""
    row = _ask(connection, DISTANCE)
    if row is not None:
        seconds, position, place, _ = row
        return seconds, position, place
    # Without its tables it has nothing of the log.
    (seconds,) = _ask(connection, AGE) or (None,)
    return seconds, 0, -1


def _problem(error: StoreUnavailable) -> str:
    """What everyone may know of it; the log has the words of the driver."""
    return error.sentence if error.sentence in (STRANGER, NO_DATABASE_YET) else AWAY
