"""RSS, RDF, Atom, CDF by feedparser, and JSON Feed: entries, never addresses to fetch or files to open."""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Iterator, Mapping
from typing import Any, Final

import feedparser

from timeline.errors import SourceRefused
from timeline.extract import objects
from timeline.extract.contract import Broken, MentionOrRefusal, Partial, base_address, event_status
from timeline.extract.date_fields import document_order
from timeline.extract.encodings import decode
from timeline.extract.feed import extensions, jsonfeed
from timeline.extract.feed.item import BODY, MOST_TAGS, FeedItem, mentions, publication, without_words
from timeline.extract.own_fields import own_object
from timeline.extract.plain_text import line, plain, plain_line, web
from timeline.extract.prose_events import language_of
from timeline.model.event import Link
from timeline.model.source import Document, Refusal

LONGEST_TAG: Final = 50_000
"""Bytes between < and >; feedparser takes quadratic time over an element's attributes."""
_HUGE_TAG: Final = re.compile(rb"<[A-Za-z][^<>]{%d}" % LONGEST_TAG)
_SUBSET: Final = re.compile(rb"(<!DOCTYPE[^>\[]{0,500})\[.*?\]\s*>", re.DOTALL | re.IGNORECASE)
_NUMBERED: Final = re.compile(r"&#([xX]?)([0-9a-fA-F]+);?")
_DECLARED: Final = re.compile(r"^\s*<\?xml[^>]*\?>")
_START: Final = re.compile(rb"<\?xml\s|<!DOCTYPE\s|<rss\b|<feed\b|<(?:\w+:)?RDF\b|<channel\b", re.IGNORECASE)
_ROOT: Final = re.compile(r"<([A-Za-z][\w.:-]*)")


def extract(document: Document) -> Iterator[MentionOrRefusal]:
    """The entries of the feed. Raises `SourceRefused` where it is none, such as a page to log in."""
    start = decode(document.data[:400], document.charset).lstrip("\ufeff \t\r\n")[:1]
    if start in ("{", "["):
        yield from jsonfeed.entries(document)
    else:
        yield from _xml(document)


def _xml(document: Document) -> Iterator[MentionOrRefusal]:
    data, before = _from_root(document.data)
    data, declared = _without_entities(data)
    if _HUGE_TAG.search(data):
        raise SourceRefused(f"{document.url}: an element has more than {LONGEST_TAG:,} bytes of attributes")
    feed = _parse(data, document)
    if not feed.entries and not feed.get("version"):
        raise SourceRefused(f"{document.url}: {_what_came(document)}")
    if before.strip():
        yield Refusal(
            place="the first characters", reason=f"{len(before):,} bytes before the feed are not read", note=True
        )
    if declared:
        yield Refusal(place="DOCTYPE", reason="entities that it declares are not expanded", note=True)
    # Plain dicts: feedparser's own look for other names of what is missing, and warn about it.
    about: Mapping[str, Any] = dict(feed.feed)
    for number, entry in enumerate(feed.entries, 1):
        yield from mentions(_item(document, about, dict(entry), number, feed.namespaces), document)
    if any(link.get("rel") == "next" for link in about.get("links", ())):
        yield Partial(place="next", reason="the feed names a next page, which is not read")
    if feed.bozo and not feed.entries:
        yield Broken(place="the feed", reason=f"it is broken: {line(str(feed.get('bozo_exception')))}")


def _parse(data: bytes, document: Document) -> Any:
    """What feedparser makes of the feed; of one that its declared encoding breaks, of the same in UTF-8."""
    try:
        feed = _feedparse(
            data, document.charset and f"{document.media_type or 'application/xml'}; charset={document.charset}"
        )
    except (UnicodeError, LookupError, ValueError):
        feed = None
    if feed is None or (not feed.entries and not feed.get("version")):
        text = _DECLARED.sub("", decode(data, document.charset), count=1)
        text = _NUMBERED.sub(_character_or_none, text)
        try:
            feed = _feedparse(text.encode("utf-8", "replace"), "application/xml; charset=utf-8")
        except ValueError as error:  # a namespace with a space in it is too much for it
            raise SourceRefused(f"{document.url}: the feed is broken: {line(str(error))}") from error
    return feed


def _character_or_none(reference: re.Match[str]) -> str:
    """The reference where it names a character, else nothing: feedparser gives up a feed for one that does not."""
    digits = reference[2]
    if not reference[1] and not digits.isdigit():
        return reference[0]
    number = int(digits.lstrip("0")[:9] or "0", 16 if reference[1] else 10)
    return reference[0] if number <= sys.maxunicode else ""


def _feedparse(data: bytes, content_type: str) -> Any:
    """Bytes in a file object: a string that looks like an address is fetched, one that names a file is opened."""
    return feedparser.parse(
        io.BytesIO(data),
        response_headers={"content-type": content_type} if content_type else {},
        resolve_relative_uris=False,
        sanitize_html=False,
    )


def _from_root(data: bytes) -> tuple[bytes, bytes]:
    """The feed, and what a broken server wrote before it: warnings, blank lines, a second mark of the encoding.

    An XML declaration counts only as the very first thing (XML 1.0, section 2.8).
    """
    if data[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in data[:8]:
        return _DECLARED.sub("", decode(data), count=1).encode("utf-8", "replace"), b""
    match = _START.search(data[:20_000])
    at = match.start() if match else 0
    return data[at:], data[:at].replace(b"\xef\xbb\xbf", b"")


def _without_entities(data: bytes) -> tuple[bytes, bool]:
    """The document without its own declarations of entities, which are how a small file becomes a large one."""
    head, rest = data[:100_000], data[100_000:]
    if b"<!ENTITY" not in head:
        return data, False
    return _SUBSET.sub(rb"\1>", head, count=1).replace(b"<!ENTITY", b"<!--") + rest, True


def _what_came(document: Document) -> str:
    """What came where a feed was expected."""
    text = decode(document.data[:20_000], document.charset)
    title = re.search(r"<title[^>]*>([^<]{0,200})", text, re.IGNORECASE)
    if re.search(r"<(?:!doctype\s+)?html", text, re.IGNORECASE):
        what = "a page to log in" if re.search(r"type=[\"']?password", text, re.IGNORECASE) else "a web page"
        return f"{what} came instead of a feed" + (f" (“{plain_line(title[1])}”)" if title else "")
    root = next((name for name in _ROOT.findall(text) if name.lower() not in ("xml",)), "")
    return f"it is no feed: its first element is <{root}>" if root else "it is no feed, and no XML"


def _item(
    document: Document, about: Mapping[str, Any], entry: Mapping[str, Any], number: int, spaces: Mapping[str, str]
) -> FeedItem:
    """An entry of feedparser in our shape."""
    base = base_address(document) or objects.text(about.get("link"))
    published = _publication_day(entry)
    title = plain_line(objects.text(entry.get("title")))
    body = plain(_body(entry))
    language = language_of(f"{title} {body}", document.language or _declared_language(about, entry))
    elements = extensions.ours(entry, spaces)
    ours = extensions.our_date(elements)
    own = ours or extensions.stated_date(entry, published, language, document_order(document))
    if ours:
        title, body = without_words(title, body, ours.when, language)
    status = line(objects.text(elements.get("status"))) or extensions.status(entry)
    return FeedItem(
        place=f"entry {number}",
        id=line(objects.text(entry.get("id"))),
        title=title,
        body=body[:BODY],
        url=web(objects.text(entry.get("link")), base),
        published=published,
        language=language,
        publisher=plain_line(objects.text(about.get("title")))[:200],
        tags=_tags(entry.get("tags")),
        places=extensions.places(entry),
        links=_links(entry, base) if ours else (),
        own=own,
        status=event_status(status),
        fields=own_object(objects.text(elements.get("event"))) if ours else {},
    )


def _body(entry: Mapping[str, Any]) -> str:
    """The fullest text of an entry: feeds give a summary, the content, or both."""
    texts = [objects.text(each.get("value")) for each in entry.get("content", ()) if isinstance(each, Mapping)]
    texts.append(objects.text(entry.get("summary")))
    return max(texts, key=len, default="")


def _declared_language(about: Mapping[str, Any], entry: Mapping[str, Any]) -> str:
    detail = entry.get("title_detail")
    own = objects.text(detail.get("language")) if isinstance(detail, Mapping) else ""
    return own or objects.text(about.get("language"))


def _tags(tags: Any) -> tuple[str, ...]:
    names = (
        plain_line(objects.text(tag.get("label") or tag.get("term"))) for tag in tags or () if isinstance(tag, Mapping)
    )
    return tuple(dict.fromkeys(name for name in names if name))[:MOST_TAGS]


def _links(entry: Mapping[str, Any], base: str) -> tuple[Link, ...]:
    """What an entry of ours links to; "via" are its sources."""
    related = [each for each in entry.get("links", ()) if each.get("rel") == "related"]
    links = ((web(objects.text(each.get("href")), base), line(objects.text(each.get("title")))) for each in related)
    return tuple(Link(url=address, title=title) for address, title in links if address)


def _publication_day(entry: Mapping[str, Any]) -> str:
    """The day of publication by the clock that the entry gives: its own words count "today" by that one."""
    for name in ("published", "created", "updated"):
        text, parsed = objects.text(entry.get(name)), entry.get(f"{name}_parsed")
        if own := publication(text):
            return own
        if parsed is not None and 1900 < parsed.tm_year < 2200:
            return f"{parsed.tm_year:04}-{parsed.tm_mon:02}-{parsed.tm_mday:02}"
    return ""
