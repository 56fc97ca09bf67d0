"""A sentence's clauses: which words go with one date, and how they hang on the rest.

English is cut at its openers ("after", "who", ", and … did", ", opened in"), other languages at commas (`segments`).
A sentence is bounded (`sentences.LONGEST`), and so is everything here.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

from timeline.prose.cues import Cues
from timeline.prose.english import verbs
from timeline.prose.english.openers import RELATIVES, SUBORDINATORS
from timeline.prose.grammar import grammar
from timeline.prose.words import Clause, Word, tokens

_DASHES: Final = frozenset({"–", "—", "--", "―"})
_OPENING: Final = {"(": ")", "[": "]", "（": "）", "【": "】"}


def clauses(sentence: str, cues: Cues, dates: Sequence[tuple[int, int]] = ()) -> list[Clause]:
    """The clauses in order; together they cover the sentence. `dates` are the temporal expressions' offsets in it."""
    units = tokens(sentence, cues.spaced)
    if not units:
        return [Clause(0, len(sentence), "main", 0)]
    cuts = dict(_brackets(units))
    cuts.update((at, kind) for at, kind in _marks(units) if at not in cuts)
    texts, dated = [t.text for t in units], _dated_places(units, dates)
    opened = grammar(cues).openers(texts, dated, cues)
    silent = _undated_brackets(cuts, units, dates)
    for at, kind in opened:
        if at not in silent and cuts.get(at, "main") in {"main", "resume"}:
            cuts[at] = kind
    return _assemble(sentence, units, cuts)


def _undated_brackets(cuts: dict[int, str], units: list[Word], dates: Sequence[tuple[int, int]]) -> set[int]:
    """Tokens inside brackets that hold no date: what opens there does not matter to any."""
    inside: set[int] = set()
    ends = sorted(cuts)
    for at, after in pairwise(ends):
        start, end = units[at].start, units[min(after, len(units) - 1)].start
        if cuts[at] == "aside" and not any(start <= left < end for left, _ in dates):
            inside.update(range(at + 1, after))
    return inside


def _assemble(sentence: str, units: list[Word], cuts: dict[int, str]) -> list[Clause]:
    places = sorted({0, *(at for at in cuts if 0 <= at < len(units))})
    starts = [units[at].start for at in places]
    starts[0] = 0
    ends = [*starts[1:], len(sentence)]
    return [
        Clause(start, end, cuts.get(at, "main"), _body(units, at, cuts.get(at, "main")))
        for at, start, end in zip(places, starts, ends, strict=True)
    ]


def _body(units: list[Word], at: int, kind: str) -> int:
    """Where the clause's own words begin: after commas and conjunctions, and after the opener."""
    opener = {
        "relative": RELATIVES,
        "subordinate": SUBORDINATORS | {"even", "just", "shortly", "soon", "ever"},
        "coordinate": verbs.CONJUNCTIONS,
        "content": {"that"},
    }.get(kind, frozenset())
    skip = {",", "，", ";", "；", ":", "：", "(", ")", "[", "]", "（", "）", "-", *_DASHES}
    last = min(at + 5, len(units) - 1)
    if kind == "relative":  # ", in which": the preposition goes with the opener
        opener = opener | {
            t.text.lower() for t, after in pairwise(units[at : at + 3]) if after.text in {"which", "whom"}
        }
    while at < last and (units[at].text in skip or units[at].text.lower() in opener):
        at += 1
    return units[at].start


def _brackets(units: list[Word]) -> Iterator[tuple[int, str]]:
    """Brackets and pairs of dashes around something without a verb are asides; what follows resumes."""
    until, closer = -1, ""
    for at, token in enumerate(units):
        if until < 0 and token.text in _OPENING:
            until, closer = at, _OPENING[token.text]
        elif until >= 0 and token.text == closer:
            yield until, "aside"
            yield at + 1, "main" if at + 1 < len(units) and units[at + 1].text in {":", ";"} else "resume"
            until = -1
    dashes = [at for at, token in enumerate(units) if _is_dash(units, at)]
    for left, right in pairwise(dashes):
        if verbs.first_finite([t.text for t in units[left + 1 : right]]) is None:
            yield left, "aside"
            yield right, "resume"


def _is_dash(units: list[Word], at: int) -> bool:
    """A dash, or a hyphen that stands alone between blanks; no en dash between two words (1939–1940, Paris–Roubaix)."""
    token = units[at]
    if token.text in "-–" and 0 < at < len(units) - 1:
        before, after = units[at - 1].end < token.start, token.end < units[at + 1].start
        return (before and after) if token.text == "-" else (before or after)
    return token.text in _DASHES


def _marks(units: list[Word]) -> Iterator[tuple[int, str]]:
    """Semicolons, single dashes and colons part clauses; a short head before a colon is a label."""
    for at, token in enumerate(units[:-1]):
        if at and (token.text in {";", "；"} or _is_dash(units, at)):
            yield at, "main"
        elif token.text in {":", "："} and units[at + 1].start > token.end - (token.text == "："):
            if at <= 14 and verbs.first_finite([t.text for t in units[:at]]) is None:
                yield 0, "label"
            yield at, "main"


def _dated_places(units: list[Word], dates: Sequence[tuple[int, int]]) -> set[int]:
    """The places of the tokens that belong to a temporal expression."""
    starts = [t.start for t in units]
    return {
        at
        for start, end in dates
        for at in range(max(0, bisect_right(starts, start) - 1), bisect_right(starts, end - 1))
    }
