"""The log of changes as it is followed: positions, filters, and what a reader is told of each change."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any, Final, NamedTuple, Protocol

import msgspec

from timeline.errors import InvalidQuery, PositionGone, StoreUnavailable
from timeline.model.change import Change
from timeline.model.chronology import Chronology
from timeline.model.event import STATUSES
from timeline.model.parameter_values import MAX_PAGE
from timeline.model.query import Filter, Query
from timeline.render.api import event_object
from timeline.store.contract import Store

COPY: Final = "take the full copy at /api/v1/dump.ndjson"
SCANNED: Final = 5_000
"""Changes that one answer looks through at most."""
_TOKEN: Final = re.compile(r"([0-9A-Za-z]+)-(\d{1,15})", re.ASCII)


class Log(Protocol):
    """What following needs of a store."""

    @property
    def generation(self) -> str:
        """The log's name now."""

    def position(self) -> int:
        """The latest position, as far as it is known."""

    def position_now(self) -> int:
        """The latest position, looked up. Raises `StoreUnavailable` where that cannot be; what could be learnt
        elsewhere is known then."""

    def former(self, generation: str) -> int | None:
        """The last position that was given out under a former name and is in the log still; None for a strange name."""

    def changes(self, after: int = 0, limit: int | None = None) -> Sequence[Change]:
        """The changes after a position, in order, with their positions."""


class NamedLog:
    """A log under the name that it has now. Where it is cut short meanwhile and goes on under another, the positions
    that are told of it keep the old name, under which they are looked at before they are believed."""

    def __init__(self, log: Log) -> None:
        self.generation = log.generation
        self.position, self.position_now = log.position, log.position_now
        self.former, self.changes = log.former, log.changes


class Following(NamedTuple):
    """What one reader follows: everything, or what a filter means."""

    store: Log
    chronology: Chronology
    filter: Filter | None = None


def continued(following: Following, log: Log, after: int) -> Following:
    """The same under the name that the log has now, for a reader that has all up to a position. Raises `PositionGone`
    where that is not in the log any more."""
    name = following.store.generation
    if name == log.generation:
        return following
    verify(log, name, after)
    return following._replace(store=NamedLog(log))


class Part(NamedTuple):
    """A part of the log: the changes that concern the reader, how far was looked, and whether there is more."""

    changes: list[tuple[Change, bool | None]]
    position: int
    more: bool


def token(store: Log, position: int) -> str:
    """A position as clients keep it: it names the database's log as well."""
    return f"{store.generation}-{position}"


def read_token(store: Log, text: str, parameter: str = "since") -> int:
    """The inverse of `token`; "0" is the beginning of any log.

    Raises `InvalidQuery` for what is none, and `PositionGone` for one of another log, or of this one's future: then
    the database was made anew or restored, and only a full copy helps.
    """
    if text == "0":
        return 0
    found = _TOKEN.fullmatch(text)
    if not found:
        raise InvalidQuery(parameter, f"{parameter}={text[:60]} is no position: take it from an earlier answer, or 0")
    verify(store, found[1], int(found[2]))
    return int(found[2])


def latest_token(store: Log) -> str:
    """The latest position, as clients keep it."""
    generation = store.generation  # before the position, which may be one of a later name
    return f"{generation}-{store.position()}"


def verify(store: Log, generation: str, position: int) -> None:
    """Raises `PositionGone` for a position that is not in the log, and `StoreUnavailable` where nobody can say."""
    if generation == store.generation and position <= store.position():
        return
    try:
        # Another process may have given it out a moment ago.
        store.position_now()
    except StoreUnavailable:
        # What is not known here may be in the log all the same.
        if _why_gone(store, generation, position):
            raise
    if reason := _why_gone(store, generation, position):
        raise PositionGone(f"{generation}-{position} {reason}: {COPY}")


def _why_gone(store: Log, generation: str, position: int) -> str:
    """Why a position is not in the log, as far as that is known; empty where it is."""
    if generation != store.generation:
        last = store.former(generation)
        if last is None:
            return "is a position of another database"
        if position > last:
            return "was given out by a server that is gone, and what it stood for is lost"
    elif position > store.position():
        return (
            f"lies ahead of the latest position, {latest_token(store)}: the database was restored from a backup, or "
            "another server took over that lacks its end"
        )
    return ""


def part(following: Following, after: int, limit: int) -> Part:
    """The next changes after a position, at most `limit` that concern the reader."""
    store, chosen = following.store, following.filter
    known = store.position()
    found: list[tuple[Change, bool | None]] = []
    position = after
    for change in store.changes(after, limit if chosen is None else SCANNED):
        if change.position > known:
            break  # written a moment ago, perhaps under another name of the log: it is told when that is known
        position = change.position
        told = concerns(change, chosen)
        if told is not None:
            found.append((change, None if chosen is None else told))
            if len(found) == limit:
                break
    return Part(found, position, position < store.position())


def concerns(change: Change, chosen: Filter | None) -> bool | None:
    """Whether the event matches after the change; None where it matches neither before nor after."""
    if chosen is None:
        return True
    return chosen.matches(change.after) if chosen.touches(change, gone=False) else None


def change_object(following: Following, change: Change, matches: bool | None = None) -> dict[str, Any]:
    """A change as a JSON object."""
    store, chronology = following.store, following.chronology
    found: dict[str, Any] = {
        "position": token(store, change.position),
        "event": change.event,
        "kind": change.kind,
        "at": change.at,
        "reason": change.reason,
        "fields": change.fields,
        "before": None if change.before is None else event_object(change.before, chronology),
        "after": event_object(change.after, chronology),
    }
    if chronology.show_authors:
        found["by"] = change.by
    return found if matches is None else found | {"matches": matches}


def full_copy(store: Store, chronology: Chronology) -> Iterator[bytes]:
    """Everything as lines of JSON, some at a time: first the position that it stands at, then every event.

    The position is read first: whatever changes meanwhile comes after it, and a change carries the whole event, so
    that telling it twice does no harm.
    """
    lines = [msgspec.json.encode({"position": latest_token(store), "title": chronology.title}) + b"\n"]
    query = Query(filter=Filter(statuses=tuple(STATUSES)), limit=MAX_PAGE)
    while True:
        page = store.page(query)
        lines += [msgspec.json.encode(event_object(event, chronology)) + b"\n" for event in page.events]
        if lines:
            yield b"".join(lines)
        lines.clear()
        if not page.next:
            return
        query = msgspec.structs.replace(query, cursor=page.next)
