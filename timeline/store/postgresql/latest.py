"""Where the log and the feeds stand, as this process saw them last."""

from __future__ import annotations

import threading
from typing import Any, Final, NamedTuple

import psycopg

from timeline.errors import StoreUnavailable
from timeline.store.versions import refuse_others

HERE: Final = (
    "CAST(CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn() ELSE pg_current_wal_insert_lsn() END"
    " - CAST('0/0' AS pg_lsn) AS bigint) AS place, CAST(pg_postmaster_start_time() AS text) AS server"
)
"""The place up to which a server has written, or repeated, its own log of all that is written (its WAL); and which
server that is, by the microsecond of its start."""
LOOK: Final = (
    "SELECT (SELECT version_num FROM alembic_version), (SELECT value FROM settings WHERE name = 'derived'),"  # noqa: S608
    f" generation, position, (SELECT string_agg(slug || body, ',' ORDER BY slug) FROM feeds), {HERE} FROM meta"
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
        self._place, self._server = 0, ""
        # Writes of this process, and how many of them lie before the place.
        self._writes = self._placed = 0

    def known(self) -> Look:
        """What was seen last. Raises `StoreUnavailable` where that was a database of another version."""
        refusal = self._refusal
        if refusal is not None:
            raise StoreUnavailable(refusal.sentence)
        return self._seen

    def look(self, connection: psycopg.Connection[Any]) -> Look:
        """Look now, at the server that writes. Raises `StoreUnavailable`."""
        # One after the other, the question included: who looks later sees more.
        with self._looking:
            writes = self._writes
            ((shape, rules, generation, position, feeds, place, server),) = connection.execute(LOOK).fetchall()
            try:
                refuse_others(shape, rules)
            except StoreUnavailable as error:
                self._refusal = error
                raise
            self._refusal = None
            with self._guard:
                if (generation, position, feeds) != self._seen[:3] and position >= self._seen.position:
                    self._seen = Look(generation, position, feeds, self._seen.version + 1)
                self._placed, self._server = writes, server
                self._place = max(place, self._place)
            return self._seen

    def wrote(self) -> None:
        """This process may have committed something: where that stands is not known before the next look."""
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
