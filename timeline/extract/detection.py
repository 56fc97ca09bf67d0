"""What kind of document came: its first bytes say most, then its media type, then its name."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import islice
from pathlib import PurePosixPath
from typing import Any, Final
from urllib.parse import urlsplit

from timeline.errors import SourceRefused
from timeline.extract import markwhen, objects, own, timelinejs
from timeline.extract.csv.columns import KNOWN, is_header
from timeline.extract.csv.rows import TableRow, delimiter_of, rows
from timeline.extract.encodings import decode
from timeline.model.source import Document

SAMPLE: Final = 20_000
MAGIC: Final = (
    # what it begins with     what it is
    (b"%PDF", "a PDF; save its text and import that"),
    (b"PK\x03\x04", "an archive or an office document; save it as CSV or text"),
    (b"\x1f\x8b", "compressed; unpack it first"),
    (b"\xd0\xcf\x11\xe0", "an old office document; save it as CSV or text"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"SQLite format 3", "a database"),
    (b"{\\rtf", "rich text; save it as plain text"),
)
NAMES: Final = {
    # suffix or media type           kind
    ".ics": "ics", ".ical": "ics", ".ifb": "ics", ".vcs": "ics", "text/calendar": "ics", "text/x-vcalendar": "ics",
    ".rss": "feed", ".atom": "feed", ".rdf": "feed", ".xml": "feed", ".cdf": "feed",
    "application/rss+xml": "feed", "application/atom+xml": "feed", "application/rdf+xml": "feed",
    "application/feed+json": "feed", "application/xml": "feed", "text/xml": "feed",
    ".csv": "csv", ".tsv": "csv", ".tab": "csv", "text/csv": "csv", "text/tab-separated-values": "csv",
    "application/csv": "csv",
    ".json": "own", ".jsonl": "own", ".ndjson": "own", "application/json": "own", "application/x-ndjson": "own",
    ".html": "page", ".htm": "page", ".xhtml": "page", "text/html": "page", "application/xhtml+xml": "page",
    ".yaml": "yaml", ".yml": "yaml", "application/yaml": "yaml",
    ".mw": "markwhen", ".markwhen": "markwhen", "text/markwhen": "markwhen",
    ".md": "text", ".markdown": "text", ".txt": "text", ".text": "text", "text/markdown": "text",
}  # fmt: skip
WHAT: Final = {"ics": "a calendar", "feed": "a feed", "csv": "a table", "own": "JSON"}
"""Kinds that no web page is; one that comes instead is an error page, or one to log in."""
_CALENDAR: Final = re.compile(r"^[ \t]*BEGIN[ \t]*:[ \t]*(?:VCALENDAR|VEVENT)\b", re.IGNORECASE | re.MULTILINE)
_PAGE: Final = re.compile(r"\s*(?:<\?xml[^>]*>\s*)?<(?:!DOCTYPE\s|html\b)", re.IGNORECASE)
_PROLOG: Final = re.compile(
    r"\s*(?:<\?.*?\?>|<!--.*?-->|<!DOCTYPE\s[^\[>]*(?:\[.*?\]\s*)?>)", re.DOTALL | re.IGNORECASE
)
_ROOT: Final = re.compile(r"\s*<([A-Za-z][\w.:-]*)")
_FEED: Final = re.compile(r"<(?:rss\s[^>]*\bversion|feed\s[^>]*\bxmlns|rdf:RDF)\b")
_FRONT: Final = re.compile(r"---[ \t]*\r?\n")
_DOCTYPE: Final = re.compile(r"<!DOCTYPE\s+html", re.IGNORECASE)
_PASSWORD: Final = re.compile(r"type=[\"']?password", re.IGNORECASE)
PAGE_ROOTS: Final = frozenset({"html", "head", "body"})
FEED_ROOTS: Final = frozenset({"rss", "feed", "rdf", "channel", "opml", "sitemapindex", "urlset", "xml"})
"""Local names of first elements that the reader of feeds is asked about; it says what else came."""


def detect(document: Document) -> str:
    """The kind of a document. Raises `SourceRefused` where it is none of `KINDS`."""
    for magic, what in MAGIC:
        if document.data.startswith(magic):
            raise SourceRefused(f"{document.url}: it is {what}")
    start = decode(document.data[:SAMPLE], document.charset).lstrip("\ufeff \t\r\n")
    named = by_name(document)
    if named == "yaml":
        raise SourceRefused(f"{document.url}: YAML is what curators write; add its entries to events.yaml")
    if _CALENDAR.search(start) and not _PAGE.match(start):
        return "ics"
    if start[:1] == "<":
        return _markup(document, start, named)
    if start[:1] in ("{", "["):
        return _json(document, named)
    return named or _plain(document, start)


def by_name(document: Document) -> str:
    """The kind that the name's suffix says, else the media type; nothing where neither says one."""
    address = document.url
    path = urlsplit(address).path if address.startswith(("http://", "https://")) else address
    # Where a document was fetched from a secret address, the one that is shown may be that of a page.
    suffix = document.suffix if document.base else PurePosixPath(path.replace("\\", "/")).suffix.lower()
    return NAMES.get(suffix) or NAMES.get(document.media_type.partition(";")[0].strip().lower(), "")


def refuse_page(document: Document, what: str) -> None:
    """Raise `SourceRefused` where a web page came instead of a text, whose words would be read as one."""
    start = decode(document.data[:SAMPLE], document.charset).lstrip("\ufeff \t\r\n")
    if _PAGE.match(start):
        page = "a page to log in" if _PASSWORD.search(start) else "a web page"
        raise SourceRefused(f"{document.url}: {page} came instead of {what}")


def _markup(document: Document, start: str, named: str) -> str:
    name = _root_name(start)
    is_page = name in PAGE_ROOTS or _PAGE.match(start) is not None or _DOCTYPE.search(start[:2000]) is not None
    if name in FEED_ROOTS or (not is_page and start.startswith("<?xml")):
        return "feed"
    if is_page and named in WHAT:
        what = "a page to log in" if _PASSWORD.search(start) else "a web page"
        raise SourceRefused(f"{document.url}: {what} came instead of {WHAT[named]}")
    # What a broken server writes before a feed hides its first element; the feed's own lies further on.
    is_feed = named == "feed" or (not is_page and _FEED.search(start) is not None)
    return "feed" if is_feed else "page"


def _root_name(start: str) -> str:
    """The local name of the first element, in lower case, or nothing."""
    at = 0
    while prolog := _PROLOG.match(start, at):
        at = prolog.end()
    root = _ROOT.match(start, at)
    return root[1].rpartition(":")[2].lower() if root else ""


def _json(document: Document, named: str) -> str:
    """Which JSON it is, by what its objects hold. One that cannot be read is left to the reader of its name."""
    text = decode(document.data, document.charset).strip()
    if own.is_lines(text):
        return "own"
    try:
        value = objects.load(text, document.url)
    except SourceRefused:
        if "jsonfeed.org" in text[:2000]:
            return "feed"
        if '"start_date"' in text and '"headline"' in text:
            return "timelinejs"
        return named if named in ("own", "feed", "timelinejs") else "own"
    return next((kind for kind, is_one in JSON if is_one(value)), "own")


def _is_feed(value: Any) -> bool:
    if not isinstance(value, dict):
        return False
    return "jsonfeed.org" in objects.text(value.get("version")) or isinstance(value.get("items"), list)


def _is_linked(value: Any) -> bool:
    first = objects.objects(value)[:1]
    return bool(first) and ("@context" in first[0] or "@graph" in first[0] or "@type" in first[0])


JSON: Final[tuple[tuple[str, Callable[[Any], bool]], ...]] = (
    ("page", _is_linked),
    ("timelinejs", timelinejs.is_timeline),
    ("feed", _is_feed),
)


def _plain(document: Document, start: str) -> str:
    """A text without a name that says more: a table by its columns, Markwhen by its lines, else prose."""
    if document.data[:4000].count(0) > 40 and not document.data.startswith((b"\xff\xfe", b"\xfe\xff")):
        wide = decode(document.data[:400]) != document.data[:400].decode("latin-1")
        if not wide or "\0" in decode(document.data[:400]):
            raise SourceRefused(f"{document.url}: it is no text; its bytes are those of a program or an archive")
    if not _FRONT.match(start):
        top = islice(rows(start, delimiter_of(start, KNOWN)), 15)
        if any(isinstance(row, TableRow) and len(row.cells) > 1 and is_header(row.cells) for row in top):
            return "csv"
    return "markwhen" if markwhen.is_markwhen(start) else "text"
