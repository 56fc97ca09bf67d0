"""The page on which to subscribe: what is followed, in which form, what it will look like, and how to add it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any, Final, NamedTuple

import msgspec

from timeline.dates import When
from timeline.dates.writing import wording
from timeline.model.parameters import FILTERS, filter_pairs
from timeline.model.recurrence import Occurrence
from timeline.model.subscription import DAYS, Subscription
from timeline.model.urls import WHOLE, canonical
from timeline.render import FORMATS, ics
from timeline.render.dates import Placement, feed_title
from timeline.render.entries import Entry, Options
from timeline.render.html import clients, narrowing, qr, subscribe, texts
from timeline.render.html.site import Site, render_page
from timeline.render.html.times import day_words, instant
from timeline.render.messages import primary
from timeline.render.text import line

DEFAULT: Final = "ics"
"""The format that is offered first: most who subscribe have a calendar."""
OFFERED: Final = {
    "cancelled": ("prefix", "keep", "drop"),
    "past": ("all", "P1Y", "P1M", "none"),
    "fuzzy": ("mark", "span", "omit"),
    "alarm": ("none", "-PT15M", "-PT1H", "-P1D", "-P7D"),
}
"""Choices and what is offered of each; an address may say others."""
EXCERPT: Final = 180
"""Characters of an entry's text."""


class Sample(NamedTuple):
    """An entry, the options by which it is written, its alarm if it has one, and of a series the next occurrence."""

    entry: Entry
    options: Options
    alarm: str = ""
    following: Occurrence | None = None

    @property
    def placement(self) -> Placement | None:
        """Where a calendar draws it; of a series where it began."""
        return self.entry.style.placement(self.entry.occasion, self.options)

    @property
    def first(self) -> date | None:
        """The day by which it is looked for: of a series that of the next occurrence."""
        if self.following is not None and (day := self.following.when.earliest) is not None:
            return date(*day)
        place = self.placement
        if place is None:
            return None
        return place.start.date() if isinstance(place.start, datetime) else place.start


class Panel(msgspec.Struct, frozen=True, kw_only=True):
    """What is chosen and what follows: `address` is the feed's, `views` and `choices` are what can be chosen, `total`
    how many events match."""

    subscription: Subscription
    address: str
    views: tuple[str, ...]
    choices: tuple[str, ...]
    samples: Sequence[Sample]
    total: int


def panel(site: Site, view: Panel) -> bytes:
    """The page for one subscription; it leads to itself with every choice in its address."""
    subscription = view.subscription
    feed, format = subscription.feed, subscription.format
    title = feed.title if feed.slug != WHOLE else site.chronology.title
    pairs = [] if site.is_static else _page_pairs(site, subscription)
    here = site.links.subscribe(feed.slug, pairs)
    own = filter_pairs(subscription.own)
    listing = site.links.feed(feed.slug) if feed.slug != WHOLE else site.links.home
    kind = _kind(format)
    return render_page(
        "subscribe.html",
        site,
        canonical=here,
        alternates=subscribe.alternates(
            subscribe.subscription(site.chronology, feed.slug, title, [*own, *site.feed_pairs(feed.slug)])
        ),
        heading=title,
        action=site.links.subscribe(feed.slug),
        narrowed=[{"name": narrowing.label(site, n), "words": narrowing.value_words(site, n, v)} for n, v in own],
        count=site.counted("count", view.total),
        listing=listing + canonical(own),
        form=None if site.is_static else _form(site, view),
        kept=[{"name": name, "value": value} for name, value in own],
        passing=bool(pairs),
        kind=kind,
        format=FORMATS[format].name,
        repeats=site.text(_repeating(subscription)),
        samples=[_sample(site, format, each) for each in view.samples],
        buttons=clients.buttons(site, format, view.address, title),
        habits=clients.habits(site, format),
        address=view.address,
        about=site.text(f"address-{kind}"),
        qr=qr.svg(here),
    )


def _kind(format: str) -> str:
    """What takes a format: a calendar, a feed reader, or any program that opens a file and does not come back."""
    if format == "ics":
        return "calendar"
    return "reader" if FORMATS[format].followed else "file"


def _page_pairs(site: Site, subscription: Subscription) -> list[tuple[str, str]]:
    """What the page's address says; the language only where it is not that of the page."""
    pairs = [pair for pair in subscription.pairs() if pair[0] != "lang"]
    language = _language(site, subscription)
    if language != site.offered_language(subscription.feed.slug):
        pairs.append(("lang", language))
    if subscription.format != DEFAULT:
        pairs.append(("format", subscription.format))
    if subscription.view:
        pairs.append(("view", subscription.view))
    return pairs


def _language(site: Site, subscription: Subscription) -> str:
    """The language that the feed is in."""
    return subscription.policy.language or site.feed_language(subscription.feed.slug)


# The form


def _form(site: Site, view: Panel) -> dict[str, Any]:
    subscription = view.subscription
    fields = [_field(site, subscription, name) for name in view.choices if name not in ("days", "lang")]
    fields.append(_languages(site, subscription))
    return {
        "views": [
            {
                "value": name,
                "words": site.text(f"view-{name or 'all'}"),
                "about": site.text(f"view-{name or 'all'}-about"),
                "chosen": name == subscription.view,
            }
            for name in view.views
        ],
        "formats": [
            {
                "value": name,
                "words": site.text(f"for-{_kind(name)}"),
                "name": format.name,
                "chosen": name == subscription.format,
            }
            for name, format in _formats()
        ],
        "days": ",".join(map(str, subscription.days or DAYS)) if "days" in view.choices else "",
        "fields": fields,
        "open": any(name not in FILTERS and name != "days" for name, _ in subscription.pairs()),
    }


def _formats() -> list[tuple[str, Any]]:
    return sorted(FORMATS.items(), key=lambda each: each[0] != DEFAULT)


def _field(site: Site, subscription: Subscription, name: str) -> dict[str, Any]:
    policy = subscription.policy
    chosen = (policy.alarm or "none") if name == "alarm" else getattr(policy, name)
    offered = list(OFFERED[name])
    if name == "fuzzy" and subscription.format != "ics":
        # Only a calendar draws a date; elsewhere it stands in words.
        offered, chosen = ["mark", "omit"], chosen if chosen == "omit" else "mark"
    if chosen not in offered:
        offered.append(chosen)
    options = [
        {"value": each, "words": _option(site, name, each, subscription.format), "chosen": each == chosen}
        for each in offered
    ]
    return {"name": name, "label": site.text(f"choice-{name}"), "options": options}


def _option(site: Site, name: str, value: str, format: str) -> str:
    if value not in OFFERED[name]:
        return value
    key = f"{name}-{value.lstrip('-')}"
    return site.text("fuzzy-words" if key == "fuzzy-mark" and format != "ics" else key)


def _languages(site: Site, subscription: Subscription) -> dict[str, Any]:
    chosen = _language(site, subscription)
    names = dict(texts.NAMES)
    if chosen not in names:
        names = {chosen: names.get(primary(chosen), chosen), **names}
    options = [{"value": code, "words": name, "chosen": code == chosen} for code, name in names.items()]
    return {"name": "lang", "label": site.text("choice-lang"), "options": options}


def _repeating(subscription: Subscription) -> str:
    """The key of what becomes of events that repeat."""
    if subscription.view:
        return f"repeats-{subscription.view}"
    return f"repeats-{_kind(subscription.format)}"


# The preview


def _sample(site: Site, format: str, sample: Sample) -> dict[str, Any]:
    entry, language = sample.entry, sample.options.language
    is_calendar, published = format == "ics", entry.occasion.published
    title = ics.title(entry) if is_calendar else feed_title(entry.title, entry.dated)
    excerpt = next((line(said) for said in (*entry.notes, *entry.summary) if line(said)), "")
    repeats = entry.words if is_calendar and sample.following is not None else ""
    return {
        "title": title,
        "url": site.links.event(entry.event.id),
        "language": "" if entry.language == site.language else entry.language,
        "when": _day(site, sample, language) if FORMATS[format].complete else "",
        "published": {"at": instant(published), "words": day_words(site.chronology, published)},
        "excerpt": excerpt if len(excerpt) <= EXCERPT else f"{excerpt[:EXCERPT].rsplit(' ', 1)[0]} …",
        "repeats": repeats,
        "alarm": _option(site, "alarm", sample.alarm, format) if sample.alarm else "",
        "off": entry.status == "CANCELLED",
    }


def _day(site: Site, sample: Sample, language: str) -> str:
    """The day or the days that a calendar shows it on."""
    if sample.following is not None:
        return wording.words(sample.following.when, language, site.chronology.hemisphere)
    place = sample.placement
    return _placed_words(place, language) if place is not None else sample.entry.words


def _placed_words(place: Placement, language: str) -> str:
    start, end = place.start, place.end
    if isinstance(start, datetime):
        when = When.parse(start.date().isoformat(), "", f"{start:%H:%M}", None, place.zone or "UTC")
        return wording.words(when, language)
    last = end - timedelta(days=1) if end is not None else start
    said = start.isoformat() if last == start else f"{start.isoformat()}/{last.isoformat()}"
    return wording.words(When.parse(said), language)
