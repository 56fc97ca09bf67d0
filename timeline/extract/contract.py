"""What a reader of one kind of document promises, and what it hands over."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import datetime
from itertools import chain
from typing import Final, NamedTuple

import msgspec

from timeline.errors import SourceRefused
from timeline.extract.limits import FIELD, ITEMS, REFUSALS
from timeline.extract.plain_text import clean, cut, line
from timeline.model.event import STATUSES, Citation, Mention
from timeline.model.source import Document, Extraction, Refusal

MentionOrRefusal = Mention | Refusal
Reader = Callable[[Document], Iterator[MentionOrRefusal]]
"""Yields what a document says in its order. Raises `SourceRefused` where nothing in it can be read."""

KEY: Final = 500
"""Characters of a source's own id; a longer one is no id."""
TITLE: Final = 300
UTF16: Final = (b"\xff\xfe", b"\xfe\xff")
WIDE: Final = 0.3
"""Share of NUL from which a text without a mark is one of UTF-16."""
_NO_TEXT: Final = re.compile(rb"\x00|\xff\xff")
"""Characters kept of the title of what is refused."""


class Partial(Refusal, frozen=True, kw_only=True, omit_defaults=True):
    """A refusal that means: the document does not hold all of its source's items."""


class Broken(Partial, frozen=True, kw_only=True, omit_defaults=True):
    """A partial refusal whose reason is that the document is damaged; where nothing else is in it, it is refused."""


class DocumentKind(NamedTuple):
    """One kind of document: its reader, what it is called in a message, and whether it holds all that its source says.

    Feeds do not: older entries make room for newer ones.
    """

    read: Reader
    what: str
    complete: bool = True


def document_address(document: Document) -> str:
    """The document's address where it is one of the web; nothing for a file."""
    return document.url if document.url.startswith(("http://", "https://")) else ""


def base_address(document: Document) -> str:
    """What relative addresses in the document are resolved against, or nothing."""
    return document.base or document_address(document)


def event_status(said: str, otherwise: str = "") -> str:
    """A status of ours as it was said. Only we merge events, so no document's "merged" is believed."""
    return said if said in STATUSES and said != "merged" else otherwise


def cite(document: Document, **fields: str) -> Citation:
    """The provenance of one item: the fields given, beside what the document itself says; `gather` adds the rest."""
    known = {"url": document_address(document), "published": document.published, "title": document.title}
    given = {name: value for name, value in fields.items() if value}
    return msgspec.convert(known | given, Citation)


def gather(kind: DocumentKind, document: Document) -> Extraction:
    """Everything a reader yields, within bounds; each mention cleaned, and refused where it lacks what it needs.

    Raises `SourceRefused` where the document is damaged and has no entry: that is no success that brought nothing.
    """
    digest = document.digest
    mentions: list[Mention] = []
    refused: list[Refusal] = []
    complete, count, damage = kind.complete, 0, ""
    for item in chain(kind.read(document), _garbled(document)):
        count += isinstance(item, Mention)
        if count > ITEMS:
            refused.append(Refusal(place=f"item {count}", reason=f"only the first {ITEMS:,} items are read"))
            complete = False
            break
        item = check(item, digest, document.retrieved) if isinstance(item, Mention) else item
        if isinstance(item, Mention):
            mentions.append(item)
        else:
            complete = complete and not isinstance(item, Partial)
            damage = damage or (f"{item.place}: {item.reason}" if isinstance(item, Broken) else "")
            refused.append(_bounded(item))
    if damage and not mentions:
        raise SourceRefused(f"{document.url}: it is broken, and no entry can be read: {line(damage)[:500]}")
    # Whose ids the refusals past the limit named is not known any more.
    complete = complete and len(refused) <= REFUSALS
    return Extraction(mentions=tuple(_distinct(mentions)), refused=_limited(refused), complete=complete)


def _garbled(document: Document) -> Iterator[Partial]:
    """A document that came through damaged says so by what no text holds; an entry may have lost its name to it."""
    data = document.data
    if data.startswith(UTF16):
        return
    is_wide = data[:400].count(0) > len(data[:400]) * WIDE
    if not is_wide and (found := _NO_TEXT.search(data)):
        yield Partial(place=f"byte {found.start() + 1:,}", reason="here are bytes that are no text", note=True)


def _bounded(item: Refusal) -> Refusal:
    """The refusal with short texts; one that only says that the document is partial stands for no item."""
    return Refusal(
        place=line(item.place)[:200],
        reason=line(item.reason)[:500],
        key=line(item.key)[:KEY],
        title=line(item.title)[:TITLE],
        note=item.note or (isinstance(item, Partial) and not item.key and not item.title),
    )


def check(mention: Mention, digest: str, retrieved: datetime) -> MentionOrRefusal:
    """The mention with clean, bounded text and whole provenance; a refusal where it has no title or no key."""
    title, key = line(mention.title), line(mention.key)
    place = mention.citation.place or key
    if not title:
        return Refusal(place=place, reason="it has no title", key=key)
    if len(mention.title) > FIELD:
        return Refusal(place=place, reason=f"its title has more than {FIELD:,} characters", key=key)
    if not key or len(key) > KEY:
        return Refusal(place=place, reason=f"its id is missing or has more than {KEY} characters", title=title)
    said = mention.citation
    citation = msgspec.structs.replace(
        said, words=cut(clean(said.words), 500), title=said.title or title, digest=digest, retrieved=retrieved
    )
    return msgspec.structs.replace(
        mention,
        key=key,
        title=title,
        summary=cut(clean(mention.summary)),
        citation=citation,
    )


def _distinct(mentions: list[Mention]) -> Iterator[Mention]:
    """The mentions; an address or UID that several of them have identifies none of them, and stays only a link."""
    urls: dict[str, int] = {}
    uids: dict[str, int] = {}
    for mention in mentions:
        urls[mention.url] = urls.get(mention.url, 0) + 1
        uids[mention.uid] = uids.get(mention.uid, 0) + 1
    for mention in mentions:
        url = mention.url if urls[mention.url] == 1 else ""
        uid = mention.uid if uids[mention.uid] == 1 else ""
        yield msgspec.structs.replace(mention, url=url, uid=uid)


def _limited(refused: list[Refusal]) -> tuple[Refusal, ...]:
    if len(refused) <= REFUSALS:
        return tuple(refused)
    more = f"{len(refused) - REFUSALS + 1:,} more items were refused"
    return (*refused[: REFUSALS - 1], Refusal(place="the rest", reason=more))
