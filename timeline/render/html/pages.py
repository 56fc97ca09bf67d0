"""Pages for people: the chronology and its feeds, one event, and what is gone. Pure: values in, bytes out."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterable, Sequence
from functools import lru_cache
from importlib import resources
from typing import Any, Final

import jinja2
import msgspec
from markupsafe import Markup

from timeline.dates import When
from timeline.dates.writing import wording
from timeline.model.change import Change
from timeline.model.chronology import Chronology
from timeline.model.event import STATUSES, Citation, Event, Place
from timeline.model.feed import Feed
from timeline.model.parameters import filter_pairs
from timeline.model.query import Filter, Query
from timeline.model.source import Health, Source
from timeline.model.urls import Urls, canonical, google, outlook, webcal
from timeline.render.dates import mark

FORMATS: Final = {
    # extension  what people call it, media type
    "atom": ("Atom", "application/atom+xml"),
    "rss": ("RSS", "application/rss+xml"),
    "json": ("JSON Feed", "application/feed+json"),
    "ics": ("iCalendar", "text/calendar"),
    "csv": ("CSV", "text/csv"),
}
SHOWN: Final = {
    "expected": "Expected",
    "tentative": "Tentative",
    "postponed": "Postponed",
    "cancelled": "Cancelled",
    "disputed": "Disputed",
    "withdrawn": "Withdrawn",
    "merged": "Merged",
}
"""Statuses that a reader is told; that something happened goes without saying."""
REFUSED_SHOWN: Final = 50
"""Refusals of one source on the page; the API has all of them."""
OFFERED: Final = tuple(status for status in STATUSES if status != "merged")


class Site(msgspec.Struct, frozen=True, kw_only=True):
    """What every page shows of the whole: the settings, the feeds with how many events each has, the tags in use."""

    chronology: Chronology
    feeds: tuple[tuple[Feed, int], ...] = ()
    tags: tuple[tuple[str, int], ...] = ()
    has_sources: bool = False


class Listing(msgspec.Struct, frozen=True, kw_only=True):
    """One page of a list: of the whole chronology, or of `feed`; `own` is the filter that readers can subscribe to."""

    query: Query
    events: tuple[Event, ...]
    total: int
    next: str = ""
    feed: Feed | None = None
    own: Filter = Filter()
    note: str = ""


def listing(site: Site, view: Listing) -> bytes:
    """The chronology, or one feed of it, by date."""
    chronology = site.chronology
    links = Urls(chronology.base_url)
    feed = view.feed
    action = links.feed(feed.slug) if feed else links.home
    parameters = filter_pairs(view.own)
    narrowed = bool(parameters)
    slug = feed.slug if feed else "all"
    heading = feed.title if feed else chronology.title
    subject = _subscription(chronology, slug, heading, parameters)
    return _page(
        "listing.html",
        site,
        canonical=action + canonical([*parameters, *_cursor(view.query.cursor)]),
        alternates=_alternates(subject),
        heading=heading,
        lead=(feed.description if feed else chronology.description),
        action=action,
        form=_form(view.own),
        tags=[{"name": name, "events": count} for name, count in site.tags],
        statuses=[{"name": s, "words": SHOWN.get(s, "Happened")} for s in OFFERED],
        count=_count(view),
        narrowed=narrowed,
        own=subject | {"note": view.note, "title": heading if feed else "this selection" if narrowed else "everything"},
        groups=_groups(chronology, view.events),
        next=action + canonical([*parameters, ("cursor", view.next)]) if view.next else "",
        feeds=[] if feed or narrowed or view.query.cursor else [_card(chronology, f, n) for f, n in site.feeds],
    )


def event(site: Site, held: Event, history: Sequence[Change] = (), titles: dict[str, str] | None = None) -> bytes:
    """One event with its sources, as h-event and schema.org; `titles` are those of the events it names."""
    chronology = site.chronology
    return _page(
        "event.html",
        site,
        canonical=Urls(chronology.base_url).event(held.id),
        alternates=[],
        item=_item(chronology, held),
        explanation=wording.explain(held.when, chronology.language),
        jsonld=_json_script(_schema(chronology, held)),
        relations=_relations(chronology, held, titles or {}),
        links=held.links,
        published=_instant(held.published),
        updated=_instant(held.updated),
        conflicts=[
            {
                "when": wording.words(c.when, chronology.language),
                "edtf": c.when.edtf,
                "name": c.citation.publisher or c.citation.title or c.citation.source,
                "words": c.citation.words,
            }
            for c in held.conflicts
        ],
        sources=[_source(c) for c in held.sources],
        history=[_told(chronology, c) for c in history if c.kind != "added"],
    )


def sources(site: Site, rows: Sequence[tuple[Source, Health]]) -> bytes:
    """How each source is doing: what it said last, what was refused and why."""
    return _page(
        "sources.html",
        site,
        canonical=f"{Urls(site.chronology.base_url).base}/sources",
        alternates=[],
        sources=[_watched(source, health) for source, health in rows],
    )


def problem(site: Site, heading: str, detail: str) -> bytes:
    """A page that says why there is none: not found, withdrawn, a parameter that cannot be meant."""
    home = Urls(site.chronology.base_url).home
    return _page("problem.html", site, canonical=home, alternates=[], heading=heading, detail=detail)


def moved(site: Site, held: Event, survivor: str) -> bytes:
    """A page that leads from a merged event to the one that now speaks for both, where no server can redirect."""
    target = Urls(site.chronology.base_url).event(survivor)
    detail = f"“{held.title}” is now part of another entry."
    return _page("moved.html", site, canonical=target, alternates=[], heading="Merged", detail=detail, target=target)


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


def _page(template: str, site: Site, **values: Any) -> bytes:
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


def _item(chronology: Chronology, held: Event) -> dict[str, Any]:
    """What a template shows of an event."""
    when = held.when
    return {
        "id": held.id,
        "url": Urls(chronology.base_url).event(held.id),
        "title": held.title,
        "summary": held.summary,
        "reason": held.reason,
        "when": wording.words(when, chronology.language),
        "edtf": when.edtf,
        "precision": when.precision,
        "datetime": html_datetime(when),
        "dtend": _html_end(when),
        "mark": mark(when),
        "status": SHOWN.get(held.status, ""),
        "status_name": held.status,
        "gone": held.is_gone,
        "places": [_place(chronology, place) for place in held.places],
        "tags": [{"name": t, "href": Urls(chronology.base_url).listing([("tag", t)])} for t in held.tags],
        "citations": _plural(len(held.sources), "source", "sources") if held.sources else "",
    }


def _place(chronology: Chronology, place: Place) -> dict[str, Any]:
    return {
        "name": place.name,
        "latitude": place.latitude,
        "longitude": place.longitude,
        "href": Urls(chronology.base_url).listing([("place", place.name)]),
    }


def _groups(chronology: Chronology, events: Iterable[Event]) -> list[dict[str, Any]]:
    """Events under the year in which they begin, in the order given."""
    return [
        {
            "title": title,
            "anchor": f"y{number}",
            "entries": [_item(chronology, held) for held in found],
        }
        for number, (title, found) in enumerate(itertools.groupby(events, key=_heading))
    ]


def _heading(held: Event) -> str:
    first = held.when.earliest
    return _year(first.year) if first is not None else "By or until a date"


def _year(year: int) -> str:
    return str(year) if year > 0 else f"{1 - year} BC"


def html_datetime(when: When) -> str:
    """The date as HTML's `<time datetime>` can hold it: a year, month or day of the years 1 to 9999; else empty.

    HTML Living Standard, 2.3.5: no seasons, no sets, no years below 1; a vague date has no such value.
    """
    first, last = when.earliest, when.latest
    if first is None or last is None or when.qualifier or not 1 <= first.year <= 9999 or "X" in when.edtf:
        return ""
    if when.shape == "interval":
        return str(first) if len(when.edtf.split("/")[0]) == len("2024-05-05") else ""
    return when.edtf if when.shape == "point" and when.precision in ("time", "day", "month", "year") else ""


def _html_end(when: When) -> str:
    last = when.latest
    exact = when.shape == "interval" and html_datetime(when) and last is not None and last.year <= 9999
    return str(last) if exact else ""


def _subscription(
    chronology: Chronology, slug: str, title: str, parameters: Sequence[tuple[str, str]] = ()
) -> dict[str, Any]:
    """The addresses of one feed, narrowed by the parameters."""
    links = Urls(chronology.base_url)
    calendar = links.feed(slug, "ics", pairs=parameters)
    return {
        "title": title,
        "webcal": webcal(calendar),
        "google": google(calendar),
        "outlook": outlook(calendar, title),
        "formats": [
            {"name": name, "type": media, "href": links.feed(slug, extension, pairs=parameters)}
            for extension, (name, media) in FORMATS.items()
        ],
    }


def _card(chronology: Chronology, feed: Feed, count: int) -> dict[str, Any]:
    return _subscription(chronology, feed.slug, feed.title) | {
        "description": feed.description,
        "page": Urls(chronology.base_url).feed(feed.slug),
        "events": _plural(count, "event", "events"),
    }


def _alternates(subject: dict[str, Any]) -> list[dict[str, str]]:
    return [
        {"type": f["type"], "title": f"{subject['title']} ({f['name']})", "href": f["href"]}
        for f in subject["formats"]
        if f["name"] != "CSV"
    ]


def _form(own: Filter) -> dict[str, str]:
    return {
        "q": own.q,
        "from": own.since,
        "to": own.until,
        "tag": own.tags[0] if own.tags else "",
        "status": own.statuses[0] if own.statuses else "",
    }


def _count(view: Listing) -> str:
    shown, total = len(view.events), view.total
    return _plural(total, "event", "events") if shown == total else f"{shown} of {_plural(total, 'event', 'events')}"


def _plural(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}"


def _cursor(cursor: str) -> list[tuple[str, str]]:
    return [("cursor", cursor)] if cursor else []


def _relations(chronology: Chronology, held: Event, titles: dict[str, str]) -> list[dict[str, str]]:
    named = (("Moved to", held.successor), ("Merged into", held.merged_into), ("Split from", held.split_from))
    return [
        {"name": name, "href": Urls(chronology.base_url).event(id), "title": titles.get(id, id)}
        for name, id in named
        if id
    ]


def _source(citation: Citation) -> dict[str, str]:
    said = [citation.publisher, citation.published]
    evidence = [citation.place, f"read by the rule “{citation.rule}”" if citation.rule else ""]
    return {
        "title": citation.title or citation.url or citation.publisher or citation.source,
        "url": citation.url if citation.url.startswith(("http://", "https://")) else "",
        "line": ", ".join(part for part in said if part),
        "words": citation.words,
        "evidence": "; ".join(part for part in evidence if part),
    }


def _watched(source: Source, health: Health) -> dict[str, Any]:
    paused = source.paused or health.paused
    counts = ("added", "changed", "withdrawn", "candidates", "mentions")
    return {
        "id": source.id,
        "name": source.name,
        "url": source.url,
        "path": source.path,
        "state": "paused" if paused else "failing" if health.error else "well" if health.last_success else "new",
        "error": health.error,
        "flagged": health.flagged,
        "failures": _plural(health.failures, "failure", "failures") + " in a row" if health.failures else "",
        "last_success": _instant(health.last_success) if health.last_success else "",
        "next_run": _instant(health.next_run) if health.next_run and not paused else "",
        "counts": {name: getattr(health, name) for name in counts} if health.last_run else {},
        "refused": [{"place": each.place, "reason": each.reason} for each in health.refused[:REFUSED_SHOWN]],
        "more_refused": max(0, len(health.refused) - REFUSED_SHOWN),
    }


def _told(chronology: Chronology, change: Change) -> dict[str, str]:
    words = ""
    if change.before is not None and "when" in change.fields:
        before, after = (wording.words(e.when, chronology.language) for e in (change.before, change.after))
        words = f"{before} → {after}" if before != after else ""
    elif change.before is not None and "title" in change.fields:
        words = f"{change.before.title} → {change.after.title}"
    return {
        "at": _instant(change.at),
        "day": change.at.date().isoformat(),
        "kind": change.kind,
        "words": words,
        "reason": change.reason,
    }


def _instant(at: Any) -> str:
    return str(at.strftime("%Y-%m-%dT%H:%M:%SZ"))


def _schema(chronology: Chronology, held: Event) -> dict[str, Any]:
    """The event as schema.org's Event; a vague date is in `temporalCoverage` as EDTF, never as a made-up startDate."""
    said: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Event",
        "@id": Urls(chronology.base_url).event(held.id),
        "url": Urls(chronology.base_url).event(held.id),
        "name": held.title,
        "description": held.summary or held.title,
        "temporalCoverage": held.when.edtf,
        "eventStatus": "https://schema.org/" + SCHEMA_STATUS.get(held.status, "EventScheduled"),
        "keywords": list(held.tags),
        "location": [_schema_place(place) for place in held.places],
        "startDate": html_datetime(held.when),
        "endDate": _html_end(held.when),
    }
    return {name: value for name, value in said.items() if value}


SCHEMA_STATUS: Final = {"cancelled": "EventCancelled", "postponed": "EventPostponed"}


def _schema_place(place: Place) -> dict[str, Any]:
    said: dict[str, Any] = {"@type": "Place", "name": place.name}
    if place.latitude is not None:
        said["geo"] = {"@type": "GeoCoordinates", "latitude": place.latitude, "longitude": place.longitude}
    return said


def _json_script(value: dict[str, Any]) -> Markup:
    """JSON that cannot end its script element, whatever a text holds."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True)
    return Markup(text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e"))  # noqa: S704
