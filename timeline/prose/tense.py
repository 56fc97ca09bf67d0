"""Which side of the publication a date without its year lies on: told by the verb that governs it."""

from __future__ import annotations

import re
from typing import Final

from timeline.prose import verbs

REACH: Final = 240
"""Characters of the sentence that are looked at before a date, and half as many after."""

_WORD: Final = re.compile(r"[A-Za-z]+(?:['’][a-z]{1,2})?")
_STOP: Final = re.compile(r"[.!?][\"'”’)]*\s+(?=[\"'“‘(]?[A-Z])|\n\s*\n|\n(?=[A-Z•*-])")
_AHEAD: Final = frozenset(
    """
    will won't shall would 'll ’ll expected scheduled due slated plans plan planned planning hopes hope aims aim set
    intends intend deadline upcoming forthcoming expects expect until proposed projected going anticipated targeted
    must should can could may might ahead tentatively pending seeks estimates forecast forecasts predicts
    """.split()
)
_NOW: Final = frozenset("is are has have am says say".split())


def tense(text: str, start: int, end: int) -> int:
    """-1 for what has been, 1 for what is to come, 0 where no verb tells."""
    before = _sentence_before(text, start)
    for word in reversed(_WORD.findall(before)):
        if side := _side(word):
            return side
    for word in _WORD.findall(_sentence_after(text, end)):
        if side := _side(word):
            return side
    return 0


def _side(word: str) -> int:
    lower = word.lower().replace("’", "'")
    if lower in _AHEAD or lower.endswith("'ll"):
        return 1
    if lower in _NOW:
        return 0
    return -1 if word.islower() and verbs.is_past_form(lower) else 0


def _sentence_before(text: str, at: int) -> str:
    piece = text[max(0, at - REACH) : at]
    cut = 0
    for match in _STOP.finditer(piece):
        cut = match.end()
    return piece[cut:]


def _sentence_after(text: str, at: int) -> str:
    piece = text[at : at + REACH // 2]
    match = _STOP.search(piece)
    return piece[: match.start()] if match else piece
