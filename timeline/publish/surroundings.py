"""What happened around an event: just before and after it, and at the same place."""

from __future__ import annotations

from typing import Final

from timeline.model.cursor import Cursor, sort_key
from timeline.model.event import Event
from timeline.model.query import Filter, Query
from timeline.render.html.surroundings import Surroundings
from timeline.store.contract import Store

NEAR: Final = 3
"""Events on either side."""
PLACES: Final = 2
"""Places of the event that are looked at."""
AT_PLACE: Final = 4


def surroundings(store: Store, event: Event) -> Surroundings:
    """The nearest events by date, and the latest at its places that are not among them."""
    earlier = _beside(store, event, "-when")[::-1]
    later = _beside(store, event, "when")
    shown = {event.id, *(each.id for each in (*earlier, *later))}
    there: list[tuple[str, tuple[Event, ...]]] = []
    for name in dict.fromkeys(place.name for place in event.places[:PLACES]):
        query = Query(filter=Filter(places=(name,)), sort="-when", limit=AT_PLACE + len(shown))
        found = tuple(each for each in store.page(query).events if each.id not in shown)[:AT_PLACE]
        shown |= {each.id for each in found}
        there += [(name, found)] if found else []
    return Surroundings(tuple(earlier), tuple(later), tuple(there))


def _beside(store: Store, event: Event, sort: str) -> list[Event]:
    cursor = Cursor(sort, sort_key(event, sort), event.id).encode()
    return store.page(Query(sort=sort, limit=NEAR, cursor=cursor)).events
