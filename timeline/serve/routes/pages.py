"""Pages for people."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from litestar.params import FromPath
from msgspec.structs import replace

from timeline.errors import NotFound
from timeline.model.feed import Feed
from timeline.model.parameters import CHOICES, FILTERS, Parameters, parse_query, value, values
from timeline.model.query import Filter
from timeline.model.urls import WHOLE
from timeline.publish import pages as present
from timeline.publish import panels
from timeline.publish.days import local_day, next_midnight
from timeline.publish.occurrences import upcoming
from timeline.render.html import pages
from timeline.render.html.site import Site
from timeline.serve.http.conditional import Content, content
from timeline.serve.http.languages import spoken
from timeline.serve.http.problems import by_name
from timeline.serve.http.routing import HTML, Request, Response, parameters, reads
from timeline.serve.http.service import NamedService, Service

SHOWN: Final = (*FILTERS, "sort", "limit", "cursor", "lanes")
CHOSEN: Final = (*FILTERS, *CHOICES, "days", "format", "view")
MEDIA: Final = ("text/html",)
LED: Final = {302: "The same in the language that the client prefers."}
MERGED: Final = {308: "The event was merged into another."}
MOVED: Final = {301: "The feed has a new slug."}


@reads("/", "getHomePage", takes=SHOWN, media=MEDIA, tag="pages", blanks=True, extra=LED)
async def index(request: Request, service: NamedService) -> Response:
    """The chronology by date, with search, filters and all feeds. A reader of another language that pages are written
    in is led to where it stands in that one."""
    chosen = parameters(request)
    language = spoken(request)
    return await service.respond_cached(request, lambda now: _listing(service, chosen, None, now, language))


@reads("/feeds", "getFeedsPage", media=MEDIA, tag="pages")
async def all_feeds(request: Request, service: NamedService) -> Response:
    """All feeds, and how to subscribe to them."""
    language = spoken(request)
    return await service.respond_cached(request, lambda now: _all_feeds(service, now, language))


@reads("/feeds/{slug:str}", "getFeedPage", takes=SHOWN, media=MEDIA, errors=(404,), tag="pages",
       blanks=True, extra=MOVED)  # fmt: skip
async def feed(request: Request, service: NamedService, slug: FromPath[str]) -> Response:
    """One feed by date, and how to subscribe to it."""
    chosen, language = parameters(request), spoken(request)
    return await service.respond_cached(
        request, lambda now: _listing(service, chosen, service.feed(slug), now, language)
    )


@reads("/subscribe", "getSubscribePage", takes=CHOSEN, media=MEDIA, tag="pages", blanks=True)
async def subscribe(request: Request, service: NamedService) -> Response:
    """How to subscribe to the chronology, or to what the API's filters leave of it: a preview, the choices, the
    addresses."""
    chosen, language = parameters(request), spoken(request)
    return await service.respond_cached(request, lambda now: _subscribe(service, WHOLE, chosen, now, language))


@reads(
    "/subscribe/{slug:str}",
    "getFeedSubscribePage",
    takes=CHOSEN,
    media=MEDIA,
    errors=(404,),
    tag="pages",
    blanks=True,
    extra=MOVED,
)
async def subscribe_feed(request: Request, service: NamedService, slug: FromPath[str]) -> Response:
    """How to subscribe to one feed: a preview, the choices, the addresses."""
    chosen, language = parameters(request), spoken(request)
    return await service.respond_cached(request, lambda now: _subscribe(service, slug, chosen, now, language))


@reads("/events/{id:str}", "getEventPage", media=MEDIA, errors=(404, 410), tag="pages",
       extra=MERGED)  # fmt: skip
async def event(request: Request, service: NamedService, id: FromPath[str]) -> Response:
    """One event with its sources and what became of it. A withdrawn one says why, with status 410."""
    language = spoken(request)
    current = await service.pools.make(lambda: service.store.event(id))
    if current.status == "withdrawn":
        return service.respond_gone(
            request, await service.pools.make(lambda: _event(service, id, service.clock(), language))
        )
    return await service.respond_cached(request, lambda now: _event(service, id, now, language))


@reads("/problems/{name:str}", "getProblemPage", media=MEDIA, errors=(404,), tag="pages", documented=False)
async def problem(request: Request, service: NamedService, name: FromPath[str]) -> Response:
    """What a type of problem means, and what to do."""
    kind = by_name().get(name)
    if kind is None:
        raise NotFound(f"there is no problem called {name[:80]}")
    site = Site(chronology=service.chronology)
    data = pages.problem(site, kind.title, f"Status {kind.status}. {kind.remedy}")
    return service.respond(request, content(data, HTML))


def _site(service: Service, now: datetime, language: str) -> Site:
    whole = service.site(now)
    return whole.spoken(language) if language else whole


def _listing(service: Service, chosen: Parameters, feed: Feed | None, now: datetime, language: str = "") -> Content:
    """A list; it shows the counts of tags and feeds, so that any change may change it."""
    query = parse_query(chosen, service.filters())
    if not values(chosen, "sort"):
        query = replace(query, sort="")  # a page has an order of its own where none is chosen
    modified = service.publisher.modified(Filter(), *service.publisher.known_feeds(now))
    zone = service.chronology.zone
    today = local_day(now, zone)
    data = present.listing(service.store, _site(service, now, language), query, feed, today, value(chosen, "lanes", ""))
    return content(data, HTML, modified, expires=next_midnight(now, zone))


def _all_feeds(service: Service, now: datetime, language: str) -> Content:
    modified = service.publisher.modified(Filter(), *service.publisher.known_feeds(now))
    return content(pages.feeds(_site(service, now, language)), HTML, modified)


def _subscribe(service: Service, slug: str, chosen: Parameters, now: datetime, language: str) -> Content:
    """A preview begins with today."""
    feeds = service.publisher.known_feeds(now)
    data = panels.subscribe(service.publisher, _site(service, now, language), slug, chosen, now)
    expires = next_midnight(now, service.chronology.zone)
    return content(data, HTML, service.publisher.modified(Filter(), *feeds), expires=expires)


def _event(service: Service, id: str, now: datetime, language: str) -> Content:
    ahead = upcoming(service.store.event(id), now, service.chronology.zone)
    return content(present.event(service.store, _site(service, now, language), id, ahead), HTML, expires=ahead.until)
