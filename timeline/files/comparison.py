"""What the files change in what is held: decided here, done by `load`."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Final

import msgspec

from timeline.dates import When
from timeline.errors import InvalidFiles, Problem
from timeline.files import Folder, authority, events, fixes, history
from timeline.files.change_rows import rebase
from timeline.files.revisions import dated_feeds, rows_to_record
from timeline.model.change import Change, classify
from timeline.model.default_status import FILLED, with_reason
from timeline.model.event import Citation, Conflict, Event
from timeline.model.values import quoted

REMOVED: Final = "Removed from the chronology."
"""The reason of an event whose entry was deleted without one."""
FEW: Final = 10
SHARE: Final = 5
"""More than a fifth of the entries, and more than ten, are not taken for deleted at once: half a file, more likely."""
SKEW: Final = timedelta(minutes=10)
"""How far the clocks of two machines may differ."""
MOST: Final = 20
"""Problems of one kind that are listed; of the others only the number."""
COMMAND: Final = "run `timeline check --fix` (or `make run`), which records it"


def decide(
    folder: Folder,
    held: Mapping[str, Event],
    known: Iterable[str],
    now: datetime,
    touched: Collection[str] | None = None,
) -> list[Change]:
    """What the files change, by instant and id; nothing is written here. `known` are the ids of curated events.

    Only the entries `touched` are compared, which `held` then has; None is all. Raises `InvalidFiles` where the files
    contradict what is held.
    """
    entries = [entry for entry in folder.entries if touched is None or entry.event.id in touched]
    problems = [problem for entry in entries for problem in _contradictions(entry, held, now)]
    changes = [change for entry in entries if (change := _change(entry, held, now)) is not None]
    present = {entry.event.id for entry in folder.entries}
    missing = [held[id] for id in sorted(set(known) - present) if id in held and _counts(held[id])]
    problems += _renamed(entries, held, missing)
    problems += authority.problems(folder)
    if len(missing) > max(FEW, (len(missing) + len(present)) // SHARE):
        what = f"{len(missing)} of {len(missing) + len(present)} entries are gone from the file"
        problems.append(Problem(events.FILE, 0, 0, what, "put them back; to withdraw one, set its status: withdrawn"))
    if problems:
        raise InvalidFiles(problems)
    changes += [change for old in missing if (change := _withdrawn(old, now)) is not None]
    return sorted(changes, key=lambda change: (change.at, change.event))


def _counts(event: Event) -> bool:
    """Whether its missing from the file means something: a gone event may leave it."""
    return event.origin == "file" and not event.is_gone


def _contradictions(entry: events.Entry, held: Mapping[str, Event], now: datetime) -> list[Problem]:
    added = entry.event.published
    old = held.get(entry.event.id)
    if old is not None and old.published != added:
        what = f"added of {entry.event.id} differs from its first publication"
        remedy = f"it never changes: write added: {fixes.instant(old.published)}"
        return [Problem(entry.file, entry.line, entry.column, what, remedy)]
    if old is None and added > now + SKEW:
        what = f"added of {entry.event.id} lies in the future ({fixes.instant(added)})"
        return [Problem(entry.file, entry.line, entry.column, what, "it is when the entry was written: correct it")]
    return []


def _renamed(entries: Iterable[events.Entry], held: Mapping[str, Event], missing: Iterable[Event]) -> list[Problem]:
    """Entries that look like a missing one with another id: subscribers would see it twice."""
    lost = {(old.published, old.title): old.id for old in missing}
    problems = []
    for entry in entries:
        event = entry.event
        old = "" if event.id in held else lost.get((event.published, event.title), "")
        if old:
            what = f"the entry {quoted(event.title)} had the id {old}, now {event.id}"
            problems.append(Problem(entry.file, entry.line, entry.column, what, f"ids never change: write id: {old}"))
    return problems


def _change(entry: events.Entry, held: Mapping[str, Event], now: datetime) -> Change | None:
    old = held.get(entry.event.id)
    if old is None:
        return classify(None, entry.event, entry.event.published, entry.said)
    change = classify(old, _with_evidence(entry.event, old), now, entry.said)
    return change if change is None or entry.gives_status else with_reason(change)


def _with_evidence(new: Event, old: Event) -> Event:
    """The entry with what configured sources say of the event, which is not the file's to remove."""

    def is_own(citation: Citation) -> bool:
        return any(_same(citation, own) for own in new.sources)

    kept = tuple(c for c in old.sources if c.source and not is_own(c))
    if not kept:
        return new
    contrary = tuple(Conflict(when=c.when, citation=c) for c in kept if c.when and not _can_meet(c.when, new.when))
    return msgspec.structs.replace(new, sources=new.sources + kept, conflicts=contrary)


def _same(one: Citation, other: Citation) -> bool:
    """The same address, or the same title of the same publisher."""
    named = bool(one.title) and (one.title, one.publisher) == (other.title, other.publisher)
    return named or (bool(one.url) and one.url == other.url)


def _can_meet(one: When, other: When) -> bool:
    """Whether some day may be meant by both."""
    return any(
        (first is None or end is None or first <= end) and (start is None or last is None or start <= last)
        for first, last in one.possible_spans
        for start, end in other.possible_spans
    )


def _withdrawn(old: Event, now: datetime) -> Change | None:
    gone = msgspec.structs.replace(old, status="withdrawn", reason=REMOVED)
    return classify(old, gone, now, old.said_kind)


def replay(past: Iterable[Change], held: Mapping[str, Event]) -> list[Change]:
    """The changes of a history that the store lacks: of each event, those later than the revision held."""
    current = dict(held)
    missing = []
    for change in past:
        old = current.get(change.event)
        if old is None or change.at > old.updated:
            following = rebase(old, change, continues=old == change.before)
            current[change.event] = following.after
            missing.append(following)
    return missing


def unrecorded_problems(folder: Folder, now: datetime) -> list[Problem]:
    """What the files say that the history does not, each with its place; `check` and `build` fail on it.

    Raises `InvalidFiles` as `decide` does.
    """
    if folder.unminted:
        return [*folder.unminted, *authority.problems(folder)]
    held = folder.history.held()
    places = {entry.event.id: (entry.file, entry.line, entry.column) for entry in folder.entries}
    problems = authority.unrecorded(folder)
    problems += [_unrecorded_change(change, places.get(change.event)) for change in decide(folder, held, held, now)]
    for row in rows_to_record(folder.history, [], dated_feeds(folder, {}, now)):
        what = "this revision of the feed is not in the history yet"
        problems.append(Problem(f"feeds/{row.feed}.yaml", 1, 1, what, COMMAND))
    if len(problems) > MOST:
        what = f"{len(problems) - MOST} more changes are not in the history yet"
        problems[MOST:] = [Problem(history.FILE, 0, 0, what, COMMAND)]
    return problems


def _unrecorded_change(change: Change, place: tuple[str, int, int] | None) -> Problem:
    """`place` is that of the entry with its file, None for one that is gone."""
    name = f"the entry {quoted(change.after.title)} ({change.event})"
    if place is None:
        return Problem(events.FILE, 0, 0, f"{name} is gone from the file, and will be withdrawn", COMMAND)
    what = f"{name} is {change.kind}, which is not in the history yet"
    if change.reason == FILLED:  # nobody wrote that into the file
        what = f"{what} ({FILLED})"
    return Problem(*place, what, COMMAND)
