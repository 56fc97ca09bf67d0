"""What kind of client asks: told from its User-Agent, for counting only. Nothing is answered differently for it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

KINDS: Final = ("reader", "calendar", "browser", "bot", "other")
LONGEST: Final = 300
"""Bytes of a User-Agent that are looked at."""

# The first that matches counts. A calendar's fetcher is called after its maker, whose crawler has the same name; a
# reader often names the fetchers it is like; and bots as well as readers call themselves Mozilla.
_SIGNS: Final = (
    ("calendar", "calendar|caldav|dataaccessd|davx|icsx|ical|outlook|microsoft.exchange|vdirsyncer|khal|webcal"),
    ("reader", "feed|rss|atom|reader|newsblur|newsboat|netnewswire|miniflux|inoreader|liferea|akregator|thunderbird|"
               "reeder|vienna|bazqux|nextcloud-news|commafeed|selfoss|aggregator|mailbutler|unread"),
    ("bot", "bot|crawl|spider|slurp|archive|monitor|uptime|facebookexternalhit|preview|scan|lighthouse|embedly"),
    ("browser", r"^mozilla/5\.0 .*(?:firefox|chrome|safari|gecko|edg)|^opera|^lynx|^w3m|^links"),
)  # fmt: skip
_PATTERNS: Final = tuple((kind, re.compile(signs)) for kind, signs in _SIGNS)
_FEED: Final = re.compile(r"/feeds/([a-z0-9]+(?:-[a-z0-9]+)*)(?:/[a-z-]+)?\.[a-z]+")


@lru_cache(maxsize=1024)
def kind_of(agent: bytes) -> str:
    """One of `KINDS`: "other" for scripts, and for whoever does not say."""
    text = agent[:LONGEST].decode("latin-1").lower()
    return next((kind for kind, pattern in _PATTERNS if pattern.search(text)), "other")


def feed_of(path: str) -> str:
    """The slug of the feed that a path fetches in some format, its views included; empty for any other path."""
    match = _FEED.search(path)
    return match[1] if match and match.end() == len(path) else ""


def header(headers: Iterable[tuple[bytes, bytes]], name: bytes) -> bytes:
    """The first value of a header, or nothing."""
    return next((value for known, value in headers if known == name), b"")
