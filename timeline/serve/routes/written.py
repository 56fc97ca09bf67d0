"""What was written, as the API answers it."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from timeline.model.change import Change
from timeline.model.event import Event
from timeline.publish.change_log import token
from timeline.render.api import encode, event_object
from timeline.render.html.differences import differences as in_words
from timeline.serve.http.conditional import Answer
from timeline.serve.http.pools import ask_again
from timeline.serve.http.routing import JSON
from timeline.serve.http.service import Service
from timeline.writing.draft import revision
from timeline.writing.previews import Preview
from timeline.writing.writer import Written

MEDIA_TYPE: Final = f"{JSON}; charset=utf-8"


def answer(service: Service, written: Written, status: int = 200) -> Answer:
    """What was written, as JSON; with the address and the revision of the event where it is one."""
    body = encode(_written_object(service, written))
    headers = [("content-type", MEDIA_TYPE), ("content-length", str(len(body))), ("cache-control", "no-store")]
    if len(written.ids) == 1 and not written.dry:
        id = written.ids[0]
        headers.append(("etag", f'"{revision(ask_again(lambda: service.store.event(id)))}"'))
        if status == 201:
            headers.append(("location", f"{service.urls.base}/api/v1/events/{id}"))
    return Answer(status, [(name.encode(), value.encode("latin-1")) for name, value in headers], body)


def _written_object(service: Service, written: Written) -> dict[str, Any]:
    after = {change.event: change.after for change in written.changes}
    missing = [id for id in written.ids if id not in after]
    after |= ask_again(lambda: service.store.held(missing))
    return {
        "dry_run": written.dry,
        "ids": written.ids,
        "events": [_event(service, event) for event in after.values()],
        "changes": [change_object(service, change) for change in written.changes],
        "understood": [each._asdict() for each in written.understood],
        "previews": [_preview(service, each) for each in written.previews],
    }


def _event(service: Service, event: Event) -> dict[str, Any]:
    return event_object(event, service.chronology) | {"revision": revision(event)}


def change_object(service: Service, change: Change) -> dict[str, Any]:
    """A change as a row of the event's history."""
    return {
        "event": change.event,
        "kind": change.kind,
        "at": change.at,
        "position": token(service.store, change.position) if change.position else None,
        "reason": change.reason,
        "fields": change.fields,
    }


def _preview(service: Service, preview: Preview) -> dict[str, Any]:
    change = preview.change
    return {
        "event": change.event,
        "kind": change.kind,
        "words": difference_words(service, change, service.clock()),
        "line": preview.line._asdict(),
        "announced": preview.announced,
        "formats": {name: shown._asdict() for name, shown in preview.formats.items()},
    }


def difference_words(service: Service, change: Change, now: datetime) -> list[dict[str, Any]]:
    """What a change changed, field by field, in parts that say what was and what is."""
    return [{"field": row["name"], "parts": row["parts"]} for row in in_words(service.site(now), change)]
