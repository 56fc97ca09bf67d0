"""Pages for people."""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import Final

from litestar.params import FromPath

from timeline.errors import NotFound
from timeline.model.feed import Feed
from timeline.model.query import FILTERS, Filter, Parameters, parse_query
from timeline.publish import pages as present
from timeline.render.html import pages
from timeline.serve.http.conditional import Body, made
from timeline.serve.http.edge import Edge, NamedEdge
from timeline.serve.http.problems import by_name
from timeline.serve.http.routing import HTML, Asked, Sent, parameters, reads

SHOWN: Final = (*FILTERS, "sort", "limit", "cursor")
MEDIA: Final = ("text/html",)
MERGED: Final = {308: "The event was merged into another."}
MOVED: Final = {301: "The feed has a new slug."}


@reads("/", takes=SHOWN, media=MEDIA, tag="pages", blanks=True)
async def index(request: Asked, edge: NamedEdge) -> Sent:
    """The chronology by date, with search, filters and all feeds."""
    chosen = parameters(request)
    return await edge.kept(request, lambda now: _listing(edge, chosen, None, now))


@reads("/feeds/{slug:str}", takes=SHOWN, media=MEDIA, errors=(404,), tag="pages", blanks=True, extra=MOVED)
async def feed(request: Asked, edge: NamedEdge, slug: FromPath[str]) -> Sent:
    """One feed by date, and how to subscribe to it."""
    chosen = parameters(request)
    return await edge.kept(request, lambda now: _listing(edge, chosen, edge.feed(slug), now))


@reads("/events/{id:str}", media=MEDIA, errors=(404, 410), tag="pages", extra=MERGED)
async def event(request: Asked, edge: NamedEdge, id: FromPath[str]) -> Sent:
    """One event with its sources and what became of it. A withdrawn one says why, with status 410."""
    held = await asyncio.to_thread(edge.store.event, id)
    if held.status == "withdrawn":
        return edge.gone(request, await asyncio.to_thread(_event, edge, id, edge.clock()))
    return await edge.kept(request, lambda now: _event(edge, id, now))


@reads("/problems/{name:str}", media=MEDIA, errors=(404,), tag="pages", documented=False)
async def problem(request: Asked, edge: NamedEdge, name: FromPath[str]) -> Sent:
    """What a type of problem means, and what to do."""
    kind = by_name().get(name)
    if kind is None:
        raise NotFound(f"there is no problem called {name[:80]}")
    site = pages.Site(chronology=edge.chronology)
    data = pages.problem(site, kind.title, f"Status {kind.status}. {kind.remedy}")
    return edge.sent(request, made(data, HTML))


def _listing(edge: Edge, chosen: Parameters, feed: Feed | None, now: datetime) -> Body:
    """A list; it shows the counts of tags and feeds, so that any change may change it."""
    query = parse_query(chosen, edge.filters())
    modified = edge.publisher.modified(Filter(), *edge.publisher.known_feeds(now))
    return made(present.listing(edge.store, edge.site(now), query, feed), HTML, modified)


def _event(edge: Edge, id: str, now: datetime) -> Body:
    return made(present.event(edge.store, edge.site(now), id), HTML)
