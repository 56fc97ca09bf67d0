"""What is kept, as tables both dialects share. A change of shape is a new file in `migrations/versions`."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

from sqlalchemy import (
    REAL,
    BigInteger,
    Column,
    Dialect,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Select,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
    select,
)


class WithoutNul(TypeDecorator[str]):
    """Text for a server that refuses one character: it is replaced, where it is written as where it is asked for."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """The text as it is kept."""
        return value if value is None else without_nul(value)


def without_nul(text: str) -> str:
    """The text as PostgreSQL can keep it."""
    return text.replace("\0", "\ufffd")


metadata: Final = MetaData()
Big: Final = Integer().with_variant(BigInteger(), "postgresql")
Bytewise: Final = Text().with_variant(WithoutNul(collation="C"), "postgresql")
"""Text in the order of its bytes, as SQLite has it: what else a server orders by differs from one to the next."""

meta = Table(
    "meta",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("generation", Bytewise, nullable=False),
    Column("position", Big, nullable=False),
    sqlite_strict=True,
)
counts: Final = MetaData()
"""Tables of servers alone. A database that is moved or restored counts on by itself, so they are not moved."""
writes = Table("writes", counts, Column("number", BigInteger, nullable=False))
UNRECORDED: Final = Column("recorded", Integer) == 0
changes = Table(
    "changes",
    metadata,
    Column("position", Big, primary_key=True, autoincrement=False),
    Column("event", Bytewise, nullable=False),
    Column("at", Big, nullable=False),
    # The change of the same event before this one: what it left is what this one found, so no body is kept twice.
    Column("previous", Big),
    Column("about", Bytewise, nullable=False),
    Column("body", Bytewise, nullable=False),
    Column("recorded", Integer, nullable=False),
    Index("changes_by_event", "event", "position"),
    Index("changes_by_at", "at"),
    Index("changes_unrecorded", "recorded", "position", sqlite_where=UNRECORDED, postgresql_where=UNRECORDED),
    sqlite_strict=True,
)
names = Table(
    "names",
    metadata,
    # Tags, places and sources by which events are found, and ("all", "") that every event has; `events` counts those
    # that stand. A place's coordinates are those of the latest event that gives any, which `located` names.
    Column("id", Integer, primary_key=True),
    Column("kind", Bytewise, nullable=False),
    Column("name", Bytewise, nullable=False),
    Column("words", Bytewise, nullable=False),
    Column("events", Big, nullable=False),
    Column("latitude", REAL),
    Column("longitude", REAL),
    Column("located", LargeBinary),
    UniqueConstraint("kind", "name"),
    sqlite_strict=True,
)
occurrences = Table(
    "occurrences",
    metadata,
    # One row an occurrence of a series. `key` is its RECURRENCE-ID; `status` is empty where it is the event's.
    Column("event", Bytewise, primary_key=True),
    Column("key", Bytewise, primary_key=True),
    Column("status", Bytewise, nullable=False),
    Column("size", Integer, nullable=False),
    Column("first", Big, nullable=False),
    Column("last", Big, nullable=False),
    Column("sort0", Big, nullable=False),
    Column("sort1", Big, nullable=False),
    Column("sort2", Big, nullable=False),
    Column("sort3", Big, nullable=False),
    Index("occurrences_by_size", "size", "sort0", "last"),
    Index("occurrences_by_event", "event", "sort0"),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)
feeds = Table(
    "feeds",
    metadata,
    Column("slug", Bytewise, primary_key=True),
    Column("body", Bytewise, nullable=False),
    sqlite_strict=True,
)
settings = Table(
    "settings",
    metadata,
    Column("name", Bytewise, primary_key=True),
    Column("value", Bytewise, nullable=False),
    sqlite_strict=True,
)


class Revisions(NamedTuple):
    """Tables by which revisions are found: each is named by the position of the change that made it.

    `words` is the full-text index, of which only the backend knows more.
    """

    events: Table
    labels: Table
    spans: Table
    words: str


def _revisions(prefix: str, *more: Column[Any] | Index) -> Revisions:
    events = Table(
        f"{prefix}events",
        metadata,
        Column("position", Big, primary_key=True, autoincrement=False),
        Column("id", Bytewise, nullable=False),
        Column("at", Big, nullable=False),
        Column("status", Bytewise, nullable=False),
        Column("precision", Bytewise, nullable=False),
        # Date and id, so packed that bytes stand in their order: one column to compare, and to begin a page at.
        Column("sort", LargeBinary, nullable=False),
        Column("published", Big, nullable=False),
        Column("updated", Big, nullable=False),
        *more,
        Index(f"{prefix}events_by_when", "sort"),
        Index(f"{prefix}events_by_published", "published", "sort"),
        Index(f"{prefix}events_by_updated", "updated", "sort"),
        Index(f"{prefix}events_by_at", "at", "position"),
        Index(f"{prefix}events_by_status", "status"),
        Index(f"{prefix}events_by_precision", "precision"),
        sqlite_strict=True,
    )
    labels = Table(
        f"{prefix}labels",
        metadata,
        # What names a revision carries, in the orders of pages: the first page of a tag is as near as any other.
        Column("name", Integer, primary_key=True),
        Column("sort", LargeBinary, primary_key=True),
        Column("position", Big, primary_key=True),
        Column("updated", Big, nullable=False),
        Index(f"{prefix}labels_by_updated", "name", "updated", "sort"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    spans = Table(
        f"{prefix}spans",
        metadata,
        # One row a member of a set, or an occurrence of a series; the kinds are in `rows`. Open ends are +-2**62.
        # `size` is the bit length of the duration: one short range of the key for each finds an overlap.
        Column("kind", Integer, primary_key=True),
        Column("size", Integer, primary_key=True),
        Column("first", Big, primary_key=True),
        Column("last", Big, primary_key=True),
        Column("position", Big, primary_key=True),
        Index(f"{prefix}spans_by_position", "position"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    return Revisions(events, labels, spans, f"{prefix}found")


CURRENT: Final = _revisions("", Index("events_by_id", "id", unique=True))
"""The latest revision of each event."""
PAST: Final = _revisions(
    "past_",
    # The change that replaced the revision; and the first instant at which it no longer held.
    Column("replaced", Big, nullable=False),
    Column("replaced_at", Big, nullable=False),
    Column("until", Big, nullable=False),
    Index("past_events_by_id", "id"),
    Index("past_events_by_replaced", "replaced_at", "replaced"),
    Index("past_events_by_until", "until"),
)
"""Those that another replaced: what was so at an instant, and which changes took an event out of a filter."""


def logged() -> Select[Any]:
    """Changes with the body that each replaced."""
    before = changes.alias()
    kept = (changes.c.position, changes.c.event, changes.c.about, changes.c.body)
    return select(*kept, before.c.body.label("before")).outerjoin(before, before.c.position == changes.c.previous)
