"""Answers that are ready: by address as it was typed, as long as nothing changed.

The publisher has its own cache of bodies, by what they hold; this one saves reading the parameters, choosing the
events and writing the headers, which for a poll that ends in a 304 is all the work there is.
"""

from __future__ import annotations

from collections import OrderedDict
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from timeline.serve.http.conditional import Content, Representation

ADDRESSES: Final = 4_096
BYTES: Final = 128 * 2**20
"""Of bodies that are kept here; what is larger than a quarter of it is not kept."""
TRUSTED: Final = timedelta(seconds=1)
"""After that the publisher is asked again: another process may have changed a feed's own file, which is no event."""

Address = tuple[str, bytes]
"""Path and query string."""


class CachedResponse(NamedTuple):
    """One answer, good while the store stands at the position, and before the body expires."""

    representation: Representation
    position: int
    at: datetime
    route: str


class ResponseCache:
    """The most recently asked addresses, used by one thread. A body that did not change keeps its headers."""

    def __init__(self, addresses: int = ADDRESSES, size: int = BYTES) -> None:
        self._answers: OrderedDict[Address, CachedResponse] = OrderedDict()
        self._addresses = addresses
        self._size = size
        self._bytes = 0

    def holds(self, address: Address) -> bool:
        """Whether there is anything under an address, still good or not."""
        return address in self._answers

    def get(self, address: Address, position: int, now: datetime) -> CachedResponse | None:
        """The answer, or None where it has to be looked for anew."""
        cached = self._answers.get(address)
        if cached is None or cached.position != position or now - cached.at > TRUSTED:
            return None
        expires = cached.representation.body.expires
        if expires is not None and now >= expires:
            return None
        self._answers.move_to_end(address)
        return cached

    def put(
        self, address: Address, body: Content, max_age: int, position: int, now: datetime, route: str
    ) -> Representation:
        """Keep a body under an address; `position` is where the store stood before it was made."""
        old = self._answers.pop(address, None)
        if old is not None:
            self._bytes -= _weight(old.representation.body)
        # The publisher gives the same body where nothing in it changed: its headers are written out already.
        same = old is not None and old.representation.body is body
        representation = old.representation if old is not None and same else Representation(body, max_age)
        if _weight(body) <= self._size // 4:
            self._answers[address] = CachedResponse(representation, position, now, route)
            self._bytes += _weight(body)
        while len(self._answers) > self._addresses or self._bytes > self._size:
            _, dropped = self._answers.popitem(last=False)
            self._bytes -= _weight(dropped.representation.body)
        return representation

    def clear(self) -> None:
        """Forget everything: the settings changed."""
        self._answers.clear()
        self._bytes = 0


def _weight(body: Content) -> int:
    return len(body.data) + len(body.gzip) + 512
