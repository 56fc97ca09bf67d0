"""Which side of the publication a date without its year lies on: told by the verb that governs it."""

from __future__ import annotations

import re
from typing import Final

from timeline.prose.english import verbs

REACH: Final = 240
"""Characters of the sentence that are looked at before a date, and half as many after."""

_WORD: Final = re.compile(r"[A-Za-z]+(?:['’][a-z]{1,2})?")
_STOP: Final = re.compile(r"[.!?][\"'”’)]*\s+(?=[\"'“‘(]?[A-Z])|\n\s*\n|\n(?=[A-Z•*-])")
_AHEAD: Final = frozenset(
    """
    will won't shall would 'll ’ll expected scheduled due slated plans plan planned planning hopes hope aims aim set
    intends intend deadline upcoming forthcoming expects expect until proposed projected going anticipated targeted
    must should can could may might ahead tentatively pending seeks wants needs forecast forecasts predicts
    """.split()
)
_LASTING: Final = frozenset("is are runs lasts continues remains".split())
_NOW: Final = frozenset("is are has have am says say been being be".split())


def tense(text: str, start: int, end: int, *, bounds: bool = False) -> int:
    """-1 for what has been, 1 for what is to come, 0 where no verb tells.

    `bounds`: the date says until when, so what is said in the present lasts up to it ("is open through Thursday").
    """
    before = _WORD.findall(_sentence_before(text, start))
    for at in range(len(before) - 1, -1, -1):
        if side := _side(before, at):
            return side
        if bounds and before[at].lower() in _LASTING:
            return 1
    after = _WORD.findall(_sentence_after(text, end))
    for at in range(len(after)):
        if side := _side(after, at):
            return side
    return 0


def _side(words: list[str], at: int) -> int:
    """The side that one word tells, by its form and the words before it ("to be held")."""
    lower = words[at].lower().replace("’", "'")
    if lower in _AHEAD or lower.endswith("'ll"):
        return 1
    if lower in _NOW or not words[at].islower() or not verbs.is_past_form(lower):
        return 0
    if at and words[at - 1].lower() == "be":
        return 1 if at > 1 and words[at - 2].lower() in {"to", "will", "would", "may", "could", "can"} else 0
    return -1


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
