"""Publish: a query, a format and an instant become bytes with their validators, once per change and not per request."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final

from timeline.errors import FeedNotFound, InvalidQuery
from timeline.model.chronology import Chronology
from timeline.model.event import Event
from timeline.model.feed import Feed, feed_of
from timeline.model.parameters import Parameters, filter_pairs
from timeline.model.query import Filter, Query
from timeline.model.subscription import Subscription, parse
from timeline.model.urls import VIEWS, Urls
from timeline.publish import selection
from timeline.publish.body import Bodies, Body, Kept, body
from timeline.publish.compose import Press, filename
from timeline.publish.freshness import News
from timeline.publish.matches import Matches
from timeline.publish.standing import standing_event
from timeline.render import FORMATS, api, opml, sitemap
from timeline.store.contract import Store

__all__ = ["Body", "Publisher"]

DAWN: Final = datetime(1970, 1, 1, tzinfo=UTC)
MEMORY: Final = 4096
"""Addresses whose parameters, and filters whose latest change, are remembered."""
REREAD: Final = timedelta(seconds=1)
"""How old our knowledge of the feeds' own files may be."""


@dataclass(slots=True)
class _Known:
    """The feeds as last read: by slug, the filters that `feed=` may name, and what addresses ask of them."""

    feeds: dict[str, Feed]
    filters: dict[str, Filter]
    position: int
    at: datetime
    asked: OrderedDict[object, Subscription] = field(default_factory=OrderedDict)


class Publisher:
    """Bodies of one chronology. Safe for several threads; a body is computed by one of them, the others wait."""

    def __init__(self, store: Store, chronology: Chronology) -> None:
        self.store, self.chronology, self.urls = store, chronology, Urls(chronology.base_url)
        self._lock = threading.RLock()
        self._bodies: Bodies[str] = Bodies()
        self._press = Press(chronology)
        self._known: _Known | None = None
        self._changed: OrderedDict[Filter, tuple[int, datetime | None]] = OrderedDict()
        self._news = News(store)
        self._matches = Matches(store, self._news)

    # What can be asked for

    def feed(self, slug: str, format: str, parameters: Parameters, now: datetime, view: str = "") -> Body:
        """A feed in a format ("atom", "rss", "json", "ics", "csv"), or one of the three that follow from it ("changes",
        "coming", "on-this-day"), narrowed by the parameters of its address.

        Raises `FeedNotFound`, `FeedMoved`, `InvalidQuery`.
        """
        position = self.store.position()
        asked = self._subscription(slug, format, parameters, view, self._look(position, now))
        address = self.urls.feed(asked.feed.slug, format, view, asked.pairs())
        return self._body(address, asked.filter, asked, position, now, lambda: self._feed(asked, address, now))

    def subscription(
        self, slug: str, format: str, parameters: Parameters, now: datetime, view: str = ""
    ) -> Subscription:
        """What an address asks for, without answering it; its `pairs()` are those of the canonical address."""
        return self._subscription(slug, format, parameters, view, self._look(self.store.position(), now))

    def event(self, id: str, format: str, now: datetime) -> Body:
        """One event as "json" or "ics". Raises `EventNotFound`, `EventWithdrawn`, `EventMerged`."""
        held = self.standing(id)
        position = self.store.position()
        make = self._press.event_json if format == "json" else self._press.event_calendar
        return self._body(self.urls.event(id, format), None, held, position, now, lambda: make(held))

    def standing(self, id: str) -> Event:
        """The event, if it stands. Raises `EventNotFound`, `EventWithdrawn`, `EventMerged` (with the last survivor)."""
        return standing_event(self.store, id)

    def events(self, query: Query, now: datetime) -> Body:
        """A page of the API. Raises `InvalidQuery` for an unknown field."""
        unknown = [name for name in query.fields if name not in api.FIELDS and name not in api.RELATIONS]
        if unknown:
            raise InvalidQuery("fields", f"fields={unknown[0]} is not known: use any of {', '.join(api.FIELDS)}")
        address = self.urls.api("events", _query_pairs(query))

        def make() -> Body:
            return self._press.events(
                self.store.page(query), query, self._modified(query.filter, *self._named(query.filter))
            )

        return self._body(address, query.filter, query.filter, self.store.position(), now, make)

    def feeds(self, now: datetime) -> Body:
        """The feeds, with their addresses and how many events each has."""
        known = self._look(self.store.position(), now)

        def make() -> Body:
            rows = (
                api.feed_object(feed, self.chronology, FORMATS, self.store.count(feed.filter))
                for feed in known.feeds.values()
            )
            return body(api.listing("feeds", rows), api.MEDIA_TYPE, self._modified(Filter(), *known.feeds.values()))

        return self._body(self.urls.api("feeds"), Filter(), known.feeds, known.position, now, make)

    def tags(self, now: datetime) -> Body:
        """The tags in use, with how many events carry each."""

        def make() -> Body:
            rows = ({"name": tag.name, "events": tag.events} for tag in self.store.tags())
            return body(api.listing("tags", rows), api.MEDIA_TYPE, self._modified(Filter()))

        return self._body(self.urls.api("tags"), Filter(), None, self.store.position(), now, make)

    def places(self, now: datetime) -> Body:
        """The places named, with their coordinates where an event gives any."""

        def make() -> Body:
            rows = (place._asdict() for place in self.store.places())
            return body(api.listing("places", rows), api.MEDIA_TYPE, self._modified(Filter()))

        return self._body(self.urls.api("places"), Filter(), None, self.store.position(), now, make)

    def opml(self, now: datetime) -> Body:
        """The feeds for the import of a feed reader."""
        known = self._look(self.store.position(), now)
        feeds = list(known.feeds.values())
        modified = max((feed.updated or DAWN for feed in feeds), default=DAWN)
        headers = (filename("feeds.opml"),)

        def make() -> Body:
            written = opml.opml(feeds, self.chronology, modified)
            return body(written, opml.MEDIA_TYPE, modified, headers=headers)

        return self._body(self.urls.opml, None, known.feeds, known.position, now, make)

    def sitemap(self, now: datetime) -> Body:
        """Every page: the home page, the feeds, the events."""
        known = self._look(self.store.position(), now)

        def make() -> Body:
            pages: list[tuple[str, datetime | None]] = [(self.urls.home, self._modified(Filter()))]
            pages += [(self.urls.feed(slug), self._modified(feed.filter, feed)) for slug, feed in known.feeds.items()]
            pages += [(self.urls.event(event.id), event.updated) for event in self.store.select(Filter())]
            return body(sitemap.sitemap(pages), sitemap.MEDIA_TYPE, self._modified(Filter(), *known.feeds.values()))

        return self._body(self.urls.sitemap, Filter(), known.feeds, known.position, now, make)

    def robots(self, now: datetime) -> Body:
        """robots.txt."""

        def make() -> Body:
            return body(sitemap.robots(self.chronology), "text/plain; charset=utf-8", DAWN)

        return self._body(f"{self.urls.base}/robots.txt", None, None, 0, now, make)

    def keep(self, address: str, filter: Filter, made_for: object, now: datetime, make: Callable[[], Body]) -> Body:
        """Any other body (a page): `make` is called when nothing is kept under the address, when a change touches the
        filter, when `made_for` differs from what it was, or when it has expired."""
        return self._body(address, filter, made_for, self.store.position(), now, make)

    def modified(self, filter: Filter, *feeds: Feed) -> datetime:
        """The latest change that touches a filter, and the latest revision of feeds' own files."""
        with self._lock:
            return self._modified(filter, *feeds)

    def known_feeds(self, now: datetime) -> list[Feed]:
        """The feeds, by slug."""
        return list(self._look(self.store.position(), now).feeds.values())

    # Keeping

    def _body(
        self,
        address: str,
        filter: Filter | None,
        made_for: object,
        position: int,
        now: datetime,
        make: Callable[[], Body],
    ) -> Body:
        """The body kept under an address, or made anew where it does not hold any more. Without a filter it depends on
        `made_for` alone."""
        kept = self._bodies.get(address)
        if kept is not None and kept.position == position and _holds(kept, made_for, now):
            return kept.body
        with self._lock:
            kept = self._bodies.get(address)
            if kept is not None and _holds(kept, made_for, now) and not self._touched(filter, kept.position, position):
                kept.position = max(kept.position, position)
                return kept.body
            made = make()
            if kept is not None and made == kept.body:
                made = kept.body
            self._bodies.keep(address, Kept(made, position, made_for))
            return made

    def _touched(self, filter: Filter | None, after: int, position: int) -> bool:
        """Whether a change after one position, up to another, touches the filter."""
        if filter is None or after >= position:
            return False
        news = self._news.between(after, position)
        if news is None:
            return self.store.latest(filter, after) is not None
        return any(filter.touches(change) for change in news)

    def _modified(self, filter: Filter, *feeds: Feed) -> datetime:
        """The latest change that touches a filter, kept per filter and brought up to date by what came since."""
        position = self.store.position()
        known = self._changed.get(filter)
        if known is None:
            at = self.store.latest(filter)
        elif (news := self._news.between(known[0], position)) is None:
            at = max(_known_instants(known[1], self.store.latest(filter, known[0])), default=None)
        else:
            touching = [change.at for change in news if filter.touches(change)]
            at = max(_known_instants(known[1], *touching), default=None)
        _remember(self._changed, filter, (position, at))
        return max(_known_instants(at, *(feed.updated for feed in feeds)), default=DAWN)

    def _named(self, filter: Filter) -> list[Feed]:
        """The feeds that a filter names by `feed=`."""
        feeds = self._known.feeds if self._known is not None else {}
        return [feeds[slug] for slug, _ in filter.feeds if slug in feeds]

    # What is known of the feeds

    def _look(self, position: int, now: datetime) -> _Known:
        known = self._known
        if known is not None and known.position == position and abs(now - known.at) < REREAD:
            return known
        with self._lock:
            feeds = {feed.slug: feed for feed in self.store.feeds()}
            if known is not None and known.feeds == feeds:
                known.position, known.at = position, now
                return known
            filters = {slug: feed.filter for slug, feed in feeds.items()}
            self._known = known = _Known(feeds, filters, position, now)
            return known

    def refresh(self) -> None:
        """Read the feeds again at the next request; for whoever has just loaded them."""
        self._known = None

    def _subscription(self, slug: str, format: str, parameters: Parameters, view: str, known: _Known) -> Subscription:
        key = (slug, format, view, tuple((name, tuple(parameters[name])) for name in parameters))
        found = known.asked.get(key)
        if found is None:
            feed = feed_of(slug, known.feeds.values())
            if format not in FORMATS or view not in VIEWS:
                raise FeedNotFound(
                    f"feeds come as {', '.join(FORMATS)}, and as changes, coming and on-this-day of these"
                )
            found = parse(feed, format, view, parameters, known.filters)
            with self._lock:
                _remember(known.asked, key, found)
        return found

    # Making

    def _feed(self, asked: Subscription, address: str, now: datetime) -> Body:
        """A feed's body: which entries it has, and then their bytes."""
        if asked.as_of is not None and asked.as_of > now:
            raise InvalidQuery("as_of", "as_of lies in the future: nothing is known of it yet")
        chosen = selection.select(self.store, self._matches, self.chronology, asked, now)
        feeds = (asked.feed, *self._named(asked.own))
        modified = self._modified(asked.filter, *feeds) if asked.as_of is None else self._then(asked, *feeds)
        if chosen.since is not None:
            modified = max(modified, chosen.since)
        return self._press.feed(asked, address, chosen, modified, asked.as_of or now)

    def _then(self, asked: Subscription, *feeds: Feed) -> datetime:
        """What `_modified` was at the instant that the subscription names."""
        changes = self.store.recent(asked.filter, until=asked.as_of, limit=1)
        known = _known_instants(*(change.at for change in changes), *(feed.updated for feed in feeds))
        return max((at for at in known if asked.as_of is None or at <= asked.as_of), default=DAWN)


def _holds(kept: Kept, made_for: object, now: datetime) -> bool:
    """Whether the clock and what a body was made for leave it as it is."""
    expires = kept.body.expires
    return (kept.made_for is made_for or kept.made_for == made_for) and (expires is None or now < expires)


def _query_pairs(query: Query) -> list[tuple[str, str]]:
    pairs = filter_pairs(query.filter)
    pairs += [("sort", query.sort), ("limit", str(query.limit)), ("cursor", query.cursor), ("lang", query.language)]
    return [(name, value) for name, value in [*pairs, ("fields", ",".join(query.fields))] if value]


def _remember(kept: OrderedDict, key: object, value: object) -> None:  # type: ignore[type-arg]
    kept[key] = value
    while len(kept) > MEMORY:
        kept.popitem(last=False)


def _known_instants(*instants: datetime | None) -> list[datetime]:
    return [at for at in instants if at is not None]
