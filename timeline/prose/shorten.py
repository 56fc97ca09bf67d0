"""A title's words made to fit: tidy_text, and cut where a reader would pause.

Nothing is reworded. English gives up, in this order, what stands between commas before the verb, what follows the
subject's noun, and the last phrases; other languages the last phrases.
"""

from __future__ import annotations

import re
from typing import Final

from timeline.prose.cues import Cues
from timeline.prose.grammar import grammar
from timeline.prose.tidy import EDGE, LONGEST, tidy_text

_PAIRS: Final = (("“", "”"), ("(", ")"), ("「", "」"), ("《", "》"), ("«", "»"), ("（", "）"), ("[", "]"))


def shorten(text: str, cues: Cues) -> str:
    """The text tidy_text, at most 80 characters, ending in no loose word, with a capital first."""
    tidy = tidy_text(text)
    if len(tidy) > LONGEST:
        tidy = grammar(cues).fit(tidy)
    if len(tidy) > LONGEST:
        tidy = _trim(_cut(tidy, cues), cues.trailing)
    tidy = _balance(_trim(tidy, cues.trailing - cues.particles))
    return tidy if re.match(r"[a-z]+[A-Z]", tidy) else tidy[:1].upper() + tidy[1:]


def _cut(text: str, cues: Cues) -> str:
    """Before the last phrase that does not fit; in Chinese at a mark, else anywhere."""
    head = text[: LONGEST + 1]
    if not cues.spaced or " " not in head:
        at = max(head.rfind(mark) for mark in "，；。;,")
        return head[:at] if at >= LONGEST // 4 else text[:LONGEST]
    at = head.rfind(" ")
    following = text[at + 1 :].split(" ", 1)[0].lower()
    return grammar(cues).without_torn_phrase(head[:at], following)


def _trim(text: str, trailing: frozenset[str]) -> str:
    """Without a last word that asks for another: "between", "the", "and"."""
    words = text.strip(EDGE).split(" ")
    while len(words) > 2 and (words[-1].lower().strip(EDGE) in trailing or not words[-1].strip(EDGE)):
        words.pop()
    return " ".join(words).strip(EDGE)


def _balance(text: str) -> str:
    """Without a quotation mark or bracket whose partner was cut off."""
    for left, right in _PAIRS:
        if text.count(left) > text.count(right):
            at = text.rfind(left)
            text = text[:at] + text[at + 1 :]
        elif text.count(right) > text.count(left):
            text = text.replace(right, "", 1)
    if text.count('"') % 2:
        at = text.rfind('"')
        text = text[:at] + text[at + 1 :]
    return text.strip(EDGE)
