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
import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import Final, NamedTuple

import msgspec

from timeline.dates import EDTFError, When
from timeline.disk import read_regular
from timeline.errors import Problem
from timeline.model.change import KINDS, TICK, Change, differences
from timeline.model.event import CALENDAR, CONTENT, ID, STATUSES, Event

FILE: Final = "events.history.jsonl"
MAX_BYTES: Final = 512 * 2**20
_DIGEST: Final = re.compile(rb'\{"digest":"([0-9a-f]{32})",')
_MEND: Final = "run `timeline check --fix`, which removes the torn line and records the change anew"
_RESTORE: Final = "restore the line from version control; the file is only ever appended to"


class Row(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One line. `event` or `feed` names what changed; `content` stands for a feed's file (`revisions.content`)."""

    digest: str = ""
    parent: str = ""
    event: str = ""
    feed: str = ""
    kind: str = ""
    at: datetime
    reason: str = ""
    fields: tuple[str, ...] = ()
    after: Event | None = None
    content: str = ""
    asked: str = ""
    authority: str = ""
    by: str = ""

    @property
    def key(self) -> tuple[str, str]:
        """What the row is about."""
        return self.event, self.feed

    def line(self) -> bytes:
        """The row as it stands in the file, with its digest."""
        return _sealed(self)[1]


class Named(NamedTuple):
    """A line of either file of history that names an authority."""

    at: datetime
    digest: str
    parent: str
    authority: str


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
    lines = enumerate(added.split(b"\n"), 1)
    rows = [row for number, line in lines if (row := _row(line.removesuffix(b"\r"), number, problems)) is not None]
    known = {row.digest: (row, 0) for row in past.rows}
    fresh = {row.digest: (row, 0) for row in rows if row.digest not in known}
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
    rows: dict[str, tuple[Row, int]] = {}
    for number, line in enumerate(data.split(b"\n"), 1):
        row = _row(line.removesuffix(b"\r"), number, problems)
        if row is not None:
            rows.setdefault(row.digest, (row, number))
    torn = torn_at(data)
    if torn >= 0:
        problems[-1] = Problem(FILE, data.count(b"\n") + 1, 1, "the last line is cut off", _MEND)
    problems += [] if problems else _parents(rows, rows)  # whose parent is damaged needs no second problem
    if problems:
        return History(size=len(data), torn=torn), problems
    return _history([row for row, _ in rows.values()], len(data)), []


def torn_at(data: bytes) -> int:
    """Where a last line begins that was not written to its end, or -1."""
    start = data.rfind(b"\n") + 1
    try:
        if data[start:].strip():
            msgspec.json.decode(data[start:])
    except (msgspec.DecodeError, UnicodeDecodeError):  # cut within a character
        return start
    return -1


def _row(line: bytes, number: int, problems: list[Problem]) -> Row | None:
    """The row of one line; None for a blank one, or after telling what is wrong."""
    if not line.strip():
        return None
    what, remedy = "", _RESTORE
    found = _DIGEST.match(line)
    if re.match(rb"(<{7}|={7}|>{7}|\|{7})", line):
        what, remedy = "a merge was not finished here", "keep the lines of both sides, and remove the markers"
    elif line.startswith(b'{"digest":') and not line.endswith(b"}"):
        what = "this line is cut off"
    elif found is None:
        what = "this is no line of a history"
    elif _digest(b"{" + line[found.end() :]) != found[1].decode():
        what = "this line was changed after it was written (its digest differs)"
    else:
        try:
            return _checked(_decoder.decode(line))
        except (msgspec.MsgspecError, UnicodeDecodeError, EDTFError, ValueError) as error:
            what, remedy = f"this line cannot be understood ({error})", "use the version of timeline that wrote it"
    problems.append(Problem(FILE, number, 1, what, remedy))
    return None


def _checked(row: Row) -> Row:
    """The row, if it says something that we could have written. Raises `ValueError` or `EDTFError`."""
    if row.at.tzinfo is None:
        raise ValueError("its instant has no zone")
    if row.feed or row.authority:
        return row
    if row.after is None or row.after.id != row.event or not ID.fullmatch(row.event):
        raise ValueError("it has no event")
    if row.kind not in KINDS:
        raise ValueError(f"no kind of change is called {row.kind}")
    if row.after.status not in STATUSES:
        raise ValueError(f"no status is called {row.after.status}")
    when = row.after.when
    When.parse(when.edtf, when.text, when.start_time, when.end_time, when.timezone)
    return row


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
            found.append(Problem(FILE, number, 1, f"it contradicts line {line}, which it was made on", _RESTORE))
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
            change = rebase(held, _change(row), continues=row.parent == head)
            changes.append(change)
            held, head = change.after, row.digest
    changes.sort(key=lambda change: (change.at, change.event))
    authority, given_up = authorities(Named(row.at, row.digest, row.parent, row.authority) for row in rows)
    return History(tuple(ordered), tuple(changes), feeds, size, authority=authority, given_up=given_up)


def authorities(lines: Iterable[Named]) -> tuple[str, frozenset[str]]:
    """The authority that lines name last, and those that were given up for another; lines without one do not count.

    Of two that know nothing of each other, as two branches name them, the earlier counts.
    """
    naming = sorted(line for line in lines if line.authority)
    parents = {line.parent for line in naming}
    current = next((line.authority for line in naming if line.digest not in parents), "")
    return current, frozenset(line.authority for line in naming) - {current}


def _order(row: Row) -> tuple[tuple[str, str], datetime, str]:
    return row.key, row.at, row.digest


def _change(row: Row) -> Change:
    assert row.after is not None
    return Change(
        event=row.event,
        kind=row.kind,
        at=row.at,
        reason=row.reason,
        fields=row.fields,
        after=row.after,
        by=row.by,
    )


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


def authority_row(authority: str, at: datetime, past: History) -> Row:
    """The row that names the authority under which the others are published, from now on if there was another."""
    naming = {row.authority: row for row in past.rows if row.authority}
    before = naming.get(past.authority)
    if before is None:
        return _sealed(Row(authority=authority, at=at))[0]
    return _sealed(Row(authority=authority, at=max(at, before.at + TICK), parent=before.digest))[0]


def rows_of(history: History, changes: Iterable[Change], feeds: Iterable[Row]) -> list[Row]:
    """The rows that would record changes and feeds (as rows by themselves), each on the last row before it."""
    made = [_row_of(change) for change in changes]
    made += sorted(feeds, key=lambda row: row.feed)
    known: dict[tuple[str, str], list[Row]] = {row.key: [] for row in made}
    for row in history.rows:
        if row.key in known:
            known[row.key].append(row)
    found = []
    for row in made:
        earlier = [old for old in known.get(row.key, ()) if old.at < row.at]
        parent = max(earlier, key=lambda old: (old.at, old.digest)).digest if earlier else ""
        sealed = _sealed(msgspec.structs.replace(row, parent=parent))[0]
        known[row.key].append(sealed)
        found.append(sealed)
    return found


def _row_of(change: Change) -> Row:
    return Row(
        event=change.event,
        kind=change.kind,
        at=change.at,
        reason=change.reason,
        fields=change.fields,
        after=change.after,
        by=change.by,
    )


def _sealed(row: Row) -> tuple[Row, bytes]:
    """The row with its digest, and the line."""
    bare = msgspec.json.encode(msgspec.structs.replace(row, digest=""), order="deterministic")
    digest = _digest(bare)
    return msgspec.structs.replace(row, digest=digest), b'{"digest":"' + digest.encode() + b'",' + bare[1:]


def _digest(bare: bytes) -> str:
    return hashlib.sha256(bare).hexdigest()[:32]


_decoder: Final = msgspec.json.Decoder(Row)
