"""A document's temporal expressions, each with what it dates."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Final

from timeline.dates import When
from timeline.dates.calendar import Day
from timeline.prose import names
from timeline.prose.adverbials import plain, says_nothing_else
from timeline.prose.bare_times import is_only_a_time
from timeline.prose.calendar_names import NAME
from timeline.prose.clauses import clauses
from timeline.prose.confidence import EVENT, confidence
from timeline.prose.cues import CAPTION, CUES, Cues
from timeline.prose.datelines import datelines
from timeline.prose.document import Article
from timeline.prose.expressions import Expression, expressions
from timeline.prose.fate import fate
from timeline.prose.grammar import grammar
from timeline.prose.sentences import Span, is_dateline, sentences
from timeline.prose.shorten import shorten
from timeline.prose.surroundings import Surroundings
from timeline.prose.tidy import LONGEST
from timeline.prose.titles import title
from timeline.prose.words import Clause, governing

UNNAMED: Final = 0.6
"""The confidence at most of an event whose sentence gives no title that stands alone; it gets the document's."""
TOLD: Final = 14
"""Sentences before its own that a title may need to know whom a pronoun means."""
CROWD: Final = 24
"""Dates in one sentence; more are a table or a list, whose rows tell no events that could be taken apart."""
CROWDED: Final = (0.05, ("crowd",))


@dataclass(frozen=True, slots=True)
class Finding:
    """One temporal expression and what it dates. Offsets of `expression` and `sentence` count in the whole document.

    `event` says whether it dates an event, `confidence` how probable that is, and `signs` names the reasons; `said`
    is `happened`, `expected`, `conditional`, `denied`, `cancelled` or `postponed`. `title` and `around` (the
    clause with what resumes it) are empty where it dates no event.
    """

    expression: Expression
    sentence: Span
    words: str
    clause: str
    event: bool = False
    confidence: float = 0.0
    signs: tuple[str, ...] = ()
    title: str = ""
    said: str = "happened"
    around: str = ""
    language: str = "en"

    @property
    def places(self) -> tuple[str, ...]:
        """Names of places in the words around the date."""
        return names.places(self.around, self.language)

    @property
    def people(self) -> tuple[str, ...]:
        """Names of people in the words around the date."""
        return names.people(self.around, self.language)


def findings(article: Article) -> list[Finding]:
    """Every temporal expression of the document in order, with its sentence and whether it dates an event.

    Linear in the document's length; relative words lean on `article.published` alone.
    """
    cues = CUES[article.language]
    body = article.text[article.body :] if article.body else article.text
    dates = expressions(body, article.published, article.language, article.date_order)
    lines = [line for line in datelines(body, article.language) if not _is_ahead(line.day, article.published)]
    spans = sentences(body, [(e.start, e.end) for e in dates], cues.ordinal_dot, [line.end for line in lines])
    read: list[Finding] = []
    for place, own in _by_sentence(spans, dates):
        dateline = any(line.start <= spans[place].start and spans[place].end <= line.end for line in lines)
        line = _Line(article, body, spans, place, own, cues, dateline=dateline)
        read.extend(line.finding(at) for at in range(len(own)))
    return read


def _by_sentence(spans: Sequence[Span], dates: Sequence[Expression]) -> Iterator[tuple[int, list[Expression]]]:
    """The sentences that hold expressions, by their place, each with its own."""
    place, placed = 0, []
    for expression in dates:
        while place + 1 < len(spans) and spans[place].end <= expression.start:
            place += 1
        placed.append((place, expression))
    for at, group in groupby(placed, key=lambda pair: pair[0]):
        yield at, [expression for _, expression in group]


def _is_caption(body: str, spans: Sequence[Span], place: int) -> bool:
    """Whether the credit of a picture stands in this line or right after it."""
    after = body[spans[place + 1].start : spans[place + 1].start + 24] if place + 1 < len(spans) else ""
    return bool(CAPTION.match(after))


class _Line:
    """A sentence taken apart once, and asked for each of its expressions."""

    def __init__(
        self,
        article: Article,
        body: str,
        spans: Sequence[Span],
        place: int,
        own: Sequence[Expression],
        cues: Cues,
        *,
        dateline: bool = False,
    ) -> None:
        span = spans[place]
        self.article, self.cues, self.own = article, cues, own
        self.caption = _is_caption(body, spans, place)
        self.before = [body[each.start : each.end] for each in spans[max(0, place - TOLD) : place]]
        self.words = body[span.start : span.end]
        self.span = Span(span.start + article.body, span.end + article.body)
        self.dates = [(max(0, e.start - span.start), e.end - span.start) for e in own]
        self.ranges = list(_ranges(*_without_names(own, self.dates)))
        # A title leaves out when it was, not how long: "sentenced to six years in prison".
        self.told = list(_ranges(*_points(own, self.dates)))
        self.crowded = len(own) > CROWD
        whole = [Clause(0, len(self.words), "main", 0)]
        self.parts = whole if self.crowded else clauses(self.words, cues, self.ranges)
        self.places = [governing(self.parts, start) for start, _ in self.dates]
        self.dateline = dateline or is_dateline(self.words)

    def finding(self, at: int) -> Finding:
        expression, start = self.own[at], self.dates[at][0]
        clause, when = self.parts[self.places[at]], expression.when
        bare = Finding(self._in_document(expression), self.span, self.words, self.words[clause.start : clause.end])
        if when is None or expression.type not in {"DATE", "TIME"}:
            return bare
        if expression.rule == NAME:
            return replace(bare, signs=(NAME,))
        context = None if self.crowded else self._context(at, when)
        sure, signs = confidence(context) if context else CROWDED
        if sure < EVENT or context is None:
            return replace(bare, confidence=sure, signs=signs)
        named = title(self.words, self.parts, start, self.told, self.cues, self.before)
        if not named:
            sure, signs = min(sure, UNNAMED), (*signs, "no title")
        return replace(
            bare,
            event=True,
            confidence=sure,
            signs=signs,
            title=named or self._headline(),
            said=mood(context, when, self.article.published),
            around=_around(self.words, self.parts, self.places[at]),
            language=self.cues.code,
        )

    def _headline(self) -> str:
        """The document's own title, for an event whose sentence gives none; the sentence where it has none either, or
        one that is a time and no more."""
        title = "" if is_only_a_time(self.article.title) else self.article.title
        return title if 0 < len(title) <= LONGEST else shorten(title or self.words, self.cues)

    def _context(self, at: int, when: When) -> Surroundings:
        place, (start, end) = self.places[at], self.dates[at]
        doubtful = self.own[at].doubtful
        same = (e for n, e in enumerate(self.own) if n != at and self.places[n] == place and e.rule != NAME)
        others = sum(narrows(other, when) for other in same)
        return Surroundings(
            self.words,
            start,
            end,
            self.parts[place],
            grain(when),
            self.cues,
            others,
            self.dateline,
            self.caption,
            self._is_of_subject(at),
            doubtful,
        )

    def _is_of_subject(self, at: int) -> bool:
        """ "The hoard (about AD 350) was acquired in 1911": what stands in brackets tells how old the thing is."""
        place = self.places[at]
        clause = self.parts[place]
        if clause.kind != "aside" or place != 1 or all(other == place for other in self.places):
            return False
        if self.cues.happening.search(self.words[: clause.start]):
            return False  # "The coronation (2 June 1953) was shown …": it is when that happened
        if not self.words[clause.start : clause.end].rstrip().endswith(")"):
            return False  # the first of a life's two dates
        inside = plain(self.words, clause.body, clause.end, self.dates)
        return says_nothing_else(inside) and not grammar(self.cues).has_verb_form(self.words[: clause.start])

    def _in_document(self, expression: Expression) -> Expression:
        """The expression with its offsets in the whole document."""
        shift = self.article.body
        return replace(expression, start=expression.start + shift, end=expression.end + shift) if shift else expression


def _is_ahead(day: Day | None, published: dt.date | None) -> bool:
    """No text is dated later than it was published; a day more for clocks elsewhere."""
    if day is None or published is None:
        return False
    return day.ordinal > Day(published.year, published.month, published.day).ordinal + 1


def _without_names(
    own: Sequence[Expression], dates: Sequence[tuple[int, int]]
) -> tuple[list[Expression], list[tuple[int, int]]]:
    """Those that are no part of a name, with their offsets."""
    kept = [at for at, expression in enumerate(own) if expression.rule != NAME]
    return [own[at] for at in kept], [dates[at] for at in kept]


def _points(
    own: Sequence[Expression], dates: Sequence[tuple[int, int]]
) -> tuple[list[Expression], list[tuple[int, int]]]:
    """Those that name a time, with their offsets; durations and sets left out."""
    own, dates = _without_names(own, dates)
    named = [at for at, expression in enumerate(own) if expression.type in {"DATE", "TIME"}]
    return [own[at] for at in named], [dates[at] for at in named]


def _ranges(own: Sequence[Expression], dates: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """The dates' offsets, the two ends of a range as one: "from 3 May to 6 May"."""
    for group, pairs in groupby(zip(own, dates, strict=True), key=lambda pair: pair[0].group or id(pair[0])):
        spans = [span for _, span in pairs]
        yield from [(spans[0][0], spans[-1][1])] if isinstance(group, str) else spans


def _around(words: str, parts: Sequence[Clause], place: int) -> str:
    """The clause's words, and those that resume it after an aside; all of a sentence of one or two clauses."""
    if len(parts) < 3:
        return words
    start = parts[place].start
    while [part.kind for part in parts[place + 1 : place + 3]] == ["aside", "resume"]:
        place += 2
    return words[start : parts[place].end]


def narrows(other: Expression, when: When) -> bool:
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
_NOT_GUILTY: Final = re.compile(r"\bnot guilty\b", re.IGNORECASE)
"""A plea or a verdict, which was given."""
_DENIES: Final = re.compile(r"\b(?:denie[sd]|deny|denying|rejected|ruled out|disputed)\b[^.;]{0,30}$")


def mood(context: Surroundings, when: When, published: dt.date | None) -> str:
    """What the clause's mood and tense make of it. A date that was past when the document appeared has happened,
    unless the words deny it or only expected it: "would later" is a past."""
    own, cues = context.own, context.cues
    if became := fate(context.sentence, context.start, context.end):
        return became
    ahead = published is not None and when.earliest is not None and when.earliest.ordinal > published.toordinal()
    past = published is not None and when.latest is not None and when.latest.ordinal < published.toordinal()
    if cues.conditional.search(own) and not past:
        return "conditional"
    governed = context.sentence[max(0, context.clause.start - 40) : context.clause.start]
    if cues.denied.search(_NOT_GUILTY.sub("", own)) or (context.clause.kind == "content" and _DENIES.search(governed)):
        return "denied"
    return "expected" if ahead or (cues.expected.search(own) and not past) else "happened"
