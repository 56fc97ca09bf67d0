"""Entries that were selected become the bytes of a body. What was rendered is kept; nobody is asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, NamedTuple

from timeline.model.chronology import Chronology
from timeline.model.event import Event
from timeline.model.parameters import filter_pairs
from timeline.model.query import Query
from timeline.model.subscription import Subscription
from timeline.model.urls import Urls, next_link
from timeline.publish.body import Body, Part, body
from timeline.publish.entry_writer import EntryWriter, needs_clocks
from timeline.publish.fragments import Fragments
from timeline.publish.occurrences import Upcoming, occurrence_rows, upcoming
from timeline.publish.selection import Selection
from timeline.publish.stretches import FIRST, LAST, Stretch, cut, long_body
from timeline.publish.zone_uses import MOST as MOST_ZONES
from timeline.publish.zone_uses import event_zones, merge
from timeline.render import FORMATS, Channel, api
from timeline.render.entries import Occasion
from timeline.render.messages import message
from timeline.render.zones import ZoneUse, component
from timeline.store.contract import OccurrencePage, Page

Headers = tuple[tuple[str, str], ...]
MOST_FOR_CLIENTS: Final = 10_000
"""Entries of a calendar above which it says where parts of it are."""


@dataclass(frozen=True, slots=True)
class Edition:
    """One feed as it is to be written: what was asked for at which address, what it holds, and as of when."""

    subscription: Subscription
    address: str
    selection: Selection
    modified: datetime
    now: datetime

    @property
    def name(self) -> str:
        """The file's name."""
        feed, view, format = self.subscription.feed, self.subscription.view, self.subscription.format
        return f"{feed.slug}-{view}.{format}" if view else f"{feed.slug}.{format}"

    @property
    def key(self) -> str:
        """The last part of its ids: two addresses of one feed that differ in their entries are two feeds."""
        view, query = self.subscription.view, self.address.partition("?")[2]
        key = f"feeds/{self.subscription.feed.slug}"
        key += f"/{view}" if view else ""
        return key + (f"?{query}" if query else "")


class Summary(NamedTuple):
    """What a calendar says of all its entries: the zones of their clocks, whether all of it is in UTC, how many are
    shown, and how many no calendar holds."""

    zones: tuple[ZoneUse, ...]
    is_utc: bool
    shown: int
    beyond: int


class Composer:
    """Makes the bodies of one chronology. For several threads at once."""

    def __init__(self, chronology: Chronology, fragments: Fragments, *, is_static: bool = False) -> None:
        self._is_static = is_static
        self.chronology, self.urls = chronology, Urls(chronology.base_url)
        self._fragments = fragments
        self.entries = EntryWriter(chronology, fragments)

    def feed(self, edition: Edition, earlier: Sequence[Part] = ()) -> Body:
        """A feed: each entry as it was once rendered, between head and tail. Of a long one the `earlier` parts of the
        same address need not be deflated again."""
        subscription, selection = edition.subscription, edition.selection
        format = FORMATS[subscription.format]
        zones = self._feed_zones(edition)
        is_utc = len(zones) > MOST_ZONES
        fragments = self.entries.write(subscription, selection.occasions, edition.now, utc=is_utc)
        shown = [fragment for fragment in fragments if fragment]
        head, tail = self.frame(edition, Summary(zones, is_utc, len(shown), len(fragments) - len(shown)))
        headers = (filename(edition.name),)
        if format.complete:
            joined = [format.join * (n > 0) + piece for n, piece in enumerate(shown)]
            pieces = [(FIRST, head), *((((n,), ""), piece) for n, piece in enumerate(joined)), (LAST, tail)]
            stretches = list(cut(pieces, (part for part in earlier if isinstance(part, Stretch))))
            return long_body(stretches, format.media_type, edition.modified, selection.until, headers)
        data = head + format.join.join(shown) + tail
        linked = (*headers, *next_link(self._next_url(edition)))
        return body(data, format.media_type, edition.modified, selection.until, linked)

    def frame(self, edition: Edition, summary: Summary) -> tuple[bytes, bytes]:
        """What stands before the entries and behind them."""
        language = self.entries.language(edition.subscription)
        zones = summary.zones
        if summary.is_utc:
            # A series runs by its local clock, so its zone is always stated.
            zones = tuple(zone for zone in zones if zone.since)
        if not summary.shown:
            # A calendar has at least one component (RFC 5545, section 3.6); a zone shows nothing.
            zones = (self._own_zone(),)
        notes = _left_out(edition.selection, summary.beyond, language, edition.subscription.format)
        if edition.subscription.format == "ics" and summary.shown > MOST_FOR_CLIENTS and not self._is_static:
            notes.append(message("parts", language, count=summary.shown, address=self._part(edition)))
        channel = self._channel(edition, language, notes, zones)
        module = FORMATS[edition.subscription.format].module
        return module.head(channel), module.tail(channel)

    def event_json(self, event: Event, now: datetime) -> Body:
        """One event for the API; until the clock says something else of it."""
        ahead = upcoming(event, now, self.chronology.zone)
        modified = max(filter(None, (event.updated, ahead.since)))
        return body(
            api.event(event, self.chronology, ahead.occurrence, unconfirmed=ahead.unconfirmed),
            api.MEDIA_TYPE,
            modified,
            ahead.until,
        )

    def event_calendar(self, event: Event, survivor: str = "") -> Body:
        """A calendar of one event, the same VEVENT as in every feed; `survivor` is the title of what follows it."""
        occasion = Occasion(
            key=event.id, event=event, published=event.published, updated=event.updated, survivor=survivor
        )
        fragment = self.entries.alone("ics", occasion)
        channel = Channel(
            chronology=self.chronology,
            key=f"events/{event.id}",
            title=event.title,
            description="",
            language=self.chronology.language,
            self_url=self.urls.event(event.id, "ics"),
            page_url=self.urls.event(event.id),
            updated=event.updated,
            zones=merge(event_zones(event)) if fragment else (self._own_zone(),),
        )
        format = FORMATS["ics"]
        data = format.module.head(channel) + fragment + format.module.tail(channel)
        return body(data, format.media_type, event.updated, headers=(filename(f"{event.id}.ics"),))

    def events(self, page: Page, query: Query, modified: datetime, now: datetime, link: Headers = ()) -> Body:
        """A page of the API; until the clock says something else of an event in it."""
        ahead = [upcoming(event, now, self.chronology.zone) for event in page.events]
        objects = [self._object(event, query, each) for event, each in zip(page.events, ahead, strict=True)]
        modified = max(filter(None, (modified, *(each.since for each in ahead))))
        expires = min(filter(None, (each.until for each in ahead)), default=None)
        return body(api.events(filter(None, objects), page.next), api.MEDIA_TYPE, modified, expires, link)

    def _object(self, event: Event, query: Query, ahead: Upcoming) -> bytes:
        following = ahead.occurrence

        def render() -> bytes:
            shown = api.event_object(
                event, self.chronology, query.fields, query.language, following, unconfirmed=ahead.unconfirmed
            )
            return api.encode(shown)

        group = ("api", query.fields, query.language)
        return self._fragments.get(
            group, event.id, (event.updated, following and following.key, ahead.unconfirmed), render
        )

    def occurrences(self, page: OccurrencePage, query: Query, modified: datetime, link: Headers = ()) -> Body:
        """A page of the API, a row an occurrence."""
        return body(occurrence_rows(page, query, self.chronology), api.MEDIA_TYPE, modified, headers=link)

    def _feed_zones(self, edition: Edition) -> tuple[ZoneUse, ...]:
        subscription = edition.subscription
        if not needs_clocks(subscription):
            return ()
        return merge(use for each in edition.selection.occasions for use in event_zones(each.event))

    def _own_zone(self) -> ZoneUse:
        """The chronology's zone, if a calendar can state it."""
        return ZoneUse(self.chronology.timezone if component(self.chronology.timezone) is not None else "UTC")

    def _channel(self, edition: Edition, language: str, notes: Sequence[str], zones: tuple[ZoneUse, ...]) -> Channel:
        subscription = edition.subscription
        feed, view = subscription.feed, subscription.view
        title = _title(subscription)
        return Channel(
            chronology=self.chronology,
            key=edition.key,
            title=message(view, language, title=title) if view else title,
            description=feed.description,
            language=language,
            self_url=edition.address,
            page_url=self.urls.feed(feed.slug, pairs=filter_pairs(subscription.own)),
            updated=edition.modified,
            next_url=self._next_url(edition),
            first_url=self._page_url(subscription, "") if subscription.cursor else "",
            deleted=tuple(edition.selection.deleted),
            notes=tuple(notes),
            zones=zones,
            color=feed.color,
        )

    def _part(self, edition: Edition) -> str:
        """The address of a part of a calendar: of the year of its latest change, where it has no window yet."""
        subscription, year = edition.subscription, str(edition.modified.year)
        window = [] if subscription.own.since or subscription.own.until else [("from", year), ("to", year)]
        pairs = [*subscription.pairs(), *window]
        return self.urls.feed(subscription.feed.slug, subscription.format, subscription.view, pairs)

    def _next_url(self, edition: Edition) -> str:
        """The page of a feed behind this one; nothing where there is none, or it is a file."""
        cursor = edition.selection.cursor
        return self._page_url(edition.subscription, cursor) if cursor and not self._is_static else ""

    def _page_url(self, subscription: Subscription, cursor: str) -> str:
        """The page of a feed that begins at a cursor; the newest without one."""
        pairs = [pair for pair in subscription.pairs() if pair[0] != "cursor"]
        if cursor:
            pairs.append(("cursor", cursor))
        return self.urls.feed(subscription.feed.slug, subscription.format, "", pairs)


def filename(name: str) -> tuple[str, str]:
    """The header that says under which name a browser saves it; it is shown where it can be."""
    return "Content-Disposition", f'inline; filename="{name}"'


def _left_out(selection: Selection, beyond: int, language: str, format: str) -> list[str]:
    """What a calendar does not hold, and why; or a document of Markwhen."""
    counts = {"beyond-markwhen" if format == "mw" else "beyond": beyond, "vague": selection.vague}
    return [message(name, language, count=count) for name, count in counts.items() if count]


def _title(subscription: Subscription) -> str:
    """The feed's title with what narrows it, as readers list two subscriptions to one feed side by side."""
    narrowed = ", ".join(_parameter(name, value) for name, value in filter_pairs(subscription.own))
    title = subscription.feed.title
    return f"{title} ({narrowed})" if narrowed else title


def _parameter(name: str, value: str) -> str:
    # A bare date or word of matching says nothing; a tag or a place does.
    return f"{name} {value}" if name in ("from", "to", "match") else value
