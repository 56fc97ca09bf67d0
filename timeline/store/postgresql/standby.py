"""A hot standby: a server that repeats what the one that writes has written, and answers questions meanwhile."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any, Final, NamedTuple

import psycopg
from sqlalchemy import Connection, ExceptionContext, event
from sqlalchemy.exc import TimeoutError as NoConnection

from timeline.errors import AskAgain, QuestionTooSlow, StoreUnavailable
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
from timeline.store.postgresql.counting import LATEST, WriteNumber
from timeline.store.postgresql.distance import AWAY, CONFLICT, Conflict, Distance, ask, distance_of, is_conflict
from timeline.store.postgresql.listening import POLL

IDENTITY: Final = (
    "SELECT system_identifier || ' ' || (SELECT oid FROM pg_database WHERE datname = current_database())"
    " FROM pg_control_system()"
)
"""A standby is a copy of its primary to the last of these figures, and nothing else is."""
STRANGER: Final = (
    "READ_URL names another database than DATABASE_URL: name a hot standby of the same server and the same database, "
    "or leave READ_URL out"
)
IN_USE: Final = "all connections to the standby of READ_URL are in use: raise DATABASE_POOL"
NO_DATABASE_YET: Final = (
    "the standby of READ_URL has no such database: it has not repeated its creation yet, or READ_URL has another name"
)

log = logging.getLogger(__name__)


class Progress(NamedTuple):
    """The latest write that a server had, and when it was asked."""

    write: WriteNumber
    at: float


class Avoidance(threading.local):
    """For each thread, whether it asks elsewhere."""

    is_so = False


class WrongStandby(StoreUnavailable):
    """The address is that of another database."""


class Standby:
    """Connections to a standby. One that does not answer is left alone, and looked for once a second by a thread."""

    def __init__(self, url: str, limits: DatabaseLimits, cancelling: Cancelling, identity: str) -> None:
        self._identity = identity
        self._guard = threading.Lock()
        self._stop = threading.Event()
        self._problem = ""
        self._avoidance = Avoidance()
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

    @property
    def is_in_use(self) -> bool:
        """Whether it answers, as far as is known."""
        return not self._problem

    def connect(self, write: WriteNumber) -> Connection | None:
        """A connection that sees one instant, and in it everything up to a write; None where there is none."""
        if self._problem or self._avoidance.is_so:
            return None
        try:
            connection = self._engine.connect()
        except StoreUnavailable as error:
            self._lose(error)
            return None
        except NoConnection:
            return None
        if self._has(connection, write):
            return connection
        connection.close()
        return None

    def _has(self, connection: Connection, write: WriteNumber) -> bool:
        """Whether the server has a write, asked before the snapshot that is read from begins.

        It is remembered of each connection by itself, as an address of several hosts may lead to several servers; and
        only for a while, for one that is promoted by mistake goes on by itself.
        """
        progress: Progress | None = connection.info.get("progress")
        if progress and progress.write.includes(write) and time.monotonic() - progress.at < POLL:
            return True
        try:
            row = ask(connection, LATEST)
        except Conflict:
            return False
        except StoreUnavailable as error:
            self._lose(error)
            return False
        if row is None:
            return False
        progress = Progress(WriteNumber(*row), time.monotonic())
        connection.info["progress"] = progress
        return progress.write.includes(write)

    def state(self, position: int, write: WriteNumber) -> StandbyState:
        """How far it is behind a position, and behind a write; nothing of either where it goes on with what its primary
        writes whenever it is asked."""
        if self._problem:
            return StandbyState(problem=self._problem)
        try:
            distance = self._distance()
        except Conflict:
            return StandbyState()
        except StoreUnavailable as error:
            self._lose(error)
            return StandbyState(problem=self._problem)
        except NoConnection:
            return StandbyState(problem=IN_USE)
        # Of a server that nobody writes to, the last change is old, and nothing is missing.
        seconds = 0.0 if distance.write.includes(write) else max(0.0, distance.seconds or 0.0)
        return StandbyState(max(0, position - distance.position), seconds)

    def _distance(self) -> Distance:
        """How far it is, asked once more where it had to go on in the middle: that says nothing of how far."""
        with suppress(Conflict), self._engine.connect() as connection:
            return distance_of(connection)
        with self._engine.connect() as connection:
            return distance_of(connection)

    @contextmanager
    def avoid(self) -> Iterator[None]:
        """Nothing that this thread asks meanwhile is asked here."""
        self._avoidance.is_so = True
        try:
            yield
        finally:
            self._avoidance.is_so = False

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
        if context.connection is not None and is_conflict(error):
            ours = AskAgain(CONFLICT, one_line(error), self.avoid)
        elif context.connection is not None and context.is_disconnect and not isinstance(ours, QuestionTooSlow):
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
            threading.Thread(target=self._find_again, name="standby", daemon=True).start()
        log.warning("the standby of READ_URL is not asked until it answers again: %s", error)

    def _find_again(self) -> None:
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


def _problem(error: StoreUnavailable) -> str:
    """What everyone may know of it; the log has the words of the driver."""
    return error.sentence if error.sentence in (STRANGER, NO_DATABASE_YET) else AWAY
