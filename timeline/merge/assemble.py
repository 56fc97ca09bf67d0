"""The event that its claims make together: the most exact date that contradicts the fewest, and who said what."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final, TypeVar

import msgspec

from timeline.dates import When
from timeline.dates.local_time import floats, localise
from timeline.merge.likeness import can_meet
from timeline.model.default_status import status_where_none_is_given
from timeline.model.event import Citation, Claim, Conflict, Event, Link, Mention, Override
from timeline.model.search_terms import folded

Value = TypeVar("Value")
WORST_FIRST: Final = ("cancelled", "postponed", "disputed", "happened", "scheduled", "expected", "tentative")
"""Statuses by how much harm it does to miss them: who goes to a cancelled event loses an evening."""
OPEN: Final = 2**62
"""Days of a date that is open at one end: more than any two known days have between them."""


def assemble(id: str, old: Event | None, claims: Sequence[Claim], at: datetime) -> Event:
    """The event that its claims make together; the word of a person wins over all of them.

    Of what only one can say, the title and the rest of the text, the claim that came first has the word.
    """
    claims = _by_coming(claims, old.sources if old is not None else ())
    citations = tuple(claim.mention.citation for claim in claims)
    if old is not None and is_curated(old):
        return _with_evidence(old, citations)
    mentions = [claim.mention for claim in claims]
    when = best_date([claim.when for claim in claims])
    # Exceptions are named by the dates of their own rule: both are one mention's.
    series = next((mention for mention in mentions if mention.recurrence), mentions[0])
    event = Event(
        id=id,
        title=mentions[0].title,
        when=when,
        summary=_first(mention.summary for mention in mentions) or "",
        reason=_first(mention.reason for mention in mentions) or "",
        tags=_all_tags(mentions),
        places=_first(mention.places for mention in mentions) or (),
        links=_all_links(mentions),
        language=mentions[0].language,
        sources=citations,
        conflicts=_conflicts(when, citations),
        origin="source",
        recurrence=series.recurrence,
        overrides=tuple(_by_clock_of(when, each) for each in series.overrides),
        published=at.replace(microsecond=0),
        updated=at.replace(microsecond=0),
    )
    if old is not None:
        # `updated` too is the old one's: whether anything changed is decided later, by comparing the two events.
        event = msgspec.structs.replace(event, successor=old.successor, published=old.published, updated=old.updated)
    event = msgspec.structs.replace(event, status=_status(event, mentions))
    return event if old is None else with_edits(event, old)


def is_curated(event: Event) -> bool:
    """Whether its words are a person's: sources are its evidence, and say nothing else of it."""
    return event.origin != "source"


def with_edits(event: Event, old: Event) -> Event:
    """The event with what a person put in place of what sources say, as it was before."""
    if not old.edited:
        return event
    kept = {name: getattr(old, name) for name in old.edited}
    if "sources" in kept:  # what a person cites by hand, before what sources bring
        own = tuple(citation for citation in old.sources if not citation.source)
        kept["sources"] = (*own, *event.sources)
    event = msgspec.structs.replace(event, **kept, edited=old.edited)
    if "when" not in old.edited:
        return event
    return msgspec.structs.replace(event, conflicts=_conflicts(event.when, event.sources))


def _by_clock_of(when: When, override: Override) -> Override:
    """An occurrence that names no zone for its own time is by the clock of its series."""
    if override.when is None or not floats(override.when):
        return override
    return msgspec.structs.replace(override, when=localise(override.when, when.timezone or ""))


def _with_evidence(event: Event, citations: Sequence[Citation]) -> Event:
    """A curator's event with what sources say beside it; only its evidence grows, never its words."""
    own = tuple(citation for citation in event.sources if not citation.source)
    added = []
    for citation in citations:
        # A curator who cites what a source brings too is not given it twice.
        if not any(_same_evidence(citation, mine) for mine in own):
            added.append(citation)
    return msgspec.structs.replace(event, sources=(*own, *added), conflicts=_conflicts(event.when, citations))


def _first(values: Iterable[Value]) -> Value | None:
    """The first value that says something."""
    return next(filter(None, values), None)


def _all_tags(mentions: Iterable[Mention]) -> tuple[str, ...]:
    """Each tag once, in the order in which they came."""
    tags: dict[str, None] = {}
    for mention in mentions:
        tags.update(dict.fromkeys(mention.tags))
    return tuple(tags)


def _all_links(mentions: Iterable[Mention]) -> tuple[Link, ...]:
    """Each address once, where it first came, with the title that came last."""
    links: dict[str, Link] = {}
    for mention in mentions:
        for link in mention.links:
            links[link.url] = link
    return tuple(links.values())


def _by_coming(claims: Sequence[Claim], known: Sequence[Citation]) -> Sequence[Claim]:
    """The claims in the order in which the event got them."""
    place = {(citation.source, citation.key): n for n, citation in enumerate(known)}
    return sorted(claims, key=lambda claim: place.get((claim.source, claim.mention.key), len(place)))


def best_date(dates: Sequence[When]) -> When:
    """The date that contradicts the fewest of the others, of those the most exact, of those the first."""

    def rank(when: When) -> tuple[int, ...]:
        contradicted = sum(not can_meet(when, other) for other in dates)
        return contradicted, *vagueness(when)

    return min(dates, key=rank)


def vagueness(when: When) -> tuple[int, int, int]:
    """How little a date says: unqualified before qualified, fewer days before more, timed before untimed.

    An interval between two known days leaves nothing open: it says more than its first day alone.
    """
    first, last = when.possibly_earliest, when.possibly_latest
    days = OPEN if first is None or last is None else last.ordinal - first.ordinal
    is_exact_span = when.shape == "interval" and when.precision == "day" and not when.qualifier
    if is_exact_span and days < OPEN:
        days = -1
    return days, int(bool(when.qualifier)), int(when.start_time is None)


def _conflicts(when: When, citations: Iterable[Citation]) -> tuple[Conflict, ...]:
    return tuple(Conflict(when=c.when, citation=c) for c in citations if c.when and not can_meet(c.when, when))


def _same_evidence(one: Citation, other: Citation) -> bool:
    """The same address, or the same publisher and title."""
    if one.url and one.url == other.url:
        return True
    same_title = folded(one.title) == folded(other.title)
    return bool(one.title) and same_title and folded(one.publisher) == folded(other.publisher)


def _status(event: Event, mentions: Iterable[Mention]) -> str:
    """The worst that is said of it; who says nothing says what follows from the date."""
    ranks = {status: rank for rank, status in enumerate(WORST_FIRST)}
    otherwise = status_where_none_is_given(event)
    return min((mention.status or otherwise for mention in mentions), key=lambda each: ranks.get(each, len(ranks)))
