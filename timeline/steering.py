"""What a person asks of the schedule: it is kept with the source's health, where every process sees it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec

from timeline.sources import Health
from timeline.store.contract import Outcome, Store


def pause(store: Store, source: str, *, paused: bool) -> Health:
    """Leave a source alone until it is resumed, or let it run again; a run under way is finished."""
    return keep(store, source, paused=paused)


def hasten(store: Store, source: str, now: datetime) -> Health:
    """Let a source run as soon as the schedule looks again. One that is paused stays so."""
    return keep(store, source, next_run=now)


def keep(store: Store, source: str, **fields: Any) -> Health:
    """Change these fields of a source's health, and leave the others as they are now."""
    state = msgspec.structs.replace(of(store, source), **fields)
    store.settle(Outcome(health=state))
    return state


def of(store: Store, source: str) -> Health:
    """How a source is doing; one that never ran is well."""
    return store.health().get(source, Health(source=source))
