"""What survives when the chronology is exported and imported elsewhere: `python -m benchmarks.roundtrip [FOLDER]`.

Each format is read back by the importer and compared with the events it was made from, field by field.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path

from timeline import files, load
from timeline.dates import When
from timeline.extract.kinds import extract
from timeline.model.event import Event, Link, Mention, Place
from timeline.model.parameter_values import MAX_PAGE
from timeline.model.query import Filter, Query
from timeline.model.source import Document
from timeline.publish.publisher import Publisher
from timeline.render import FORMATS
from timeline.store import open_store

NOW = datetime(2026, 12, 1, tzinfo=UTC)


def points(places: tuple[Place, ...]) -> set[tuple[float | None, float | None]]:
    """Where on the earth the places are, as far as that is known."""
    return {(place.latitude, place.longitude) for place in places if place.latitude is not None}


def hours(when: When | None) -> tuple[str | None, str | None, str | None]:
    """The times of day and the zone of a date."""
    return (when.start_time, when.end_time, when.timezone) if when else (None, None, None)


def addresses(links: tuple[Link, ...]) -> set[tuple[str, str]]:
    """The links with their titles."""
    return {(link.url, link.title) for link in links}


FIELDS: Mapping[str, tuple[Callable[[Event], object], Callable[[Mention], object]]] = {
    "title": (lambda e: e.title, lambda m: m.title),
    "date": (lambda e: e.when.edtf, lambda m: m.when.edtf if m.when else m.said_when),
    "hours": (lambda e: hours(e.when), lambda m: hours(m.when)),
    "words": (lambda e: e.when.text, lambda m: m.when.text if m.when else ""),
    "status": (lambda e: e.status, lambda m: m.status),
    "summary": (lambda e: e.summary, lambda m: m.summary),
    "tags": (lambda e: set(e.tags), lambda m: set(m.tags)),
    "places": (lambda e: {p.name for p in e.places}, lambda m: {p.name for p in m.places}),
    "points": (lambda e: points(e.places), lambda m: points(m.places)),
    "links": (lambda e: addresses(e.links), lambda m: addresses(m.links)),
    "language": (lambda e: e.language, lambda m: m.language),
    "series": (lambda e: set(e.recurrence), lambda m: set(m.recurrence)),
    "changed dates": (lambda e: e.overrides, lambda m: m.overrides),
}


def main() -> None:
    """Print the table."""
    folder = files.read(Path(sys.argv[1] if len(sys.argv) > 1 else "."), {})
    store = open_store(":memory:")
    load.load(folder, store, NOW, record=False)
    publisher = Publisher(store, folder.chronology)
    held = {event.id: event for event in store.select(Filter())}
    bodies = {"API page": publisher.events(Query(limit=MAX_PAGE), NOW)}
    for name, format in FORMATS.items():
        parameters = {} if format.complete else {"limit": [str(MAX_PAGE)]}
        bodies[name] = publisher.feed("all", name, parameters, NOW)
    print(f"round trip of {len(held)} events; of each field, how many come back the same")
    print("| format | events | " + " | ".join(FIELDS) + " |\n|---|---" + "|---" * len(FIELDS) + "|")
    for name, body in bodies.items():
        document = Document(url=f"all.{name}", data=body.data, retrieved=NOW, media_type=body.media_type.split(";")[0])
        mentions = {id: m for m in extract(document).mentions if (id := identity(m, held))}
        same = [count_same(of, said, mentions, held) for of, said in FIELDS.values()]
        print(f"| {name} | {len(mentions)} | " + " | ".join(map(str, same)) + " |")
    store.close()


def count_same(
    of: Callable[[Event], object],
    said: Callable[[Mention], object],
    mentions: Mapping[str, Mention],
    held: Mapping[str, Event],
) -> int:
    """How many of the events come back with a field as they had it."""
    return sum(said(mention) == of(held[id]) for id, mention in mentions.items())


def identity(mention: Mention, held: Mapping[str, Event]) -> str:
    """The id of the event that a mention was made from."""
    names = (mention.uid.partition("@")[0], mention.uid.rpartition(":")[2], mention.key.rpartition(":")[2], mention.key)
    return next((name for name in names if name in held), "")


if __name__ == "__main__":
    main()
