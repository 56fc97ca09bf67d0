"""The JSON API, version 1: events, what became of them, and the names that are in use."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from litestar.params import FromPath

from timeline.dates import NoDate, explain
from timeline.errors import InvalidQuery
from timeline.model.parameters import LISTED, all_values, parse_query, value
from timeline.publish.as_of import event_as_of, matches_as_of, page_as_of, with_canonical_as_of
from timeline.publish.change_log import Following, change_object
from timeline.publish.occurrences import NEVER, occurrence_page, occurrence_rows, upcoming
from timeline.render.api import MEDIA_TYPE, encode, event_object
from timeline.render.entries import when_fields
from timeline.serve.http.conditional import Content, content
from timeline.serve.http.routing import Request, Response, first_value, parameters, reads
from timeline.serve.http.service import NamedService, Service
from timeline.serve.routes import shapes

MOVED = {308: "The event was merged into another."}


@reads("/api/v1/events", "listEvents", takes=LISTED, gives=shapes.EventsShape)
async def events(request: Request, service: NamedService) -> Response:
    """A page of events: those that match every filter, in the order asked for."""
    chosen = with_canonical_as_of(parameters(request), service.clock())

    def following(cursor: str) -> tuple[tuple[str, str], ...]:
        return service.next_page("events", chosen, "cursor", cursor)

    def make(now: datetime) -> Content:
        query = parse_query(chosen, service.filters())
        at = value(chosen, "as_of", None)
        if at is None:
            return service.publisher.events(query, now)
        if query.expand:
            rows = occurrence_page(matches_as_of(service.store, query, at), query)
            return content(
                occurrence_rows(rows, query, service.chronology), MEDIA_TYPE, at, headers=following(rows.next)
            )
        page = page_as_of(service.store, query, at)
        events = [event_object(event, service.chronology, query.fields, query.language) for event in page.events]
        return content(
            encode({"events": events, "next": page.next or None}), MEDIA_TYPE, at, headers=following(page.next)
        )

    return await service.respond_cached(request, make)


@reads(
    "/api/v1/events/{id:str}",
    "getEvent",
    takes=("lang", "fields", "as_of"),
    gives=shapes.EventShape,
    errors=(404, 410),
    extra=MOVED,
)
async def event(request: Request, service: NamedService, id: FromPath[str]) -> Response:
    """One event as it stands, or as it stood."""
    chosen = with_canonical_as_of(parameters(request), service.clock())

    def make(now: datetime) -> Content:
        if not any(first_value(chosen, name) for name in ("as_of", "fields", "lang")):
            return service.publisher.event(id, "json", now)
        fields = all_values(chosen, "fields")
        at = value(chosen, "as_of", None)
        current = service.publisher.standing(id) if at is None else event_as_of(service.store, id, at)
        language, ahead = first_value(chosen, "lang"), NEVER
        if at is None:
            ahead = upcoming(current, now, service.chronology.zone)
        shown = event_object(
            current, service.chronology, fields, language, ahead.occurrence, unconfirmed=ahead.unconfirmed
        )
        modified = max(filter(None, (current.updated, ahead.since)))
        return content(encode(shown), MEDIA_TYPE, modified, ahead.until)

    return await service.respond_cached(request, make)


@reads("/api/v1/events/{id:str}/history", "getEventHistory", gives=shapes.HistoryShape, errors=(404,))
async def history(request: Request, service: NamedService, id: FromPath[str]) -> Response:
    """Every change of one event, with before, after and reason; of withdrawn and merged ones too."""

    def make(now: datetime) -> Content:
        changes = service.store.history(id)
        following = Following(service.store, service.chronology)
        value = {"id": id, "changes": [change_object(following, change) for change in changes]}
        return content(encode(value), MEDIA_TYPE, changes[-1].at)

    return await service.respond_cached(request, make)


@reads("/api/v1/feeds", "listFeeds", gives=shapes.FeedsShape)
async def feeds(request: Request, service: NamedService) -> Response:
    """Every feed, with the addresses of its formats."""
    return await service.respond_cached(request, service.publisher.feeds)


@reads("/api/v1/tags", "listTags", gives=shapes.TagsShape)
async def tags(request: Request, service: NamedService) -> Response:
    """Every tag in use."""
    return await service.respond_cached(request, service.publisher.tags)


@reads("/api/v1/places", "listPlaces", gives=shapes.PlacesShape)
async def places(request: Request, service: NamedService) -> Response:
    """Every place in use."""
    return await service.respond_cached(request, service.publisher.places)


@reads("/api/v1/read", "readDate", takes=("text", "reference", "language"), gives=shapes.ReadingShape)
async def read(request: Request, service: NamedService) -> Response:
    """What words say of a time, as EDTF, with the rule that read them; or why nothing was read."""
    chosen = parameters(request)
    text = first_value(chosen, "text")
    if not text.strip():
        raise InvalidQuery("text", "give text: the words that may name a date")
    reference, language = _reference(first_value(chosen, "reference")), first_value(chosen, "language") or None
    answer = await service.pools.ask_to_read(lambda: _read(service, text, reference, language))
    return service.respond_json(request, answer)


def _read(service: Service, text: str, reference: date | None, language: str | None) -> dict[str, Any]:
    reading = explain(text, reference, language, service.chronology.hemisphere)
    if isinstance(reading, NoDate):
        return {"text": text, "when": None, "reason": reading.reason}
    return {
        "text": text,
        "when": when_fields(reading.when),
        "rule": reading.rule,
        "type": reading.type,
        "value": reading.value,
        "start": reading.start,
        "end": reading.end,
    }


def _reference(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise InvalidQuery("reference", f"reference={text} is no day: write 2025-06-20") from error
