"""One writer at a time, and what became of what it wrote.

A row that every writer locks makes the log one line: who has the lock sees all that was committed before, and a
position is visible before the next is given out. Readers are never held up.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any, Final, NamedTuple

import psycopg
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError

from timeline.errors import StoreUnavailable, TimelineError
from timeline.store.postgresql import trips
from timeline.store.postgresql.connecting import connected, domain_error
from timeline.store.postgresql.counting import COUNT, WriteNumber
from timeline.store.postgresql.succession import SERVER, WRITER, go_on
from timeline.store.versions import refuse_others

MIGRATIONS: Final = 0x74696D656C696E65
"""The advisory lock of whoever changes the shape of the database ("timeline" in ASCII)."""
CACHE: Final = MIGRATIONS + 1
"""That of whoever writes to the cache of rendered entries."""
LOOKS: Final = 40
"""How often a transaction is asked about that is not over yet: the server ends it as it sees its client gone."""
PAUSE: Final = 0.25
LOOK_FOR_CLIENT: Final = "2s"
"""How often the server looks, within a statement that takes long, whether whoever asked is still there."""
BEGIN: Final = text(
    f"WITH counted AS ({COUNT} RETURNING number)"  # noqa: S608  # our own words
    " SELECT version_num, value, pg_current_xact_id()::text, substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8),"
    " pg_notify('timeline', ''),"  # told as it commits, or never
    f" {SERVER} = {WRITER}, generation, number"
    " FROM meta, alembic_version, settings, counted WHERE settings.name = 'derived' FOR UPDATE OF meta"
)
OUTCOME: Final = text(
    "SELECT pg_xact_status(CAST(:id AS xid8)), substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8), pg_sleep(:pause)"
)
NO_TRANSACTION_TIMEOUT: Final = (
    "CASE WHEN current_setting('transaction_timeout', true) IS NOT NULL"
    " THEN set_config('transaction_timeout', '0', true) END"
)
"""PostgreSQL has the setting from its version 17 on; whoever administers the server may have given it a value."""
UNKNOWN: Final = "the connection was lost while it was written, and the server does not say what became of it"

log = logging.getLogger(__name__)


class Transaction(NamedTuple):
    """A transaction by its number, and the server's timeline, which is another one after a failover."""

    id: str
    server: str


@contextmanager
def write(engine: Engine, advance: Callable[[WriteNumber], object] = lambda write: None) -> Iterator[Connection]:
    """The only transaction that writes, committed at the end; then `advance` is told its number. Raises
    `StoreUnavailable`: where its text does not say that the outcome is unknown, nothing was written."""
    with domain_errors(), connected(engine) as connection:
        shape, rules, id, server, _, is_same, *number = connection.execute(BEGIN).one()
        refuse_others(shape, rules)
        if not is_same:
            # By itself: it is so, whatever becomes of what is written then.
            go_on(connection)
            connection.commit()
            shape, rules, id, server, _, _, *number = connection.execute(BEGIN).one()
            refuse_others(shape, rules)
        yield connection
        commit(engine, connection, Transaction(id, server))
        advance(WriteNumber(*number))


def commit(engine: Engine, connection: Connection, transaction: Transaction) -> None:
    """Commit; where the connection is lost meanwhile, ask another one whether it was."""
    try:
        connection.commit()
    except TimelineError as error:
        if not connection.invalidated:
            raise
        if not _is_committed(engine, transaction):
            raise StoreUnavailable("the connection to the database was lost: nothing was written, try again") from error
        log.warning("the connection was lost after a commit: %s", error)


def _is_committed(engine: Engine, transaction: Transaction) -> bool:
    """Whether it was. Raises `StoreUnavailable` where nobody can say: what is written again is then refused as a
    conflict, or was never there."""
    for look in range(LOOKS):
        try:
            with connected(engine) as connection:
                values = {"id": transaction.id, "pause": PAUSE if look else 0}
                status, server, _ = connection.execute(OUTCOME, values).one()
        except TimelineError as error:
            raise StoreUnavailable(f"{UNKNOWN}: look before you try again") from error
        if server != transaction.server:
            # Numbers of transactions that the former server had not passed on are given out again.
            break
        if status != "in progress":
            return bool(status == "committed")
    raise StoreUnavailable(f"{UNKNOWN}: look before you try again")


@contextmanager
def alone(connection: Connection, lock: int) -> Iterator[None]:
    """Hold an advisory lock until the transaction ends, however long others have it."""
    if lock == MIGRATIONS and not connection.scalar(text("SELECT pg_try_advisory_xact_lock(:lock)"), {"lock": lock}):
        # Those who wait for the cache do so for a moment, and often.
        log.warning("another process changes the database: waiting for it")
    connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": lock})
    yield


def patient(connection: Connection, *, locks: bool = True) -> None:
    """Let this transaction's statements take the time they need, and wait for `locks` as long as others have them. A
    process that dies meanwhile is noticed by the server in the middle of a statement."""
    names = ["statement_timeout", "idle_in_transaction_session_timeout", *(["lock_timeout"] if locks else [])]
    for name in names:
        connection.execute(text(f"SET LOCAL {name} = 0"))
    connection.execute(text(f"SELECT {NO_TRANSACTION_TIMEOUT}"))
    trips.link_of(connection).is_patient = True
    # A server on a system that cannot look refuses the setting.
    with suppress(DBAPIError), connection.begin_nested():
        connection.execute(text(f"SET LOCAL client_connection_check_interval = '{LOOK_FOR_CLIENT}'"))


@contextmanager
def domain_errors() -> Iterator[None]:
    """The driver's own errors, where it is used without the library that translates them."""
    try:
        yield
    except psycopg.Error as error:
        ours: Any = domain_error(error)
        if ours is None:
            raise
        raise ours from error
