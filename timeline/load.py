"""Files → store: replay the history, compare the files with what is held, and apply what differs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from datetime import datetime
from pathlib import Path
from typing import Final, NamedTuple

import msgspec

from timeline import config, files, loaded_folder, source_log, twins
from timeline.errors import Conflict, InvalidFiles, Problem
from timeline.files import Folder, Reader, fixes, former_feeds, history, history_writer
from timeline.files.comparison import decide, replay
from timeline.files.feeds import FOLDER as FEEDS
from timeline.files.history_row import Row
from timeline.files.revisions import dated_feeds, rows_to_record
from timeline.model.change import Change, whole
from timeline.model.chronology import Chronology
from timeline.model.event import Event
from timeline.model.feed import Feed
from timeline.model.query import Filter
from timeline.store.contract import AUTHORITY, Outcome, Store

TRIES: Final = 3


class Loaded(msgspec.Struct, frozen=True, kw_only=True):
    """What a load did: `replayed` changes of the history, `changes` between the files and the store, and the slugs of
    `feeds` that are new, gone or different.

    `older`: the database has more of the history than the folder, so nothing was applied. `unchanged`: the files are
    those of last time, nothing was even read. `recorded` counts the rows written to the history file, `fixed` the
    entries completed in `events.yaml`, `renamed` the feeds whose former slug was written into the file of another.
    """

    chronology: Chronology
    replayed: int = 0
    changes: tuple[Change, ...] = ()
    feeds: tuple[str, ...] = ()
    recorded: int = 0
    fixed: int = 0
    renamed: int = 0
    older: bool = False
    unchanged: bool = False


class Beside(NamedTuple):
    """What is written together with what the files say, all of it or nothing: `authors` by the event that they changed
    in a file, and an `outcome`, of which what is said of entries comes first."""

    authors: Mapping[str, str]
    outcome: Outcome


class Loader:
    """Loads one folder into one store, again and again: what stayed as it was since the last time is passed over."""

    def __init__(self, directory: Path, environ: Mapping[str, str], store: Store) -> None:
        self._reader, self._store = Reader(directory, environ), store
        self._base: Baseline | None = None

    def load(self, now: datetime, *, record: bool = False, beside: Beside | None = None) -> Loaded:
        """Read the folder and load it, or see by its bytes that it was loaded before.

        With `record`, what entries lack is written into the files first. Raises what `read`, `complete` and `load` do.
        """
        for _ in range(TRIES - 1):
            try:
                return self._load(now, record, beside)
            except Conflict:  # another program was loading the same, or an editor saved: look again
                continue
        return self._load(now, record, beside)

    def _load(self, now: datetime, record: bool, beside: Beside | None) -> Loaded:
        store, reader = self._store, self._reader
        chronology = files.chronology(config.read(reader.directory, reader.environ))
        if record:
            history_writer.mend(reader.directory / history.FILE)
        found = reader.look()
        stamp = loaded_folder.stamp(found.hashes, chronology)
        if beside is None and loaded_folder.is_unchanged(store, stamp, record=record):
            source_log.restore(reader.directory, chronology.authority, store)
            loaded_folder.remember_authority(store, chronology)  # a database of an earlier version lacks it
            return Loaded(chronology=chronology, unchanged=True)
        reading = reader.read(found)
        folder, fixed, renamed = reading.folder, 0, 0
        if record:
            first = _first_instants(folder, store)
            folder, fixed = fixes.complete(reader, reading, now, first)
            folder, renamed = former_feeds.complete(reader, folder, store.feeds())
        del reading, found
        loaded, self._base = _load(folder, store, now, record, self._base, beside=beside)
        return msgspec.structs.replace(loaded, fixed=fixed, renamed=renamed)


def _first_instants(folder: Folder, store: Store) -> dict[str, datetime]:
    """When the events were published first that entries without an instant take over."""
    if not folder.without_instant:
        return {}
    source_log.restore(folder.directory, folder.chronology.authority, store)
    return {id: event.published for id, event in store.held(folder.without_instant).items()}


def load_directory(
    directory: Path, environ: Mapping[str, str], store: Store, now: datetime, *, record: bool = False
) -> Loaded:
    """Load a folder once, as `Loader` does."""
    return Loader(directory, environ, store).load(now, record=record)


class Baseline(NamedTuple):
    """What was compared at the last load: the entries' events by id, the rows of the history, and the position that the
    store had then."""

    events: Mapping[str, Event]
    rows: frozenset[str]
    position: int


def load(folder: Folder, store: Store, now: datetime, *, record: bool, partial: bool = False) -> Loaded:
    """Bring the folder into the store; unchanged files change nothing.

    With `record`, what is new is first appended to the history file, together with what was applied before without
    being recorded. Raises `InvalidFiles` for entries that lack an id or contradict what is held, `InvalidHistory`
    where the history file lost lines that the store has, `Conflict` if another program was faster.

    With `partial`, entries that lack an id are left out, and while there are any, no entry is missed: what seems gone
    may be one that lost its id.
    """
    if not (partial and folder.unminted):
        return _load(folder, store, now, record, None)[0]
    present = {entry.event.id for entry in folder.entries}
    kept = msgspec.structs.replace(folder, unminted=(), hashes={})
    return _load(kept, store, now, record, None, only=present)[0]


def _load(
    folder: Folder,
    store: Store,
    now: datetime,
    record: bool,
    base: Baseline | None,
    only: Set[str] | None = None,
    beside: Beside | None = None,
) -> tuple[Loaded, Baseline | None]:
    """What a load did, and what the next one may build on. Where `only` is given, no other event is looked for."""
    if folder.unminted:
        raise InvalidFiles(folder.unminted)
    past, chronology = folder.history, folder.chronology
    if loaded_folder.is_older(past, store):
        return Loaded(chronology=chronology, older=True), None
    if contradictions := loaded_folder.other_authority(folder, store):
        raise InvalidFiles(contradictions)
    # What sources published is there before any of them is read, and before an entry takes over one of its ids.
    source_log.restore(folder.directory, chronology.authority, store)
    position = store.position_now()
    pending = store.unrecorded()
    replayed, changes = _compare(folder, store, pending, now, _touched(folder, store, base), only, beside)
    pending += _changes_of_entries(beside.outcome.changes) if beside else []
    stored = {feed.slug: feed for feed in store.feeds()}
    feeds = dated_feeds(folder, stored, now)
    rows = rows_to_record(past, [*pending, *changes], feeds) if record else []
    lines = [*_authority_rows(folder, now, rows), *rows] if record else []
    hashes = _append(folder, lines)
    if beside is None:
        _write(store, replayed, changes, recorded=record)
    else:
        _write(store, replayed, [], recorded=record)
        pending = _write_beside(store, beside.outcome, changes)
    twins.ask(store, changes, now)
    if record and pending:
        store.mark_recorded(pending)
    stamp = loaded_folder.stamp(hashes, chronology, in_words=bool(folder.in_words) and not record)
    loaded_folder.remember_authority(store, chronology)
    loaded_folder.remember(store, feeds, now, (*past.rows, *lines), stamp)
    loaded = Loaded(
        chronology=chronology,
        replayed=len(replayed),
        changes=tuple(changes),
        feeds=_different(stored, feeds),
        recorded=len(rows),
    )
    return loaded, _baseline(folder, store, position, len(replayed) + len(changes))


def _compare(
    folder: Folder,
    store: Store,
    unrecorded: list[Change],
    now: datetime,
    touched: Set[str] | None,
    only: Set[str] | None,
    beside: Beside | None,
) -> tuple[list[Change], list[Change]]:
    """What of the history the store lacks, and what the files say that neither has."""
    past = folder.history.changes
    known = {change.event for change in (*past, *unrecorded)}
    if touched is None:
        held = store.held(known | {entry.event.id for entry in folder.entries})
        replayed = replay(past, held)
    else:
        held = store.held(touched)
        replayed = replay((change for change in past if change.event in touched), held)
    held |= {change.event: change.after for change in replayed}
    known |= {change.event for change in replayed}
    if beside is not None:
        held |= {change.event: change.after for change in beside.outcome.changes if change.event in held}
    changes = decide(folder, held, known if only is None else known & only, now, touched)
    if beside is not None:
        changes = [msgspec.structs.replace(each, by=beside.authors.get(each.event, "")) for each in changes]
    return replayed, changes


def _changes_of_entries(changes: Iterable[Change]) -> list[Change]:
    return [change for change in changes if change.after.origin == "file"]


def _authority_rows(folder: Folder, now: datetime, rows: list[Row]) -> list[Row]:
    """The row that names the authority, where the history does not: it begins with its first row of anything else."""
    past, named = folder.history, folder.chronology.authority
    if past.authority == named or not (rows or past.authority):
        return []
    return [history.authority_row(named, whole(now), past)]


def _append(folder: Folder, rows: list[Row]) -> Mapping[str, str]:
    """Write rows behind those of the history file; the digests of the folder's files by then."""
    if not rows:
        return folder.hashes
    return {**folder.hashes, history.FILE: history_writer.append(folder.directory / history.FILE, folder.history, rows)}


def _baseline(folder: Folder, store: Store, before: int, written: int) -> Baseline:
    """What was loaded. What another program wrote meanwhile is after the position."""
    after = store.position_now()
    return Baseline(
        events={entry.event.id: entry.event for entry in folder.entries},
        rows=frozenset(row.digest for row in folder.history.rows),
        position=after if after == before + written else before,
    )


def _touched(folder: Folder, store: Store, base: Baseline | None) -> set[str] | None:
    """The ids of what may differ from the store: new in the files, gone from them, or changed in the store since.

    None where everything may. An entry that was not read anew is the very object of the last time.
    """
    if base is None or store.position_now() < base.position:
        return None
    now = {entry.event.id: entry.event for entry in folder.entries}
    return {
        *(id for id, event in now.items() if base.events.get(id) is not event),
        *(base.events.keys() - now.keys()),
        *(row.event for row in folder.history.rows if row.event and row.digest not in base.rows),
        *(change.event for change in store.changes(base.position)),
    }


def _different(stored: Mapping[str, Feed], feeds: list[Feed]) -> tuple[str, ...]:
    kept = {feed.slug for feed in feeds if stored.get(feed.slug) == feed}
    return tuple(sorted({*stored, *(feed.slug for feed in feeds)} - kept))


def _write(store: Store, replayed: list[Change], changes: list[Change], *, recorded: bool) -> None:
    """What was replayed is recorded by nature, what is new only if `recorded`."""
    if replayed and (recorded or not changes):
        store.apply([*replayed, *changes], recorded=True)
    elif replayed:
        store.apply(replayed, recorded=True)
        store.apply(changes)
    elif changes:
        store.apply(changes, recorded=recorded)


def _write_beside(store: Store, outcome: Outcome, changes: list[Change]) -> list[Change]:
    """Write what the files say with what goes with it, at once; the changes of entries, which are recorded by now."""
    before = store.position_now()
    store.settle(msgspec.structs.replace(outcome, seen=None, changes=(*outcome.changes, *changes)))
    return _changes_of_entries(store.changes(before))


def unmatched(folder: Folder, store: Store | None = None) -> list[Problem]:
    """A warning for each feed that no event matches, of the folder or of the database; none of them is an error.

    Where there is no event at all, nobody needs to be told.
    """
    events = [entry.event for entry in folder.entries]
    if not events and (store is None or not store.count(Filter())):
        return []
    empty = (feed for feed in folder.feeds if not any(map(feed.filter.matches, events)))
    slugs = [feed.slug for feed in empty if store is None or not store.count(feed.filter)]
    remedy = "mend its query, or leave it: subscribers get what will match"
    return [Problem(f"{FEEDS}/{slug}.yaml", 1, 1, "no event matches this feed yet", remedy) for slug in slugs]


def name_authority(directory: Path, environ: Mapping[str, str], store: Store, now: datetime) -> None:
    """Write into both histories and the database that everything is published under the authority that the settings
    name by now. Raises `InvalidFiles` as `files.read` does."""
    folder = files.read(directory, environ)
    named, past = folder.chronology.authority, folder.history
    if past.authority not in ("", named):
        history_writer.append(directory / history.FILE, past, [history.authority_row(named, whole(now), past)])
    source_log.name_authority(directory, named, store, whole(now))
    store.set_setting(AUTHORITY, named)
