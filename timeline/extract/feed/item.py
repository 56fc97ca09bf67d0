"""One entry of a feed, whatever its dialect, and what it claims: the date that it states, else what its text tells."""

from __future__ import annotations

import email.utils
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from timeline.dates import EDTFError, When
from timeline.dates.writing.wording import words as in_words
from timeline.extract import date_fields, prose_events
from timeline.extract.contract import MentionOrRefusal, cite
from timeline.extract.keys import digest
from timeline.extract.objects import Object
from timeline.extract.own_fields import with_own_fields
from timeline.extract.plain_text import cut, line
from timeline.extract.prose_events import StatedDate
from timeline.model.event import Link, Mention, Place
from timeline.model.source import Document

BODY: Final = 20_000
"""Characters of one entry's text that are read."""
MOST_TAGS: Final = 30
MOST_TOLD: Final = 20
"""Events taken from the text of one entry."""


@dataclass(frozen=True, slots=True)
class FeedItem:
    """An entry. Texts are plain; `published` is its own date (YYYY-MM-DD, or empty), never the event's.

    `own` is the date that an extension states; `fields` are what a chronology like this one adds.
    """

    place: str
    id: str = ""
    title: str = ""
    body: str = ""
    url: str = ""
    published: str = ""
    language: str = "en"
    publisher: str = ""
    tags: tuple[str, ...] = ()
    places: tuple[Place, ...] = ()
    links: tuple[Link, ...] = ()
    own: StatedDate | None = None
    status: str = ""
    reason: str = ""
    uid: str = ""
    fields: Object = field(default_factory=dict)


def mentions(item: FeedItem, document: Document) -> Iterator[MentionOrRefusal]:
    """What an entry says. One without a date of an event claims only that it was published: it has no `when`."""
    order = document.date_order
    own = item.own or prose_events.stated_date(item.title, item.body, item.published, item.language, order)
    if own is not None:
        yield _mention(item, document, own)
        return
    tellings = list(prose_events.read(item.body[:BODY], item.published, item.language, item.title, order))[:MOST_TOLD]
    main = prose_events.main_event(item.title, tellings)
    for number, told in enumerate(tellings):
        if number == main:
            own = StatedDate(told.when, told.said_when, told.citation.rule, told.confidence) if told.when else None
            yield _mention(item, document, own, told.status)
        else:
            yield _further_event(item, document, told)
    if not tellings:
        yield _mention(item, document, None)


def _further_event(item: FeedItem, document: Document, told: Mention) -> Mention:
    """An event that the entry tells of beside its own: its sentence says what it is, the entry where it stands."""
    return prose_events.as_part_of(
        told,
        _key(item),
        title=item.title or prose_events.first_words(item.body),
        publisher=item.publisher,
        url=item.url,
        published=item.published,
        place=f"{item.place}, {told.citation.place}",
    )


def _mention(item: FeedItem, document: Document, own: StatedDate | None, status: str = "") -> Mention:
    """The entry's own event. An extension's word on its status comes before that of the sentence."""
    title = item.title or prose_events.first_words(item.body)
    address = (Link(url=item.url),) if item.url else ()
    mention = Mention(
        key=_key(item),
        title=title,
        said_when=own.words if own else "",
        when=own.when if own else None,
        summary=cut(item.body, BODY),
        status=item.status or status,
        reason=item.reason,
        tags=item.tags,
        places=item.places,
        links=tuple({link.url: link for link in (*address, *item.links)}.values()),
        language=item.language,
        uid=item.uid or item.id,
        url=item.url,
        confidence=own.confidence if own else 1.0,
        citation=cite(
            document,
            title=title,
            publisher=item.publisher,
            url=item.url,
            published=item.published,
            words=own.words if own else "",
            place=item.place,
            rule=own.rule if own else "",
        ),
    )
    return with_own_fields(mention, item.fields, document.retrieved)


def _key(item: FeedItem) -> str:
    """The entry's id, else its address, else what it says."""
    key = line(item.id) or item.url
    if key and len(key) <= 400:
        return key
    said = "\n".join((key, item.title, item.published if not key else ""))
    return digest(said)


def without_words(title: str, body: str, when: When, language: str) -> tuple[str, str]:
    """Title and text of an entry of ours without the words of its date, which stand in brackets behind the title.

    Earlier versions began the text with the same words again.
    """
    first, _, rest = body.partition("\n")
    if line(first) and title.endswith(f" ({line(first)})"):
        return title.removesuffix(f" ({line(first)})"), rest.strip()
    for ahead in (False, True):
        title = title.removesuffix(f" ({in_words(when, language, ahead=ahead)})")
    return title, body


def publication(text: str) -> str:
    """The day in a timestamp of ISO 8601 or RFC 5322, as written, or nothing."""
    try:
        if when := date_fields.iso_date(text):
            return when.edtf
        return email.utils.parsedate_to_datetime(text).date().isoformat()
    except (EDTFError, ValueError, TypeError, IndexError, OverflowError):
        return ""
