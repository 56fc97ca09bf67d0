"""How wide words are, near enough to place them before a browser has seen them, and never too narrow."""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from functools import lru_cache
from itertools import accumulate
from typing import Final

SIZE: Final = 13.0
"""Pixels of the words beside a mark."""
BOLD: Final = 1.12
"""How much wider the bold date is."""
ELLIPSIS: Final = "…"

_NARROW: Final = frozenset("ilj.,:;'|!()[] ftI")
_BROAD: Final = frozenset("mwMW@%—")


def width(text: str, bold: bool = False) -> float:
    """Pixels of a line of words."""
    return sum(map(_em, text)) * SIZE * (BOLD if bold else 1)


def cut(text: str, room: float) -> str:
    """The text, or its beginning up to a blank and an ellipsis, in `room` pixels; empty where nothing fits."""
    if width(text) <= room:
        return text
    reaches = accumulate(_em(character) * SIZE for character in text)
    kept = text[: bisect_right(list(reaches), room - width(ELLIPSIS))]
    blank = kept.rfind(" ")
    kept = kept[:blank] if blank > len(kept) // 2 else _whole(kept, text)
    return f"{kept.rstrip(' ,;:.-–')}{ELLIPSIS}" if kept.strip() else ""


@lru_cache(maxsize=4096)
def _em(character: str) -> float:
    if character in _NARROW:
        return 0.36
    if character in _BROAD:
        return 0.98
    category = unicodedata.category(character)
    if category in ("Mn", "Me", "Cf"):
        return 0.0
    if unicodedata.east_asian_width(character) in ("W", "F"):
        return 1.3 if category == "So" else 1.04
    if category == "So":
        return 1.3
    return 0.72 if category == "Lu" else 0.64


def _whole(kept: str, text: str) -> str:
    """Without the first half of a character that the cut went through: marks and joiners belong to what is before."""
    end = len(kept)
    while 0 < end < len(text) and _em(text[end]) == 0.0:
        end -= 1
    return kept[:end]
