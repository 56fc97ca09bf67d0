"""What stands above the list: now and coming, lately changed, on this day. Pure: values in, what is shown out."""

from __future__ import annotations

from typing import Any, Final

import msgspec

from timeline.dates import Day
from timeline.dates.writing import wording
from timeline.model.change import Change
from timeline.model.event import Event
from timeline.model.recurrence import Occurrence, as_event, recurs
from timeline.model.urls import Urls
from timeline.render.html import details
from timeline.render.html.site import Site

SHOWN: Final = 5
"""Entries that are now or next."""
LEAST: Final = 2
"""Of what is next, so many at least."""


class Front(msgspec.Struct, frozen=True, kw_only=True):
    """What is happening, coming, changed and recalled; dates are those of the occurrence."""

    now: tuple[tuple[Event, Occurrence], ...] = ()
    coming: tuple[tuple[Event, Occurrence], ...] = ()
    changes: tuple[Change, ...] = ()
    recalled: tuple[Event, ...] = ()
    today: Day | None = None


def context(site: Site, front: Front, slug: str) -> dict[str, Any]:
    """What the template shows, of the feed `slug`."""
    links, pairs = Urls(site.chronology.base_url), site.feed_pairs(slug)
    now = [_dated(site, *row) for row in front.now]
    coming = [_dated(site, *row) for row in front.coming[: max(LEAST, SHOWN - len(now))]]
    return {
        "now": now,
        "coming": coming,
        "changes": [_change(site, change) for change in front.changes],
        "changes_feed": links.feed(slug, "atom", "changes", pairs),
        "recalled": [_recalled(site, event, front.today) for event in front.recalled],
        "recalled_feed": links.feed(slug, "atom", "on-this-day", pairs),
    }


def _dated(site: Site, event: Event, occurrence: Occurrence) -> dict[str, Any]:
    card = details.event_card(site, as_event(event, occurrence) if occurrence.key else event)
    if not (occurrence.key and recurs(event)):
        return card | {"series": ""}
    said = wording.words(occurrence.when, site.language, site.chronology.hemisphere)
    series = details.event_card(site, event)["when"]
    return card | {"url": site.links.event(event.id), "when": site.text("next-on", date=said), "series": series}


def _change(site: Site, change: Change) -> dict[str, Any]:
    return details.change_line(site, change) | {"event": details.event_card(site, change.after)}


def _recalled(site: Site, event: Event, today: Day | None) -> dict[str, Any]:
    first = event.when.earliest
    years = today.year - first.year if today is not None and first is not None else 0
    return details.event_card(site, event) | {"ago": site.counted("years-ago", years)}
