"""What is drawn: the events of a query, those within its window, and of these the ones that have their words."""

from __future__ import annotations

import msgspec

from timeline.dates.calendar import Day
from timeline.model.feed import Feed
from timeline.model.parameters import filter_pairs
from timeline.model.query import Filter
from timeline.model.subscription import both
from timeline.publish.extents import StoredExtents
from timeline.render.drawing.document import document
from timeline.render.drawing.extents import Extents, ReadExtents, extent
from timeline.render.drawing.figure import Figure
from timeline.render.drawing.paint import Paint
from timeline.render.drawing.picks import ALL
from timeline.render.drawing.plan import Plan, plan
from timeline.render.drawing.scale import Span, after, day_of, moment
from timeline.render.drawing.words import drawing_words, sentence
from timeline.render.html.drawing import Drawing, Links, drawn_items, eras_of
from timeline.render.html.site import Site
from timeline.store.contract import Store


def drawing(
    store: Store, links: Links, own: Filter, feed: Feed | None = None, today: Day | None = None, lanes: str = ""
) -> Drawing:
    """The drawing of a filter, within a feed if one is given: the strip of all that it has without its window, panels
    of what is within."""
    base, slug = (feed.filter, feed.slug) if feed else (Filter(), "")
    whole = _extents(store, both(base, msgspec.structs.replace(own, since="", until=""), slug))
    window, extents = None, whole
    if own.since or own.until:
        extents = _extents(store, both(base, own, slug))
        window = _window(own, extents)
    planned = plan(extents, window)
    held = store.held(planned.ids)
    touching = _touching(store, both(base, own, slug), planned)
    return Drawing(whole, planned, [held[id] for id in planned.ids], window, links, today, lanes, touching)


def _touching(store: Store, filter: Filter, planned: Plan) -> list[int]:
    """The events of a filter that have a date in the days of each panel, as many as the list of these days has; none
    where one panel has them all."""
    if len(planned.stretches) == 1:
        return []
    spans = [stretch.scale.span for stretch in planned.stretches]
    days = [(day_of(span.start).edtf, day_of(span.end - 1e-6).edtf) for span in spans]
    return [store.count(both(filter, Filter(since=first, until=last))) for first, last in days]


def _extents(store: Store, filter: Filter) -> Extents:
    """Where the events of a filter lie. Those few of which each has its words are read whole, series with their last
    date; of many the store's columns are enough, which have the first date of a series."""
    outlines = store.outlines(filter)
    if len(outlines) > ALL:
        return StoredExtents(outlines)
    held = store.held(outline.id for outline in outlines)
    return ReadExtents(extent(held[outline.id]) for outline in outlines)


def picture(store: Store, site: Site, feed: Feed, own: Filter, theme: str, lanes: str = "") -> bytes:
    """The drawing of a feed as a file: it names the chronology, the span, the number and the address, and does not know
    what day it is."""
    pairs = filter_pairs(own)

    def link(first: Day | None, last: Day | None) -> str:
        if site.is_static:
            return site.links.feed(feed.slug)
        days = {"since": first.edtf if first else "", "until": last.edtf if last else ""}
        return site.links.feed(feed.slug, pairs=filter_pairs(msgspec.structs.replace(own, **days)))

    drawn = drawing(store, Links(link, lambda lanes: ""), own, feed, lanes=lanes)
    paint = Paint(theme)
    figure = Figure(drawing_words(site.language), link, paint, eras_of(site, drawn.plan))
    items = drawn_items(site, drawn)
    foot = [sentence(drawn.plan.extents, drawn.plan.window, site.language), site.links.feed(feed.slug, pairs=pairs)]
    title = feed.title if feed.title == site.chronology.title else f"{feed.title} · {site.chronology.title}"
    return document(
        title, foot, paint, figure.strip(drawn.whole, drawn.plan), figure.panels(drawn.plan, items, drawn.touching)
    )


def _window(filter: Filter, extents: Extents) -> Span:
    """The days that were asked for; an open side ends with the events, without any with the other side."""
    first, last = filter.window
    if first:
        start = moment(first)
    elif len(extents):
        start = extents.begins(0)
    else:
        start = moment(last) if last else 0.0
    if last:
        end = after(last)
    else:
        end = extents.whole.end if len(extents) else start + 1
    return Span(start, max(end, start + 1))
