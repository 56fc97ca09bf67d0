"""What every page shares: the settings, the templates and the files that pages refer to."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from importlib import resources
from typing import TYPE_CHECKING, Any

import msgspec

from timeline.model.chronology import Chronology
from timeline.model.feed import Feed
from timeline.model.urls import Urls
from timeline.render.html import subscribe
from timeline.render.html.subscribe import Link

if TYPE_CHECKING:
    import jinja2


class Site(msgspec.Struct, frozen=True, kw_only=True):
    """What every page shows of the whole: the settings, the feeds with how many events each has, the tags in use."""

    chronology: Chronology
    feeds: tuple[tuple[Feed, int], ...] = ()
    tags: tuple[tuple[str, int], ...] = ()
    has_sources: bool = False


def render_page(template: str, site: Site, *, alternates: Sequence[Link] = (), **values: Any) -> bytes:
    """A page by the name of its template. `alternates` are the feeds of what it shows; without them the chronology's
    stand in their place, so that a reader finds some from any page."""
    chronology = site.chronology
    links = Urls(chronology.base_url)
    addresses = {
        "home": links.home,
        "docs": f"{links.base}/docs",
        "feeds": links.feeds,
        "favicon": links.favicon,
        "opml": links.opml,
        "sources": f"{links.base}/sources" if site.has_sources else "",
        "static": links.static,
    }
    offered = alternates or subscribe.whole(chronology)
    page = _templates().get_template(template)
    return page.render(site=chronology, urls=addresses, alternates=offered, **values).encode()


def static(name: str) -> bytes:
    """A file that pages refer to. Raises `KeyError` for any other name."""
    return _static()[name]


@lru_cache(maxsize=1)
def _static() -> dict[str, bytes]:
    folder = resources.files("timeline.render.html") / "static"
    return {item.name: item.read_bytes() for item in folder.iterdir() if item.is_file()}


@lru_cache(maxsize=1)
def _templates() -> jinja2.Environment:
    import jinja2  # with the first page: a server is ready before, and most commands show none

    return jinja2.Environment(
        loader=jinja2.PackageLoader("timeline.render.html"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
