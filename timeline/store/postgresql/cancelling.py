"""Statements that end before their answer, when whoever asked does not wait any longer."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any, Final, NamedTuple

import psycopg
from sqlalchemy import Engine, event

SECONDS: Final = 0.02
"""Between two looks at whether those who asked still wait."""
CANCEL_SECONDS: Final = 1.0
"""How long a server is waited for that is told to end a statement."""


class Running(NamedTuple):
    """A connection with a statement that somebody may stop waiting for."""

    connection: psycopg.Connection[Any]
    over: Callable[[], bool]


class _Asking(threading.local):
    """For each thread, what says that its statements are to end."""

    over: Callable[[], bool] | None = None


class Cancelling:
    """Looks after the statements of all threads, in one of its own that lives while there are any."""

    def __init__(self) -> None:
        self._asking = _Asking()
        self._running: dict[int, Running] = {}
        self._changed = threading.Condition()
        self._thread: threading.Thread | None = None

    @contextmanager
    def bound(self, over: Callable[[], bool]) -> Iterator[None]:
        """Cancel this thread's statements soon after `over` says so."""
        before, self._asking.over = self._asking.over, over
        try:
            yield
        finally:
            self._asking.over = before

    def watch(self, engine: Engine) -> None:
        """Know of each statement of the engine while it runs."""
        event.listen(engine, "before_cursor_execute", self._begin)
        event.listen(engine, "after_cursor_execute", self._end)
        event.listen(engine, "handle_error", self._end)

    def _begin(self, connection: Any, *rest: Any) -> None:
        over = self._asking.over
        if over is not None:
            with self._changed:
                self._running[threading.get_ident()] = Running(connection.connection.driver_connection, over)
                if self._thread is None:
                    self._thread = threading.Thread(target=self._look, name="cancelling", daemon=True)
                    self._thread.start()

    def _end(self, *rest: Any) -> None:
        # The lock is held while a statement is cancelled, so that none is which began after this.
        if self._asking.over is not None:
            with self._changed:
                self._running.pop(threading.get_ident(), None)
                self._changed.notify_all()

    def _look(self) -> None:
        with self._changed:
            while self._running:
                self._changed.wait(SECONDS)
                for thread, running in list(self._running.items()):
                    if running.over():
                        del self._running[thread]
                        # The other way waits without end, and lets no other thread run meanwhile. Where it fails, so
                        # does the statement.
                        with suppress(psycopg.Error):
                            running.connection.cancel_safe(timeout=CANCEL_SECONDS)
            self._thread = None
