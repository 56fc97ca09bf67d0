"""A dump comes into the store: every event as it is, under its own id, many at a time and each time all or nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Final, NamedTuple

import msgspec

from timeline import source_log
from timeline.errors import Problem
from timeline.files import Folder, dump
from timeline.files.dump import Dump, Line
from timeline.model.change import Change, classify
from timeline.model.event import Event
from timeline.model.urls import Urls
from timeline.model.values import quoted
from timeline.store.contract import Store

BATCH: Final = 10_000
"""Lines that are written at once."""
TAKEN: Final = "bulk.taken"
"""The setting that names the dumps that were taken in to their end, by digest."""
PLACES: Final = "bulk"
"""The setting that tells how far dumps were taken in that are not over: by digest, the number of the last line that
was, and the bytes up to its end."""

Tell = Callable[[Problem], None]
"""Is told of each line that is left out."""
Progress = Callable[["Taken", Line], None]
"""Is told what came of a dump up to a line, each time that so much is written."""


@dataclass(slots=True)
class Taken:
    """What came of a dump: events that are new, revised and as they were, and lines that were left out. `resumed` is
    the line behind which it was gone on with."""

    added: int = 0
    revised: int = 0
    unchanged: int = 0
    wrong: int = 0
    resumed: int = 0

    def count(self, change: Change | None) -> None:
        """One line more, which makes a change or none."""
        if change is None:
            self.unchanged += 1
        elif change.before is None:
            self.added += 1
        else:
            self.revised += 1


class DumpFile(NamedTuple):
    """A dump, and what names it: the SHA-256 of its bytes."""

    path: Path
    digest: str

    @classmethod
    def of(cls, path: Path) -> DumpFile:
        """The dump that is there. Raises `OSError`."""
        with path.open("rb") as file:
            return cls(path, hashlib.file_digest(file, "sha256").hexdigest())


def take_in(
    file: DumpFile,
    store: Store,
    folder: Folder,
    now: datetime,
    *,
    tell: Tell,
    progress: Progress = lambda taken, line: None,
    dry: bool = False,
) -> Taken:
    """Bring the events of a dump into the store. What it says later than the store becomes a revision; entries of the
    folder stay as they are there.

    It may be killed at any time: the next call goes on where it ended. With `dry` nothing is written. Raises `OSError`
    where the file cannot be read, and `Conflict` where another program changed an event meanwhile.
    """
    start = dump.START if dry else _place(store, file.digest)
    taken = Taken(resumed=start.number)
    rules = _Rules(str(file.path), {entry.event.id for entry in folder.entries}, tell)
    with file.path.open("rb") as data:
        lines = dump.lines(Dump(data, rules.file, Urls(folder.chronology.base_url).base), now, start)
        for batch in _batches(lines):
            changes = list(_changes(batch, store, rules, taken))
            if not dry:
                store.apply(changes, recorded=True)
                _remember(store, file.digest, batch[-1])
            progress(taken, batch[-1])
    if not dry:
        _remember(store, file.digest, None)
        store.set_setting(TAKEN, " ".join(sorted({*dumps_taken(store), file.digest})))
    return taken


def missing_dumps(store: Store) -> list[str]:
    """A line for each dump that was taken in before, as the history of sources says, and that this database lacks."""
    return [
        f"this database lacks {name}, which was taken in before: `timeline import --bulk {name}`"
        for name in source_log.missing_dumps(store, dumps_taken(store))
    ]


def dumps_taken(store: Store) -> frozenset[str]:
    """The dumps that were taken in to their end, by digest."""
    return frozenset(store.setting(TAKEN).split())


def _batches(lines: Iterator[Line]) -> Iterator[Sequence[Line]]:
    while batch := list(islice(lines, BATCH)):
        yield batch


@dataclass(frozen=True, slots=True)
class _Rules:
    """How events of a file of this name may change what is held."""

    file: str
    curated: Container[str]
    tell: Tell

    def change(self, line: Line, event: Event, old: Event | None) -> Change | None:
        """What the event of a line changes of the one held. Raises `_Refused`."""
        if event == old:
            return None
        if event.id in self.curated:
            raise self._refused(line, "is an entry of the files", "correct it there")
        if old is None:
            return Change(event=event.id, kind=_first(event), at=event.updated, reason=event.reason, after=event)
        if event.updated <= old.updated:
            raise self._refused(line, f"is held as of {old.updated:%Y-%m-%dT%H:%M:%SZ}", "the later one stays")
        if event.published != old.published or event.sequence < old.sequence:
            raise self._refused(line, "is another event here", "take the dump into a new chronology")
        return _revision(old, event)

    def _refused(self, line: Line, what: str, remedy: str) -> _Refused:
        id = "" if line.event is None else line.event.id
        return _Refused(Problem(self.file, line.number, 1, f"{quoted(id)} {what}", remedy))


class _Refused(Exception):
    """A line that is left out."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        super().__init__(str(problem))


def _changes(lines: Sequence[Line], store: Store, rules: _Rules, taken: Taken) -> Iterator[Change]:
    """What the lines change, each finding what those before it left."""
    held = store.held(_ids(lines))
    for line in lines:
        try:
            if line.problem is not None:
                raise _Refused(line.problem)
            if line.event is None:
                continue
            change = rules.change(line, line.event, held.get(line.event.id))
        except _Refused as refused:
            taken.wrong += 1
            rules.tell(refused.problem)
            continue
        taken.count(change)
        if change is not None:
            held[change.event] = change.after
            yield change


def _ids(lines: Iterable[Line]) -> Iterator[str]:
    return (line.event.id for line in lines if line.event is not None)


def _first(event: Event) -> str:
    """The kind of the change that brings an event in as it stands."""
    if event.is_gone:
        return event.status
    return "split" if event.split_from else "added"


def _revision(old: Event, new: Event) -> Change:
    """The change from one state to a later one, which may lie several revisions behind it."""
    change = classify(old, new, new.updated)
    if change is None:
        return Change(event=new.id, kind="revised", at=new.updated, before=old, after=new)
    return msgspec.structs.replace(change, at=new.updated, after=new)


def _place(store: Store, named: str) -> Line:
    """The last line of a dump that was taken in."""
    return Line(*_places(store).get(named, (0, 0)))


def _places(store: Store) -> dict[str, tuple[int, int]]:
    kept = store.setting(PLACES)
    return msgspec.json.decode(kept, type=dict[str, tuple[int, int]]) if kept else {}


def _remember(store: Store, named: str, last: Line | None) -> None:
    places = _places(store)
    places.pop(named, None)
    if last is not None:
        places[named] = (last.number, last.end)
    store.set_setting(PLACES, msgspec.json.encode(places).decode())
