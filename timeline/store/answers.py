"""Answers to writes, kept a day by the key under which they were asked for."""

from __future__ import annotations

from contextlib import AbstractContextManager
from datetime import datetime
from typing import Final

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Engine,
    Integer,
    LargeBinary,
    Table,
    Text,
    delete,
    insert,
    select,
    update,
)
from sqlalchemy.exc import IntegrityError

from timeline.errors import Conflict
from timeline.model.cursor import seconds
from timeline.store.contract import KeptAnswer, Request
from timeline.store.tables import Big, metadata

KEPT_SECONDS: Final = 86_400
answers: Final = Table(
    "answers",
    metadata,
    Column("key", Text, primary_key=True),
    Column("request", Text, nullable=False),
    Column("at", Big, nullable=False),
    # 0 while the request is under way.
    Column("status", Integer, nullable=False),
    Column("about", Text, nullable=False),
    Column("body", LargeBinary, nullable=False),
    sqlite_strict=True,
)


class SQLAnswers:
    """`Answers` in SQL."""

    engine: Engine

    def read(self) -> Connection:
        raise TypeError("mixed into a store")

    def write_answers(self) -> AbstractContextManager[Connection]:
        """A transaction that writes nothing but answers."""
        return self.engine.begin()

    def claim_answer(self, key: str, request: str, at: datetime) -> KeptAnswer | None:
        now = seconds(at)
        try:
            with self.write_answers() as connection:
                connection.execute(delete(answers).where(answers.c.at <= now - KEPT_SECONDS))
                kept = _kept(connection, key)
                if kept is None:
                    values = {"request": request, "at": now, "status": 0, "about": "", "body": b""}
                    connection.execute(insert(answers).values(key=key, **values))
            return kept
        except IntegrityError:  # another asked under the same key at the same moment
            with self.write_answers() as connection:
                return _kept(connection, key)

    def keep_answer(self, key: str, status: int, about: str, body: bytes) -> None:
        values = {"status": status, "about": about, "body": body}
        with self.write_answers() as connection:
            connection.execute(update(answers).where(answers.c.key == key).values(**values))

    def drop_answer(self, key: str) -> bool:
        with self.write_answers() as connection:
            return connection.execute(delete(answers).where(*_unmet(key))).rowcount > 0


def note_request(connection: Connection, request: Request) -> None:
    """Note in the transaction that meets it what a request is to be answered with. Raises `Conflict` where another one
    has met it."""
    noted = update(answers).where(*_unmet(request.key)).values(about=request.about)
    if not connection.execute(noted).rowcount:
        raise Conflict("the same request was met meanwhile: ask again for its answer")


def _unmet(key: str) -> tuple[ColumnElement[bool], ...]:
    return answers.c.key == key, answers.c.status == 0, answers.c.about == ""


def _kept(connection: Connection, key: str) -> KeptAnswer | None:
    row = connection.execute(select(answers).where(answers.c.key == key)).one_or_none()
    return None if row is None else KeptAnswer(row.request, row.at, row.status, row.about, row.body)
