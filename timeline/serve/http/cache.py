"""Answers that are ready: by address as it was typed, as long as nothing changed."""

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
        self._kept: OrderedDict[Address, CachedResponse] = OrderedDict()
        self._addresses = addresses
        self._size = size
        self._held = 0

    def holds(self, address: Address) -> bool:
        """Whether there is anything under an address, still good or not."""
        return address in self._kept

    def get(self, address: Address, position: int, now: datetime) -> CachedResponse | None:
        """The answer, or None where it has to be looked for anew."""
        kept = self._kept.get(address)
        if kept is None or kept.position != position or now - kept.at > TRUSTED:
            return None
        expires = kept.representation.body.expires
        if expires is not None and now >= expires:
            return None
        self._kept.move_to_end(address)
        return kept

    def put(
        self, address: Address, body: Content, max_age: int, position: int, now: datetime, route: str
    ) -> Representation:
        """Keep a body under an address; `position` is where the store stood before it was made."""
        old = self._kept.pop(address, None)
        if old is not None:
            self._held -= _weight(old.representation.body)
        same = old is not None and old.representation.body is body
        representation = old.representation if old is not None and same else Representation(body, max_age)
        if _weight(body) <= self._size // 4:
            self._kept[address] = CachedResponse(representation, position, now, route)
            self._held += _weight(body)
        while len(self._kept) > self._addresses or self._held > self._size:
            _, dropped = self._kept.popitem(last=False)
            self._held -= _weight(dropped.representation.body)
        return representation

    def clear(self) -> None:
        """Forget everything: the settings changed."""
        self._kept.clear()
        self._held = 0


def _weight(body: Content) -> int:
    return len(body.data) + len(body.gzip) + 512
