"""The full-text index of PostgreSQL, text by text: asked of the server while the log is gone through."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from sqlalchemy import Connection, select, text

from timeline.store.checks.finding import DERIVE, MOST, Finding, listed
from timeline.store.postgresql.searching import row_of, words_table
from timeline.store.rows import Terms
from timeline.store.tables import Revisions, changes

DIFFERING: Final = """
    SELECT wanted.position FROM unnest(
        CAST(:positions AS bigint[]), CAST(:wholes AS boolean[]), CAST(:terms AS text[]), CAST(:vectors AS text[])
    ) AS wanted (position, whole, terms, vector) LEFT JOIN {words} AS held ON held.position = wanted.position
    WHERE (held.whole, held.terms, held.vector)
        IS DISTINCT FROM (wanted.whole, wanted.terms, CAST(wanted.vector AS tsvector))
    ORDER BY wanted.position
"""


class Vectors:
    """What an index has otherwise than the log gives. What is derived aside has no index of its own."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._differing: dict[str, list[int]] = {}

    def index(self, connection: Connection, words: str, gone: Sequence[Terms], held: Sequence[Terms]) -> None:
        """Compare what a text gives with what is there."""
        if not held:
            return
        positions, wholes, terms, vectors = zip(*map(row_of, held), strict=True)
        values = {"positions": [*positions], "wholes": [*wholes], "terms": [*terms], "vectors": [*vectors]}
        found = self._connection.scalars(text(DIFFERING.format(words=words_table(words).name)), values)
        self._differing.setdefault(words, []).extend(found)

    def check(self, connection: Connection, made: Connection, tables: Revisions) -> Iterator[Finding]:
        """What differs in one index."""
        differing = [*self._differing.get(tables.words, []), *_left_over(connection, tables)]
        if differing:
            number = "1 entry" if len(differing) == 1 else f"{len(differing):,} entries"
            named = listed(_events(connection, differing[:MOST]))
            yield Finding(f"the full-text index {tables.words}: {number} not as the log has it ({named})", DERIVE)


def _left_over(connection: Connection, tables: Revisions) -> Sequence[int]:
    """Entries of revisions that there are not."""
    entries, events = words_table(tables.words), tables.events
    joined = entries.outerjoin(events, events.c.position == entries.c.position)
    found = select(entries.c.position).select_from(joined).where(events.c.position.is_(None))
    return connection.scalars(found.order_by(entries.c.position)).all()


def _events(connection: Connection, positions: Sequence[int]) -> Iterator[str]:
    found: Any = select(changes.c.position, changes.c.event).where(changes.c.position.in_(positions))
    events = {row.position: row.event for row in connection.execute(found)}
    yield from dict.fromkeys(events.get(position, f"position {position}") for position in positions)
