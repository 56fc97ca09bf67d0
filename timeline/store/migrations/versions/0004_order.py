"""Events of one instant stand in the order of their own dates."""

from __future__ import annotations

from alembic import op

revision = "0004"
down_revision = "0003"

WHEN = ["sort0", "sort1", "sort2", "sort3", "id"]


def upgrade() -> None:
    """Put the date into the indexes by instant."""
    for instant in ("published", "updated"):
        op.drop_index(f"events_by_{instant}", "events")
        op.create_index(f"events_by_{instant}", "events", [instant, *WHEN])


def downgrade() -> None:
    """Take it out again."""
    for instant in ("published", "updated"):
        op.drop_index(f"events_by_{instant}", "events")
        op.create_index(f"events_by_{instant}", "events", [instant, "id"])
