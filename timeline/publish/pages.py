"""Pages of a chronology: what the store has, put before people. The server and the static site share them."""

from __future__ import annotations

import msgspec

from timeline.errors import EventMerged, EventNotFound
from timeline.model.chronology import Chronology
from timeline.model.event import Event
from timeline.model.feed import Feed
from timeline.model.query import Filter, Query
from timeline.render.html import pages
from timeline.render.html.pages import Listing, Site
from timeline.store.contract import Store


def site(store: Store, chronology: Chronology) -> Site:
    """What every page shows of the whole."""
    feeds = tuple((feed, store.count(feed.filter)) for feed in store.feeds())
    return Site(chronology=chronology, feeds=feeds, tags=tuple((tag.name, tag.events) for tag in store.tags()))


def listing(store: Store, whole: Site, query: Query, feed: Feed | None = None) -> bytes:
    """The page of a query, within a feed if one is given."""
    own = query.filter
    if feed is not None:
        narrowed = msgspec.structs.replace(own, feeds=((feed.slug, feed.filter),)) if own != Filter() else feed.filter
        query = msgspec.structs.replace(query, filter=narrowed)
    page = store.page(query)
    total = store.count(query.filter)
    shown = Listing(query=query, events=tuple(page.events), total=total, next=page.next, feed=feed, own=own)
    return pages.listing(whole, shown)


def event(store: Store, whole: Site, id: str) -> bytes:
    """The page of one event; of a withdrawn one, why. Raises `EventNotFound`, `EventMerged`."""
    held = store.event(id)
    if held.status == "merged":
        raise EventMerged(f"{id} was merged into {held.merged_into}", survivor(store, held))
    named = {other for other in (held.successor, held.split_from) if other}
    titles = {other: title for other in named if (title := _title(store, other))}
    return pages.event(whole, held, store.history(id), titles)


def survivor(store: Store, held: Event) -> str:
    """The event that now speaks for a merged one, straight away: through however many merges."""
    seen = {held.id}
    while held.status == "merged" and held.merged_into not in seen:
        seen.add(held.merged_into)
        held = store.event(held.merged_into)
    return held.id


def _title(store: Store, id: str) -> str:
    try:
        return store.event(id).title
    except EventNotFound:
        return ""
