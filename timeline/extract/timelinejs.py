"""TimelineJS JSON (version 3, and the `timeline.date` list of version 2): slides with a date are mentions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final

import msgspec

from timeline.dates import EDTFError, When
from timeline.errors import SourceRefused
from timeline.extract import date_fields, objects
from timeline.extract.contract import MentionOrRefusal, cite, event_status
from timeline.extract.encodings import decode
from timeline.extract.keys import with_keys
from timeline.extract.objects import Object
from timeline.extract.own_fields import with_own_fields
from timeline.extract.plain_text import line, plain, plain_line, web
from timeline.extract.prose_events import language_of
from timeline.model.event import ID, Link, Mention
from timeline.model.source import Document, Refusal

ERA: Final = "an era is a label behind a stretch of the timeline, no event; make it a slide to have it read"


def is_timeline(value: Any) -> bool:
    """Whether a JSON value is a timeline of TimelineJS."""
    if not isinstance(value, dict):
        return False
    older = value.get("timeline")
    if isinstance(older, dict) and isinstance(older.get("date"), list):
        return True
    events = value.get("events")
    return isinstance(events, list) and any("start_date" in each for each in objects.objects(events)[:20])


def extract(document: Document) -> Iterator[MentionOrRefusal]:
    """The slides of the timeline. Raises `SourceRefused` where it is none."""
    value, lost = objects.load_whole(decode(document.data, document.charset).strip(), document.url)
    yield from lost
    title, slides = _slides(value)
    if slides is None:
        raise SourceRefused(f'{document.url}: it is no timeline of TimelineJS: it has no list of "events"')
    mentions: list[Mention] = []
    for number, slide in enumerate(slides, 1):
        told = _slide(document, title, slide, f"event {number}")
        if isinstance(told, Mention):
            mentions.append(told)
        else:
            yield told
    yield from _eras(value)
    yield from with_keys(mentions)


def _eras(value: Object) -> Iterator[Refusal]:
    """What is not read, one by one: nobody says of an era that something happened."""
    older = value.get("timeline")
    fields = older if isinstance(older, dict) else value
    for number, era in enumerate(objects.objects(fields.get("eras") or fields.get("era")), 1):
        headline, _ = _texts(era)
        yield Refusal(place=f"era {number}", reason=f"{headline[:60]!r}: {ERA}", title=headline)


def _slides(value: Any) -> tuple[str, list[Any] | None]:
    """The timeline's own title, and its slides."""
    if not isinstance(value, dict):
        return "", None
    older = value.get("timeline")
    if isinstance(older, dict):
        dates = older.get("date")
        return plain_line(objects.text(older.get("headline"))), dates if isinstance(dates, list) else None
    title = value.get("title")
    text = title.get("text") if isinstance(title, dict) else None
    named = objects.text(text.get("headline")) if isinstance(text, dict) else ""
    events = value.get("events")
    return plain_line(named), events if isinstance(events, list) else None


def _slide(document: Document, title: str, slide: Any, place: str) -> MentionOrRefusal:
    if not isinstance(slide, dict):
        return Refusal(place=place, reason="it is no object")
    headline, summary = _texts(slide)
    if not headline:
        return Refusal(place=place, reason="it has no headline")
    try:
        when = _when(slide)
    except EDTFError as error:
        when = str(error)
    if isinstance(when, str):
        key = line(objects.text(slide.get("unique_id")))
        return Refusal(place=place, reason=f"{headline[:60]!r}: {when}", key=key, title=headline)
    words = when.text or when.edtf
    mention = Mention(
        key=line(objects.text(slide.get("unique_id"))),
        title=headline,
        said_when=words,
        when=when,
        summary=summary,
        tags=_tags(slide),
        links=_links(slide),
        language=language_of(f"{headline} {summary}", document.language),
        citation=cite(document, title=headline, publisher=title, words=words, place=place, rule="timelinejs"),
    )
    return _of_ours(mention, slide, document)


def _of_ours(mention: Mention, slide: Object, document: Document) -> Mention:
    """The mention with what a chronology like this one says of it beside what TimelineJS reads."""
    ours = slide.get("_timeline")
    if not isinstance(ours, dict):
        return mention
    status = event_status(objects.text(ours.get("status")))
    id = objects.text(ours.get("id"))
    uid = id if ID.fullmatch(id) else ""
    known = msgspec.structs.replace(mention, uid=uid, status=status, tags=tuple(objects.texts(ours.get("tags"))))
    return with_own_fields(known, ours, document.retrieved)


def _texts(slide: Object) -> tuple[str, str]:
    """Headline and text; version 2 has both beside the date, version 3 in an object of their own."""
    fields = slide.get("text")
    if not isinstance(fields, dict):
        fields = slide
    summary = plain(objects.text(fields.get("text")))
    headline = plain_line(objects.text(fields.get("headline")))
    return headline or line(summary.partition("\n")[0])[:120], summary


def _tags(slide: Object) -> tuple[str, ...]:
    tags: dict[str, None] = {}
    for name in ("group", "tag", "tags"):
        for text in objects.texts(slide.get(name)):
            # Version 2 writes several tags in one string.
            tags.update(dict.fromkeys(line(part) for part in text.split(",")))
    return tuple(filter(None, tags))


def _links(slide: Object) -> tuple[Link, ...]:
    media = slide.get("media") or slide.get("asset")
    if not isinstance(media, dict):
        return ()
    address = web(objects.text(media.get("url") or media.get("media")))
    return (Link(url=address),) if address else ()


def _when(slide: Object) -> When | str:
    """The date of a slide, or why it has none."""
    first = _date(slide.get("start_date") if "start_date" in slide else slide.get("startDate"))
    if isinstance(first, str):
        return first
    ending = slide.get("end_date") if "end_date" in slide else slide.get("endDate")
    when: When | str = first
    if ending:
        last = _date(ending)
        when = f"its end: {last}" if isinstance(last, str) else date_fields.span(first, last)
    shown = line(objects.text(slide.get("display_date")))
    return replace(when, text=shown) if shown and isinstance(when, When) else when


def _date(value: Any) -> When | str:
    """A date of TimelineJS: an object of numbers, or (version 2) "2011,12,10" and the like."""
    if not isinstance(value, dict):
        return _listed(objects.text(value))
    cells = [objects.text(value.get(name)).strip() for name in ("year", "month", "day", "hour", "minute", "second")]
    when = date_fields.date_of_cells(*cells[:3])
    if isinstance(when, str):
        return when
    if cells[3] and when.is_exact:
        hour, minute, second = (cell if cell.isdigit() else "0" for cell in cells[3:])
        time = f"{int(hour):02}:{int(minute):02}" + (f":{int(second):02}" if int(second) else "")
        when = When.parse(when.edtf, start_time=time)
    return replace(when, text=line(objects.text(value.get("display_date"))))


def _listed(text: str) -> When | str:
    parts = [part.strip() for part in text.split(",")]
    if not text or not parts[0].lstrip("-").isdigit():
        return date_fields.read_date(text, order="mdy")
    return date_fields.date_of_cells(*parts[:3])
