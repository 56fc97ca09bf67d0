"""What is kept in memory: one rule of eviction, and the caches of bodies and of rendered entries.

Nine caches stand on the path of a feed, from the address to the rows. What each saves:

1. `ResponseCache` (serve/http/cache): everything but writing to the socket, for an address typed as before.
2. `Publisher._catalogue`: reading the feeds' own files from the store, at most once a second.
3. `Catalogue.subscriptions`: parsing the parameters of an address.
4. `BodyCache`: making the bytes of a canonical address again, when no change touched its filter.
5. `LatestInstants`: asking the store for the latest change that touches a filter.
6. `RecentChanges`: reading the same changes once for each body that must know whether it still holds.
7. `MatchingEvents`: reading ten thousand events again because one of them was corrected.
8. `FragmentCache`: writing an entry in a format again, when it is the same revision.
9. `StretchCache`: compressing the stretches of a long body in which nothing changed.
"""

from __future__ import annotations

import logging
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass, field
from typing import Final, Generic, TypeVar

from timeline.publish.body import Body

BODY_BYTES: Final = 128 * 2**20
"""Bytes of bodies kept."""
FRAGMENT_BYTES: Final = 96 * 2**20
"""Bytes of fragments kept."""
OVERHEAD: Final = 300
"""Bytes that keeping a fragment costs beside its own."""
UNLIMITED: Final = 2**63

log = logging.getLogger(__name__)

Key = TypeVar("Key")
Value = TypeVar("Value")


def _count_one(value: object) -> int:
    return 1


class Lru(Generic[Key, Value]):
    """Values by key while there is room; the least recently used go first, and the latest always stays.

    `weigh` is asked when a value is put: put one again whose weight has changed. Reading is safe beside a writer; two
    writers need a lock.
    """

    def __init__(self, room: int, weigh: Callable[[Value], int] = _count_one, entries: int = UNLIMITED) -> None:
        self._room, self._weigh, self._entries = room, weigh, entries
        self._used = 0
        self._values: OrderedDict[Key, tuple[Value, int]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._values)

    def __contains__(self, key: Key) -> bool:
        return key in self._values

    def __iter__(self) -> Iterator[Key]:
        return iter(self._values)

    def get(self, key: Key) -> Value | None:
        """The value under a key. It does not count as a use, so that a reader needs no lock."""
        pair = self._values.get(key)
        return None if pair is None else pair[0]

    def use(self, key: Key) -> Value | None:
        """The value under a key, which is now the latest used."""
        value = self.get(key)
        if value is not None:
            self._values.move_to_end(key)
        return value

    def put(self, key: Key, value: Value) -> None:
        """Keep a value as the latest used, and let the oldest go where there is no room."""
        self.drop(key)
        weight = self._weigh(value)
        self._values[key] = value, weight
        self._used += weight
        while self._is_full() and len(self._values) > 1:
            self.drop(next(iter(self._values)))

    def drop(self, key: Key) -> None:
        """Keep the value under a key no longer."""
        pair = self._values.pop(key, None)
        if pair is not None:
            self._used -= pair[1]

    def clear(self) -> None:
        """Forget everything."""
        self._values.clear()
        self._used = 0

    def _is_full(self) -> bool:
        return self._used > self._room or len(self._values) > self._entries


@dataclass(slots=True)
class CachedBody:
    """A body, the position in the log up to which it is known to hold, and what it was made for."""

    body: Body
    position: int
    made_for: object


class BodyCache(Lru[str, CachedBody]):
    """Bodies by canonical address."""

    def __init__(self, room: int = BODY_BYTES) -> None:
        super().__init__(room, lambda cached: cached.body.size)


@dataclass(slots=True)
class _Group:
    """The fragments of one format and its choices: by name, the state that was rendered and its bytes."""

    fragments: dict[str, tuple[Hashable, bytes]] = field(default_factory=dict)
    size: int = 0

    def drop(self, name: str) -> None:
        pair = self.fragments.pop(name, None)
        if pair is not None:
            self.size -= len(pair[1]) + OVERHEAD

    def put(self, name: str, state: Hashable, fragment: bytes) -> None:
        self.fragments[name] = state, fragment
        self.size += len(fragment) + OVERHEAD


class FragmentCache:
    """Rendered entries, in groups (a format and its choices), by name. Not for several threads at once.

    Feeds are read from end to end, so dropping the least recently used entry would drop each just before it is asked
    for again. Whole groups make room for others instead; what a single group has no room for is not kept.
    """

    def __init__(self, room: int = FRAGMENT_BYTES) -> None:
        self._room = room
        self._groups: Lru[Hashable, _Group] = Lru(room, lambda group: group.size)

    def get(self, group: Hashable, name: str, state: Hashable, render: Callable[[], bytes]) -> bytes:
        """The fragment of that name in that state, rendered if it is not kept; another state of it is forgotten.

        One that cannot be rendered is empty, and logged: a bad entry is left out, and never sinks its feed.
        """
        cached = self._groups.get(group) or _Group()
        pair = cached.fragments.get(name)
        if pair is not None and pair[0] == state:
            return pair[1]
        fragment = _render_or_log(name, render)
        cached.drop(name)
        if cached.size + len(fragment) + OVERHEAD <= self._room:
            cached.put(name, state, fragment)
        self._groups.put(group, cached)
        return fragment


def _render_or_log(name: str, render: Callable[[], bytes]) -> bytes:
    try:
        return render()
    except Exception:
        log.exception("left out of a feed, as it cannot be rendered: %s", name)
        return b""
