"""oEmbed: what may be put in place of an address of ours in a page of another site."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Final, NamedTuple
from urllib.parse import unquote, urlsplit

from litestar.exceptions import HTTPException, NotAuthorizedException

from timeline.errors import EventMerged, FeedMoved, InvalidQuery, NotFound, TimelineError
from timeline.model.event import Event
from timeline.model.feed import Feed
from timeline.model.parameters import Parameters, parse_filter
from timeline.model.query import Filter
from timeline.publish.standing import standing_event
from timeline.render.dates import feed_title
from timeline.render.html import details, embed
from timeline.render.html.site import Site
from timeline.render.oembed import FORMATS, MAX_AGE, Oembed
from timeline.serve.http.authorization import challenge
from timeline.serve.http.conditional import Content, content
from timeline.serve.http.languages import split_language
from timeline.serve.http.parameters import parse
from timeline.serve.http.routing import Request, Response, first_value, parameters, reads
from timeline.serve.http.service import NamedService, Service
from timeline.serve.routes.pages import SHOWN

TAKES: Final = ("url", "format", "maxwidth", "maxheight")
_FEED: Final = re.compile(r"/(?:feeds|embed)/([^/.]+)")
_EVENT: Final = re.compile(r"/events/([^/.]+)")
_PRIVATE: Final = re.compile(r"/(?:edit|api/v1/candidates)(?:/.*)?")
"""What takes a token."""


class Target(NamedTuple):
    """What an address names: a list, of a feed if one is given, with its filter and the look of its drawing; or an
    event. `language` is the one that the address says, if any."""

    language: str
    feed: Feed | None = None
    own: Filter = Filter()
    look: tuple[tuple[str, str], ...] = ()
    event: Event | None = None


@reads(
    "/oembed", "getOembed", takes=TAKES, media=("application/json", "text/xml"), errors=(401, 404, 501), tag="discovery"
)
async def oembed(request: Request, service: NamedService) -> Response:
    """What another site may embed for the address of a page (oEmbed 1.0): of a list its frame, of an event a link."""
    chosen = parameters(request)
    form = first_value(chosen, "format", "json")
    if form not in FORMATS:
        raise HTTPException(f"there is no {form}: use one of {', '.join(FORMATS)}", status_code=501)
    address = first_value(chosen, "url")
    if not address:
        raise InvalidQuery("url", "url is needed: the address of a page of ours")
    media_type, write = FORMATS[form]

    def make(now: datetime) -> Content:
        answer = _answer(service.site(now), _target(service, address), chosen)
        return content(write(answer), media_type)

    return await service.respond_cached(request, make, MAX_AGE)


def _target(service: Service, address: str) -> Target:
    """What there is at an address. Raises `NotFound` where nothing of it can be embedded, and answers 401 for what is
    not for everyone."""
    language, path, query = _parts(service, address)
    if _PRIVATE.fullmatch(path):
        raise NotAuthorizedException("this is not for everyone: give the address of a page", headers=challenge())
    event, feed = _EVENT.fullmatch(path), _FEED.fullmatch(path)
    if not event and not feed and path not in ("/", "/embed"):
        raise NotFound(f"{address[:80]} is no page that can be embedded")
    try:
        if event:
            return Target(language, event=_event(service, event[1]))
        chosen = parse(query.encode(), (*SHOWN, "theme"), blanks=True)
        own = parse_filter(chosen, service.filters())
        look = tuple((name, first_value(chosen, name)) for name in ("lanes", "theme") if name in chosen)
        return Target(language, _feed(service, feed[1]) if feed else None, own, look)
    except TimelineError as error:
        # Whatever is wrong with the address that is asked about, the question itself can be understood.
        raise NotFound(str(error)) from error


def _parts(service: Service, address: str) -> tuple[str, str, str]:
    """The language of an address, its path and its query. Raises `NotFound` for one that is not ours."""
    own = urlsplit(service.chronology.base_url)
    try:
        parts = urlsplit(address)
    except ValueError:
        raise NotFound(f"{address[:80]} is no address") from None
    # A site that has moved to https has its old links in the pages of others.
    is_here = parts.scheme in ("http", "https") and parts.netloc.lower() == own.netloc.lower()
    path, base = unquote(parts.path), service.urls.path
    if not is_here or not (path == base or path.startswith(base + "/")):
        raise NotFound(f"{address[:80]} is no page of ours: those begin with {service.chronology.base_url}")
    language, own_path = split_language(service.local_path(path) or "/")
    return language, own_path, parts.query


def _feed(service: Service, slug: str) -> Feed:
    try:
        return service.feed(slug)
    except FeedMoved as moved:
        return service.feed(moved.slug)


def _event(service: Service, id: str) -> Event:
    try:
        return standing_event(service.store, id)
    except EventMerged as merged:
        return standing_event(service.store, merged.survivor)


def _answer(site: Site, target: Target, asked: Parameters) -> Oembed:
    site = site.spoken(target.language) if target.language else site
    name, home = site.chronology.title, site.links.home
    if target.event is not None:
        card = details.event_card(site, target.event)
        title = feed_title(card["title"], card["when"])
        return Oembed(type="link", title=title, provider_name=name, provider_url=home)
    width = min(embed.WIDTH, int(first_value(asked, "maxwidth", str(embed.WIDTH))))
    height = min(embed.HEIGHT, int(first_value(asked, "maxheight", str(embed.HEIGHT))))
    title = target.feed.title if target.feed else name
    markup = embed.frame(embed.address(site.links, target.feed, target.own, target.look), title, width, height)
    return Oembed(
        type="rich", title=title, provider_name=name, provider_url=home, html=markup, width=width, height=height
    )
