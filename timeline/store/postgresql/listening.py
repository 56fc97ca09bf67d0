"""Hearing of what other processes commit, so that nobody has to ask at each request."""

from __future__ import annotations

import logging
import threading
import time
from typing import Any, Final

import psycopg

from timeline.errors import StoreUnavailable
from timeline.store.postgresql.connecting import address_of

LISTEN: Final = "LISTEN timeline"
"""Each transaction that writes notifies there, as it commits."""
POLL: Final = 1.0
"""Seconds of silence after which it is looked all the same: a pooler in front may keep notifications back."""
STALE: Final = 3 * POLL
"""Seconds without a sign of the server after which what is remembered counts no more."""
CLIENT: Final = {"keepalives_idle": 5, "keepalives_interval": 2, "keepalives_count": 3, "tcp_user_timeout": 5000}

log = logging.getLogger(__name__)


class Listener:
    """A thread with a connection of its own, which it opens again when it is lost."""

    def __init__(self, url: str) -> None:
        self._address = address_of(url) | CLIENT
        self._guard = threading.Lock()
        self._moves = 0
        self._heard = float("-inf")
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin to listen; a second call does nothing."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="listening", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """Hear no more; the thread ends when it wakes."""
        self._stop.set()
        self._heard = float("-inf")

    def move(self) -> None:
        """What was looked up before may have changed."""
        with self._guard:
            self._moves += 1

    def moves(self) -> int | None:
        """A number that is another one after each commit that may matter; None while nobody listens."""
        return self._moves if time.monotonic() - self._heard < STALE else None

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                self._listen()
            except (psycopg.Error, StoreUnavailable) as error:
                self._heard = float("-inf")
                log.info("changes of other processes are asked for until the database is heard again: %s", error)
                self._stop.wait(POLL)

    def _listen(self) -> None:
        with psycopg.connect(**self._address, prepare_threshold=None, autocommit=True) as connection:
            connection.execute(LISTEN)
            while not self._stop.is_set():
                # Moved before it counts as heard: what was committed meanwhile, while nobody listened, is looked up.
                self.move()
                self._heard = time.monotonic()
                self._wait(connection)

    def _wait(self, connection: psycopg.Connection[Any]) -> None:
        """Return at a notification; in silence after a while, if the server is still there."""
        if not list(connection.notifies(timeout=POLL, stop_after=1)):
            connection.execute("SELECT 1")
