"""A whole database into another one, of either kind: what was written as it is, what follows from it made anew.

Positions, generation and ids stay, so that whoever follows the log goes on. What was read is compared with what was
written before the copy is committed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from hashlib import sha256
from typing import Any, Final, NamedTuple

import msgspec
from sqlalchemy import Connection, Select, Table, delete, func, select

from timeline.errors import StoreUnavailable
from timeline.store import evidence, fragments
from timeline.store.batches import insert_rows
from timeline.store.derivation import STAMP
from timeline.store.sql import SQLStore
from timeline.store.tables import changes, feeds, meta, settings, without_nul
from timeline.store.versions import LAST_WRITER, shape_of

KEPT: Final[tuple[Table, ...]] = (meta, settings, feeds, changes, *evidence.TABLES)
"""What does not follow from anything else."""
MADE: Final = (STAMP, fragments.STAMP, LAST_WRITER)
"""Settings that say how rows were made, and by whom, which are not moved."""
BATCH: Final = 2_000
FEW: Final = 20
"""Rows at a time of what may be large."""


class Moved(NamedTuple):
    """What was moved: the latest position, how many events, and a digest of every row."""

    position: int
    events: int
    digest: str


def move(
    source: Connection,
    target: SQLStore,
    *,
    derived: bool = True,
    replace: bool = False,
    generation: str = "",
    progress: Callable[[int], object] = lambda rows: None,
) -> Moved:
    """Copy everything in one transaction, and verify it. `generation` names the log anew; without `derived` the target
    makes what follows from the rows when it is next opened.

    Raises `StoreUnavailable` where the source has another shape than this version's, or the target holds something
    and is not to `replace` it; then nothing was written.
    """
    if shape_of(source) is None:
        raise StoreUnavailable("the database has another shape than this version knows: run `timeline migrate` on it")
    with target.write_all() as writing:
        _empty(writing, replace=replace)
        taken = _copy(source, writing, progress)
        if _digest(_rows(writing)) != taken.digest:
            raise StoreUnavailable("what was written is not what was read: nothing was moved")
        if generation:
            writing.execute(meta.update().values(generation=generation))
        if derived:
            target.derive(writing)
        else:
            writing.execute(delete(settings).where(settings.c.name == STAMP))
    return taken


def dump(source: Connection) -> Moved:
    """What a database holds, without moving it."""
    return _summary(source, _digest(_rows(source)))


def _summary(source: Connection, digest: str) -> Moved:
    events = select(func.count()).select_from(changes).where(changes.c.previous.is_(None))
    return Moved(int(source.scalar(select(meta.c.position)) or 0), int(source.scalar(events) or 0), digest)


def _empty(connection: Connection, *, replace: bool) -> None:
    held = [table.name for table in KEPT[2:] if connection.execute(select(table).limit(1)).first() is not None]
    if held and not replace:
        raise StoreUnavailable(
            f"the target is not empty ({', '.join(held)}): name a database that holds nothing, or drop and create it;"
            " `timeline restore` empties it with --replace"
        )
    for table in reversed(KEPT):
        connection.execute(delete(table))


def _copy(source: Connection, target: Connection, progress: Callable[[int], object]) -> Moved:
    """Copy every row; what was read."""
    number = 0

    def copied() -> Iterator[tuple[Table, Sequence[Any]]]:
        nonlocal number
        for table, batch in _rows(source):
            insert_rows(target, table, [tuple(row) for row in batch])
            number += len(batch)
            progress(number)
            yield table, batch

    return _summary(source, _digest(copied()))


def _rows(connection: Connection) -> Iterator[tuple[Table, Sequence[Any]]]:
    """All rows in an order that both kinds of databases have, some at a time: a whole one need not fit in memory."""
    for table in KEPT:
        batch = FEW if table is evidence.documents else BATCH
        found = connection.execute(_ordered(table).execution_options(yield_per=batch))
        for part in found.partitions():
            yield table, part


def _ordered(table: Table) -> Select[Any]:
    rows = select(table).order_by(*table.primary_key.columns)
    return rows.where(table.c.name.not_in(MADE)) if table is settings else rows


def _digest(batches: Iterator[tuple[Table, Sequence[Any]]]) -> str:
    """A digest of the rows: each as JSON, under the name of its table."""
    digest = sha256()
    encode = msgspec.json.Encoder().encode
    for table, batch in batches:
        for row in batch:
            digest.update(encode((str(table.name), *map(_same, row))) + b"\n")
    return digest.hexdigest()


def _same(value: Any) -> Any:
    # PostgreSQL keeps one character as another, wherever it stands.
    return without_nul(value) if isinstance(value, str) else value
