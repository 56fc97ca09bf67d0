"""Documents to mentions: one file a kind, a row each; recognised by what the bytes look like, then by their name."""

from __future__ import annotations

from typing import Final

from timeline.errors import SourceRefused
from timeline.extract import ics
from timeline.extract.kind import Kind, gather
from timeline.extract.limits import check_size
from timeline.sources import Document, Extraction

KINDS: Final = {
    # kind      reader       what it is                media types          suffixes
    "ics": Kind(ics.extract, "an iCalendar file", ("text/calendar", "text/x-vcalendar"), (".ics", ".ical", ".vcs")),
}


def extract(document: Document, kind: str = "") -> Extraction:
    """What a document says, and what in it was refused. Raises `SourceRefused` where nothing can be read."""
    check_size(document)
    return gather(KINDS[kind or detect(document)].read(document))


def detect(document: Document) -> str:
    """The kind of a document. Raises `SourceRefused` where it is none of `KINDS`."""
    if b"BEGIN:VCALENDAR" in document.data[:2000].upper():
        return "ics"
    raise SourceRefused(f"{document.url}: it is none of {', '.join(KINDS)}")
