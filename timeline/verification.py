"""Whether a database is sound, and holds what the history files of its folder say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from timeline.disk import read_regular
from timeline.files import history, source_history
from timeline.loaded_folder import short
from timeline.model.event import Event
from timeline.store import DatabaseLimits, checks
from timeline.store.checks import Finding, Progress, limited, listed
from timeline.store.sql import SQLStore

BATCH: Final = 500
RESTORE: Final = "get the file as it was from version control, or a backup of the folder"
REWRITE: Final = "get the file as it was from version control, or delete it: the next `timeline fetch` writes it whole"


def verify(url: str, directory: Path | None, progress: Progress, limits: DatabaseLimits) -> Iterator[Finding]:
    """All that is wrong with the database at an address, and with the history files of a folder against it.

    Raises `StoreUnavailable` where there is no database.
    """
    with checks.opened(url, limits) as store:
        is_sound = True
        for finding in checks.check(store, progress):
            is_sound = False
            yield finding
        if directory is not None and is_sound:
            yield from limited(_history(directory, store, progress))
            yield from limited(_source_history(directory, store, progress))


def _history(directory: Path, store: SQLStore, progress: Progress) -> Iterator[Finding]:
    progress(history.FILE, 0, 0)
    # Asked before the file is read: a server that writes meanwhile writes into the file first.
    loaded = set(store.setting("history").split())
    past, problems = history.read(directory / history.FILE)
    if problems:
        yield from (Finding(f"{each.file}:{each.line}:{each.column}: {each.what}", each.remedy) for each in problems)
        return
    rows = {short(row.digest): row for row in past.rows}
    if lost := loaded - rows.keys():
        number = "1 line" if len(lost) == 1 else f"{len(lost):,} lines"
        yield Finding(f"{history.FILE} lacks {number} that the database was loaded from", RESTORE)
    # What the database was not loaded from yet is the next start's business.
    ahead = {row.event for digest, row in rows.items() if digest not in loaded}
    yield from _missing(store, {id: held for id, held in past.held().items() if id not in ahead}, history.FILE)


def _source_history(directory: Path, store: SQLStore, progress: Progress) -> Iterator[Finding]:
    progress(source_history.FILE, 0, 0)
    written = checks.heads(store)
    try:
        data = read_regular(directory / source_history.FILE)
    except OSError as error:
        if written:  # where nothing was written yet, there is no file
            yield Finding(f"{source_history.FILE} cannot be read ({error.strerror})", REWRITE)
        return
    for number in source_history.changed_lines(data):
        yield Finding(f"{source_history.FILE}:{number}:1: this line was changed after it was written", REWRITE)
    digests = {row.digest for row in source_history.rows(data)}
    lost = sorted(event for event, digest in written.items() if digest not in digests)
    if lost:
        yield Finding(f"{source_history.FILE} lacks the last line that was written of {listed(lost)}", REWRITE)
    past = source_history.parse(data)
    last = {change.event: change.after for change in past.changes}
    # What the database was not told of yet is the next start's business.
    known = {event: last[event] for event, digest in past.heads.items() if written.get(event) == digest}
    yield from _missing(store, known, source_history.FILE)


def _missing(store: SQLStore, last: Mapping[str, Event], file: str) -> Iterator[Finding]:
    """The events whose last revision in a file the database never had."""
    ids = sorted(last)
    for start in range(0, len(ids), BATCH):
        for id, changes in store.histories(ids[start : start + BATCH]).items():
            if all(change.after != last[id] for change in changes):
                yield Finding(f"event {id} is not in the database as {file} has it")
