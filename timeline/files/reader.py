"""Reading a folder, again and again: what stayed as it was since the last time is not parsed anew."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from timeline import config
from timeline.config import Settings
from timeline.disk import read_regular
from timeline.errors import InvalidFiles, Problem
from timeline.files import contents, events, feeds, history, pictures, relations, sources
from timeline.files.contents import Contents
from timeline.files.entries import Context, Listing, Memory
from timeline.files.folder import Folder
from timeline.files.history import History
from timeline.files.located import Located, unhurried_collector
from timeline.model.chronology import Chronology
from timeline.model.source import Source


class Reading(NamedTuple):
    """A folder, with its files of entries as they were read, and what they lean on."""

    folder: Folder
    listings: Sequence[Listing]
    context: Context


class Reader:
    """Reads one folder. It keeps what it read of entries and of the history, so that a save costs what it changed."""

    def __init__(self, directory: Path, environ: Mapping[str, str]) -> None:
        self.directory, self.environ = directory, environ
        self._entries: dict[str, Memory] = {}
        self._past = history.Memory()

    def look(self) -> Contents:
        """The bytes of the folder's files as they are now."""
        return contents.look(self.directory)

    def read(self, found: Contents, *, need_ids: bool = False) -> Reading:
        """The folder that the bytes are. Raises `InvalidFiles` with every problem of all its files, in order.

        With `need_ids`, an entry without an id or its instant is a problem too, whose remedy is `timeline check --fix`.
        """
        with unhurried_collector():
            return self._read(found, need_ids)

    def listing(self, located: Located, context: Context) -> Listing:
        """The entries of one file, whose tree is not made yet."""
        return self._entries.setdefault(located.file, Memory()).read(located, context)

    def _read(self, found: Contents, need_ids: bool) -> Reading:
        settings, problems = config.examine(self.directory, self.environ)
        past, damage = self._history(found)
        context = Context(chronology(settings or Settings(title="")), past.held())
        listings = [self.listing(found.text(name), context) for name in self._files_of_entries(found)]
        relations.compare(listings, context.published)
        pictures.compare(listings, self.directory)
        has_none = isinstance(found.errors.get(sources.FILE), FileNotFoundError)
        sourced = Located(sources.FILE, "") if has_none else found.located(sources.FILE)
        named_sources = sources.read(sourced, self.environ)
        opened = {Path(name).stem: found.located(name) for name in found.within(feeds.FOLDER)}
        # A tag is known to be wrong only where everything that could have it was readable.
        is_whole = all(listing.is_readable for listing in listings) and not sourced.problems
        tags = _tags(listings, named_sources) if is_whole else None
        drafts = _feed_drafts(opened)
        settled = feeds.settle(drafts)
        unminted = tuple(relations.unminted(listings))
        problems += [*damage, *contents.misnamed(found)]
        for located in (*(listing.located for listing in listings), sourced, *opened.values()):
            problems += located.problems
        missing = unminted if need_ids else ()
        asked = tuple(feeds.questions(drafts, tags)) if tags is not None else ()
        if problems or missing or settings is None:
            raise InvalidFiles([*problems, *missing, *asked])
        folder = Folder(
            directory=self.directory,
            settings=settings,
            chronology=context.chronology,
            entries=tuple(entry for listing in listings for entry in listing.entries()),
            feeds=tuple(settled),
            sources=named_sources,
            history=past,
            unminted=unminted,
            without_instant=relations.without_instant(listings),
            questions=(*relations.questions(listings), *asked),
            in_words=sum(row.item.in_words for listing in listings for row in listing.rows),
            hashes=dict(found.hashes),
        )
        return Reading(folder, listings, context)

    def _history(self, found: Contents) -> tuple[History, list[Problem]]:
        error = found.errors.get(history.FILE)
        if error is not None and not isinstance(error, FileNotFoundError):
            return History(), [history.unreadable(error)]
        return self._past.read(found.data.get(history.FILE, b""))

    def _files_of_entries(self, found: Contents) -> list[str]:
        """`events.yaml`, which need not be there beside others, and those others."""
        others = found.within(events.FOLDER)
        names = others if others and events.FILE not in found.data else [events.FILE, *others]
        self._entries = {name: kept for name, kept in self._entries.items() if name in names}
        return names


def read(directory: Path, environ: Mapping[str, str], *, need_ids: bool = False) -> Folder:
    """The folder as it is now. Raises `InvalidFiles` as `Reader.read` does."""
    reader = Reader(directory, environ)
    return reader.read(reader.look(), need_ids=need_ids).folder


def chronology(settings: Settings) -> Chronology:
    """What the settings say of the chronology as a whole."""
    return Chronology(**{name: getattr(settings, name) for name in Chronology.__struct_fields__})


def sources_of(directory: Path, environ: Mapping[str, str]) -> tuple[Source, ...]:
    """The sources of a folder, without reading the rest of it. Raises `InvalidFiles`."""
    path = directory / sources.FILE
    located = Located.open(path, sources.FILE) if path.exists() else Located(sources.FILE, "")
    found = sources.read(located, environ)
    if located.problems:
        raise InvalidFiles(located.problems)
    return found


def place_of(directory: Path, id: str) -> tuple[str, int]:
    """The file and the line on which an entry's id stands; quick, for a message. Line 0 if it is not found."""
    quote = "[\"']?"
    rule = re.compile(
        rf"(?:^|[\s{{,-]){quote}id{quote}:[ \t]*{quote}{re.escape(id)}{quote}[ \t\r]*(?:$|[,}}#])", re.MULTILINE
    )
    for path in (directory / events.FILE, *contents.yaml_files(directory / events.FOLDER)):
        try:
            text = read_regular(path).decode("utf-8", "replace")
        except OSError:
            continue
        if found := rule.search(text):
            return path.relative_to(directory).as_posix(), text.count("\n", 0, found.end()) + 1
    return events.FILE, 0


def _feed_drafts(opened: Mapping[str, Located]) -> list[feeds.Draft]:
    drafts = (feeds.draft(located, slug) for slug, located in opened.items())
    return [draft for draft in drafts if draft is not None]


def _tags(listings: Iterable[Listing], found: tuple[Source, ...]) -> set[str]:
    """All tags that an event may have."""
    tags = {tag for listing in listings for row in listing.rows for tag in row.item.tags}
    return tags.union(*(source.tags for source in found))
