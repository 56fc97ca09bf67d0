"""The event that its claims make together: the most exact date that contradicts the fewest, and who said what."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

import msgspec

from timeline.dates import When
from timeline.merge.likeness import can_meet
from timeline.model.event import Citation, Claim, Conflict, Event
from timeline.model.search_terms import folded


def assemble(id: str, old: Event | None, claims: Sequence[Claim], at: datetime) -> Event:
    """The event that its claims make together; a curator's word wins over all of them.

    Of what only one can say, the title and the rest of the text, the claim that came first has the word.
    """
    claims = _by_coming(claims, old.sources if old is not None else ())
    citations = tuple(claim.mention.citation for claim in claims)
    if old is not None and old.origin == "file":
        own = tuple(c for c in old.sources if not c.source)
        added = tuple(c for c in citations if not any(_same_evidence(c, mine) for mine in own))
        return msgspec.structs.replace(old, sources=own + added, conflicts=_conflicts(old.when, citations))
    first = claims[0].mention
    when = best_date([claim.when for claim in claims])
    return Event(
        id=id,
        title=first.title,
        when=when,
        summary=next((c.mention.summary for c in claims if c.mention.summary), ""),
        status=_worst(claim.mention.status for claim in claims),
        reason=next((c.mention.reason for c in claims if c.mention.reason), ""),
        tags=tuple(dict.fromkeys(tag for claim in claims for tag in claim.mention.tags)),
        places=next((c.mention.places for c in claims if c.mention.places), ()),
        links=tuple({link.url: link for c in claims for link in c.mention.links}.values()),
        language=first.language,
        sources=citations,
        conflicts=_conflicts(when, citations),
        origin="source",
        successor=old.successor if old else "",
        recurrence=next((c.mention.recurrence for c in claims if c.mention.recurrence), ()),
        published=old.published if old else at.replace(microsecond=0),
        updated=old.updated if old else at.replace(microsecond=0),
    )


def _by_coming(claims: Sequence[Claim], known: Sequence[Citation]) -> Sequence[Claim]:
    """The claims in the order in which the event got them."""
    place = {(citation.source, citation.key): n for n, citation in enumerate(known)}
    return sorted(claims, key=lambda claim: place.get((claim.source, claim.mention.key), len(place)))


def best_date(dates: Sequence[When]) -> When:
    """The date that contradicts the fewest of the others, of those the most exact, of those the first."""
    return min(dates, key=lambda when: (sum(not can_meet(when, other) for other in dates), *vagueness(when)))


def vagueness(when: When) -> tuple[int, int, int]:
    """How little a date says: unqualified before qualified, fewer days before more, timed before untimed.

    An interval between two known days leaves nothing open: it says more than its first day alone.
    """
    first, last = when.possibly_earliest, when.possibly_latest
    days = last.ordinal - first.ordinal if first is not None and last is not None else 2**62
    whole = when.shape == "interval" and when.precision == "day" and not when.qualifier and days < 2**62
    return -1 if whole else days, int(bool(when.qualifier)), int(when.start_time is None)


def _conflicts(when: When, citations: Iterable[Citation]) -> tuple[Conflict, ...]:
    return tuple(Conflict(when=c.when, citation=c) for c in citations if c.when and not can_meet(c.when, when))


def _same_evidence(one: Citation, other: Citation) -> bool:
    """The same address, or the same publisher and title."""
    if one.url and one.url == other.url:
        return True
    return bool(one.title) and (folded(one.title), folded(one.publisher)) == (
        folded(other.title),
        folded(other.publisher),
    )


def _worst(statuses: Iterable[str]) -> str:
    order = ("cancelled", "postponed", "disputed", "happened", "expected", "tentative")
    return min(statuses, key=lambda status: order.index(status) if status in order else len(order))
