"""Of a static site: the pages of each tag, place and year, and the lists of these."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import NamedTuple

from timeline.model.event import Event
from timeline.model.feed import Feed
from timeline.model.query import Filter
from timeline.model.urls import file_name
from timeline.publish import periods
from timeline.publish.file_lists import FileLists, Sheet, addresses, file_address, query
from timeline.publish.site_file import Inputs, SiteFile
from timeline.render.html import grouped
from timeline.render.html.grouped import Group, Name
from timeline.render.html.narrowing import period_name
from timeline.render.html.periods import Period, Periods, edtf_year, period_words
from timeline.render.html.site import Site
from timeline.store.contract import KnownDays, Store


class Kept(NamedTuple):
    """One group: the name of its file, what it is called or the years that it is of, what it holds, and the finer
    periods in it."""

    file: str
    name: str
    period: Period | None
    filter: Filter
    finer: tuple[Periods, ...] = ()

    def words(self, site: Site) -> str:
        """What it is called on a page."""
        return period_words(site.language, self.period) if self.period else self.name


def exact(feeds: Iterable[Feed]) -> Mapping[tuple[str, str], str]:
    """The feeds that have just what one tag or place has, by parameter and value."""
    slugs: dict[tuple[str, str], str] = {}
    for feed in feeds:
        tags, places = feed.filter.tags, feed.filter.places
        if len(tags) == 1 and feed.filter == Filter(tags=tags):
            slugs.setdefault(("tag", tags[0]), feed.slug)
        if len(places) == 1 and feed.filter == Filter(places=places):
            slugs.setdefault(("place", places[0]), feed.slug)
    return slugs


def files(store: Store, sites: Sequence[Site], lists: FileLists, inputs: Inputs) -> Iterator[SiteFile]:
    """The pages in each language, without their links made relative."""
    groups = {"tags": _tags(sites[0]), "places": _places(store), "years": _years(store.known_days(Filter()))}
    for kind, kept in groups.items():
        totals = {each.file: store.count(each.filter) for each in kept}
        for each in kept:
            yield from _group(store, sites, lists, inputs, kind, each, totals[each.file])
        named = [each for each in kept if each.period is None or each.period.first == each.period.last]
        for site in sites:
            rows = [Name(each.words(site), site.links.group(kind, each.file), totals[each.file]) for each in named]
            yield SiteFile(f"{site.prefix}/{kind}/index.html".lstrip("/"), partial(grouped.names, site, kind, rows))


def _group(
    store: Store, sites: Sequence[Site], lists: FileLists, inputs: Inputs, kind: str, kept: Kept, total: int
) -> Iterator[SiteFile]:
    sheets = lists.sheets(kept.filter)
    for number, sheet in enumerate(sheets):
        events = tuple(store.page(query(kept.filter, sheet)).events)
        name = f"{file_address(f'{kind}/{kept.file}', number)}/index.html"
        views = [_view(site, kind, kept, sheets, number, events, total) for site in sites]
        # What a language makes of it follows from what all of them show.
        shown = inputs.digest(views[0])
        for site, view in zip(sites, views, strict=True):
            yield SiteFile(f"{site.prefix}/{name}".lstrip("/"), partial(grouped.group, site, view), shown)


def _view(
    site: Site, kind: str, kept: Kept, sheets: list[Sheet], number: int, events: tuple[Event, ...], total: int
) -> Group:
    periods = site.links.group("years") if kept.finer else ""
    links = addresses(sheets, number, site.links.group(kind, kept.file), periods=periods)
    return Group(kind=kind, name=kept.words(site), events=events, total=total, addresses=links, finer=kept.finer)


def _tags(site: Site) -> list[Kept]:
    return [Kept(file_name(tag), tag, None, Filter(tags=(tag,))) for tag, _ in site.tags]


def _places(store: Store) -> list[Kept]:
    """Places by name; those whose names differ in blanks, marks and capitals only share a page."""
    alike: dict[str, list[str]] = defaultdict(list)
    for place in store.places():
        alike[file_name(place.name)].append(place.name)
    return [Kept(name, names[0], None, Filter(places=tuple(names))) for name, names in sorted(alike.items())]


def _years(days: Sequence[KnownDays]) -> list[Kept]:
    """The years in which something begins or ends, and the longer periods that the index of a list leads to."""
    longer: dict[Period, tuple[Periods, ...]] = {}
    years: dict[int, Period] = {}
    waiting = [each for row in periods.index(days, None) for each in (*row.groups, *row.periods)]
    while waiting:
        period = waiting.pop()
        if period.first == period.last:
            years[period.first] = period
        elif period not in longer:
            longer[period] = _within(days, period)
            waiting += [each for row in longer[period] for each in row.periods]
    kept = [_year(years[year]) for year in sorted(years)]
    return kept + [_year(period, finer) for period, finer in sorted(longer.items())]


def _within(days: Sequence[KnownDays], period: Period) -> tuple[Periods, ...]:
    """The periods of the next finer length within one; the first of our era lacks the year 0."""
    length = (period.last - period.first + 2) // 10
    return (Periods(length, tuple(periods.count(days, (period.first, period.last), length))),)


def _year(period: Period, finer: tuple[Periods, ...] = ()) -> Kept:
    since, until = edtf_year(period.first), edtf_year(period.last)
    return Kept(period_name(since, until), "", period, Filter(since=since, until=until), finer)
