"""A person's word on an event that sources tell of: it stands in place of theirs, whatever they say next."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final

import msgspec

from timeline.merge.assemble import assemble
from timeline.model.event import CONTENT, Claim, Event

PINNED: Final = tuple(name for name in CONTENT if name not in ("conflicts", "origin"))
"""Fields in which a person's word can stand, in the order in which an event has them."""


def pin(event: Event, names: Iterable[str]) -> Event:
    """The event, in which the fields named stay as they are."""
    held = {*event.edited, *names}
    return msgspec.structs.replace(event, edited=tuple(name for name in PINNED if name in held))


def unpin(event: Event, names: Iterable[str]) -> Event:
    """The event, in which the fields named are the sources' again: `reassemble` says what they are then."""
    gone = set(names)
    return msgspec.structs.replace(event, edited=tuple(name for name in event.edited if name not in gone))


def reassemble(event: Event, claims: Sequence[Claim], at: datetime) -> Event:
    """What the claims of an event make of it, with the words of persons that it has. Without claims it stays."""
    if not claims:
        return event
    return msgspec.structs.replace(assemble(event.id, event, claims, at), split_from=event.split_from)
