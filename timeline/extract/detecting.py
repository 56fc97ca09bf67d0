"""What kind of document came: its first bytes say most, then its media type, then its name."""

from __future__ import annotations

from timeline.errors import SourceRefused
from timeline.extract.decoding import decode
from timeline.sources import Document

SAMPLE = 4000


def detect(document: Document) -> str:
    """The kind of a document. Raises `SourceRefused` where it is none of `KINDS`."""
    start = decode(document.data[:SAMPLE], document.charset)
    if "BEGIN:VCALENDAR" in start.upper():
        return "ics"
    if start.lstrip()[:1] in ("{", "["):
        return "feed" if "jsonfeed.org" in start else "own"
    if start.lstrip()[:1] == "<":
        return "feed"
    if document.url.endswith(".csv"):
        return "csv"
    raise SourceRefused(f"{document.url}: no kind of document that is known here")
