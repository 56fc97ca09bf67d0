"""Markdown and plain text: the events that the prose tells of, by the date of its front matter."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Final

import msgspec

from timeline.errors import SourceRefused
from timeline.extract import date_fields, prose_events
from timeline.extract.contract import MentionOrRefusal, Partial, document_address
from timeline.extract.encodings import decode
from timeline.extract.plain_text import line
from timeline.extract.prose_events import LONGEST
from timeline.model.source import Document
from timeline.prose import article
from timeline.prose.mentions import mentions

_HEADING: Final = re.compile(r"^\s{0,3}#{1,3}\s+(.{1,200}?)\s*#*\s*$", re.MULTILINE)


def extract(document: Document) -> Iterator[MentionOrRefusal]:
    """The events of the text in its order. Raises `SourceRefused` where its front matter is broken."""
    text = _text(document)
    name = PurePosixPath(document.url.replace("\\", "/")).stem
    read = article(
        name,
        text[:LONGEST],
        {},
        date_fields.reference_day(document.published),
        document.language or None,
        doc=document.title or name,
        date_order=document.date_order,
    )
    heading = _HEADING.search(text, read.body, read.body + 5_000)
    title = read.title or document.title or (line(heading[1]) if heading else name)
    for mention in mentions(replace(read, language=prose_events.readable_language(read.language, text[read.body :]))):
        citation = msgspec.structs.replace(
            mention.citation,
            title=title,
            url=read.url or document_address(document),
        )
        yield msgspec.structs.replace(mention, citation=citation)
    if len(text) > LONGEST:
        yield Partial(place=f"character {LONGEST:,}", reason="the rest is not read; split the document")


def _text(document: Document) -> str:
    """The text as it stands, so that offsets count in the file; only UTF-8 keeps its mark."""
    if b"\0" in document.data[:1000] and not document.data.startswith((b"\xff\xfe", b"\xfe\xff")):
        half = document.data[:1000].count(0) * 2
        if half < len(document.data[:1000]) * 0.7:
            raise SourceRefused(f"{document.url}: it is no text; its bytes are those of a program or an archive")
    try:
        return document.data.decode("utf-8")
    except UnicodeDecodeError:
        return decode(document.data, document.charset)
