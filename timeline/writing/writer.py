"""Writing: what steps ask for is decided as a whole, shown, or done; all of it or nothing."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final, NamedTuple

import msgspec

from timeline.errors import Conflict, EventNotFound, StoreUnavailable
from timeline.load import Beside, Loader
from timeline.model.change import Change
from timeline.model.chronology import Chronology
from timeline.model.event import Event
from timeline.store.contract import Outcome, Request, Store
from timeline.writing.draft import Draft
from timeline.writing.fields import Understood
from timeline.writing.in_files import Entries, Rewritten
from timeline.writing.pointed import InvalidBody, Pointed
from timeline.writing.previews import Preview, preview
from timeline.writing.steps import Step
from timeline.writing.verbs import decide

Load = Callable[[datetime, Beside], object]
"""Brings the folder into the store at an instant, and what goes with it, and records it."""
MOST: Final = 500
"""Steps of one batch."""
TRIES: Final = 3


class NotInFiles(Conflict):
    """The event stands in a file, and the settings do not let it be written: the message names file and line."""


@dataclass(frozen=True, slots=True)
class Written:
    """What was done, or would be: the id that each step is about, the changes, how words were read as dates, and where
    it was only asked what would come of it, what each format will show."""

    ids: tuple[str, ...]
    changes: tuple[Change, ...]
    understood: tuple[Understood, ...]
    previews: tuple[Preview, ...] = ()
    dry: bool = False


class _Noted(NamedTuple):
    """What the store is told of a request: enough to answer it once more. Changes are named by event and instant."""

    ids: tuple[str, ...]
    changes: tuple[tuple[str, datetime], ...]
    understood: tuple[Understood, ...]


class Folder:
    """The folder whose files are written: `load` brings them into the store afterwards. `edit_files` lets them be."""

    def __init__(self, directory: Path, environ: Mapping[str, str], load: Load, *, edit_files: bool) -> None:
        self.entries = Entries(directory, environ)
        self.load, self.edit_files = load, edit_files


def folder_of(directory: Path, environ: Mapping[str, str], store: Store, *, edit_files: bool) -> Folder:
    """The folder as a program writes it that loads it by itself."""
    loader = Loader(directory, environ, store)
    return Folder(
        directory, environ, lambda now, beside: loader.load(now, record=True, beside=beside), edit_files=edit_files
    )


class Writer:
    """Writes into one chronology; for several threads at once. Without a folder no event of a file is changed."""

    def __init__(self, store: Store, chronology: Chronology, folder: Folder | None = None) -> None:
        self.store, self.chronology, self.folder = store, chronology, folder
        self._lock = threading.Lock()

    def write(
        self,
        wanted: Sequence[Step],
        now: datetime,
        by: str,
        *,
        dry: bool = False,
        pointers: Sequence[str] = (),
        key: str = "",
    ) -> Written:
        """Do what the steps ask for, one after the other, or with `dry` say what would come of it.

        `by` is who asks, `key` what the store knows the request by, if by anything. `pointers` say where each step
        stands in what was sent; problems of all steps are told at once. Raises `InvalidBody`, `EventNotFound`,
        `RevisionChanged`, `NotInFiles`, `InvalidFiles`, `Conflict`; then nothing was written.
        """
        if len(wanted) > MOST:
            raise InvalidBody([Pointed("", f"there are {len(wanted):,} steps, more than {MOST}", "send fewer at once")])
        with self._lock, self._locked_folder():
            for _ in range(TRIES - 1):
                try:
                    return self._write(wanted, now, by, dry, pointers, key)
                except _Overtaken:
                    continue
            return self._write(wanted, now, by, dry, pointers, key)

    def recall(self, about: str) -> Written:
        """What was written before, by what the store was told of the request."""
        noted = msgspec.json.decode(about, type=_Noted)
        histories = self.store.histories({id for id, _ in noted.changes})
        changes = [each for id, at in noted.changes for each in histories[id] if each.at == at]
        return Written(noted.ids, tuple(changes), noted.understood)

    def _write(
        self, wanted: Sequence[Step], now: datetime, by: str, dry: bool, pointers: Sequence[str], key: str
    ) -> Written:
        draft = Draft(self.store, self.chronology, now, by)
        ids = _decide_all(draft, wanted, pointers)
        rewritten = self._rewritten(draft)
        changes = (*draft.changes, *rewritten.changes)
        if dry:
            previews = tuple(preview(change, self.chronology, _titles(draft)) for change in changes)
            return Written(ids, changes, tuple(draft.understood), previews, dry=True)
        noted = _Noted(ids, tuple((each.event, each.at) for each in changes), tuple(draft.understood))
        self._commit(draft, rewritten, Request(key, msgspec.json.encode(noted).decode()) if key else None)
        return Written(ids, self._as_written(changes), tuple(draft.understood))

    def _rewritten(self, draft: Draft) -> Rewritten:
        if not draft.entries:
            return Rewritten()
        first = next(iter(draft.entries))
        if self.folder is None:
            raise NotInFiles(f"event {first} stands in a file of the chronology's folder, which is not here")
        if not self.folder.edit_files:
            place = self.folder.entries.place(first)
            raise NotInFiles(
                f"event {first} stands in {place}: change it there, or let timeline.toml say edit_files = true"
            )
        return self.folder.entries.rewrite(draft)

    def _commit(self, draft: Draft, rewritten: Rewritten, request: Request | None) -> None:
        """Files first, which can be put back; the store last."""
        outcome = msgspec.structs.replace(draft.outcome(), request=request)
        if not rewritten.texts:
            self._settle(outcome)
            return
        assert self.folder is not None
        authors = {change.event: draft.by for change in rewritten.changes}
        try:
            with self.folder.entries.written(rewritten):
                self.folder.load(draft.now, Beside(authors, outcome))
        except OSError as error:
            what = f"the folder cannot be written to ({error.strerror}): nothing was changed"
            raise StoreUnavailable(what) from error

    def _settle(self, outcome: Outcome) -> None:
        if not (outcome.changes or outcome.attached or outcome.decisions):
            return
        try:
            self.store.settle(outcome)
        except Conflict as error:
            raise _Overtaken(str(error)) from error

    def _locked_folder(self) -> AbstractContextManager[None]:
        return self.folder.entries.locked() if self.folder is not None else nullcontext()

    def _as_written(self, changes: Sequence[Change]) -> tuple[Change, ...]:
        """The changes with their positions."""
        histories = self.store.histories({change.event for change in changes})
        found = []
        for change in changes:
            known = [each for each in histories[change.event] if each.at == change.at]
            found.append(known[-1] if known else change)
        return tuple(found)


class _Overtaken(Conflict):
    """Another program changed the chronology meanwhile: it is decided anew."""


def _decide_all(draft: Draft, wanted: Sequence[Step], pointers: Sequence[str]) -> tuple[str, ...]:
    """Decide every step; what is wrong with the bodies of several is told at once."""
    problems: list[Pointed] = []
    ids = []
    for number, step in enumerate(wanted):
        pointer = pointers[number] if pointers else ""
        try:
            ids.append(decide(draft, step, pointer))
        except InvalidBody as error:
            problems += error.problems
    if problems:
        raise InvalidBody(problems)
    return tuple(ids)


def _titles(draft: Draft) -> Callable[[str], str]:
    def title_of(id: str) -> str:
        try:
            event: Event = draft.event(id)
        except EventNotFound:
            return ""
        return event.title

    return title_of
