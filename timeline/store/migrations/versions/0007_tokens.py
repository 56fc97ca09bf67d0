"""When a token ends, and when it was used last."""

from __future__ import annotations

from alembic import op
from sqlalchemy import BigInteger, Column, Integer

revision = "0007"
down_revision = "0006"

Big = Integer().with_variant(BigInteger(), "postgresql")


# Written out, never taken from the live tables: those will have columns that only a later version adds.
def upgrade() -> None:
    """Add the columns: a token of before has no end, and nobody knows when it was used."""
    for name in ("expires", "used"):
        op.add_column("tokens", Column(name, Big, nullable=False, server_default="0"))
