"""The home page in the language that a client prefers (RFC 9110, 12.5.4); every other address says its language."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache, lru_cache
from typing import Final

from babel import Locale

from timeline.model.chronology import Chronology
from timeline.model.urls import Urls
from timeline.render.html.texts import CATALOGUES
from timeline.serve.http.conditional import Answer
from timeline.serve.http.routing import Request

Headers = Iterable[tuple[bytes, bytes]]

MOST: Final = 20
"""Ranges of the header that are looked at."""


_PAGES: Final = r"/|/events/[^/.]+|/(?:feeds|subscribe|embed)(?:/[^/.]+)?"
_SPOKEN: Final = re.compile(rf"/([a-z]{{2,3}}(?:-[A-Za-z0-9]{{2,8}})*)({_PAGES})")
"""A page in a language: what the address begins with (BCP 47, as it is usually written), and the page's own path."""
LONGEST: Final = 35
"""Characters of a tag (RFC 5646, 4.4.1)."""
VARIES: Final = ((b"vary", b"Accept-Language"),)
"""Beside every answer of the home page, which alone depends on it."""


def split_language(path: str) -> tuple[str, str]:
    """The language that a page's path begins with, and the path without it; all else is given back as it is."""
    match = _SPOKEN.fullmatch(path if path.count("/") > 1 else f"{path}/")
    is_page = match is not None and len(match[1]) <= LONGEST and match[1].partition("-")[0] in _languages()
    return (match[1], match[2]) if match and is_page else ("", path)


def spoken(request: Request) -> str:
    """The language that the address of a request names; empty for none."""
    return str(request.scope.get("language", ""))


@cache
def _languages() -> frozenset[str]:
    """Codes of languages that have a name."""
    return frozenset(Locale.parse("en").languages)


def answer_by_language(path: str, query: bytes, headers: Headers, chronology: Chronology) -> Answer | None:
    """Where a client that prefers another of our languages finds the home page; None for every other request."""
    if path != "/" or query:
        return None
    header = next((value for name, value in headers if name == b"accept-language"), b"")
    preferred = preferred_language(header.decode("latin-1"), chronology.language) if header else ""
    if not preferred:
        return None
    location = Urls(chronology.base_url, preferred).home.encode()
    return Answer(302, [(b"location", location), (b"content-length", b"0"), (b"cache-control", b"no-cache")], b"")


@lru_cache(maxsize=256)
def preferred_language(header: str, own: str) -> str:
    """The language of our pages that a client prefers to `own`, the chronology's; empty where it prefers none to it."""
    ranges = [_weighed(part, place) for place, part in enumerate(header.split(",")[:MOST])]
    for weight, _, language in sorted(ranges):
        if not weight:
            continue
        if language in (own.partition("-")[0], "*"):
            return ""
        if language in CATALOGUES:
            return language
    return ""


def _weighed(part: str, place: int) -> tuple[float, int, str]:
    """Less its weight, its place, and its primary language: sorted, the most preferred comes first."""
    range, _, parameter = part.strip().partition(";")
    name, _, value = parameter.strip().partition("=")
    try:
        weight = float(value) if name.strip().lower() == "q" else 1.0
    except ValueError:
        weight = 0.0
    return -min(max(weight, 0.0), 1.0), place, range.strip().lower().partition("-")[0]
