"""Entries already rendered, kept while there is room: each is rendered once per revision, format and choices."""

from __future__ import annotations

import logging
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Final

ROOM: Final = 96 * 2**20
"""Bytes of fragments kept; the least recently used go first."""
OVERHEAD: Final = 300
"""Bytes that keeping a fragment costs beside its own."""

log = logging.getLogger(__name__)


class Fragments:
    """Rendered entries by what decides their bytes. Not for several threads at once."""

    def __init__(self, room: int = ROOM) -> None:
        self._room, self._used = room, 0
        self._kept: OrderedDict[Hashable, bytes] = OrderedDict()

    def get(self, key: Hashable, name: str, render: Callable[[], bytes]) -> bytes:
        """The fragment of that key, rendered if it is not kept. One that cannot be rendered is empty, and logged under
        `name`: a bad entry is left out, and never sinks its feed."""
        found = self._kept.get(key)
        if found is not None:
            self._kept.move_to_end(key)
            return found
        try:
            found = render()
        except Exception:
            log.exception("left out of a feed, as it cannot be rendered: %s", name)
            found = b""
        self._keep(key, found)
        return found

    def _keep(self, key: Hashable, fragment: bytes) -> None:
        self._kept[key] = fragment
        self._used += len(fragment) + OVERHEAD
        while self._used > self._room and len(self._kept) > 1:
            _, dropped = self._kept.popitem(last=False)
            self._used -= len(dropped) + OVERHEAD
