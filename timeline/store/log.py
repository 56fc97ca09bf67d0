"""The log of changes in SQL that every dialect understands; mixed into `SQLStore`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from itertools import chain
from operator import attrgetter
from typing import Any, Final

from sqlalchemy import Connection, Select, select, union, update

from timeline.errors import Conflict, EventNotFound
from timeline.model.change import Change
from timeline.model.cursor import seconds
from timeline.model.event import decode, encode
from timeline.model.query import Filter
from timeline.store import revisions, rows
from timeline.store.asking import LAST, WAITS, last_of
from timeline.store.batches import insert_rows, parts
from timeline.store.conditions import Condition, conditions, plain, touching
from timeline.store.failures import stored
from timeline.store.matching import Matches, Order
from timeline.store.rows import Replaced, Revision, Row
from timeline.store.tables import CURRENT, PAST, Revisions, changes, logged, meta

MADE: Final = Order(("at", "position"), descending=True)
"""Revisions by the change that made them, the newest first."""
REPLACED: Final = Order(("replaced_at", "replaced"), descending=True)
"""Those of the past by the change that replaced them."""
NO_LIMIT: Final = 2**62
_BODY: Final = list(changes.c.keys()).index("body")


class SQLLog:
    """`Changes` in SQL."""

    search: Any
    index: Any

    def read(self) -> Connection:
        raise TypeError("mixed into a store")

    def write(self) -> AbstractContextManager[Connection]:
        raise TypeError("mixed into a store")

    def apply(self, changes: Sequence[Change], *, recorded: bool = False) -> int:
        with self.write() as connection:
            return self.write_changes(connection, changes, recorded)

    def write_changes(self, connection: Connection, new: Sequence[Change], recorded: bool) -> int:
        """Within a writing transaction: check, write, and count on."""
        position = int(connection.scalar(select(meta.c.position)) or 0)
        if not new:
            return position
        batch = _Batch(_held(connection, new), position, recorded)
        for change in new:
            batch.add(change)
        insert_rows(connection, changes, batch.log)
        revisions.write(connection, position, batch.old, batch.new, self.index)
        connection.execute(update(meta).values(position=batch.position), execution_options=WAITS)
        return batch.position

    def changes(self, after: int = 0, limit: int | None = None) -> list[Change]:
        return self._changes(logged().where(changes.c.position > after).limit(limit))

    def history(self, id: str) -> list[Change]:
        found = self._changes(logged().where(changes.c.event == id))
        if not found:
            raise EventNotFound(f"there is no event {id}")
        return found

    def histories(self, ids: Iterable[str]) -> dict[str, list[Change]]:
        histories: dict[str, list[Change]] = {id: [] for id in sorted(set(ids))}
        for batch in parts(list(histories)):
            for change in self._changes(logged().where(changes.c.event.in_(batch))):
                histories[change.event].append(change)
        return histories

    def unrecorded(self) -> list[Change]:
        pending = self._changes(logged().where(changes.c.recorded == 0))
        return [change for change in pending if change.after.origin == "file"]

    def mark_recorded(self, recorded: Iterable[Change]) -> None:
        with self.write() as connection:
            for batch in parts([change.position for change in recorded]):
                connection.execute(update(changes).where(changes.c.position.in_(batch)).values(recorded=1))

    def latest(self, filter: Filter, after: int = 0) -> datetime | None:
        newest = self._touching(filter, 1, after=after)
        return newest[0].at if newest else None

    def recent(
        self,
        filter: Filter,
        *,
        since: datetime | None = None,
        until: datetime | None = None,
        limit: int | None = None,
    ) -> list[Change]:
        return self._touching(filter, NO_LIMIT if limit is None else limit, since=since, until=until)

    def _touching(
        self,
        filter: Filter,
        limit: int,
        *,
        after: int = 0,
        since: datetime | None = None,
        until: datetime | None = None,
    ) -> list[Change]:
        """The newest changes whose before or after matches: those that made such a revision, or replaced one."""
        pages = []
        with self.read() as connection:
            for tables, orders in ((CURRENT, (MADE,)), (PAST, (MADE, REPLACED))):
                asked = [*touching(tables, filter), *conditions(connection, tables, filter, self.search)]
                all_matches = Matches(connection, tables, asked)
                for order in orders:
                    later = _later(tables, order, after, since)
                    matches = Matches(connection, tables, [*asked, *later]) if later else all_matches
                    start = None if until is None else (seconds(until) + 1, 0)
                    page = matches.page(order, start, limit).subquery()
                    pages.append(select(*(page.c[name] for name in order.columns)))
            # A change may have made a revision and replaced another: the union has it once.
            found = connection.execute(union(*pages)).all()
            newest = [position for _, position in sorted(map(tuple, found), reverse=True)[:limit]]
            by_position = {
                row.position: rows.change_from(row)
                for batch, options in last_of(parts(newest))
                for row in connection.execute(logged().where(changes.c.position.in_(batch)), execution_options=options)
            }
        return [by_position[position] for position in newest]

    def _changes(self, statement: Select[Any]) -> list[Change]:
        with self.read() as connection:
            found = connection.execute(statement.order_by(changes.c.position), execution_options=LAST)
            return [rows.change_from(row) for row in found]


def _later(tables: Revisions, order: Order, after: int, since: datetime | None) -> list[Condition]:
    """That the change by which revisions are ordered is later than a position, and not before an instant."""
    events = tables.events
    at, position = (events.c[name] for name in order.columns)
    found = []
    if after:
        found.append(Condition(plain(position) > after, select(events.c.position).where(position > after)))
    if since is not None:
        earliest = seconds(since)
        found.append(Condition(plain(at) >= earliest, select(events.c.position).where(at >= earliest)))
    return found


def _held(connection: Connection, new: Sequence[Change]) -> dict[str, tuple[Revision, str]]:
    """The latest revision of each event that is to be changed, and its body."""
    events = CURRENT.events
    held: dict[str, tuple[Revision, str]] = {}
    columns = (events.c.position, events.c.at, changes.c.body)
    statement = select(*columns).join(changes, changes.c.position == events.c.position)
    for batch in parts(list({change.event for change in new})):
        for position, at, body in connection.execute(statement.where(events.c.id.in_(batch))):
            event = stored(body, decode)
            held[event.id] = Revision(position, at, event), body
    return held


class _Batch:
    """Changes that are written together, each beginning at what is held or at what an earlier one of them made."""

    def __init__(self, held: dict[str, tuple[Revision, str]], position: int, recorded: bool) -> None:
        self.position = position
        self.log: list[Row] = []
        self._held, self._recorded = held, recorded
        self._latest: dict[str, Revision] = {}
        self._replaced: dict[str, list[Replaced]] = {}

    @property
    def new(self) -> list[Revision]:
        """The latest revisions, by position."""
        return sorted(self._latest.values(), key=attrgetter("position"))

    @property
    def old(self) -> list[Replaced]:
        """What they and earlier changes of the batch replaced, by position."""
        replaced = chain.from_iterable(self._replaced.values())
        return sorted(replaced, key=attrgetter("revision.position"))

    def add(self, change: Change) -> None:
        """Raises `Conflict` where the change begins at another revision."""
        old, body = self._held.get(change.event, (None, None))
        if body != (None if change.before is None else encode(change.before).decode()):
            raise Conflict(f"{change.event} was changed by someone else meanwhile: read it again and retry")
        self.position += 1
        row = rows.change_row(change, self.position, None if old is None else old.position, self._recorded)
        new = Revision(self.position, seconds(change.at), change.after)
        if old is not None:
            earlier = self._replaced.get(change.event, [])
            ended = [each._replace(until=min(each.until, new.at)) for each in earlier]
            self._replaced[change.event] = [*ended, Replaced(old, self.position, new.at, new.at)]
        self.log.append(row)
        self._latest[change.event] = new
        self._held[change.event] = new, row[_BODY]
