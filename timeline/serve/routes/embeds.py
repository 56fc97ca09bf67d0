"""A page made for frames in other sites."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from litestar.params import FromPath

from timeline.model.feed import Feed
from timeline.model.parameters import FILTERS, parse_filter, value
from timeline.model.query import Filter
from timeline.publish import pages as present
from timeline.publish.days import local_day, next_midnight
from timeline.serve.http.conditional import Content, content
from timeline.serve.http.languages import spoken
from timeline.serve.http.routing import HTML, Request, Response, parameters, reads
from timeline.serve.http.service import FEED_SECONDS, NamedService, Service
from timeline.serve.routes.pages import MEDIA, MOVED

FRAMED: Final = (*FILTERS, "lanes", "theme")


@reads("/embed", "getEmbed", takes=FRAMED, media=MEDIA, tag="pages", blanks=True)
async def whole(request: Request, service: NamedService) -> Response:
    """The drawing and the list of the whole chronology, for a frame in a page of another site."""
    return await service.respond_cached(request, lambda now: _framed(service, request, None, now), FEED_SECONDS)


@reads(
    "/embed/{slug:str}", "getFeedEmbed", takes=FRAMED, media=MEDIA, errors=(404,), tag="pages", blanks=True, extra=MOVED
)
async def feed(request: Request, service: NamedService, slug: FromPath[str]) -> Response:
    """The drawing and the list of one feed, for a frame in a page of another site."""
    return await service.respond_cached(
        request, lambda now: _framed(service, request, service.feed(slug), now), FEED_SECONDS
    )


def _framed(service: Service, request: Request, feed: Feed | None, now: datetime) -> Content:
    chosen, language = parameters(request), spoken(request)
    own = parse_filter(chosen, service.filters())
    zone = service.chronology.zone
    today = local_day(now, zone)
    site = service.site(now)
    site = site.spoken(language) if language else site
    lanes, theme = value(chosen, "lanes", ""), value(chosen, "theme", "")
    modified = service.publisher.modified(Filter(), *service.publisher.known_feeds(now))
    data = present.embedded(service.store, site, own, feed, today, lanes, theme)
    return content(data, HTML, modified, expires=next_midnight(now, zone))
