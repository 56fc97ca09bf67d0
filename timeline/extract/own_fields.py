"""What a chronology like this one adds to an entry of its feeds and calendars: fields of the API, as JSON."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any, Final

import msgspec

from timeline.dates import EDTFError, When
from timeline.errors import SourceRefused
from timeline.extract import objects
from timeline.extract.contract import event_status
from timeline.extract.ics.series import from_lines
from timeline.extract.objects import Object
from timeline.extract.plain_text import clean, cut, line
from timeline.model.event import ID, REMOVABLE, Mention, Override
from timeline.model.rule import BadSeries

LONGEST: Final = 200_000
MOST: Final = 2_000
"""Occurrences of one series that differ."""
_ORIGINAL: Final = re.compile(r"[0-9]{8}(T[0-9]{6})?")


def own_object(text: str) -> Object:
    """The fields in an extension's text; none where it is no object."""
    if not text or len(text) > LONGEST:
        return {}
    try:
        value = objects.load(text, "its own fields")
    except SourceRefused:
        return {}
    return value if isinstance(value, dict) else {}


def with_own_fields(mention: Mention, fields: Object, retrieved: datetime) -> Mention:
    """The mention with what the fields say; what they leave out is empty, but for the date and the language."""
    if not objects.text(fields.get("title")):
        return mention
    when = _when(fields) or mention.when
    known: dict[str, Any] = {
        "title": objects.text(fields.get("title")),
        "summary": objects.text(fields.get("summary")),
        "reason": line(objects.text(fields.get("reason"))),
        "places": objects.places(fields.get("places")),
        "links": objects.links(fields.get("links")),
        "language": line(objects.text(fields.get("language")))[:35] or mention.language,
        "when": when,
    }
    successor = line(objects.text(fields.get("successor")))
    if ID.fullmatch(successor):
        known["successor"] = successor
    if when is not None and (recurrence := _recurrence(fields, when, retrieved)):
        # A calendar may have left out the first years of a series; these lines are those of the whole.
        known["recurrence"] = recurrence
        known["overrides"] = overrides(fields.get("overrides"))
    return msgspec.structs.replace(mention, **known)


def overrides(value: Any) -> tuple[Override, ...]:
    """The occurrences of a series that differ from it, in the fields of our API; of two of one date the last."""
    by_date = {}
    for fields in objects.objects(value)[:MOST]:
        original = objects.text(fields.get("original"))
        if _ORIGINAL.fullmatch(original):
            by_date[original] = _override(original, fields)
    return tuple(by_date[original] for original in sorted(by_date))


def _override(original: str, fields: Object) -> Override:
    lacking = objects.texts(fields.get("without"))
    return Override(
        original=original,
        when=_when(fields),
        title=line(objects.text(fields.get("title"))),
        summary=cut(clean(objects.text(fields.get("summary")))),
        status=event_status(objects.text(fields.get("status")), ""),
        places=objects.places(fields.get("places")),
        links=objects.links(fields.get("links")),
        without=tuple(name for name in REMOVABLE if name in lacking),
    )


def _when(fields: Object) -> When | None:
    date = fields.get("when")
    try:
        return objects.when(date) if isinstance(date, dict) else None
    except EDTFError:
        return None


def _recurrence(fields: Object, when: When, retrieved: datetime) -> tuple[str, ...]:
    try:
        return from_lines(objects.texts(fields.get("recurrence")), when, retrieved)
    except BadSeries:
        return ()
