"""What a client is told when something goes wrong."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from typing import Any, Final
from urllib.parse import parse_qsl, quote

import msgspec
import structlog
from litestar.exceptions import InternalServerException

from timeline import disk
from timeline.errors import (
    DateUnderstood,
    DiskUnavailable,
    EventMerged,
    FeedMoved,
    InvalidQuery,
    StoreDamaged,
    StoreUnavailable,
)
from timeline.render.api import encode
from timeline.render.html import pages
from timeline.render.html.narrowing import AskedAgain
from timeline.render.html.site import Site
from timeline.serve.http.conditional import Answer
from timeline.serve.http.problems import MEDIA_TYPE, ClientLeft, extra_headers, problem, wants_page
from timeline.serve.http.routing import HTML, Request, Response
from timeline.serve.http.service import Service

log = structlog.get_logger(__name__)
unavailable: Final = logging.getLogger("timeline.unavailable")
LEFT: Final = "client disconnected prematurely"
"""How litestar says that the rest of a body will not come; it has no type of its own for that."""
_NAMED: Final = re.compile(r"(.*?/(?:events|feeds|subscribe|embed)/)([^/.]+)(.*)")


def problem_handler(service: Service) -> Callable[[Request, Exception], Response]:
    """litestar's handler of everything that is raised."""

    def handle(request: Request, error: Exception) -> Response:
        return Response(failure(error, service, request.scope))

    return handle


def failure(error: Exception, service: Service, scope: Any) -> Answer:
    """The answer to a request that failed: a page for a person's browser, else problem+json."""
    if isinstance(error, OSError):
        error = disk.explained(error) or error
    elif isinstance(error, InternalServerException) and error.detail == LEFT:
        error = ClientLeft("the client left before the request had arrived")
    report = problem(error, service.chronology.base_url)
    if isinstance(error, StoreUnavailable | DiskUnavailable):
        # By the library's own logger, which lets one of a kind pass: each poll of each reader meets the same.
        service.damage = error if isinstance(error, StoreDamaged) else service.damage
        unavailable.error("requests are answered with 503: %s", error)
    if report.status == 500:
        log.error("request failed", method=scope["method"], path=scope["path"], exc_info=error)
        service.metrics.count_failure()
    location = _location(error, service, scope)
    if location:
        report = msgspec.structs.replace(report, location=location)
    accept = [value.decode("latin-1") for name, value in scope["headers"] if name == b"accept"]
    if wants_page(accept, scope.get("asked", scope["path"])):
        site, asked = Site(chronology=service.chronology), _form(error, service, scope)
        body, media = pages.problem(site, report.title, report.detail, asked), HTML
    else:
        body, media = encode(report), MEDIA_TYPE
    headers = [(b"content-type", media.encode()), (b"content-length", b"%d" % len(body)), (b"vary", b"Accept")]
    extra = [*extra_headers(error), *([("Location", location)] if location else [])]
    headers += [(name.lower().encode(), value.encode("latin-1")) for name, value in extra]
    return Answer(report.status, headers, b"" if scope["method"] == "HEAD" else body)


def _form(error: Exception, service: Service, scope: Any) -> AskedAgain | None:
    """The form of the page that was asked for, where one of its values cannot be understood."""
    opt = getattr(scope.get("route_handler"), "opt", {})
    if not isinstance(error, InvalidQuery) or not opt.get("blanks"):
        return None
    pairs = parse_qsl(scope["query_string"].decode("latin-1"), errors="replace")
    action = f"{service.chronology.base_url}{quote(scope.get('asked', scope['path']))}"
    return AskedAgain(action, [pair for pair in pairs if pair[0] in opt["takes"]], error.parameter, str(error))


def _location(error: Exception, service: Service, scope: Any) -> str:
    """Where a merged event or a renamed feed is now, in the form that was asked for."""
    if isinstance(error, EventMerged):
        successor = error.survivor
    elif isinstance(error, FeedMoved):
        successor = error.slug
    elif isinstance(error, DateUnderstood):
        return f"{service.chronology.base_url}{quote(scope.get('asked', scope['path']))}?{error.query}"
    else:
        return ""
    # The path as it was typed, for the suffix and the view in it go along: a calendar is led to a calendar.
    parts = _NAMED.fullmatch(scope.get("asked", scope["path"]))
    if parts is None:
        return ""
    address = f"{service.chronology.base_url}{parts[1]}{successor}{parts[3]}"
    query = scope["query_string"].decode("latin-1")
    return f"{address}?{query}" if query else address
