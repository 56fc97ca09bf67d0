"""What survives when the chronology is exported and imported elsewhere: `python -m benchmarks.roundtrip [FOLDER]`.

Each format is read back by the importer and compared with the events it was made from, field by field.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path

from timeline import files, load
from timeline.extract import extract
from timeline.model.event import Event, Mention
from timeline.model.parameters import MAX_PAGE
from timeline.model.query import Filter, Query
from timeline.model.source import Document
from timeline.publish.publisher import Publisher
from timeline.render import FORMATS
from timeline.store import open_store

NOW = datetime(2026, 12, 1, tzinfo=UTC)
FIELDS: Mapping[str, tuple[Callable[[Event], object], Callable[[Mention], object]]] = {
    "title": (lambda e: e.title, lambda m: m.title),
    "date": (lambda e: e.when.edtf, lambda m: m.when.edtf if m.when else m.said_when),
    "status": (lambda e: e.status, lambda m: m.status),
    "summary": (lambda e: e.summary, lambda m: m.summary),
    "tags": (lambda e: set(e.tags), lambda m: set(m.tags)),
    "places": (lambda e: {p.name for p in e.places}, lambda m: {p.name for p in m.places}),
    "coordinates": (
        lambda e: {(p.latitude, p.longitude) for p in e.places if p.latitude is not None},
        lambda m: {(p.latitude, p.longitude) for p in m.places if p.latitude is not None},
    ),
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
        asked = {} if format.complete else {"limit": [str(MAX_PAGE)]}
        bodies[name] = publisher.feed("all", name, asked, NOW)
    print(f"round trip of {len(held)} events; of each field, how many come back the same")
    print("| format | events | " + " | ".join(FIELDS) + " |\n|---|---" + "|---" * len(FIELDS) + "|")
    for name, body in bodies.items():
        document = Document(url=f"all.{name}", data=body.data, retrieved=NOW, media_type=body.media_type.split(";")[0])
        found = {id: m for m in extract(document).mentions if (id := identity(m, held))}
        same = [sum(said(m) == of(held[id]) for id, m in found.items()) for of, said in FIELDS.values()]
        print(f"| {name} | {len(found)} | " + " | ".join(map(str, same)) + " |")
    store.close()


def identity(mention: Mention, held: Mapping[str, Event]) -> str:
    """The id of the event that a mention was made from."""
    names = (mention.uid.partition("@")[0], mention.uid.rpartition(":")[2], mention.key.rpartition(":")[2], mention.key)
    return next((name for name in names if name in held), "")


if __name__ == "__main__":
    main()
