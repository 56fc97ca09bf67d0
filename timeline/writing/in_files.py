"""Events of the folder's files: what is written into them, tried as a whole before a byte of them changes."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Final, NamedTuple

import msgspec

from timeline.dates.local_time import FLOATING
from timeline.errors import Conflict
from timeline.files import Folder, Reader, edits, entries, events, history, new_entry
from timeline.files.comparison import decide
from timeline.files.contents import Contents
from timeline.files.edits import quoted
from timeline.files.entries import Listing
from timeline.files.entry_edit import set_keys
from timeline.files.located import Located
from timeline.files.reader import Reading, place_of
from timeline.model.change import Change
from timeline.model.event import Event
from timeline.writing.draft import Draft

try:
    import fcntl
except ImportError:  # Windows: two programs that write at once are told apart by the bytes they find
    fcntl = None  # type: ignore[assignment]

SERIES: Final = ("repeat", "except", "changed")
KEYS: Final[dict[str, tuple[str, ...]]] = {"recurrence": SERIES, "overrides": SERIES, "conflicts": (), "origin": ()}
"""Keys of an entry by the field of an event, where they are not called the same."""
_BOM: Final = b"\xef\xbb\xbf"


class Rewritten(NamedTuple):
    """Files as they are to be, each with its text as it was read, and what that changes."""

    texts: tuple[tuple[Located, str], ...] = ()
    changes: tuple[Change, ...] = ()


class Entries:
    """The entries of one folder."""

    def __init__(self, directory: Path, environ: Mapping[str, str]) -> None:
        self.directory = directory
        self._reader = Reader(directory, environ)

    def rewrite(self, draft: Draft) -> Rewritten:
        """What a draft writes into the files. Raises `InvalidFiles` where they are wrong, or would be; `Conflict` where
        an entry was changed in its file and is not loaded yet, or cannot be edited as it is written."""
        if not draft.entries:
            return Rewritten()
        reader, contents = self._reader, self._reader.look()
        reading = reader.read(contents)
        self._refuse_unloaded(reading.folder, draft)
        texts = [
            (listing.located, text)
            for listing in reading.listings
            if (text := _edited(listing, reading, draft)) != listing.located.text
        ]
        present = {row.item.id for listing in reading.listings for row in listing.rows}
        for id in [id for id in draft.entries if id not in present]:  # what is gone may have left; it stands again
            texts = _with_entry(texts, reading, own_part(draft.event(id)))
        folder = reader.read(_with_texts(contents, texts)).folder
        changes = _decide(folder, draft)
        _check(changes, draft, self.directory)
        return Rewritten(tuple(texts), tuple(msgspec.structs.replace(each, by=draft.by) for each in changes))

    def place(self, id: str) -> str:
        """The file and the line of an entry, for a message."""
        file, line = place_of(self.directory, id)
        return f"{file}:{line}" if line else file

    def _refuse_unloaded(self, folder: Folder, draft: Draft) -> None:
        for change in _decide(folder, draft):
            raise Conflict(
                f"{self.place(change.event)}: the entry was changed in its file, and that is not published yet: "
                "run `timeline check --fix`, or start the server anew, and look at it again"
            )

    @contextmanager
    def locked(self) -> Iterator[None]:
        """One writer at a time, of all programs that write by this module."""
        handle = os.open(self.directory, os.O_RDONLY) if fcntl is not None else -1
        try:
            if fcntl is not None:
                fcntl.flock(handle, fcntl.LOCK_EX)
            yield
        finally:
            if handle >= 0:
                os.close(handle)

    @contextmanager
    def written(self, rewritten: Rewritten) -> Iterator[None]:
        """The files as they are to be; where the block raises before the history has it, they are put back as they
        were, unless somebody saved them since. Raises what `edits.write` does."""
        past = self._size_of_history()
        with ExitStack() as undo:
            for located, text in rewritten.texts:
                path = (self.directory / located.file).resolve()
                undo.enter_context(edits.written(path, located, text, lambda: self._size_of_history() == past))
            yield

    def _size_of_history(self) -> int:
        with suppress(OSError):
            return (self.directory / history.FILE).stat().st_size
        return 0


def _edited(listing: Listing, reading: Reading, draft: Draft) -> str:
    """The text of one file with what the draft changes in its entries."""
    numbers = [number for number, row in enumerate(listing.rows) if row.item.id in draft.entries]
    made = []
    for entry, part, shift in entries.drafts(listing, numbers, reading.context).values() if numbers else ():
        event, names = draft.event(entry.id), draft.entries[entry.id]
        values = _values(event, names, reading, entry.raw.values.get("kind", ""))
        made += [edit.moved(shift) for edit in set_keys(part, entry.raw.node, values)]
    return edits.apply(listing.located.text, made) if made else listing.located.text


def _values(event: Event, names: Mapping[str, None], reading: Reading, kind: str) -> dict[str, str]:
    """Keys of an entry as YAML, those of the fields that change; empty where nothing is to stand."""
    chronology = reading.context.chronology
    written = new_entry.entry(own_part(event), chronology.language)
    keys = dict.fromkeys(key for name in names for key in KEYS.get(name, (name,)))
    values = {key: written.get(key, "") for key in keys}
    if "when" in keys and event.when.start_time and not event.when.timezone and chronology.local_times != FLOATING:
        values["when"] = f"{values['when'][:-1]}, timezone: {quoted(FLOATING)}}}"
    if event.said_kind != kind:
        values["kind"] = event.said_kind
    return values


def own_part(event: Event) -> Event:
    """The event with what is cited by hand only: what sources bring is not the file's."""
    own = tuple(citation for citation in event.sources if not citation.source)
    return msgspec.structs.replace(event, sources=own)


def _with_entry(texts: list[tuple[Located, str]], reading: Reading, event: Event) -> list[tuple[Located, str]]:
    named = {located.file: (located, text) for located, text in texts}
    known = {listing.located.file: listing.located for listing in reading.listings}
    if events.FILE not in known:
        raise Conflict(f"the entry of {event.id} left its file: write it again by hand")
    located, text = named.get(events.FILE, (known[events.FILE], known[events.FILE].text))
    whole = Located(events.FILE, text)
    whole.compose()
    named[events.FILE] = (located, new_entry.with_entry(whole, event, reading.context.chronology.language))
    return list(named.values())


def _with_texts(contents: Contents, texts: list[tuple[Located, str]]) -> Contents:
    """The folder as it is to be, without writing it."""
    data = {located.file: text.encode("utf-8") for located, text in texts}
    return contents._replace(data={**contents.data, **data})


def _decide(folder: Folder, draft: Draft) -> list[Change]:
    ids = set(draft.entries)
    return decide(folder, {id: draft.base(id) for id in ids}, ids, draft.now, ids)


def _check(changes: list[Change], draft: Draft, directory: Path) -> None:
    """The entries must say what is wanted, and nothing else."""
    by_id = {change.event: change for change in changes}
    for id, names in draft.entries.items():
        wanted = draft.event(id)
        made = by_id[id].after if id in by_id else draft.base(id)
        wrong = [name for name in names if getattr(made, name) != getattr(wanted, name)]
        if set(wrong) - {"conflicts"}:
            file, line = place_of(directory, id)
            raise Conflict(f"{file}:{line}: {', '.join(wrong)} cannot be written into this entry: edit it by hand")
