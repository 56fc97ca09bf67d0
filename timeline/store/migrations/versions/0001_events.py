"""Events, the log of changes, feeds and settings."""

from __future__ import annotations

from alembic import op

from timeline.store import tables

revision = "0001"
down_revision = None

TABLES = ("meta", "events", "spans", "names", "changes", "feeds", "settings")


def upgrade() -> None:
    """Make the tables."""
    made = [tables.metadata.tables[name] for name in TABLES]
    tables.metadata.create_all(op.get_bind(), tables=made)


def downgrade() -> None:
    """Remove them."""
    tables.metadata.drop_all(op.get_bind())
