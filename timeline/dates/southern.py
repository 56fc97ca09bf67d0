"""Seasons of the southern half of the earth, 29 to 32, in EDTF that stands by itself.

`2024-29` is also how people write the years 2024 to 2029; so where a chronology's seasons are of the north, a person is
asked, unless `edtf:` before it says what it is.
"""

from __future__ import annotations

import re
from typing import Final

MARK: Final = "edtf:"
"""Before a date in a text: it is EDTF and nothing else."""
_SOUTHERN: Final = re.compile(r"(?<![\dX-])-?[\dX]{4}[?~%]*-[?~%]*(?:29|3[0-2])(?![\dX-])")


def names_southern_season(edtf: str) -> bool:
    """Whether a season of the south is a part of it."""
    return _SOUTHERN.search(edtf) is not None


def without_mark(words: str) -> str | None:
    """The EDTF behind its mark; None where there is no mark."""
    return words[len(MARK) :].strip() if words[: len(MARK)].casefold() == MARK else None


def doubt(edtf: str) -> str:
    """Why a person is asked about it."""
    return f"{edtf} has a season of the southern half of the earth (29 to 32), and the setting hemisphere is north"


REMEDY: Final = "write edtf: before it if that is meant, else words, or both years in full (2024/2029)"
