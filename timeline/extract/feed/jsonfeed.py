"""JSON Feed (jsonfeed.org, versions 1 and 1.1), with our `_timeline`."""

from __future__ import annotations

from collections.abc import Iterator

from timeline.dates import EDTFError
from timeline.errors import SourceRefused
from timeline.extract import objects
from timeline.extract.contract import MentionOrRefusal, Partial, event_status
from timeline.extract.encodings import decode
from timeline.extract.feed import extensions
from timeline.extract.feed.item import BODY, MOST_TAGS, FeedItem, mentions, publication, without_words
from timeline.extract.plain_text import line, plain, plain_line, web
from timeline.extract.prose_events import StatedDate, language_of
from timeline.model.event import Link
from timeline.model.source import Document, Refusal


def entries(document: Document) -> Iterator[MentionOrRefusal]:
    """What the items of the feed claim. Raises `SourceRefused` where it has none."""
    feed, lost = objects.load_whole(decode(document.data, document.charset).strip(), document.url)
    yield from lost
    items = feed.get("items") if isinstance(feed, dict) else None
    if not isinstance(items, list):
        raise SourceRefused(f'{document.url}: it is no JSON Feed: it has no list of "items"')
    for number, fields in enumerate(items, 1):
        if not isinstance(fields, dict):
            yield Refusal(place=f"item {number}", reason="it is no object")
            continue
        try:
            item = _item(document, feed, fields, number)
        except EDTFError as error:
            yield Refusal(place=f"item {number}", reason=f"_timeline: {error}")
            continue
        yield from mentions(item, document)
    if feed.get("next_url"):
        yield Partial(place="next_url", reason="the feed names a next page, which is not read")


def _item(document: Document, feed: objects.Object, fields: objects.Object, number: int) -> FeedItem:
    ours = fields.get("_timeline")
    ours = ours if isinstance(ours, dict) else {}
    date = ours.get("when")
    when = objects.when(date) if isinstance(date, dict) else None
    title = plain_line(objects.text(fields.get("title")))
    body = _body(fields)
    said = objects.text(fields.get("language")) or objects.text(feed.get("language"))
    base = objects.text(feed.get("home_page_url"))
    published = publication(objects.text(fields.get("date_published")) or objects.text(fields.get("date_modified")))
    language = language_of(f"{title} {body}", document.language or said)
    status = line(objects.text(ours.get("status"))) or "happened"
    title, body = without_words(title, body) if when else (title, body)
    own = (
        StatedDate(when, when.text or when.edtf, "edtf")
        if when
        else extensions.stated_date(fields, published, language)
    )
    external = web(objects.text(fields.get("external_url")), base)
    return FeedItem(
        place=f"item {number}",
        id=line(objects.text(fields.get("id"))),
        title=title,
        body=body[:BODY],
        url=web(objects.text(fields.get("url")), base) or (external if not when else ""),
        published=published,
        language=language,
        publisher=plain_line(objects.text(feed.get("title")))[:200],
        tags=tuple(objects.texts(fields.get("tags")))[:MOST_TAGS],
        places=objects.places(ours.get("places")),
        links=(Link(url=external),) if external else (),
        own=own,
        status=event_status(status),
        reason=line(objects.text(ours.get("reason"))),
    )


def _body(fields: objects.Object) -> str:
    text = objects.text(fields.get("content_text"))
    return text if text.strip() else plain(objects.text(fields.get("content_html") or fields.get("summary")))
