"""The kinds of documents, a row each, and the one function that reads any of them."""

from __future__ import annotations

from typing import Final

from timeline.errors import SourceRefused
from timeline.extract import markwhen, own, text, timelinejs
from timeline.extract.contract import DocumentKind, gather
from timeline.extract.csv import table as csv
from timeline.extract.detection import detect, refuse_page
from timeline.extract.feed import entries as feed
from timeline.extract.ics import calendar as ics
from timeline.extract.limits import check_size
from timeline.extract.page import web as page
from timeline.model.source import Document, Extraction

KINDS: Final = {
    # kind        reader                             what it is
    "ics": DocumentKind(ics.extract, "a calendar (iCalendar)"),
    "feed": DocumentKind(feed.extract, "a feed (RSS, Atom, JSON Feed)", complete=False),
    "csv": DocumentKind(csv.extract, "a table in CSV"),
    "own": DocumentKind(own.extract, "events of ours in JSON"),
    "timelinejs": DocumentKind(timelinejs.extract, "a timeline of TimelineJS"),
    "markwhen": DocumentKind(markwhen.extract, "a Markwhen document"),
    "page": DocumentKind(page.extract, "a web page"),
    "text": DocumentKind(text.extract, "Markdown or plain text"),
}  # fmt: skip

PLAIN: Final = ("text", "markwhen")
"""Kinds that any text is one of."""


def extract(document: Document, kind: str = "") -> Extraction:
    """What a document says, and what in it was refused; with no kind it is recognised (`detect`).

    Raises `SourceRefused` where nothing in it can be read; the message begins with the document's address.
    """
    check_size(document)
    name = kind or detect(document)
    if name not in KINDS:
        raise SourceRefused(f"{document.url}: {name!r} is no kind of document; there are {', '.join(KINDS)}")
    if name in PLAIN:
        refuse_page(document, KINDS[name].what)
    try:
        return gather(KINDS[name], document)
    except (MemoryError, SourceRefused):
        raise
    except RecursionError:
        raise SourceRefused(f"{document.url}: it is nested too deeply to be read as {KINDS[name].what}") from None
    except Exception as error:
        raise SourceRefused(
            f"{document.url}: it cannot be read as {KINDS[name].what} ({_error_text(error)})"
        ) from error


def _error_text(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"[:200]
