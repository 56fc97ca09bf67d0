"""What is due: each source its own interval, jitter and back-off; and what a person asks of that. The clock is the
caller's."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any, Final

import msgspec

from timeline.model.source import Health, Source
from timeline.store.contract import Outcome, Store

JITTER: Final = 0.1
"""Share of the interval by which runs are spread, so that sources of one interval do not all come at once."""
WORST: Final = timedelta(days=1)
"""The longest pause that failures lead to."""
AT_ONCE: Final = timedelta(seconds=120)
"""After a restart, sources that are overdue are spread over this long."""

RECENT: Final = timedelta(seconds=60)
"""What came due so short a time before a start was waited for by nobody else: it runs at once."""


def next_run(source: Source, health: Health, *, not_before: datetime | None = None) -> datetime | None:
    """When a source is due after its last run; None while it has never run.

    An interval later, give or take the source's own jitter; after n failures 2^n intervals, at most a day. The
    jitter is made from the source's id and the run's instant, so it needs no dice and survives a restart.
    """
    if health.last_run is None:
        return None
    doubled = 1 << min(health.failures, 20)
    pause = min(timedelta(seconds=source.every * doubled), max(WORST, timedelta(seconds=source.every)))
    due = health.last_run + pause * (1 + JITTER * spread(source.id, health.last_run.isoformat()))
    return max(due, not_before) if not_before is not None else due


def first_run(source: Source, health: Health, now: datetime) -> datetime:
    """When a source runs first after a start, or after another process has ended: as planned, or, where that has passed
    for long, soon, but not all at once."""
    planned = health.next_run or next_run(source, health)
    if planned is not None and planned > now - RECENT:
        return max(planned, now)
    return now + AT_ONCE * (1 + spread(source.id, "start")) / 2 if planned is not None else now


def due(sources: Iterable[Source], health: Mapping[str, Health], now: datetime) -> list[Source]:
    """Sources to be run now, those that have waited longest first; paused ones never."""
    waiting = []
    for source in sources:
        state = health.get(source.id, Health(source=source.id))
        planned = state.next_run or next_run(source, state) or now
        if planned <= now and not (source.paused or state.paused):
            waiting.append((planned, source.id, source))
    return [source for _, _, source in sorted(waiting, key=lambda row: row[:2])]


def pause(store: Store, source: str, *, paused: bool) -> Health:
    """Leave a source alone until it is resumed, or let it run again; a run under way is finished."""
    return update_health(store, source, paused=paused)


def hasten(store: Store, source: str, now: datetime) -> Health:
    """Let a source run as soon as the schedule looks again. One that is paused stays so."""
    return update_health(store, source, next_run=now)


def believe(store: Store, source: str) -> Health:
    """Let the source's next run be applied, though it says far less than before, or something else."""
    return update_health(store, source, believed=True)


def update_health(store: Store, source: str, **fields: Any) -> Health:
    """Change these fields of a source's health, where every process sees them, and leave the others as they are."""
    state = msgspec.structs.replace(store.health_of(source), **fields)
    store.settle(Outcome(health=state))
    return state


def spread(*words: str) -> float:
    """A number from -1 to 1 that is the same for the same words."""
    digest = hashlib.sha256("\n".join(words).encode()).digest()
    return int.from_bytes(digest[:4], "big") / 2**31 - 1
