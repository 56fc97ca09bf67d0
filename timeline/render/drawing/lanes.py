"""Lanes: events of one tag, place or source under each other, where a reader chooses so. Every event stands in one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Container, Iterable, Mapping
from typing import Final

from timeline.model.event import Citation, Event

MOST: Final = 7
"""Lanes with a name; what is in none of them shares the last one."""


def _tags(event: Event) -> tuple[str, ...]:
    return event.tags


def _places(event: Event) -> tuple[str, ...]:
    return tuple(place.name for place in event.places)


def source_names(event: Event) -> tuple[str, ...]:
    """Who tells of an event, each once."""
    return tuple(dict.fromkeys(filter(None, map(source_name, event.sources))))


def source_name(citation: Citation) -> str:
    """By what a source is known."""
    return citation.publisher or citation.title or citation.source


BY: Final[dict[str, Callable[[Event], tuple[str, ...]]]] = {"tag": _tags, "place": _places, "source": source_names}
"""What lanes may be of, and an event's values of it."""


def lanes(events: Iterable[Event], by: str) -> Mapping[str, str]:
    """The lane of each event by its id: of its values the first in the order of lanes, the fullest first; empty
    where it has none of them."""
    values = {event.id: tuple(filter(None, BY[by](event))) for event in events}
    counts = Counter(value for several in values.values() for value in several)
    order = sorted(counts, key=lambda value: (-counts[value], value))[:MOST]
    return {id: _first(order, several) for id, several in values.items()}


def _first(order: Iterable[str], values: Container[str]) -> str:
    return next((lane for lane in order if lane in values), "")
