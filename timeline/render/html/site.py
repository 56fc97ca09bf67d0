"""What every page shares: the settings, the templates and the files that pages refer to."""

from __future__ import annotations

from functools import lru_cache
from importlib import resources
from typing import Any

import jinja2
import msgspec

from timeline.model.chronology import Chronology
from timeline.model.feed import Feed
from timeline.model.urls import Urls


class Site(msgspec.Struct, frozen=True, kw_only=True):
    """What every page shows of the whole: the settings, the feeds with how many events each has, the tags in use."""

    chronology: Chronology
    feeds: tuple[tuple[Feed, int], ...] = ()
    tags: tuple[tuple[str, int], ...] = ()
    has_sources: bool = False


def render_page(template: str, site: Site, **values: Any) -> bytes:
    """A page by the name of its template."""
    chronology = site.chronology
    links = Urls(chronology.base_url)
    addresses = {
        "home": links.home,
        "docs": f"{links.base}/docs",
        "opml": links.opml,
        "sources": f"{links.base}/sources" if site.has_sources else "",
        "static": lambda name: f"{links.base}/static/{name}",
    }
    return _templates().get_template(template).render(site=chronology, urls=addresses, **values).encode()


def static(name: str) -> bytes:
    """A file that pages refer to. Raises `KeyError` for any other name."""
    return _static()[name]


@lru_cache(maxsize=1)
def _static() -> dict[str, bytes]:
    folder = resources.files("timeline.render.html") / "static"
    return {item.name: item.read_bytes() for item in folder.iterdir() if item.is_file()}


@lru_cache(maxsize=1)
def _templates() -> jinja2.Environment:
    return jinja2.Environment(
        loader=jinja2.PackageLoader("timeline.render.html"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
