"""Press: entries that were chosen become the bytes of a body. It keeps what it has rendered, and asks nobody."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from timeline.model.chronology import Chronology
from timeline.model.event import Event
from timeline.model.feed import Policy
from timeline.model.parameters import filter_pairs
from timeline.model.query import Query
from timeline.model.subscription import Subscription
from timeline.model.urls import Urls
from timeline.publish.body import Body, Pieces, body
from timeline.publish.fragments import Fragments
from timeline.publish.selection import Selection
from timeline.publish.views import exact_start
from timeline.render import FORMATS, Channel, Options, api, entries
from timeline.render.dates import placed
from timeline.render.entries import Item
from timeline.render.messages import message
from timeline.render.vocabulary import STATUSES
from timeline.render.zones import component
from timeline.store.contract import Page

ZONES: Final = 8
"""Zones whose clocks a calendar uses; with more it is all in UTC, as Google refuses some 200 lines before the first
event."""


class Press:
    """Makes the bodies of one chronology. Not for several threads at once."""

    def __init__(self, chronology: Chronology) -> None:
        self.chronology, self.urls = chronology, Urls(chronology.base_url)
        self._fragments, self._pieces = Fragments(), Pieces()

    def feed(self, asked: Subscription, address: str, chosen: Selection, modified: datetime, now: datetime) -> Body:
        """A feed: each entry as it was once rendered, between head and tail."""
        format = FORMATS[asked.format]
        zones = self._zones(chosen.items) if asked.format == "ics" and not asked.view else ()
        utc = len(zones) > ZONES
        written = self._written(asked, chosen.items, now, utc)
        shown = list(filter(None, written))
        zones = () if utc else zones
        if not shown:
            # A calendar has at least one component (RFC 5545, section 3.6); a zone shows nothing.
            zones = (self._own_zone(),)
        notes = _left_out(chosen, len(written) - len(shown), self._options(asked, utc).language)
        channel = self._channel(asked, address, chosen, modified, notes, zones)
        name = f"{asked.feed.slug}{f'-{asked.view}' if asked.view else ''}.{asked.format}"
        if format.complete:
            pieces = [format.head(channel), *shown, format.tail(channel)]
            return self._pieces.body(pieces, format.media_type, modified, chosen.until, (filename(name),))
        data = format.head(channel) + format.join.join(shown) + format.tail(channel)
        return body(data, format.media_type, modified, chosen.until, (filename(name),))

    def event_json(self, held: Event) -> Body:
        """One event for the API."""
        return body(api.event(held, self.chronology), api.MEDIA_TYPE, held.updated)

    def event_calendar(self, held: Event) -> Body:
        """A calendar of one event, the same VEVENT as in every feed."""
        item = Item(key=held.id, event=held, published=held.published, updated=held.updated)
        options = Options(chronology=self.chronology, language=self.chronology.language)
        written = self._fragment("ics", item, options)
        channel = Channel(
            chronology=self.chronology,
            key=f"events/{held.id}",
            title=held.title,
            description="",
            language=options.language,
            self_url=self.urls.event(held.id, "ics"),
            page_url=self.urls.event(held.id),
            updated=held.updated,
            zones=self._zones([item]) if written else (self._own_zone(),),
        )
        format = FORMATS["ics"]
        data = format.head(channel) + written + format.tail(channel)
        return body(data, format.media_type, held.updated, headers=(filename(f"{held.id}.ics"),))

    def events(self, page: Page, query: Query, modified: datetime) -> Body:
        """A page of the API."""
        written = [self._object(held, query) for held in page.events]
        return body(api.events(filter(None, written), page.next), api.MEDIA_TYPE, modified)

    def _object(self, held: Event, query: Query) -> bytes:
        def render() -> bytes:
            return api.encode(api.event_object(held, self.chronology, query.fields, query.language))

        return self._fragments.get(("api", query.fields, query.language), held.id, held.updated, render)

    def _written(self, asked: Subscription, items: Sequence[Item], now: datetime, utc: bool) -> list[bytes]:
        """The entries in bytes; an empty one cannot stand in this format."""
        plain = self._options(asked, utc)
        if not asked.policy.alarm or asked.format != "ics":
            return [self._fragment(asked.format, item, plain) for item in items]
        policy = _policy(asked, asked.policy.alarm)
        ringing = Options(chronology=self.chronology, language=plain.language, utc=utc, policy=policy)
        return [self._fragment("ics", item, ringing if self._may_ring(item, now) else plain) for item in items]

    def _options(self, asked: Subscription, utc: bool) -> Options:
        language = asked.policy.language or asked.feed.language or self.chronology.language
        return Options(chronology=self.chronology, language=language, utc=utc, policy=_policy(asked, ""))

    def _fragment(self, format: str, item: Item, options: Options) -> bytes:
        def render() -> bytes:
            return FORMATS[format].entry(entries.entry(item, options), options)

        policy = options.policy
        group = (format, options.language, policy.fuzzy, policy.cancelled, policy.alarm, options.utc)
        return self._fragments.get(group, item.key, (item.updated, item.survivor), render)

    def _may_ring(self, item: Item, now: datetime) -> bool:
        """Alarms stand only on exact days that are not over, of what is still to take place."""
        first = exact_start(item.event.when)
        today = now.astimezone(self.chronology.zone).date()
        ahead = first is not None and first >= (today.year, today.month, today.day)
        return not item.view and ahead and STATUSES[item.event.status].alarm

    def _zones(self, items: Sequence[Item]) -> tuple[str, ...]:
        """The zones whose clocks the entries use."""
        timed = (item.event.when for item in items if item.event.when.timezone and item.event.when.start_time)
        found = (placed(when) for when in set(timed))
        return tuple(sorted({place.zone for place in found if place is not None and place.zone}))

    def _own_zone(self) -> str:
        """The chronology's zone, if a calendar can state it."""
        return self.chronology.timezone if component(self.chronology.timezone) is not None else "UTC"

    def _channel(
        self,
        asked: Subscription,
        address: str,
        chosen: Selection,
        modified: datetime,
        notes: Sequence[str],
        zones: tuple[str, ...],
    ) -> Channel:
        feed, language = asked.feed, self._options(asked, False).language
        query = address.partition("?")[2]
        narrowed = ", ".join(_told(name, value) for name, value in filter_pairs(asked.own))
        title = f"{feed.title} ({narrowed})" if narrowed else feed.title
        first = [pair for pair in asked.pairs() if pair[0] != "cursor"]

        def page(cursor: str) -> str:
            return self.urls.feed(feed.slug, asked.format, "", [*first, *([("cursor", cursor)] if cursor else [])])

        return Channel(
            chronology=self.chronology,
            key=f"feeds/{feed.slug}" + (f"/{asked.view}" if asked.view else "") + (f"?{query}" if query else ""),
            title=message(asked.view, language, title=title) if asked.view else title,
            description=feed.description,
            language=language,
            self_url=address,
            page_url=self.urls.feed(feed.slug, pairs=filter_pairs(asked.own)),
            updated=modified,
            next_url=page(chosen.cursor) if chosen.cursor else "",
            first_url=page("") if asked.cursor else "",
            deleted=tuple(chosen.deleted),
            notes=tuple(notes),
            zones=zones,
            color=feed.color,
        )


def filename(name: str) -> tuple[str, str]:
    """The header that says under which name a browser saves it; it is shown where it can be."""
    return "Content-Disposition", f'inline; filename="{name}"'


def _left_out(chosen: Selection, beyond: int, language: str) -> list[str]:
    """What a calendar does not hold, and why."""
    counts = {"beyond": beyond, "vague": chosen.vague}
    return [message(name, language, count=count) for name, count in counts.items() if count]


def _told(name: str, value: str) -> str:
    """A parameter in the title of a feed that it narrows."""
    return f"{name} {value}" if name in ("from", "to", "match") else value


def _policy(asked: Subscription, alarm: str) -> Policy:
    return Policy(fuzzy=asked.policy.fuzzy, cancelled=asked.policy.cancelled, alarm=alarm)
