"""Events as they stood at an instant."""

from __future__ import annotations

from datetime import datetime

from timeline.errors import EventMerged, EventNotFound, InvalidQuery
from timeline.model.change import Change
from timeline.model.event import Event
from timeline.model.parameters import Parameters, value
from timeline.model.query import Query
from timeline.publish.standing import withdrawal
from timeline.store.contract import Page, Store


def with_canonical_as_of(parameters: Parameters, now: datetime) -> Parameters:
    """The parameters with `as_of` written in one way; an instant ahead of now means now, as clocks differ."""
    given = parameters.get("as_of")
    if not given:
        return parameters
    at = value(parameters, "as_of", now)
    rest = {name: values for name, values in parameters.items() if name != "as_of"}
    return rest if at >= now else rest | {"as_of": [at.isoformat()]}


def event_as_of(store: Store, id: str, at: datetime) -> Event:
    """The event's latest revision at the instant, answered as it was then.

    Raises `EventNotFound`, also where it came later, `EventWithdrawn`, and `EventMerged` with the survivor of then.
    """
    changes = store.history(id)
    earlier = [change for change in changes if change.at <= at]
    if not earlier:
        raise EventNotFound(f"{id} was first published at {_written(changes[0])}, after the instant asked for")
    then = earlier[-1].after
    if then.status == "withdrawn":
        raise withdrawal(then)
    if then.status == "merged" and then.merged_into:
        raise EventMerged(f"event {id} was part of {then.merged_into} then", then.merged_into)
    return then


def matches_as_of(store: Store, query: Query, at: datetime) -> list[Event]:
    """What matched at the instant. Raises `InvalidQuery` for a search: it has no past."""
    if query.filter.q:
        raise InvalidQuery("q", "a search knows only the present: leave out q, or as_of")
    return store.select(query.filter, at=at)


def page_as_of(store: Store, query: Query, at: datetime) -> Page:
    """The page as it would have been answered at the instant. Raises `InvalidQuery` for a search."""
    if query.filter.q:
        raise InvalidQuery("q", "a search knows only the present: leave out q, or as_of")
    return store.page(query, at=at)


def _written(change: Change) -> str:
    return change.at.strftime("%Y-%m-%dT%H:%M:%SZ")
