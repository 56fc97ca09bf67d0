"""The first editing page: what is new, what waits, what fails."""

from __future__ import annotations

from typing import Any, Final

from timeline.model.source import Health
from timeline.render.html.times import instant, moment_words
from timeline.serve.http.editing import Asked, shows
from timeline.serve.http.routing import Response
from timeline.serve.http.service import Service
from timeline.serve.http.sessions import EDIT

NEWEST: Final = 30
"""Changes that are listed."""


@shows(EDIT)
def overview(asked: Asked) -> Response:
    """What is new, waiting and failing, as far as the token lets one see it."""
    store = asked.service.store
    may_review = asked.visitor.may("review")
    position = store.position()
    changes = store.changes(max(0, position - NEWEST))
    return asked.page(
        "overview.html",
        waiting=len(store.candidates()) if may_review else 0,
        failing=_failing(asked.service) if may_review else [],
        changes=[_row(asked.service, change) for change in reversed(changes)],
    )


def _row(service: Service, change: Any) -> dict[str, Any]:
    chronology = service.chronology
    return {
        "id": change.event,
        "title": change.after.title,
        "kind": change.kind,
        "by": change.by,
        "reason": change.reason,
        "at": instant(change.at),
        "words": moment_words(chronology, change.at),
    }


def _failing(service: Service) -> list[dict[str, str]]:
    health = service.store.health()
    rows = [(source, health.get(source.id, Health(source=source.id))) for source in service.sources]
    return [
        {"id": source.id, "name": source.name, "why": state.error or state.flagged}
        for source, state in rows
        if state.error or state.flagged
    ]


ROUTES: Final = (overview,)
