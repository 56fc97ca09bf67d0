"""The store in SQL that every dialect understands; a backend adds connection, search and wake-up."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from typing import Any, Final

import msgspec
from sqlalchemy import Connection, Engine, Select, and_, delete, func, insert, select, true

from timeline.errors import EventNotFound
from timeline.model.cursor import Cursor, seconds, sort_key
from timeline.model.event import GONE, STATUSES, Event
from timeline.model.feed import Feed
from timeline.model.query import Filter, Query
from timeline.model.recurrence import Occurrence, occurrence_of
from timeline.model.search_terms import folded, phrases
from timeline.store import occurrences, rows, tallies
from timeline.store.asking import LAST, last_of
from timeline.store.batches import parts
from timeline.store.conditions import Condition, as_of, conditions, standing
from timeline.store.contract import Count, Counted, KnownDays, OccurrencePage, Page, Readiness, Start
from timeline.store.evidence import SQLEvidence
from timeline.store.failures import stored_as
from timeline.store.fragments import SQLFragments
from timeline.store.log import SQLLog
from timeline.store.matching import ORDERS, WHEN, Key, Matches
from timeline.store.outlines import Outlines
from timeline.store.rows import Terms
from timeline.store.tables import CURRENT, PAST, Revisions, changes, feeds, meta, names, settings
from timeline.store.versions import FORMER, former_names
from timeline.store.windows import Window

COMMON: Final = 2_000
"""Matches that a page of a search goes through, the latest changed first: a word may stand in half a million events."""


class SQLStore(SQLLog, SQLEvidence, SQLFragments):
    """Everything but what the dialects do differently."""

    def __init__(self, engine: Engine, generation: str) -> None:
        self.engine = engine
        self.generation = generation

    def check(self) -> Readiness:
        with self.read() as connection:
            connection.execute(select(meta.c.position).join(settings, true(), isouter=True).limit(1))
        return Readiness()

    def close(self) -> None:
        self.engine.dispose()

    def read(self) -> Connection:
        """A connection that takes no lock, and sees one instant."""
        return self.engine.connect().execution_options(reads=True)

    def write(self) -> AbstractContextManager[Connection]:
        """The one transaction that may write now, committed at the end; where the block raises, nothing is written.

        Raises `StoreUnavailable` where another version of the program has changed the database since it was opened.
        """
        raise TypeError("a backend says how it writes")

    # What a backend does its own way

    def write_all(self) -> AbstractContextManager[Connection]:
        """A transaction like that of `write`, which may take as long as a whole database does."""
        return self.write()

    def read_all(self) -> Connection:
        """A connection like that of `read`, for what takes as long as a whole database does."""
        return self.read()

    def others(self) -> int:
        """How many other connections of timeline the database has, where it knows."""
        return 0

    def derive(self, connection: Connection) -> None:
        """Make all that follows from the log anew."""
        raise TypeError("a backend says how it indexes")

    def search(self, connection: Connection, tables: Revisions, typed: str, *, alone: bool) -> Condition:
        """Revisions in which everything typed is found; `alone` says that nothing else is asked of them, but perhaps
        their status."""
        raise TypeError("a backend says how it searches")

    def ranked(self, typed: str, chosen: Select[Any]) -> Select[Any]:
        """The positions chosen, as `position`, and as `score` how well each answers what was typed, the best first."""
        raise TypeError("a backend says how it ranks")

    def index(self, connection: Connection, words: str, gone: Sequence[Terms], held: Sequence[Terms]) -> None:
        """Bring a full-text index up to date."""
        raise TypeError("a backend says how it indexes")

    def position(self) -> int:
        with self.read() as connection:
            return int(connection.scalar(select(meta.c.position)) or 0)

    def former(self, generation: str) -> int | None:
        return former_names(self.setting(FORMER)).get(generation)

    # Events

    def event(self, id: str) -> Event:
        with self.read() as connection:
            body = connection.scalar(
                select(_body(CURRENT.events)).where(CURRENT.events.c.id == id), execution_options=LAST
            )
        if body is None:
            raise EventNotFound(f"there is no event {id}")
        return rows.event_from(body)

    def held(self, ids: Iterable[str]) -> dict[str, Event]:
        events = CURRENT.events
        revisions: dict[str, Event] = {}
        with self.read() as connection:
            for batch, option in last_of(parts(sorted(set(ids)))):
                found = select(events.c.id, _body(events)).where(events.c.id.in_(batch))
                held = connection.execute(found, execution_options=option)
                revisions |= {id: rows.event_from(body) for id, body in held}
        return revisions

    def page(self, query: Query, *, at: datetime | None = None) -> Page:
        with self.read() as connection:
            if query.sort == "relevance":
                return self._ranked(connection, query) if phrases(query.filter.q) else Page([], "")
            revisions = self._first(connection, query, at)
        held = [event for _, event in revisions[: query.limit]]
        more = len(revisions) > query.limit
        after = Cursor(query.sort, sort_key(held[-1], query.sort), held[-1].id).encode() if more else ""
        return Page(held, after)

    def _first(self, connection: Connection, query: Query, at: datetime | None) -> list[tuple[Any, Event]]:
        """One more event than the page holds, with their keys."""
        order = ORDERS[query.sort]
        after = _key(Cursor.decode(query.cursor, query.sort)) if query.cursor else None
        found: list[tuple[Any, Event]] = []
        for tables in (CURRENT,) if at is None else (CURRENT, PAST):
            matches = self._matches(connection, tables, query.filter, at)
            if query.filter.q and at is None:
                page = matches.newest_page(COMMON, order, after, query.limit + 1).subquery()
            else:
                page = matches.page(order, after, query.limit + 1).subquery()
            asked = select(_body(page), *(page.c[name] for name in order.columns))
            held = connection.execute(asked, execution_options=LAST if at is None or tables is PAST else {})
            found += [(tuple(key), rows.event_from(body)) for body, *key in held]
        found.sort(key=lambda keyed: keyed[0], reverse=order.descending)
        return found[: query.limit + 1]

    def _matches(
        self, connection: Connection, tables: Revisions, filter: Filter, at: datetime | None = None
    ) -> Matches:
        asked = [*standing(tables, filter), *conditions(connection, tables, filter, self.search)]
        if at is not None:
            asked += as_of(tables, seconds(at))
        return Matches(connection, tables, asked)

    def _ranked(self, connection: Connection, query: Query) -> Page:
        """By how often and where the words stand; the cursor counts."""
        events = CURRENT.events
        chosen = self._matches(connection, CURRENT, query.filter).newest(COMMON)
        ranked = self.ranked(query.filter.q, chosen).subquery()
        start = Cursor.decode(query.cursor, query.sort).key[0] if query.cursor else 0
        page = (
            select(ranked.c.position)
            .join(events, events.c.position == ranked.c.position)
            .order_by(ranked.c.score, events.c.sort)
            .limit(query.limit + 1)
            .offset(max(0, min(start, COMMON)))
        ).subquery()
        held = [
            rows.event_from(body)
            for body, _ in connection.execute(select(_body(page), page.c.position), execution_options=LAST)
        ]
        more = len(held) > query.limit
        after = Cursor("relevance", (start + query.limit,), "").encode() if more else ""
        return Page(held[: query.limit], after)

    def occurrences(self, query: Query) -> OccurrencePage:
        descending = query.sort == "-when"
        cursor = Cursor.decode(query.cursor, query.order) if query.cursor else None
        whole = msgspec.structs.replace(query.filter, since="", until="")
        with self.read() as connection:
            singles = self._singles(connection, query, cursor)
            asked = [*standing(CURRENT, whole), *conditions(connection, CURRENT, whole, self.search)]
            dates = occurrences.page(
                connection,
                and_(true(), *(each.holds for each in asked)),
                Window.of(query.filter),
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

    def _singles(self, connection: Connection, query: Query, cursor: Cursor | None) -> list[Event]:
        """The events of the page that are no series, one more than it holds."""
        asked = conditions(connection, CURRENT, query.filter, self.search, series=False)
        matches = Matches(connection, CURRENT, [*standing(CURRENT, query.filter), *asked])
        after = None if cursor is None else (rows.packed(cursor.key, cursor.id),)
        page = matches.page(ORDERS[query.sort], after, query.limit + 1).subquery()
        return [rows.event_from(body) for body, _ in connection.execute(select(_body(page), page.c.position))]

    def select(self, filter: Filter, *, gone_since: datetime | None = None, at: datetime | None = None) -> list[Event]:
        with self.read() as connection:
            found = self._all(connection, filter, at)
            if gone_since is not None:
                gone = msgspec.structs.replace(filter, statuses=tuple(sorted(GONE)))
                found |= {
                    sort: event
                    for sort, event in self._all(connection, gone, at).items()
                    if seconds(event.updated) >= seconds(gone_since)
                }
        return [found[sort] for sort in sorted(found)]

    def _all(self, connection: Connection, filter: Filter, at: datetime | None) -> dict[bytes, Event]:
        """Every match by its place in the order by date and id."""
        found: dict[bytes, Event] = {}
        for tables in (CURRENT,) if at is None else (CURRENT, PAST):
            matches = self._matches(connection, tables, filter, at)
            for sort, body in connection.execute(matches.all([tables.events.c.sort, _body(tables.events)])):
                found[sort] = rows.event_from(body)
        return found

    def as_of(self, at: datetime) -> list[Event]:
        return self.select(Filter(statuses=tuple(STATUSES)), at=at)

    def instants(self, filter: Filter, most: int) -> list[tuple[str, datetime]]:
        columns = [CURRENT.events.c.id, CURRENT.events.c.updated]
        with self.read() as connection:
            page = self._matches(connection, CURRENT, filter).page(WHEN, None, most, columns)
            found = connection.execute(page, execution_options=LAST).all()
        return [(row.id, datetime.fromtimestamp(row.updated, UTC)) for row in found]

    def outlines(self, filter: Filter) -> Outlines:
        columns = [CURRENT.events.c.sort, CURRENT.events.c.precision]
        with self.read() as connection:
            matches = self._matches(connection, CURRENT, filter)
            return Outlines(connection.execute(matches.all(columns), execution_options=LAST).all())

    def count(self, filter: Filter) -> int:
        with self.read() as connection:
            name = _only_name(filter)
            if name is not None:
                kept = select(names.c.events).where(names.c.kind == name[0], names.c.name == name[1])
                return int(connection.scalar(kept, execution_options=LAST) or 0)
            matches = self._matches(connection, CURRENT, filter)
            counted = select(func.count()).select_from(matches.all([CURRENT.events.c.position]).subquery())
            return int(connection.scalar(counted, execution_options=LAST) or 0)

    def tally(self, name: str, filter: Filter, most: int) -> list[Count]:
        with self.read() as connection:
            return tallies.tally(connection, name, self._matches(connection, CURRENT, filter), most)

    def known_days(self, filter: Filter) -> list[KnownDays]:
        with self.read() as connection:
            return tallies.known_days(connection, self._matches(connection, CURRENT, filter))

    def starting(self, filter: Filter, days: Collection[int]) -> list[Start]:
        with self.read() as connection:
            asked = [*standing(CURRENT, filter), *conditions(connection, CURRENT, filter, self.search)]
            matching = and_(true(), *(each.holds for each in asked))
            return occurrences.starting(connection, matching, sorted(days))

    def tags(self) -> list[Count]:
        statement = select(names.c.name, names.c.events).where(names.c.kind == "tag", names.c.events > 0)
        with self.read() as connection:
            return [
                Count(name, events)
                for name, events in connection.execute(statement.order_by(names.c.name), execution_options=LAST)
            ]

    def places(self) -> list[Counted]:
        statement = select(names.c.name, names.c.latitude, names.c.longitude, names.c.events)
        standing_ = statement.where(names.c.kind == "place", names.c.events > 0).order_by(names.c.name)
        with self.read() as connection:
            return [Counted(*row) for row in connection.execute(standing_, execution_options=LAST)]

    def languages(self) -> list[str]:
        statement = select(names.c.name).where(names.c.kind == "language", names.c.events > 0)
        with self.read() as connection:
            return list(connection.scalars(statement.order_by(names.c.name), execution_options=LAST))

    # Feeds and small values

    def feeds(self) -> list[Feed]:
        with self.read() as connection:
            bodies = connection.scalars(select(feeds.c.body).order_by(feeds.c.slug), execution_options=LAST)
            return [stored_as(Feed, body) for body in bodies]

    def set_feeds(self, feeds_: Sequence[Feed], at: datetime) -> None:
        old = {feed.slug: feed for feed in self.feeds()}
        new = [_dated(feed, old.get(feed.slug), at) for feed in feeds_]
        if {feed.slug: feed for feed in new} == old:
            return
        with self.write() as connection:
            connection.execute(delete(feeds))
            if new:
                bodies = [{"slug": f.slug, "body": msgspec.json.encode(f, order="deterministic").decode()} for f in new]
                connection.execute(insert(feeds), bodies)

    def setting(self, name: str) -> str:
        with self.read() as connection:
            value = select(settings.c.value).where(settings.c.name == name)
            return str(connection.scalar(value, execution_options=LAST) or "")

    def set_setting(self, name: str, value: str) -> None:
        with self.write() as connection:
            connection.execute(delete(settings).where(settings.c.name == name))
            connection.execute(insert(settings).values(name=name, value=value))


def _body(table: Any) -> Any:
    """The body of the revision that a row names by its position; looked up when the row is chosen."""
    return select(changes.c.body).where(changes.c.position == table.c.position).correlate(table).scalar_subquery()


def _key(cursor: Cursor) -> Key:
    """The cursor's key as the columns of its order have it."""
    if ORDERS[cursor.sort].columns == WHEN.columns:
        return (rows.packed(cursor.key, cursor.id),)
    return (cursor.key[0], rows.packed(cursor.key[1:], cursor.id))


def _only_name(filter: Filter) -> rows.Key | None:
    """The name that is all a filter asks for, where it does so of events that stand."""
    if filter == Filter():
        return rows.ALL
    if len(filter.tags) == 1 and filter == Filter(tags=filter.tags):
        return "tag", filter.tags[0]
    if len(filter.sources) == 1 and filter == Filter(sources=filter.sources):
        return "source", folded(filter.sources[0])
    return None


def _dated(feed: Feed, old: Feed | None, at: datetime) -> Feed:
    """The feed with the instant of its file's latest revision."""
    if feed.updated is not None:
        return feed
    if old is not None and msgspec.structs.replace(feed, updated=old.updated) == old:
        return old
    return msgspec.structs.replace(feed, updated=at)
