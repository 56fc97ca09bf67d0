"""Entries of feeds in bytes, kept beside the events so that no process renders again what another has rendered.

They are no more than a cache: whatever is lost here is rendered again, and what other rules wrote is thrown away.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from itertools import groupby
from operator import attrgetter
from typing import Final

from sqlalchemy import (
    Column,
    Connection,
    Index,
    LargeBinary,
    MetaData,
    Table,
    delete,
    func,
    insert,
    select,
)

from timeline.errors import StoreUnavailable
from timeline.store.asking import last_of
from timeline.store.batches import parts
from timeline.store.contract import Fragment
from timeline.store.tables import Big, Bytewise, settings

MOST: Final = 1_000_000
"""Fragments that are kept, about a gigabyte; the first written go first."""
BATCH: Final = 500
STAMP: Final = "fragments"
"""The setting that names the rules by which they were rendered."""

log = logging.getLogger(__name__)

# A database is migrated, a cache is made where it is missing; one of another shape has another name.
cache: Final = MetaData()
fragments = Table(
    "fragments",
    cache,
    # In the order of writing, by which the oldest are found.
    Column("number", Big, primary_key=True, autoincrement=True),
    Column("scope", Bytewise, nullable=False),
    Column("name", Bytewise, nullable=False),
    Column("state", Bytewise, nullable=False),
    Column("data", LargeBinary, nullable=False),
    Index("fragments_by_name", "scope", "name", unique=True),
    sqlite_strict=True,
)


class SQLFragments:
    """Fragments in SQL that every dialect understands."""

    most_fragments = MOST

    def read(self) -> Connection:
        """A connection that takes no lock."""
        raise TypeError("a backend says how it reads")

    def write_cache(self) -> AbstractContextManager[Connection]:
        """A transaction that writes nothing but this cache."""
        raise TypeError("a backend says how it writes")

    def fragments(self, scope: str, states: Mapping[str, str]) -> dict[str, bytes]:
        names = list(states)
        kept: dict[str, bytes] = {}
        with self.read() as connection:
            for batch, options in last_of(parts(names, BATCH)):
                columns = select(fragments.c.name, fragments.c.state, fragments.c.data)
                asked = columns.where(fragments.c.scope == scope, fragments.c.name.in_(batch))
                rows = connection.execute(asked, execution_options=options)
                kept |= {name: data for name, state, data in rows if states[name] == state}
        return kept

    def keep_fragments(self, rules: str, rendered: Iterable[Fragment]) -> None:
        rows = sorted(rendered, key=attrgetter("scope"))
        try:
            with self.write_cache() as connection:
                self._write(connection, rules, rows)
        except StoreUnavailable as error:
            # A full disk or a writer that holds the lock for long: they are rendered again, which is all.
            log.warning("%d rendered entries are not kept: %s", len(rows), error)

    def _write(self, connection: Connection, rules: str, rows: Sequence[Fragment]) -> None:
        if connection.scalar(select(settings.c.value).where(settings.c.name == STAMP)) != rules:
            connection.execute(delete(fragments))
            connection.execute(delete(settings).where(settings.c.name == STAMP))
            connection.execute(insert(settings).values(name=STAMP, value=rules))
        for scope, group in groupby(rows, key=attrgetter("scope")):
            # Of two states of one name the later is kept.
            latest = list({row.name: row for row in group}.values())
            for start in range(0, len(latest), BATCH):
                _replace(connection, scope, latest[start : start + BATCH])
        newest = connection.scalar(select(func.max(fragments.c.number))) or 0
        connection.execute(delete(fragments).where(fragments.c.number <= newest - self.most_fragments))


def _replace(connection: Connection, scope: str, rows: Sequence[Fragment]) -> None:
    names = [row.name for row in rows]
    connection.execute(delete(fragments).where(fragments.c.scope == scope, fragments.c.name.in_(names)))
    connection.execute(insert(fragments), [row._asdict() for row in rows])
