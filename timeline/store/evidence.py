"""What sources said, what waits for a person, and what a person decided: kept beside the events."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Any, Final, TypeVar

import msgspec
from sqlalchemy import Column, Connection, LargeBinary, Table, delete, func, insert, select, update

from timeline.errors import Conflict, NotFound
from timeline.model.change import Change
from timeline.model.cursor import seconds
from timeline.model.source import Candidate, Decision, Health
from timeline.model.token import Token
from timeline.store.answers import SQLAnswers, answers, note_request
from timeline.store.asking import LAST
from timeline.store.claims import SQLClaims, claims, drop_claims, dropped, write_claims
from timeline.store.contract import DOCUMENTS, KeptDocument, Key, Outcome
from timeline.store.failures import stored_as
from timeline.store.tables import Big, Bytewise, meta, metadata
from timeline.store.unwritten import SQLUnwritten, candidates, decisions, heads

T = TypeVar("T")

health = Table(
    "health",
    metadata,
    Column("source", Bytewise, primary_key=True),
    Column("body", Bytewise, nullable=False),
    sqlite_strict=True,
)
documents = Table(
    "documents",
    metadata,
    # What came from a source, by its content, so that it can be read again by a better rule without fetching.
    Column("source", Bytewise, primary_key=True),
    Column("digest", Bytewise, primary_key=True),
    Column("retrieved", Big, nullable=False),
    Column("about", Bytewise, nullable=False),
    Column("data", LargeBinary, nullable=False),
    sqlite_strict=True,
)
tokens = Table(
    "tokens",
    metadata,
    Column("digest", Bytewise, primary_key=True),
    Column("name", Bytewise, nullable=False),
    Column("scope", Bytewise, nullable=False),
    Column("created", Big, nullable=False),
    Column("expires", Big, nullable=False, server_default="0"),
    Column("used", Big, nullable=False, server_default="0"),
    sqlite_strict=True,
)
TABLES: Final = (claims, dropped, candidates, decisions, heads, health, documents, tokens, answers)


class SQLEvidence(SQLClaims, SQLUnwritten, SQLAnswers):
    """`Evidence` in SQL that every dialect understands; mixed into `SQLStore`."""

    def read(self) -> Connection:
        raise TypeError("mixed into a store")

    def write(self) -> AbstractContextManager[Connection]:
        raise TypeError("mixed into a store")

    def write_changes(self, connection: Connection, changes: Sequence[Change], recorded: bool) -> int:
        raise TypeError("mixed into a store")

    def settle(self, outcome: Outcome) -> int:
        with self.write() as connection:
            if outcome.seen not in (None, connection.scalar(select(meta.c.position))):
                raise Conflict("the chronology was changed meanwhile: decide again")
            recorded = outcome.recorded
            position = self.write_changes(connection, outcome.changes, recorded)
            drop_claims(connection, outcome.dropped, recorded=recorded)
            write_claims(connection, outcome.attached, recorded=recorded)
            for found in outcome.candidates:
                values = {"state": found.state, "since": seconds(found.since), "source": found.claim.source}
                _put(
                    connection,
                    candidates,
                    {"id": found.id},
                    {"body": _json(found), "recorded": int(recorded)} | values,
                )
            for made in outcome.decisions:
                place = {"source": made.source, "key": made.key, "verdict": made.verdict, "event": made.event}
                _put(connection, decisions, place, {"body": _json(made), "recorded": int(recorded)})
            _keep_documents(connection, outcome.documents, outcome.quoted)
            if outcome.health is not None:
                _put(connection, health, {"source": outcome.health.source}, {"body": _json(outcome.health)})
            if outcome.request is not None:
                note_request(connection, outcome.request)
        return position

    def candidate(self, id: str) -> Candidate:
        with self.read() as connection:
            body = connection.scalar(select(candidates.c.body).where(candidates.c.id == id), execution_options=LAST)
        if body is None:
            raise NotFound(f"there is no candidate {id}")
        return stored_as(Candidate, body)

    def candidates(self, state: str = "waiting", source: str = "") -> list[Candidate]:
        statement = select(candidates.c.body).order_by(candidates.c.since, candidates.c.id)
        if state:
            statement = statement.where(candidates.c.state == state)
        if source:
            statement = statement.where(candidates.c.source == source)
        return self._bodies(statement, Candidate)

    def waiting(self) -> dict[str, int]:
        statement = select(candidates.c.source, func.count()).where(candidates.c.state == "waiting")
        with self.read() as connection:
            rows = connection.execute(statement.group_by(candidates.c.source), execution_options=LAST)
            return {row[0]: row[1] for row in rows}

    def decisions(self, source: str = "") -> dict[Key, list[Decision]]:
        statement = select(decisions.c.body)
        if source:
            statement = statement.where(decisions.c.source == source)
        found: dict[Key, list[Decision]] = {}
        for made in self._bodies(statement, Decision):
            found.setdefault((made.source, made.key), []).append(made)
        return found

    def health(self) -> dict[str, Health]:
        return {h.source: h for h in self._bodies(select(health.c.body).order_by(health.c.source), Health)}

    def health_of(self, source: str) -> Health:
        kept = self._bodies(select(health.c.body).where(health.c.source == source), Health)
        return kept[0] if kept else Health(source=source)

    def _bodies(self, statement: Any, kind: type[T]) -> list[T]:
        with self.read() as connection:
            return [stored_as(kind, body) for body in connection.scalars(statement, execution_options=LAST)]

    def documents(self, source: str) -> list[tuple[str, bytes]]:
        statement = select(documents).where(documents.c.source == source)
        with self.read() as connection:
            found = connection.execute(statement.order_by(documents.c.retrieved.desc(), documents.c.digest))
            return [(row.about, row.data) for row in found]

    def tokens(self) -> list[Token]:
        with self.read() as connection:
            found = connection.execute(
                select(tokens).order_by(tokens.c.created, tokens.c.digest), execution_options=LAST
            )
            return [Token(**row._mapping) for row in found]

    def add_token(self, token: Token) -> None:
        with self.write() as connection:
            connection.execute(insert(tokens).values(msgspec.structs.asdict(token)))

    def use_token(self, digest: str, at: datetime) -> None:
        used = update(tokens).where(tokens.c.digest == digest).values(used=seconds(at))
        with self.write() as connection:
            connection.execute(used)

    def drop_token(self, digest: str) -> None:
        with self.write() as connection:
            if not connection.execute(delete(tokens).where(tokens.c.digest == digest)).rowcount:
                raise NotFound("there is no such token")


def _keep_documents(connection: Connection, kept: Sequence[KeptDocument], quoted: frozenset[str]) -> None:
    """Keep what came, and forget what is neither among the last before it nor quoted."""
    for document in kept:
        values = {"retrieved": seconds(document.retrieved), "about": document.about, "data": document.data}
        _put(connection, documents, {"source": document.source, "digest": document.digest}, values)
    current = {document.digest for document in kept}
    for source in {document.source for document in kept}:
        of_source = documents.c.source == source
        newest = select(documents.c.digest).where(of_source).order_by(documents.c.retrieved.desc(), documents.c.digest)
        earlier = [digest for digest in connection.scalars(newest) if digest not in current]
        for digest in earlier[DOCUMENTS:]:
            if digest not in quoted:
                connection.execute(delete(documents).where(of_source, documents.c.digest == digest))


def _put(connection: Connection, table: Table, place: dict[str, Any], values: dict[str, Any]) -> None:
    """Insert the row, or replace the one with the same key."""
    connection.execute(delete(table).where(*(table.c[name] == value for name, value in place.items())))
    connection.execute(insert(table).values(place | values))


def _json(value: object) -> str:
    return msgspec.json.encode(value, order="deterministic").decode()
