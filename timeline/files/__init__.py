"""The curator's folder: read it, with every problem of every file; `fixes` writes into it; `history` remembers."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import msgspec

from timeline import config
from timeline.config import Settings
from timeline.errors import InvalidFiles, Problem
from timeline.files import events, feeds, history, sources
from timeline.files.events import Entry
from timeline.files.history import History
from timeline.files.located import Located, unhurried_collector
from timeline.model.chronology import Chronology
from timeline.model.feed import Feed
from timeline.model.source import Source

__all__ = ["Entry", "Folder", "chronology", "hashes", "line_of", "read", "sources_of"]

FILES: Final = (config.FILE, events.FILE, sources.FILE, history.FILE)


class Folder(msgspec.Struct, frozen=True, kw_only=True):
    """A chronology's folder as read and checked.

    `unminted` has one problem for each entry that lacks its id, its instant or the zone of its time, and is therefore
    not in `entries`; `questions` has one for each whose status its date leaves open, which is no error. `in_words`
    counts those whose date is read from words at each load; `hashes` are the SHA-256 of each of its files.
    """

    directory: Path
    settings: Settings
    chronology: Chronology
    entries: tuple[Entry, ...] = ()
    feeds: tuple[Feed, ...] = ()
    sources: tuple[Source, ...] = ()
    history: History = History()
    unminted: tuple[Problem, ...] = ()
    questions: tuple[Problem, ...] = ()
    in_words: int = 0
    hashes: dict[str, str] = {}


def read(directory: Path, environ: Mapping[str, str], *, need_ids: bool = False) -> Folder:
    """The folder. Raises `InvalidFiles` with every problem of all its files, in order.

    With `need_ids`, an entry without an id or its instant is a problem too, whose remedy is `timeline check --fix`.
    """
    with unhurried_collector():
        return _read(directory, environ, need_ids)


def _read(directory: Path, environ: Mapping[str, str], need_ids: bool) -> Folder:
    stamped = hashes(directory)
    settings, problems = config.examine(directory, environ)
    whole = chronology(settings or Settings(title=""))
    past, damage = history.read(directory / history.FILE)
    listed = Located.open(directory / events.FILE, events.FILE)
    held = past.held()
    drafts = events.drafts(listed, whole, held)
    events.compare(drafts, listed, held)
    sourced = _sources(directory)
    named_sources = sources.read(sourced, environ)
    opened = {path.stem: Located.open(path, f"feeds/{path.name}") for path in _feed_files(directory, problems)}
    # A tag is known to be wrong only where everything that could have it was readable.
    tags = _tags(drafts, named_sources) if listed.root and not sourced.problems else None
    settled = feeds.settle(_feed_drafts(opened), tags)
    unminted = events.unminted(drafts, listed)
    problems += damage
    for located in (listed, sourced, *opened.values()):
        problems += located.problems
    missing = unminted if need_ids else []
    if problems or missing or settings is None:
        raise InvalidFiles([*problems, *missing])
    return Folder(
        directory=directory,
        settings=settings,
        chronology=whole,
        entries=tuple(d.entry(*listed.place(d.raw.node.start_mark.index)) for d in drafts if not d.lacks),
        feeds=tuple(settled),
        sources=named_sources,
        history=past,
        unminted=tuple(unminted),
        questions=tuple(events.questions(drafts, listed)),
        in_words=sum(d.is_in_words for d in drafts),
        hashes=stamped,
    )


def _feed_drafts(opened: Mapping[str, Located]) -> list[feeds.Draft]:
    drafts = (feeds.draft(located, slug) for slug, located in opened.items())
    return [draft for draft in drafts if draft is not None]


def chronology(settings: Settings) -> Chronology:
    """What the settings say of the chronology as a whole."""
    return Chronology(**{name: getattr(settings, name) for name in Chronology.__struct_fields__})


def sources_of(directory: Path, environ: Mapping[str, str]) -> tuple[Source, ...]:
    """The sources of a folder, without reading the rest of it. Raises `InvalidFiles`."""
    located = _sources(directory)
    found = sources.read(located, environ)
    if located.problems:
        raise InvalidFiles(located.problems)
    return found


def line_of(directory: Path, id: str) -> int:
    """The line of `events.yaml` on which an entry's id stands, 0 if it is not found; quick, for a message."""
    try:
        text = (directory / events.FILE).read_text(encoding="utf-8", errors="replace")
    except OSError:
        return 0
    quote = "[\"']?"
    rule = rf"(?:^|[\s{{,-]){quote}id{quote}:[ \t]*{quote}{re.escape(id)}{quote}[ \t\r]*(?:$|[,}}#])"
    found = re.search(rule, text, re.MULTILINE)
    return text.count("\n", 0, found.end()) + 1 if found else 0


def _sources(directory: Path) -> Located:
    """`sources.yaml`, which need not be there."""
    path = directory / sources.FILE
    return Located.open(path, sources.FILE) if path.exists() else Located(sources.FILE, "")


def _tags(drafts: list[events.Draft], found: tuple[Source, ...]) -> set[str]:
    """All tags that an event may have."""
    tags = {tag for draft in drafts for tag in draft.raw.values.get("tags", ())}
    return tags.union(*(source.tags for source in found))


def _feed_files(directory: Path, problems: list[Problem]) -> list[Path]:
    """The feeds' files by name; one with another ending than .yaml is a problem, not silently left out."""
    found = []
    for path in sorted((directory / feeds.FOLDER).glob("*")):
        if path.suffix.lower() in (".yaml", ".yml") and not path.name.startswith("."):
            if path.suffix == ".yaml":
                found.append(path)
            else:
                name = f"{feeds.FOLDER}/{path.name}"
                problems.append(Problem(name, 0, 0, "is not read", f"rename it to {path.stem}.yaml"))
    return found


def hashes(directory: Path) -> dict[str, str]:
    """SHA-256 of each of the folder's files, by name; those that cannot be read are left out."""
    paths = [directory / name for name in FILES] + sorted((directory / feeds.FOLDER).glob("*.y*ml"))
    found = {}
    for path in paths:
        try:
            found[path.relative_to(directory).as_posix()] = hashlib.sha256(path.read_bytes()).hexdigest()
        except OSError:
            continue  # what cannot be read is reported by `read`
    return found
