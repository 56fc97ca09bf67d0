"""A list under its years, as templates show it. Pure: values in, what is shown out."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from typing import Any

from timeline.dates import Day
from timeline.dates.writing.axis import axis_words
from timeline.model.event import Event
from timeline.model.recurrence import is_unconfirmed
from timeline.render.html import details
from timeline.render.html.drawing import tracks
from timeline.render.html.narrowing import anchor
from timeline.render.html.site import Site


def by_year(site: Site, events: Iterable[Event], today: Day | None = None) -> list[dict[str, Any]]:
    """Events under the year in which they begin, in the order given. What is awaited from before `today` says so; on a
    file that day is the one on which it was made."""
    groups: list[dict[str, Any]] = []
    today = today or site.built
    for number, (year, grouped) in enumerate(itertools.groupby(events, key=year_of)):
        group = list(grouped)
        axis, marks = tracks(site, year, group)
        cards = [
            details.event_card(site, event) | {"track": track, "unconfirmed": is_unconfirmed(event, today)}
            for event, track in zip(group, marks, strict=True)
        ]
        title = axis_words(site.language).year(year)
        groups.append({"title": title, "anchor": anchor(number), "axis": axis, "entries": cards})
    return groups


def years(events: Iterable[Event]) -> list[int]:
    """The years under which events stand, in the order given."""
    return [year for year, _ in itertools.groupby(events, key=year_of)]


def year_of(event: Event) -> int:
    """The year under which an event stands."""
    first = event.when.sort_day
    assert first is not None  # `../..` alone is no date of an event
    return first.year
