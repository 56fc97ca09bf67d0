"""Pages for people: the chronology and its feeds, one event, and what is gone. Pure: values in, bytes out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

import msgspec

from timeline.dates import Day, When
from timeline.dates.writing import wording
from timeline.model.change import Change
from timeline.model.chronology import Chronology
from timeline.model.event import Event
from timeline.model.feed import Feed
from timeline.model.parameters import filter_pairs
from timeline.model.query import Filter, Query
from timeline.model.recurrence import Occurrence
from timeline.model.urls import WHOLE, canonical
from timeline.render.content import is_web
from timeline.render.html import details, embed, front, groups, json_ld, narrowing, periods, subscribe, surroundings
from timeline.render.html.differences import departures
from timeline.render.html.drawing import Drawing
from timeline.render.html.drawing import context as drawing_context
from timeline.render.html.front import Front
from timeline.render.html.narrowing import Addresses, AnyAddresses, AskedAgain, Facet, Way
from timeline.render.html.periods import Periods
from timeline.render.html.site import Site, render_page
from timeline.render.html.surroundings import Surroundings
from timeline.render.html.times import day_words, instant

FURTHER: Final = {"when": "later-events", "-when": "earlier-events"}
"""What follows in an order."""
BACK: Final = {"when": "-when", "-when": "when"}


class Listing(msgspec.Struct, frozen=True, kw_only=True):
    """One page of a list: of the whole chronology, or of `feed`; `own` is the filter that readers can subscribe to."""

    query: Query
    addresses: AnyAddresses
    events: tuple[Event, ...]
    total: int
    next: str = ""
    before: str = ""
    feed: Feed | None = None
    own: Filter = Filter()
    note: str = ""
    front: Front | None = None
    facets: tuple[Facet, ...] = ()
    ways_out: tuple[Way, ...] = ()
    periods: tuple[Periods, ...] = ()
    from_today: bool = False
    drawing: Drawing | None = None
    today: Day | None = None


def listing(site: Site, view: Listing) -> bytes:
    """The chronology, or one feed of it, by date."""
    chronology = site.chronology
    feed = view.feed
    addresses, order = view.addresses, view.query.sort
    action = addresses.action
    back = BACK.get(order, order)
    parameters = filter_pairs(view.own)
    narrowed = bool(parameters)
    slug = feed.slug if feed else WHOLE
    heading = feed.title if feed else chronology.title
    subject = subscribe.subscription(chronology, slug, heading, [*parameters, *site.feed_pairs(slug)])
    # The box names what its buttons subscribe to: a narrowed list is offered narrowed.
    everything = site.text("selection" if narrowed else "everything")
    return render_page(
        "listing.html",
        site,
        canonical=_address(view, parameters),
        alternates=subscribe.alternates(subject),
        embedded=embed.page_address(site.links, feed, view.own),
        heading=heading,
        lead=(feed.description if feed else chronology.description),
        action=action,
        front=front.context(site, view.front, slug) if view.front else None,
        form=narrowing.form(addresses, view.facets, site) if isinstance(addresses, Addresses) else None,
        chips=narrowing.chips(addresses, site),
        ways_out=narrowing.ways_out(addresses, view.ways_out, site),
        orders=[]
        if site.is_static or not view.total
        else narrowing.orders(addresses, order, from_today=view.from_today, site=site),
        periods=periods.context(site, view.periods, (view.own.since, view.own.until), addresses.period),
        passing=bool(view.own.since or view.own.until or view.own.q or view.query.cursor),
        count=_count(site, view),
        narrowed=narrowed,
        own=subject
        | {
            "note": view.note,
            "title": heading if feed else everything,
            "more": site.links.subscribe(slug, parameters),
        },
        drawing=drawing_context(site, view.drawing) if view.drawing else None,
        as_of=wording.words(When.parse(view.today.edtf), site.language) if view.today else "",
        share=embed.share(site, feed, view.own),
        groups=groups.by_year(site, view.events, view.today),
        next=addresses.to(sort=order, cursor=view.next) if view.next else "",
        next_words=site.text(FURTHER.get(order, "more-events")),
        before=addresses.to(sort=back, cursor=view.before) if view.before else "",
        before_words=site.text(FURTHER.get(back, "more-events")),
        feeds=[] if feed or narrowed or view.before else _cards(site),
    )


def feeds(site: Site) -> bytes:
    """All feeds, and how to subscribe to them."""
    return render_page("feeds.html", site, canonical=site.links.feeds, feeds=_cards(site))


def event(
    site: Site,
    event: Event,
    history: Sequence[Change] = (),
    titles: dict[str, str] | None = None,
    following: Occurrence | None = None,
    around: Surroundings | None = None,
    *,
    unconfirmed: bool = False,
) -> bytes:
    """One event with its sources, as h-event and schema.org; `titles` are those of the events it names, and
    `unconfirmed` that its date has passed while it is still awaited."""
    chronology = site.chronology
    return render_page(
        "event.html",
        site,
        canonical=site.links.event(event.id),
        alternates=subscribe.of_event(chronology, event, site.feed_pairs()),
        embedded="" if event.is_gone else site.links.event(event.id),
        item=details.event_card(site, event),
        unconfirmed=unconfirmed,
        following=wording.words(following.when, chronology.language) if following else "",
        explanation=wording.explain(event.when, chronology.language, ahead=event.looks_ahead),
        jsonld=json_ld.script(chronology, event),
        relations=details.relations(site, event, titles or {}),
        links=[link for link in event.links if is_web(link.url)],
        published=_stamp(chronology, event.published),
        updated=_stamp(chronology, event.updated),
        around=surroundings.context(site, event, around or Surroundings()),
        departures=departures(site, event),
        disagreement=details.disagreement(site, event),
        sources=[details.source(site, c) | {"when": details.own_date(site, event, c)} for c in event.sources],
        history=[details.change_line(site, c) for c in history if c.kind != "added"],
    )


def _stamp(chronology: Chronology, at: datetime) -> dict[str, str]:
    """An instant of ours, for programs and for people."""
    return {"at": instant(at), "words": day_words(chronology, at)}


def problem(site: Site, heading: str, detail: str, asked: AskedAgain | None = None) -> bytes:
    """A page that says why there is none: not found, withdrawn, a parameter that cannot be meant, with the form that
    it was `asked` by."""
    form, action = (asked.context(), asked.action) if asked else (None, "")
    home = site.links.home
    return render_page("problem.html", site, canonical=home, heading=heading, detail=detail, form=form, action=action)


def redirect_page(site: Site, event: Event, survivor: str) -> bytes:
    """A page that leads from a merged event to the one that now speaks for both, where no server can redirect."""
    target = site.links.event(survivor)
    detail = site.text("part-of-another", title=event.title)
    return render_page("moved.html", site, canonical=target, heading=site.text("merged"), detail=detail, target=target)


def _cards(site: Site) -> list[dict[str, Any]]:
    return [
        subscribe.card(site.chronology, site.links, feed, count, site.feed_pairs(feed.slug))
        for feed, count in site.feeds
    ]


def _count(site: Site, view: Listing) -> str:
    shown, total = len(view.events), view.total
    whole = site.counted("count", total)
    return whole if shown == total else site.text("count-of", shown=shown, total=whole)


def _address(view: Listing, parameters: Sequence[tuple[str, str]]) -> str:
    """The page's own address."""
    if not isinstance(view.addresses, Addresses):
        return view.addresses.here or view.addresses.action
    return view.addresses.action + canonical([*parameters, *_cursor(view.query.cursor)])


def _cursor(cursor: str) -> list[tuple[str, str]]:
    return [("cursor", cursor)] if cursor else []
