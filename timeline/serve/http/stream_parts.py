"""What streams send of the log: read once for all of them, and written once for all that follow the same."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Sequence
from functools import partial
from typing import Final, NamedTuple

import msgspec

from timeline.model.change import Change
from timeline.model.query import PAGE, Filter
from timeline.publish.cache import Lru
from timeline.publish.change_log import Following, Log, change_object, part, token
from timeline.serve.http.pools import Pools

KEPT_BYTES: Final = 16 * 2**20


class StreamPart(NamedTuple):
    """The next pieces of a stream, the position behind them, and whether there is more already."""

    pieces: tuple[bytes, ...]
    position: int
    more: bool


Key = tuple[str, Filter | None, int, int]
"""The log, what is followed of it, from where, and where it stands."""


class StreamParts:
    """The pieces of all streams of one application: of those who ask for the same, one makes it and all wait for it."""

    def __init__(self, pools: Pools) -> None:
        self._pools = pools
        self._kept: Lru[Key, StreamPart] = Lru(KEPT_BYTES, lambda latest: sum(map(len, latest.pieces)) + 200)
        self._under_way: dict[Key, asyncio.Task[StreamPart]] = {}

    async def next(self, following: Following, after: int) -> StreamPart:
        """What follows a position, in the form of a stream; empty where there is nothing yet."""
        key = (following.store.generation, following.filter, after, following.store.position())
        kept = self._kept.use(key)
        if kept is not None:
            return kept
        task = self._under_way.get(key)
        if task is None:
            task = self._under_way[key] = asyncio.create_task(self._make(key, following))
            task.add_done_callback(lambda _: self._under_way.pop(key, None))
        return await asyncio.shield(task)

    async def _make(self, key: Key, following: Following) -> StreamPart:
        latest = await self._pools.ask_patiently(partial(stream_part, following, key[2]))
        self._kept.put(key, latest)
        return latest


class SharedLog:
    """The log as many ask for it at once: the same part of it is read from the store once."""

    def __init__(self, store: Log) -> None:
        self._store = store
        self._lock = threading.Lock()
        self._asked: tuple[str, int, int | None, int] | None = None
        self._changes: Sequence[Change] = ()

    @property
    def generation(self) -> str:
        """The log's name now."""
        return self._store.generation

    def former(self, generation: str) -> int | None:
        """The last position under a former name."""
        return self._store.former(generation)

    def position(self) -> int:
        """The latest position."""
        return self._store.position()

    def position_now(self) -> int:
        """The latest position, looked up."""
        return self._store.position_now()

    def changes(self, after: int = 0, limit: int | None = None) -> Sequence[Change]:
        """The changes after a position. Others who ask meanwhile wait for the one who reads."""
        with self._lock:
            asked = (self._store.generation, after, limit, self._store.position())
            if self._asked != asked:
                self._changes = self._store.changes(after, limit)
                self._asked = asked
            return self._changes


def stream_part(following: Following, after: int) -> StreamPart:
    """The next changes as server-sent events. A position without data still moves `Last-Event-ID` (HTML, 9.2.6), so
    that a reader with a narrow filter does not come back to the beginning."""
    latest = part(following, after, PAGE)
    pieces = [_event(following, change, matches) for change, matches in latest.changes]
    if latest.position != after and not pieces:
        pieces = [f"id: {token(following.store, latest.position)}\n\n".encode()]
    return StreamPart(tuple(pieces), latest.position, latest.more)


def _event(following: Following, change: Change, matches: bool | None) -> bytes:
    value = change_object(following, change, matches)
    return b"id: %s\nevent: change\ndata: %s\n\n" % (value["position"].encode(), msgspec.json.encode(value))
