"""`sources.history.jsonl`: what sources and the API published, one JSON line a fact, only ever appended to.

A line names the chronology's `authority` (the first), or holds a change of an event that no file has (as in
`events.history.jsonl`), what a source's key speaks of (`source`, `key`, `claim`, `event`; no event where it was taken
back), a decision of a person, a candidate that one was made on, or a dump that was taken in, by its digest: its events
have no lines of their own until they change. No documents, and no addresses that sources are fetched from.

Lines may stand in any order, and twice. One that cannot be read is passed over: this file never keeps `check` or
`build` from their work, for the curator's own files are whole without it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from itertools import groupby
from typing import Final, NamedTuple

import msgspec

from timeline.dates import EDTFError
from timeline.files.change_rows import Named, authorities, change_of, columns_of, rebase
from timeline.model.change import TICK, Change
from timeline.model.event import Claim, Event
from timeline.model.source import Candidate, Decision

FILE: Final = "sources.history.jsonl"
Key = tuple[str, str]


class Dump(msgspec.Struct, frozen=True, kw_only=True):
    """A dump that was taken in: the SHA-256 of its bytes, what its file was called, and how large it is."""

    digest: str
    name: str
    size: int


class Row(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One line. `parent` is the digest of the change before it, which a compacted file may lack."""

    digest: str = ""
    parent: str = ""
    authority: str = ""
    at: datetime
    event: str = ""
    kind: str = ""
    reason: str = ""
    fields: tuple[str, ...] = ()
    after: Event | None = None
    source: str = ""
    key: str = ""
    claim: Claim | None = None
    decision: Decision | None = None
    candidate: Candidate | None = None
    dump: Dump | None = None
    by: str = ""

    def sealed(self) -> Row:
        """The row with its digest, the first 32 hex digits of the SHA-256 of the line without it."""
        bare = msgspec.json.encode(msgspec.structs.replace(self, digest=""), order="deterministic")
        return msgspec.structs.replace(self, digest=hashlib.sha256(bare).hexdigest()[:32])

    def line(self) -> bytes:
        """The sealed row as it stands in the file."""
        return msgspec.json.encode(self, order="deterministic") + b"\n"


class Past(NamedTuple):
    """What a file says: changes as they replay, the latest row of each source's key, decisions, and heads of events."""

    authority: str
    given_up: frozenset[str]
    changes: tuple[Change, ...]
    claims: dict[Key, Row]
    decisions: tuple[Decision, ...]
    candidates: dict[str, Candidate]
    heads: dict[str, str]
    recorded: frozenset[tuple[str, datetime]]
    dumps: dict[str, Dump]


def rows(data: bytes) -> list[Row]:
    """The lines that are whole and unchanged, by instant; each once."""
    found = {row.digest: row for line in data.splitlines() if (row := _row(line)) is not None}
    return sorted(found.values(), key=lambda row: (row.at, row.digest))


def naming(data: bytes) -> list[Row]:
    """The lines that name an authority, without reading the others."""
    return rows(b"\n".join(line for line in data.splitlines() if b'"authority":"' in line))


def named(row: Row) -> Named:
    """The row as far as it names an authority."""
    return Named(row.at, row.digest, row.parent, row.authority)


def authority_row(authority: str, at: datetime, data: bytes) -> Row:
    """The line that names an authority from now on, after those that the bytes of a file name before."""
    current, _ = authorities(map(named, naming(data)))
    before = next((row for row in reversed(naming(data)) if row.authority == current), None)
    if before is None:
        return Row(authority=authority, at=at).sealed()
    return Row(authority=authority, at=max(at, before.at + TICK), parent=before.digest).sealed()


def changed_lines(data: bytes) -> list[int]:
    """The numbers of lines that somebody changed; one that a crash cut off is none of them."""
    lines = enumerate(data.splitlines(), 1)
    return [number for number, line in lines if line.strip() and _is_whole(line) and _row(line) is None]


def _is_whole(line: bytes) -> bool:
    return line.endswith(b"}") and line.count(b"{") == line.count(b"}")


def _row(line: bytes) -> Row | None:
    """The row of a line that is as it was written."""
    try:
        row = msgspec.json.decode(line, type=Row)
    except (msgspec.MsgspecError, UnicodeDecodeError, EDTFError, ValueError):
        return None
    return row if row.at.tzinfo is not None and row.sealed().digest == row.digest else None


def parse(data: bytes) -> Past:
    """What the bytes of a file say."""
    ordered = rows(data)
    changes, heads = _replayed(ordered)
    authority, given_up = authorities(map(named, ordered))
    return Past(
        authority=authority,
        given_up=given_up,
        changes=changes,
        claims={(row.source, row.key): row for row in ordered if row.source},
        decisions=tuple(row.decision for row in ordered if row.decision is not None),
        candidates={row.candidate.id: row.candidate for row in ordered if row.candidate is not None},
        heads=heads,
        recorded=frozenset((row.event, row.at) for row in ordered if row.after is not None),
        dumps={row.dump.digest: row.dump for row in ordered if row.dump is not None},
    )


def _replayed(ordered: list[Row]) -> tuple[tuple[Change, ...], dict[str, str]]:
    """The changes of each event on each other, and the digest of its last row."""
    told = sorted((row for row in ordered if row.after is not None), key=lambda row: (row.event, row.at, row.digest))
    present = {row.digest for row in told}
    changes: list[Change] = []
    heads: dict[str, str] = {}
    for id, group in groupby(told, key=lambda row: row.event):
        held: Event | None = None
        for row in group:
            # What a compacted file lacks was between the two rows: the later one knew it.
            continues = row.parent == heads.get(id, "") or row.parent not in present
            change = rebase(held, change_of(row), continues=continues)
            changes.append(change)
            held, heads[id] = change.after, row.digest
    return tuple(sorted(changes, key=lambda change: (change.at, change.event))), heads


def change_rows(changes: Iterable[Change], last: Mapping[str, str]) -> Iterator[Row]:
    """The rows of changes, each made on the one before it; `last` are the digests of the last rows of events."""
    heads = dict(last)
    for change in changes:
        row = Row(parent=heads.get(change.event, ""), **columns_of(change)).sealed()
        heads[change.event] = row.digest
        yield row


def compacted(data: bytes) -> bytes:
    """The file with each event's first and last row, the last of each key and candidate, and every decision.

    Lines stay as they are.
    """
    kept: dict[tuple[str, ...], Row] = {}
    for row in rows(data):
        if row.after is not None:
            kept.setdefault(("first", row.event), row)
            kept["last", row.event] = row
        elif row.source:
            kept["key", row.source, row.key] = row
        elif row.candidate is not None:
            kept["candidate", row.candidate.id] = row
        else:
            kept["row", row.digest] = row
    lines = {row.digest: row for row in kept.values()}
    ordered = sorted(lines.values(), key=lambda row: (not row.authority, row.at, row.digest))
    return b"".join(row.line() for row in ordered)
