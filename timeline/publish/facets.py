"""By what a list can be narrowed: values with how many events each would leave, and ways out of an empty list."""

from __future__ import annotations

from typing import Final

import msgspec

from timeline.model.parameters import FILTERS, PARAMETERS
from timeline.model.query import Filter
from timeline.model.subscription import both
from timeline.render.html.narrowing import Facet, Way
from timeline.store.contract import Store

OFFERED: Final = ("tag", "place", "precision", "status", "source")
MOST: Final = 40
"""Values of one parameter that are offered."""


def facets(store: Store, feed: Filter, own: Filter) -> tuple[Facet, ...]:
    """Values of each parameter, counted with the others as they are."""
    counted = []
    for name in OFFERED:
        others = msgspec.structs.replace(own, **{PARAMETERS[name].field: ()})
        counted.append(Facet(name, tuple(store.tally(name, both(feed, others), MOST))))
    return tuple(counted)


def ways_out(store: Store, feed: Filter, own: Filter) -> tuple[Way, ...]:
    """What is left without one of the parameters, where that is anything."""
    ways = []
    for name in FILTERS:
        field = PARAMETERS[name].field
        if getattr(own, field) != getattr(Filter(), field):
            wider = msgspec.structs.replace(own, **{field: getattr(Filter(), field)})
            if events := store.count(both(feed, wider)):
                ways.append(Way(name, wider, events))
    return tuple(ways)
