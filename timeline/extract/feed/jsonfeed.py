"""JSON Feed (jsonfeed.org, versions 1 and 1.1), with our `_timeline`."""

from __future__ import annotations

from collections.abc import Iterator

from timeline.dates import EDTFError
from timeline.errors import SourceRefused
from timeline.extract import objects
from timeline.extract.contract import MentionOrRefusal, Partial, event_status
from timeline.extract.date_fields import document_order
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
    """An item in our shape. Raises `EDTFError` where our own date in it is none."""
    ours = fields.get("_timeline")
    ours = ours if isinstance(ours, dict) else {}
    date = ours.get("when")
    when = objects.when(date) if isinstance(date, dict) else None
    title = plain_line(objects.text(fields.get("title")))
    body = _body(fields)
    base = objects.text(feed.get("home_page_url"))
    published = publication(objects.text(fields.get("date_published")) or objects.text(fields.get("date_modified")))
    stated_language = objects.text(fields.get("language")) or objects.text(feed.get("language"))
    language = language_of(f"{title} {body}", document.language or stated_language)
    url = web(objects.text(fields.get("url")), base)
    external = web(objects.text(fields.get("external_url")), base)
    own: StatedDate | None
    if when is not None:
        title, body = without_words(title, body, when, language)
        own = StatedDate(when, when.text or when.edtf, "edtf")
    else:
        own = extensions.stated_date(fields, published, language, document_order(document))
        # A linkblog has only this one; in a feed of ours it is where the event is told of, not its own page.
        url = url or external
    return FeedItem(
        place=f"item {number}",
        id=line(objects.text(fields.get("id"))),
        title=title,
        body=body[:BODY],
        url=url,
        published=published,
        language=language,
        publisher=plain_line(objects.text(feed.get("title")))[:200],
        tags=tuple(objects.texts(fields.get("tags")))[:MOST_TAGS],
        places=objects.places(ours.get("places")),
        links=(Link(url=external),) if external else (),
        own=own,
        status=event_status(line(objects.text(ours.get("status")))),
        reason=line(objects.text(ours.get("reason"))),
        fields=ours if when is not None else {},
    )


def _body(fields: objects.Object) -> str:
    text = objects.text(fields.get("content_text"))
    return text if text.strip() else plain(objects.text(fields.get("content_html") or fields.get("summary")))
