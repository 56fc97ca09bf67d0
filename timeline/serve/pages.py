"""Pages for people."""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import Final

import msgspec
from litestar.params import FromPath

from timeline.errors import EventNotFound, NotFound
from timeline.feeds import Feed
from timeline.query import FILTERS, Filter, Parameters, parse_query
from timeline.render import pages
from timeline.serve.conditional import Body, made
from timeline.serve.edge import Edge, NamedEdge
from timeline.serve.problems import by_name
from timeline.serve.routing import HTML, Asked, Sent, parameters, reads
from timeline.subscriptions import both

SHOWN: Final = (*FILTERS, "sort", "limit", "cursor")
MERGED: Final = {308: "The event was merged into another."}
MEDIA: Final = ("text/html",)


@reads("/", takes=SHOWN, media=MEDIA, tag="pages", blanks=True)
async def index(request: Asked, edge: NamedEdge) -> Sent:
    """The chronology by date, with search, filters and all feeds."""
    chosen = parameters(request)
    return await edge.kept(request, lambda now: _listing(edge, chosen, None, now))


@reads("/feeds/{slug:str}", takes=SHOWN, media=MEDIA, errors=(404,), tag="pages", blanks=True,
       extra={301: "The feed has a new slug."})  # fmt: skip
async def feed(request: Asked, edge: NamedEdge, slug: FromPath[str]) -> Sent:
    """One feed by date, and how to subscribe to it."""
    chosen = parameters(request)
    return await edge.kept(request, lambda now: _listing(edge, chosen, edge.feed(slug), now))


@reads("/events/{id:str}", media=MEDIA, errors=(404, 410), tag="pages", extra=MERGED)
async def event(request: Asked, edge: NamedEdge, id: FromPath[str]) -> Sent:
    """One event with its sources and what became of it. A withdrawn one says why, with status 410."""
    if await asyncio.to_thread(_withdrawn, edge, id):
        return edge.gone(request, await asyncio.to_thread(_event, edge, id, edge.clock()))
    return await edge.kept(request, lambda now: _event(edge, id, now))


@reads("/problems/{name:str}", media=MEDIA, errors=(404,), tag="pages", documented=False)
async def problem(request: Asked, edge: NamedEdge, name: FromPath[str]) -> Sent:
    """What a type of problem means, and what to do."""
    kind = by_name().get(name)
    if kind is None:
        raise NotFound(f"there is no problem called {name}")
    site = pages.Site(chronology=edge.chronology)
    data = pages.problem(site, kind.title, f"Status {kind.status}. {kind.remedy}")
    return edge.sent(request, made(data, HTML))


def _listing(edge: Edge, chosen: Parameters, feed: Feed | None, now: datetime) -> Body:
    query = parse_query(chosen, edge.filters())
    own = query.filter
    if feed is not None:
        query = msgspec.structs.replace(query, filter=both(feed.filter, own, feed.slug))
    page = edge.store.page(query)
    view = pages.Listing(
        query=query,
        events=tuple(page.events),
        total=edge.store.count(query.filter),
        next=page.next,
        feed=feed,
        own=own,
    )
    modified = edge.publisher.modified(Filter(), *edge.publisher.known_feeds(now))
    return made(pages.listing(edge.site(now), view), HTML, modified)


def _withdrawn(edge: Edge, id: str) -> bool:
    return edge.store.event(id).status == "withdrawn"


def _event(edge: Edge, id: str, now: datetime) -> Body:
    held = edge.store.event(id)
    if held.status != "withdrawn":
        held = edge.publisher.standing(id)
    named = {other for other in (held.successor, held.merged_into, held.split_from) if other}
    titles = {other: title for other in named if (title := _title(edge, other))}
    return made(pages.event(edge.site(now), held, edge.store.history(id), titles), HTML)


def _title(edge: Edge, id: str) -> str:
    try:
        return edge.store.event(id).title
    except EventNotFound:
        return ""
