"""A language's table at work: which rule fits at a place, which along a text, which the whole of a phrase.

Of the rules that fit at one place the longest reading wins, and among equals the one that stands first in the table.
A place is tried only by rules that can begin with its letters, every pattern is bounded, and dates within dates go
`DEPTH` deep: the time is linear in the length of the text.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import Final, NamedTuple

from timeline.dates.reading.heads import ANY, SIZE, fold
from timeline.dates.reading.rule import CompiledRule, Language, Rule, RuleMatch, compile_rule
from timeline.dates.reading.statement import Ends, Statement

DEPTH: Final = 3
"""Dates within dates ("the end of the first quarter of last year") that are followed."""
KNOWN: Final = 50_000
"""Heads whose rules are remembered."""
REMEMBERED: Final = 4_000
"""Inner dates of one text that are remembered at once."""
LEFT: Final = 40
"""Characters before an expression that a rule may look at."""

_WORD: Final = re.compile(r"['’]?\w+")
_GLUED: Final = re.compile(r"[$€£¥#№@_]$|\d[.,:/'’]$|[\d.][-–]$")
_CONTINUES: Final = re.compile(r"\w|[.,:/]\d|%| ?percent\b|[-–]\d{1,3}[,.]?\d*%|['’]\d")
_DIGIT: Final = frozenset("0123456789")


class Hit(NamedTuple):
    """What one rule read, and where. `reach` is where the words it used end (those of a signal included)."""

    rule: str
    start: int
    end: int
    statement: Statement | Ends
    reach: int
    order: int


class _Piece(NamedTuple):
    """How far a rule fits: the number of the next piece, where it has to begin, and the matches and dates so far."""

    number: int
    reach: int
    matches: tuple[re.Match[str], ...]
    hits: tuple[Hit, ...]


Candidate = tuple[CompiledRule, Callable[[str, int], "re.Match[str] | None"]]
"""A rule, and what tries its first piece."""


class ScannedText:
    """What is read: a text, whether it is prose, and what was found in it for the dates within others.

    Without this memory the same inner date would be sought again for each rule that may hold it.
    """

    __slots__ = ("folded", "known", "prose", "text")

    def __init__(self, text: str, *, prose: bool) -> None:
        self.text = text
        self.folded = fold(text)
        self.prose = prose
        self.known: dict[tuple[int, int], list[Hit]] = {}


class Table:
    """The rules of one language, ready for use."""

    def __init__(self, language: Language) -> None:
        self.language = language
        self._begin: dict[str, list[CompiledRule]] = defaultdict(list)
        self._follow: dict[str, list[CompiledRule]] = defaultdict(list)
        for order, rule in enumerate(language.rules):
            for ready in compile_rule(rule, order, language.vocabulary, language.spaced):
                for head in ready.heads:
                    (self._follow if ready.follows else self._begin)[head].append(ready)
        self._known: dict[tuple[str, bool, bool, bool], tuple[Candidate, ...]] = {}
        self._starts = _WORD if language.spaced else self._first_letters()

    def _first_letters(self) -> re.Pattern[str]:
        letters = {head[0] for head in self._begin if head != ANY}
        inside = "".join(re.escape(c) for c in sorted(letters - {"0", " "}))
        return re.compile(rf"[{inside}]|\d+|['’\[(]", re.IGNORECASE)

    def scan(self, text: str) -> Iterator[Hit]:
        """The expressions along a text, from left to right, none within another."""
        source = ScannedText(text, prose=True)
        until = 0
        for match in self._starts.finditer(text):
            at = match.start()
            if at < until or not self._candidates(source, at, 0) or self._is_glued(text, at):
                continue
            if hit := self._longest(source, at, 0):
                until = max(hit.reach, at + 1)
                if len(source.known) > REMEMBERED:
                    source.known.clear()
                yield hit

    def _is_glued(self, text: str, at: int) -> bool:
        """Whether a number there is the rest of a longer one."""
        return self.language.spaced and text[at] in _DIGIT and bool(_GLUED.search(text, max(0, at - 3), at))

    def wholes(self, text: str) -> Iterator[Hit]:
        """What the whole of a phrase can say, in the order of the table."""
        hits = [hit for hit in self._readings(ScannedText(text, prose=False), 0, 0) if hit.reach == len(text)]
        return iter(sorted(hits, key=lambda hit: hit.order))

    def _longest(self, source: ScannedText, at: int, depth: int) -> Hit | None:
        """The longest reading at a place of prose; among equals the first in the table."""
        best: Hit | None = None
        for hit in self._readings(source, at, depth):
            if best is None or hit.reach > best.reach:
                best = hit
        return best

    def _readings(self, source: ScannedText, at: int, depth: int) -> Iterator[Hit]:
        """Every reading at a place, in the order of the table, each with what can follow it."""
        if depth > DEPTH:
            return
        for ready, matches in self._candidates(source, at, depth):
            # Most rules that can begin with these letters end here, so nothing else is asked before.
            if (start := matches(source.text, at)) is None or not self._fits_left(ready, source, at):
                continue
            for hit in self._try(ready, source, at, depth, _Piece(1, start.end(), (start,), ())):
                yield hit
                yield from self._followed(source, hit, depth)

    def _candidates(self, source: ScannedText, at: int, depth: int, *, follow: bool = False) -> tuple[Candidate, ...]:
        """The rules that can begin so, or follow a date so, in the order of the table, with what tries their start."""
        head = source.folded[at : at + SIZE]
        known = self._known.get((head, follow, source.prose, depth > 0))
        if known is None:
            known = self._found_candidates(head, follow, source.prose, depth)
            if len(self._known) < KNOWN:
                self._known[head, follow, source.prose, depth > 0] = known
        return known

    def _found_candidates(self, head: str, follow: bool, prose: bool, depth: int) -> tuple[Candidate, ...]:
        index = self._follow if follow else self._begin
        some = [ready for size in range(1, SIZE + 1) for ready in index.get(head[:size], ())] + index.get(ANY, [])
        serving = sorted((ready for ready in some if _serves(ready.rule, prose, depth)), key=lambda ready: ready.order)
        return tuple((ready, ready.pieces[1 if follow else 0].match) for ready in serving)

    def _followed(self, source: ScannedText, hit: Hit, depth: int) -> Iterator[Hit]:
        """The reading with what may stand after it ("Friday" + " morning"), once and again."""
        if depth > DEPTH:
            return
        for ready, matches in self._candidates(source, hit.reach, depth, follow=True):
            if (start := matches(source.text, hit.reach)) is None or not _may_follow(ready.rule, hit, source.prose):
                continue
            for longer in self._try(ready, source, hit.start, depth, _Piece(2, start.end(), (start,), (hit,))):
                yield longer
                yield from self._followed(source, longer, depth + 1)

    def _try(self, ready: CompiledRule, source: ScannedText, at: int, depth: int, begun: _Piece) -> Iterator[Hit]:
        """The readings of one rule at a place where its first piece fits."""
        for match, inner, reach in self._pieces(ready, source, depth, begun):
            if not self._ends(source.text, reach):
                continue
            if source.prose and not match.proper(self.language.proper):
                continue
            match.prose = source.prose
            statement = ready.rule.make(match)
            if statement is not None:
                yield self._hit(ready, at, reach, statement, inner, source.prose)

    def _fits_left(self, ready: CompiledRule, source: ScannedText, at: int) -> bool:
        if not source.prose or not (ready.rule.left or ready.rule.not_left):
            return True
        start = max(0, at - LEFT)
        if ready.left is not None and not ready.left.search(source.text, start, at):
            return False
        return ready.not_left is None or not ready.not_left.search(source.text, start, at)

    def _pieces(
        self, ready: CompiledRule, source: ScannedText, depth: int, begun: _Piece
    ) -> Iterator[tuple[RuleMatch, list[Hit], int]]:
        """The ways in which the pieces of a pattern and the dates between them fit, one after the other."""
        stack = [begun]
        while stack:
            number, reach, matches, hits = stack.pop()
            if number == len(ready.pieces):
                yield self._rule_match(matches, hits), list(hits), reach
                continue
            for hit in self._inner(source, reach, depth, ready.rule.ranges):
                if match := ready.pieces[number].match(source.text, hit.reach):
                    stack.append(_Piece(number + 1, match.end(), (*matches, match), (*hits, hit)))

    def _inner(self, source: ScannedText, at: int, depth: int, ranges: bool) -> list[Hit]:
        """The dates within a rule, the preferred one last; in prose only the longest."""
        hits = source.known.get((at, depth))
        if hits is None:
            if source.prose:
                hits = [hit] if (hit := self._longest(source, at, depth + 1)) else []
            else:
                hits = list(self._readings(source, at, depth + 1))[::-1]
            source.known[at, depth] = hits
        return hits if ranges and not source.prose else [hit for hit in hits if isinstance(hit.statement, Statement)]

    def _rule_match(self, matches: tuple[re.Match[str], ...], hits: tuple[Hit, ...]) -> RuleMatch:
        match = RuleMatch(self.language.vocabulary)
        for piece in matches:
            match.add(piece)
        match.dates = [hit.statement for hit in hits if isinstance(hit.statement, Statement)]
        match.range = next((hit.statement for hit in hits if isinstance(hit.statement, Ends)), None)
        match.spans = [(hit.start, hit.end) for hit in hits]
        return match

    def _ends(self, text: str, at: int) -> bool:
        """Whether an expression can end here: not within a word or a number."""
        if not self.language.spaced or at >= len(text):
            return True
        if text[at - 1] in _DIGIT:
            return not _CONTINUES.match(text, at)
        return not (text[at].isalnum() or text[at] == "_") or not text[at - 1].isalnum()

    def _hit(
        self, ready: CompiledRule, at: int, reach: int, statement: Statement | Ends, inner: list[Hit], prose: bool
    ) -> Hit:
        if prose and ready.rule.signal and inner:
            return Hit(ready.rule.name, inner[0].start, inner[-1].end, statement, reach, ready.order)
        return Hit(ready.rule.name, at, reach, statement, reach, ready.order)


def _may_follow(rule: Rule, hit: Hit, prose: bool) -> bool:
    """Whether the rule may begin with that date; a range serves where a person typed it and the rule takes one."""
    if isinstance(hit.statement, Ends):
        return rule.ranges and not prose
    return rule.first is None or rule.first(hit.statement)


def _serves(rule: Rule, prose: bool, depth: int) -> bool:
    """Whether a rule is for prose or for phrases, as asked. In prose no signal ("by June") stands within a date."""
    if not prose:
        return rule.where != "prose"
    return rule.where != "phrase" and not (depth and rule.signal)


__all__ = ["DEPTH", "SIZE", "Hit", "Table"]
