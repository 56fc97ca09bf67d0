"""The latest changes, read once for all bodies that must know whether they still hold."""

from __future__ import annotations

from typing import Final

from timeline.model.change import Change
from timeline.store.contract import Store

MOST: Final = 500
"""Changes that are looked at one by one; where there are more, it is quicker to ask the store."""


class News:
    """The changes between two positions of a store's log, kept in memory. Not for several threads at once."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._start = self._end = 0
        self._held: list[Change] = []

    def between(self, after: int, position: int) -> list[Change] | None:
        """The changes after one position, up to another, in order; None where there are too many."""
        if position - after > MOST:
            return None
        if not self._start <= after <= self._end:
            self._start = self._end = after
            self._held = []
        if position > self._end:
            self._held += self._store.changes(self._end, position - self._end)
            self._end = position
        # Positions have no gaps, so a change stands at the place that its position says.
        found = self._held[after - self._start : position - self._start]
        surplus = max(0, len(self._held) - MOST)
        del self._held[:surplus]
        self._start += surplus
        return found
