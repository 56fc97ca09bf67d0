"""What the history of sources lacks, and on which of its rows the next ones are made."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager
from typing import Any, Final

import msgspec
from sqlalchemy import (
    Column,
    Connection,
    Index,
    Integer,
    Table,
    bindparam,
    delete,
    insert,
    select,
    update,
)

from timeline.model.event import Claim
from timeline.model.source import Candidate, Decision
from timeline.store import rows
from timeline.store.claims import batches, claims, dropped
from timeline.store.contract import Key, Unwritten
from timeline.store.failures import stored_as
from timeline.store.tables import Big, Bytewise, changes, logged, metadata

candidates: Final = Table(
    "candidates",
    metadata,
    Column("id", Bytewise, primary_key=True),
    Column("state", Bytewise, nullable=False),
    Column("since", Big, nullable=False),
    Column("body", Bytewise, nullable=False),
    Column("source", Bytewise, nullable=False, server_default=""),
    Column("recorded", Integer, nullable=False, server_default="0"),
    Index("candidates_by_state", "state", "since", "id"),
    Index("candidates_by_source", "source", "state"),
    Index("candidates_unrecorded", "recorded"),
    sqlite_strict=True,
)
decisions: Final = Table(
    "decisions",
    metadata,
    Column("source", Bytewise, primary_key=True),
    Column("key", Bytewise, primary_key=True),
    Column("verdict", Bytewise, primary_key=True),
    Column("event", Bytewise, primary_key=True),
    Column("body", Bytewise, nullable=False),
    Column("recorded", Integer, nullable=False, server_default="0"),
    Index("decisions_unrecorded", "recorded"),
    sqlite_strict=True,
)
heads: Final = Table(
    "heads",
    metadata,
    # The digest of the last row that the history of sources has of an event: the next one is made on it.
    Column("event", Bytewise, primary_key=True),
    Column("digest", Bytewise, nullable=False),
    sqlite_strict=True,
)

_EVIDENCE: Final = (claims, decisions, candidates)


class SQLUnwritten:
    """What `Evidence` promises of the history of sources; mixed into `SQLEvidence`."""

    def read(self) -> Connection:
        raise TypeError("mixed into a store")

    def write(self) -> AbstractContextManager[Connection]:
        raise TypeError("mixed into a store")

    def unwritten(self, *, everything: bool = False) -> Unwritten:
        with self.read() as connection:
            found = {table.name: connection.execute(_lacking(table, everything)).all() for table in _EVIDENCE}
            log = connection.execute(logged() if everything else logged().where(changes.c.recorded == 0)).all()
            gone = connection.execute(select(dropped)).all()
        new = [rows.change_from(row) for row in sorted(log, key=lambda row: row.position)]
        kept: dict[Key, tuple[Claim, str] | None] = {(row.source, row.key): None for row in gone}
        for row in found["claims"]:
            kept[row.source, row.key] = (stored_as(Claim, row.body), row.event)
        waiting = (stored_as(Candidate, row.body) for row in found["candidates"])
        return Unwritten(
            changes=tuple(change for change in new if change.after.origin != "file"),
            claims=kept,
            decisions=tuple(stored_as(Decision, row.body) for row in found["decisions"]),
            candidates=tuple(filter(_may_be_read, waiting)),
        )

    def mark_written(self, written: Unwritten, last: Mapping[str, str]) -> None:
        held = [(key, claim) for key, claim in written.claims.items() if claim is not None]
        gone = [{"a": source, "b": key} for (source, key), claim in written.claims.items() if claim is None]
        with self.write() as connection:
            for batch in batches(change.position for change in written.changes):
                connection.execute(update(changes).where(changes.c.position.in_(batch)).values(recorded=1))
            # What was changed meanwhile has another body, and waits for the next time.
            _mark(connection, claims, ("source", "key"), [(*key, claim) for key, (claim, _) in held])
            _mark(connection, decisions, ("source", "key", "verdict", "event"), [
                (made.source, made.key, made.verdict, made.event, made) for made in written.decisions
            ])  # fmt: skip
            _mark(connection, candidates, ("id",), [(found.id, found) for found in written.candidates])
            if gone:
                is_it = (dropped.c.source == bindparam("a"), dropped.c.key == bindparam("b"))
                connection.execute(delete(dropped).where(*is_it), gone)
            if last:
                connection.execute(delete(heads).where(heads.c.event == bindparam("a")), [{"a": id} for id in last])
                new = [{"event": id, "digest": digest} for id, digest in last.items()]
                connection.execute(insert(heads), new)

    def heads(self, events: Iterable[str]) -> dict[str, str]:
        known: dict[str, str] = {}
        with self.read() as connection:
            for batch in batches(events):
                found = connection.execute(select(heads).where(heads.c.event.in_(batch)))
                known |= {row.event: row.digest for row in found}
        return known


def _lacking(table: Table, everything: bool) -> Any:
    return select(table) if everything else select(table).where(table.c.recorded == 0)


def _may_be_read(candidate: Candidate) -> bool:
    """Whether it may stand in a file that is committed for others to read: what still waits for its publication may
    not, a question about two events that both stand may."""
    return candidate.state != "waiting" or bool(candidate.event)


def _mark(connection: Connection, table: Table, names: tuple[str, ...], said: list[tuple[Any, ...]]) -> None:
    """Mark rows as recorded, of which each is told by the values of its key and then by what it says."""
    if not said:
        return
    is_it = [table.c[name] == bindparam(f"of_{name}") for name in names]
    statement = update(table).where(*is_it, table.c.body == bindparam("of_body")).values(recorded=1)
    keys = [f"of_{name}" for name in (*names, "body")]
    values = [(*key, msgspec.json.encode(body, order="deterministic").decode()) for *key, body in said]
    connection.execute(statement, [dict(zip(keys, value, strict=True)) for value in values])
