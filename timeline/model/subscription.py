"""A subscription: a feed, narrowed and treated as the parameters in its address say."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from difflib import get_close_matches
from typing import Final

import msgspec

from timeline.errors import InvalidQuery
from timeline.model.feed import ALARM, CANCELLED, FUZZY, PAST, Feed, Policy
from timeline.model.query import FILTERS, MAX_PAGE, Cursor, Filter, Parameters, parse_filter, values
from timeline.model.urls import is_tracking

DAYS: Final = (7, 3, 1)
"""How many days ahead `coming` feeds speak of an event."""
FURTHEST: Final = 366
COMPLETE: Final = frozenset({"ics", "csv"})
"""Formats that carry every match, and so have no `limit` and no pages."""
CHOICES: Final = ("cancelled", "past", "fuzzy", "alarm", "lang")
NAMES: Final = (*FILTERS, *CHOICES, "days", "limit", "cursor", "as_of")
_LANGUAGE: Final = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}")


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
        found = self.own.address()
        chosen = {"cancelled": (policy.cancelled, feed.cancelled), "past": (policy.past, feed.past)}
        chosen |= {"lang": (policy.language, feed.language), "fuzzy": (policy.fuzzy, feed.fuzzy)}
        if self.format == "ics":
            chosen["alarm"] = (policy.alarm or "none", feed.alarm or "none")
        elif policy.fuzzy != "omit" and feed.fuzzy != "omit":
            del chosen["fuzzy"]
        found += [(name, value) for name, (value, default) in chosen.items() if value != default]
        if self.view == "coming" and self.days != DAYS:
            found.append(("days", ",".join(map(str, self.days))))
        if self.limit and self.limit != self.feed.limit:
            found.append(("limit", str(self.limit)))
        if self.cursor:
            found.append(("cursor", self.cursor))
        if self.as_of is not None:
            found.append(("as_of", self.as_of.isoformat().replace("+00:00", "Z")))
        return sorted(found)


def parse(
    feed: Feed, format: str, view: str, parameters: Parameters, feeds: Mapping[str, Filter] | None = None
) -> Subscription:
    """The subscription that an address names. Raises `InvalidQuery` with the parameter's name.

    `feeds` are the filters that `feed=` may name. Parameters that mailers add to links are not looked at.
    """
    given = {name: found for name, found in parameters.items() if not is_tracking(name)}
    for name in given:
        _check_known(name, format, view)
    own = parse_filter(given, feeds)
    cursor = _one(given, "cursor")
    if cursor:
        Cursor.decode(cursor, "-updated")
    as_of = _instant(_one(given, "as_of"))
    if as_of is not None and (own.q or feed.filter.q):
        raise InvalidQuery("q", "a search knows only the present: leave out q, or as_of")
    return Subscription(
        feed=feed,
        format=format,
        view=view,
        own=own,
        filter=both(feed.filter, own, feed.slug),
        policy=_policy(given, feed.policy),
        days=_days(_one(given, "days")),
        limit=_limit(_one(given, "limit")),
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
        near = get_close_matches(name, NAMES, n=1)
        remedy = f"did you mean {near[0]}?" if near else f"the known ones are {', '.join(NAMES)}"
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
    past = _one(given, "past") or feed.past
    if not PAST.fullmatch(past):
        raise InvalidQuery("past", f"past={past} is not known: write all, none, or a period such as P1Y, P6M or P30D")
    language = _one(given, "lang") or feed.language
    if language and not _LANGUAGE.fullmatch(language):
        raise InvalidQuery("lang", f"lang={language} is no language: write en, de or zh-Hant")
    return Policy(
        fuzzy=_choice(given, "fuzzy", feed.fuzzy, FUZZY),
        cancelled=_choice(given, "cancelled", feed.cancelled, CANCELLED),
        past=past,
        alarm=_alarm(_one(given, "alarm"), feed.alarm),
        language=language,
    )


def _alarm(value: str, default: str) -> str:
    """A duration before the start. `+` in an address is a space, so a sign of either kind may be left out."""
    if value in ("", "none"):
        return "" if value else default
    if not (found := ALARM.fullmatch(value)):
        raise InvalidQuery("alarm", f"alarm={value} is no duration: write -PT15M, -PT2H, -P1D, or none")
    return f"-{found[1]}"


def _choice(given: Parameters, name: str, default: str, allowed: tuple[str, ...]) -> str:
    value = _one(given, name) or default
    if value not in allowed:
        raise InvalidQuery(name, f"{name}={value} is not known: use one of {', '.join(allowed)}")
    return value


def _days(value: str) -> tuple[int, ...]:
    if not value:
        return DAYS
    parts = [part.strip() for part in value.split(",") if part.strip()]
    if not parts or any(not (p.isascii() and p.isdigit() and len(p) < 4 and int(p) <= FURTHEST) for p in parts):
        raise InvalidQuery("days", f"days={value}: write whole numbers from 0 to {FURTHEST}, such as 7,3,1")
    return tuple(sorted({int(part) for part in parts}, reverse=True))


def _limit(value: str) -> int:
    if not value:
        return 0
    if not (value.isascii() and value.isdigit() and len(value) < 6 and 1 <= int(value) <= MAX_PAGE):
        raise InvalidQuery("limit", f"limit={value} is not a whole number from 1 to {MAX_PAGE}")
    return int(value)


def _instant(value: str) -> datetime | None:
    """An instant of RFC 3339; a day alone is its beginning, and without an offset UTC is meant."""
    if not value:
        return None
    # A plus sign in a query is a blank unless it is escaped; nothing else can be meant by it here.
    written = f"{value[:-6]}+{value[-5:]}" if len(value) > 16 and value[-6] == " " else value
    try:
        at = datetime.fromisoformat(written)
        return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise InvalidQuery("as_of", f"as_of={value} is no instant: write 2025-06-20T08:00:00Z") from error


def _one(given: Parameters, name: str) -> str:
    found = values(given, name)
    return found[0].strip() if found else ""
