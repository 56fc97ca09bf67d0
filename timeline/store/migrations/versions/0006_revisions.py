"""Bodies once, in the log; and the tables by which revisions are found, for the latest and for those of the past."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec
from alembic import op
from sqlalchemy import REAL, BigInteger, Column, Integer, LargeBinary, Text, UniqueConstraint, column, table, text

revision = "0006"
down_revision = "0005"

Big = Integer().with_variant(BigInteger(), "postgresql")
BATCH = 500
EMPTY, NONE = '""', "[]"

changes = table("changes", *(column(n) for n in ("position", "event", "at", "previous", "about", "body", "recorded")))


# Written out, never taken from the live tables: those will have columns that only a later version adds.
def upgrade() -> None:
    """Make the tables; what is in them is derived from the log when the store is opened."""
    for name in ("spans", "names", "events"):
        op.drop_table(name)
    _rewrite_log()
    op.create_table(
        "names",
        Column("id", Integer, primary_key=True),
        Column("kind", Text, nullable=False),
        Column("name", Text, nullable=False),
        Column("words", Text, nullable=False),
        Column("events", Big, nullable=False),
        Column("latitude", REAL),
        Column("longitude", REAL),
        Column("located", LargeBinary),
        UniqueConstraint("kind", "name"),
        sqlite_strict=True,
    )
    _create_revisions("")
    op.create_index("events_by_id", "events", ["id"], unique=True)
    _create_revisions(
        "past_",
        Column("replaced", Big, nullable=False),
        Column("replaced_at", Big, nullable=False),
        Column("until", Big, nullable=False),
    )
    op.create_index("past_events_by_id", "past_events", ["id"])
    op.create_index("past_events_by_replaced", "past_events", ["replaced_at", "replaced"])
    op.create_index("past_events_by_until", "past_events", ["until"])


def _rewrite_log() -> None:
    for index in ("changes_by_event", "changes_by_at", "changes_unrecorded"):
        op.drop_index(index, "changes")
    op.rename_table("changes", "changes_0005")
    op.create_table(
        "changes",
        Column("position", Big, primary_key=True, autoincrement=False),
        Column("event", Text, nullable=False),
        Column("at", Big, nullable=False),
        Column("previous", Big),
        Column("about", Text, nullable=False),
        Column("body", Text, nullable=False),
        Column("recorded", Integer, nullable=False),
        sqlite_strict=True,
    )
    for batch in _batches():
        op.bulk_insert(changes, batch)
    op.drop_table("changes_0005")
    op.create_index("changes_by_event", "changes", ["event", "position"])
    op.create_index("changes_by_at", "changes", ["at"])
    op.create_index("changes_unrecorded", "changes", ["recorded", "position"], sqlite_where=text("recorded = 0"))
    op.execute(
        "UPDATE changes SET previous = (SELECT max(earlier.position) FROM changes AS earlier"
        " WHERE earlier.event = changes.event AND earlier.position < changes.position)"
    )


def _batches() -> Iterator[list[dict[str, Any]]]:
    select = text(
        "SELECT position, event, at, body, recorded FROM changes_0005 WHERE position > :last ORDER BY 1 LIMIT :n"
    )
    last = 0
    while rows := op.get_bind().execute(select, {"last": last, "n": BATCH}).all():
        yield [_row(*row) for row in rows]
        last = rows[-1].position


def _row(position: int, event: str, at: int, body: str, recorded: int) -> dict[str, Any]:
    # Taken apart, not read: every part is as it was written.
    change = {name: bytes(raw).decode() for name, raw in msgspec.json.decode(body, type=dict[str, msgspec.Raw]).items()}
    about = f"[{change['kind']},{change['at']},{change.get('reason', EMPTY)},{change.get('fields', NONE)}]"
    row = {"position": position, "event": event, "at": at, "previous": None, "recorded": recorded}
    return row | {"about": about, "body": change["after"]}


def _create_revisions(prefix: str, *more: Column[Any]) -> None:
    op.create_table(
        f"{prefix}events",
        Column("position", Big, primary_key=True, autoincrement=False),
        Column("id", Text, nullable=False),
        Column("at", Big, nullable=False),
        Column("status", Text, nullable=False),
        Column("precision", Text, nullable=False),
        Column("sort", LargeBinary, nullable=False),
        Column("published", Big, nullable=False),
        Column("updated", Big, nullable=False),
        *more,
        sqlite_strict=True,
    )
    op.create_index(f"{prefix}events_by_when", f"{prefix}events", ["sort"])
    op.create_index(f"{prefix}events_by_published", f"{prefix}events", ["published", "sort"])
    op.create_index(f"{prefix}events_by_updated", f"{prefix}events", ["updated", "sort"])
    op.create_index(f"{prefix}events_by_at", f"{prefix}events", ["at", "position"])
    op.create_index(f"{prefix}events_by_status", f"{prefix}events", ["status"])
    op.create_index(f"{prefix}events_by_precision", f"{prefix}events", ["precision"])
    op.create_table(
        f"{prefix}labels",
        Column("name", Integer, primary_key=True),
        Column("sort", LargeBinary, primary_key=True),
        Column("position", Big, primary_key=True),
        Column("updated", Big, nullable=False),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_index(f"{prefix}labels_by_updated", f"{prefix}labels", ["name", "updated", "sort"])
    op.create_table(
        f"{prefix}spans",
        Column("kind", Integer, primary_key=True),
        Column("size", Integer, primary_key=True),
        Column("first", Big, primary_key=True),
        Column("last", Big, primary_key=True),
        Column("position", Big, primary_key=True),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_index(f"{prefix}spans_by_position", f"{prefix}spans", ["position"])


def downgrade() -> None:
    """There is no way back: an earlier version reads another log."""
    raise NotImplementedError("a database is not brought down: restore a backup made before")
