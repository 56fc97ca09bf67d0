"""Where clauses begin in the languages that have no grammar here: at commas, by what stands behind them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from timeline.prose.cues import Cues

_COMMAS: Final = frozenset({",", "，"})
_LETTER: Final = re.compile(r"[^\W\d_]")


def segments(words: list[str], dated: set[int], cues: Cues) -> Iterator[tuple[int, str]]:
    """Where clauses begin, and their kinds; `dated` are the words that belong to temporal expressions.

    A comma opens a clause where a connecting word follows ("die", "qui", "que"), where someone is said to report, and
    where the main clause goes on after either; in Chinese at every comma. Words that are only a date open none.
    """
    before = ""
    for start, end in _parts(words):
        own = [word for at, word in enumerate(words[start:end], start) if at not in dated and word not in _COMMAS]
        kind = _kind(own, before, start, cues)
        if kind is not None:
            yield start, kind
            before = kind


def _parts(words: list[str]) -> Iterator[tuple[int, int]]:
    """The words between commas, each with the comma before it."""
    commas = [at for at, word in enumerate(words) if word in _COMMAS]
    yield from zip([0, *commas], [*commas, len(words)], strict=True)


def _kind(own: list[str], before: str, start: int, cues: Cues) -> str | None:
    text = (" " if cues.spaced else "").join(own)
    if not _LETTER.search(text):
        return None
    if cues.reporting.search(text):
        return "reporting"
    if start and own[0].lower() in cues.connectors:
        return "relative"
    if before == "relative":
        return "resume"
    return "main" if before == "reporting" or not cues.spaced else None
