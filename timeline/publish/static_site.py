"""The static site: what the server answers, as files that any web server can host."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Final

import msgspec

from timeline.model.chronology import Chronology
from timeline.model.event import Event
from timeline.model.parameters import THEMES
from timeline.model.query import Filter, Query
from timeline.model.urls import WHOLE
from timeline.publish import pages as present
from timeline.publish import panels
from timeline.publish.body import compressed
from timeline.publish.figures import picture
from timeline.publish.publisher import Publisher
from timeline.publish.standing import surviving_event
from timeline.publish.views import VIEWS
from timeline.render import FORMATS, api
from timeline.render.html import pages
from timeline.render.html.site import Site, static
from timeline.render.html.texts import CATALOGUES
from timeline.store.contract import Store

STATIC: Final = ("site.css", "page.js", "subscribe.js", "embed.css", "icon.svg", "icon.png")
SMALL: Final = 200
"""Bytes below which a compressed twin would save nothing."""
MARKER: Final = ".timeline-site"
"""Written into what we built, so that only that is ever replaced."""


def build(
    store: Store, publisher: Publisher, chronology: Chronology, out: Path, now: datetime, directory: Path | None = None
) -> int:
    """Write the whole site into `out` and return how many files it has; pictures come from the chronology's folder.

    It is written beside and put in place at the end, so a reader never sees half of it and a failure leaves the old
    one. Raises `FileExistsError` where `out` holds something that was not built here.
    """
    if out.exists() and any(out.iterdir()) and not (out / MARKER).exists():
        raise FileExistsError(f"{out} is not empty, and was not made by `timeline build`: name another folder")
    out.parent.mkdir(parents=True, exist_ok=True)
    new = Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=out.parent))
    try:
        written = sum(_write(new / name, data) for name, data in files(store, publisher, chronology, now))
        written += _copy_pictures(store, now, directory, new)
        (new / MARKER).write_text("Made by `timeline build`; replaced as a whole by the next.\n", encoding="utf-8")
        new.chmod(0o755)
        _replace(out, new)
    except BaseException:
        shutil.rmtree(new, ignore_errors=True)
        raise
    return written


def files(store: Store, publisher: Publisher, chronology: Chronology, now: datetime) -> Iterator[tuple[str, bytes]]:
    """Each file's path below the site's root, and its bytes, equal to what the server answers."""
    whole = msgspec.structs.replace(present.site(store.feeds(), publisher.counts, chronology), is_static=True)
    yield from _pages(store, publisher, whole, now)
    for language in CATALOGUES:
        for name, page in _pages(store, publisher, whole.spoken(language), now):
            yield f"{language}/{name}", page
    for feed in store.feeds():
        drawn = Site(chronology=msgspec.structs.replace(chronology, language=feed.language or chronology.language))
        yield f"feeds/{feed.slug}.svg", picture(store, drawn, feed, Filter(), THEMES[0])
        for view in VIEWS:
            base = f"feeds/{feed.slug}" + (f"/{view}" if view else "")
            for format in FORMATS:
                yield f"{base}.{format}", publisher.feed(feed.slug, format, {}, now, view).data
    for held in store.as_of(now):
        if not held.is_gone:
            # A file does not expire, so it does not say which occurrence of a series is next.
            yield f"events/{held.id}.json", api.event(held, chronology)
            yield f"events/{held.id}.ics", publisher.event(held.id, "ics", now).data
    for name, body in (
        ("feeds.opml", publisher.opml(now)), ("sitemap.xml", publisher.sitemap(now)),
        ("robots.txt", publisher.robots(now)), ("api/v1/feeds", publisher.feeds(now)),
        ("api/v1/tags", publisher.tags(now)), ("api/v1/places", publisher.places(now)),
    ):  # fmt: skip
        yield name, body.data
    for name in STATIC:
        yield f"static/{name}", static(name)
    yield "favicon.ico", static("favicon.ico")
    yield "404.html", pages.problem(whole, "Not found", "There is nothing at this address. It may have been mistyped.")


def _pages(store: Store, publisher: Publisher, whole: Site, now: datetime) -> Iterator[tuple[str, bytes]]:
    """The pages for people in one language. Their lists carry every match, since a file has no second page."""
    every = Query(sort="", limit=max(store.count(Filter()), 1))
    yield "index.html", present.listing(store, whole, every)
    yield "embed/index.html", present.embedded(store, whole, Filter(), None, None)
    yield "feeds/index.html", pages.feeds(whole)
    for feed in store.feeds():
        path = "subscribe" if feed.slug == WHOLE else f"subscribe/{feed.slug}"
        yield f"{path}/index.html", panels.subscribe(publisher, whole, feed.slug, {}, now)
        yield f"feeds/{feed.slug}/index.html", present.listing(store, whole, every, feed)
        yield f"embed/{feed.slug}/index.html", present.embedded(store, whole, Filter(), feed, None)
    for held in store.as_of(now):
        yield f"events/{held.id}/index.html", _event(store, whole, held)


def _event(store: Store, whole: Site, held: Event) -> bytes:
    """One event's page; of a merged one the page that leads to its survivor."""
    if held.status == "merged":
        return pages.moved(whole, held, surviving_event(store, held).id)
    return present.event(store, whole, held.id)


def _copy_pictures(store: Store, now: datetime, directory: Path | None, new: Path) -> int:
    """Put the pictures that events name beside the pages, and return how many those are."""
    if directory is None:
        return 0
    named = {event.image.url for event in store.as_of(now) if event.image is not None and event.image.is_own}
    present = sorted(name for name in named if (directory / name).is_file())
    for name in present:
        (new / name).parent.mkdir(exist_ok=True)
        shutil.copyfile(directory / name, new / name)
    return len(present)


def _write(path: Path, data: bytes) -> int:
    """Write a file and, where it saves anything, its gzip twin; returns how many files that were."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    small = compressed(data)
    if len(data) < SMALL or len(small) >= len(data):
        return 1
    path.with_name(path.name + ".gz").write_bytes(small)
    return 2


def _replace(out: Path, new: Path) -> None:
    """Put the new site in the old one's place."""
    if not out.exists():
        os.rename(new, out)
        return
    old = Path(tempfile.mkdtemp(prefix=f".{out.name}-old-", dir=out.parent))
    os.rename(out, old / "site")
    os.rename(new, out)
    shutil.rmtree(old)
