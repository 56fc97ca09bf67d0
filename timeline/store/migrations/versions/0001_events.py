"""Events, the log of changes, feeds and settings."""

from __future__ import annotations

from alembic import op
from sqlalchemy import BigInteger, Column, ForeignKey, Integer, Text

revision = "0001"
down_revision = None

Big = Integer().with_variant(BigInteger(), "postgresql")


# Written out, never taken from the live tables: those will have columns that only a later version adds.
def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "meta",
        Column("id", Integer, primary_key=True),
        Column("generation", Text, nullable=False),
        Column("position", Big, nullable=False),
        sqlite_strict=True,
    )
    op.create_table(
        "events",
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
        sqlite_strict=True,
    )
    op.create_index("events_by_published", "events", ["published", "id"])
    op.create_index("events_by_updated", "events", ["updated", "id"])
    op.create_index("events_by_when", "events", ["sort0", "sort1", "sort2", "sort3", "id"])
    op.create_table(
        "spans",
        Column("event", Text, ForeignKey("events.id", ondelete="CASCADE"), nullable=False),
        Column("wide", Integer, nullable=False),
        Column("size", Integer, nullable=False),
        Column("first", Big, nullable=False),
        Column("last", Big, nullable=False),
        sqlite_strict=True,
    )
    op.create_index("spans_by_event", "spans", ["event"])
    op.create_index("spans_by_size", "spans", ["wide", "size", "first", "last", "event"])
    op.create_table(
        "names",
        Column("kind", Text, nullable=False),
        Column("name", Text, nullable=False),
        Column("event", Text, ForeignKey("events.id", ondelete="CASCADE"), nullable=False),
        sqlite_strict=True,
    )
    op.create_index("names_by_event", "names", ["event"])
    op.create_index("names_by_name", "names", ["kind", "name", "event"])
    op.create_table(
        "changes",
        Column("position", Big, primary_key=True, autoincrement=False),
        Column("event", Text, nullable=False),
        Column("at", Big, nullable=False),
        Column("body", Text, nullable=False),
        Column("recorded", Integer, nullable=False),
        sqlite_strict=True,
    )
    op.create_index("changes_by_at", "changes", ["at"])
    op.create_index("changes_by_event", "changes", ["event", "position"])
    op.create_index("changes_unrecorded", "changes", ["recorded", "position"])
    op.create_table(
        "feeds", Column("slug", Text, primary_key=True), Column("body", Text, nullable=False), sqlite_strict=True
    )
    op.create_table(
        "settings", Column("name", Text, primary_key=True), Column("value", Text, nullable=False), sqlite_strict=True
    )


def downgrade() -> None:
    """Remove them."""
    op.drop_table("settings")
    op.drop_table("feeds")
    op.drop_table("changes")
    op.drop_table("names")
    op.drop_table("spans")
    op.drop_table("events")
    op.drop_table("meta")
