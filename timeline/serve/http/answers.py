"""What a client is told when something goes wrong."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any, Final

import msgspec
import structlog

from timeline.errors import EventMerged, FeedMoved
from timeline.render.api import encode
from timeline.render.html import pages
from timeline.serve.http.conditional import Answer, Headers
from timeline.serve.http.edge import Edge
from timeline.serve.http.problems import MEDIA_TYPE, extra_headers, problem, wants_page
from timeline.serve.http.routing import HTML, Asked, Sent

log = structlog.get_logger(__name__)
EXPOSED: Final = b"ETag, Last-Modified, Link, Location, Retry-After, Allow, Content-Disposition"
CLOSED: Final = "base-uri 'none'; frame-ancestors 'none'"
_NAMED: Final = re.compile(r"(.*?/(?:events|feeds)/)([^/.]+)(.*)")


def problem_handler(edge: Edge) -> Callable[[Asked, Exception], Sent]:
    """litestar's handler of everything that is raised."""

    def handle(request: Asked, error: Exception) -> Sent:
        return Sent(told(error, edge, request.scope))

    return handle


def told(error: Exception, edge: Edge, scope: Any) -> Answer:
    """The answer to a request that failed: a page for a person's browser, else problem+json."""
    said = problem(error, edge.chronology.base_url)
    if said.status == 500:
        log.error("request failed", method=scope["method"], path=scope["path"], exc_info=error)
        edge.metrics.failed()
    location = _location(error, edge, scope)
    if location:
        said = msgspec.structs.replace(said, location=location)
    accept = [value.decode("latin-1") for name, value in scope["headers"] if name == b"accept"]
    if wants_page(accept, scope.get("asked", scope["path"])):
        body, media = pages.problem(pages.Site(chronology=edge.chronology), said.title, said.detail), HTML
    else:
        body, media = encode(said), MEDIA_TYPE
    headers = [(b"content-type", media.encode()), (b"content-length", b"%d" % len(body)), (b"vary", b"Accept")]
    extra = [*extra_headers(error), *([("Location", location)] if location else [])]
    headers += [(name.lower().encode(), value.encode("latin-1")) for name, value in extra]
    return Answer(said.status, headers, b"" if scope["method"] == "HEAD" else body)


def _location(error: Exception, edge: Edge, scope: Any) -> str:
    """Where a merged event or a renamed feed is now, in the form that was asked for."""
    new = error.survivor if isinstance(error, EventMerged) else error.slug if isinstance(error, FeedMoved) else ""
    found = _NAMED.fullmatch(scope.get("asked", scope["path"])) if new else None
    if not found:
        return ""
    query = scope["query_string"].decode("latin-1")
    return f"{edge.chronology.base_url}{found[1]}{new}{found[3]}" + (f"?{query}" if query else "")


@lru_cache(maxsize=16)
def always(base_url: str, page: bool) -> Headers:
    """What every answer carries: nothing is guessed or framed, and anyone may read. A page says what may run in it.

    Pages name `base_url` in their links, and may be looked at under another name of the same machine, so its origin
    is allowed beside 'self'.
    """
    own = f"'self' {'/'.join(base_url.split('/')[:3])}"
    policy = f"style-src {own}; script-src {own}; img-src {own} data:; connect-src {own}; form-action {own}; "
    found = [
        (b"x-content-type-options", b"nosniff"),
        (b"access-control-allow-origin", b"*"),
        (b"access-control-expose-headers", EXPOSED),
        (b"content-security-policy", f"default-src 'none'; {policy * page}{CLOSED}".encode()),
    ]
    return found + ([(b"referrer-policy", b"strict-origin-when-cross-origin")] if page else [])
