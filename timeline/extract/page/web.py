"""Web pages: the events that they mark up (schema.org, h-event); else what their main text tells, by its date."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import PurePath
from typing import Final
from urllib.parse import urlsplit

import msgspec
import trafilatura
from trafilatura.settings import Document as Article

from timeline.errors import SourceRefused
from timeline.extract import prose_events
from timeline.extract.contract import MentionOrRefusal, cite
from timeline.extract.encodings import decode
from timeline.extract.keys import digest
from timeline.extract.page import microformats, schema
from timeline.extract.page.schema import PageEvent
from timeline.extract.plain_text import line, plain_line, web
from timeline.extract.prose_events import language_of
from timeline.model.event import Link, Mention
from timeline.model.source import Document, Refusal

LONGEST: Final = 5_000_000
"""Characters of a page whose main text is looked for."""
_CHARSET: Final = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([A-Za-z0-9_:.-]{2,40})", re.IGNORECASE)
_LANGUAGE: Final = re.compile(r"<html\b[^>]{0,1000}?\blang\s*=\s*[\"']?([A-Za-z-]{2,20})", re.IGNORECASE)
_TITLE: Final = re.compile(r"<title[^>]{0,200}>([^<]{0,500})", re.IGNORECASE)
_PASSWORD: Final = re.compile(r"<input\b[^>]{0,500}\btype\s*=\s*[\"']?password", re.IGNORECASE)


def extract(document: Document) -> Iterator[MentionOrRefusal]:
    """What the page says. Raises `SourceRefused` for a page to log in, and one without any text."""
    declared = _CHARSET.search(document.data[:4000])
    text = decode(document.data, document.charset or (declared[1].decode("ascii") if declared else ""))
    said = _LANGUAGE.search(text[:20_000])
    language = document.language or (said[1].lower() if said else "")
    broken: list[str] = []
    found = list(schema.events(text, document.published, language[:2], broken))
    found = found or list(microformats.events(text, _address(document), document.published, language[:2]))
    for reason in broken:
        yield Refusal(place="JSON-LD", reason=reason.partition(": ")[2] or reason)
    if found:
        yield from _marked_events(document, text, found, language)
    else:
        yield from _prose_events(document, text, language)


def _address(document: Document) -> str:
    return document.url if document.url.startswith(("http://", "https://")) else ""


def _marked_events(document: Document, text: str, found: list[PageEvent], language: str) -> Iterator[MentionOrRefusal]:
    """One mention an event, or why its date cannot be taken."""
    named = _TITLE.search(text[:100_000])
    publisher = urlsplit(document.url).hostname or (plain_line(named[1]) if named else "")
    keys = Counter(event.key for event in found)
    for number, event in enumerate(found, 1):
        place = f"{event.rule} event {number}"
        if isinstance(event.when, str):
            yield Refusal(place=place, reason=f"{event.title[:60]!r}: {event.when}")
            continue
        address = web(event.url, document.url)
        own = address if address and event.key == event.url else event.key
        own = own if own and keys[event.key] == 1 else f"{event.key}\n{event.title}\n{event.words}"
        yield Mention(
            key=own if "\n" not in own and len(own) <= 400 else digest(own),
            title=event.title,
            said_when=event.words,
            when=event.when,
            summary=event.summary,
            status=event.status,
            tags=event.tags,
            places=event.places,
            links=(Link(url=address),) if address else (),
            language=language_of(f"{event.title} {event.summary}", event.language or language),
            url=address,
            citation=cite(
                document,
                title=event.title,
                publisher=publisher,
                url=address,
                words=event.words,
                place=place,
                rule=event.rule,
            ),
        )


def _prose_events(document: Document, text: str, language: str) -> Iterator[MentionOrRefusal]:
    """The events that the main text tells of; relative words count from the page's own date of publication."""
    if len(text) > LONGEST:
        raise SourceRefused(f"{document.url}: a page of more than {LONGEST:,} characters is not searched for text")
    article = trafilatura.bare_extraction(
        text,
        url=_address(document) or None,
        with_metadata=True,
        include_comments=False,
        include_tables=True,
        favor_precision=False,
        date_extraction_params={"extensive_search": False, "original_date": True},
    )
    fields = article.as_dict() if isinstance(article, Article) else {}
    body = str(fields.get("text") or "").strip()
    if not body or (_PASSWORD.search(text) and len(body) < 1000):
        what = "it is a page to log in" if _PASSWORD.search(text) else "the page has no text to read"
        raise SourceRefused(f"{document.url}: {what}")
    published = document.published or str(fields.get("date") or "")[:10]
    title = line(str(fields.get("title") or document.title or ""))
    spoken = language_of(body, language)
    tellings = list(prose_events.read(body, published, spoken, title))
    main = prose_events.main_event(title, tellings)
    for number, mention in enumerate(tellings):
        found = prose_events.as_part_of(
            mention,
            _address(document) or PurePath(document.url).name,
            title=title,
            publisher=line(str(fields.get("sitename") or "")) or (urlsplit(document.url).hostname or ""),
            url=_address(document),
            published=published,
            place=f"text, {mention.citation.place}",
        )
        yield msgspec.structs.replace(found, title=title, url=_address(document)) if number == main else found
