"""What sources and the API published outlives the database: store ↔ `sources.history.jsonl`."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Final

from timeline.errors import Conflict
from timeline.files import source_history
from timeline.files.comparison import replay
from timeline.files.history import History
from timeline.files.history_writer import locked
from timeline.files.source_history import FILE, Past, Row
from timeline.store.contract import Outcome, Store

TRIES: Final = 5
STAMP: Final = "sources.history"
"""The setting that says which bytes of the file the store knows."""
POSITION: Final = "sources.history.position"
"""The setting that says up to where in the log the file has everything."""


def restore(directory: Path, store: Store) -> int:
    """Bring what the file has and the store lacks into the store; how many changes that were."""
    try:
        data = (directory / FILE).read_bytes()
    except OSError:
        return 0
    return _restore(data, store)


def record(directory: Path, authority: str, store: Store, now: datetime) -> int:
    """Append what the store has and the file lacks, after taking in what the file has; how many rows that were.

    One program does so at a time, so nothing is written twice; what a crash left out is written by the next.
    A folder that cannot be written to keeps no such history.
    """
    for _ in range(TRIES):
        try:
            return _record(directory, authority, store, now)
        except Conflict:  # a source was ingested meanwhile: look again
            continue
    return 0


def _record(directory: Path, authority: str, store: Store, now: datetime) -> int:
    path = directory / FILE
    if not path.exists() and not _has_news(store):
        return 0
    try:
        with locked(path) as file:
            data = file.read()
            _restore(data, store)
            past, position = source_history.parse(data), store.position()
            rows = list(_missing(past, authority, store, now))
            added = b"".join(row.line() for row in rows)
            if rows:
                # A line that a crash cut off stays alone: it is passed over.
                added = (b"\n" if data and not data.endswith(b"\n") else b"") + added
                file.write(added)
                file.flush()
                os.fsync(file.fileno())
    except OSError:
        return 0
    _know(store, data + added)
    _set(store, POSITION, str(position))
    return len(rows)


def compact(directory: Path) -> int:
    """Keep each event's first and last row, and the last of each key; how many bytes that saves."""
    path = directory / FILE
    if not path.exists():
        return 0
    with locked(path) as file:
        data = file.read()
        smaller = source_history.compacted(data)
        file.truncate(0)
        file.write(smaller)
        file.flush()
        os.fsync(file.fileno())
    return len(data) - len(smaller)


def _has_news(store: Store) -> bool:
    """Whether there is anything to keep: nothing begins a file that the chronology has no need of."""
    new = store.changes(int(store.setting(POSITION) or 0))
    return any(change.after.origin != "file" for change in new) or bool(store.claims()) or bool(store.decisions())


def _missing(past: Past, authority: str, store: Store, now: datetime) -> Iterator[Row]:
    if not past.authority:
        yield Row(authority=authority, at=now).sealed()
    yield from source_history.change_rows(past, store.changes(int(store.setting(POSITION) or 0)))
    held = store.claims()
    for (source, key), (claim, event) in held.items():
        row = past.claims.get((source, key))
        if row is None or (row.claim, row.event) != (claim, event):
            yield Row(source=source, key=key, claim=claim, event=event, at=now).sealed()
    for (source, key), row in past.claims.items():
        if row.claim is not None and (source, key) not in held:
            yield Row(source=source, key=key, at=now).sealed()
    known = set(map(repr, past.decisions))
    for decisions in store.decisions().values():
        for decision in decisions:
            if repr(decision) not in known:
                yield Row(decision=decision, at=decision.at).sealed()


def _restore(data: bytes, store: Store) -> int:
    if not data or store.setting(STAMP) == _digest(data):
        return 0
    past = source_history.parse(data)
    changes = replay(History(changes=past.changes), store.held(change.event for change in past.changes))
    claims, decided = store.claims(), {repr(each) for found in store.decisions().values() for each in found}
    attached, dropped = {}, []
    for key, row in past.claims.items():
        held = claims.get(key)
        retrieved = None if held is None else held[0].mention.citation.retrieved
        is_newer = held is None or retrieved is None or retrieved < row.at
        if row.claim is not None and is_newer:
            attached[key] = (row.claim, row.event)
        elif row.claim is None and held is not None and is_newer:
            dropped.append(key)
    store.settle(
        Outcome(
            changes=tuple(changes),
            attached=attached,
            dropped=tuple(dropped),
            decisions=tuple(each for each in past.decisions if repr(each) not in decided),
        )
    )
    _know(store, data)
    return len(changes)


def _know(store: Store, data: bytes) -> None:
    _set(store, STAMP, _digest(data))


def _set(store: Store, name: str, value: str) -> None:
    if store.setting(name) != value:
        store.set_setting(name, value)


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
