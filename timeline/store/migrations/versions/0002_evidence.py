"""Claims, candidates, decisions, health, documents and tokens."""

from __future__ import annotations

from alembic import op
from sqlalchemy import BigInteger, Column, Integer, LargeBinary, Text

revision = "0002"
down_revision = "0001"

Big = Integer().with_variant(BigInteger(), "postgresql")


# Written out, never taken from the live tables: those will have columns that only a later version adds.
def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "claims",
        Column("source", Text, primary_key=True),
        Column("key", Text, primary_key=True),
        Column("event", Text, nullable=False),
        Column("body", Text, nullable=False),
        sqlite_strict=True,
    )
    op.create_index("claims_by_event", "claims", ["event"])
    op.create_table(
        "candidates",
        Column("id", Text, primary_key=True),
        Column("state", Text, nullable=False),
        Column("since", Big, nullable=False),
        Column("body", Text, nullable=False),
        sqlite_strict=True,
    )
    op.create_index("candidates_by_state", "candidates", ["state", "since", "id"])
    op.create_table(
        "decisions",
        Column("source", Text, primary_key=True),
        Column("key", Text, primary_key=True),
        Column("verdict", Text, primary_key=True),
        Column("event", Text, primary_key=True),
        Column("body", Text, nullable=False),
        sqlite_strict=True,
    )
    op.create_table(
        "health", Column("source", Text, primary_key=True), Column("body", Text, nullable=False), sqlite_strict=True
    )
    op.create_table(
        "documents",
        Column("source", Text, primary_key=True),
        Column("digest", Text, primary_key=True),
        Column("retrieved", Big, nullable=False),
        Column("about", Text, nullable=False),
        Column("data", LargeBinary, nullable=False),
        sqlite_strict=True,
    )
    op.create_table(
        "tokens",
        Column("digest", Text, primary_key=True),
        Column("name", Text, nullable=False),
        Column("scope", Text, nullable=False),
        Column("created", Big, nullable=False),
        sqlite_strict=True,
    )


def downgrade() -> None:
    """Remove them."""
    op.drop_table("tokens")
    op.drop_table("documents")
    op.drop_table("health")
    op.drop_table("decisions")
    op.drop_table("candidates")
    op.drop_table("claims")
