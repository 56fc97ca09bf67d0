"""The sources: how each is doing, what it said last, and what a person asks of it."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, Final

from timeline import schedule
from timeline.dates import explain
from timeline.dates.reading import Reading
from timeline.errors import NotFound
from timeline.merge.normalise import publication_day
from timeline.model.event import Claim
from timeline.model.source import Health, Source
from timeline.render.html.comparing import date_words
from timeline.render.html.sources import source_row
from timeline.serve.http.editing import Asked, shows, takes
from timeline.serve.http.routing import Response
from timeline.serve.http.service import Service
from timeline.serve.http.sessions import EDIT

SOURCES: Final = f"{EDIT}/sources"
SAID: Final = 100
"""Claims of one source whose dates are explained."""


@shows(SOURCES, "review")
def sources(asked: Asked) -> Response:
    """Every source with its health, and buttons for what one asks of it."""
    service = asked.service
    health, waiting = service.store.health(), service.store.waiting()
    site = service.site(service.clock())
    rows = [
        source_row(site, source, state, waiting.get(source.id, 0)) | _standing(source, state)
        for source in service.sources
        for state in [health.get(source.id, Health(source=source.id))]
    ]
    return asked.page("sources.html", sources=rows)


@shows(f"{SOURCES}/{{id:str}}", "review")
def source(asked: Asked) -> Response:
    """What one source says by now, each with how its date was read."""
    service = asked.service
    found = service.source(asked.part("id"))
    claims = list(service.store.claims(found.id).values())
    said = [_explained(service, *each) for each in claims[:SAID]]
    documents = [(json.loads(about), f"{len(data):,}") for about, data in service.store.documents(found.id)]
    return asked.page("source.html", source=found, said=said, more=max(0, len(claims) - SAID), documents=documents)


@takes(f"{SOURCES}/{{id:str}}", "review")
def ask(asked: Asked) -> Response:
    """Run it now, pause it, let it run again, or believe what it was flagged for."""
    service = asked.service
    id, verb = service.source(asked.part("id")).id, asked.field("verb")
    verbs: dict[str, Callable[[], Any]] = {
        "run": lambda: schedule.hasten(service.store, id, service.clock()),
        "pause": lambda: schedule.pause(service.store, id, paused=True),
        "resume": lambda: schedule.pause(service.store, id, paused=False),
        "believe": lambda: _believe(service, id),
    }
    if verb not in verbs:
        raise NotFound(f"nothing is called {verb[:40]}: {', '.join(verbs)}")
    verbs[verb]()
    service.wake()
    return asked.go(f"{SOURCES}?asked={verb}#{id}")


def _believe(service: Service, id: str) -> None:
    schedule.believe(service.store, id)
    schedule.hasten(service.store, id, service.clock())


def _standing(source: Source, health: Health) -> dict[str, Any]:
    return {
        "trust": source.trust,
        "paused_here": health.paused,
        "paused_in_file": source.paused,
        "believed": health.believed,
        "hastened": health.next_run,
    }


def _explained(service: Service, claim: Claim, event: str) -> dict[str, str]:
    """What a source says, and how its date was read: by which rule, leaning on which day."""
    mention = claim.mention
    citation = mention.citation
    return {
        "title": mention.title,
        "event": event,
        "words": mention.said_when or citation.words,
        "date": date_words(service.chronology, claim.when),
        "rule": citation.rule,
        "leaning": _leaning(claim),
        "edited": ", ".join(claim.edited),
        "doubt": claim.doubt,
    }


def _leaning(claim: Claim) -> str:
    """The day that relative words count from; empty where the words say the date by themselves."""
    mention = claim.mention
    published = mention.citation.published
    if not published or not mention.said_when:
        return ""
    alone = explain(mention.said_when, None, mention.language or None)
    leaning = explain(mention.said_when, publication_day(published), mention.language or None)
    is_alone = isinstance(alone, Reading) and isinstance(leaning, Reading) and alone.when.edtf == leaning.when.edtf
    return "" if is_alone else published


ROUTES: Final = (sources, source, ask)
