"""Few waits for the server: what begins and what ends a transaction goes the same way as its statements, and so do
writes, which nobody waits for before the next question or the end.

A statement of a page takes the server a fraction of a millisecond; to wait for its answer takes the way there and
back, and on a busy machine a turn of the scheduler for each side.
"""

from __future__ import annotations

import select
import time
from collections.abc import Generator, Mapping, Sequence
from typing import Any, Final

import psycopg
from psycopg.pq import TransactionStatus
from sqlalchemy import Connection, Engine, event
from sqlalchemy.exc import DisconnectionError

SILENCE: Final = 30.0
"""Seconds without use after which a connection is asked whether it still is one: what stands between may have
forgotten it without a word."""
READ: Final = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
"""One snapshot for all statements: counts and pages are of the same instant."""
WRITE: Final = "BEGIN ISOLATION LEVEL READ COMMITTED"
"""Where the server's default is a stricter one, who waits for the lock of writers would be refused when it comes free
(40001), instead of writing next."""
COMMIT: Final = "COMMIT"
ROLLBACK: Final = "ROLLBACK"
MOST: Final = 500_000
"""Characters of statements that wait to be sent."""


class Link(psycopg.Connection[Any]):
    """A connection that knows what is to be sent with the next statement."""

    used = float("inf")
    """When it was last given back; of a new one there is nothing to doubt."""
    ended = False
    """Whether the last statement of its transaction was run."""
    waiting: Sequence[str] = ()
    """Writes that were not sent yet."""
    patience = float("inf")
    """Seconds after which a server counts as gone that was to end a statement before."""
    is_patient = False
    """Whether the statements of the transaction may take as long as they need."""

    def wait(self, gen: Any, *args: Any, **options: Any) -> Any:
        """Wait for the server. One whose machine still acknowledges, but which stands still, ends nothing by itself."""
        return super().wait(gen if self.is_patient else _bounded(gen, self), *args, **options)

    @property
    def is_idle(self) -> bool:
        """Whether no transaction is under way."""
        return self.pgconn.transaction_status == TransactionStatus.IDLE

    @property
    def is_readable(self) -> bool:
        """Whether the server has said something that nobody asked for."""
        poll = select.poll()
        poll.register(self.fileno(), select.POLLIN)
        return bool(poll.poll(0))

    def take_waiting(self) -> list[str]:
        """What waits, which is sent now or never."""
        statements, self.waiting = list(self.waiting), ()
        return statements

    def commit(self) -> None:
        """Commit, with what waits before."""
        if self.waiting:
            self.execute("; ".join([*self.take_waiting(), COMMIT]))
        else:
            super().commit()

    def rollback(self) -> None:
        """Forget what waits too. Of a connection that is lost there is nothing to take back."""
        self.take_waiting()
        if not self.closed:
            super().rollback()

    def flush(self) -> None:
        """Send what waits."""
        if self.waiting:
            self.execute("; ".join(self.take_waiting()))

    def keep(self, statements: list[str]) -> None:
        """Let statements wait, unless they are too many."""
        self.waiting = [*self.waiting, *statements]
        if sum(map(len, self.waiting)) > MOST:
            self.flush()


def _bounded(gen: Any, link: Link) -> Generator[Any, Any, Any]:
    """The same, as the driver drives it, until the patience of the connection is over."""
    end = time.monotonic() + link.patience
    try:
        wanted = next(gen)
        while True:
            ready = yield wanted
            if not ready and time.monotonic() > end:
                link.pgconn.finish()
                raise psycopg.OperationalError("the server does not answer")
            wanted = gen.send(ready)
    except StopIteration as done:
        return done.value


def opened(address: Mapping[str, Any]) -> Link:
    """A connection that begins no transaction by itself, and sends statements with their values in them: only such
    go several at a time. They are never prepared: a plan for whatever is asked may take a thousand times as long as
    one for what is, and a pooler in front gives each transaction another server process."""
    return Link.connect(**address, prepare_threshold=None, autocommit=True, cursor_factory=psycopg.ClientCursor)


def link_of(connection: Connection) -> Link:
    """The connection of the driver."""
    link = connection.connection.driver_connection
    if not isinstance(link, Link):
        raise TypeError("it was not opened here")
    return link


def shorten(engine: Engine) -> None:
    """Let transactions of the engine, whose connections are opened by `opened`, take as few waits as they can.

    `reads` is an execution option of its transactions; those of a statement are in `asking`.
    """
    event.listen(engine, "checkout", _check)
    event.listen(engine, "checkin", _give_back)
    event.listen(engine, "begin", _begin)
    event.listen(engine, "do_execute", _execute)
    event.listen(engine, "do_executemany", _execute_many)


def _check(link: Link, record: Any, proxy: Any) -> None:
    """See that it is alive: a server that ended it has said so, and that can be read. Another one is opened in the
    place of one that is not."""
    try:
        if link.is_readable or time.monotonic() - link.used > SILENCE:
            link.execute("")
    except psycopg.Error as error:
        raise DisconnectionError(str(error)) from error


def _give_back(link: Link | None, record: Any) -> None:
    if link is not None:
        link.used, link.is_patient = time.monotonic(), False


def _begin(connection: Connection) -> None:
    link_of(connection).ended = False


def _execute(cursor: Any, statement: str, parameters: Any, context: Any) -> bool:
    """Run a statement, after what waits; the first one begins a transaction, one marked as the last ends it."""
    link, options = cursor.connection, context.execution_options
    if link.ended:
        raise RuntimeError(f"a statement follows the last one of its transaction: {statement}")
    if options.get("waits") and not link.is_idle:
        link.keep([cursor.mogrify(statement, parameters)])
        return True
    ends = link.ended = bool(options.get("last"))
    after = [ROLLBACK] if ends and not link.is_idle else []
    before, waiting = _beginning(link, options, alone=ends), link.take_waiting()
    if isinstance(cursor, psycopg.ServerCursor):
        if before or waiting:
            link.execute("; ".join([*before, *waiting]))
        return False
    if waiting:
        # What waits has its values already, in which a percent sign is one.
        statement, parameters = cursor.mogrify(statement, parameters), None
    cursor.execute("; ".join([*before, *waiting, statement, *after]), parameters)
    for _ in (*before, *waiting):
        cursor.nextset()
    return True


def _execute_many(cursor: Any, statement: str, parameters: Sequence[Any], context: Any) -> bool:
    link, options = cursor.connection, context.execution_options
    if options.get("waits") and not link.is_idle:
        link.keep([cursor.mogrify(statement, each) for each in parameters])
        return True
    before = [*_beginning(link, options, alone=False), *link.take_waiting()]
    if before:
        link.execute("; ".join(before))
    return False


def _beginning(link: Link, options: Any, *, alone: bool) -> list[str]:
    """What begins a transaction; a statement alone sees one instant anyway."""
    if alone or not link.is_idle:
        return []
    return [READ if options.get("reads") else WRITE]
