"""Two events side by side: whether they are one, and what will become of their ids and subscriptions if so."""

from __future__ import annotations

from typing import Any, Final

from timeline import review
from timeline.errors import Conflict
from timeline.model.event import Event
from timeline.render.html.comparing import rows
from timeline.serve.http.editing import Asked, shows, takes
from timeline.serve.http.routing import Response
from timeline.serve.http.service import Service
from timeline.serve.http.sessions import EDIT
from timeline.serve.routes.edit.events import EVENTS, SCOPE
from timeline.writing.draft import revision


@shows(f"{EDIT}/merge", SCOPE)
def compare(asked: Asked) -> Response:
    """Both events, field by field, and the two ways to merge them."""
    ids = [asked.query(name).strip()[:64] for name in ("a", "b")]
    if not all(ids):
        return asked.page("merge.html", ids=ids, pair=[], rows=[], ways=[])
    store = asked.service.store
    pair = [store.event(id) for id in ids]
    return asked.page(
        "merge.html",
        ids=ids,
        pair=pair,
        rows=rows(asked.service.chronology, pair),
        ways=_ways(asked.service, *pair),
    )


@takes(f"{EDIT}/claims/unmerge", "review")
def unmerge(asked: Asked) -> Response:
    """Take what one source says out of an event, for good: it becomes an event of its own."""
    service = asked.service
    if asked.field("sure") != "yes":
        raise Conflict("tick the box: what this source says becomes an event of its own, and the two are never merged")
    done = review.unmerge(
        service.store, asked.field("source"), asked.field("key"), service.clock(), by=asked.visitor.name
    )
    service.record()
    own = next((each.event for each in done if each.kind == "added"), "")
    return asked.go(f"{EVENTS}/{own}?saved=yes" if own else EVENTS)


def _ways(service: Service, one: Event, other: Event) -> list[dict[str, Any]]:
    """The two directions, each with what comes of it; none of events that do not stand, or are one already."""
    if one.id == other.id or one.is_gone or other.is_gone:
        return []
    return [
        {
            "from": lost,
            "into": kept,
            "revision": revision(lost),
            "addresses": [service.urls.event(lost.id), service.urls.event(kept.id)],
            "sources": len(lost.sources),
        }
        for lost, kept in ((one, other), (other, one))
    ]


ROUTES: Final = (compare, unmerge)
