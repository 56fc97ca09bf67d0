"""Words and marks of a sentence, and the shape of its clauses."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

_TOKEN: Final = re.compile(
    r"[^\W_](?:[\w&]|['’.\-‑/](?=\w)|(?<=\d),(?=\d)|(?<=\b[A-Z])\.(?=[A-Z]\b|$))*+(?:(?<=[A-Z]\.[A-Z])\.)?|--|[^\w\s]|_"
)
_CHARACTER: Final = re.compile(r"[A-Za-z0-9]+|\S")


class Word(NamedTuple):
    """A word or a mark, with its offsets in the sentence."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Clause:
    """A run of words of a sentence, with offsets in it. `body` is where the words after the opener begin.

    `kind`: `main`, `label` (before a colon), `aside` (in brackets, between dashes), `relative` ("which was …"),
    `subordinate` ("after … did"), `participle` (", opened in …"), `coordinate` ("and did"), `content` ("that …"),
    `reporting` (", the minister said on Monday"), `announcing` (", the club announced on Monday").
    """

    start: int
    end: int
    kind: str
    body: int

    def holds(self, at: int) -> bool:
        """Whether the offset lies within the clause."""
        return self.start <= at < self.end


def tokens(sentence: str, spaced: bool = True) -> list[Word]:
    """Words and marks in order; "U.S.", "Xi’an" and "two-year" are one word each, and each Chinese character is."""
    pattern = _TOKEN if spaced else _CHARACTER
    return [Word(m[0], m.start(), m.end()) for m in pattern.finditer(sentence)]


def words(text: str) -> list[str]:
    """The texts of the tokens."""
    return _TOKEN.findall(text)


def governing(parts: Sequence[Clause], at: int) -> int:
    """The place in `parts` of the clause that holds offset `at`."""
    for place, clause in enumerate(parts):
        if clause.holds(at):
            return place
    return len(parts) - 1
