"""The kinds of documents, a row each, and the one function that reads any of them."""

from __future__ import annotations

from typing import Final

from timeline.errors import SourceRefused
from timeline.extract import markwhen, own, text, timelinejs
from timeline.extract.contract import Kind, gather
from timeline.extract.csv import table as csv
from timeline.extract.detecting import detect
from timeline.extract.feed import entries as feed
from timeline.extract.ics import calendar as ics
from timeline.extract.limits import check_size
from timeline.extract.page import web as page
from timeline.model.source import Document, Extraction

KINDS: Final = {
    # kind        reader                             what it is
    "ics": Kind(ics.extract, "a calendar (iCalendar)"),
    "feed": Kind(feed.extract, "a feed (RSS, Atom, JSON Feed)", complete=False),
    "csv": Kind(csv.extract, "a table in CSV"),
    "own": Kind(own.extract, "events of ours in JSON"),
    "timelinejs": Kind(timelinejs.extract, "a timeline of TimelineJS"),
    "markwhen": Kind(markwhen.extract, "a Markwhen document"),
    "page": Kind(page.extract, "a web page"),
    "text": Kind(text.extract, "Markdown or plain text"),
}  # fmt: skip


def extract(document: Document, kind: str = "") -> Extraction:
    """What a document says, and what in it was refused; with no kind it is recognised (`detect`).

    Raises `SourceRefused` where nothing in it can be read; the message begins with the document's address.
    """
    check_size(document)
    name = kind or detect(document)
    if name not in KINDS:
        raise SourceRefused(f"{document.url}: {name!r} is no kind of document; there are {', '.join(KINDS)}")
    try:
        return gather(KINDS[name], document)
    except (MemoryError, SourceRefused):
        raise
    except RecursionError:
        raise SourceRefused(f"{document.url}: it is nested too deeply to be read as {KINDS[name].what}") from None
    except Exception as error:
        raise SourceRefused(f"{document.url}: it cannot be read as {KINDS[name].what} ({_told(error)})") from error


def _told(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"[:200]
