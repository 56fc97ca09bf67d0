"""What every answer carries, and what a browser is told before a request to another origin."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from timeline.serve.http.conditional import Headers

EXPOSED: Final = b"ETag, Last-Modified, Link, Location, Retry-After, Allow, Content-Disposition"
CLOSED: Final = "base-uri 'none'; frame-ancestors 'none'"
PAGE: Final = (b"content-type", b"text/html; charset=utf-8")
PREFLIGHT: Final = (
    (b"access-control-allow-methods", b"GET, HEAD, OPTIONS"),
    (
        b"access-control-allow-headers",
        b"Accept, Accept-Language, Cache-Control, If-Match, If-Modified-Since, If-None-Match, Last-Event-ID",
    ),
    (b"access-control-max-age", b"86400"),
)


@lru_cache(maxsize=16)
def common_headers(base_url: str, page: bool) -> Headers:
    """What every answer carries: nothing is guessed or framed, and anyone may read. A page says what may run in it.

    Pages name `base_url` in their links, and may be looked at under another name of the same machine, so its origin
    is allowed beside 'self'.
    """
    own = f"'self' {'/'.join(base_url.split('/')[:3])}"
    sources = f"style-src {own}; script-src {own}; img-src {own} data:; connect-src {own}; form-action {own}; "
    # Feeds and JSON run nothing and load nothing, so only pages name what they may load.
    if not page:
        sources = ""
    policy = f"default-src 'none'; {sources}{CLOSED}"
    headers = [
        (b"x-content-type-options", b"nosniff"),
        (b"access-control-allow-origin", b"*"),
        (b"access-control-expose-headers", EXPOSED),
        (b"content-security-policy", policy.encode()),
    ]
    if page:
        headers.append((b"referrer-policy", b"strict-origin-when-cross-origin"))
    return headers
