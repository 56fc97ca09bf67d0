"""Entries in bytes: each is rendered once for each revision and format, kept in memory while there is room, and in the
store for every process and for good."""

from __future__ import annotations

import hashlib
import logging
import threading
from collections.abc import Callable, Hashable, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Final, NamedTuple

import msgspec

from timeline.publish.cache import Room
from timeline.render import FORMATS, entries
from timeline.render.entries import Entry, EntryStyle, Occasion, Options
from timeline.render.rules import rules
from timeline.store.contract import Fragment, Store

FRAGMENT_BYTES: Final = 24 * 2**20
"""Bytes of fragments kept in memory; the store has the rest."""
OVERHEAD: Final = 400
"""Bytes that keeping a fragment costs beside its own."""
UNWRITTEN: Final = 256
"""Fragments that wait to be written together: a commit costs as much as some hundred of them."""
SOON: Final = 0.5
"""Seconds after which they are written, however few, where other processes may be about to render the same."""
MANY: Final = 16
"""Revised entries for which it is worth asking whether another process has rendered them."""

LEFT_OUT: Final = "left out of a feed, as it cannot be rendered: %s"

log = logging.getLogger(__name__)

State = Hashable
Name = tuple[Hashable, str]
"""A group of fragments that the same options made, and a name in it."""


class Rendering(NamedTuple):
    """How entries are to be written: in which format, in the style of which view, by which choices."""

    format: str
    style: EntryStyle
    options: Options

    @property
    def group(self) -> tuple[Hashable, ...]:
        """What tells it from others of one chronology. The key of an occasion names its view."""
        policy = self.options.policy
        return self.format, self.options.language, policy.fuzzy, policy.cancelled, policy.alarm, self.options.utc


class Fragments:
    """The rendered entries of one chronology. For several threads at once."""

    def __init__(self, store: Store, room: int = FRAGMENT_BYTES) -> None:
        self._store = store
        self._room: Room[Name, tuple[State, bytes]] = Room(room, lambda pair: len(pair[1]) + OVERHEAD)
        self._lock = threading.Lock()
        self._unwritten: list[Fragment] = []
        self._timer: threading.Timer | None = None

    def get(self, group: Hashable, name: str, state: State, render: Callable[[], bytes]) -> bytes:
        """A fragment that is kept in memory only, rendered if it is not. One that cannot be rendered is empty."""
        pair = self._room.get((group, name))
        if pair is not None and pair[0] == state:
            return pair[1]
        try:
            fragment = render()
        except Exception:
            log.exception(LEFT_OUT, name)
            fragment = b""
        self._room.put((group, name), (state, fragment))
        return fragment

    def entries(self, rendering: Rendering, occasions: Sequence[Occasion]) -> list[bytes]:
        """The entries in bytes. One that cannot be rendered is empty, and logged: a bad entry is left out, and never
        sinks its feed."""
        group = rendering.group
        fragments: dict[str, bytes] = {}
        unknown: list[Occasion] = []
        revised: list[Occasion] = []
        for occasion in occasions:
            pair = self._room.get((group, occasion.key))
            if pair is None:
                unknown.append(occasion)
            elif pair[0] == _state(occasion):
                fragments[occasion.key] = pair[1]
            else:
                revised.append(occasion)
        found = self._stored(rendering, unknown, revised) if unknown or revised else {}
        for occasion in (*unknown, *revised):
            self._room.put((group, occasion.key), (_state(occasion), found[occasion.key]))
        return [(fragments.get(each.key) or found.get(each.key, b"")) for each in occasions]

    def flush(self) -> None:
        """Write what waits to be written."""
        with self._lock:
            waiting, self._unwritten, self._timer = self._unwritten, [], None
        if waiting:
            self._store.keep_fragments(rules(), waiting)

    def _stored(
        self, rendering: Rendering, unknown: Sequence[Occasion], revised: Sequence[Occasion]
    ) -> dict[str, bytes]:
        """What the store has of the entries, and the others rendered, by key. What was revised under our eyes is new to
        the store too, unless another process was quicker; and asking costs more than rendering one."""
        scope = _scope(rendering.format, rendering.options)
        states = {occasion.key: _digest(occasion) for occasion in (*unknown, *revised)}
        is_shared = self._store.is_shared()
        asked = [*unknown, *(revised if is_shared and len(revised) >= MANY else ())]
        stored = self._store.fragments(scope, {each.key: states[each.key] for each in asked}) if asked else {}
        missing = [each for each in (*unknown, *revised) if each.key not in stored]
        rendered = {each.key: data for each, data in zip(missing, render(rendering, missing), strict=True)}
        written = [Fragment(scope, key, states[key], data) for key, data in rendered.items() if data is not None]
        with self._lock:
            self._unwritten += written
            is_full = len(self._unwritten) >= UNWRITTEN
        if is_full:
            self.flush()
        elif written and is_shared:
            self._flush_soon()
        return stored | {key: data or b"" for key, data in rendered.items()}

    def _flush_soon(self) -> None:
        with self._lock:
            if self._timer is None:
                self._timer = threading.Timer(SOON, self.flush)
                self._timer.daemon = True
                self._timer.start()


def render(rendering: Rendering, occasions: Sequence[Occasion]) -> Sequence[bytes | None]:
    """The entries in bytes, anew; an empty one cannot stand in this format. One that cannot be rendered is None, and
    logged."""
    together = FORMATS[rendering.format].together
    if together is not None and len(occasions) > 1:
        try:
            return together([_entry(rendering, each) for each in occasions], rendering.options)
        except Exception:
            # One of them is bad: they are rendered one by one, and that one is left out.
            log.debug("entries are rendered one by one", exc_info=True)
    return [_alone(rendering, each) for each in occasions]


def _entry(rendering: Rendering, occasion: Occasion) -> Entry:
    return entries.entry(occasion, rendering.options, rendering.style)


def _alone(rendering: Rendering, occasion: Occasion) -> bytes | None:
    try:
        return FORMATS[rendering.format].module.entry(_entry(rendering, occasion), rendering.options)
    except Exception:
        log.exception(LEFT_OUT, occasion.key)
        return None


def _state(occasion: Occasion) -> tuple[datetime, str]:
    """What tells revisions of an entry apart."""
    return occasion.updated, occasion.survivor


def _digest(occasion: Occasion) -> str:
    """The same beyond this process: everything that the entry says."""
    return hashlib.sha256(msgspec.json.encode(occasion, order="deterministic")).hexdigest()[:32]


@lru_cache(maxsize=256)
def _scope(format: str, options: Options) -> str:
    said = msgspec.json.encode((format, options), order="deterministic")
    return f"{format} {hashlib.sha256(rules().encode() + said).hexdigest()[:32]}"
