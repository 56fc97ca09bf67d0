"""What is said of the site itself: discovery, the API's description, health, numbers, static files."""

from __future__ import annotations

import mimetypes
from datetime import datetime
from typing import Final

from litestar.params import FromPath

from timeline.errors import NotFound
from timeline.files import pictures, schemas
from timeline.model.event import IMAGE_TYPES
from timeline.publish.change_log import latest_token
from timeline.render.api import encode
from timeline.render.html import site
from timeline.serve.http import metrics
from timeline.serve.http.conditional import Answer, Content, content
from timeline.serve.http.routing import HTML, JSON, Request, Response, reads
from timeline.serve.http.service import NamedService
from timeline.serve.routes import docs as docs_page
from timeline.serve.routes import openapi, shapes
from timeline.writing.schemas import TAKEN

STATIC_SECONDS: Final = 3_600
FAVICON_SECONDS: Final = 86_400
ICO: Final = "image/vnd.microsoft.icon"
SCHEMA: Final = "application/schema+json"
XML: Final = "application/xml"
SCHEMAS: Final = schemas.SCHEMAS | TAKEN


@reads("/feeds.opml", "getOpml", media=("text/x-opml",), tag="discovery")
async def opml(request: Request, service: NamedService) -> Response:
    """Every feed, for the import of a feed reader."""
    return await service.respond_cached(request, service.publisher.opml)


@reads("/sitemap.xml", "getSitemap", media=(XML,), tag="discovery")
async def sitemap(request: Request, service: NamedService) -> Response:
    """Every page, for search engines."""
    return await service.respond_cached(request, service.publisher.sitemap)


@reads("/robots.txt", "getRobots", media=("text/plain",), tag="discovery")
async def robots(request: Request, service: NamedService) -> Response:
    """What robots may read."""
    return await service.respond_cached(request, service.publisher.robots)


@reads("/schemas/{name:str}", "getSchema", media=(SCHEMA,), errors=(404,), tag="discovery")
async def schema(request: Request, service: NamedService, name: FromPath[str]) -> Response:
    """The JSON Schema of one of the curator's files, by which editors complete and check them, or of what is sent."""
    document = SCHEMAS.get(name.removesuffix(".json"))
    if document is None:
        raise NotFound(f"there is no schema {name[:80]}: there are {', '.join(f'{n}.json' for n in SCHEMAS)}")
    return await service.respond_cached(request, lambda now: content(encode(document), SCHEMA), STATIC_SECONDS)


@reads("/static/{name:str}", "getStaticFile", media=("text/css",), errors=(404,), documented=False)
async def static(request: Request, service: NamedService, name: FromPath[str]) -> Response:
    """A file that pages refer to."""
    try:
        data = site.static(name)
    except KeyError:
        raise NotFound(f"there is no file {name}") from None
    return await service.respond_cached(request, lambda now: content(data, media_type(name)), STATIC_SECONDS)


@reads("/images/{name:str}", "getImage", media=tuple(sorted(set(IMAGE_TYPES.values()))), errors=(404,), tag="pages")
async def image(request: Request, service: NamedService, name: FromPath[str]) -> Response:
    """A picture of the chronology's own, which an entry names."""

    def make() -> Content:
        data = pictures.data(service.images, name)
        # It is packed already; and whoever saves another under its name changes no event.
        return content(data, IMAGE_TYPES[name.rpartition(".")[2]])

    return service.respond(request, await service.pools.make(make))


@reads("/favicon.ico", "getFavicon", media=(ICO,), documented=False)
async def favicon(request: Request, service: NamedService) -> Response:
    """The small icon, for which browsers and readers ask here whatever a page names."""
    return await service.respond_cached(request, lambda now: content(site.static("favicon.ico"), ICO), FAVICON_SECONDS)


@reads("/openapi.json", "getOpenapi", tag="discovery")
async def description(request: Request, service: NamedService) -> Response:
    """This description."""
    return await service.respond_cached(request, lambda now: content(openapi.encoded(request.app, service), JSON))


@reads("/docs", "getDocsPage", media=("text/html",), tag="discovery")
async def docs(request: Request, service: NamedService) -> Response:
    """The API's description as a page."""

    def make(now: datetime) -> Content:
        return content(docs_page.docs(service.site(now), openapi.document(request.app, service)), HTML)

    return await service.respond_cached(request, make)


@reads("/healthz", "getHealth", gives=shapes.HealthShape, tag="health")
async def healthz(request: Request, service: NamedService) -> Response:
    """Whether the process answers, whatever becomes of its database: to start it anew would mend no disk."""
    return service.respond_json(request, {"status": "ok"})


@reads("/readyz", "getReadiness", gives=shapes.HealthShape, tag="health")
async def readyz(request: Request, service: NamedService) -> Response:
    """Whether the database can be read and written as well; 503 with the reason where it cannot. Where it has a
    standby, how many positions and seconds that is behind; `degraded` says that one of the two does not answer, and
    `problem` which: readers are answered by the other."""
    if service.damage is not None:
        raise service.damage
    ready = await service.pools.make(service.store.check)
    return service.respond_json(request, shapes.health(ready, latest_token(service.store)))


@reads("/metrics", "getMetrics", media=("text/plain",), tag="health")
async def numbers(request: Request, service: NamedService) -> Response:
    """How it goes, in the format of Prometheus: answers by route, fetches of each feed by kind of client, the age and
    the failures of each source."""
    text = await service.pools.make(service.metrics.text)
    head = [
        (b"content-type", metrics.MEDIA_TYPE.encode()),
        (b"cache-control", b"no-store"),
        (b"content-length", b"%d" % len(text)),
    ]
    return Response(Answer(200, head, b"" if request.method == "HEAD" else text))


def media_type(name: str) -> str:
    """The media type of a static file, by its name."""
    guessed = mimetypes.guess_type(name)[0] or "application/octet-stream"
    return f"{guessed}; charset=utf-8" if guessed.startswith("text/") else guessed
