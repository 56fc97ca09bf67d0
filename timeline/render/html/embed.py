"""The page for frames of other sites, and the markup that puts it there. Pure: values in, markup out."""

from __future__ import annotations

from typing import Any, Final

import msgspec
from markupsafe import Markup

from timeline.dates import Day
from timeline.model.event import Event
from timeline.model.feed import Feed
from timeline.model.parameters import filter_pairs
from timeline.model.query import Filter
from timeline.model.urls import WHOLE, Pairs, Urls
from timeline.render import FORMATS
from timeline.render.html import groups
from timeline.render.html.drawing import Drawing
from timeline.render.html.drawing import context as drawing_context
from timeline.render.html.site import Site, render_page

WIDTH: Final = 800
HEIGHT: Final = 600
"""Pixels of a frame where nobody asks for other ones: a panel and the beginning of the next."""
MARKUP: Final = Markup('<iframe src="{}" title="{}" width="{}" height="{}" loading="lazy" frameborder="0"></iframe>')
ELSEWHERE: Final = "_blank"
"""Where what leaves the frame opens: beside the page that holds it, which its reader did not ask to leave."""


class Embedded(msgspec.Struct, frozen=True, kw_only=True):
    """What a frame shows: the events of a filter, within a feed if one is given. `theme` is light, dark, or that of the
    reader's system where it is empty; what was awaited from before `today` says so."""

    own: Filter
    feed: Feed | None
    events: tuple[Event, ...]
    total: int
    drawing: Drawing | None = None
    theme: str = ""
    today: Day | None = None


def page(site: Site, view: Embedded) -> bytes:
    """The drawing and the list without what stands around them; what leads elsewhere opens beside the frame."""
    feed = view.feed
    whole = page_address(site.links, feed, view.own)
    return render_page(
        "embed.html",
        site,
        canonical=whole,
        heading=feed.title if feed else site.chronology.title,
        theme=view.theme,
        elsewhere=ELSEWHERE,
        drawing=drawing_context(site, view.drawing) if view.drawing else None,
        count=site.counted("count", view.total),
        is_cut=len(view.events) < view.total,
        groups=groups.by_year(site, view.events, view.today),
    )


def page_address(links: Urls, feed: Feed | None, own: Filter) -> str:
    """The page that a frame shows a part of."""
    pairs = filter_pairs(own)
    return links.feed(feed.slug, pairs=pairs) if feed else links.listing(pairs)


def address(links: Urls, feed: Feed | None, own: Filter, look: Pairs = ()) -> str:
    """The page for the frame; `look` are the parameters of its drawing."""
    return links.embed(feed.slug if feed else "", [*filter_pairs(own), *look])


def frame(address: str, title: str, width: int | str = "100%", height: int = HEIGHT) -> str:
    """The markup that another site puts into its page."""
    return str(MARKUP.format(address, title, width, height))


def share(site: Site, feed: Feed | None, own: Filter) -> dict[str, Any]:
    """What the template of a page shows: its address, the markup to copy, the frame to look at, and files of it."""
    title = feed.title if feed else site.chronology.title
    framed = address(site.links, feed, own)
    return {
        "page": page_address(site.links, feed, own),
        "framed": framed,
        "markup": frame(framed, title),
        "files": _files(site, feed.slug if feed else WHOLE, own),
    }


def _files(site: Site, slug: str, own: Filter) -> list[dict[str, str]]:
    """What is on the screen in files that hold all of it, and the API's pages of it."""
    links, narrowed, spoken = Urls(site.chronology.base_url), filter_pairs(own), site.feed_pairs(slug)
    pairs = [*narrowed, *spoken]
    offered = [
        {"name": format.name, "type": format.bare_media_type, "href": links.feed(slug, extension, pairs=pairs)}
        for extension, format in FORMATS.items()
        if format.complete
    ]
    offered.append({"name": "SVG", "type": "image/svg+xml", "href": links.feed(slug, "svg", pairs=pairs)})
    if site.is_static:
        return offered
    if slug != WHOLE:
        # Any of several feeds will do for the API, so a feed that is narrowed by others has no address there.
        narrowed = [] if own.feeds else [*narrowed, ("feed", slug)]
    if narrowed or slug == WHOLE:
        offered.append({"name": "JSON", "type": "application/json", "href": links.api("events", [*narrowed, *spoken])})
    return offered
