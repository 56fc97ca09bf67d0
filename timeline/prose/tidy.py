"""A title's words without loose spaces and marks; how long a title may be."""

from __future__ import annotations

import re
from typing import Final

LONGEST: Final = 80
"""Characters of a title."""
EDGE: Final = " \t\n,.;:–—-―…，。；：、/|\u00a0\u3000*_#>"
_EMPHASIS: Final = re.compile(r"\*{1,3}(?=\S)|(?<=\S)\*{1,3}|(?<!\w)_(?=\w)|(?<=\w)_(?!\w)")
"""Markdown's signs for words that are stressed."""
_SPACES: Final = re.compile(r"\s+")
_LOOSE: Final = re.compile(r"\s+([,.;:!?)，。；：！？])|([,，])(?:\s*[,，])+|(\()\s+")
_HAN_GAP: Final = re.compile(r"(?<=[\u3001-\u9fff\uff00-\uffef])[ \t]+(?=[\u3001-\u9fff\uff00-\uffef])")


def tidy_text(text: str) -> str:
    """Single spaces, none before a comma or between Chinese characters, nothing loose at the edges."""
    text = _HAN_GAP.sub("", _EMPHASIS.sub("", text))
    return _LOOSE.sub(lambda m: m[1] or m[2] or m[3], _SPACES.sub(" ", text)).strip(EDGE)
