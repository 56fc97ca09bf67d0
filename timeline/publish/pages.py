"""Pages of a chronology: what the store has, put before people. The server and the static site share them."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from timeline.dates import Day
from timeline.errors import EventNotFound
from timeline.model.chronology import Chronology
from timeline.model.feed import Feed
from timeline.model.parameters import filter_pairs
from timeline.model.query import Filter, Query
from timeline.model.recurrence import Occurrence
from timeline.model.urls import Urls
from timeline.publish.counts import Counts
from timeline.publish.figures import Link, drawing
from timeline.publish.standing import refuse_merged
from timeline.render.html import pages
from timeline.render.html.pages import Listing
from timeline.render.html.site import Site
from timeline.store.contract import Store


def site(feeds: Iterable[Feed], counts: Counts, chronology: Chronology) -> Site:
    """What every page shows of the whole."""
    counted = tuple((feed, counts.matching(feed.filter)) for feed in feeds)
    return Site(chronology=chronology, feeds=counted, tags=tuple((tag.name, tag.events) for tag in counts.tags()))


def listing(store: Store, whole: Site, query: Query, feed: Feed | None = None, today: Day | None = None) -> bytes:
    """The page of a query, within a feed if one is given; `today` has its line in the drawing."""
    own = query.filter
    if feed is not None:
        narrowed = msgspec.structs.replace(own, feeds=((feed.slug, feed.filter),)) if own != Filter() else feed.filter
        query = msgspec.structs.replace(query, filter=narrowed)
    page = store.page(query)
    total = store.count(query.filter)
    shown = Listing(
        query=query,
        events=tuple(page.events),
        total=total,
        next=page.next,
        feed=feed,
        own=own,
        drawing=drawing(store, _link(whole.links, own, feed), own, feed, today) if total else None,
    )
    return pages.listing(whole, shown)


def _link(urls: Urls, own: Filter, feed: Feed | None) -> Link:
    """The page's address for other days."""

    def link(first: Day | None, last: Day | None) -> str:
        days = {"since": str(first) if first else "", "until": str(last) if last else ""}
        pairs = filter_pairs(msgspec.structs.replace(own, **days))
        return urls.feed(feed.slug, pairs=pairs) if feed else urls.listing(pairs)

    return link


def event(store: Store, whole: Site, id: str, following: Occurrence | None = None) -> bytes:
    """The page of one event; of a withdrawn one, why. `following` is the next occurrence of a series, on a page that
    expires with it. Raises `EventNotFound`, `EventMerged`."""
    held = store.event(id)
    refuse_merged(store, held)
    named = {other for other in (held.successor, held.split_from) if other}
    titles = {other: title for other in named if (title := _title(store, other))}
    return pages.event(whole, held, store.history(id), titles, following)


def _title(store: Store, id: str) -> str:
    try:
        return store.event(id).title
    except EventNotFound:
        return ""
