"""Hearing of what other processes commit, so that nobody has to ask at each request."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Final

import psycopg
from psycopg.errors import ConnectionTimeout

from timeline.errors import StoreUnavailable
from timeline.store.postgresql.connecting import CLIENT, address_of

LISTEN: Final = "LISTEN timeline"
"""Each transaction that writes notifies there, as it commits."""
POLL: Final = 1.0
"""Seconds of silence after which it is looked all the same: a pooler in front may keep notifications back."""
STUCK: Final = 5.0
"""Seconds without a word after which a server that was asked counts as one that does not answer."""
SILENT: Final = "the database does not answer: check its server, and the network between"

log = logging.getLogger(__name__)


class Listener:
    """A thread with a connection of its own, which it opens again when it is lost. It calls `look` with it whenever
    something may have changed, and `then`, which may wait for others who write; while it has none, `otherwise`."""

    def __init__(
        self,
        url: str,
        look: Callable[[psycopg.Connection[Any]], object],
        then: Callable[[], object] = lambda: None,
        otherwise: Callable[[], object] = lambda: None,
    ) -> None:
        self._address = address_of(url) | CLIENT
        self._look, self._then, self._otherwise = look, then, otherwise
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self._is_lost = False
        self._asked: float | None = None
        self.hears = False
        """Whether the database is heard, as far as is known."""

    def start(self) -> None:
        """Begin to listen; a second call does nothing."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="listening", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """Hear no more; the thread ends when it wakes."""
        self._stop.set()

    def refuse_silence(self) -> None:
        """Raises `StoreUnavailable` where the server was asked and has said nothing for long: to ask it once more would
        only hold up whoever does, and those behind."""
        asked = self._asked
        if asked is not None and time.monotonic() - asked > STUCK:
            raise StoreUnavailable(SILENT)

    def _run(self) -> None:
        while not self._stop.is_set():
            self._asked = self._asked or time.monotonic()
            try:
                self._listen()
            except Exception as error:  # without this thread everything would be refused, and for ever
                if not self._is_lost:
                    words = " ".join(str(error).split())
                    log.warning("the database is not heard, and what is kept is answered until it is: %s", words)
                self.hears, self._is_lost = False, True
                if not isinstance(error, ConnectionTimeout):
                    self._asked = None  # a refusal is a word
                with suppress(Exception):  # for the same reason
                    self._otherwise()
                self._stop.wait(POLL)

    def _listen(self) -> None:
        with psycopg.connect(**self._address, prepare_threshold=None, autocommit=True) as connection:
            connection.execute(LISTEN)
            while not self._stop.is_set():
                self._asked = self._asked or time.monotonic()
                # Looked after it listens: what was committed meanwhile, while nobody listened, is seen.
                self._look(connection)
                self._asked = None
                self._then()
                if self._is_lost:
                    log.warning("the database is heard again")
                self.hears, self._is_lost = True, False
                self._wait(connection)

    def _wait(self, connection: psycopg.Connection[Any]) -> None:
        """Return at a notification, or in silence after a while."""
        list(connection.notifies(timeout=POLL, stop_after=1))
