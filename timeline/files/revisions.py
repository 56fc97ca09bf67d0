"""When a feed's own file was last revised."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from datetime import datetime

import msgspec

from timeline.files import Folder, history
from timeline.files.history import History
from timeline.files.history_row import Row
from timeline.model.change import TICK, Change, whole
from timeline.model.feed import Feed
from timeline.model.query import Filter


def dated_feeds(folder: Folder, stored: Mapping[str, Feed], now: datetime) -> list[Feed]:
    """The feeds with the instant of their own files' latest revision, which never goes back.

    A recorded revision has the instant that the history says, a stored one keeps its own. A feed seen for the first
    time is as old as the newest entry, so that two machines with the same files agree before anything is recorded;
    a later revision is of now.
    """
    newest = max((entry.event.published for entry in folder.entries), default=whole(now))
    dated = []
    for feed in folder.feeds:
        row, old = folder.history.feeds.get(feed.slug), stored.get(feed.slug)
        at = newest if row is None and old is None else _revised(feed, row, old, now)
        dated.append(msgspec.structs.replace(feed, updated=at))
    return dated


def _revised(feed: Feed, row: Row | None, old: Feed | None, now: datetime) -> datetime:
    """When a feed that was seen before was last revised: as recorded or stored, else now, but later than either."""
    recorded = [] if row is None else [(row.at, row.content)]
    kept = [] if old is None or old.updated is None else [(old.updated, content(old))]
    earlier = recorded + kept
    same = [at for at, said in earlier if said == content(feed)]
    if same:
        return max(same)
    return max([whole(now), *(at + TICK for at, _ in earlier)])


def content(feed: Feed) -> str:
    """What stands for a feed's file: all that it says, and what the feeds that it names mean."""
    said = {name: getattr(feed, name) for name in Feed.__struct_fields__ if name not in ("updated", "filter")}
    said["feeds"] = feed.filter.feeds
    return hashlib.sha256(msgspec.json.encode(said, order="deterministic")).hexdigest()[:32]


def query_digest(filter: Filter) -> str:
    """What stands for a feed's query: all that it means, and not what its file is called."""
    return hashlib.sha256(msgspec.json.encode(filter, order="deterministic")).hexdigest()[:16]


def rows_to_record(past: History, changes: Iterable[Change], feeds: Iterable[Feed]) -> list[Row]:
    """The rows that the history file lacks."""
    lacking = []
    for feed in feeds:
        row = past.feeds.get(feed.slug)
        if feed.updated is not None and (row is None or (row.content, row.at) != (content(feed), feed.updated)):
            row = Row(feed=feed.slug, at=feed.updated, content=content(feed), asked=query_digest(feed.filter))
            lacking.append(row)
    return history.rows_of(past, changes, lacking)
