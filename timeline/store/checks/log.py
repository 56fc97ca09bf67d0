"""The log of changes: each position once and none left out, each change made on the one before it, and later."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from sqlalchemy import Connection, func, select

from timeline.store.checks.finding import Finding, Progress
from timeline.store.tables import changes, meta

_BY_EVENT: Final[Any] = {"partition_by": changes.c.event, "order_by": changes.c.position}


def check(connection: Connection, progress: Progress) -> Iterator[Finding]:
    """What is wrong with positions, with the links from change to change, and with instants."""
    progress("positions", 0, 0)
    yield from _gaps(connection)
    progress("links and instants", 0, 0)
    yield from _links(connection)


def _gaps(connection: Connection) -> Iterator[Finding]:
    before = func.lag(changes.c.position, 1, 0).over(order_by=changes.c.position).label("before")
    told = select(changes.c.position, before).subquery()
    for position, former in connection.execute(select(told).where(told.c.position != told.c.before + 1)):
        yield Finding(f"{_positions(former + 1, position - 1)} missing from the log of changes")
    last = connection.scalar(select(func.max(changes.c.position))) or 0
    counted = connection.scalar(select(meta.c.position))
    if counted is None:
        yield Finding("the row is missing that says how far the log of changes goes")
    elif counted > last:
        yield Finding(f"{_positions(last + 1, counted)} missing from the end of the log of changes")
    elif counted < last:
        yield Finding(f"the log of changes goes to position {last}, and is said to end at {counted}")


def _positions(first: int, last: int) -> str:
    return f"position {first} is" if first == last else f"positions {first} to {last} are"


def _links(connection: Connection) -> Iterator[Finding]:
    before = func.lag(changes.c.position).over(**_BY_EVENT).label("before")
    earlier = func.lag(changes.c.at).over(**_BY_EVENT).label("earlier")
    columns = (changes.c.position, changes.c.event, changes.c.at, changes.c.previous)
    told = select(*columns, before, earlier).subquery()
    unlinked = told.c.previous.is_distinct_from(told.c.before)
    wrong = select(told).where(unlinked | (told.c.at <= told.c.earlier)).order_by(told.c.position)
    for row in connection.execute(wrong):
        if row.previous != row.before:
            at = "no change" if row.previous is None else f"position {row.previous}"
            on = "none" if row.before is None else f"position {row.before}"
            yield Finding(f"position {row.position} of event {row.event} was made on {at}, and the one before is {on}")
        else:
            yield Finding(f"position {row.position} of event {row.event} is not later than the change before it")
