"""Rows of the tests: sentences in which `{…}` marks the date that is asked about and `[…]` other dates."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final, NamedTuple

HERE: Final = Path(__file__).parent
_MARK: Final = re.compile(r"\{([^{}]*)\}|\[([^\[\]]*)\]")


class Marked(NamedTuple):
    """A sentence without its marks, the asked date's span, and the spans of all."""

    sentence: str
    asked: tuple[int, int]
    dates: list[tuple[int, int]]


def marked(text: str) -> Marked:
    plain, dates, asked, at = "", [], (0, 0), 0
    for match in _MARK.finditer(text):
        plain += text[at : match.start()]
        words = match[1] if match[1] is not None else match[2]
        span = (len(plain), len(plain) + len(words))
        dates.append(span)
        if match[1] is not None:
            asked = span
        plain += words
        at = match.end()
    return Marked(plain + text[at:], asked, dates)


def rows(name: str) -> list[list[str]]:
    """The lines of a table beside this file, without its heading, comments and blank lines."""
    lines = (HERE / name).read_text(encoding="utf-8").splitlines()[1:]
    return [line.split("\t") for line in lines if line.strip() and not line.startswith("#")]
