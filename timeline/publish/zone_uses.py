"""The zones whose clocks a calendar's entries use."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from timeline.model.event import Event
from timeline.render.dates import placed
from timeline.render.series import zone_use
from timeline.render.zones import ZoneUse

MOST: Final = 8
"""Zones whose clocks a calendar uses; with more it is all in UTC, as Google refuses some 200 lines before the first
event."""


def event_zones(event: Event) -> tuple[ZoneUse, ...]:
    """The clocks that an event needs: that of its series, and that of its own time."""
    series, when = zone_use(event), event.when
    uses = () if series is None else (series,)
    placement = placed(when) if when.timezone and when.start_time else None
    if placement is None or not placement.zone:
        return uses
    return (*uses, ZoneUse(placement.zone))


def merge(uses: Iterable[ZoneUse]) -> tuple[ZoneUse, ...]:
    """Each zone once, by name, with the years of all its series."""
    zones: dict[str, ZoneUse] = {}
    for use in uses:
        known = zones.get(use.name)
        if known is None or not known.since:
            zones[use.name] = use if use.since or known is None else known
        elif use.since:
            zones[use.name] = ZoneUse(
                use.name, min(known.since, use.since), max(known.until, use.until), known.unending or use.unending
            )
    return tuple(zones[name] for name in sorted(zones))
