"""Locks by name: whoever makes one thing does not wait for another."""

from __future__ import annotations

import threading
from collections.abc import Hashable, Iterator
from contextlib import contextmanager


class KeyedLocks:
    """A lock a key, which lives as long as somebody holds it or waits for it."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._locks: dict[Hashable, tuple[threading.Lock, int]] = {}

    @contextmanager
    def holding(self, key: Hashable) -> Iterator[None]:
        """Hold the lock of a key."""
        with self._guard:
            lock, waiting = self._locks.get(key) or (threading.Lock(), 0)
            self._locks[key] = lock, waiting + 1
        try:
            with lock:
                yield
        finally:
            with self._guard:
                lock, waiting = self._locks[key]
                if waiting > 1:
                    self._locks[key] = lock, waiting - 1
                else:
                    del self._locks[key]
