"""The curator's folder: read it, with every problem of every file; `fix` it; keep its history."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import msgspec

from timeline import config
from timeline.chronology import Chronology
from timeline.config import Settings
from timeline.errors import InvalidFiles, Problem
from timeline.feeds import Feed
from timeline.files import events, feeds
from timeline.files.events import Entry
from timeline.files.located import Located, unhurried_collector

__all__ = ["Entry", "Folder", "chronology", "digest", "read"]

WATCHED: Final = ("timeline.toml", "events.yaml", "sources.yaml", "events.history.jsonl")


class Folder(msgspec.Struct, frozen=True, kw_only=True):
    """A chronology's folder as read and checked.

    `unminted` has one problem for each entry that lacks its id or its instant, and is left out of `entries`; `digest`
    stands for the bytes of all its files.
    """

    directory: Path
    settings: Settings
    chronology: Chronology
    entries: tuple[Entry, ...]
    feeds: tuple[Feed, ...]
    unminted: tuple[Problem, ...] = ()
    digest: str = ""


def read(directory: Path, environ: Mapping[str, str], *, need_ids: bool = False) -> Folder:
    """The folder. Raises `InvalidFiles` with every problem of all its files, in order.

    With `need_ids`, an entry without an id or its instant is a problem too, whose remedy is `timeline check --fix`.
    """
    with unhurried_collector():
        return _read(directory, environ, need_ids)


def _read(directory: Path, environ: Mapping[str, str], need_ids: bool) -> Folder:
    settings, problems = config.examine(directory, environ)
    whole = chronology(settings or Settings(title=""))
    stamp = digest(directory)
    listed = Located.open(directory / events.FILE, events.FILE)
    drafts = events.drafts(listed, whole)
    events.compare(drafts, listed)
    tags = {tag for draft in drafts for tag in draft.raw.values.get("tags", ())} if listed.root else None
    opened = {path.stem: Located.open(path, f"feeds/{path.name}") for path in _feed_files(directory, problems)}
    settled = feeds.settle([d for slug, at in opened.items() if (d := feeds.draft(at, slug))], tags)
    unminted = events.unminted(drafts, listed)
    for located in (listed, *opened.values()):
        problems += located.problems
    if problems or settings is None or (need_ids and unminted):
        raise InvalidFiles([*problems, *(unminted if need_ids else ())])
    return Folder(
        directory=directory,
        settings=settings,
        chronology=whole,
        entries=tuple(d.entry(listed.place(d.raw.node.start_mark.index)[0]) for d in drafts if d.is_minted),
        feeds=tuple(settled),
        unminted=tuple(unminted),
        digest=stamp,
    )


def chronology(settings: Settings) -> Chronology:
    """What the settings say of the chronology as a whole."""
    return Chronology(**{name: getattr(settings, name) for name in Chronology.__struct_fields__})


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


def digest(directory: Path) -> str:
    """SHA-256 over the names and bytes of all the folder's files; missing ones count as such."""
    found = hashlib.sha256()
    names = [*WATCHED, *sorted(f"feeds/{path.name}" for path in (directory / "feeds").glob("*.y*ml"))]
    for name in names:
        try:
            data = (directory / name).read_bytes()
        except OSError:
            continue
        found.update(f"{name} {len(data)}\n".encode())
        found.update(data)
    return found.hexdigest()
