"""The events among what a document dates, one mention each."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Final

from timeline.dates import When
from timeline.dates.reading.date_order import IN_ORDER
from timeline.errors import EDTFError
from timeline.model.event import Citation, Mention, Place
from timeline.prose.document import Article
from timeline.prose.expressions import Expression
from timeline.prose.finding import Finding, findings, narrows

STATUS: Final = {
    # said of it      status of the event (design §3)
    "happened": "",  # as where none is given: our own date of publication tells
    "expected": "expected",
    "conditional": "tentative",
    "denied": "disputed",
    "cancelled": "cancelled",
    "postponed": "postponed",
}


def mentions(article: Article) -> list[Mention]:
    """The document's events, one mention each, in order; ready for `ingest`.

    The two ends of a range, a repeated caption and a second, wider date in the same clause make no second mention.
    `citation` quotes the words and says where they stand; `key` is made of the sentence, so it outlives other edits.
    """
    seen: dict[str, int] = {}
    return [_mention(article, finding, seen) for finding in events(findings(article))]


def events(candidates: Sequence[Finding]) -> list[Finding]:
    """The findings that are events, each once."""
    kept: list[Finding] = []
    seen: set[tuple[str, str]] = set()
    for finding in _whole_ranges(candidates):
        when = finding.expression.when
        if not finding.event or when is None or (key := (finding.title.casefold(), when.edtf)) in seen:
            continue
        seen.add(key)
        if kept and _is_wider(kept[-1], finding):
            kept.pop()
        if not (kept and _is_wider(finding, kept[-1])):
            kept.append(finding)
    return kept


def _whole_ranges(candidates: Sequence[Finding]) -> Iterator[Finding]:
    """The findings, the two ends of a range as one that quotes the words from the first to the last."""
    for _, pair in groupby(candidates, key=lambda f: (f.sentence, f.expression.group) if f.expression.group else id(f)):
        ends = list(pair)
        first, last = ends[0], ends[-1]
        if first is not last:
            start, end = _beginning(first), last.expression.end
            text = first.words[start - first.sentence.start : end - first.sentence.start]
            when = _listed(ends) if (first.expression.group or "").startswith("list-") else first.expression.when
            if when is not None and when.text in text:
                when = replace(when, text=text)
            told = next((each for each in ends if each.event), first)
            first = replace(told, expression=replace(told.expression, start=start, end=end, text=text, when=when))
        yield first


def _beginning(first: Finding) -> int:
    """Where the words of a range begin: "1802 and 1815" without its "between" would be two years."""
    start = first.expression.start
    between = _BETWEEN.search(first.words[: start - first.sentence.start])
    return start - len(between[0]) if between else start


_BETWEEN: Final = re.compile(
    r"\b(?:between|betwixt|zwischen|entre)(?: (?:the|dem|den|der|le|la|les|los|el))?\s+$", re.IGNORECASE
)


def _listed(ends: Sequence[Finding]) -> When | None:
    """The dates of a list as one date: each of them."""
    each = [finding.expression.when.edtf for finding in ends if finding.expression.when]
    try:
        return When.parse(f"{{{','.join(each)}}}") if len(each) == len(ends) else ends[0].expression.when
    except EDTFError:
        return ends[0].expression.when


def _is_wider(wide: Finding, close: Finding) -> bool:
    """Whether both date the same clause of the same sentence, and the first says less closely when."""
    same = wide.sentence == close.sentence and wide.clause == close.clause and wide.title == close.title
    return same and wide.expression.when is not None and narrows(close.expression, wide.expression.when)


def said_when(article: Article, finding: Finding) -> When:
    """The date with the words that say it: of a range, from its first end to its last."""
    expression = finding.expression
    assert expression.when is not None
    return replace(expression.when, text=expression.when.text or expression.text)


def citation(article: Article, finding: Finding) -> Citation:
    """Where the words stand, so that the quote can be checked against the document with this hash."""
    expression = finding.expression
    return Citation(
        title=article.title,
        publisher=article.publisher,
        url=article.url,
        published=article.published.isoformat() if article.published else "",
        words=expression.text,
        place=f"characters {expression.start}-{expression.end}",
        rule=rule(expression),
        when=expression.when,
        digest=article.digest,
    )


def rule(expression: Expression) -> str:
    """The rule that read the date, and what it leaned on."""
    kind, _, date = expression.anchor.partition(" ")
    leaning = {
        "published": f", from the publication on {date}",
        "story": f", from {date} told before",
        "order": f", {IN_ORDER}{date}",
    }
    return expression.rule + leaning.get(kind, "")


def _mention(article: Article, finding: Finding, seen: dict[str, int]) -> Mention:
    digest = hashlib.sha256(f"{finding.words}\n{finding.expression.text}".encode()).hexdigest()[:16]
    seen[digest] = count = seen.get(digest, 0) + 1
    when = said_when(article, finding)
    return Mention(
        key=digest if count == 1 else f"{digest}-{count}",
        title=finding.title,
        said_when=finding.expression.text,
        when=when,
        summary=finding.words,
        status=STATUS[finding.said],
        places=tuple(Place(name=name) for name in finding.places),
        language=article.language,
        confidence=finding.confidence,
        named_by="prose",
        citation=citation(article, finding),
    )
