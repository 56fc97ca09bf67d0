"""Pages of a chronology: what the store has, put before people. The server and the static site share them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

import msgspec

from timeline.dates import Day
from timeline.errors import EventNotFound
from timeline.model.change import Change
from timeline.model.chronology import Chronology
from timeline.model.event import Event
from timeline.model.feed import Feed
from timeline.model.query import Filter, Query
from timeline.publish import periods
from timeline.publish.counts import Counts
from timeline.publish.facets import facets, ways_out
from timeline.publish.figures import drawing
from timeline.publish.front import front
from timeline.publish.occurrences import NEVER, Upcoming
from timeline.publish.opening import before, with_order
from timeline.publish.standing import refuse_merged
from timeline.publish.surroundings import surroundings
from timeline.render.html import embed, groups, pages
from timeline.render.html.drawing import Links
from timeline.render.html.embed import Embedded
from timeline.render.html.narrowing import Addresses, AnyAddresses, FileAddresses, anchor
from timeline.render.html.pages import Listing
from timeline.render.html.site import Site
from timeline.render.html.surroundings import Surroundings
from timeline.store.contract import Store

FRAMED: Final = 50
"""Entries of a list in a frame; the page has the others."""


def site(feeds: Iterable[Feed], counts: Counts, chronology: Chronology) -> Site:
    """What every page shows of the whole."""
    counted = tuple((feed, counts.matching(feed.filter)) for feed in feeds)
    return Site(chronology=chronology, feeds=counted, tags=tuple((tag.name, tag.events) for tag in counts.tags()))


def listing(
    store: Store,
    whole: Site,
    query: Query,
    feed: Feed | None = None,
    today: Day | None = None,
    lanes: str = "",
    files: FileAddresses | None = None,
) -> bytes:
    """The page of a query, within a feed if one is given; `today` has its line in the drawing, which has `lanes` of a
    tag, place or source each. Where the query has no order, the list begins where it matters (`opening.with_order`).
    Of a static site `files` are the addresses of its files."""
    own, inside = query.filter, feed.filter if feed else Filter()
    chosen = query.sort
    query = msgspec.structs.replace(query, filter=_within(own, feed))
    asked, query = query, with_order(store, query, today)
    page = store.page(query)
    total = store.count(query.filter)
    action = whole.links.feed(feed.slug) if feed else whole.links.home
    addresses: AnyAddresses = files or Addresses(action, own, chosen, lanes)
    lasting = msgspec.structs.replace(own, since="", until="")
    days = store.known_days(_within(lasting, feed))
    is_front = own == Filter() and not asked.cursor
    # A file that is not the list's first would draw the same again.
    is_drawn = bool(total) and not (files and asked.cursor)
    shown = Listing(
        query=query,
        addresses=addresses,
        events=tuple(page.events),
        total=total,
        next=page.next,
        before=before(store, query, page),
        feed=feed,
        own=own,
        front=front(store, inside, days, today) if is_front else None,
        facets=facets(store, inside, own),
        ways_out=() if total else ways_out(store, inside, own),
        periods=periods.index(days, _years(own)),
        from_today=not chosen and query.sort == "when",
        drawing=drawing(store, _links(addresses), own, feed, today, lanes) if is_drawn else None,
        today=today,
    )
    return pages.listing(whole, shown)


def embedded(
    store: Store, whole: Site, own: Filter, feed: Feed | None, today: Day | None, lanes: str = "", theme: str = ""
) -> bytes:
    """The page for frames of a filter, within a feed if one is given. It begins as `listing` does."""
    query = with_order(store, Query(filter=_within(own, feed), sort="", limit=FRAMED), today)
    total = store.count(query.filter)
    page = store.page(query)
    action = whole.links.embed(feed.slug if feed else "")
    addresses: AnyAddresses = Addresses(action, own, "", lanes, theme)
    if whole.is_static:
        years = [(year, f"#{anchor(n)}") for n, year in enumerate(groups.years(page.events))]
        addresses = FileAddresses(action, own, "", years)
    links = _links(addresses)._replace(target=embed.ELSEWHERE)
    shown = Embedded(
        own=own,
        feed=feed,
        events=tuple(page.events),
        total=total,
        drawing=drawing(store, links, own, feed, today, lanes) if total else None,
        theme=theme,
        today=today,
    )
    return embed.page(whole, shown)


def _within(own: Filter, feed: Feed | None) -> Filter:
    if feed is None:
        return own
    return msgspec.structs.replace(own, feeds=((feed.slug, feed.filter),)) if own != Filter() else feed.filter


def _years(own: Filter) -> tuple[int, int] | None:
    """The first and the last year of a window that has both."""
    first, last = own.window
    return (first.year, last.year) if first is not None and last is not None else None


def _links(addresses: AnyAddresses) -> Links:
    """The page's addresses for other days, and for other lanes."""
    return Links(
        lambda first, last: addresses.between(first.edtf if first else "", last.edtf if last else ""),
        lambda lanes: addresses.to(lanes=lanes),
    )


class Known(NamedTuple):
    """What the page of an event shows, in whatever language."""

    event: Event
    history: Sequence[Change]
    titles: dict[str, str]
    around: Surroundings


def event(store: Store, whole: Site, id: str, ahead: Upcoming = NEVER) -> bytes:
    """The page of one event; of a withdrawn one, why. `ahead` is what the clock says of it, on a page that expires with
    that. Raises `EventNotFound`, `EventMerged`."""
    return known_event(whole, known(store, id), ahead)


def known(store: Store, id: str) -> Known:
    """What the page of an event shows. Raises `EventNotFound`, `EventMerged`."""
    held = store.event(id)
    refuse_merged(store, held)
    named = {other for other in (held.successor, held.split_from) if other}
    titles = {other: title for other in named if (title := _title(store, other))}
    around = Surroundings() if held.is_gone else surroundings(store, held)
    return Known(held, store.history(id), titles, around)


def known_event(whole: Site, shown: Known, ahead: Upcoming = NEVER) -> bytes:
    """The page of an event of which everything is known; see `event`."""
    return pages.event(
        whole,
        shown.event,
        shown.history,
        shown.titles,
        ahead.occurrence,
        shown.around,
        unconfirmed=ahead.unconfirmed,
    )


def _title(store: Store, id: str) -> str:
    try:
        return store.event(id).title
    except EventNotFound:
        return ""
