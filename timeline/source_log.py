"""What sources and the API published outlives the database: store ↔ `sources.history.jsonl`."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Container, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, Final

import msgspec

from timeline import entry_evidence
from timeline.disk import open_regular, read_regular, replacing
from timeline.errors import Conflict, InvalidHistory, Problem
from timeline.files import authority as published_under
from timeline.files import source_history
from timeline.files.change_rows import authorities
from timeline.files.comparison import replay
from timeline.files.history_writer import locked
from timeline.files.source_history import FILE, Dump, Past, Row
from timeline.model.event import Claim
from timeline.model.source import Candidate
from timeline.store.contract import Outcome, Store, Unwritten

TRIES: Final = 5
STATE: Final = "sources.history.file"
"""The setting that tells the file of which the store knows everything: inode, size and digest of the last bytes."""
AUTHORITY: Final = "sources.history.authority"
"""The setting that tells under which authority it was published."""
DUMPS: Final = "sources.history.dumps"
"""The setting that keeps which dumps it names."""
TAIL: Final = 4096
"""Bytes by whose digest a file is known to have only grown."""


def restore(directory: Path, authority: str, store: Store) -> int:
    """Bring what the file has and the store lacks into the store; how many changes that were.

    Raises `InvalidHistory` where it was published under another authority.
    """
    try:
        with open_regular(directory / FILE) as file:
            return _take_in(file, authority, store)
    except OSError:
        return 0


def record(directory: Path, authority: str, store: Store, now: datetime) -> int:
    """Append what the store has and the file lacks, after taking in what the file has; how many rows that were. What
    sources say of the files' entries goes into the history of those.

    One program does so at a time, so nothing is written twice; what a crash left out is written by the next.
    A folder that cannot be written to keeps no such history.
    """
    entry_evidence.record(directory, authority, store)
    for _ in range(TRIES):
        try:
            return _record(directory, authority, store, now)
        except Conflict:  # a source was ingested meanwhile: look again
            continue
    return 0


def _record(directory: Path, authority: str, store: Store, now: datetime) -> int:
    path = directory / FILE
    if not any(store.unwritten()) and (path.exists() or not store.setting(STATE)):
        return 0
    try:
        with locked(path) as file:
            _take_in(file, authority, store)
            # A file that is new, or was lost, gets everything.
            is_empty = file.seek(0, os.SEEK_END) == 0
            lacking = store.unwritten(everything=is_empty)
            rows = list(_rows(lacking, store, now))
            if is_empty and rows:
                rows.insert(0, Row(authority=authority, at=now).sealed())
            _append(file, rows)
            if is_empty and rows:
                _set(store, AUTHORITY, authority)
            store.mark_written(lacking, {row.event: row.digest for row in rows if row.after is not None})
            _set(store, STATE, _state(file))
    except OSError:
        return 0
    return len(rows)


def name_dump(directory: Path, authority: str, store: Store, dump: Dump, now: datetime) -> None:
    """Append that a dump is taken in, unless the file says so already: its events have no rows of their own.

    A folder that cannot be written to keeps no such history.
    """
    record(directory, authority, store, now)
    try:
        with locked(directory / FILE) as file:
            _take_in(file, authority, store)
            if dump.digest not in _dumps(store):
                is_empty = file.seek(0, os.SEEK_END) == 0
                first = [Row(authority=authority, at=now).sealed()] if is_empty else []
                _append(file, [*first, Row(dump=dump, at=now).sealed()])
                _set(store, AUTHORITY, authority)
                _set(store, DUMPS, _written(_dumps(store) | {dump.digest: dump.name}))
                _set(store, STATE, _state(file))
    except OSError:
        return


def missing_dumps(store: Store, taken: Container[str]) -> list[str]:
    """What the files of dumps were called that the history names and that are not among those taken in, by digest."""
    return [name for digest, name in _dumps(store).items() if digest not in taken]


def _dumps(store: Store) -> dict[str, str]:
    """The dumps that the file names: what each was called, by digest."""
    kept = store.setting(DUMPS)
    return msgspec.json.decode(kept, type=dict[str, str]) if kept else {}


def _written(dumps: Mapping[str, str]) -> str:
    return msgspec.json.encode(dumps, order="sorted").decode()


def _append(file: BinaryIO, rows: Sequence[Row]) -> None:
    if not rows:
        return
    end = file.seek(0, os.SEEK_END)
    file.seek(max(0, end - 1))
    # A line that a crash cut off stays alone: it is passed over.
    is_torn = file.read() not in (b"", b"\n")
    file.write((b"\n" if is_torn else b"") + b"".join(row.line() for row in rows))
    file.flush()
    os.fsync(file.fileno())


def compact(directory: Path) -> int:
    """Keep each event's first and last row, and the last of each key; how many bytes that saves.

    The file is replaced whole: one that is killed meanwhile leaves the old one.
    """
    path = directory / FILE
    if not path.exists():
        return 0
    with locked(path) as file:
        data = file.read()
        smaller = source_history.compacted(data)
        with replacing(path, stat.S_IMODE(os.fstat(file.fileno()).st_mode)) as new:
            new.write_bytes(smaller)
    return len(data) - len(smaller)


def _rows(lacking: Unwritten, store: Store, now: datetime) -> Iterator[Row]:
    yield from source_history.change_rows(lacking.changes, store.heads(change.event for change in lacking.changes))
    for (source, key), held in lacking.claims.items():
        claim, event = held or (None, "")
        yield Row(source=source, key=key, claim=claim, event=event, at=now).sealed()
    for decision in lacking.decisions:
        yield Row(decision=decision, at=decision.at).sealed()
    for candidate in lacking.candidates:
        yield Row(candidate=candidate, at=now).sealed()


def _take_in(file: BinaryIO, authority: str, store: Store) -> int:
    """Bring what is new in the file into the store; how many changes that were."""
    data = _news(file, store.setting(STATE))
    is_known = store.setting(AUTHORITY) in ("", authority)
    if not data and is_known:
        return 0
    if not is_known:
        file.seek(0)
        data = file.read()
    past = source_history.parse(data)
    if past.authority not in ("", authority):
        raise InvalidHistory(str(_refusal(past, authority)))
    if past.authority:
        _set(store, AUTHORITY, past.authority)
    if past.dumps:
        _set(store, DUMPS, _written(_dumps(store) | {digest: dump.name for digest, dump in past.dumps.items()}))
    count = _restore(past, store)
    store.mark_written(_known(past, store.unwritten()), past.heads)
    _set(store, STATE, _state(file))
    return count


def _refusal(past: Past, authority: str) -> Problem:
    published = {change.event: change.after for change in past.changes}.values()
    return published_under.refusal(authority, past.authority, FILE, published)


def problems(directory: Path, authority: str) -> list[Problem]:
    """What is wrong where the settings name another authority than the file."""
    try:
        data = read_regular(directory / FILE)
    except OSError:
        return []
    named, _ = authorities(map(source_history.named, source_history.naming(data)))
    return [] if named in ("", authority) else [_refusal(source_history.parse(data), authority)]


def name_authority(directory: Path, authority: str, store: Store, now: datetime) -> None:
    """Append that events are published under another authority from now on, where there is a file."""
    path = directory / FILE
    if path.exists():
        with locked(path) as file:
            data = file.read()
            _append(file, [source_history.authority_row(authority, now, data)])
    _set(store, AUTHORITY, authority)


def _news(file: BinaryIO, known: str) -> bytes:
    """What was appended since the store knew the file; all of it where it is another, or was changed before its end."""
    start = 0
    if known:
        size = int(known.split()[1])
        start = size if _state(file, size) == known else 0
    file.seek(start)
    return file.read()


def _state(file: BinaryIO, size: int | None = None) -> str:
    """What tells the file up to a size, by default its own, or nothing where it is shorter."""
    status = os.fstat(file.fileno())
    size = status.st_size if size is None else size
    if size > status.st_size:
        return ""
    file.seek(max(0, size - TAIL))
    return f"{status.st_ino} {size} {hashlib.sha256(file.read(min(size, TAIL))).hexdigest()}"


def _known(past: Past, unwritten: Unwritten) -> Unwritten:
    """What of the unwritten the file has all the same: a crash came before that could be kept."""
    decided = set(map(repr, past.decisions))
    return Unwritten(
        changes=tuple(change for change in unwritten.changes if (change.event, change.at) in past.recorded),
        claims={key: held for key, held in unwritten.claims.items() if _says(past.claims.get(key), held)},
        decisions=tuple(made for made in unwritten.decisions if repr(made) in decided),
        candidates=tuple(each for each in unwritten.candidates if past.candidates.get(each.id) == each),
    )


def _says(row: Row | None, held: tuple[Claim, str] | None) -> bool:
    if row is None:
        return False
    return row.claim is None if held is None else (row.claim, row.event) == held


def _restore(past: Past, store: Store) -> int:
    changes = replay(past.changes, store.held(change.event for change in past.changes))
    decided = {repr(each) for made in store.decisions().values() for each in made}
    attached, dropped = {}, []
    for key, row in past.claims.items():
        held = store.claim(*key)
        retrieved = None if held is None else held[0].mention.citation.retrieved
        is_newer = held is None or retrieved is None or retrieved < row.at
        if row.claim is not None and is_newer and held != (row.claim, row.event):
            attached[key] = (row.claim, row.event)
        elif row.claim is None and held is not None and is_newer:
            dropped.append(key)
    waiting = {candidate.id: candidate for candidate in store.candidates("")}
    verdicts = {(made.source, made.key): made.verdict for made in past.decisions}
    decided_on = [each for each in past.candidates.values() if not _is_taken_back(each, verdicts)]
    store.settle(
        Outcome(
            changes=tuple(changes),
            attached=attached,
            dropped=tuple(dropped),
            candidates=tuple(each for each in decided_on if _is_further(each, waiting.get(each.id))),
            decisions=tuple(each for each in past.decisions if repr(each) not in decided),
            recorded=True,
        )
    )
    return len(changes)


def _is_taken_back(told: Candidate, verdicts: Mapping[tuple[str, str], str]) -> bool:
    """Whether what was decided of a candidate was taken back since, by the last verdicts: it waits, which no file says,
    and is asked about when its source tells of it again."""
    key = (told.claim.source, told.claim.mention.key)
    return told.state != "waiting" and verdicts.get(key) == "open"


def _is_further(told: Candidate, held: Candidate | None) -> bool:
    """Whether the file knows more of a candidate: that it waits, or what a person said of the very same words."""
    if held is None:
        return True
    return held.state == "waiting" != told.state and told.digest == held.digest


def _set(store: Store, name: str, value: str) -> None:
    if store.setting(name) != value:
        store.set_setting(name, value)
