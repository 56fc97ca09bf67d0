"""Bodies that are kept, with what must happen so that they hold no longer."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Final

from timeline.publish.body import Body
from timeline.publish.cache import Room
from timeline.publish.watches import Watch

BODY_BYTES: Final = 96 * 2**20
"""Bytes of bodies kept, deflated, and of what makes the next of them."""
PLAIN_BYTES: Final = 24 * 2**20
"""Bytes of bodies kept that are not deflated."""


@dataclass(slots=True)
class CachedBody:
    """A body, the position in the log up to which it is known to hold, what it was made for, and what a change has to
    touch so that it holds no longer (None: no change does). `lasts`: it has room from the first, as a stranger cannot
    ask for any number of such."""

    body: Body
    position: int
    made_for: object
    watch: Watch | None = None
    lasts: bool = False


class BodyCache:
    """Bodies by canonical address. All are kept deflated; what is asked for is kept plain too, while there is room."""

    def __init__(self, room: int = BODY_BYTES, plain: int = PLAIN_BYTES) -> None:
        self._bodies: Room[str, CachedBody] = Room(room, lambda cached: cached.body.packed_size)
        self._plain: Room[str, Body] = Room(plain, lambda body: body.plain_size, Body.forget_plain)

    def __len__(self) -> int:
        return len(self._bodies)

    def __contains__(self, address: str) -> bool:
        return address in self._bodies

    def get(self, address: str) -> CachedBody | None:
        """The body under an address."""
        return self._bodies.get(address)

    def put(self, address: str, cached: CachedBody) -> None:
        """Keep a body in the place of the one under the address."""
        body = cached.body
        body.on_inflate = partial(self._plain.put, address, body)
        self._bodies.put(address, cached, known=cached.lasts)
        self._plain.put(address, body, known=cached.lasts)
        if address not in self._bodies:
            self._plain.drop(address)
