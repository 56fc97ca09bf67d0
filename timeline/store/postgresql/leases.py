"""Which of the processes on a server's database runs its sources, on whichever machine they are."""

from __future__ import annotations

import contextlib
import threading
from typing import Any, Final

import psycopg

from timeline.errors import StoreUnavailable
from timeline.store.postgresql import writing
from timeline.store.postgresql.connecting import address_of, domain_error

LEASE: Final = writing.MIGRATIONS + 2
"""The advisory lock of whoever runs the sources."""
IDLE: Final = "15s"
"""After which a process that holds it and asks nothing stands still, as one that was stopped does, whose machine goes
on acknowledging. Whoever leads asks every two seconds."""
TRY: Final = (
    "SELECT pg_try_advisory_xact_lock(%s), set_config('idle_in_transaction_session_timeout', %s, true),"
    " set_config('statement_timeout', '0', true),"
    f" {writing.NO_TRANSACTION_TIMEOUT}"
)
LOST: Final = "the lease of the schedule was lost"
SECONDS: Final = 5
"""After which a server, or a process that holds the lease, counts as gone where it does not even acknowledge."""
CLIENT: Final = {"keepalives_idle": SECONDS, "keepalives_interval": 2, "keepalives_count": 3}
SERVER: Final = {
    "tcp_keepalives_idle": SECONDS,
    "tcp_keepalives_interval": 2,
    "tcp_keepalives_count": 3,
    "idle_in_transaction_session_timeout": 0,
}


class DatabaseLease:
    """An advisory lock on a connection of its own; the server lets go of it when the connection ends.

    It is that of a transaction which stays open: a pooler that gives each transaction another server process keeps
    this one, where it would hand a lock of the session to a stranger.
    """

    def __init__(self, url: str) -> None:
        # What is unacknowledged for so long has been lost, as a machine that lost its power says nothing.
        self._address = address_of(url) | CLIENT | {"tcp_user_timeout": SECONDS * 1000}
        self._guard = threading.Lock()
        self.connection: psycopg.Connection[Any] | None = None
        self._is_held = False

    def acquire(self) -> bool:
        """Whether this process holds it, asked of the server, taking it if it is free. Raises `StoreUnavailable`."""
        with self._guard:
            try:
                self._is_held = self._ask()
            except psycopg.Error as error:
                self._drop()
                ours = domain_error(error)
                raise ours if isinstance(ours, StoreUnavailable) else StoreUnavailable(LOST) from error
            return self._is_held

    def release(self) -> None:
        """Let another process lead."""
        with self._guard:
            self._drop()

    def _ask(self) -> bool:
        if self.connection is None:
            self.connection = self._opened()
        if self._is_held:
            self.connection.execute("SELECT 1")
            return True
        row = self.connection.execute(TRY, (LEASE, IDLE)).fetchone()
        if row is not None and row[0]:
            return True
        self.connection.rollback()
        return False

    def _opened(self) -> psycopg.Connection[Any]:
        connection = psycopg.connect(**self._address, prepare_threshold=None, autocommit=True)
        for name, value in SERVER.items():
            # On a socket of the same machine they mean nothing, and the system sees who dies.
            connection.execute("SELECT set_config(%s, %s, false)", (name, str(value)))
        connection.autocommit = False
        # A stricter one would keep a snapshot as long as the lease is held, and with it every row that is removed.
        connection.isolation_level = psycopg.IsolationLevel.READ_COMMITTED
        return connection

    def _drop(self) -> None:
        self._is_held = False
        if self.connection is not None:
            with contextlib.suppress(psycopg.Error):
                self.connection.rollback()  # the server answers once it is free; it sees a closed socket later
            self.connection.close()
            self.connection = None
