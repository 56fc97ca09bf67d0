"""What is stored as JSON: that it can be read, and says what the columns beside it say."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final

import msgspec
from sqlalchemy import Connection, Table, func, select

from timeline.errors import StoreDamaged
from timeline.model.cursor import seconds
from timeline.model.event import Claim, decode
from timeline.model.feed import Feed
from timeline.model.source import Candidate, Decision, Health
from timeline.store.checks.finding import DERIVE, Finding, Progress
from timeline.store.claims import DERIVED, claims, derived_columns
from timeline.store.evidence import health
from timeline.store.failures import stored, stored_as
from timeline.store.rows import About
from timeline.store.tables import changes, feeds
from timeline.store.unwritten import candidates, decisions

BATCH: Final = 1_000
_about: Final = msgspec.json.Decoder(About)
FILES: Final = "load the folder anew: `timeline check --fix`, or start the server again"


def check(connection: Connection, progress: Progress) -> Iterator[Finding]:
    """What cannot be read, or contradicts its own row."""
    total = connection.scalar(select(func.count()).select_from(changes)) or 0
    for row in _rows(connection, changes):
        if row.position % BATCH == 0:
            progress("changes", row.position, total)
        if wrong := _wrong_change(row):
            yield Finding(f"position {row.position} of event {row.event} {wrong}")
    progress("evidence", 0, 0)
    for row in _rows(connection, claims):
        yield from _wrong_claim(row)
    yield from _unreadable(connection, feeds, Feed, FILES)
    for table, kind in ((candidates, Candidate), (decisions, Decision), (health, Health)):
        yield from _unreadable(connection, table, kind)


def _rows(connection: Connection, table: Table) -> Iterator[Any]:
    order = list(table.primary_key.columns)
    statement = select(table).order_by(*order).execution_options(yield_per=BATCH)
    for batch in connection.execute(statement).partitions():
        yield from batch


def _wrong_change(row: Any) -> str:
    event = _read(lambda: stored(row.body, decode))
    about = _read(lambda: stored(row.about, _about.decode))
    if event is None or about is None:
        return "cannot be read"
    if event.id != row.event:
        return f"holds another event, {event.id}"
    return "" if seconds(about.at) == row.at else "tells of two instants"


def _wrong_claim(row: Any) -> Iterator[Finding]:
    claim = _read(lambda: stored_as(Claim, row.body))
    named = f"what the source {row.source} says of {row.key}"
    if claim is None:
        yield Finding(f"{named} cannot be read")
    elif {name: getattr(row, name) for name in DERIVED} != derived_columns(claim):
        yield Finding(f"{named} is not found by what it says", DERIVE)


def _unreadable(connection: Connection, table: Table, kind: type, remedy: str = "") -> Iterator[Finding]:
    for row in _rows(connection, table):
        if _read(lambda body=row.body: stored_as(kind, body)) is None:  # type: ignore[misc]
            name = " ".join(str(value) for value in row[: len(table.primary_key)])
            finding = Finding(f"{name} of {table.name} cannot be read")
            yield finding._replace(remedy=remedy or finding.remedy)


def _read(read: Callable[[], Any]) -> Any:
    try:
        return read()
    except StoreDamaged:
        return None
