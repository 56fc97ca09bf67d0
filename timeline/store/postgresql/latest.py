"""Where the log and the feeds stand, as far as this process knows."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final, NamedTuple

import psycopg

from timeline.errors import StoreUnavailable
from timeline.store.postgresql.counting import WriteNumber
from timeline.store.postgresql.listening import SILENT, STUCK
from timeline.store.postgresql.succession import SERVER, WRITER
from timeline.store.versions import FORMER, former_names, refuse_others

STATE: Final = (
    "SELECT (SELECT version_num FROM alembic_version), (SELECT value FROM settings WHERE name = 'derived'),"  # noqa: S608
    " generation, position, (SELECT string_agg(slug || body, ',' ORDER BY slug) FROM feeds), number,"
    f" (SELECT value FROM settings WHERE name = '{FORMER}'), {SERVER} != {WRITER} FROM meta, writes"
)


class State(NamedTuple):
    """The name and the position of the log, and the feeds; `version` counts how often they were others."""

    generation: str
    position: int
    feeds: str | None
    version: int


class Latest:
    """The latest state that one process knows, for several threads at once."""

    def __init__(self) -> None:
        self._turns, self._guard = threading.Lock(), threading.Lock()
        self._state = State("", -1, None, 0)
        self._refusal: StoreUnavailable | None = None
        self.is_succeeded = False
        """Whether another server goes on with the log, and nobody has written that down."""
        self.losses = 0
        """How often a position that was known turned out to be not in the log any more."""
        self._number = 0

    @property
    def generation(self) -> str:
        """The log's name: of one state with the position."""
        return self._state.generation

    def name(self, generation: str) -> None:
        """What it is called before the first state is known."""
        self._state = self._state._replace(generation=generation)

    def state(self) -> State:
        """The state that is known. Raises `StoreUnavailable` where that was a database of another version."""
        refusal = self._refusal
        if refusal is not None:
            raise StoreUnavailable(refusal.sentence)
        return self._state

    def write(self) -> WriteNumber:
        """The latest write that anything which was read or written here depends on."""
        with self._guard:
            return WriteNumber(self._state.generation, self._number)

    def advance(self, write: WriteNumber) -> None:
        """What is read from now on is not to be older than a write."""
        with self._guard:
            # Under another name, numbers are others: what follows refuses whoever has not met it.
            if write.generation == self._state.generation:
                self._number = max(write.number, self._number)

    def refresh(self, connection: psycopg.Connection[Any]) -> State:
        """Ask the server that writes for the state of now. Raises `StoreUnavailable`."""
        # One after the other, the question included: who asks later sees more.
        with self._turn():
            ((shape, rules, *row),) = connection.execute(STATE).fetchall()
            generation, position, feeds, number, former, is_succeeded = row
            try:
                refuse_others(shape, rules)
            except StoreUnavailable as error:
                self._refusal = error
                raise
            self._refusal = None
            self.is_succeeded = bool(is_succeeded)
            state = State(generation, position, feeds, self._state.version + 1)
            with self._guard:
                if state.generation != self._state.generation:
                    self.losses += self._state.position > former_names(former).get(self._state.generation, -1)
                    self._state, self._number = state, number
                elif state[:3] != self._state[:3] and state.position >= self._state.position:
                    self._state = state
                self._number = max(number, self._number)
            return self._state

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """The right to ask. Raises `StoreUnavailable` where whoever has it is kept waiting itself."""
        if not self._turns.acquire(timeout=STUCK):
            raise StoreUnavailable(SILENT)
        try:
            yield
        finally:
            self._turns.release()
