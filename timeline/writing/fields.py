"""What is taken of an event: read from JSON, checked as an entry of a file is, and said back where it was read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Final, NamedTuple

import msgspec

from timeline.dates import When, explain
from timeline.dates.reading import Reading
from timeline.dates.writing import wording
from timeline.files.entry_date import Dated, ReadingSettings, resolve
from timeline.files.events import ENTRY
from timeline.files.repeat import read_repeat
from timeline.files.shapes import Field, Raw, Record, choice
from timeline.model.chronology import Chronology
from timeline.model.event import GONE, STATUSES, Event
from timeline.writing.pointed import Body

NOT_SENT: Final = ("id", "added", "merged_into", "split_from")
"""Keys of an entry that the program alone fills: ids are minted, and merging has its own verb."""
STANDING: Final = {name: about for name, about in STATUSES.items() if name not in GONE}
FIELDS: Final[dict[str, Field]] = {
    **{name: row for name, row in ENTRY.fields.items() if name not in NOT_SENT},
    "status": ENTRY.fields["status"]._replace(shape=choice(STANDING, "status")),
}
NEW: Final = Record(FIELDS)
"""A new event."""
CHANGED: Final = Record({name: row._replace(required=False) for name, row in FIELDS.items()})
"""Other values for an event; null takes one away (RFC 7396)."""
SERIES: Final = ("repeat", "except", "changed")
NO_FIELDS: Final = ("kind", *SERIES)
NEEDED: Final = tuple(name for name, row in FIELDS.items() if row.required)


class Understood(NamedTuple):
    """How words were read as a date: by which rule, as which EDTF, and what that says in words."""

    pointer: str
    said: str
    edtf: str
    rule: str
    words: str


class Fields(NamedTuple):
    """The fields of an event that were sent, its explicit `kind:`, and how dates in words were read."""

    values: dict[str, Any]
    said_kind: str
    understood: tuple[Understood, ...]


def read_new(sent: Any, chronology: Chronology, pointer: str = "") -> Fields:
    """The fields of a new event. Raises `InvalidBody` with all that is wrong."""
    return _read(NEW, sent, None, chronology, pointer)


def read_changed(sent: Any, old: Event, chronology: Chronology, pointer: str = "") -> Fields:
    """Other values for fields of an event. Raises `InvalidBody` with all that is wrong."""
    return _read(CHANGED, sent, old, chronology, pointer)


def _read(record: Record, sent: Any, old: Event | None, chronology: Chronology, pointer: str) -> Fields:
    at = Body(sent, pointer)
    assert at.root is not None
    raw = record.read(at.root, at, "event")
    if raw is None:
        at.refuse_all()
    gone = [name for name, value in sent.items() if value is None and name in FIELDS] if old else []
    for name in gone:
        if name in NEEDED:
            at.add(f"{pointer}/{name}", f"{name} is taken away", "an event has one: send another, or leave it out")
    values = {name: value for name, value in raw.values.items() if name not in NO_FIELDS}
    language = values.get("language") or (old.language if old else chronology.language)
    context = _context(values, old, language, chronology)
    values, dates = _dated(raw, values, context, at)
    values |= _series(raw, gone, values, old, context, at)
    values |= {name: _empty(name, chronology) for name in gone if name not in NO_FIELDS}
    translations = values.get("translations", old.translations if old else {})
    if language in translations:
        place = "translations" if "translations" in values else "language"
        at.add(f"{pointer}/{place}", f"there is a translation into its own language, {language}", "leave it out")
    at.refuse_all()
    if old is None:
        values.setdefault("language", language)
    return Fields(values, raw.values.get("kind", ""), tuple(dates))


def _context(values: Mapping[str, Any], old: Event | None, language: str, chronology: Chronology) -> ReadingSettings:
    """Relative words count from the day on which the first source was published, never from today."""
    sources = values.get("sources", old.sources if old else ())
    reference = next((date.fromisoformat(each.published) for each in sources if each.published), None)
    published = old.when if old else None
    hemisphere, local_times, date_order = chronology.hemisphere, chronology.local_times, chronology.date_order
    return ReadingSettings(reference, language, hemisphere, local_times, published, date_order)


def _dated(
    raw: Raw, values: dict[str, Any], context: ReadingSettings, at: Body
) -> tuple[dict[str, Any], list[Understood]]:
    said = values.pop("when", None)
    if not said:
        return values, []
    dated = resolve(said, raw.nodes["when"], context, at)
    if dated is None:
        return values, []
    return values | {"when": dated.when}, list(_understood(dated, context, at))


def _understood(dated: Dated, context: ReadingSettings, at: Body) -> Iterator[Understood]:
    """How a date was read that stands in words."""
    if dated.node is None:
        return
    words = dated.when.text
    reading = explain(words, context.reference, context.language.split("-")[0], context.hemisphere)
    if not isinstance(reading, Reading):
        reading = explain(words, context.reference, None, context.hemisphere)
    rule = reading.rule if isinstance(reading, Reading) else ""
    plain = When(dated.when.edtf, "", dated.when.start_time, dated.when.end_time, dated.when.timezone)
    back = wording.words(plain, context.language, context.hemisphere)
    yield Understood(at.pointer(dated.node), words, dated.when.edtf, rule, back)


def _series(
    raw: Raw, gone: list[str], values: Mapping[str, Any], old: Event | None, context: ReadingSettings, at: Body
) -> dict[str, Any]:
    """The rule of a series and what departs from it: they are sent together."""
    when = values.get("when", old.when if old else None)
    if when is None:
        return {}
    said = read_repeat(raw, Dated(when, None), context, at)
    if old and old.recurrence and "when" in values and "repeat" not in {*raw.nodes, *gone}:
        remedy = "send `repeat` with it, or null where it repeats no more"
        at.wrong(raw.nodes["when"], "the event repeats, and its rule begins with its date", remedy)
    if "repeat" in raw.values or "repeat" in gone:
        return {"recurrence": said.recurrence, "overrides": said.overrides}
    return {}


def _empty(name: str, chronology: Chronology) -> Any:
    """What a field is of which nothing is said."""
    if name == "language":
        return chronology.language
    default = next(each.default for each in msgspec.structs.fields(Event) if each.name == name)
    return {} if name == "translations" else default
