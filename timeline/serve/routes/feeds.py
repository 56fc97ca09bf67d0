"""Feeds and single events as files: the same bytes for everyone, made once for each change."""

from __future__ import annotations

from typing import Any, Final

from litestar.params import FromPath
from msgspec.structs import replace

from timeline.errors import NotFound
from timeline.model.parameters import CHOICES, FILTERS, THEMES, Parameters, parse_filter, value
from timeline.model.subscription import both
from timeline.publish.as_of import with_canonical_as_of
from timeline.publish.figures import picture as picture_of
from timeline.publish.views import VIEWS
from timeline.render import FORMATS as RENDERED
from timeline.render.drawing.document import MEDIA_TYPE as SVG
from timeline.render.html.site import Site
from timeline.serve.http.conditional import Content, content
from timeline.serve.http.routing import AS, Request, Response, parameters, reads
from timeline.serve.http.service import FEED_SECONDS, NamedService, Service
from timeline.serve.routes.shapes import EventShape

DRAWN: Final = (*FILTERS, "lang", "theme", "lanes")
FORMATS: Final = tuple(RENDERED)
PAGED: Final = tuple(name for name, format in RENDERED.items() if not format.complete)
WHOLE: Final = tuple(name for name, format in RENDERED.items() if format.complete)
"""Formats that carry every match, so that they take no limit."""
EVENT_FORMATS: Final = {"json": "application/json", "ics": "text/calendar"}
FEED: Final = "/feeds/{slug:str}"
NARROWED: Final = (*FILTERS, *CHOICES)
MOVED: Final = {301: "The feed has a new slug."}


def media_types(formats: tuple[str, ...]) -> tuple[str, ...]:
    """The media types of formats, without their parameters."""
    return tuple(RENDERED[name].bare_media_type for name in formats)


def _parameters(view: str, formats: tuple[str, ...]) -> tuple[str, ...]:
    """What a view takes of its own; what carries every match has no pages."""
    names = VIEWS[view].parameters
    return names if formats == PAGED else tuple(name for name in names if name not in ("limit", "cursor"))


def _declared(name: str, path: str, formats: tuple[str, ...], takes: tuple[str, ...], about: str) -> Any:
    """A route of feeds: a path for each format, or one for all of `PAGED`."""
    paths = [path + AS] if formats == PAGED else [path + AS.replace("{format:str}", format) for format in formats]

    async def handler(request: Request, service: NamedService, slug: FromPath[str]) -> Response:
        return await _feed(request, service, slug)

    handler.__doc__ = about
    return reads(paths, name, takes=takes, media=media_types(formats), errors=(404,), tag="feeds", extra=MOVED)(handler)


feed = _declared(
    "getFeed", FEED, PAGED, (*NARROWED, *_parameters("", PAGED)),
    "One feed for readers: the entries that were published or changed last. The API's filters narrow it.",
)  # fmt: skip
calendar = _declared(
    "getFeed", FEED, WHOLE, (*NARROWED, *_parameters("", WHOLE)),
    "One feed with every match, as a calendar, a table, TimelineJS or Markwhen. The API's filters narrow it.",
)  # fmt: skip
views = [
    _declared(
        f"getFeed{view.title().replace('-', '')}", f"{FEED}/{view}", formats, (*NARROWED, *_parameters(view, formats)),
        VIEWS[view].summary,
    )
    for view in filter(None, VIEWS)
    for formats in (PAGED, WHOLE)
]  # fmt: skip


@reads(FEED + AS.replace("{format:str}", "svg"), "getFeedDrawing", takes=DRAWN, media=(SVG,), errors=(404,),
       tag="feeds", extra=MOVED)  # fmt: skip
async def picture(request: Request, service: NamedService, slug: FromPath[str]) -> Response:
    """One feed drawn as a timeline: every kind of date as exactly as it is known, as a picture for another page."""
    chosen = parameters(request)
    return await service.respond_cached(request, lambda now: _picture(service, slug, chosen), FEED_SECONDS)


@reads(f"/events/{{id:str}}{AS}", "getEventFile", gives=EventShape, media=tuple(EVENT_FORMATS.values()),
       errors=(404, 410), tag="feeds", extra={308: "The event was merged into another."})  # fmt: skip
async def event(request: Request, service: NamedService, id: FromPath[str], format: FromPath[str]) -> Response:
    """One event as JSON or as a calendar of one entry."""
    if format not in EVENT_FORMATS:
        raise NotFound(f"an event does not come as .{format}: use one of .{', .'.join(EVENT_FORMATS)}")
    return await service.respond_cached(request, lambda now: service.publisher.event(id, format, now), FEED_SECONDS)


def _picture(service: Service, slug: str, chosen: Parameters) -> Content:
    feed = service.feed(slug)
    own = parse_filter(chosen, service.filters())
    language = value(chosen, "lang", feed.language or service.chronology.language)
    theme = value(chosen, "theme", THEMES[0])
    modified = service.publisher.modified(both(feed.filter, own, feed.slug), feed)
    site = Site(chronology=replace(service.chronology, language=language))
    return content(picture_of(service.store, site, feed, own, theme, value(chosen, "lanes", "")), SVG, modified)


async def _feed(request: Request, service: NamedService, slug: str) -> Response:
    """The feed that the path names; the format and the view stand in it as they were typed."""
    stem, _, format = request.scope["asked"].rpartition(".")  # type: ignore[typeddict-item]
    view = stem.partition("/feeds/")[2].partition("/")[2].strip("/")
    if format not in FORMATS:
        raise NotFound(f"a feed does not come as .{format}: use one of .{', .'.join(FORMATS)}")
    chosen = with_canonical_as_of(parameters(request), service.clock())
    return await service.respond_cached(
        request,
        lambda now: service.publisher.feed(slug, format, chosen, now, view),
        FEED_SECONDS,
        lambda now: service.publisher.kept_feed(slug, format, chosen, now, view),
    )
