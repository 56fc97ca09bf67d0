"""Entries already rendered, kept while there is room: each is rendered once per revision, format and choices."""

from __future__ import annotations

import logging
from collections.abc import Callable, Hashable
from typing import Final

ROOM: Final = 96 * 2**20
"""Bytes of fragments kept."""
OVERHEAD: Final = 300
"""Bytes that keeping a fragment costs beside its own."""

log = logging.getLogger(__name__)


class Fragments:
    """Rendered entries, in groups (a format and its choices), by name. Not for several threads at once.

    Feeds are read from end to end, so dropping the least recently used would drop each entry just before it is asked
    for again. Instead the oldest groups make room for others; what a single group has no room for is not kept.
    """

    def __init__(self, room: int = ROOM) -> None:
        self._room, self._used = room, 0
        self._groups: dict[Hashable, dict[str, tuple[Hashable, bytes]]] = {}

    def get(self, group: Hashable, name: str, state: Hashable, render: Callable[[], bytes]) -> bytes:
        """The fragment of that name in that state, rendered if it is not kept; another state of it is forgotten.

        One that cannot be rendered is empty, and logged: a bad entry is left out, and never sinks its feed.
        """
        kept = self._groups.setdefault(group, {})
        found = kept.get(name)
        if found is not None and found[0] == state:
            return found[1]
        fragment = self._rendered(name, render)
        if found is not None:
            self._used -= len(found[1]) + OVERHEAD
            del kept[name]
        self._used += len(fragment) + OVERHEAD
        self._make_room(group)
        if self._used > self._room:
            self._used -= len(fragment) + OVERHEAD
        else:
            kept[name] = state, fragment
        return fragment

    def _rendered(self, name: str, render: Callable[[], bytes]) -> bytes:
        try:
            return render()
        except Exception:
            log.exception("left out of a feed, as it cannot be rendered: %s", name)
            return b""

    def _make_room(self, group: Hashable) -> None:
        """Forget other groups, the oldest first."""
        others = [other for other in self._groups if other != group] if self._used > self._room else []
        for other in others:
            self._used -= sum(len(fragment) + OVERHEAD for _, fragment in self._groups.pop(other).values())
            if self._used <= self._room:
                return
