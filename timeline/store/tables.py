"""What is kept, as tables both dialects share. A change of shape is a new file in `migrations/versions`."""

from __future__ import annotations

from typing import Final

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, MetaData, Table, Text

metadata: Final = MetaData()
Big: Final = Integer().with_variant(BigInteger(), "postgresql")

meta = Table(
    "meta",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("generation", Text, nullable=False),
    Column("position", Big, nullable=False),
    sqlite_strict=True,
)
events = Table(
    "events",
    metadata,
    Column("id", Text, primary_key=True),
    Column("body", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("precision", Text, nullable=False),
    Column("sort0", Big, nullable=False),
    Column("sort1", Big, nullable=False),
    Column("sort2", Big, nullable=False),
    Column("sort3", Big, nullable=False),
    Column("published", Big, nullable=False),
    Column("updated", Big, nullable=False),
    Index("events_by_when", "sort0", "sort1", "sort2", "sort3", "id"),
    Index("events_by_published", "published", "sort0", "sort1", "sort2", "sort3", "id"),
    Index("events_by_updated", "updated", "sort0", "sort1", "sort2", "sort3", "id"),
    sqlite_strict=True,
)
spans = Table(
    "spans",
    metadata,
    # One row a member of a set, or an occurrence of a series; `wide` is one of the kinds in `rows`. Open ends are
    # +-2**62.
    Column("event", Text, ForeignKey("events.id", ondelete="CASCADE"), nullable=False),
    Column("wide", Integer, nullable=False),
    Column("size", Integer, nullable=False),
    Column("first", Big, nullable=False),
    Column("last", Big, nullable=False),
    # `size` is the bit length of the duration: one short range of the index for each finds an overlap.
    Index("spans_by_size", "wide", "size", "first", "last", "event"),
    Index("spans_by_event", "event"),
    sqlite_strict=True,
)
occurrences = Table(
    "occurrences",
    metadata,
    # One row an occurrence of a series. `key` is its RECURRENCE-ID; `status` is empty where it is the event's.
    Column("event", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("status", Text, nullable=False),
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
names = Table(
    "names",
    metadata,
    # Tags, places and sources by which events are found.
    Column("kind", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("event", Text, ForeignKey("events.id", ondelete="CASCADE"), nullable=False),
    Index("names_by_name", "kind", "name", "event"),
    Index("names_by_event", "event"),
    sqlite_strict=True,
)
changes = Table(
    "changes",
    metadata,
    Column("position", Big, primary_key=True, autoincrement=False),
    Column("event", Text, nullable=False),
    Column("at", Big, nullable=False),
    Column("body", Text, nullable=False),
    Column("recorded", Integer, nullable=False),
    Index("changes_by_event", "event", "position"),
    Index("changes_by_at", "at"),
    Index("changes_unrecorded", "recorded", "position"),
    sqlite_strict=True,
)
feeds = Table(
    "feeds", metadata, Column("slug", Text, primary_key=True), Column("body", Text, nullable=False), sqlite_strict=True
)
settings = Table(
    "settings",
    metadata,
    Column("name", Text, primary_key=True),
    Column("value", Text, nullable=False),
    sqlite_strict=True,
)
