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
from timeline.extract.contract import Broken, MentionOrRefusal, base_address, cite, document_address
from timeline.extract.date_fields import document_order
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
LONGEST_KEY: Final = 400
_CHARSET: Final = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([A-Za-z0-9_:.-]{2,40})", re.IGNORECASE)
_LANGUAGE: Final = re.compile(r"<html\b[^>]{0,1000}?\blang\s*=\s*[\"']?([A-Za-z-]{2,20})", re.IGNORECASE)
_TITLE: Final = re.compile(r"<title[^>]{0,200}>([^<]{0,500})", re.IGNORECASE)
_PASSWORD: Final = re.compile(r"<input\b[^>]{0,500}\btype\s*=\s*[\"']?password", re.IGNORECASE)


def extract(document: Document) -> Iterator[MentionOrRefusal]:
    """What the page says. Raises `SourceRefused` for a page to log in, and one without any text."""
    declared = _CHARSET.search(document.data[:4000])
    charset = document.charset or (declared[1].decode("ascii") if declared else "")
    text = decode(document.data, charset)
    stated = _LANGUAGE.search(text[:20_000])
    language = document.language or (stated[1].lower() if stated else "")
    broken: list[str] = []
    events = list(schema.events(text, document.published, language[:2], broken, document_order(document)))
    # Pages that have both say the same twice, and JSON-LD says more.
    if not events:
        address = document_address(document)
        events = list(microformats.events(text, address, document.published, language[:2]))
    for reason in broken:
        # Which events stood in the block is not known, so none is missed.
        yield Broken(place="JSON-LD", reason=reason.partition(": ")[2] or reason)
    if _is_cut(text):
        yield Broken(place="the document", reason="it ends before </html>")
    if events:
        yield from _marked_events(document, text, events, language)
    else:
        yield from _prose_events(document, text, language)


def _marked_events(document: Document, text: str, events: list[PageEvent], language: str) -> Iterator[MentionOrRefusal]:
    """One mention an event, or why its date cannot be taken."""
    publisher = urlsplit(base_address(document)).hostname or _title(text)
    keys = Counter(event.key for event in events)
    for number, event in enumerate(events, 1):
        place = f"{event.rule} event {number}"
        address = web(event.url, base_address(document))
        is_shared = keys[event.key] > 1
        if isinstance(event.when, str):
            reason = f"{event.title[:60]!r}: {event.when}"
            yield Refusal(place=place, reason=reason, key=_key(event, address, is_shared=is_shared), title=event.title)
            continue
        yield Mention(
            key=_key(event, address, is_shared=is_shared),
            named_by="row" if is_shared or not event.key else "id",
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
            recurrence=event.recurrence,
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


def _is_cut(text: str) -> bool:
    """Whether a page that was opened as a document is not closed as one."""
    lowered = text.lower()
    return "<html" in lowered and "</html" not in lowered


def _title(text: str) -> str:
    match = _TITLE.search(text[:100_000])
    return plain_line(match[1]) if match else ""


def _key(event: PageEvent, address: str, *, is_shared: bool) -> str:
    """The event's own id or address; else a digest of what it says."""
    key = address if address and event.key == event.url else event.key
    # Themes give every event of a page the page's own address: such a key tells none of them apart.
    if not key or is_shared:
        return digest(f"{event.key}\n{event.title}\n{event.words}")
    return key if "\n" not in key and len(key) <= LONGEST_KEY else digest(key)


def _prose_events(document: Document, text: str, language: str) -> Iterator[MentionOrRefusal]:
    """The events that the main text tells of; relative words count from the page's own date of publication."""
    fields = _main_text(document, text)
    body, address = fields["text"], document_address(document)
    published = document.published or fields["date"][:10]
    title = line(fields["title"] or document.title)
    mentions = list(prose_events.read(body, published, language_of(body, language), title, document.date_order))
    main = prose_events.main_event(title, mentions)
    for number, mention in enumerate(mentions):
        mention = prose_events.as_part_of(
            mention,
            address or PurePath(document.url).name,
            title=title,
            publisher=line(fields["sitename"]) or urlsplit(base_address(document)).hostname or "",
            url=address,
            published=published,
            place=f"text, {mention.citation.place}",
        )
        # The page is the address of the event that it announces, not of all that its text mentions beside it.
        if number == main:
            mention = msgspec.structs.replace(mention, title=title, url=address)
        yield mention


def _main_text(document: Document, text: str) -> dict[str, str]:
    """The main text of the page with its title, date and site. Raises `SourceRefused` where there is none."""
    if len(text) > LONGEST:
        raise SourceRefused(f"{document.url}: a page of more than {LONGEST:,} characters is not searched for text")
    article = trafilatura.bare_extraction(
        text,
        url=document_address(document) or None,
        with_metadata=True,
        include_comments=False,
        include_tables=True,
        favor_precision=False,
        date_extraction_params={"extensive_search": False, "original_date": True},
    )
    said = article.as_dict() if isinstance(article, Article) else {}
    fields = {name: str(said.get(name) or "") for name in ("text", "date", "title", "sitename")}
    fields["text"] = fields["text"].strip()
    has_password = _PASSWORD.search(text) is not None
    # Many pages have a form to log in beside their text; only one with hardly any text is nothing else.
    if not fields["text"] or (has_password and len(fields["text"]) < 1000):
        what = "it is a page to log in" if has_password else "the page has no text to read"
        raise SourceRefused(f"{document.url}: {what}")
    return fields
