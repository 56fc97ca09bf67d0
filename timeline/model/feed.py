"""What a feed is: a named query, with how its calendar treats vague, past and cancelled events."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import datetime
from typing import Final

import msgspec

from timeline.errors import FeedMoved, FeedNotFound
from timeline.model.query import Filter

SLUG: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
LIMIT: Final = 50
FUZZY: Final = ("mark", "span", "omit")
CANCELLED: Final = ("prefix", "keep", "drop")
PAST: Final = re.compile(r"all|none|P(?:\d{1,5}W|(?=\d)(?:\d{1,4}Y)?(?:\d{1,4}M)?(?:\d{1,5}D)?)", re.ASCII)
# RFC 5545, section 3.3.6: no years and months in a calendar's durations.
ALARM: Final = re.compile(
    r"[+-]?(P(?:\d{1,3}W|(?=\d|T\d)(?:\d{1,4}D)?(?:T(?=\d)(?:\d{1,4}H)?(?:\d{1,4}M)?(?:\d{1,5}S)?)?))", re.ASCII
)
"""A duration before the start, with a sign of either kind or none; the first group is the duration."""


class Policy(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A subscription's own choices, in its address; a feed's file gives the defaults.

    `fuzzy` draws an uncertain date as a mark, over its span, or leaves it out; `cancelled` prefixes the title, keeps
    the status only, or drops the event; `past` keeps all, none, or an ISO 8601 duration back ("P1Y"); `alarm` is a
    duration before the start ("-PT15M", "-P1D") or empty; `language` is that of our own words.
    """

    fuzzy: str = "mark"
    cancelled: str = "prefix"
    past: str = "all"
    alarm: str = ""
    language: str = ""


class Feed(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One feed: `query` are the API's parameters as written in its file, `filter` what they mean.

    `limit` bounds the entries of RSS, Atom and JSON Feed. `formerly` are slugs that answer 301. `updated` is the
    instant of its own file's latest revision.
    """

    slug: str
    title: str
    description: str = ""
    language: str = ""
    query: dict[str, tuple[str, ...]] = {}
    filter: Filter = Filter()
    limit: int = LIMIT
    policy: Policy = Policy()
    color: str = ""
    formerly: tuple[str, ...] = ()
    updated: datetime | None = None


def feed_of(slug: str, feeds: Collection[Feed]) -> Feed:
    """The feed of a slug. Raises `FeedMoved` for a former slug that no feed has now, `FeedNotFound`."""
    for feed in feeds:
        if feed.slug == slug:
            return feed
    for feed in feeds:
        if slug in feed.formerly:
            raise FeedMoved(f"feed {slug} is now {feed.slug}", feed.slug)
    raise FeedNotFound(f"there is no feed {slug[:80]}; /api/v1/feeds lists them")
