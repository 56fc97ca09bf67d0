"""Answers to writes that were asked for under a key of the client's, so that asking again does nothing twice."""

from __future__ import annotations

from alembic import op
from sqlalchemy import BigInteger, Column, Integer, LargeBinary, Text

revision = "0008"
down_revision = "0007"

Big = Integer().with_variant(BigInteger(), "postgresql")


# Written out, never taken from the live tables: those will have columns that only a later version adds.
def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "answers",
        Column("key", Text, primary_key=True),
        Column("request", Text, nullable=False),
        Column("at", Big, nullable=False),
        Column("status", Integer, nullable=False),
        Column("about", Text, nullable=False),
        Column("body", LargeBinary, nullable=False),
        sqlite_strict=True,
    )
