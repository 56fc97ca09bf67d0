"""Texts made safe for every format: characters that XML and PostgreSQL forbid are left out, HTML is escaped."""

from __future__ import annotations

import html
import re
from typing import Final

# XML 1.0, production 2 (Char): tab, line feed, carriage return and everything from U+0020 but surrogates and the
# non-characters U+FFFE and U+FFFF. feedgen raises for the rest; icalendar would write it.
_FORBIDDEN: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# C1 controls, and the marks that turn the direction of whatever follows (Trojan Source, CVE-2021-42574).
_UNSEEN: Final = re.compile("[\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ufeff]")


def clean(text: str) -> str:
    """The text without characters that a format forbids or that would disturb its neighbours; lines end in LF."""
    # Nothing of what is left out is printable, nor is the end of a line; most texts are.
    if text.isprintable():
        return text
    return _UNSEEN.sub("", _FORBIDDEN.sub("", text)).replace("\r\n", "\n").replace("\r", "\n")


def line(text: str) -> str:
    """The text on one line, for titles and names."""
    return " ".join(clean(text).split())


def escape(text: str) -> str:
    """The text as HTML, in an element or an attribute."""
    return html.escape(clean(text))


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a plain text, each on one line; blank lines part them."""
    return [line(part) for part in re.split(r"\n\s*\n", clean(text)) if part.strip()]
