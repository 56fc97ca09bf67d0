"""What can be wrong between entries, of one file or of several; and what is not written in some."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from timeline.errors import Problem, nearest
from timeline.files.entries import Listing, Row
from timeline.files.events import RELATIONS
from timeline.files.located import Located

Places = Mapping[str, tuple[Listing, Row]]


def compare(listings: Sequence[Listing], elsewhere: Collection[str] = ()) -> None:
    """Tell what is wrong between entries; `elsewhere` are the ids of events that are in the history only."""
    ids: dict[str, tuple[Listing, Row]] = {}
    for listing, row in _rows(listings):
        if row.item.id in ids:
            _taken(row, listing.located, *ids[row.item.id])
        elif row.item.id:
            ids[row.item.id] = listing, row
    known = {*ids, *elsewhere}
    these = "of this file" if len(listings) == 1 else "of these files"
    for relation in RELATIONS:
        for listing, row in _rows(listings):
            if relation in row.item.relations:
                _check_target(row, relation, known, listing.located, these)
        for id in _circular(_pointed(ids, relation)):
            listing, row = ids[id]
            what = f"{relation} leads in a circle back to {id}"
            listing.located.wrong_in(row.place(relation), what, "remove one of its links")


def _rows(listings: Sequence[Listing]) -> Iterator[tuple[Listing, Row]]:
    for listing in listings:
        for row in listing.rows:
            yield listing, row


def _taken(row: Row, at: Located, other: Listing, first: Row) -> None:
    line, _ = first.place("id")
    file = "" if other.located is at else f" of {other.located.file}"
    what = f"the id {row.item.id} is taken by the entry {first.item.title} in line {line}{file}"
    at.wrong_in(row.place("id"), what, "leave it out here, and `timeline check --fix` writes a new one")


def _check_target(row: Row, relation: str, known: Collection[str], at: Located, these: str) -> None:
    target = row.item.relations[relation]
    if target not in known:
        close = nearest(target, known)
        remedy = f"did you mean {close}?" if close else f"write the id of an entry {these}"
        at.wrong_in(row.place(relation), f"{relation} names {target}, which is no entry", remedy)
    elif target == row.item.id:
        at.wrong_in(row.place(relation), f"{relation} names the entry itself", "name another, or leave it out")


def _pointed(ids: Places, relation: str) -> dict[str, str]:
    """The ids that entries name, by their own."""
    return {id: row.item.relations[relation] for id, (_, row) in ids.items() if relation in row.item.relations}


def _circular(pointed: Mapping[str, str]) -> list[str]:
    """One member of each circle of two or more, the first in order."""
    seen: set[str] = set()
    found = []
    for start in pointed:
        path: dict[str, None] = {}
        here = start
        while here in pointed and here not in seen and here not in path:
            path[here] = None
            here = pointed[here]
        if here in path and pointed[here] != here:
            found.append(here)
        seen.update(path)
    return found


def questions(listings: Sequence[Listing]) -> Iterator[Problem]:
    """The questions about entries, none of them an error: a status that the date does not tell, a date that may mean
    another."""
    for listing, row in _rows(listings):
        if row.item.undecided:
            what = f"{row.item.title} has no status, and {row.item.undecided} was not over when it was added"
            remedy = "happened is taken: write it, or scheduled where it lay ahead"
            yield Problem(listing.located.file, *row.place("when"), what, remedy)
        if row.item.doubt:
            yield Problem(listing.located.file, *row.place("when"), row.item.doubt.what, row.item.doubt.remedy)


def without_instant(listings: Sequence[Listing]) -> dict[str, Problem]:
    """The entries that have an id and no instant, by that id: each may take over an event that is published already."""
    lacking = [(listing, row) for listing, row in _rows(listings) if row.item.lacks == "added"]
    return {row.item.id: _lacks(listing, row) for listing, row in lacking}


def unminted(listings: Sequence[Listing]) -> Iterator[Problem]:
    """One problem for each entry without an id, an instant or the zone that its time is taken in."""
    for listing, row in _rows(listings):
        if row.item.lacks:
            yield _lacks(listing, row)


def _lacks(listing: Listing, row: Row) -> Problem:
    what = f"the entry {row.item.title} has no {row.item.lacks}"
    return Problem(listing.located.file, *row.place(), what, "run `timeline check --fix`, which writes it")
