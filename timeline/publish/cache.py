"""What is kept in memory, and by which rules it makes room.

These stand on the path of a feed, from the address to the rows. What each saves:

1. `ResponseCache` (serve/http/cache): everything but writing to the socket, for an address typed as before.
2. `Publisher._catalogue`: reading the feeds' own files from the store, at most once a second.
3. `Catalogue.subscriptions`: parsing the parameters of an address.
4. `bodies.BodyCache`: making the bytes of a canonical address again, when no change touched its filter.
5. `watches.Watches`: looking at a filter that a change cannot touch, and asking the store when one was last touched.
6. `freshness.RecentChanges`: reading the same changes once for each body that must know whether it still holds.
7. `complete.CompleteFeed`: going through ten thousand events again because one of them was corrected.
8. `freshness.MatchingEvents`: the same for the views that are not the feed itself.
9. `fragments.Fragments`: writing an entry in a format again, when it is the same revision; the store has them too.
"""

from __future__ import annotations

import random
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass
from typing import Any, Final, Generic, TypeVar

FRESH: Final = 8
"""What was asked for once has this part of a room."""
REMEMBERED: Final = 4096
"""Keys of what left a room that are known when they come back."""
UNLIMITED: Final = 2**63

Key = TypeVar("Key", bound=Hashable)
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
class _Kept:
    """A value of a room, what it weighs, and whether it was asked for since it was put."""

    value: Any
    weight: int
    known: bool = False


class _Names:
    """Keys of which one can be taken at random, and what all of them weigh."""

    def __init__(self) -> None:
        self.weight = 0
        self._keys: list[Hashable] = []
        self._places: dict[Hashable, int] = {}

    def add(self, key: Hashable, weight: int) -> None:
        self._places[key] = len(self._keys)
        self._keys.append(key)
        self.weight += weight

    def remove(self, key: Hashable, weight: int) -> None:
        place, last = self._places.pop(key), self._keys.pop()
        if last != key:
            self._keys[place], self._places[last] = last, place
        self.weight -= weight

    def any_but(self, key: Hashable, dice: random.Random) -> Hashable | None:
        others = len(self._keys) - (key in self._places)
        if not others:
            return None
        while (chosen := self._keys[dice.randrange(len(self._keys))]) == key:
            pass
        return chosen


class Room(Generic[Key, Value]):
    """Values by key in a number of bytes, for several threads at once.

    One taken at random makes room for another: feeds are asked for in turns, and where there is not room for all the
    least recently used would always be the one that is asked for next. What was asked for only once has an eighth of
    the room, so that a thousand strangers' questions leave what subscribers ask for, and take little memory where
    nobody asks for anything else. What comes back after it had to leave is known. `on_leaving` hears of a value that
    made room.
    """

    def __init__(
        self, room: int, weigh: Callable[[Value], int], on_leaving: Callable[[Value], None] = lambda value: None
    ) -> None:
        self._room, self._weigh, self._on_leaving = room, weigh, on_leaving
        self._lock = threading.Lock()
        self._values: dict[Hashable, _Kept] = {}
        self._fresh, self._known = _Names(), _Names()
        self._left: Lru[int, bool] = Lru(REMEMBERED)
        # Any seed will do; a fixed one makes runs alike.
        self._dice = random.Random(0)  # noqa: S311 - chooses what leaves, and keeps no secret

    def __len__(self) -> int:
        return len(self._values)

    def __contains__(self, key: Key) -> bool:
        return key in self._values

    @property
    def weight(self) -> int:
        """What all values weigh."""
        return self._fresh.weight + self._known.weight

    def get(self, key: Key) -> Value | None:
        """The value under a key."""
        kept = self._values.get(key)
        if kept is None:
            return None
        if not kept.known:
            with self._lock:
                self._acknowledge(key)
        value: Value = kept.value
        return value

    def put(self, key: Key, value: Value, *, known: bool = False) -> None:
        """Keep a value, weighed anew; one that is larger than all the room that it may have is not kept. What is
        `known` needs not be asked for twice."""
        weight = self._weigh(value)
        with self._lock:
            # What is put again was asked for again.
            known = self._drop(key) or known or hash(key) in self._left
            if weight > (self._room if known else self._room // FRESH):
                left = [value]
                self._left.put(hash(key), True)
            else:
                self._values[key] = _Kept(value, weight, known)
                (self._known if known else self._fresh).add(key, weight)
                left = self._make_room(key)
        for each in left:
            self._on_leaving(each)

    def drop(self, key: Key) -> None:
        """Keep the value under a key no longer."""
        with self._lock:
            self._drop(key)

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._values.clear()
            self._fresh, self._known = _Names(), _Names()

    def _acknowledge(self, key: Key) -> None:
        kept = self._values.get(key)
        if kept is not None and not kept.known:
            kept.known = True
            self._fresh.remove(key, kept.weight)
            self._known.add(key, kept.weight)

    def _drop(self, key: Hashable) -> bool:
        """Whether it was kept."""
        kept = self._values.pop(key, None)
        if kept is None:
            return False
        (self._known if kept.known else self._fresh).remove(key, kept.weight)
        return True

    def _make_room(self, newest: Key) -> list[Value]:
        left: list[Value] = []
        while (pools := self._crowded()) is not None:
            chosen = next(name for pool in pools if (name := pool.any_but(newest, self._dice)) is not None)
            left.append(self._values[chosen].value)
            self._drop(chosen)
            self._left.put(hash(chosen), True)
        return left

    def _crowded(self) -> tuple[_Names, _Names] | None:
        """Where one must leave, and where if there is none; None where there is room for all."""
        if self._fresh.weight * FRESH > self._room:
            return self._fresh, self._known
        return (self._known, self._fresh) if self.weight > self._room else None
