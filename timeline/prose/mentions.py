"""A document's temporal expressions, each with what it dates; and the events among them, one mention each."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Final

from timeline.dates import When
from timeline.event import Citation, Mention, Place
from timeline.prose import names
from timeline.prose.clauses import Clause, clauses, governing
from timeline.prose.confidence import EVENT, confidence
from timeline.prose.context import Context
from timeline.prose.cues import CAPTION, CUES, Cues
from timeline.prose.document import Article
from timeline.prose.expressions import Expression, expressions
from timeline.prose.sentences import Span, is_dateline, sentences
from timeline.prose.titles import title

STATUS: Final = {
    # said of it      status of the event (design §3)
    "happened": "happened",
    "expected": "expected",
    "conditional": "tentative",
    "denied": "disputed",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One temporal expression and what it dates. Offsets of `expression` and `sentence` count in the whole document.

    `event` says whether it dates an event, `confidence` how probable that is, and `signs` names the reasons; `said`
    is `happened`, `expected`, `conditional` or `denied`. `title` is empty where it dates no event.
    """

    expression: Expression
    sentence: Span
    words: str
    clause: str
    event: bool
    confidence: float
    signs: tuple[str, ...] = ()
    title: str = ""
    said: str = "happened"
    places: tuple[str, ...] = ()
    people: tuple[str, ...] = ()


def findings(article: Article) -> list[Finding]:
    """Every temporal expression of the document in order, with its sentence and whether it dates an event.

    Linear in the document's length; relative words lean on `article.published` alone.
    """
    cues = CUES[article.language]
    body = article.text[article.body :] if article.body else article.text
    found = expressions(body, article.published, article.language)
    spans = sentences(body, [(e.start, e.end) for e in found], cues.ordinal_dot)
    return [
        finding
        for place, own in _by_sentence(spans, found)
        for finding in _read(article, body, spans, place, own, cues)
    ]


def _by_sentence(spans: Sequence[Span], found: Sequence[Expression]) -> Iterator[tuple[int, list[Expression]]]:
    """The sentences that hold expressions, by their place, each with its own."""
    place, placed = 0, []
    for expression in found:
        while place + 1 < len(spans) and spans[place].end <= expression.start:
            place += 1
        placed.append((place, expression))
    for at, group in groupby(placed, key=lambda pair: pair[0]):
        yield at, [expression for _, expression in group]


def _read(
    article: Article, body: str, spans: Sequence[Span], place: int, own: Sequence[Expression], cues: Cues
) -> Iterator[Finding]:
    span = spans[place]
    words = body[span.start : span.end]
    dates = [(max(0, e.start - span.start), e.end - span.start) for e in own]
    parts = clauses(words, cues, dates)
    line = _Line(words, dates, parts, cues, _is_caption(body, spans, place), is_dateline(words), article.published)
    for expression, (start, end) in zip(own, dates, strict=True):
        finding = _finding(line, expression, start, end, own)
        yield replace(
            finding,
            expression=replace(expression, start=expression.start + article.body, end=expression.end + article.body),
            sentence=Span(span.start + article.body, span.end + article.body),
        )


def _is_caption(body: str, spans: Sequence[Span], place: int) -> bool:
    """Whether the credit of a picture stands in this line or right after it."""
    after = body[spans[place + 1].start : spans[place + 1].start + 24] if place + 1 < len(spans) else ""
    return bool(CAPTION.match(after))


@dataclass(frozen=True, slots=True)
class _Line:
    """A sentence, taken apart."""

    words: str
    dates: Sequence[tuple[int, int]]
    parts: Sequence[Clause]
    cues: Cues
    caption: bool
    dateline: bool
    published: dt.date | None


def _finding(line: _Line, expression: Expression, start: int, end: int, own: Sequence[Expression]) -> Finding:
    clause = line.parts[governing(line.parts, start)]
    text = line.words[clause.start : clause.end]
    bare = Finding(expression, Span(0, 0), line.words, text, event=False, confidence=0.0)
    when = expression.when
    if when is None or expression.type not in {"DATE", "TIME"}:
        return bare
    others = sum(
        _narrows(other, when) and line.parts[governing(line.parts, at)] is clause
        for other, (at, _) in zip(own, line.dates, strict=True)
        if other is not expression
    )
    context = Context(line.words, start, end, clause, grain(when), line.cues, others, line.dateline, line.caption)
    sure, signs = confidence(context)
    if sure < EVENT:
        return replace(bare, confidence=sure, signs=signs)
    return replace(
        bare,
        event=True,
        confidence=sure,
        signs=signs,
        title=title(line.words, line.parts, start, line.dates, line.cues),
        said=_said(context, when, line.published),
        places=names.places(_around(line, clause), line.cues.code),
        people=names.people(_around(line, clause), line.cues.code),
    )


def _around(line: _Line, clause: Clause) -> str:
    """The clause's words, and those that resume it after an aside; all of a sentence of one or two clauses."""
    if len(line.parts) < 3:
        return line.words
    place = line.parts.index(clause)
    while [part.kind for part in line.parts[place + 1 : place + 3]] == ["aside", "resume"]:
        place += 2
    return line.words[clause.start : line.parts[place].end]


def _narrows(other: Expression, when: When) -> bool:
    """Whether the other expression is a closer date within this one."""
    if other.when is None or other.when.edtf == when.edtf or other.type not in {"DATE", "TIME"}:
        return False
    return other.when.earliest is not None and other.when.latest is not None and other.when.matches(when, "within")


def grain(when: When) -> str:
    """How long a time was named: `time`, `day`, `week` (up to 10 days), `month` (100), `year` (3 years) or `decade`."""
    if when.start_time:
        return "time"
    first, last = when.earliest, when.latest
    if first is None or last is None:
        return when.precision
    days = last.ordinal - first.ordinal + 1
    return next(name for most, name in _GRAINS if most is None or days <= most)


_GRAINS: Final = ((1, "day"), (10, "week"), (100, "month"), (1100, "year"), (None, "decade"))


def _said(context: Context, when: When, published: dt.date | None) -> str:
    """What the clause's mood and tense make of it. A date that was past when the document appeared has happened,
    unless the words deny it or only expected it: "would later" is a past."""
    own, cues = context.own, context.cues
    ahead = published is not None and when.earliest is not None and when.earliest.ordinal > published.toordinal()
    past = published is not None and when.latest is not None and when.latest.ordinal < published.toordinal()
    if cues.conditional.search(own) and not past:
        return "conditional"
    if cues.denied.search(own):
        return "denied"
    return "expected" if ahead or (cues.expected.search(own) and not past) else "happened"


def mentions(article: Article) -> list[Mention]:
    """The document's events, one mention each, in order; ready for `ingest`.

    The two ends of a range, a repeated caption and a second, wider date in the same clause make no second mention.
    `citation` quotes the words and says where they stand; `key` is made of the sentence, so it outlives other edits.
    """
    seen: dict[str, int] = {}
    return [_mention(article, finding, seen) for finding in events(findings(article))]


def events(found: Sequence[Finding]) -> list[Finding]:
    """The findings that are events, each once."""
    kept: list[Finding] = []
    groups: set[str] = set()
    told: set[tuple[str, str]] = set()
    for finding in found:
        when, group = finding.expression.when, finding.expression.group
        if not finding.event or when is None or (group is not None and group in groups):
            continue
        if group is not None:
            groups.add(group)
        if (key := (finding.title.casefold(), when.edtf)) in told:
            continue
        told.add(key)
        if kept and _is_wider(kept[-1], finding):
            kept.pop()
        if not (kept and _is_wider(finding, kept[-1])):
            kept.append(finding)
    return kept


def _is_wider(wide: Finding, close: Finding) -> bool:
    """Whether both date the same clause of the same sentence, and the first says less closely when."""
    same = wide.sentence == close.sentence and wide.clause == close.clause and wide.title == close.title
    return same and wide.expression.when is not None and _narrows(close.expression, wide.expression.when)


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
        rule=expression.rule,
        when=expression.when,
        digest=article.digest,
    )


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
        citation=citation(article, finding),
    )
