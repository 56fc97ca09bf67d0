"""Texts that tell of events: the prose extractor at work on an item's title and body, anchored at its publication."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final, NamedTuple

import msgspec

from timeline.dates import When
from timeline.dates.reading import LANGUAGES
from timeline.dates.reading.date_order import ASK
from timeline.extract import date_fields
from timeline.extract.plain_text import line
from timeline.model.event import Mention
from timeline.model.search_terms import terms
from timeline.prose import Article, events, findings
from timeline.prose.cues import CUES, detect_language
from timeline.prose.mentions import mentions, rule

LONGEST: Final = 200_000
"""Characters of one text that are searched for dates; more is a book."""
CLOSE: Final = 100
"""Days within which a title names a date for it to be the item's own: "Budget 2025" is not of 2025."""
LABEL: Final = re.compile(
    r"^[^\w\n]{0,10}(?:when|date(?: and time|/time|s)?|event date|start(?:s| date| time)?|starts? on"
    r"|wann|datum|termin|beginn|quand|début|cuándo|cuando|fecha|inicio|data|时间|日期|日時|когда|дата)\s*[:：]\s*(\S.{3,120}?)\s*$",
    re.IGNORECASE | re.MULTILINE,
)
"""A line of a calendar's description that states its date."""


class StatedDate(NamedTuple):
    """A date that an item states for itself: the words, the rule that read them, and how sure that is its own date."""

    when: When
    words: str
    rule: str
    confidence: float = 1.0


def language_of(text: str, said: str = "") -> str:
    """The language said (`de-AT` is `de`), else what the words look like."""
    code = said.lower().replace("_", "-").split("-")[0]
    return code if re.fullmatch(r"[a-z]{2,3}", code) else detect_language(text[:20_000])


def stated_date(title: str, body: str, published: str, language: str, date_order: str = ASK) -> StatedDate | None:
    """The date of what an item announces: in its title, else in a line of its text that says when; None: neither."""
    findings_of_title = events(findings(article(title, published, language, date_order=date_order)))
    dated = [
        StatedDate(each.expression.when, each.expression.text, f"title {rule(each.expression)}", each.confidence)
        for each in findings_of_title
        if each.expression.when is not None and _days(each.expression.when) <= CLOSE
    ]
    if dated:
        return min(dated, key=lambda each: _days(each.when))
    if label := LABEL.search(body[:20_000]):
        when = date_fields.read_date(label[1], published, language, date_fields.field_order(date_order))
        if isinstance(when, When) and _days(when) <= 366:
            return StatedDate(when, label[1], "label", 0.9)
    return None


def read(text: str, published: str, language: str, title: str = "", date_order: str = ASK) -> Iterator[Mention]:
    """The events that a text tells of, in its order; keys are unique in it. `place` counts in the text."""
    yield from mentions(article(text[:LONGEST], published, language, title, date_order))


def main_event(title: str, tellings: Sequence[Mention]) -> int | None:
    """Which of the events that a text tells is the one its title announces: the first whose sentence has at least half
    of the title's own words; None where none has."""
    wanted = _stems(title)
    if not wanted:
        return None
    for number, telling in enumerate(tellings):
        if 2 * len(wanted & _stems(telling.summary)) >= len(wanted):
            return number
    return None


def _stems(text: str) -> set[str]:
    """The beginnings of the longer words; "opens" and "opened" are one. Of unspaced scripts pairs of characters."""
    words = terms(text)
    pairs = {a + b for a, b in pairwise(words) if len(a) == len(b) == 1 and not a.isascii()}
    return pairs | {word[:4] for word in words if len(word) > 3}


def article(text: str, published: str, language: str, title: str = "", date_order: str = ASK) -> Article:
    """The text as the prose extractor takes it; a language that it does not know is guessed from the words."""
    return Article(
        doc=title or "text",
        text=text,
        published=date_fields.reference_day(published),
        language=readable_language(language, text),
        title=title,
        digest=hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest(),
        date_order=date_order,
    )


def readable_language(language: str, text: str) -> str:
    """The language, where its prose and its dates can be read; else the one that the words look like, else English."""
    for code in (language, detect_language(text[:20_000])):
        if code in CUES and code in LANGUAGES:
            return code
    return "en"


def first_words(text: str, most: int = 120) -> str:
    """A title for a text that has none: its first sentence, or as many words as fit."""
    first = line(text.strip().partition("\n")[0])
    sentence = re.split(r"(?<=[.!?。！？])\s", first)[0]
    return sentence if len(sentence) <= most else sentence[:most].rsplit(" ", 1)[0] + "…"


def as_part_of(mention: Mention, key: str, **fields: object) -> Mention:
    """A mention that prose made, as one of an item: its key and citation take the item's in front."""
    citation = msgspec.structs.replace(mention.citation, **fields)
    return msgspec.structs.replace(mention, key=f"{key}#{mention.key}", citation=citation)


def _days(when: When) -> int:
    first, last = when.earliest, when.latest
    return last.ordinal - first.ordinal + 1 if first is not None and last is not None else 10**9
