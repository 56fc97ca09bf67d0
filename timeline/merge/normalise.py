"""Mentions become claims: the date is read, the text bounded, the source's tags added. Nothing is guessed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace
from typing import Final, NamedTuple

import msgspec

from timeline.dates import When, explain, southern
from timeline.dates.local_time import first_given, localise
from timeline.dates.reading import Reading
from timeline.dates.reading.date_order import ASK, DAY_FIRST, IN_ORDER, MONTH_FIRST, in_order
from timeline.dates.reading.typed import either_way
from timeline.model.chronology import Chronology
from timeline.model.event import TAG, Citation, Claim, Mention
from timeline.model.search_terms import folded, terms
from timeline.model.source import Refusal, Source

LONGEST_TITLE: Final = 300
LONGEST_SUMMARY: Final = 2000
MOST_TAGS: Final = 20


class DateSettings(NamedTuple):
    """The chronology's settings for dates: the zone of times that name none, the half of the earth of its seasons, and
    which of two figures is the day."""

    local_times: str = ""
    hemisphere: str = "north"
    date_order: str = ASK

    @classmethod
    def of(cls, chronology: Chronology) -> DateSettings:
        """Those of a chronology."""
        return cls(chronology.local_times, chronology.hemisphere, chronology.date_order)


DEFAULT: Final = DateSettings()
FIELDS: Final = frozenset({"columns", "edtf", "extension", "h-event", "label", "markwhen", "schema.org", "timelinejs"})
"""Rules of dates that stand in a column or a field: there the reader knows the order of day and month."""


def normalise_all(
    mentions: Iterable[Mention], source: Source, settings: DateSettings = DEFAULT
) -> tuple[list[Claim], list[Refusal]]:
    """Claims in the order of the mentions, and what was refused; of two mentions with one key the first stands."""
    claims: dict[str, Claim] = {}
    refused: list[Refusal] = []
    for mention in mentions:
        outcome = normalise(mention, source, settings)
        if isinstance(outcome, Refusal):
            refused.append(outcome)
        elif mention.key in claims:
            refused.append(_refusal(mention, f"the key {mention.key!r} was already used"))
        else:
            claims[mention.key] = outcome
    return list(claims.values()), refused


def normalise(mention: Mention, source: Source, settings: DateSettings = DEFAULT) -> Claim | Refusal:
    """The claim that a mention makes, or why it makes none.

    Relative words count from the document's own date, never from the present. A season of
    the south that stands bare leaves a doubt in the north.
    """
    said = mention.when or _read_date(mention, source, settings.date_order)
    if isinstance(said, Refusal):
        return said
    order_doubt = _order_doubt(said, mention, settings.date_order, source.language or mention.language)
    is_bare = _is_bare(said, mention)
    if is_bare:  # EDTF is nobody's words
        said = replace(said, text="")
    when = localise(said, _zone(mention, source, settings.local_times))
    title = " ".join(mention.title.split())[:LONGEST_TITLE].rstrip()
    if not title:
        return _refusal(mention, "it has no title")
    if when.earliest is None and when.latest is None:
        return _refusal(mention, f"{when.edtf} is no date of an event")
    clean = msgspec.structs.replace(
        mention,
        title=title,
        summary=_cut(mention.summary),
        tags=_tags(source, mention),
        language=source.language or mention.language,
        citation=_citation(mention, source, when, title),
    )
    season_doubt = southern.doubt(when.edtf) if is_bare and settings.hemisphere == "north" else ""
    doubt = season_doubt or order_doubt
    return Claim(source=source.id, mention=clean, when=when, floating=when != said, doubt=doubt)


def _order_doubt(said: When, mention: Mention, order: str, language: str) -> str:
    """What is in doubt of a date whose day and month may be either way round. (Where either may be meant the date says
    so itself.)"""
    words = mention.said_when or said.text
    rule = mention.citation.rule
    is_settled = rule in FIELDS or IN_ORDER in rule if mention.when else order != ASK
    if is_settled or either_way(words, language) is None:
        return ""
    published = publication_day(mention.citation.published)
    readings = [explain(in_order(words, each), published, language or None) for each in (DAY_FIRST, MONTH_FIRST)]
    dates = [each.when.edtf for each in readings if isinstance(each, Reading)]
    is_either = said.edtf == f"[{','.join(sorted(dates))}]"
    return "" if is_either else f"“{words}” may be {' or '.join(dates)}"


def _is_bare(when: When, mention: Mention) -> bool:
    """Whether a season of the south stands in the source as digits alone, with nothing that says that it is EDTF."""
    words = when.text or ("" if mention.when else mention.said_when)
    is_marked = southern.without_mark(words) is not None
    return not is_marked and all(map(southern.names_southern_season, (when.edtf, words)))


def _zone(mention: Mention, source: Source, local_times: str) -> str:
    """The zone of times that name none. An article that tells of another place does not mean the chronology's, so
    prose has only its source's."""
    return first_given((source.timezone,) if mention.named_by == "prose" else (source.timezone, local_times))


def _tags(source: Source, mention: Mention) -> tuple[str, ...]:
    """The source's tags, then the mention's own, each once."""
    tags: dict[str, None] = {}
    for name in (*source.tags, *mention.tags):
        if tag := _tag(name):
            tags[tag] = None
    return tuple(tags)[:MOST_TAGS]


def _citation(mention: Mention, source: Source, when: When, title: str) -> Citation:
    """The provenance with what the mention itself may have left to its source."""
    said = mention.citation
    return msgspec.structs.replace(
        said,
        source=source.id,
        key=mention.key,
        when=when,
        title=said.title or title,
        publisher=said.publisher or source.name,
        words=said.words or mention.said_when,
    )


def _read_date(mention: Mention, source: Source, order: str) -> When | Refusal:
    if not mention.said_when:
        return _refusal(mention, "it names no date")
    words = in_order(mention.said_when, order)
    outcome = explain(words, publication_day(mention.citation.published), source.language or None)
    if isinstance(outcome, Reading):
        return outcome.when if words == mention.said_when else replace(outcome.when, text=mention.said_when)
    return _refusal(mention, f"{mention.said_when!r}: {outcome.reason}")


def publication_day(published: str) -> dt.date | None:
    """The day that relative words count from; None where a citation names none."""
    try:
        return dt.date.fromisoformat(published[:10])
    except ValueError:
        return None


def _cut(text: str) -> str:
    if len(text) <= LONGEST_SUMMARY:
        return text
    return text[: LONGEST_SUMMARY - 1].rsplit(" ", 1)[0] + "…"


def _tag(name: str) -> str:
    """A source's category as a tag of ours, or nothing where it has no letters or digits of the Latin alphabet."""
    tag = "-".join(terms(folded(name)))[:40].strip("-")
    return tag if TAG.fullmatch(tag) else ""


def _refusal(mention: Mention, reason: str) -> Refusal:
    return Refusal(place=mention.citation.place or mention.key, reason=reason, key=mention.key, title=mention.title)
