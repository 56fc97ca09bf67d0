"""A chronology's folder as read and checked."""

from __future__ import annotations

from pathlib import Path

import msgspec

from timeline.config import Settings
from timeline.errors import Problem
from timeline.files.events import Entry
from timeline.files.history import History
from timeline.model.chronology import Chronology
from timeline.model.feed import Feed
from timeline.model.source import Source


class Folder(msgspec.Struct, frozen=True, kw_only=True):
    """A chronology's folder as read and checked.

    `without_instant` has those of the problems in `unminted` whose entry lacks only its instant, by its id.
    `unminted` has one problem for each entry that lacks its id, its instant or the zone of its time, and is therefore
    not in `entries`; `questions` has what is asked and is no error: of a status that its date leaves open, of a
    tag that a feed asks for and no event has. `in_words`
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
    without_instant: dict[str, Problem] = {}
    questions: tuple[Problem, ...] = ()
    in_words: int = 0
    hashes: dict[str, str] = {}
