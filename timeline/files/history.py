"""`events.history.jsonl`: what became of the curated events, one JSON line a change, only ever appended to.

The first line names the chronology's `authority`: ids and feeds are made from it, so it does not change; where someone
gave it up all the same, a later line whose `parent` is that one names the next. Another line
holds a change (`event`, `kind`, `at`, `reason`, `fields`, `after`) or a new revision of a feed's file (`feed`,
`at`, `content`), the `parent` (digest of the row it was made on, empty for the first) and its own `digest`, the first
32 hex digits of the SHA-256 of the line without it. `before` is the parent's `after`, so it is not repeated.

Lines may stand in any order, and twice: files of two branches merge by union. Replaying sorts an event's rows by
instant. Where two branches changed one event, the later row wins whole (what the merged `events.yaml` says otherwise
is a change of its own); a row that was made without knowing the one before it is put one second after the later of
the two, and its sequence is counted on from there. So every machine with the same lines gets the same revisions, and
whoever already published one branch sees instants and sequences only rise.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import Final, NamedTuple

import msgspec

from timeline.disk import read_regular
from timeline.errors import Problem
from timeline.files.change_rows import Named, authorities, change_of, columns_of, rebase
from timeline.files.history_row import RESTORE, Row, read_row, sealed, torn_at
from timeline.model.change import TICK, Change
from timeline.model.event import Event
from timeline.model.values import Unfit

FILE: Final = "events.history.jsonl"
MAX_BYTES: Final = 512 * 2**20
_MEND: Final = "run `timeline check --fix`, which removes the torn line and records the change anew"


Numbered = Mapping[str, tuple[Row, int]]
"""Rows by digest, each with the number of its line."""


class History(NamedTuple):
    """A history file as read: its rows, the changes they replay to (by instant, then id), each feed's last row.

    `size` is the file's, in bytes; `torn` is where an unfinished last line begins, or -1. `authority` is the one that
    its events are published under, `given_up` are those that were before it.
    """

    rows: tuple[Row, ...] = ()
    changes: tuple[Change, ...] = ()
    feeds: Mapping[str, Row] = {}
    size: int = 0
    torn: int = -1
    authority: str = ""
    given_up: frozenset[str] = frozenset()

    def held(self) -> dict[str, Event]:
        """The events as they stand after it."""
        return {change.event: change.after for change in self.changes}


def read(path: Path) -> tuple[History, list[Problem]]:
    """The history (empty if there is no file) and everything that is wrong with it, each with its line."""
    try:
        return parse(read_regular(path))
    except FileNotFoundError:
        return History(), []
    except OSError as error:
        return History(), [unreadable(error)]


def unreadable(error: OSError) -> Problem:
    """What is wrong with a file that is there and cannot be read."""
    return Problem(FILE, 0, 0, f"cannot be read ({error.strerror})", "make it a readable file")


class Memory:
    """The history as it was read last: of a file that was only appended to, no more than what was added is read."""

    def __init__(self) -> None:
        self._past, self._digest = History(), hashlib.sha256().digest()

    def read(self, data: bytes) -> tuple[History, list[Problem]]:
        """The history that the bytes of the file hold, and everything that is wrong with it."""
        continued = self._continued(data)
        found, problems = (continued, []) if continued is not None else parse(data)
        if not problems:
            self._past, self._digest = found, hashlib.sha256(data).digest()
        return found, problems

    def _continued(self, data: bytes) -> History | None:
        """The history with what was added to it, or None where it has to be read as a whole."""
        size = self._past.size
        if len(data) < size or hashlib.sha256(memoryview(data)[:size]).digest() != self._digest:
            return None
        if size and data[size - 1 : size] != b"\n":
            return None
        return with_lines(self._past, data[size:]) if len(data) > size else self._past


def with_lines(past: History, added: bytes) -> History | None:
    """The history with more lines, or None where something is wrong with them."""
    problems: list[Problem] = []
    known = {row.digest: (row, 0) for row in past.rows}
    fresh = {digest: row for digest, row in _rows(added, problems).items() if digest not in known}
    if problems or torn_at(added) >= 0 or _parents(fresh, known | fresh):
        return None
    new = [row for row, _ in fresh.values()]
    keys = {row.key for row in new}
    again = _history([row for row in (*past.rows, *new) if row.key in keys], 0)
    kept = [change for change in past.changes if (change.event, "") not in keys]
    return History(
        rows=tuple(sorted([*(row for row in past.rows if row.key not in keys), *again.rows], key=_order)),
        changes=tuple(sorted([*kept, *again.changes], key=lambda change: (change.at, change.event))),
        feeds={**past.feeds, **again.feeds},
        size=past.size + len(added),
        authority=again.authority or past.authority,
        given_up=again.given_up or past.given_up,
    )


def parse(data: bytes) -> tuple[History, list[Problem]]:
    """The history that the bytes of a file hold, and everything that is wrong with it."""
    if len(data) > MAX_BYTES:
        return History(), [Problem(FILE, 0, 0, f"is larger than {MAX_BYTES:,} bytes", "begin a new chronology")]
    problems: list[Problem] = []
    rows = _rows(data, problems)
    torn = torn_at(data)
    if torn >= 0:
        problems[-1] = Problem(FILE, data.count(b"\n") + 1, 1, "the last line is cut off", _MEND)
    problems += [] if problems else _parents(rows, rows)  # whose parent is damaged needs no second problem
    if problems:
        return History(size=len(data), torn=torn), problems
    return _history([row for row, _ in rows.values()], len(data)), []


def _rows(data: bytes, problems: list[Problem]) -> dict[str, tuple[Row, int]]:
    """The rows of all lines, each once with the number of its first line; what is wrong is added to the problems."""
    rows: dict[str, tuple[Row, int]] = {}
    for number, line in enumerate(data.split(b"\n"), 1):
        try:
            row = read_row(line.removesuffix(b"\r"))
        except Unfit as error:
            problems.append(Problem(FILE, number, 1, error.what, error.remedy))
            continue
        if row is not None:
            rows.setdefault(row.digest, (row, number))
    return rows


def _parents(rows: Numbered, known: Numbered) -> list[Problem]:
    """Rows whose parent is not among those known, is another's, or is not earlier."""
    found = []
    for row, number in rows.values():
        if not row.parent:
            continue
        parent, line = known.get(row.parent, (None, 0))
        name = row.event or row.feed
        if parent is None:
            what = f"the line before it in the history of {name} is missing"
            found.append(Problem(FILE, number, 1, what, "restore the missing line from version control"))
        elif parent.key != row.key or parent.at >= row.at:
            found.append(Problem(FILE, number, 1, f"it contradicts line {line}, which it was made on", RESTORE))
    return found


def _history(rows: list[Row], size: int) -> History:
    ordered = sorted(rows, key=_order)
    changes: list[Change] = []
    feeds: dict[str, Row] = {}
    for _, group in groupby(ordered, key=lambda row: row.key):
        held: Event | None = None
        head = ""
        for row in group:
            if row.after is None:
                feeds |= {row.feed: row} if row.feed else {}
                continue
            change = rebase(held, change_of(row), continues=row.parent == head)
            changes.append(change)
            held, head = change.after, row.digest
    changes.sort(key=lambda change: (change.at, change.event))
    authority, given_up = authorities(Named(row.at, row.digest, row.parent, row.authority) for row in rows)
    return History(tuple(ordered), tuple(changes), feeds, size, authority=authority, given_up=given_up)


def _order(row: Row) -> tuple[tuple[str, str], datetime, str]:
    return row.key, row.at, row.digest


def authority_row(authority: str, at: datetime, past: History) -> Row:
    """The row that names the authority under which the others are published, from now on if there was another."""
    naming = {row.authority: row for row in past.rows if row.authority}
    before = naming.get(past.authority)
    if before is None:
        return sealed(Row(authority=authority, at=at))[0]
    return sealed(Row(authority=authority, at=max(at, before.at + TICK), parent=before.digest))[0]


def rows_of(history: History, changes: Iterable[Change], feeds: Iterable[Row]) -> list[Row]:
    """The rows that would record changes and feeds (as rows by themselves), each on the last row before it."""
    made = [Row(**columns_of(change)) for change in changes]
    made += sorted(feeds, key=lambda row: row.feed)
    known: dict[tuple[str, str], list[Row]] = {row.key: [] for row in made}
    for row in history.rows:
        if row.key in known:
            known[row.key].append(row)
    rows = []
    for row in made:
        earlier = [old for old in known.get(row.key, ()) if old.at < row.at]
        parent = max(earlier, key=lambda old: (old.at, old.digest)).digest if earlier else ""
        whole = sealed(msgspec.structs.replace(row, parent=parent))[0]
        known[row.key].append(whole)
        rows.append(whole)
    return rows
