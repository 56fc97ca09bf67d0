"""One file of a static site, and what it follows from, so that it is made again only where that changed."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any, NamedTuple

import msgspec

from timeline.publish.site_inputs import program
from timeline.render.html.site import Site


class SiteFile(NamedTuple):
    """A file by its path below the site's root. `inputs` is a digest of all that its bytes follow from; where it is
    empty, only making them tells whether they changed."""

    name: str
    make: Callable[[], bytes]
    inputs: str = ""


class Inputs:
    """Digests of what a file shows, with what every file follows from: the program, the settings, the feeds, and the
    day of the build. How many events a feed or a tag has is no part of it: what says so shows it."""

    def __init__(self, site: Site) -> None:
        feeds = [feed for feed, _ in site.feeds]
        self._common = hashlib.sha256(program().encode())
        self._common.update(msgspec.json.encode((site.chronology, feeds, sorted(site.exact.items()), site.built)))

    def digest(self, *shown: Any) -> str:
        """The digest of values, each made of what JSON can hold."""
        digest = self._common.copy()
        digest.update(msgspec.json.encode(shown, order="deterministic"))
        return digest.hexdigest()[:32]
