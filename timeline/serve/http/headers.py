"""What every answer carries, and what a browser is told before a request to another origin."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from timeline.serve.http.conditional import Headers
from timeline.serve.http.languages import split_language
from timeline.serve.http.sessions import EDIT

EXPOSED: Final = b"ETag, Last-Modified, Link, Location, Retry-After, Allow, Content-Disposition"
CLOSED: Final = "base-uri 'none'; frame-ancestors 'none'"
FRAMED: Final = "base-uri 'none'"
"""Of a page for frames. `frame-ancestors *` would refuse pages that are opened from a disk; to say nothing does not."""
PAGE: Final = (b"content-type", b"text/html; charset=utf-8")
PREFLIGHT: Final = (
    (b"access-control-allow-methods", b"GET, HEAD, OPTIONS"),
    (
        b"access-control-allow-headers",
        b"Accept, Accept-Language, Cache-Control, If-Match, If-Modified-Since, If-None-Match, Last-Event-ID",
    ),
    (b"access-control-max-age", b"86400"),
)

OWN: Final = [(b"x-content-type-options", b"nosniff")]
"""What every answer carries, one without a body too."""
READ: Final = [*OWN, (b"access-control-allow-origin", b"*"), (b"access-control-expose-headers", EXPOSED)]
"""The same of what pages of other sites may read: all but what is edited here."""


def common_headers(base_url: str, path: str, headers: Headers, image_hosts: tuple[str, ...] = ()) -> Headers:
    """What the answer to a path carries beside `headers`, its own.

    A 304 has no type, and what it says replaces what the kept page said (RFC 9111, 3.2 and 4.3.4): it names no policy.
    """
    read = OWN if is_edited(path) else READ
    if not any(name == b"content-type" for name, _ in headers):
        return read
    page = PAGE in headers
    return [*read, *_common(base_url, page, page and is_framed(path), image_hosts)]


def is_edited(path: str) -> bool:
    """Whether the page at a path is one for those who write: no other site's script has business there."""
    _, own = split_language(path)
    return own == EDIT or own.startswith(f"{EDIT}/")


def is_framed(path: str) -> bool:
    """Whether the page at a path is made for frames of other sites."""
    _, own = split_language(path)
    return own == "/embed" or own.startswith("/embed/")


@lru_cache(maxsize=16)
def _common(base_url: str, page: bool, framed: bool, image_hosts: tuple[str, ...]) -> Headers:
    """Nothing is framed but what is made for it. A page says what may run, and that pictures come from us and from
    `image_hosts` only.

    Pages name `base_url` in their links, and may be looked at under another name of the same machine, so its origin
    is allowed beside 'self'.
    """
    own = f"'self' {'/'.join(base_url.split('/')[:3])}"
    pictures = " ".join([own, "data:", *(f"https://{host}" for host in image_hosts)])
    sources = f"style-src {own}; script-src {own}; img-src {pictures}; connect-src {own}; form-action {own}; "
    # Feeds and JSON run nothing and load nothing, so only pages name what they may load.
    if not page:
        sources = ""
    elif framed:
        # Without script and forms nothing can be done in another's frame but to follow a link.
        sources = f"style-src {own}; img-src {pictures}; "
    frames = FRAMED if framed else CLOSED
    policy = f"default-src 'none'; {sources}{frames}"
    headers = [(b"content-security-policy", policy.encode())]
    if page:
        headers.append((b"referrer-policy", b"strict-origin-when-cross-origin"))
    return headers
