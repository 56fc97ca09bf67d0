"""Pages that only a static site has: of one tag, place or period, the lists of these, and the one to search. Pure."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import msgspec

from timeline.dates.writing.axis import axis_words
from timeline.model.event import Event
from timeline.model.recurrence import is_unconfirmed
from timeline.render.html import details, groups, periods
from timeline.render.html.narrowing import FileAddresses
from timeline.render.html.periods import Periods
from timeline.render.html.site import Site, render_page


class Group(msgspec.Struct, frozen=True, kw_only=True):
    """What has one tag, place or period: its `kind` ("tags", "places", "years"), its name, and one file of its list."""

    kind: str
    name: str
    events: tuple[Event, ...]
    total: int
    addresses: FileAddresses
    finer: tuple[Periods, ...] = ()


class Name(NamedTuple):
    """A tag, place or year in the list of these, the address of its page, and how many events that has."""

    words: str
    href: str
    events: int


def group(site: Site, view: Group) -> bytes:
    """The events that have one tag or place or lie in some years."""
    addresses, shown, whole = view.addresses, len(view.events), site.counted("count", view.total)
    return render_page(
        "group.html",
        site,
        canonical=addresses.here,
        heading=view.name,
        kind=site.text(view.kind),
        all=site.links.group(view.kind),
        count=whole if shown == view.total else site.text("count-of", shown=shown, total=whole),
        periods=periods.context(site, view.finer, ("", ""), addresses.period),
        groups=groups.by_year(site, view.events),
        newer=addresses.newer,
        older=addresses.older,
    )


def names(site: Site, kind: str, rows: Iterable[Name]) -> bytes:
    """All tags, places or years, each with how many events it has."""
    here = site.links.group(kind)
    return render_page("names.html", site, canonical=here, heading=site.text(kind), names=list(rows))


def search(site: Site, events: Sequence[Event]) -> bytes:
    """Every event in a line, under its year; a script looks through them and through the index of their words."""
    return render_page(
        "search.html",
        site,
        canonical=site.links.search,
        total=len(events),
        found=site.text("count-of", shown="#", total=site.counted("count", len(events))),
        count=site.counted("count", len(events)),
        index=site.links.search_index,
        groups=[_lines(site, year, group) for year, group in itertools.groupby(events, key=groups.year_of)],
    )


def _lines(site: Site, year: int, events: Iterable[Event]) -> dict[str, Any]:
    return {"title": axis_words(site.language).year(year), "entries": [_line(site, event) for event in events]}


def _line(site: Site, event: Event) -> dict[str, Any]:
    card = details.event_card(site, event)
    shown = {name: card[name] for name in ("id", "url", "title", "when", "language", "status", "status_name")}
    return shown | {"unconfirmed": is_unconfirmed(event, site.built)}
