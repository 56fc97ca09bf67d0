"""Claims, candidates, decisions, health, documents and tokens."""

from __future__ import annotations

from alembic import op

from timeline.store.evidence import TABLES
from timeline.store.tables import metadata

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the tables."""
    metadata.create_all(op.get_bind(), tables=list(TABLES))


def downgrade() -> None:
    """Remove them."""
    metadata.drop_all(op.get_bind(), tables=list(TABLES))
