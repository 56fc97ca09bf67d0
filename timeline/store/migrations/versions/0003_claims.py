"""Claims found by UID, address and listing; candidates by source; and what the history of sources lacks."""

from __future__ import annotations

from alembic import op
from sqlalchemy import Column, Integer, Text

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add the columns; what follows from the bodies is derived when the database is opened."""
    for name in ("uid", "address", "listing"):
        op.add_column("claims", Column(name, Text, nullable=False, server_default=""))
    op.add_column("candidates", Column("source", Text, nullable=False, server_default=""))
    for table in ("claims", "candidates", "decisions"):
        op.add_column(table, Column("recorded", Integer, nullable=False, server_default="0"))
        op.create_index(f"{table}_unrecorded", table, ["recorded"])
    op.execute(SOURCE[op.get_bind().dialect.name])
    op.create_index("claims_by_uid", "claims", ["uid"])
    op.create_index("claims_by_address", "claims", ["address"])
    op.create_index("claims_by_listing", "claims", ["listing", "source"])
    op.create_index("candidates_by_source", "candidates", ["source", "state"])
    op.create_table(
        "dropped",
        Column("source", Text, primary_key=True),
        Column("key", Text, primary_key=True),
        sqlite_strict=True,
    )
    op.create_table(
        "heads",
        Column("event", Text, primary_key=True),
        Column("digest", Text, nullable=False),
        sqlite_strict=True,
    )


SOURCE = {
    "sqlite": "UPDATE candidates SET source = json_extract(body, '$.claim.source')",
    "postgresql": "UPDATE candidates SET source = body::json->'claim'->>'source'",
}
