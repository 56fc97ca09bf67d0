"""What a database remembers of the folder that it was loaded from: its files, its history and its authority."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from datetime import datetime
from importlib.metadata import version
from typing import Final

from timeline.errors import InvalidHistory, Problem
from timeline.files import Folder, authority, history
from timeline.files.history import History
from timeline.files.history_row import Row
from timeline.model.chronology import Chronology
from timeline.model.default_status import READING
from timeline.model.event import STATUSES
from timeline.model.feed import Feed
from timeline.model.query import Filter, Query
from timeline.model.values import counted
from timeline.store.contract import AUTHORITY, Store

IN_WORDS: Final = " in words"
"""Follows the stamp of files that were loaded without writing down what was read of their dates in words."""


def stamp(hashes: Mapping[str, str], chronology: Chronology, *, in_words: bool = False) -> str:
    """What stands for the files, the settings and the program that read them; `in_words` where what was read of the
    files' dates is not written into them."""
    parts = sorted(hashes.items()), chronology, version("timeline"), READING
    return hashlib.sha256(repr(parts).encode()).hexdigest() + (IN_WORDS if in_words else "")


def is_unchanged(store: Store, files_stamp: str, *, record: bool) -> bool:
    """Whether the store was loaded from these very files, and nothing is left to be written into them."""
    if record:
        return store.setting("files") == files_stamp and not store.unrecorded()
    return store.setting("files").removesuffix(IN_WORDS) == files_stamp


def is_older(past: History, store: Store) -> bool:
    """Whether the store has all rows of the history file and more; one that only lost some raises `InvalidHistory`."""
    seen = known_rows(store)
    rows = {short(row.digest) for row in past.rows}
    # What sources said of entries was written down by one of several machines: the others' folders may lack it.
    evidence = evidence_rows(store)
    lost = seen - rows - evidence
    if lost and not rows <= seen | evidence:
        raise InvalidHistory(
            f"{history.FILE} lacks {counted(len(lost), 'line')} that this database has, and has others: "
            "restore them from version control, or load the folder into a new database"
        )
    return bool(lost)


def remember(store: Store, feeds: list[Feed], now: datetime, rows: Iterable[Row], files_stamp: str) -> None:
    """Keep the feeds, which rows of the history are in the store, and which files it was loaded from."""
    if feeds != store.feeds():
        store.set_feeds(feeds, now)
    remember_rows(store, (short(row.digest) for row in rows))
    if store.setting("files") != files_stamp:
        store.set_setting("files", files_stamp)


def known_rows(store: Store) -> set[str]:
    """The rows of the history that are in the store, each by `short`."""
    return set(store.setting("history").split())


def evidence_rows(store: Store) -> set[str]:
    """The rows that some machine wrote of what sources say, each by `short`."""
    return set(store.setting("history.evidence").split())


def remember_rows(store: Store, rows: Iterable[str]) -> None:
    """Keep which rows those are."""
    value = " ".join(sorted(rows))
    if store.setting("history") != value:
        store.set_setting("history", value)


def short(digest: str) -> str:
    """Enough of a digest to know a row again."""
    return digest[:16]


def other_authority(folder: Folder, store: Store) -> list[Problem]:
    """What is wrong where the database was published under another authority, whatever the files remember."""
    before, now = store.setting(AUTHORITY), folder.chronology.authority
    if before in ("", now) or before in folder.history.given_up or authority.problems(folder):
        return []  # what the history says is said by whoever compares it
    everything = Filter(statuses=tuple(STATUSES))
    count = store.count(everything)
    first = store.page(Query(filter=everything, sort="published", limit=1)).events
    return [authority.refusal(now, before, "the database", first, count)] if count else []


def remember_authority(store: Store, chronology: Chronology) -> None:
    """That the database is published under the authority of the settings."""
    if store.setting(AUTHORITY) != chronology.authority:
        store.set_setting(AUTHORITY, chronology.authority)
