"""Our own JSON: an event, a page of the API, a dump of one event or change a line. Dates stay as vague as they were."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any, Final

from timeline.dates import EDTFError, When
from timeline.errors import SourceRefused
from timeline.extract import objects
from timeline.extract.contract import Broken, MentionOrRefusal, Partial, base_address, cite
from timeline.extract.encodings import decode
from timeline.extract.ics.series import from_lines
from timeline.extract.objects import Object
from timeline.extract.own_fields import overrides
from timeline.extract.plain_text import line, web
from timeline.model.event import ID, STATUSES, Mention
from timeline.model.rule import BadSeries
from timeline.model.source import Document, Refusal

RULE: Final = "edtf"
SAMPLE: Final = 200_000
"""Characters by whose lines a dump is recognised."""


def extract(document: Document) -> Iterator[MentionOrRefusal]:
    """The events of the document in its order. Raises `SourceRefused` where it holds none of ours."""
    text = decode(document.data, document.charset).strip()
    if is_lines(text):
        yield from _lines(document, text)
        return
    value, lost = objects.load_whole(text, document.url)
    yield from lost
    events, more = _events(value)
    if events is None:
        raise SourceRefused(f'{document.url}: no events of ours: an event has an "id", a "title" and a "when"')
    for number, fields in enumerate(events, 1):
        yield mention(document, fields, f"event {number}")
    if more:
        yield Partial(place="next", reason="the page names a next one, which is not read")


def is_lines(text: str) -> bool:
    """Whether each line is a JSON object of its own (a dump); the first or another may be damaged."""
    rows = list(islice((row.strip() for row in text[:SAMPLE].split("\n") if row.strip()), 20))
    # The last row of the sample may be cut.
    whole = rows[:-1] if len(text) > SAMPLE and len(rows) > 1 else rows
    count = sum(row.startswith("{") and row.endswith("}") for row in whole)
    return len(whole) > 1 and count * 2 >= len(whole)


def is_ours(value: Any) -> bool:
    """Whether an object is an event of ours, or a change of one."""
    if not isinstance(value, dict):
        return False
    after = value.get("after")
    event = after if isinstance(after, dict) else value
    date = event.get("when")
    return "title" in event and isinstance(date, dict) and "edtf" in date


def _events(value: Any) -> tuple[list[Any] | None, bool]:
    """The events in a value, and whether the document says that there are more."""
    if isinstance(value, dict) and isinstance(value.get("events"), list):
        return value["events"], bool(value.get("next"))
    if is_ours(value):
        return [value], False
    if isinstance(value, list) and any(is_ours(each) for each in value):
        return value, False
    return None, False


def _lines(document: Document, text: str) -> Iterator[MentionOrRefusal]:
    """One event or change a line; of several states of an event the last counts."""
    states: dict[str, tuple[str, Object]] = {}
    for number, row in enumerate(text.split("\n"), 1):
        if not row.strip():
            continue
        try:
            value = objects.load(row, f"line {number}")
        except SourceRefused as error:
            # Whose line it was is not known, so that absence of any says nothing.
            yield Broken(place=f"line {number}", reason=str(error).partition(": ")[2])
            continue
        if _is_heading(value):
            continue
        event = _state(value)
        if event is None:
            yield Refusal(place=f"line {number}", reason="it is no event of ours")
            continue
        key = objects.text(event.get("id")) or f"line {number}"
        states.pop(key, None)
        states[key] = (f"line {number}", event)
    for place, event in states.values():
        yield mention(document, event, place)


def _is_heading(value: Any) -> bool:
    """Whether a line says something of the file: the position of a dump, the authority of a history."""
    if not isinstance(value, dict) or {"id", "when", "after", "event"} & value.keys():
        return False
    return "position" in value or "authority" in value


def _state(value: Any) -> Object | None:
    """The event in a line: itself, or as it stands after a change."""
    if not isinstance(value, dict):
        return None
    for name in ("after", "event"):
        if isinstance(value.get(name), dict):
            event: Object = value[name]
            return event
    return value if "title" in value or "when" in value else None


def mention(document: Document, fields: Any, place: str) -> MentionOrRefusal:
    """The mention that an event of ours makes, or why it makes none."""
    if not isinstance(fields, dict):
        return Refusal(place=place, reason="it is no object")
    id, status = line(objects.text(fields.get("id"))), objects.text(fields.get("status")) or "happened"
    if not ID.fullmatch(id):
        return Refusal(place=place, reason=f"its id {id[:40]!r} is none of ours ([a-z0-9-], up to 64)")
    if status == "merged":
        survivor = objects.text(fields.get("merged_into"))[:64]
        return Refusal(place=place, reason=f"{id} was merged into {survivor!r}", key=id)
    if status not in STATUSES:
        return Refusal(place=place, reason=f"{id}: its status {status[:40]!r} is none of {', '.join(STATUSES)}", key=id)
    date = fields.get("when")
    try:
        when = objects.when(date if isinstance(date, dict) else {"edtf": date})
        if when is None:
            return Refusal(place=place, reason=f"{id}: it names no date", key=id)
        recurrence = from_lines(objects.texts(fields.get("recurrence")), when, document.retrieved)
    except (EDTFError, BadSeries) as error:
        return Refusal(place=place, reason=f"{id}: {error}", key=id)
    return _mention(document, fields, id, status, when, recurrence, place)


def _mention(
    document: Document, fields: Object, id: str, status: str, when: When, recurrence: tuple[str, ...], place: str
) -> Mention:
    address = web(objects.text(fields.get("url")), base_address(document))
    title = line(objects.text(fields.get("title")))
    return Mention(
        key=id,
        title=title,
        said_when=when.text or when.edtf,
        when=when,
        summary=objects.text(fields.get("summary")),
        status=status,
        reason=line(objects.text(fields.get("reason"))),
        tags=tuple(objects.texts(fields.get("tags"))),
        places=objects.places(fields.get("places")),
        links=objects.links(fields.get("links")),
        language=line(objects.text(fields.get("language"))) or "en",
        uid=id,
        url=address,
        successor=line(objects.text(fields.get("successor"))),
        recurrence=recurrence,
        overrides=overrides(fields.get("overrides")) if recurrence else (),
        citation=cite(
            document,
            title=title,
            url=address,
            published=objects.text(fields.get("published"))[:10],
            words=when.text or when.edtf,
            place=place,
            rule=RULE,
        ),
    )
