"""What every page shares: the settings, the templates and the files that pages refer to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from importlib import resources
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import msgspec

from timeline.dates import Day
from timeline.model.chronology import Chronology
from timeline.model.feed import Feed
from timeline.model.urls import WHOLE, Urls, file_name
from timeline.render.html import subscribe, texts
from timeline.render.html.subscribe import Link
from timeline.render.messages import primary
from timeline.render.oembed import LINKED

if TYPE_CHECKING:
    import jinja2


class Site(msgspec.Struct, frozen=True, kw_only=True):
    """What every page shows of the whole: the settings, the feeds with how many events each has, the tags in use.

    `prefix` is the language that stands in the addresses of pages, empty for the chronology's own, which is then
    `original`; `unknown` one that was asked for and that pages are not written in. `is_static` says that pages are
    files: nothing answers a question; `exact` are then the feeds that have just what one tag or place has, by it, and
    `built` the day on which they were made, whose clock is the only one that a file has.
    """

    chronology: Chronology
    feeds: tuple[tuple[Feed, int], ...] = ()
    tags: tuple[tuple[str, int], ...] = ()
    has_sources: bool = False
    is_static: bool = False
    built: Day | None = None
    prefix: str = ""
    original: str = ""
    unknown: str = ""
    exact: Mapping[tuple[str, str], str] = MappingProxyType({})

    @property
    def language(self) -> str:
        """The language in which pages are written."""
        return self.chronology.language

    @property
    def links(self) -> Urls:
        """Addresses of pages in the same language."""
        return Urls(self.chronology.base_url, self.prefix)

    def spoken(self, language: str) -> Site:
        """The same in another language, which stands in the addresses of its pages. One that pages are not written in
        is shown in the chronology's own, with a line that says so."""
        if language in texts.CATALOGUES:
            chronology = msgspec.structs.replace(self.chronology, language=language)
            return msgspec.structs.replace(
                self, chronology=chronology, prefix=language, original=self.chronology.language
            )
        return msgspec.structs.replace(self, unknown=language)

    def feed_language(self, slug: str = WHOLE) -> str:
        """The language that a feed has by itself."""
        own = next((feed.language for feed, _ in self.feeds if feed.slug == slug), "")
        return own or self.original or self.chronology.language

    def feed_pairs(self, slug: str = WHOLE) -> list[tuple[str, str]]:
        """What the address of a feed says so that the feed is in the page's language, where it is not by itself."""
        is_so = self.is_static or not self.prefix or primary(self.feed_language(slug)) == self.prefix
        return [] if is_so else [("lang", self.prefix)]

    def offered_language(self, slug: str = WHOLE) -> str:
        """The language in which pages offer a feed: their own, where a feed can be had in it."""
        return dict(self.feed_pairs(slug)).get("lang", self.feed_language(slug))

    def narrowed(self, name: str, value: str) -> str:
        """The page of the events with a tag or a place; of a static site that of the feed which has just these, or
        their own."""
        if not self.is_static:
            return self.links.listing([(name, value)])
        if slug := self.exact.get((name, value)):
            return self.links.feed(slug)
        return self.links.group(f"{name}s", file_name(value))

    def text(self, name: str, /, **values: object) -> str:
        """One of our own texts."""
        return texts.text(name, self.language, **values)

    def counted(self, name: str, number: int) -> str:
        """A count with its noun."""
        return texts.counted(name, number, self.language)


def render_page(
    template: str, site: Site, *, alternates: Sequence[Link] = (), embedded: str = "", as_of: str = "", **values: Any
) -> bytes:
    """A page by the name of its template. `alternates` are the feeds of what it shows; without them the chronology's
    stand in their place, so that a reader finds some from any page. `embedded` is the address under which another site
    may ask what to embed of it, `as_of` the day that a print of it names."""
    chronology = site.chronology
    links = site.links
    addresses = {
        "home": links.home,
        "docs": "" if site.is_static else f"{links.base}/docs",
        "feeds": links.feeds,
        "subscribe": links.subscribe(),
        "favicon": links.favicon,
        "opml": links.opml,
        "sources": f"{links.base}/sources" if site.has_sources else "",
        "static": links.static,
        "search": links.search if site.is_static else "",
    }
    offered = list(alternates or subscribe.whole(chronology, site.feed_pairs()))
    if embedded and not site.is_static:
        offered += _oembed(site, embedded)
    page = templates().get_template(template)
    return page.render(
        site=chronology,
        urls=addresses,
        alternates=offered,
        t=site.text,
        is_static=site.is_static,
        as_of=as_of,
        languages=_languages(site, str(values["canonical"])),
        note=_note(site),
        **values,
    ).encode()


def _oembed(site: Site, address: str) -> list[Link]:
    """The links by which another site finds what to embed (oembed.com, 4)."""
    return [
        {"type": type, "title": site.chronology.title, "href": site.links.oembed(address, format)}
        for format, type in LINKED.items()
    ]


def _languages(site: Site, canonical: str) -> list[dict[str, Any]]:
    """The same page in each language that pages are written in (`hreflang`), the one shown among them."""
    base, here = site.chronology.base_url, site.links.pages
    path = canonical.removeprefix(here)
    return [
        {"code": code, "name": name, "href": f"{Urls(base, code).pages}{path}", "shown": code == site.language}
        for code, name in texts.NAMES.items()
    ]


def _note(site: Site) -> str:
    if not site.unknown:
        return ""
    shown = texts.NAMES.get(site.language, site.language)
    return site.text("unknown-language", language=site.unknown, shown=shown)


def static(name: str) -> bytes:
    """A file that pages refer to. Raises `KeyError` for any other name."""
    return _static()[name]


@lru_cache(maxsize=1)
def _static() -> dict[str, bytes]:
    folder = resources.files("timeline.render.html") / "static"
    return {item.name: item.read_bytes() for item in folder.iterdir() if item.is_file()}


@lru_cache(maxsize=1)
def templates() -> jinja2.Environment:
    """All templates, read once."""
    import jinja2  # with the first page: a server is ready before, and most commands show none

    return jinja2.Environment(
        loader=jinja2.PackageLoader("timeline.render.html"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
