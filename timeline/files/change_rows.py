"""What the two files of history have in common: a change as a row, and what rows of two branches come to."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final, NamedTuple

import msgspec

from timeline.model.change import TICK, Change, differences
from timeline.model.event import CALENDAR, CONTENT, Event

COLUMNS: Final = ("event", "kind", "at", "reason", "fields", "after", "by")
"""Of a change, what a row holds of it: its `before` is the `after` of the row before."""


def change_of(row: Any) -> Change:
    """The change that a row holds, without what was before it."""
    return Change(**{name: getattr(row, name) for name in COLUMNS})


def columns_of(change: Change) -> dict[str, Any]:
    """What a row holds of a change."""
    return {name: getattr(change, name) for name in COLUMNS}


def rebase(held: Event | None, change: Change, *, continues: bool) -> Change:
    """The change as it follows on the revision held.

    One that was made on that very revision stays as it is. Another keeps what it says, but its instant and sequence
    are put after those held where they are not.
    """
    if held is None or (continues and change.after.sequence >= held.sequence and change.at > held.updated):
        return msgspec.structs.replace(change, before=held)
    fields = differences(held, change.after)
    due = held.sequence + bool(fields & CALENDAR)
    at = change.at
    if change.after.sequence < due or at <= held.updated:
        at = max(at, held.updated) + TICK
    sequence = max(due, change.after.sequence)
    after = msgspec.structs.replace(change.after, sequence=sequence, updated=at, published=held.published)
    ordered = tuple(name for name in CONTENT if name in fields)
    return msgspec.structs.replace(change, at=at, fields=ordered, before=held, after=after)


class Named(NamedTuple):
    """A line of either file of history that names an authority."""

    at: datetime
    digest: str
    parent: str
    authority: str


def authorities(lines: Iterable[Named]) -> tuple[str, frozenset[str]]:
    """The authority that lines name last, and those that were given up for another; lines without one do not count.

    Of two that know nothing of each other, as two branches name them, the earlier counts.
    """
    naming = sorted(line for line in lines if line.authority)
    parents = {line.parent for line in naming}
    current = next((line.authority for line in naming if line.digest not in parents), "")
    return current, frozenset(line.authority for line in naming) - {current}
