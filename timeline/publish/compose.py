"""Entries that were selected become the bytes of a body. What was rendered is kept; nobody is asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from timeline.model.chronology import Chronology
from timeline.model.event import Event
from timeline.model.feed import Policy
from timeline.model.parameters import filter_pairs
from timeline.model.query import Query
from timeline.model.subscription import Subscription
from timeline.model.urls import Urls
from timeline.publish.body import Body, body
from timeline.publish.cache import FragmentCache
from timeline.publish.days import exact_start
from timeline.publish.occurrences import Upcoming, occurrence_rows, upcoming
from timeline.publish.selection import Selection
from timeline.publish.stretches import StretchCache
from timeline.publish.views import VIEWS
from timeline.render import FORMATS, Channel, Options, api, entries
from timeline.render.dates import placed
from timeline.render.entries import EntryStyle, Occasion
from timeline.render.messages import message
from timeline.render.series import zone_use
from timeline.render.vocabulary import STATUSES
from timeline.render.zones import ZoneUse, component
from timeline.store.contract import OccurrencePage, Page

MOST_ZONES: Final = 8
"""Zones whose clocks a calendar uses; with more it is all in UTC, as Google refuses some 200 lines before the first
event."""


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


class Composer:
    """Makes the bodies of one chronology. Not for several threads at once."""

    def __init__(self, chronology: Chronology) -> None:
        self.chronology, self.urls = chronology, Urls(chronology.base_url)
        self._fragments, self._stretches = FragmentCache(), StretchCache()

    def feed(self, edition: Edition) -> Body:
        """A feed: each entry as it was once rendered, between head and tail."""
        subscription, selection = edition.subscription, edition.selection
        format = FORMATS[subscription.format]
        zones = self._feed_zones(edition)
        options = self._options(subscription, utc=len(zones) > MOST_ZONES)
        fragments = self._feed_fragments(edition, options)
        shown = [fragment for fragment in fragments if fragment]
        if options.utc:
            # A series runs by its local clock, so its zone is always stated.
            zones = tuple(zone for zone in zones if zone.since)
        if not shown:
            # A calendar has at least one component (RFC 5545, section 3.6); a zone shows nothing.
            zones = (self._own_zone(),)
        notes = _left_out(selection, len(fragments) - len(shown), options.language)
        channel = self._channel(edition, options.language, notes, zones)
        headers = (filename(edition.name),)
        if format.complete:
            pieces = [format.module.head(channel), *shown, format.module.tail(channel)]
            return self._stretches.body(pieces, format.media_type, edition.modified, selection.until, headers)
        data = format.module.head(channel) + format.join.join(shown) + format.module.tail(channel)
        return body(data, format.media_type, edition.modified, selection.until, headers)

    def event_json(self, event: Event, now: datetime) -> Body:
        """One event for the API; of a series until its next occurrence is over."""
        ahead = upcoming(event, now, self.chronology.zone)
        modified = max(filter(None, (event.updated, ahead.since)))
        return body(api.event(event, self.chronology, ahead.occurrence), api.MEDIA_TYPE, modified, ahead.until)

    def event_calendar(self, event: Event, survivor: str = "") -> Body:
        """A calendar of one event, the same VEVENT as in every feed; `survivor` is the title of what follows it."""
        occasion = Occasion(
            key=event.id, event=event, published=event.published, updated=event.updated, survivor=survivor
        )
        options = Options(chronology=self.chronology, language=self.chronology.language)
        fragment = self._fragment("ics", occasion, options, VIEWS[""].style)
        channel = Channel(
            chronology=self.chronology,
            key=f"events/{event.id}",
            title=event.title,
            description="",
            language=options.language,
            self_url=self.urls.event(event.id, "ics"),
            page_url=self.urls.event(event.id),
            updated=event.updated,
            zones=_zones([occasion]) if fragment else (self._own_zone(),),
        )
        format = FORMATS["ics"]
        data = format.module.head(channel) + fragment + format.module.tail(channel)
        return body(data, format.media_type, event.updated, headers=(filename(f"{event.id}.ics"),))

    def events(self, page: Page, query: Query, modified: datetime, now: datetime) -> Body:
        """A page of the API; until an occurrence that is next in it is over."""
        ahead = [upcoming(event, now, self.chronology.zone) for event in page.events]
        objects = [self._object(event, query, each) for event, each in zip(page.events, ahead, strict=True)]
        modified = max(filter(None, (modified, *(each.since for each in ahead))))
        expires = min(filter(None, (each.until for each in ahead)), default=None)
        return body(api.events(filter(None, objects), page.next), api.MEDIA_TYPE, modified, expires)

    def _object(self, event: Event, query: Query, ahead: Upcoming) -> bytes:
        following = ahead.occurrence

        def render() -> bytes:
            return api.encode(api.event_object(event, self.chronology, query.fields, query.language, following))

        group = ("api", query.fields, query.language)
        return self._fragments.get(group, event.id, (event.updated, following and following.key), render)

    def occurrences(self, page: OccurrencePage, query: Query, modified: datetime) -> Body:
        """A page of the API, a row an occurrence."""
        return body(occurrence_rows(page, query, self.chronology), api.MEDIA_TYPE, modified)

    def _feed_fragments(self, edition: Edition, plain: Options) -> list[bytes]:
        """The entries in bytes; an empty one cannot stand in this format."""
        subscription, occasions = edition.subscription, edition.selection.occasions
        style, format = VIEWS[subscription.view].style, subscription.format
        alarm = subscription.policy.alarm
        if not alarm or format != "ics" or not style.is_event:
            return [self._fragment(format, occasion, plain, style) for occasion in occasions]
        ringing = self._options(subscription, plain.utc, alarm)
        fragments: list[bytes] = []
        for occasion in occasions:
            # Only what may still ring carries the alarm, so that the bytes of what is over stay as they are.
            options = ringing if self._may_ring(occasion, edition.now) else plain
            fragments.append(self._fragment(format, occasion, options, style))
        return fragments

    def _options(self, subscription: Subscription, utc: bool, alarm: str = "") -> Options:
        chosen = subscription.policy
        language = chosen.language or subscription.feed.language or self.chronology.language
        policy = Policy(fuzzy=chosen.fuzzy, cancelled=chosen.cancelled, alarm=alarm)
        return Options(chronology=self.chronology, language=language, utc=utc, policy=policy)

    def _fragment(self, format: str, occasion: Occasion, options: Options, style: EntryStyle) -> bytes:
        def render() -> bytes:
            return FORMATS[format].module.entry(entries.entry(occasion, options, style), options)

        policy = options.policy
        # The key of an occasion names its view too, so that the style need not be part of the group.
        group = (format, options.language, policy.fuzzy, policy.cancelled, policy.alarm, options.utc)
        return self._fragments.get(group, occasion.key, (occasion.updated, occasion.survivor), render)

    def _may_ring(self, occasion: Occasion, now: datetime) -> bool:
        """Alarms stand only on exact days that are not over, of what is still to take place."""
        first = exact_start(occasion.event.when)
        today = now.astimezone(self.chronology.zone).date()
        is_ahead = first is not None and first >= (today.year, today.month, today.day)
        return is_ahead and STATUSES[occasion.event.status].alarm

    def _feed_zones(self, edition: Edition) -> tuple[ZoneUse, ...]:
        subscription = edition.subscription
        # Only an event that stands at its own time needs a clock; what follows from it has whole days and instants.
        if subscription.format != "ics" or not VIEWS[subscription.view].style.is_event:
            return ()
        return _zones(edition.selection.occasions)

    def _own_zone(self) -> ZoneUse:
        """The chronology's zone, if a calendar can state it."""
        return ZoneUse(self.chronology.timezone if component(self.chronology.timezone) is not None else "UTC")

    def _channel(self, edition: Edition, language: str, notes: Sequence[str], zones: tuple[ZoneUse, ...]) -> Channel:
        subscription, cursor = edition.subscription, edition.selection.cursor
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
            next_url=self._page_url(subscription, cursor) if cursor else "",
            first_url=self._page_url(subscription, "") if subscription.cursor else "",
            deleted=tuple(edition.selection.deleted),
            notes=tuple(notes),
            zones=zones,
            color=feed.color,
        )

    def _page_url(self, subscription: Subscription, cursor: str) -> str:
        """The page of a feed that begins at a cursor; the newest without one."""
        pairs = [pair for pair in subscription.pairs() if pair[0] != "cursor"]
        if cursor:
            pairs.append(("cursor", cursor))
        return self.urls.feed(subscription.feed.slug, subscription.format, "", pairs)


def filename(name: str) -> tuple[str, str]:
    """The header that says under which name a browser saves it; it is shown where it can be."""
    return "Content-Disposition", f'inline; filename="{name}"'


def _zones(occasions: Sequence[Occasion]) -> tuple[ZoneUse, ...]:
    """The zones whose clocks the entries use, each with the years of its series."""
    uses: dict[str, ZoneUse] = {}
    for each in occasions:
        use = zone_use(each.event)
        if use is not None:
            known = uses.get(use.name, use)
            uses[use.name] = ZoneUse(use.name, min(known.since, use.since), max(known.until, use.until))
    timed = {each.event.when for each in occasions if each.event.when.timezone and each.event.when.start_time}
    for placement in map(placed, timed):
        if placement is not None and placement.zone:
            uses.setdefault(placement.zone, ZoneUse(placement.zone))
    return tuple(uses[name] for name in sorted(uses))


def _left_out(selection: Selection, beyond: int, language: str) -> list[str]:
    """What a calendar does not hold, and why."""
    counts = {"beyond": beyond, "vague": selection.vague}
    return [message(name, language, count=count) for name, count in counts.items() if count]


def _title(subscription: Subscription) -> str:
    """The feed's title with what narrows it, as readers list two subscriptions to one feed side by side."""
    narrowed = ", ".join(_parameter(name, value) for name, value in filter_pairs(subscription.own))
    title = subscription.feed.title
    return f"{title} ({narrowed})" if narrowed else title


def _parameter(name: str, value: str) -> str:
    # A bare date or word of matching says nothing; a tag or a place does.
    return f"{name} {value}" if name in ("from", "to", "match") else value
