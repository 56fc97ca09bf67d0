"""Waiting for changes: one look at the store's position for all who wait, whoever wrote the change."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Iterator
from typing import Final

from timeline.errors import StoreUnavailable
from timeline.serve.http.problems import Overloaded

EVERY: Final = 0.2
"""Seconds between two looks, while anyone waits."""
MOST: Final = 500
"""Readers that wait or follow at once; each holds one connection."""


class Followers:
    """Wakes those who wait when the log of changes grows. Looks only while someone waits."""

    def __init__(self, position: Callable[[], int], every: float = EVERY, most: int = MOST) -> None:
        self._position = position
        self._every = every
        self._most = most
        self._followers = 0
        self._looking: asyncio.Task[None] | None = None
        self._changed = asyncio.Event()
        self.closed = False

    @property
    def count(self) -> int:
        """How many wait or follow."""
        return self._followers

    @contextlib.contextmanager
    def join(self) -> Iterator[None]:
        """Count one reader in, and out again. Raises `Overloaded` where there are too many."""
        self.admit()
        self._followers += 1
        try:
            yield
        finally:
            self._followers -= 1

    def admit(self) -> None:
        """Raises `Overloaded` where one more would be too many."""
        if self._followers >= self._most:
            raise Overloaded(f"{self._most} readers follow already: come back later, or poll /api/v1/changes")

    async def wait(self, after: int, seconds: float) -> bool:
        """Whether the log grew past a position within the time. Returns early, with False, when the server stops.

        Raises `StoreUnavailable`, soon after the database cannot be reached any more: to go on waiting would say that
        nothing happens.
        """
        deadline = asyncio.get_running_loop().time() + seconds
        while not self.closed:
            if self._position() > after:
                return True
            left = deadline - asyncio.get_running_loop().time()
            if left <= 0:
                return False
            self._start()
            # Not wait_for: in Python 3.11 it swallows a cancellation that comes together with the change.
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(left):
                    await self._changed.wait()
        return False

    def close(self) -> None:
        """Let everyone who waits go: the server stops."""
        self.closed = True
        self._wake()

    def _start(self) -> None:
        if self._looking is None or self._looking.done():
            self._looking = asyncio.get_running_loop().create_task(self._run())

    async def _run(self) -> None:
        seen = -1  # so that the first look wakes whoever came between two
        while self._followers and not self.closed:
            try:
                position = self._position()
            except StoreUnavailable:
                self._wake()  # each of them looks, and says so to its reader
                return
            if position != seen:
                seen = position
                self._wake()
            await asyncio.sleep(self._every)

    def _wake(self) -> None:
        self._changed.set()
        self._changed = asyncio.Event()
