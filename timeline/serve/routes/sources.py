"""The sources: how each is doing, run now, pause; for programs and for people."""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import Any

import msgspec
from litestar.params import FromPath

from timeline import schedule
from timeline.model.source import Health, Source
from timeline.render.html import pages
from timeline.serve.http.authorization import allowed, writes
from timeline.serve.http.conditional import made
from timeline.serve.http.edge import Edge, NamedEdge
from timeline.serve.http.routing import HTML, Asked, Sent, reads


class RefusalShape(msgspec.Struct, kw_only=True):
    """One item that was not taken: where it stands, and why."""

    place: str
    reason: str


class SourceHealthShape(msgspec.Struct, kw_only=True):
    """How a source is doing. The counts are those of its last run; `failures` counts failed runs since a success.

    `flagged` says why nothing was removed although the source suddenly says far less.
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
    candidates: int
    refused: list[RefusalShape]


class SourceShape(msgspec.Struct, kw_only=True):
    """A source as sources.yaml has it, and its health. `every` are seconds between two fetches."""

    id: str
    name: str
    url: str
    path: str
    kind: str
    every: int
    tags: list[str]
    trust: str
    language: str
    paused: bool
    health: SourceHealthShape


class SourcesShape(msgspec.Struct, kw_only=True):
    """Every source, in the order of the file."""

    sources: list[SourceShape]


def told(source: Source, health: Health) -> dict[str, Any]:
    """A source as the API says it."""
    named = ("id", "name", "url", "path", "kind", "every", "tags", "trust", "language")
    found = {name: getattr(source, name) for name in named}
    paused = source.paused or health.paused
    state = {name: getattr(health, name) for name in SourceHealthShape.__struct_fields__}
    state["next_run"] = None if paused else health.next_run
    state["refused"] = [{"place": each.place, "reason": each.reason} for each in health.refused]
    return found | {"paused": paused, "health": state}


def _rows(edge: Edge) -> list[tuple[Source, Health]]:
    health = edge.store.health()
    return [(source, health.get(source.id, Health(source=source.id))) for source in edge.sources]


@reads("/sources", media=("text/html",), tag="pages")
async def page(request: Asked, edge: NamedEdge) -> Sent:
    """How each source is doing, for people."""
    rows = await asyncio.to_thread(_rows, edge)
    return edge.sent(request, made(pages.sources(edge.site(edge.clock()), rows), HTML))


@reads("/api/v1/sources", gives=SourcesShape)
async def sources(request: Asked, edge: NamedEdge) -> Sent:
    """Every source with its health: last success, failures in a row, next run, and what the last run came to."""
    rows = await asyncio.to_thread(_rows, edge)
    return edge.told(request, {"sources": [told(*row) for row in rows]})


@writes("/api/v1/sources/{id:str}/run", gives=SourceShape, errors=(404, 409))
async def run(request: Asked, edge: NamedEdge, id: FromPath[str]) -> Sent:
    """Fetch a source as soon as possible; one that is paused is fetched once it is resumed."""
    return await _steered(request, edge, id, lambda: schedule.hasten(edge.store, id, edge.clock()))


@writes("/api/v1/sources/{id:str}/pause", gives=SourceShape, errors=(404, 409))
async def pause(request: Asked, edge: NamedEdge, id: FromPath[str]) -> Sent:
    """Leave a source alone until it is resumed; a run under way is finished."""
    return await _steered(request, edge, id, lambda: schedule.pause(edge.store, id, paused=True))


@writes("/api/v1/sources/{id:str}/resume", gives=SourceShape, errors=(404, 409))
async def resume(request: Asked, edge: NamedEdge, id: FromPath[str]) -> Sent:
    """Let a source run again. One that sources.yaml pauses stays so."""
    return await _steered(request, edge, id, lambda: schedule.pause(edge.store, id, paused=False))


async def _steered(request: Asked, edge: Edge, id: str, steer: Any) -> Sent:
    await asyncio.to_thread(allowed, request, edge.store)
    source = edge.source(id)
    health = await asyncio.to_thread(steer)
    edge.wake()
    return edge.told(request, told(source, health))
