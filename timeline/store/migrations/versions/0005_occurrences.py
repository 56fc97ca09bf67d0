"""Occurrences of series as rows of their own."""

from __future__ import annotations

from alembic import op
from sqlalchemy import BigInteger, Column, Integer, Text

revision = "0005"
down_revision = "0004"

Big = Integer().with_variant(BigInteger(), "postgresql")


# Written out, never taken from the live tables: those will have columns that only a later version adds.
def upgrade() -> None:
    """Make the table; it is filled when the rules of derivation are seen to have changed."""
    numbers = ("first", "last", "sort0", "sort1", "sort2", "sort3")
    op.create_table(
        "occurrences",
        Column("event", Text, primary_key=True),
        Column("key", Text, primary_key=True),
        Column("status", Text, nullable=False),
        Column("size", Integer, nullable=False),
        *(Column(name, Big, nullable=False) for name in numbers),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_index("occurrences_by_size", "occurrences", ["size", "sort0", "last"])
    op.create_index("occurrences_by_event", "occurrences", ["event", "sort0"])
