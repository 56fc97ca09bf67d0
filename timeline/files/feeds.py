"""`feeds/<slug>.yaml`: its table, and what can be wrong with one feed or between feeds."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from yaml import MappingNode, Node, ScalarNode

from timeline.errors import InvalidQuery, Problem
from timeline.files.colors import COLORS
from timeline.files.located import Located
from timeline.files.shapes import (
    Either,
    Field,
    Listed,
    Raw,
    Record,
    Scalar,
    choice,
    language,
    pattern,
    text,
    whole_number,
)
from timeline.model.feed import ALARM, CANCELLED, FUZZY, LIMIT, PAST, SLUG, Feed, Policy
from timeline.model.parameter_values import MAX_PAGE
from timeline.model.parameters import FILTERS, LONGEST, PARAMETERS, REPEATED, parse_filter
from timeline.model.query import Filter
from timeline.model.values import Unfit, did_you_mean, quoted

FOLDER: Final = "feeds"
DEPTH: Final = 8
"""Levels of feeds that name feeds."""
SIZE: Final = 200
"""Filters that a feed asks, its own and those of the feeds it names, each as often as it is named."""


def _past(value: str) -> str:
    if not PAST.fullmatch(value):
        raise Unfit(f"{quoted(value)} is no stretch of time", "write all, none, or how far back: P1Y, P6M, P30D")
    return value


def _alarm(value: str) -> str:
    if value == "none":
        return ""
    found = ALARM.fullmatch(value)
    if not found:
        raise Unfit(f"{quoted(value)} is no time before the start", "write -PT15M, -PT2H or -P1D, or leave it out")
    return f"-{found[1]}"


def _color(value: str) -> str:
    if value.lower() not in COLORS:
        raise Unfit(f"{quoted(value)} is no CSS3 colour name", did_you_mean(value, COLORS))
    return value.lower()


ONE: Final = text(LONGEST)
NOUNS: Final = {"match": "kind of match"}
"""What a word of a closed list is called, where the parameter's name would not do."""


def _filter_field(name: str) -> Field:
    """A key of `query`, as the table of parameters has it."""
    row = PARAMETERS[name]
    one = choice(row.schema["enum"], NOUNS.get(name, name)) if "enum" in row.schema else ONE
    return Field(row.meaning, Either(one, Listed(one, name, 200, distinct=True)) if row.repeated else one)


QUERY: Final = Record({name: _filter_field(name) for name in FILTERS})
CALENDAR: Final = Record(
    {
        "fuzzy": Field("Uncertain dates: a mark, the whole span, or left out.", choice(FUZZY, "policy")),
        "cancelled": Field("Cancelled events: prefixed, kept as they are, or dropped.", choice(CANCELLED, "policy")),
        "past": Field(
            "How far back: all, none, or an ISO 8601 duration such as P1Y.", Scalar(_past, {"type": "string"})
        ),
        "alarm": Field("Reminder before exact future dates: -PT15M, -P1D.", Scalar(_alarm, {"type": "string"})),
        "color": Field("A CSS3 colour name.", Scalar(_color, {"type": "string"})),
    }
)
FEED: Final = Record(
    {
        "title": Field("The feed's name.", text(300), required=True),
        "description": Field("What it covers.", text(2000)),
        "language": Field("Language of our own words in it, if not the chronology's.", language()),
        "query": Field("Which events: the API's parameters; {} is every event.", QUERY, required=True),
        "limit": Field("Most entries in RSS, Atom and JSON Feed.", whole_number(1, MAX_PAGE)),
        "calendar": Field("How its calendar treats vague, past and cancelled events.", CALENDAR),
        "formerly": Field("Slugs it once had; they answer 301.", Listed(pattern(SLUG, "slug", "write"), "slug", 50)),
    }
)


class Extent(NamedTuple):
    """How many levels of feeds a feed has, itself the first, and how many filters it asks."""

    depth: int
    size: int


class Settled(NamedTuple):
    """The filters of the feeds that were looked at, and the extent of each."""

    filters: dict[str, Filter]
    extents: dict[str, Extent]


class Draft(NamedTuple):
    """A feed's file as read, right or wrong."""

    slug: str
    located: Located
    raw: Raw

    @property
    def query(self) -> dict[str, tuple[str, ...]]:
        """Its parameters as written."""
        asked: Raw | None = self.raw.values.get("query")
        given = asked.values if asked else {}
        return {name: (value,) if isinstance(value, str) else tuple(value) for name, value in given.items()}

    def node(self, parameter: str, value: str = "") -> Node:
        """Where a parameter of the query stands, or one value in its list."""
        asked: Raw | None = self.raw.values.get("query")
        found = asked.at(parameter) if asked else self.raw.node
        items = found.value if isinstance(found.value, list) and parameter in REPEATED else []
        return next((n for n in items if isinstance(n, ScalarNode) and n.value.strip() == value), found)


def draft(located: Located, slug: str) -> Draft | None:
    """The feed, or None if its file is no mapping; everything wrong in itself is told to `located`."""
    if not SLUG.fullmatch(slug) or len(slug) > 64:
        located.wrong_at(0, f"{quoted(slug)} is no slug", "name the file in small letters, digits and single hyphens")
    if not isinstance(located.root, MappingNode):
        if not located.problems or located.root is not None:
            located.wrong_at(0, "there is no feed in it", "begin with title: and query:")
        return None
    return Draft(slug, located, FEED.read(located.root, located, "feed"))


def settle(found: Sequence[Draft]) -> list[Feed]:
    """The feeds by slug; what is wrong between them is told to each one's file."""
    by_slug = {draft.slug: draft for draft in found}
    _check_slugs(by_slug)
    done = Settled({}, {})
    for slug in _named_first(by_slug):
        _filter(slug, by_slug, done, ())
    return [_feed(by_slug[slug], done.filters[slug]) for slug in sorted(by_slug) if "title" in by_slug[slug].raw.values]


def _check_slugs(by_slug: Mapping[str, Draft]) -> None:
    formerly: dict[str, str] = {}
    for slug, draft in sorted(by_slug.items()):
        node = draft.raw.at("formerly")
        for old in draft.raw.values.get("formerly", ()):
            if old in by_slug:
                draft.located.wrong(node, f"formerly names {old}, which is a feed", "leave it out, or rename that feed")
            elif old in formerly:
                what = f"formerly names {old}, as feeds/{formerly[old]}.yaml does"
                draft.located.wrong(node, what, "leave it in one of them")
            formerly.setdefault(old, slug)


def _named_first(by_slug: Mapping[str, Draft]) -> Iterator[str]:
    """The feeds, each after those that it names, but for circles; without recursion, however deep they are."""
    seen: set[str] = set()
    for start in sorted(by_slug):
        path = [(start, iter(by_slug[start].query.get("feed", ())))] if start not in seen else []
        seen.add(start)
        while path:
            slug, others = path[-1]
            further = next((other for other in others if other in by_slug and other not in seen), None)
            if further is None:
                path.pop()
                yield slug
            else:
                seen.add(further)
                path.append((further, iter(by_slug[further].query.get("feed", ()))))


def _filter(slug: str, by_slug: Mapping[str, Draft], done: Settled, path: tuple[str, ...]) -> Filter:
    """The filter of a feed, those of the feeds it names first; an empty one after telling what is wrong."""
    if slug in done.filters:
        return done.filters[slug]
    if len(path) > DEPTH:  # those that it names are settled, so the path is part of a long circle
        return Filter()
    draft = by_slug[slug]
    done.extents[slug] = Extent(1, 1)
    named = {}
    for other in draft.query.get("feed", ()):
        if other == slug or other in path:
            draft.located.wrong(draft.node("feed", other), f"the query leads back to {other}", "leave one of them out")
            done.filters[slug] = Filter()
            return done.filters[slug]
        if other in by_slug:
            named[other] = _filter(other, by_slug, done, (*path, slug))
        else:
            remedy = did_you_mean(other, by_slug)
            draft.located.wrong(draft.node("feed", other), f"there is no feed {quoted(other)}", remedy)
            named[other] = Filter()
            done.extents[other] = Extent(1, 1)
    fits = _fits(draft, named, done)
    try:
        done.filters[slug] = parse_filter(draft.query, named) if fits else Filter()
    except InvalidQuery as error:
        what, colon, remedy = str(error).rpartition(": ")
        draft.located.wrong(
            draft.node(error.parameter), what if colon else remedy, remedy if colon else "mend the query"
        )
        done.filters[slug] = Filter()
    return done.filters[slug]


def _fits(draft: Draft, named: Collection[str], done: Settled) -> bool:
    """Whether the feeds that a feed names stay within bounds: each level may double what is asked of the database."""
    # One without an extent is further along a long circle.
    extents = [done.extents.get(other, Extent(DEPTH, 1)) for other in named]
    extent = Extent(1 + max((each.depth for each in extents), default=0), 1 + sum(each.size for each in extents))
    done.extents[draft.slug] = Extent(extent.depth, min(extent.size, SIZE + 1))
    place = draft.node("feed")
    if extent.depth > DEPTH:
        what = f"feeds name feeds {extent.depth} levels deep, more than {DEPTH}"
        draft.located.wrong(place, what, "name the feeds that have the events")
    elif extent.size > SIZE:
        what = f"with the feeds that it names it asks {extent.size:,} filters, more than {SIZE}"
        draft.located.wrong(place, what, "name fewer feeds")
    return extent.depth <= DEPTH and extent.size <= SIZE


def questions(found: Iterable[Draft], tags: Collection[str]) -> Iterator[Problem]:
    """A question for each tag that a feed asks for and no event has; `tags` are all that an event may have.

    It is no error: what has the tag may come later, and the feed is empty until then.
    """
    for draft in sorted(found, key=lambda each: each.slug):
        for given in draft.query.get("tag", ()):
            for tag in filter(None, map(str.strip, given.split(","))):
                if tag not in tags:
                    place = draft.located.place(draft.node("tag", given).start_mark.index)
                    what = f"no event has the tag {quoted(tag)}"
                    yield Problem(draft.located.file, *place, what, did_you_mean(tag, tags))


def _feed(draft: Draft, chosen: Filter) -> Feed:
    values = draft.raw.values
    calendar: Raw | None = values.get("calendar")
    policy: dict[str, Any] = dict(calendar.values) if calendar else {}
    color = policy.pop("color", "")
    return Feed(
        slug=draft.slug,
        title=values["title"],
        description=values.get("description", ""),
        language=values.get("language", ""),
        query=draft.query,
        filter=chosen,
        limit=values.get("limit", LIMIT),
        policy=Policy(**policy),
        color=color,
        formerly=values.get("formerly", ()),
    )
