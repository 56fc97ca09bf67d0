"""What differs between two revisions of an event."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from litestar.params import FromPath

from timeline.errors import InvalidQuery
from timeline.model.change import Change, differences
from timeline.model.event import CONTENT
from timeline.publish.change_log import read_token
from timeline.render.api import encode, event_object
from timeline.serve.http.conditional import Content, content
from timeline.serve.http.routing import Request, Response, first_value, parameters, reads
from timeline.serve.http.service import NamedService, Service
from timeline.serve.routes import shapes
from timeline.serve.routes.written import MEDIA_TYPE, change_object, difference_words

REVISIONS: Final = {
    "from": {
        "description": "The revision before: a `position` of the event's history, or an instant (RFC 3339), at which "
        "the revision of that time counts. Left out: the one before `to`.",
        "schema": {"type": "string"},
        "example": "2026-05-01T12:00:00Z",
    },
    "to": {
        "description": "The revision after, named in the same way. Left out: the latest.",
        "schema": {"type": "string"},
        "example": "2026-06-01T12:00:00Z",
    },
}


@reads("/api/v1/events/{id:str}/diff", "diffEvent", takes=("from", "to"), gives=shapes.DiffShape, errors=(404,),
       described=REVISIONS)  # fmt: skip
async def diff(request: Request, service: NamedService, id: FromPath[str]) -> Response:
    """What differs between two revisions of an event, by field and in words. `from` and `to` are positions in the log,
    or instants (RFC 3339); left out: the revision before the latest, and the latest."""
    chosen = parameters(request)

    def make(now: datetime) -> Content:
        history = service.store.history(id)
        last = _revision_at(service, history, "to", first_value(chosen, "to"), len(history) - 1)
        first = _revision_at(service, history, "from", first_value(chosen, "from"), last - 1)
        return content(encode(_diff(service, history, first, last, now)), MEDIA_TYPE, history[-1].at)

    return await service.respond_cached(request, make)


def _revision_at(service: Service, history: Sequence[Change], name: str, said: str, default: int) -> int:
    """The number of the revision of a position or an instant; -1 is before the first."""
    if not said:
        return default
    try:
        at = datetime.fromisoformat(said)
    except ValueError:
        position = read_token(service.store, said, name)
        return sum(change.position <= position for change in history) - 1
    if at.tzinfo is None:
        raise InvalidQuery(name, f"{name}={said[:60]} has no zone: write 2026-05-01T12:00:00Z")
    return sum(change.at <= at for change in history) - 1


def _diff(service: Service, history: Sequence[Change], first: int, last: int, now: datetime) -> dict[str, Any]:
    if last < 0:
        raise InvalidQuery("to", "the event was not there yet: name a later revision")
    before = history[first].after if first >= 0 else None
    after = history[last].after
    names = differences(before, after) if before is not None else frozenset(CONTENT)
    shown = [event_object(each, service.chronology) if each is not None else {} for each in (before, after)]
    fields = [name for name in (*shown[0], *shown[1]) if name in names]
    whole = Change(event=after.id, kind=history[last].kind, at=after.updated, before=before, after=after)
    return {
        "id": after.id,
        "from": change_object(service, history[first]) if first >= 0 else None,
        "to": change_object(service, history[last]),
        "fields": {name: {"before": shown[0].get(name), "after": shown[1].get(name)} for name in dict.fromkeys(fields)},
        "words": difference_words(service, whole, now),
    }
