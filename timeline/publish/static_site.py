"""The static site: what the server answers, as files that any web server can host."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from html import escape
from itertools import chain
from pathlib import Path
from typing import Final

import msgspec

from timeline.model.chronology import Chronology
from timeline.model.event import Event
from timeline.model.feed import Feed
from timeline.model.parameters import THEMES
from timeline.model.query import Filter
from timeline.model.recurrence import is_unconfirmed
from timeline.model.urls import WHOLE, Urls
from timeline.publish import file_groups, panels
from timeline.publish import pages as present
from timeline.publish.days import local_day
from timeline.publish.figures import picture
from timeline.publish.file_lists import FileLists, addresses, file_address, query
from timeline.publish.occurrences import NEVER
from timeline.publish.publisher import Publisher
from timeline.publish.search_index import index
from timeline.publish.site_file import Inputs, SiteFile
from timeline.publish.site_folder import Written, site_folder
from timeline.publish.site_inputs import digest_of_inputs
from timeline.publish.standing import surviving_event, survivor_title
from timeline.publish.views import VIEWS
from timeline.render import FORMATS, api
from timeline.render.html import grouped, pages
from timeline.render.html.site import Site, static
from timeline.render.html.texts import CATALOGUES
from timeline.store.contract import Store

STATIC: Final = ("site.css", "page.js", "search.js", "subscribe.js", "embed.css", "icon.svg", "icon.png")
FOLLOWED: Final = r'(<(?:a|img|script|link rel="(?:stylesheet|icon|apple-touch-icon)"|div|meta http-equiv="refresh")'
"""What a browser goes to or loads by itself. Other addresses of a page are for other programs, and stay whole."""

Named = Iterator[tuple[str, bytes]]
"""Each file's path below the site's root, and its bytes."""


def build(
    store: Store, publisher: Publisher, chronology: Chronology, out: Path, now: datetime, directory: Path | None = None
) -> Written:
    """Bring the site in `out` up to date; pictures come from the chronology's folder.

    What did not change is not written again, and what is no longer of the site is removed. Raises `FileExistsError`
    where `out` holds something that was not built here; a failure leaves the old site. Where all that the files are
    made of is as it was at the last build, and nobody touched them since, nothing is made; else of events and groups
    what shows something else than it did, and what shows the whole.
    """
    inputs = digest_of_inputs(store, publisher, chronology, now, directory)
    with site_folder(out) as folder:
        if folder.is_made_of(inputs):
            return folder.as_it_is()
        for file in parts(store, chronology, now):
            # What is dated ahead of `now` shows in files already, and in no digest.
            made_of = file.inputs if inputs else ""
            if not folder.keep(file.name, made_of):
                folder.put(file.name, file.make(), made_of)
        for name, data in _pictures(store, now, directory):
            folder.put(name, data)
        return folder.finish(inputs)


def files(store: Store, chronology: Chronology, now: datetime) -> Named:
    """The files of the site but for its pictures; bodies of feeds are equal to what the server answers, without the
    addresses in them that only a server does."""
    for file in parts(store, chronology, now):
        yield file.name, file.make()


def parts(store: Store, chronology: Chronology, now: datetime) -> Iterator[SiteFile]:
    """The same, each of which is made when it is asked for; those of events and groups say what they follow from."""
    publisher = Publisher(store, chronology, is_static=True)
    feeds = store.feeds()
    whole = msgspec.structs.replace(
        present.site(feeds, publisher.counts, chronology),
        is_static=True,
        built=local_day(now, chronology.zone),
        exact=file_groups.exact(feeds),
    )
    lists, held, inputs = FileLists(store), list(store.as_of(now)), Inputs(whole)
    sites = [whole, *(whole.spoken(language) for language in CATALOGUES)]
    shown = {feed.slug: _shown(feed, held, whole, inputs) for feed in feeds}
    for site in sites:
        for page in _pages(store, publisher, site, lists, held, shown, now):
            yield page._replace(name=_file(site, page.name), make=partial(_linked, page.make, chronology))
    # What the store is asked for an event or a group serves all languages: they stand beside each other.
    for file in chain(_events(store, sites, held, inputs), file_groups.files(store, sites, lists, inputs)):
        yield file._replace(make=partial(_linked, file.make, chronology))
    for event in held:
        if not event.is_gone:
            yield from _event_files(store, publisher, event, whole, inputs, now)
    for name, data in chain(_feeds(store, publisher, whole, now), _whole_files(publisher, held, now)):
        yield _made(name, data)
    missing = pages.problem(whole, "Not found", "There is nothing at this address. It may have been mistyped.")
    yield _made("404.html", with_relative_links(missing, chronology))
    publisher.flush()


def _made(name: str, data: bytes) -> SiteFile:
    return SiteFile(name, lambda: data)


def _linked(make: Callable[[], bytes], chronology: Chronology) -> bytes:
    return with_relative_links(make(), chronology)


def _whole_files(publisher: Publisher, held: Sequence[Event], now: datetime) -> Named:
    """What says something of the whole to programs, and what never changes."""
    for name, body in (
        ("feeds.opml", publisher.opml(now)), ("sitemap.xml", publisher.sitemap(now)),
        ("robots.txt", publisher.robots(now)), ("api/v1/feeds", publisher.feeds(now)),
        ("api/v1/tags", publisher.tags(now)), ("api/v1/places", publisher.places(now)),
    ):  # fmt: skip
        yield name, body.data
    for name in STATIC:
        yield f"static/{name}", static(name)
    yield "favicon.ico", static("favicon.ico")
    yield "search.json", index(event for event in held if not event.is_gone)


def with_relative_links(page: bytes, chronology: Chronology) -> bytes:
    """A page that leads to the others by their path alone, so that it works, with its style, under any name of the
    host: on the curator's own machine before the site is online."""
    base = re.escape(escape(chronology.base_url))
    followed = re.compile(rf'{FOLLOWED}\s[^>]*?(?:href="|src="|data-page="|data-index="|; url=)){base}(?=/)')
    shown = page.decode()
    path = escape(Urls(chronology.base_url).path)
    while True:  # a tag may have two such addresses
        shown, number = followed.subn(lambda match: match[1] + path, shown)
        if not number:
            return shown.encode()


def _feeds(store: Store, publisher: Publisher, whole: Site, now: datetime) -> Named:
    for feed in store.feeds():
        spoken = msgspec.structs.replace(whole.chronology, language=feed.language or whole.language)
        drawn = msgspec.structs.replace(whole, chronology=spoken)
        yield f"feeds/{feed.slug}.svg", picture(store, drawn, feed, Filter(), THEMES[0])
        for view in VIEWS:
            base = f"feeds/{feed.slug}" + (f"/{view}" if view else "")
            for format in FORMATS:
                yield f"{base}.{format}", publisher.feed(feed.slug, format, {}, now, view).data


def _shown(feed: Feed, held: Iterable[Event], whole: Site, inputs: Inputs) -> str:
    """A digest of what the pages of a feed show: its events, also those that are gone, whose last change shows in each
    of them; and how many every feed and tag has."""
    events = [event for event in held if feed.filter.matches(event, gone=True)]
    return inputs.digest(feed.slug, events, [number for _, number in whole.feeds], whole.tags)


def _pages(
    store: Store,
    publisher: Publisher,
    whole: Site,
    lists: FileLists,
    held: list[Event],
    shown: Mapping[str, str],
    now: datetime,
) -> Iterator[SiteFile]:
    """The pages for people in one language; `shown` is what those of each feed follow from."""
    yield SiteFile("embed/index.html", partial(present.embedded, store, whole, Filter(), None, None))
    yield SiteFile("feeds/index.html", partial(pages.feeds, whole))
    for path, feed in (("", None), *((f"feeds/{feed.slug}", feed) for feed in store.feeds())):
        sheets = lists.sheets(feed.filter if feed else Filter())
        action = whole.links.feed(feed.slug) if feed else whole.links.home
        periods = "" if feed else whole.links.group("years")
        for number, sheet in enumerate(sheets):
            links = addresses(sheets, number, action, periods=periods)
            asked = msgspec.structs.replace(query(Filter(), sheet), sort="" if not number else "-when")
            make = partial(present.listing, store, whole, asked, feed, files=links)
            name = f"{file_address(path, number)}/index.html".lstrip("/")
            yield SiteFile(name, make, shown[feed.slug] if feed else "")
    for feed in store.feeds():
        path = "subscribe" if feed.slug == WHOLE else f"subscribe/{feed.slug}"
        yield SiteFile(f"{path}/index.html", partial(panels.subscribe, publisher, whole, feed.slug, {}, now))
        framed = partial(present.embedded, store, whole, Filter(), feed, None)
        yield SiteFile(f"embed/{feed.slug}/index.html", framed, shown[feed.slug])
    standing = sorted((event for event in held if not event.is_gone), key=lambda event: event.when.sort_key)
    yield SiteFile("search/index.html", partial(grouped.search, whole, standing[::-1]))


def _events(store: Store, sites: Sequence[Site], held: Sequence[Event], inputs: Inputs) -> Iterator[SiteFile]:
    """Each event's pages; of a merged one those that lead to its survivor."""
    for event in held:
        makes: list[Callable[[], bytes]]
        if event.status == "merged":
            survivor = surviving_event(store, event).id
            shown = inputs.digest(event, survivor)
            makes = [partial(pages.redirect_page, site, event, survivor) for site in sites]
        else:
            known = present.known(store, event.id)
            ahead = replace(NEVER, unconfirmed=is_unconfirmed(event, sites[0].built))
            shown = inputs.digest(known)
            makes = [partial(present.known_event, site, known, ahead) for site in sites]
        for site, make in zip(sites, makes, strict=True):
            yield SiteFile(_file(site, f"events/{event.id}/index.html"), make, shown)


def _event_files(
    store: Store, publisher: Publisher, event: Event, whole: Site, inputs: Inputs, now: datetime
) -> Iterator[SiteFile]:
    """An event for programs. A file does not expire, so it does not say which occurrence of a series is next."""
    unconfirmed = is_unconfirmed(event, whole.built)
    make = partial(api.event, event, whole.chronology, unconfirmed=unconfirmed)
    yield SiteFile(f"events/{event.id}.json", make, inputs.digest(event))
    shown = inputs.digest(event, survivor_title(store, event))
    yield SiteFile(f"events/{event.id}.ics", lambda: publisher.event(event.id, "ics", now).data, shown)


def _file(site: Site, name: str) -> str:
    """The path of a page in the site's language."""
    return f"{site.prefix}/{name}".lstrip("/")


def _pictures(store: Store, now: datetime, directory: Path | None) -> Named:
    """The pictures that events name, beside the pages."""
    if directory is None:
        return
    named = {event.image.url for event in store.as_of(now) if event.image is not None and event.image.is_own}
    for name in sorted(named):
        if (directory / name).is_file():
            yield name, (directory / name).read_bytes()
