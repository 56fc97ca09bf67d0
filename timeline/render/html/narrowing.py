"""How a list is narrowed: the form's choices with their counts, what it is narrowed to, and the ways out of nothing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Final, NamedTuple

import msgspec

from timeline.dates import When
from timeline.dates.writing import wording
from timeline.model.parameters import FILTERS, PARAMETERS, filter_pairs
from timeline.model.query import Filter
from timeline.model.urls import canonical
from timeline.render.html.site import Site

FIELDS: Final = ("q", "from", "to")
"""What is typed into the form."""
_YEAR: Final = re.compile(r"Y?(-?\d+)")
ORDERS: Final = {"-when": "newest-first", "when": "oldest-first"}


class Facet(NamedTuple):
    """One parameter's values, each with how many events it would leave."""

    name: str
    counts: Sequence[tuple[str, int]]


class Way(NamedTuple):
    """A filter without one of its parameters, and how many events that leaves."""

    name: str
    filter: Filter
    events: int


class Addresses(NamedTuple):
    """Addresses of a list: its page, its filter, its order, the lanes of its drawing and its colours, all of them empty
    where none were chosen."""

    action: str
    own: Filter
    sort: str
    lanes: str = ""
    theme: str = ""

    def to(self, own: Filter | None = None, sort: str | None = None, cursor: str = "", lanes: str | None = None) -> str:
        """The same list with another filter, order, place or other lanes."""
        chosen = self.lanes if lanes is None else lanes
        extra = {"sort": self.sort if sort is None else sort, "cursor": cursor, "lanes": chosen, "theme": self.theme}
        pairs = [*filter_pairs(self.own if own is None else own), *((n, v) for n, v in extra.items() if v)]
        return self.action + canonical(pairs)

    def between(self, since: str, until: str) -> str:
        """The same list of other days."""
        return self.to(msgspec.structs.replace(self.own, since=since, until=until))

    def period(self, since: str, until: str) -> str:
        """The same list of the years of a period."""
        return self.between(since, until)


class FileAddresses(NamedTuple):
    """Addresses of a list in files, which answer no question: other days are a place in the list, whose entries stand
    under `years`, each with its address, in that order; `here`, `newer` and `older` are files of a long list, and
    `periods` the address below which periods have pages of their own."""

    action: str
    own: Filter
    sort: str
    years: Sequence[tuple[int, str]]
    here: str = ""
    newer: str = ""
    older: str = ""
    periods: str = ""

    def to(self, own: Filter | None = None, sort: str | None = None, cursor: str = "", lanes: str | None = None) -> str:
        """The same list; behind a cursor the file before or after this one."""
        if not cursor:
            return self.action
        return self.newer if sort == "when" else self.older

    def between(self, since: str, until: str) -> str:
        """Where in the list the days begin; the year before, where none begins in them."""
        match = _YEAR.match(since)
        if match is None or not self.years:
            return self.action
        first = int(match[1])
        later = [each for each in self.years if each[0] >= first]
        return (min(later) if later else max(self.years))[1]

    def period(self, since: str, until: str) -> str:
        """The page of the years of a period, or where they begin in the list."""
        if self.periods and since:
            return f"{self.periods}/{period_name(since, until)}"
        return self.between(since, until)


AnyAddresses = Addresses | FileAddresses


def period_name(since: str, until: str) -> str:
    """The name of the page of a period, from its first and last year."""
    return since if since == until else f"{since}-{until}"


def anchor(number: int) -> str:
    """The name of a place in a list, by the number of its group."""
    return f"y{number}"


def form(addresses: Addresses, facets: Sequence[Facet], site: Site) -> dict[str, Any]:
    """What the form shows, and what it keeps without showing it."""
    pairs = filter_pairs(addresses.own)
    chosen: dict[str, list[str]] = {name: [] for name in FILTERS}
    for name, text in pairs:
        chosen[name].append(text)
    offered = {facet.name for facet in facets}
    kept = [(name, text) for name, text in pairs if name not in FIELDS and name not in offered]
    # A choice holds one value; what else was asked for of the same parameter stays.
    kept += [(name, text) for name in sorted(offered) for text in chosen[name][1:]]
    kept += [(name, value) for name, value in (("sort", addresses.sort), ("lanes", addresses.lanes)) if value]
    return {
        "typed": {name: next(iter(chosen[name]), "") for name in FIELDS},
        "facets": [_facet(facet, chosen[facet.name], site) for facet in facets],
        "kept": [{"name": name, "value": text} for name, text in kept],
        "open": any(chosen[name] for name in (*offered, "from", "to")),
        "wrong": dict.fromkeys(FIELDS, ""),
    }


class AskedAgain(NamedTuple):
    """A form whose values are kept as they were typed: where it leads to, what was sent, and what is wrong with one."""

    action: str
    pairs: Sequence[tuple[str, str]]
    parameter: str
    message: str

    def context(self) -> dict[str, Any]:
        """What the form shows."""
        values = dict(self.pairs)
        return {
            "typed": {name: values.get(name, "") for name in FIELDS},
            "facets": [],
            "kept": [
                {"name": name, "value": text}
                for name, text in self.pairs
                if name not in FIELDS and name not in (self.parameter, "cursor")
            ],
            "open": True,
            "wrong": dict.fromkeys(FIELDS, "")
            | {self.parameter: self.message.removeprefix(f"{self.parameter}={values.get(self.parameter, '')} ")},
        }


def _facet(facet: Facet, chosen: Sequence[str], site: Site) -> dict[str, Any]:
    selected = next(iter(chosen), "")
    counts = list(facet.counts)
    if selected and selected not in (value for value, _ in counts):
        counts.append((selected, 0))
    options = [
        {"value": v, "words": value_words(site, facet.name, v), "events": n, "selected": v == selected}
        for v, n in counts
    ]
    return {"name": facet.name, "label": site.text(facet.name), "options": options}


def value_words(site: Site, name: str, value: str) -> str:
    """A parameter's value as readers are told it."""
    if name in ("status", "precision"):
        return site.text(f"{name}-{value}")
    if name in ("from", "to"):
        return wording.words(When.parse(value), site.language)
    return f"“{value}”" if name == "q" else value


def chips(addresses: AnyAddresses, site: Site) -> list[dict[str, str]]:
    """What the list is narrowed to, each with the address without it."""
    shown = []
    for name, value in filter_pairs(addresses.own):
        words = value_words(site, name, value)
        shown.append(
            {"name": label(site, name), "words": words, "href": addresses.to(_without(addresses.own, name, value))}
        )
    return shown


def label(site: Site, name: str) -> str:
    """A parameter as readers are told it."""
    return site.text("search" if name == "q" else name)


def _without(own: Filter, name: str, value: str) -> Filter:
    field = PARAMETERS[name].field
    old = getattr(own, field)
    if name == "feed":
        rest: object = tuple(feed for feed in old if feed[0] != value)
    else:
        rest = tuple(each for each in old if each != value) if isinstance(old, tuple) else getattr(Filter(), field)
    return msgspec.structs.replace(own, **{field: rest})


def orders(addresses: AnyAddresses, sort: str, *, from_today: bool, site: Site) -> list[dict[str, Any]]:
    """The orders to choose from; the one shown is marked. `from_today` says that a list begins there by itself."""
    automatic = not addresses.sort
    offered = [{"words": site.text(text), "href": addresses.to(sort=order), "current": sort == order}
               for order, text in ORDERS.items()]  # fmt: skip
    if from_today:
        for each in offered:
            each["current"] = each["current"] and not automatic
        offered.insert(0, {"words": site.text("from-today"), "href": addresses.to(sort=""), "current": automatic})
    return offered


def ways_out(addresses: AnyAddresses, ways: Sequence[Way], site: Site) -> list[dict[str, str]]:
    """Links to what an empty list would show without one of its parameters."""
    return [
        {
            "words": site.text("without", name=label(site, way.name)),
            "events": site.counted("count", way.events),
            "href": addresses.to(way.filter),
        }
        for way in ways
    ]
