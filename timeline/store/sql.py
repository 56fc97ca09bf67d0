"""The store in SQL that every dialect understands; a backend adds connection, search and wake-up."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Connection, Engine, Select, and_, delete, func, insert, or_, select, update

from timeline.errors import Conflict, EventNotFound
from timeline.model.change import Change
from timeline.model.cursor import Cursor, seconds, sort_key
from timeline.model.event import GONE, Event, encode
from timeline.model.feed import Feed
from timeline.model.query import Filter, Query
from timeline.model.recurrence import Occurrence, occurrence_of
from timeline.model.search_terms import has_words
from timeline.store import occurrences, rows, tallies
from timeline.store.conditions import meant
from timeline.store.contract import Count, Counted, KnownDays, OccurrencePage, Page
from timeline.store.derivation import BATCH, write_events
from timeline.store.evidence import SQLEvidence
from timeline.store.fragments import SQLFragments
from timeline.store.tables import changes as log
from timeline.store.tables import events, feeds, meta, names, settings

WHEN = (events.c.sort0, events.c.sort1, events.c.sort2, events.c.sort3)


class SQLStore(SQLEvidence, SQLFragments):
    """Everything but what the dialects do differently."""

    def __init__(self, engine: Engine, generation: str) -> None:
        self.engine = engine
        self.generation = generation

    def close(self) -> None:
        self.engine.dispose()

    def read(self) -> Connection:
        """A connection that takes no lock."""
        return self.engine.connect().execution_options(reads=True)

    # What a backend does its own way

    def search(self, typed: str) -> ColumnElement[bool]:
        """Rows of `events` in which everything typed is found."""
        raise TypeError("a backend says how it searches")

    def index(self, connection: Connection, gone: Sequence[str], held: Sequence[Event]) -> None:
        """Bring the full-text index up to date."""
        raise TypeError("a backend says how it indexes")

    def position(self) -> int:
        with self.read() as connection:
            return int(connection.scalar(select(meta.c.position)) or 0)

    # Events

    def event(self, id: str) -> Event:
        with self.read() as connection:
            row = connection.execute(select(events).where(events.c.id == id)).first()
        if row is None:
            raise EventNotFound(f"there is no event {id}")
        return rows.event_from(row)

    def held(self, ids: Iterable[str]) -> dict[str, Event]:
        wanted = sorted(set(ids))
        revisions: dict[str, Event] = {}
        with self.read() as connection:
            for start in range(0, len(wanted), BATCH):
                batch = select(events).where(events.c.id.in_(wanted[start : start + BATCH]))
                revisions |= {row.id: rows.event_from(row) for row in connection.execute(batch)}
        return revisions

    def page(self, query: Query) -> Page:
        statement = self._page(query)
        with self.read() as connection:
            held = [rows.event_from(row) for row in connection.execute(statement.limit(query.limit + 1))]
        if query.sort == "relevance":
            return self._ranked(query)
        more = len(held) > query.limit
        held = held[: query.limit]
        after = Cursor(query.sort, sort_key(held[-1], query.sort), held[-1].id).encode() if more else ""
        return Page(held, after)

    def _page(self, query: Query, *, series: bool = True) -> Select[Any]:
        columns, descending = _order(query.sort)
        condition = meant(query.filter, self.search, series=series)
        statement = select(events.c.id, events.c.updated, events.c.body).where(condition)
        if query.cursor and query.sort != "relevance":
            cursor = Cursor.decode(query.cursor, query.sort)
            statement = statement.where(_after(columns, (*cursor.key, cursor.id), descending))
        return statement.order_by(*(c.desc() if descending else c for c in columns))

    def _ranked(self, query: Query) -> Page:
        """Newest 2,000 matches by how often and where the words stand; the cursor counts."""
        statement = select(events.c.id, events.c.updated, events.c.body).where(meant(query.filter, self.search))
        newest = [column.desc() for column in _order("-updated")[0]]
        with self.read() as connection:
            recent = connection.execute(statement.order_by(*newest).limit(2000))
            held = [rows.event_from(row) for row in recent]
        held.sort(key=lambda e: (not _titled(e, query.filter.q), e.when.sort_key, e.id))
        start = Cursor.decode(query.cursor, query.sort).key[0] if query.cursor else 0
        shown = held[start : start + query.limit]
        more = len(held) > start + query.limit
        return Page(shown, Cursor("relevance", (start + query.limit,), "").encode() if more else "")

    def occurrences(self, query: Query) -> OccurrencePage:
        descending = query.sort == "-when"
        cursor = Cursor.decode(query.cursor, query.order) if query.cursor else None
        whole = msgspec.structs.replace(query.filter, since="", until="")
        inner = "" if cursor is None else Cursor(query.sort, cursor.key, cursor.id).encode()
        statement = self._page(msgspec.structs.replace(query, cursor=inner), series=False)
        with self.read() as connection:
            singles = [rows.event_from(row) for row in connection.execute(statement.limit(query.limit + 1))]
            dates = occurrences.page(
                connection,
                meant(whole, self.search),
                occurrences.Window.of(query.filter),
                after=None if cursor is None else (cursor.key, cursor.id),
                descending=descending,
                limit=query.limit + 1,
            )
        series = self.held(row.event for row in dates)
        shown = [(row.place, series[row.event], occurrence_of(series[row.event], row.key)) for row in dates]
        shown += [((event.when.sort_key, event.id), event, Occurrence("", event.when)) for event in singles]
        shown.sort(key=lambda row: row[0], reverse=descending)
        more = len(shown) > query.limit
        shown = shown[: query.limit]
        after = Cursor(query.order, *shown[-1][0]).encode() if more else ""
        return OccurrencePage([(event, occurrence) for _, event, occurrence in shown], after)

    def select(self, filter: Filter, *, gone_since: datetime | None = None) -> list[Event]:
        condition = meant(filter, self.search)
        if gone_since is not None:
            plain = msgspec.structs.replace(filter, statuses=())
            recent = and_(events.c.status.in_(sorted(GONE)), events.c.updated >= seconds(gone_since))
            condition = or_(condition, and_(recent, meant(plain, self.search, gone=True)))
        statement = select(events.c.id, events.c.updated, events.c.body).where(condition).order_by(*WHEN, events.c.id)
        with self.read() as connection:
            return [rows.event_from(row) for row in connection.execute(statement)]

    def count(self, filter: Filter) -> int:
        with self.read() as connection:
            counted = select(func.count(events.c.id)).where(meant(filter, self.search))
            return int(connection.scalar(counted) or 0)

    def tally(self, name: str, filter: Filter, most: int) -> list[Count]:
        with self.read() as connection:
            return tallies.tally(connection, name, meant(filter, self.search), most)

    def known_days(self, filter: Filter) -> list[KnownDays]:
        with self.read() as connection:
            return tallies.known_days(connection, meant(filter, self.search))

    def tags(self) -> list[Count]:
        statement = (
            select(names.c.name, func.count())
            .join(events, events.c.id == names.c.event)
            .where(names.c.kind == "tag", events.c.status.not_in(sorted(GONE)))
            .group_by(names.c.name)
            .order_by(names.c.name)
        )
        with self.read() as connection:
            return [Count(name, number) for name, number in connection.execute(statement)]

    def places(self) -> list[Counted]:
        counted: dict[str, Counted] = {}
        for event in sorted(self.select(Filter()), key=lambda e: e.updated):
            for place in dict.fromkeys(event.places):
                old = counted.get(place.name, Counted(place.name, None, None, 0))
                known = place.latitude is not None
                counted[place.name] = Counted(
                    place.name,
                    place.latitude if known else old.latitude,
                    place.longitude if known else old.longitude,
                    old.events + 1,
                )
        return [counted[name] for name in sorted(counted)]

    # Changes

    def apply(self, changes: Sequence[Change], *, recorded: bool = False) -> int:
        with self.engine.begin() as connection:
            return self.write_changes(connection, changes, recorded)

    def write_changes(self, connection: Connection, changes: Sequence[Change], recorded: bool) -> int:
        """Within a writing transaction: check, write, and count on."""
        position = int(connection.scalar(select(meta.c.position)) or 0)
        if not changes:
            return position
        for start in range(0, len(changes), BATCH):
            self._check(connection, changes, start)
        latest = {change.event: change.after for change in changes}
        write_events(connection, list(latest.values()), self.index)
        entries = [rows.change_row(c, position + n, recorded) for n, c in enumerate(changes, 1)]
        connection.execute(insert(log), entries)
        connection.execute(update(meta).values(position=position + len(changes)))
        return position + len(changes)

    def _check(self, connection: Connection, changes: Sequence[Change], start: int) -> None:
        """Each change must begin at the revision held, or at the one an earlier change of the batch made."""
        batch = changes[start : start + BATCH]
        made = {c.event: c.after for c in changes[:start]}
        known = connection.execute(select(events.c.id, events.c.body).where(events.c.id.in_([c.event for c in batch])))
        held: dict[str, bytes] = {row.id: row.body.encode() for row in known}
        held |= {c.event: encode(made[c.event]) for c in batch if c.event in made}
        for change in batch:
            before = encode(change.before) if change.before is not None else None
            if held.get(change.event) != before:
                raise Conflict(f"{change.event} was changed by someone else meanwhile: read it again and retry")
            held[change.event] = encode(change.after)

    def changes(self, after: int = 0, limit: int | None = None) -> list[Change]:
        return self._changes(select(log).where(log.c.position > after).limit(limit))

    def history(self, id: str) -> list[Change]:
        changes = self._changes(select(log).where(log.c.event == id))
        if not changes:
            raise EventNotFound(f"there is no event {id}")
        return changes

    def histories(self, ids: Iterable[str]) -> dict[str, list[Change]]:
        histories: dict[str, list[Change]] = {id: [] for id in sorted(set(ids))}
        wanted = list(histories)
        for start in range(0, len(wanted), BATCH):
            for change in self._changes(select(log).where(log.c.event.in_(wanted[start : start + BATCH]))):
                histories[change.event].append(change)
        return histories

    def unrecorded(self) -> list[Change]:
        pending = self._changes(select(log).where(log.c.recorded == 0))
        return [change for change in pending if change.after.origin == "file"]

    def mark_recorded(self, changes: Iterable[Change]) -> None:
        positions = [change.position for change in changes]
        with self.engine.begin() as connection:
            for start in range(0, len(positions), BATCH):
                batch = positions[start : start + BATCH]
                connection.execute(update(log).where(log.c.position.in_(batch)).values(recorded=1))

    def as_of(self, at: datetime) -> list[Event]:
        last = (select(func.max(log.c.position)).where(log.c.at <= seconds(at)).group_by(log.c.event)).scalar_subquery()
        held = [c.after for c in self._changes(select(log).where(log.c.position.in_(last)))]
        return sorted(held, key=lambda event: (event.when.sort_key, event.id))

    def latest(self, filter: Filter, after: int = 0) -> datetime | None:
        newest = next(self._touching(filter, log.c.position > after), None)
        return None if newest is None else newest.at

    def recent(
        self,
        filter: Filter,
        *,
        since: datetime | None = None,
        until: datetime | None = None,
        limit: int | None = None,
    ) -> list[Change]:
        bound = log.c.position > 0 if since is None else log.c.at >= seconds(since)
        if until is not None:
            bound = and_(bound, log.c.at <= seconds(until))
        return list(islice(self._touching(filter, bound), limit))

    def _touching(self, filter: Filter, bound: ColumnElement[bool]) -> Iterator[Change]:
        """Changes whose before or after matches, newest first; read only as far as they are asked for."""
        statement = select(log).where(bound).order_by(log.c.at.desc(), log.c.position.desc())
        with self.read() as connection:
            for row in connection.execution_options(yield_per=BATCH).execute(statement):
                change = rows.change_from(row)
                if filter.touches(change):
                    yield change

    def _changes(self, statement: Select[Any]) -> list[Change]:
        with self.read() as connection:
            return [rows.change_from(row) for row in connection.execute(statement.order_by(log.c.position))]

    # Feeds and small values

    def feeds(self) -> list[Feed]:
        with self.read() as connection:
            bodies = connection.scalars(select(feeds.c.body).order_by(feeds.c.slug))
            return [msgspec.json.decode(body, type=Feed) for body in bodies]

    def set_feeds(self, feeds_: Sequence[Feed], at: datetime) -> None:
        old = {feed.slug: feed for feed in self.feeds()}
        new = [_dated(feed, old.get(feed.slug), at) for feed in feeds_]
        if {feed.slug: feed for feed in new} == old:
            return
        with self.engine.begin() as connection:
            connection.execute(delete(feeds))
            if new:
                bodies = [{"slug": f.slug, "body": msgspec.json.encode(f, order="deterministic").decode()} for f in new]
                connection.execute(insert(feeds), bodies)

    def setting(self, name: str) -> str:
        with self.read() as connection:
            return str(connection.scalar(select(settings.c.value).where(settings.c.name == name)) or "")

    def set_setting(self, name: str, value: str) -> None:
        with self.engine.begin() as connection:
            connection.execute(delete(settings).where(settings.c.name == name))
            connection.execute(insert(settings).values(name=name, value=value))


def _dated(feed: Feed, old: Feed | None, at: datetime) -> Feed:
    """The feed with the instant of its file's latest revision."""
    if feed.updated is not None:
        return feed
    if old is not None and msgspec.structs.replace(feed, updated=old.updated) == old:
        return old
    return msgspec.structs.replace(feed, updated=at)


def _order(sort: str) -> tuple[tuple[Any, ...], bool]:
    if sort in ("when", "-when"):
        return (*WHEN, events.c.id), sort == "-when"
    instant = events.c.published if sort == "published" else events.c.updated
    return (instant, *WHEN, events.c.id), sort == "-updated"


def _titled(event: Event, typed: str) -> bool:
    """Whether the title alone holds everything typed."""
    return has_words(msgspec.structs.replace(event, summary="", tags=(), places=()), typed)


def _after(columns: Sequence[Any], key: Sequence[Any], descending: bool) -> Any:
    """Rows beyond a key, column by column: what a row-value comparison means, in every dialect."""
    parts = []
    for n, column in enumerate(columns):
        same = [c == k for c, k in zip(columns[:n], key[:n], strict=True)]
        parts.append(and_(*same, column < key[n] if descending else column > key[n]))
    return or_(*parts)
