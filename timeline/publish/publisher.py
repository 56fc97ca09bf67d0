"""Publish: a query, a format and an instant become bytes with their validators, once per change and not per request."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final

import msgspec

from timeline.errors import FeedNotFound, InvalidQuery, StoreUnavailable
from timeline.model.chronology import Chronology
from timeline.model.event import Event
from timeline.model.feed import Feed, feed_of
from timeline.model.parameters import FIELDS, Parameters, filter_pairs
from timeline.model.query import Filter, Query
from timeline.model.subscription import Subscription, parse
from timeline.model.urls import Urls, next_link
from timeline.publish.bodies import BodyCache, CachedBody
from timeline.publish.body import Body, body
from timeline.publish.cache import Lru, Room
from timeline.publish.complete import CompleteFeed, Tools
from timeline.publish.compose import Composer, Edition, filename
from timeline.publish.counts import Counts
from timeline.publish.fragments import Fragments
from timeline.publish.freshness import MatchingEvents, RecentChanges, latest
from timeline.publish.locks import KeyedLocks
from timeline.publish.preview import Preview, samples
from timeline.publish.selection import KeptSelection, Question, Selection
from timeline.publish.spoken import settle_language
from timeline.publish.standing import standing_event, survivor_title
from timeline.publish.stretches import long_body
from timeline.publish.views import VIEWS, select
from timeline.publish.watches import Watch, Watches
from timeline.render import FORMATS, api, opml, sitemap
from timeline.store.contract import Store

__all__ = ["Body", "Publisher"]

DAWN: Final = datetime(1970, 1, 1, tzinfo=UTC)
MOST_SUBSCRIPTIONS: Final = 4096
"""Addresses whose parameters are remembered."""
MOST_SELECTIONS: Final = 64
"""Selections that are remembered: three formats carry the same entries, and are asked for one after the other."""


@dataclass(slots=True)
class Catalogue:
    """The feeds as last read: by slug, the filters that `feed=` may name, the languages of translations, and the
    subscriptions to them."""

    feeds: dict[str, Feed]
    filters: dict[str, Filter]
    languages: list[str]
    position: int
    version: int
    subscriptions: Lru[object, tuple[Subscription, str]] = field(default_factory=lambda: Lru(MOST_SUBSCRIPTIONS))


class Publisher:
    """Bodies of one chronology. Safe for several threads: a body is made by one of them, and whoever asks for the same
    waits; nobody waits for another body. What is made for a static site names no address that only a server answers."""

    def __init__(self, store: Store, chronology: Chronology, *, is_static: bool = False) -> None:
        self.store, self.chronology, self.urls = store, chronology, Urls(chronology.base_url)
        self._bodies, self._making = BodyCache(), KeyedLocks()
        self._fragments = Fragments(store)
        self._composer = Composer(chronology, self._fragments, is_static=is_static)
        self._reading = threading.Lock()
        self._catalogue: Catalogue | None = None
        self._recent = RecentChanges(store)
        self._watches = Watches(store, self._recent)
        self.counts = Counts(store, self._recent)
        self._selections: Room[object, KeptSelection] = Room(MOST_SELECTIONS, lambda kept: 1)
        self._matches = MatchingEvents(store, self._recent)

    # What can be asked for

    def feed(self, slug: str, format: str, parameters: Parameters, now: datetime, view: str = "") -> Body:
        """A feed in a format ("atom", "ics", "csv" …), or one of the three that follow from it ("changes",
        "coming", "on-this-day"), narrowed by the parameters of its address.

        Raises `FeedNotFound`, `FeedMoved`, `InvalidQuery`.
        """
        position = self.store.position()
        catalogue = self._read_catalogue(position, now)
        subscription, address = self._subscription(slug, format, parameters, view, catalogue)

        def make(position: int) -> Body:
            return self._feed(subscription, address, now, position)

        return self._body(address, subscription.filter, subscription, position, now, make)

    def preview(self, slug: str, format: str, parameters: Parameters, now: datetime, view: str = "") -> Preview:
        """The first entries of what `feed` answers. Raises as that does."""
        catalogue = self._read_catalogue(self.store.position(), now)
        subscription, address = self._subscription(slug, format, parameters, view, catalogue)
        question = Question(self.store, self._matches, self.chronology, subscription, now)
        shown = samples(question, self._composer.entries)
        return Preview(subscription, address, shown, self.store.count(subscription.filter))

    def kept_feed(self, slug: str, format: str, parameters: Parameters, now: datetime, view: str = "") -> Body | None:
        """The same where it is kept and known to hold, which is said at once: nothing is read or made. Who polls asks
        for what a change elsewhere has not touched."""
        position, catalogue = self.store.position(), self._catalogue
        if catalogue is None or (catalogue.position, catalogue.version) != (position, self.store.version()):
            return None
        known = catalogue.subscriptions.get(_key(slug, format, parameters, view))
        cached = None if known is None else self._bodies.get(known[1])
        if known is None or cached is None or not _holds(cached, known[0], now):
            return None
        watch = cached.watch
        is_good = watch is None or self._watches.is_known_untouched(watch, cached.position, position)
        return cached.body if is_good else None

    def event(self, id: str, format: str, now: datetime) -> Body:
        """One event as "json" or "ics". Raises `EventNotFound`, `EventWithdrawn`, `EventMerged`."""
        held = self.standing(id)
        position = self.store.position()

        def make(position: int) -> Body:
            if format == "json":
                return self._composer.event_json(held, now)
            return self._composer.event_calendar(held, survivor_title(self.store, held))

        return self._body(self.urls.event(id, format), None, held, position, now, make)

    def standing(self, id: str) -> Event:
        """The event, if it stands. Raises `EventNotFound`, `EventWithdrawn`, `EventMerged` (with the last survivor)."""
        return standing_event(self.store, id)

    def events(self, query: Query, now: datetime) -> Body:
        """A page of the API. Raises `InvalidQuery` for an unknown field."""
        unknown = [name for name in query.fields if name not in FIELDS]
        if unknown:
            raise InvalidQuery("fields", f"fields={unknown[0]} is not known: use any of {', '.join(FIELDS)}")
        address = self.urls.api("events", _query_pairs(query))

        def make(position: int) -> Body:
            modified = self._modified(query.filter, *self._named(query.filter))
            if query.expand:
                occurrences = self.store.occurrences(query)
                link = self._next_link(query, occurrences.next)
                return self._composer.occurrences(occurrences, query, modified, link)
            page = self.store.page(query)
            return self._composer.events(page, query, modified, now, self._next_link(query, page.next))

        return self._body(address, query.filter, query.filter, self.store.position(), now, make)

    def _next_link(self, query: Query, cursor: str) -> tuple[tuple[str, str], ...]:
        """The header that leads to the next page (RFC 8288), where there is one."""
        pairs = _query_pairs(msgspec.structs.replace(query, cursor=cursor))
        return next_link(self.urls.api("events", pairs) if cursor else "")

    def feeds(self, now: datetime) -> Body:
        """The feeds, with their addresses and how many events each has."""
        catalogue = self._read_catalogue(self.store.position(), now)

        def make(position: int) -> Body:
            rows = (
                api.feed_object(feed, self.chronology, FORMATS, self.counts.matching(feed.filter))
                for feed in catalogue.feeds.values()
            )
            return body(api.listing("feeds", rows), api.MEDIA_TYPE, self._modified(Filter(), *catalogue.feeds.values()))

        return self._body(self.urls.api("feeds"), Filter(), catalogue.feeds, catalogue.position, now, make)

    def tags(self, now: datetime) -> Body:
        """The tags in use, with how many events carry each."""

        def make(position: int) -> Body:
            rows = ({"name": tag.name, "events": tag.events} for tag in self.counts.tags())
            return body(api.listing("tags", rows), api.MEDIA_TYPE, self._modified(Filter()))

        return self._body(self.urls.api("tags"), Filter(), None, self.store.position(), now, make)

    def places(self, now: datetime) -> Body:
        """The places named, with their coordinates where an event gives any."""

        def make(position: int) -> Body:
            rows = (place._asdict() for place in self.store.places())
            return body(api.listing("places", rows), api.MEDIA_TYPE, self._modified(Filter()))

        return self._body(self.urls.api("places"), Filter(), None, self.store.position(), now, make)

    def opml(self, now: datetime) -> Body:
        """The feeds for the import of a feed reader."""
        catalogue = self._read_catalogue(self.store.position(), now)
        feeds = list(catalogue.feeds.values())
        modified = max((feed.updated or DAWN for feed in feeds), default=DAWN)
        headers = (filename("feeds.opml"),)

        def make(position: int) -> Body:
            written = opml.opml(feeds, self.chronology, modified)
            return body(written, opml.MEDIA_TYPE, modified, headers=headers)

        return self._body(self.urls.opml, None, catalogue.feeds, catalogue.position, now, make)

    def sitemap(self, now: datetime) -> Body:
        """Every page: the home page, the feeds, the events."""
        catalogue = self._read_catalogue(self.store.position(), now)

        def make(position: int) -> Body:
            pages: list[tuple[str, datetime | None]] = [
                (self.urls.home, self._modified(Filter())),
                (self.urls.feeds, None),
            ]
            pages += [
                (self.urls.feed(slug), self._modified(feed.filter, feed)) for slug, feed in catalogue.feeds.items()
            ]
            instants = self.store.instants(Filter(), sitemap.LONGEST)
            pages += [(self.urls.event(id), updated) for id, updated in instants]
            return body(sitemap.sitemap(pages), sitemap.MEDIA_TYPE, self._modified(Filter(), *catalogue.feeds.values()))

        return self._body(self.urls.sitemap, Filter(), catalogue.feeds, catalogue.position, now, make)

    def robots(self, now: datetime) -> Body:
        """robots.txt."""

        def make(position: int) -> Body:
            return body(sitemap.robots(self.chronology), "text/plain; charset=utf-8", DAWN)

        return self._body(f"{self.urls.base}/robots.txt", None, None, 0, now, make)

    def keep(self, address: str, filter: Filter, made_for: object, now: datetime, make: Callable[[], Body]) -> Body:
        """Any other body (a page): `make` is called when nothing is kept under the address, when a change touches the
        filter, when `made_for` differs from what it was, or when it has expired."""
        return self._body(address, filter, made_for, self.store.position(), now, lambda position: make())

    def modified(self, filter: Filter, *feeds: Feed) -> datetime:
        """The latest change that touches a filter, and the latest revision of feeds' own files."""
        return self._modified(filter, *feeds)

    def known_feeds(self, now: datetime) -> list[Feed]:
        """The feeds, by slug."""
        return list(self._read_catalogue(self.store.position(), now).feeds.values())

    # Keeping

    def _body(
        self,
        address: str,
        filter: Filter | None,
        made_for: object,
        position: int,
        now: datetime,
        make: Callable[[int], Body],
    ) -> Body:
        """The body kept under an address, or made anew where it does not hold any more: `make` is told the position
        that it is made at. Without a filter it depends on `made_for` alone."""
        cached = self._bodies.get(address)
        if cached is not None and self._is_fresh(cached, made_for, position, now):
            return cached.body
        with self._making.holding(address):
            # Another thread may have made it while this one waited.
            cached = self._bodies.get(address)
            if cached is not None and self._is_fresh(cached, made_for, position, now):
                return cached.body
            if filter is None:
                watch, body = None, make(position)
            else:
                watch, position, body = self._made(filter, make)
            # The very object is kept when its bytes are the same: what was derived from it (headers) stays good.
            if cached is not None and body == cached.body:
                cached.body.source, body = body.source, cached.body
            lasts = isinstance(made_for, Subscription) and not made_for.pairs()
            self._bodies.put(address, CachedBody(body, position, made_for, watch, lasts))
            return body

    def _made(self, filter: Filter, make: Callable[[int], Body]) -> tuple[Watch, int, Body]:
        """A body, made once more where another process changed something meanwhile: what it holds and when that was
        changed are read one after the other, and every process is to say the same of both."""
        position = self._latest_position()
        watch = self._watches.of(filter, position)
        body = make(position)
        if self.store.is_shared():
            latest = self._latest_position()
            if latest > position and self._watches.is_touched(watch, position, latest):
                position, body = latest, make(latest)
        return watch, position, body

    def _latest_position(self) -> int:
        """The latest position, looked up where others write; the latest that was heard of where that cannot be."""
        if self.store.is_shared():
            with suppress(StoreUnavailable):
                return self.store.position_now()
        return self.store.position()

    def _is_fresh(self, cached: CachedBody, made_for: object, position: int, now: datetime) -> bool:
        if not _holds(cached, made_for, now):
            return False
        return cached.watch is None or not self._watches.is_touched(cached.watch, cached.position, position)

    def _modified(self, filter: Filter, *feeds: Feed) -> datetime:
        """The latest change that touches a filter, and the latest revision of feeds' own files."""
        at = self._watches.latest(filter, self.store.position())
        return latest(at, *(feed.updated for feed in feeds)) or DAWN

    def _named(self, filter: Filter) -> list[Feed]:
        """The feeds that a filter names by `feed=`."""
        feeds = self._catalogue.feeds if self._catalogue is not None else {}
        return [feeds[slug] for slug, _ in filter.feeds if slug in feeds]

    # What is known of the feeds

    def _read_catalogue(self, position: int, now: datetime) -> Catalogue:
        # Another process may have changed a feed's own file, which is no event: the store's version tells.
        version = self.store.version()
        catalogue = self._catalogue
        if catalogue is not None and (catalogue.position, catalogue.version) == (position, version):
            return catalogue
        with self._reading:
            feeds, languages = {feed.slug: feed for feed in self.store.feeds()}, self.store.languages()
            if catalogue is not None and (catalogue.feeds, catalogue.languages) == (feeds, languages):
                # The same catalogue stays, and with it the subscriptions that were parsed.
                catalogue.position, catalogue.version = position, version
                return catalogue
            filters = {slug: feed.filter for slug, feed in feeds.items()}
            self._catalogue = catalogue = Catalogue(feeds, filters, languages, position, version)
            return catalogue

    def flush(self) -> None:
        """Write to the store what was rendered and is not there yet; for whoever is about to end."""
        self._fragments.flush()

    def refresh(self) -> None:
        """Read the feeds again at the next request; for whoever has just loaded them."""
        self._catalogue = None

    def _subscription(
        self, slug: str, format: str, parameters: Parameters, view: str, catalogue: Catalogue
    ) -> tuple[Subscription, str]:
        """What an address asks for, and how it is written."""
        key = _key(slug, format, parameters, view)
        known = catalogue.subscriptions.get(key)
        if known is None:
            feed = feed_of(slug, catalogue.feeds.values())
            if format not in FORMATS or view not in VIEWS:
                raise FeedNotFound(
                    f"feeds come as {', '.join(FORMATS)}, and as changes, coming and on-this-day of these"
                )
            chosen = settle_language(parameters, catalogue.languages)
            subscription = parse(feed, format, view, chosen, catalogue.filters)
            known = subscription, self.urls.feed(subscription.feed.slug, format, view, subscription.pairs())
            with self._reading:
                catalogue.subscriptions.put(key, known)
        return known

    # Making

    def _feed(self, subscription: Subscription, address: str, now: datetime, position: int) -> Body:
        """A feed's body: which entries it has, and then their bytes."""
        as_of = subscription.as_of
        if as_of is not None and as_of > now:
            raise InvalidQuery("as_of", "as_of lies in the future: nothing is known of it yet")
        question = Question(self.store, self._matches, self.chronology, subscription, now)
        cached = self._bodies.get(address)
        follows = question.is_complete and not subscription.view and as_of is None
        # What stands between two entries depends on both: such a format is put together anew, out of what was rendered.
        if follows and not FORMATS[subscription.format].join:
            return self._complete(question, address, position)
        edition = self._edition(question, address, self._selection(question, position))
        return self._composer.feed(edition, () if cached is None else cached.body.parts)

    def _complete(self, question: Question, address: str, position: int) -> Body:
        """A calendar or CSV of a feed itself, from the one that was kept."""
        cached = self._bodies.get(address)
        source = None if cached is None else cached.body.source
        if not isinstance(source, CompleteFeed) or source.subscription != question.subscription:
            source = CompleteFeed(Tools(self._recent, self._composer.entries), question.subscription)
        source.follow(question, position)
        edition = self._edition(question, address, source.selection(question))
        stretches = source.finish(*self._composer.frame(edition, source.summary()))
        media_type = FORMATS[question.subscription.format].media_type
        headers = (filename(edition.name),)
        made = long_body(stretches, media_type, edition.modified, edition.selection.until, headers)
        made.source = source
        return made

    def _edition(self, question: Question, address: str, selection: Selection) -> Edition:
        subscription, as_of = question.subscription, question.subscription.as_of
        feeds = (subscription.feed, *self._named(subscription.own))
        if as_of is None:
            modified = self._modified(subscription.filter, *feeds)
        else:
            modified = self._modified_as_of(as_of, subscription.filter, *feeds)
        # A boundary of the clock changes the bytes as a change does.
        if selection.since is not None:
            modified = max(modified, selection.since)
        return Edition(subscription, address, selection, modified, as_of or question.now)

    def _selection(self, question: Question, position: int) -> Selection:
        """What a subscription holds; the formats that carry as much of it share what was found for one of them."""
        if question.is_complete:
            return select(question)
        kept = self._selections.get(question.key)
        if kept is not None and kept.holds(position, question.now):
            return kept.selection
        kept = KeptSelection(select(question), position, question.now)
        self._selections.put(question.key, kept)
        return kept.selection

    def _modified_as_of(self, as_of: datetime, filter: Filter, *feeds: Feed) -> datetime:
        """What `_modified` was at an instant."""
        changes = self.store.recent(filter, until=as_of, limit=1)
        instants = [change.at for change in changes]
        instants += [feed.updated for feed in feeds if feed.updated is not None]
        return max((at for at in instants if at <= as_of), default=DAWN)


def _key(slug: str, format: str, parameters: Parameters, view: str) -> object:
    return slug, format, view, tuple((name, tuple(parameters[name])) for name in parameters)


def _holds(cached: CachedBody, made_for: object, now: datetime) -> bool:
    """Whether the clock and what a body was made for leave it as it is."""
    expires = cached.body.expires
    return (cached.made_for is made_for or cached.made_for == made_for) and (expires is None or now < expires)


def _query_pairs(query: Query) -> list[tuple[str, str]]:
    pairs = filter_pairs(query.filter)
    pairs += [("sort", query.sort), ("limit", str(query.limit)), ("cursor", query.cursor), ("lang", query.language)]
    pairs.append(("expand", query.expand))
    return [(name, value) for name, value in [*pairs, ("fields", ",".join(query.fields))] if value]
