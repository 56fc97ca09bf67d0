"""Where the log and the feeds stand, as this process saw them last."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final, NamedTuple

import psycopg

from timeline.errors import StoreUnavailable
from timeline.store.postgresql.listening import SILENT, STUCK
from timeline.store.postgresql.succession import SERVER, WRITER
from timeline.store.versions import FORMER, former_names, refuse_others

HERE: Final = (
    "CAST(CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn() ELSE pg_current_wal_insert_lsn() END"
    " - CAST('0/0' AS pg_lsn) AS bigint) AS place, CAST(pg_postmaster_start_time() AS text) AS server"
)
"""The place up to which a server has written, or repeated, its own log of all that is written (its WAL); and which
server that is, by the microsecond of its start."""
LOOK: Final = (
    "SELECT (SELECT version_num FROM alembic_version), (SELECT value FROM settings WHERE name = 'derived'),"  # noqa: S608
    f" generation, position, (SELECT string_agg(slug || body, ',' ORDER BY slug) FROM feeds), {HERE},"
    f" (SELECT value FROM settings WHERE name = '{FORMER}'), {SERVER} != {WRITER} FROM meta"
)


class Look(NamedTuple):
    """What was seen when the log and the feeds were last looked at; `version` counts how often they were others."""

    generation: str
    position: int
    feeds: str | None
    version: int


class Seen(NamedTuple):
    """All that a process has seen of a server: the log by its name, the place up to which, and the server. The place
    covers events, feeds, tokens and whatever waits for a person alike."""

    generation: str
    place: int
    server: str


class Latest:
    """The latest look of one process, for several threads at once."""

    def __init__(self) -> None:
        self._looking, self._guard = threading.Lock(), threading.Lock()
        self._seen = Look("", -1, None, 0)
        self._refusal: StoreUnavailable | None = None
        self.is_succeeded = False
        """Whether another server goes on with the log, and nobody has written that down."""
        self.losses = 0
        """How often what was seen of the log turned out to be not in it any more."""
        self._place, self._server = 0, ""
        # Writes of this process, and how many of them lie before the place.
        self._writes = self._placed = 0

    @property
    def generation(self) -> str:
        """The log's name as it was seen last: of one look with the position."""
        return self._seen.generation

    def name(self, generation: str) -> None:
        """What it is called before the first look."""
        self._seen = self._seen._replace(generation=generation)

    def known(self) -> Look:
        """What was seen last. Raises `StoreUnavailable` where that was a database of another version."""
        refusal = self._refusal
        if refusal is not None:
            raise StoreUnavailable(refusal.sentence)
        return self._seen

    def look(self, connection: psycopg.Connection[Any]) -> Look:
        """Look now, at the server that writes. Raises `StoreUnavailable`."""
        # One after the other, the question included: who looks later sees more.
        with self._turn():
            writes = self._writes
            ((shape, rules, *found),) = connection.execute(LOOK).fetchall()
            generation, position, feeds, place, server, former, is_succeeded = found
            try:
                refuse_others(shape, rules)
            except StoreUnavailable as error:
                self._refusal = error
                raise
            self._refusal = None
            self.is_succeeded = bool(is_succeeded)
            look = Look(generation, position, feeds, self._seen.version + 1)
            with self._guard:
                if look.generation != self._seen.generation:
                    self.losses += self._seen.position > former_names(former).get(self._seen.generation, -1)
                    self._seen = look
                elif look[:3] != self._seen[:3] and look.position >= self._seen.position:
                    self._seen = look
                # Of another server's log, places are others.
                is_other = self._server not in ("", server)
                self._place = place if is_other else max(place, self._place)
                self._placed, self._server = writes, server
            return self._seen

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """The right to look. Raises `StoreUnavailable` where whoever has it is kept waiting itself."""
        if not self._looking.acquire(timeout=STUCK):
            raise StoreUnavailable(SILENT)
        try:
            yield
        finally:
            self._looking.release()

    def wrote(self) -> None:
        """This process has committed something: where that stands is not known before the next look."""
        with self._guard:
            self._writes += 1

    def read(self, place: int) -> None:
        """Something was read that may be as new as the place: what is read next is not to be older."""
        with self._guard:
            self._place = max(place, self._place)

    def seen(self) -> Seen | None:
        """What whoever answers must have; None where that is not known."""
        with self._guard:
            is_known = self._placed == self._writes
            return Seen(self._seen.generation, self._place, self._server) if is_known else None
