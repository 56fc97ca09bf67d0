"""Where the log and the feeds stand, as this process saw them last."""

from __future__ import annotations

import threading
from typing import Any, Final, NamedTuple

import psycopg

from timeline.errors import StoreUnavailable
from timeline.store.versions import refuse_others

LOOK: Final = (
    "SELECT (SELECT version_num FROM alembic_version), (SELECT value FROM settings WHERE name = 'derived'),"
    " (SELECT position FROM meta), (SELECT string_agg(slug || body, ',' ORDER BY slug) FROM feeds)"
)


class Look(NamedTuple):
    """What was seen when the log and the feeds were last looked at; `version` counts how often they were others."""

    position: int
    feeds: str | None
    version: int


class Latest:
    """The latest look of one process, for several threads at once."""

    def __init__(self) -> None:
        self._looking = threading.Lock()
        self._seen = Look(-1, None, 0)
        self._refusal: StoreUnavailable | None = None

    def known(self) -> Look:
        """What was seen last. Raises `StoreUnavailable` where that was a database of another version."""
        refusal = self._refusal
        if refusal is not None:
            raise StoreUnavailable(refusal.sentence)
        return self._seen

    def look(self, connection: psycopg.Connection[Any]) -> Look:
        """Look now. Raises `StoreUnavailable`."""
        # One after the other, the question included: who looks later sees more.
        with self._looking:
            ((shape, rules, position, feeds),) = connection.execute(LOOK).fetchall()
            try:
                refuse_others(shape, rules)
            except StoreUnavailable as error:
                self._refusal = error
                raise
            self._refusal = None
            if (position, feeds) != self._seen[:2] and position >= self._seen.position:
                self._seen = Look(position, feeds, self._seen.version + 1)
            return self._seen
