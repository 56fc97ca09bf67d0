"""Connections to PostgreSQL: how they are opened, what is set on each, and what its errors mean to a person."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

import psycopg
from psycopg import errors as said
from psycopg.conninfo import conninfo_to_dict
from sqlalchemy import Connection, Engine, ExceptionContext, create_engine, event
from sqlalchemy.exc import TimeoutError as NoConnection

from timeline.errors import AskAgain, QuestionTooSlow, StoreUnavailable, TimelineError
from timeline.store.contract import DatabaseLimits
from timeline.store.postgresql import trips
from timeline.store.postgresql.cancelling import Cancelling

CONNECT_SECONDS: Final = 10
"""How long a server that does not answer is waited for, where the URL says nothing of it (`connect_timeout`)."""
MARGIN: Final = 5.0
"""Seconds that a server may take, past its own deadline, to say that a statement is over."""
CLIENT: Final = {"keepalives_idle": 5, "keepalives_interval": 2, "keepalives_count": 3, "tcp_user_timeout": 5000}
"""What has the system end a connection to a machine that does not even acknowledge: one that lost its power says
nothing, and who waits for its answer would for a quarter of an hour."""
APPLICATION: Final = "timeline"
"""What the server calls all our connections, so that whoever wants the database alone sees them; a name that an address
gives stands behind it."""
SET: Final = {
    # Statements say which way is gone; compiling one costs more than it takes, and disks have no arms any more.
    "jit": "off",
    # To start a worker takes longer than any of our questions, and there are other readers for the other cores.
    "max_parallel_workers_per_gather": "0",
    "random_page_cost": "1.1",
    "client_encoding": "UTF8",
    "TimeZone": "UTC",
    # What is asked in one statement begins no transaction: a stricter default would refuse it now and then.
    "default_transaction_isolation": "read committed",
}
WRITTEN: Final = "write postgresql://user@host/name"
ENCODED: Final = "in user and password, write %25 for a percent sign, %40 for @, %2F for a slash, %3A for a colon"
MADE: Final = "make one that holds every character (createdb --encoding UTF8 --template template0)"
AMBIGUOUS: Final = re.compile(r"//[^?]*@[^?]*@|//[^@?]*/[^@?]*@")
"""Two @, or one behind a slash: a password that is not encoded. What libpq takes for the host or the port then
stands in its messages."""
UNKNOWN: Final = re.compile(r'invalid URI query parameter: "(\w+)"')
NO_DATABASE: Final = "there is no such database: create it (createdb), or name another in DATABASE_URL"
NO_USER: Final = "the database knows no such user or password: name them in DATABASE_URL"
CROWDED: Final = "the database takes no more connections: lower DATABASE_POOL, or use PgBouncer"
AT_THE_DOOR: Final = (
    # Whoever was not let in gets words only.
    (r'database ".*" does not exist', NO_DATABASE),
    (r'role ".*" does not exist|authentication failed|no password supplied|no pg_hba.conf entry', NO_USER),
    (r"too many clients|connection slots|too many connections", CROWDED),
)
TRANSACTION_TIMEOUT: Final = "25P04"
"""Servers have it from their version 17 on, and the driver a name for it later than that."""
BUSY: Final = "another process is writing to the database: try again"
FULL: Final = "the disk is full: make room and try again; nothing was half-written"
REASONS: Final[tuple[tuple[tuple[type[psycopg.Error], ...], str], ...]] = (
    ((said.LockNotAvailable, said.DeadlockDetected, said.SerializationFailure), BUSY),
    ((said.DiskFull,), FULL),
    ((said.IdleInTransactionSessionTimeout,), "the database let go of a connection that asked nothing: try again"),
    ((said.OutOfMemory, said.ConfigurationLimitExceeded), "the database server has no room left: try again later"),
    ((said.TooManyConnections,), CROWDED),
    (
        # The second: what is asked of the log that a server writes cannot be asked of one that repeats another's.
        (said.ReadOnlySqlTransaction, said.ObjectNotInPrerequisiteState),
        "the database only reads: DATABASE_URL must name the server that writes, and default_transaction_read_only"
        " be off there",
    ),
    ((said.InsufficientPrivilege,), "the database refuses its user: the one of DATABASE_URL must own it"),
    ((said.InvalidCatalogName,), NO_DATABASE),
    (
        (said.InvalidSchemaName,),
        "the database has no schema to make tables in: make the first of the user's search_path (CREATE SCHEMA)",
    ),
    ((said.InvalidPassword, said.InvalidAuthorizationSpecification), NO_USER),
    (
        (said.UndefinedTable, said.UndefinedColumn),
        "the database has another shape than this version of timeline knows: start it anew, or upgrade it",
    ),
    (
        (psycopg.OperationalError, psycopg.InterfaceError),
        "the database cannot be reached: check that its server runs, and DATABASE_URL",
    ),
)
"""Errors that are no fault of the program, and what to do."""


def connect(url: str, limits: DatabaseLimits, cancelling: Cancelling) -> Engine:
    """An engine with a pool of connections. Raises `StoreUnavailable` for a URL that is none."""
    engine = pooled(CLIENT | address_of(url), limits, cancelling)
    event.listen(engine, "handle_error", _raise)
    return engine


def pooled(address: Mapping[str, Any], limits: DatabaseLimits, cancelling: Cancelling) -> Engine:
    """An engine whose connections are set up as all are, and whose errors are the driver's."""
    engine = create_engine(
        "postgresql+psycopg://",
        creator=lambda: _opened(address, limits),
        pool_size=limits.pool,
        max_overflow=0,
        pool_timeout=limits.lock,
        pool_use_lifo=True,
    )
    # Before errors are translated: none that listens behind one that raises is told.
    cancelling.watch(engine)
    trips.shorten(engine)
    return engine


def snapshots(engine: Engine) -> Engine:
    """The same connections to read from: one snapshot for all statements of each, so that counts and pages are of the
    same instant."""
    return engine.execution_options(reads=True)


def connected(engine: Engine) -> Connection:
    """A connection out of the pool. Raises `StoreUnavailable`."""
    try:
        return engine.connect()
    except NoConnection as error:
        raise StoreUnavailable("all connections to the database are in use: raise DATABASE_POOL") from error


def address_of(url: str, setting: str = "DATABASE_URL") -> dict[str, Any]:
    """What psycopg takes for a URL. Raises `StoreUnavailable` for one that is none."""
    scheme, _, rest = url.partition(":")
    host = rest if rest.startswith("//") else f"//{rest}"
    if AMBIGUOUS.match(host):
        raise StoreUnavailable(f"{setting} is no address of PostgreSQL: {ENCODED}")
    try:
        address = conninfo_to_dict(f"{scheme.partition('+')[0]}:{host}")
    except psycopg.Error as error:
        # Its other words repeat the address, and with it the password.
        option = UNKNOWN.match(str(error))
        remedy = f"there is no option {option[1]}" if option else WRITTEN
        raise StoreUnavailable(f"{setting} is no address of PostgreSQL: {remedy}") from None
    name = f"{APPLICATION} {address.pop('application_name', '')}".rstrip()
    return {"connect_timeout": CONNECT_SECONDS, "application_name": name, **address}


def _opened(address: Mapping[str, Any], limits: DatabaseLimits) -> Any:
    """A connection to a database that holds every character, set up before anything is asked: what its user has as a
    default may be a moment. Raises `StoreUnavailable` for a database that does not: what it gives back would be bytes,
    or be refused in the middle of a write."""
    connection = trips.opened(address)
    encoding = connection.info.parameter_status("server_encoding")
    if encoding not in (None, "UTF8"):  # what stands between may not say
        connection.close()
        raise StoreUnavailable(f"the database has the encoding {encoding}: {MADE}")
    _set_up(connection, limits)
    return connection


def _set_up(connection: Any, limits: DatabaseLimits) -> None:
    values = SET | {
        "statement_timeout": f"{limits.statement * 1000:.0f}",
        "lock_timeout": f"{limits.lock * 1000:.0f}",
        # Whoever holds the lock of writers and dies without a word, lets go of it.
        "idle_in_transaction_session_timeout": f"{limits.statement * 2000:.0f}",
    }
    settings = [part for name_and_value in values.items() for part in name_and_value]
    connection.execute(f"SELECT {', '.join(['set_config(%s, %s, false)'] * len(values))}", settings)
    connection.patience = limits.statement + MARGIN


def _raise(context: ExceptionContext) -> None:
    error = context.original_exception
    if not isinstance(error, psycopg.Error):
        return
    ours = domain_error(error)
    if isinstance(ours, StoreUnavailable) and context.is_disconnect and _is_reading(context.connection):
        ours = AskAgain(ours.sentence, one_line(error))
    if ours is not None:
        raise ours from error


def _is_reading(connection: Connection | None) -> bool:
    return connection is not None and bool(connection.get_execution_options().get("reads"))


def domain_error(error: psycopg.Error) -> TimelineError | None:
    """What the error is to a person; None where it is the program's own fault."""
    if isinstance(error, said.QueryCanceled) or error.sqlstate == TRANSACTION_TIMEOUT:
        return QuestionTooSlow("the question was interrupted: it takes too long")
    if error.sqlstate is None:
        for words, sentence in AT_THE_DOOR:
            if re.search(words, str(error)):
                return StoreUnavailable(sentence, one_line(error))
    for kinds, sentence in REASONS:
        if isinstance(error, kinds):
            return StoreUnavailable(sentence, one_line(error))
    return None


def one_line(error: psycopg.Error) -> str:
    """What the server says, or the driver, on one line."""
    return " ".join((error.diag.message_primary or str(error)).split())
