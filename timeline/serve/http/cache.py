"""Answers that are ready: by address as it was typed, as long as nothing changed.

The publisher has its own cache of bodies, by what they hold; this one saves reading the parameters, choosing the
events and writing the headers, which for a poll that ends in a 304 is all the work there is.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Final, NamedTuple

from timeline.publish.body import Body
from timeline.publish.cache import Room
from timeline.serve.http.conditional import Content, Representation

BYTES: Final = 16 * 2**20
"""Of answers that are kept here; what is larger than a quarter of it is not kept."""
OVERHEAD: Final = 6_000
"""Bytes that an answer costs beside its body: its headers and their names."""

Address = tuple[str, bytes]
"""Path and query string."""


Kept = Callable[[datetime], Content | None]
"""The body as the publisher keeps it, if it is known at once that it holds."""


class CachedResponse(NamedTuple):
    """One answer, good while the store is at the version, and before the body expires; and longer where `kept` gives
    the same body."""

    representation: Representation
    version: int
    route: str
    kept: Kept | None = None


class ResponseCache:
    """The addresses that were asked for, used by one thread. A body that did not change keeps its headers."""

    def __init__(self, size: int = BYTES) -> None:
        self._answers: Room[Address, CachedResponse] = Room(size, _weigh)
        self._largest = size // 4

    def find(self, address: Address) -> CachedResponse | None:
        """What is under an address, still good or not."""
        return self._answers.get(address)

    def get(self, address: Address, version: int, now: datetime) -> CachedResponse | None:
        """The answer, or None where it has to be looked for anew."""
        cached = self._answers.get(address)
        return None if cached is None else self.renew(address, cached, version, now)

    def renew(self, address: Address, cached: CachedResponse, version: int, now: datetime) -> CachedResponse | None:
        """What was under an address, if it is good."""
        expires = cached.representation.body.expires
        if expires is not None and now >= expires:
            return None
        if cached.version == version:
            return cached
        # What changed need not be in this one.
        if cached.kept is None or cached.kept(now) is not cached.representation.body:
            return None
        cached = cached._replace(version=version)
        self._answers.put(address, cached)
        return cached

    def put(
        self, address: Address, body: Content, max_age: int, version: int, route: str, kept: Kept | None = None
    ) -> Representation:
        """Keep a body under an address; `version` is that of the store before it was made."""
        old = self._answers.get(address)
        # The publisher gives the same body where nothing in it changed: its headers are written out already.
        if old is not None and old.representation.body is body:
            representation = old.representation
        else:
            representation = Representation(body, max_age)
        answer = CachedResponse(representation, version, route, kept)
        if _weigh(answer) <= self._largest:
            self._answers.put(address, answer)
        else:
            self._answers.drop(address)
        return representation

    def clear(self) -> None:
        """Forget everything: the settings changed."""
        self._answers.clear()


def _weigh(answer: CachedResponse) -> int:
    body = answer.representation.body
    # Of the publisher's bodies the plain bytes are counted, and forgotten, where they are kept.
    plain = 0 if isinstance(body, Body) else body.length
    return plain + body.packed_length + OVERHEAD
