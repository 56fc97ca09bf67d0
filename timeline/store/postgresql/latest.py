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
        # Of the state, and of all that is known.
        self._state_number = self._number = 0

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
            generation, position, feeds, number, former, is_succeeded = self._ask(connection)
            self.is_succeeded = bool(is_succeeded)
            with self._guard:
                if generation != self._state.generation:
                    self.losses += self._state.position > former_names(former).get(self._state.generation, -1)
                    self._state = State(generation, position, feeds, self._state.version + 1)
                    self._state_number = self._number = number
                else:
                    self._go_forward(position, feeds, number)
            return self._state

    def refresh_at_standby(self, connection: psycopg.Connection[Any]) -> State:
        """Ask a standby for the latest state that it has; what is known already is not taken back. Raises
        `StoreUnavailable`."""
        generation, position, feeds, number, *_ = self._ask(connection)
        with self._guard:
            # Only the server that writes knows the name of the log.
            if generation == self._state.generation:
                self._go_forward(position, feeds, number)
            return self._state

    def _ask(self, connection: psycopg.Connection[Any]) -> list[Any]:
        row: list[Any]
        ((shape, rules, *row),) = connection.execute(STATE).fetchall()
        try:
            refuse_others(shape, rules)
        except StoreUnavailable as error:
            self._refusal = error
            raise
        self._refusal = None
        return row

    def _go_forward(self, position: int, feeds: str | None, number: int) -> None:
        if number < self._state_number or position < self._state.position:
            return
        self._state_number, self._number = number, max(number, self._number)
        if (position, feeds) != (self._state.position, self._state.feeds):
            self._state = self._state._replace(position=position, feeds=feeds, version=self._state.version + 1)

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """The right to ask. Raises `StoreUnavailable` where whoever has it is kept waiting itself."""
        if not self._turns.acquire(timeout=STUCK):
            raise StoreUnavailable(SILENT)
        try:
            yield
        finally:
            self._turns.release()
