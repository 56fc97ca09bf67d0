"""What a person reads on the terminal before deciding on a candidate."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import rich_click as click

from timeline.dates.writing import wording
from timeline.errors import visible
from timeline.model.event import AHEAD, Citation, Claim, Event
from timeline.model.pattern import event_words
from timeline.model.source import Candidate

WIDE: Final = 26
"""Columns of a date in a list; a longer one takes the room it needs."""


def describe(candidate: Candidate, language: str) -> str:
    """A candidate in lines: what is claimed, in which words, and why we ask."""
    mention = candidate.claim.mention
    like = f"like {candidate.like} ({candidate.score:.2f}): " if candidate.like else ""
    lines = [
        f"{candidate.id}  {mention.title}",
        f"  {date_words(candidate.claim, language)}  ({candidate.claim.when.edtf})",
        f"  {mention.citation.publisher}: “{mention.citation.words}” {mention.citation.url} {mention.citation.place}",
        f"  {like}{', '.join(candidate.reasons)}",
    ]
    return "\n".join(map(visible, lines))


def in_detail(candidate: Candidate, like: Event | None, language: str) -> str:
    """A candidate with its sentence, its words marked, and beside it the event that it may be the same as."""
    return "\n".join([*_claimed(candidate, language), *(_proposed(candidate, like, language) if like else ())])


def overview(candidates: Sequence[Candidate], chosen: set[str], language: str) -> str:
    """What waits of one document, a line each, numbered; a dot before those that are chosen."""
    lines = []
    for number, candidate in enumerate(candidates, 1):
        mark = "•" if candidate.id in chosen else " "
        words = visible(date_words(candidate.claim, language))
        same = f"  perhaps the same as {candidate.like}" if candidate.like else ""
        doubt = f"  {candidate.claim.doubt}" if candidate.claim.doubt else ""
        title = click.style(visible(candidate.claim.mention.title), bold=True)
        lines.append(f"{mark} {number:>2}  {words:{WIDE}}  {title}{visible(same + doubt)}")
    return "\n".join(lines)


def origin(citation: Citation) -> str:
    """Who said it, under which title, and when."""
    return visible(" · ".join(filter(None, [citation.publisher, citation.title, citation.published, citation.url])))


def date_words(claim: Claim, language: str) -> str:
    """The date of a claim as it is said to readers."""
    return wording.words(claim.when, language, ahead=claim.mention.status in AHEAD)


def _claimed(candidate: Candidate, language: str) -> Iterator[str]:
    claim, mention = candidate.claim, candidate.claim.mention
    yield click.style(visible(mention.title), bold=True)
    yield visible(f"  date      {date_words(claim, language)}  ({claim.when.edtf})")
    if mention.status:
        yield visible(f"  status    {mention.status}")
    if mention.places:
        yield visible(f"  places    {'; '.join(place.name for place in mention.places)}")
    if mention.summary or mention.citation.words:
        yield f"  words     {marked(mention.summary, mention.citation.words)}"
    if mention.citation.rule:
        yield visible(f"  read by   {mention.citation.rule}")
    yield visible(f"  why       {', '.join(candidate.reasons)}")


def _proposed(candidate: Candidate, like: Event, language: str) -> Iterator[str]:
    yield click.style(visible(f"  perhaps the same as {like.id}, by {candidate.score:.2f} of 1"), underline=True)
    yield visible(f"    title   {like.title}")
    yield visible(f"    date    {event_words(like, language)}  ({like.when.edtf})")
    if like.places:
        yield visible(f"    places  {'; '.join(place.name for place in like.places)}")
    for citation in like.sources:
        yield f"    source  {origin(citation)}"


def marked(sentence: str, words: str) -> str:
    """A sentence in which the words that were read as a date stand out, also where there is no colour."""
    sentence, words = visible(sentence), visible(words)
    before, found, after = sentence.partition(words) if words else (sentence, "", "")
    if not found:
        return f"{sentence} [{words}]".strip() if words else sentence
    return f"{before}[{click.style(found, bold=True)}]{after}"
