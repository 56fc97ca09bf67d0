"""Names of tags, places and sources: their numbers, how many events that stand carry them, and where places are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any, Final, NamedTuple

from sqlalchemy import Connection, bindparam, insert, select, union_all, update

from timeline.model.cursor import seconds
from timeline.model.event import GONE, Event
from timeline.store import rows
from timeline.store.asking import WAITS
from timeline.store.batches import parts
from timeline.store.rows import ALL, Key, Revision
from timeline.store.tables import CURRENT, changes, names, without_nul

KINDS: Final = 5
"""Kinds of names that are asked for at once."""
_KEYS: Final = ("of_kind", "called")
# Made once: to put a statement together costs as much as to run it.
_COUNT: Final = (
    update(names).where(names.c.id == bindparam("name_id")).values(events=names.c.events + bindparam("step"))
)
_LOCATED: Final = select(names.c.id, names.c.located).where(names.c.id.in_(bindparam("ids", expanding=True)))
_LOCATE: Final = (
    update(names)
    .where(names.c.id == bindparam("name_id"))
    .values(located=bindparam("given"), latitude=bindparam("north"), longitude=bindparam("east"))
)


class Location(NamedTuple):
    """Coordinates of a place; `given` packs the instant and the place in order of the event that gives them."""

    given: bytes
    latitude: float
    longitude: float


def name_ids(connection: Connection, revisions: Iterable[Revision]) -> dict[Key, int]:
    """The numbers of all names that the revisions carry; new names get one."""
    wanted = list(dict.fromkeys([ALL, *(key for each in revisions for key in each.names)]))
    ids = _known(connection, wanted)
    missing = [key for key in wanted if key not in ids]
    if missing:
        connection.execute(insert(names).inline(), [rows.name_row(*key) for key in missing], execution_options=WAITS)
        ids |= _known(connection, missing)
    return ids


def _known(connection: Connection, keys: Sequence[Key]) -> dict[Key, int]:
    ids: dict[Key, int] = {}
    by_kind: dict[str, list[str]] = {}
    for kind, name in keys:
        by_kind.setdefault(kind, []).append(name)
    # Asked by kind: pairs of both take the database and the library three times as long.
    asked = [(kind, batch) for kind, called in by_kind.items() for batch in parts(called)]
    for several in parts(asked, KINDS):
        values = {f"{key}{n}": value for n, pair in enumerate(several) for key, value in zip(_KEYS, pair, strict=True)}
        found = {(row.kind, row.name): row.id for row in connection.execute(_ids(len(several)), values)}
        for kind, batch in several:
            kept = {name: found.get((kind, name), found.get((kind, without_nul(name)))) for name in batch}
            ids |= {(kind, name): id for name, id in kept.items() if id is not None}
    return ids


@cache
def _ids(several: int) -> Any:
    """The numbers of names of several kinds. Made once: to put a statement together costs as much as to run it."""
    called = [
        select(names.c.kind, names.c.name, names.c.id).where(
            names.c.kind == bindparam(f"of_kind{n}"), names.c.name.in_(bindparam(f"called{n}", expanding=True))
        )
        for n in range(several)
    ]
    return called[0] if several == 1 else union_all(*called)


def recount(connection: Connection, old: Sequence[Revision], new: Sequence[Revision], ids: dict[Key, int]) -> None:
    """Count what stands by the names it carries, and put places where the latest event that stands says they are.

    The rows of the new revisions are written already.
    """
    counts: Counter[int] = Counter()
    for revisions, step in ((old, -1), (new, 1)):
        for revision in _standing(revisions):
            for key in (ALL, *revision.names):
                counts[ids[key]] += step
    changed = [{"name_id": id, "step": step} for id, step in counts.items() if step]
    if changed:
        connection.execute(_COUNT, changed, execution_options=WAITS)
    _locate(connection, old, new, ids)


def _standing(revisions: Iterable[Revision]) -> Iterable[Revision]:
    return (each for each in revisions if each.event.status not in GONE)


def _locate(connection: Connection, old: Sequence[Revision], new: Sequence[Revision], ids: dict[Key, int]) -> None:
    taken = _locations(_standing(old), ids)
    given = _locations(_standing(new), ids)
    affected = sorted({*taken, *given})
    known = {id: located for batch in parts(affected) for id, located in connection.execute(_LOCATED, {"ids": batch})}
    located_anew: dict[int, Location | None] = {}
    for id, located in known.items():
        newest = max(given.get(id, ()), default=None)
        if newest is not None and (located is None or newest.given >= located):
            located_anew[id] = newest
        elif any(each.given == located for each in taken.get(id, ())):
            located_anew[id] = _latest(connection, id, ids)
    if located_anew:
        values = [_placed(id, location) for id, location in located_anew.items()]
        connection.execute(_LOCATE, values, execution_options=WAITS)


def _locations(revisions: Iterable[Revision], ids: dict[Key, int]) -> dict[int, list[Location]]:
    locations: dict[int, list[Location]] = {}
    for revision in revisions:
        for name, location in location_by_name(revision.event, revision.sort).items():
            locations.setdefault(ids["place", name], []).append(location)
    return locations


def location_by_name(event: Event, sort: bytes) -> dict[str, Location]:
    """Where the event, which has this place in the order, says its places are; of two of one name, the last."""
    given = rows.packed((seconds(event.updated),), "") + sort
    return {
        place.name: Location(given, place.latitude, place.longitude)
        for place in event.places
        if place.latitude is not None and place.longitude is not None
    }


def _placed(id: int, location: Location | None) -> dict[str, Any]:
    given, latitude, longitude = (None, None, None) if location is None else location
    return {"name_id": id, "given": given, "north": latitude, "east": longitude}


def _latest(connection: Connection, id: int, ids: dict[Key, int]) -> Location | None:
    """What the latest event says that stands and locates the place; the one that did so was changed."""
    events, labels = CURRENT.events, CURRENT.labels
    (name,) = (name for (kind, name), number in ids.items() if number == id and kind == "place")
    bodies = (
        select(changes.c.body)
        .join(labels, labels.c.position == changes.c.position)
        .join(events, events.c.position == changes.c.position)
        .where(labels.c.name == id, events.c.status.not_in(sorted(GONE)))
        .order_by(labels.c.updated.desc(), labels.c.sort.desc())
    )
    for body in connection.scalars(bodies.execution_options(yield_per=50)):
        event = rows.event_from(body)
        location = location_by_name(event, rows.sort_bytes(event)).get(name)
        if location is not None:
            return location
    return None
