"""The sources: how each is doing, run now, pause; for programs and for people."""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import Any

import msgspec
from litestar.params import FromPath

from timeline import schedule
from timeline.model.source import Health, Source
from timeline.render.html import sources as source_pages
from timeline.serve.http.authorization import authorize, writes
from timeline.serve.http.conditional import Content, content
from timeline.serve.http.routing import HTML, Request, Response, reads
from timeline.serve.http.service import NamedService, Service


class RefusalShape(msgspec.Struct, kw_only=True):
    """One item that was not taken: where it stands, and why."""

    place: str
    reason: str


class MergerShape(msgspec.Struct, kw_only=True):
    """A mention that speaks of an event which others tell of: its title, the event's id, and why they are one."""

    title: str
    event: str
    reason: str


class SourceHealthShape(msgspec.Struct, kw_only=True):
    """How a source is doing. The counts are those of its last run.

    `mentions` is the sum of those added, changed, unchanged, merged, waiting (`candidates`), refused and rejected
    before; `withdrawn` counts events, `failures` failed runs since a success. `flagged` says why nothing was removed
    although the source suddenly says far less.
    """

    last_run: datetime | None
    last_success: datetime | None
    next_run: datetime | None
    failures: int
    error: str
    flagged: str
    mentions: int
    added: int
    changed: int
    withdrawn: int
    unchanged: int
    merged: int
    candidates: int
    rejected: int
    mergers: list[MergerShape]
    refused: list[RefusalShape]


class SourceShape(msgspec.Struct, kw_only=True):
    """A source as sources.yaml has it, and its health. `every` are seconds between two fetches, `waiting` counts what
    of it waits for a person now.

    Where it is fetched from is not shown: `link` is the address for people.
    """

    id: str
    name: str
    link: str
    path: str
    kind: str
    every: int
    tags: list[str]
    trust: str
    language: str
    paused: bool
    waiting: int
    health: SourceHealthShape


class SourcesShape(msgspec.Struct, kw_only=True):
    """Every source, in the order of the file."""

    sources: list[SourceShape]


def source_object(source: Source, health: Health, waiting: int) -> dict[str, Any]:
    """A source as the API says it."""
    named = ("id", "name", "link", "path", "kind", "every", "tags", "trust", "language")
    fields = {name: getattr(source, name) for name in named}
    paused = source.paused or health.paused
    state = {name: getattr(health, name) for name in SourceHealthShape.__struct_fields__}
    state["next_run"] = None if paused else health.next_run
    state["mergers"] = [{"title": each.title, "event": each.event, "reason": each.reason} for each in health.mergers]
    state["refused"] = [{"place": each.place, "reason": each.reason} for each in health.refused]
    return fields | {"paused": paused, "waiting": waiting, "health": state}


def _rows(service: Service) -> list[tuple[Source, Health, int]]:
    """Each source with its health, and what of it waits."""
    health, waiting = service.store.health(), service.store.waiting()
    return [
        (source, health.get(source.id, Health(source=source.id)), waiting.get(source.id, 0))
        for source in service.sources
    ]


def _page(service: Service, now: datetime) -> Content:
    return content(source_pages.sources(service.site(now), _rows(service)), HTML)


@reads("/sources", "getSourcesPage", media=("text/html",), tag="pages")
async def page(request: Request, service: NamedService) -> Response:
    """How each source is doing, for people."""
    return service.respond(request, await service.pools.make(lambda: _page(service, service.clock())))


@reads("/api/v1/sources", "listSources", gives=SourcesShape)
async def sources(request: Request, service: NamedService) -> Response:
    """Every source with its health: last success, failures in a row, next run, and what the last run came to."""
    rows = await service.pools.make(lambda: _rows(service))
    return service.respond_json(request, {"sources": [source_object(*row) for row in rows]})


@writes("/api/v1/sources/{id:str}/run", "runSource", gives=SourceShape, errors=(404, 409))
async def run(request: Request, service: NamedService, id: FromPath[str]) -> Response:
    """Fetch a source as soon as possible; one that is paused is fetched once it is resumed."""
    return await _reschedule(request, service, id, lambda: schedule.hasten(service.store, id, service.clock()))


@writes("/api/v1/sources/{id:str}/pause", "pauseSource", gives=SourceShape, errors=(404, 409))
async def pause(request: Request, service: NamedService, id: FromPath[str]) -> Response:
    """Leave a source alone until it is resumed; a run under way is finished."""
    return await _reschedule(request, service, id, lambda: schedule.pause(service.store, id, paused=True))


@writes("/api/v1/sources/{id:str}/resume", "resumeSource", gives=SourceShape, errors=(404, 409))
async def resume(request: Request, service: NamedService, id: FromPath[str]) -> Response:
    """Let a source run again. One that sources.yaml pauses stays so."""
    return await _reschedule(request, service, id, lambda: schedule.pause(service.store, id, paused=False))


async def _reschedule(request: Request, service: Service, id: str, change: Any) -> Response:
    await asyncio.to_thread(authorize, request, service.store, service.clock(), "review")
    source = service.source(id)
    health = await asyncio.to_thread(change)
    service.wake()
    waiting = await asyncio.to_thread(service.store.waiting)
    return service.respond_json(request, source_object(source, health, waiting.get(source.id, 0)))
