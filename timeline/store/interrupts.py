"""Statements that end before their answer, when whoever asked does not wait any longer."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

from sqlalchemy.exc import DBAPIError

from timeline.errors import QuestionTooSlow

STEPS: Final = 20_000
"""Instructions of SQLite's machine between two looks: about a millisecond, so that looking costs nothing."""


class Interrupts(threading.local):
    """For each thread, what says that its statements are to end."""

    over: Callable[[], bool] | None = None

    @contextmanager
    def bound(self, over: Callable[[], bool]) -> Iterator[None]:
        """Interrupt this thread's statements soon after `over` says so. Raises `QuestionTooSlow`."""
        before, self.over = self.over, over
        try:
            yield
        except DBAPIError as error:
            if str(error.orig) != "interrupted":
                raise
            raise QuestionTooSlow("the question was interrupted: it takes too long") from error
        finally:
            self.over = before

    def watch(self, connection: sqlite3.Connection) -> None:
        """Look while a statement of the connection runs, in whichever thread runs it."""
        connection.set_progress_handler(self._is_over, STEPS)

    def is_abandoned(self, error: BaseException) -> bool:
        """Whether a statement ended because Ctrl-C came while it was looked at, which the driver forgets."""
        return self.over is None and str(error) == "interrupted"

    def _is_over(self) -> bool:
        return self.over is not None and self.over()
