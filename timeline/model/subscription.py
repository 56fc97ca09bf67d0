"""A subscription: a feed, narrowed and treated as the parameters in its address say."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final

import msgspec

from timeline.errors import InvalidQuery, nearest
from timeline.model.cursor import Cursor
from timeline.model.feed import Feed, Policy
from timeline.model.parameters import CHOICES, FILTERS, Parameters, filter_pairs, parse_filter, value
from timeline.model.query import Filter
from timeline.model.urls import is_tracking

DAYS: Final = (7, 3, 1)
"""How many days ahead `coming` feeds speak of an event."""
COMPLETE: Final = frozenset({"ics", "csv", "timelinejs", "mw"})
"""Formats that carry every match, and so have no `limit` and no pages."""
NAMES: Final = (*FILTERS, *CHOICES, "days", "limit", "cursor", "as_of")


class Subscription(msgspec.Struct, frozen=True, kw_only=True):
    """What one address asks for. `own` is the filter of the address, `filter` that and the feed's together.

    `policy` is complete: the address's choices, else the feed's. `limit` 0 means the feed's own.
    """

    feed: Feed
    format: str
    view: str = ""
    own: Filter = Filter()
    filter: Filter = Filter()
    policy: Policy = Policy()
    days: tuple[int, ...] = DAYS
    limit: int = 0
    cursor: str = ""
    as_of: datetime | None = None

    def pairs(self) -> list[tuple[str, str]]:
        """The parameters of its canonical address, defaults left out; choices that its format does not show too."""
        feed, policy = self.feed.policy, self.policy
        pairs = filter_pairs(self.own)
        chosen = {"cancelled": (policy.cancelled, feed.cancelled), "past": (policy.past, feed.past)}
        chosen |= {"lang": (policy.language, feed.language), "fuzzy": (policy.fuzzy, feed.fuzzy)}
        if self.format == "ics":
            chosen["alarm"] = (policy.alarm or "none", feed.alarm or "none")
        elif policy.fuzzy != "omit" and feed.fuzzy != "omit":
            del chosen["fuzzy"]
        pairs += [(name, choice) for name, (choice, default) in chosen.items() if choice != default]
        if self.view == "coming" and self.days != DAYS:
            pairs.append(("days", ",".join(map(str, self.days))))
        if self.limit and self.limit != self.feed.limit:
            pairs.append(("limit", str(self.limit)))
        if self.cursor:
            pairs.append(("cursor", self.cursor))
        if self.as_of is not None:
            pairs.append(("as_of", self.as_of.isoformat().replace("+00:00", "Z")))
        return sorted(pairs)


def parse(
    feed: Feed, format: str, view: str, parameters: Parameters, feeds: Mapping[str, Filter] | None = None
) -> Subscription:
    """The subscription that an address names. Raises `InvalidQuery` with the parameter's name.

    `feeds` are the filters that `feed=` may name. Parameters that mailers add to links are not looked at.
    """
    given = {name: texts for name, texts in parameters.items() if not is_tracking(name)}
    for name in given:
        _check_known(name, format, view)
    own = parse_filter(given, feeds)
    cursor = value(given, "cursor", "")
    if cursor:
        Cursor.decode(cursor, "-updated")
    as_of = value(given, "as_of", None)
    if as_of is not None and (own.q or feed.filter.q):
        raise InvalidQuery("q", "a search knows only the present: leave out q, or as_of")
    return Subscription(
        feed=feed,
        format=format,
        view=view,
        own=own,
        filter=both(feed.filter, own, feed.slug),
        policy=_policy(given, feed.policy),
        days=value(given, "days", DAYS),
        limit=value(given, "limit", 0),
        cursor=cursor,
        as_of=as_of,
    )


def both(feed: Filter, own: Filter, slug: str = "") -> Filter:
    """What matches a feed and, within it, the filter of an address.

    Statuses stand outermost, since only there do they decide whether withdrawn and merged events are meant.
    """
    if own == Filter():
        return feed
    statuses = own.statuses or feed.statuses
    if own.statuses and feed.statuses:
        # None in common: a status that no event has.
        statuses = tuple(s for s in own.statuses if s in feed.statuses) or ("",)
    inner = msgspec.structs.replace(feed, statuses=())
    if own.feeds:
        inner = _within(inner, own.feeds)
    return msgspec.structs.replace(own, statuses=statuses, feeds=((slug, inner),))


def _within(inner: Filter, feeds: tuple[tuple[str, Filter], ...]) -> Filter:
    """`inner`, and one of `feeds`: pushed down to where no other choice of feeds stands."""
    if not inner.feeds:
        return msgspec.structs.replace(inner, feeds=feeds)
    return msgspec.structs.replace(inner, feeds=tuple((slug, _within(f, feeds)) for slug, f in inner.feeds))


def _check_known(name: str, format: str, view: str) -> None:
    if name not in NAMES:
        near = nearest(name, NAMES)
        remedy = f"did you mean {near}?" if near else f"the known ones are {', '.join(NAMES)}"
        raise InvalidQuery(name, f"{name} is no parameter of a feed: {remedy}")
    if name == "days" and view != "coming":
        raise InvalidQuery(name, "days belongs to coming feeds: /feeds/NAME/coming.atom?days=7,1")
    if name in ("limit", "cursor") and format in COMPLETE:
        raise InvalidQuery(name, f"{name} belongs to Atom, RSS and JSON Feed: calendars and CSV carry every match")
    if name == "cursor" and view:
        raise InvalidQuery(name, f"cursor belongs to the feed itself: {view} feeds have one page")
    if name == "as_of" and view:
        raise InvalidQuery(name, f"as_of belongs to the feed itself: {view} feeds are of today")


def _policy(given: Parameters, feed: Policy) -> Policy:
    return Policy(
        past=value(given, "past", feed.past),
        language=value(given, "lang", feed.language),
        fuzzy=value(given, "fuzzy", feed.fuzzy),
        cancelled=value(given, "cancelled", feed.cancelled),
        alarm=value(given, "alarm", feed.alarm),
    )
