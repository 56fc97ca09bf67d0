"""What becomes of an event: the kinds of change, which one a revision is, and replaying them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Final, NamedTuple

import msgspec

from timeline.dates import When
from timeline.model.event import AHEAD, CALENDAR, CONTENT, Event
from timeline.model.moments import hours_agree

EVIDENCE: Final = frozenset({"sources", "conflicts", "origin"})
"""Fields that say who tells of an event, and nothing of the event itself."""
TICK: Final = timedelta(seconds=1)
"""Instants of one event differ by at least this: iCalendar's LAST-MODIFIED and RSS's pubDate have whole seconds."""


class Change(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One revision of one event. `position` is its place in the log, from 1 without gaps (0: not stored yet).

    `by` is the name of whoever decided it, empty where a file or a source did; it is for the history, not for readers.
    """

    event: str
    kind: str
    at: datetime
    reason: str = ""
    fields: tuple[str, ...] = ()
    before: Event | None = None
    after: Event
    position: int = 0
    by: str = ""


class Kind(NamedTuple):
    """One row of the vocabulary: what it means, and when a revision from `old` to `new` is one."""

    meaning: str
    example: str
    applies: Callable[[Event, Event, frozenset[str], datetime], bool]


def classify(old: Event | None, new: Event, at: datetime, said: str = "") -> Change | None:
    """The change that turns `old` into `new`, or None where nothing that is said of the event differs.

    The first row of `KINDS` that applies names it; an explicit `kind:` that is itself new wins. `at` is the instant
    of the revision, put later by whole seconds where the event already has one as late. The change's `after` is
    `new` with its sequence, published and updated filled in.
    """
    if old is None:
        kind = said or ("split" if new.split_from else "added")
        after = msgspec.structs.replace(new, said_kind=said, sequence=0, published=new.published, updated=whole(at))
        return Change(event=new.id, kind=kind, at=after.updated, reason=new.reason, after=after)
    fields = differences(old, new)
    if not fields:
        return None
    instant = max(whole(at), old.updated + TICK)
    fresh = said if said != old.said_kind else ""
    kind = fresh or next(name for name, row in KINDS.items() if row.applies(old, new, fields, instant))
    after = msgspec.structs.replace(
        new,
        said_kind=said,
        sequence=old.sequence + bool(fields & CALENDAR),
        published=old.published,
        updated=instant,
    )
    reason = new.reason if new.reason != old.reason else ""
    ordered = tuple(name for name in CONTENT if name in fields)
    return Change(event=new.id, kind=kind, at=instant, reason=reason, fields=ordered, before=old, after=after)


def differences(old: Event, new: Event) -> frozenset[str]:
    """Names of the content fields in which two revisions differ."""
    return frozenset(name for name in CONTENT if getattr(old, name) != getattr(new, name))


def replay(changes: Iterable[Change]) -> dict[str, Event]:
    """The events as they stand after the changes, in the order given."""
    held: dict[str, Event] = {}
    for change in changes:
        held[change.event] = change.after
    return held


def whole(at: datetime) -> datetime:
    """The instant in whole seconds, downwards."""
    return at.replace(microsecond=0)


def within(new: When, old: When) -> bool:
    """Whether a date lies within the widest bounds of another, at its hour, so that it says the same more exactly."""
    before, after = old.possibly_earliest, old.possibly_latest
    first, last = new.possibly_earliest, new.possibly_latest
    starts = before is None or (first is not None and first >= before)
    ends = after is None or (last is not None and last <= after)
    return starts and ends and hours_agree(new, old)


def _becomes(*statuses: str) -> Callable[[Event, Event, frozenset[str], datetime], bool]:
    return lambda old, new, fields, at: "status" in fields and new.status in statuses


def _redated(old: Event, new: Event, fields: frozenset[str]) -> bool:
    """The date itself differs, and not only its words."""
    return "when" in fields and _said(old.when) != _said(new.when)


def _said(when: When) -> tuple[str | None, ...]:
    return when.edtf, when.start_time, when.end_time, when.timezone


KINDS: Final[dict[str, Kind]] = {
    # In order of consequence: the first that applies names the change.
    "withdrawn": Kind("we no longer say it", "a report that proved false", _becomes("withdrawn")),
    "merged": Kind("the same as another event", "two entries for one visit", _becomes("merged")),
    "split": Kind(
        "two events after all",
        "a visit and a treaty that shared an entry",
        lambda old, new, fields, at: old.status == "merged" and new.status != "merged",
    ),
    "cancelled": Kind("called off", "a summit that will not be held", _becomes("cancelled")),
    "postponed": Kind("put off without a new date", "a launch on hold", _becomes("postponed")),
    "reinstated": Kind(
        "called off, put off or withdrawn, and on again",
        "the summit is held after all",
        lambda old, new, fields, at: (
            old.status in {"cancelled", "postponed", "withdrawn"} and "status" in fields and new.status != "disputed"
        ),
    ),
    "confirmed": Kind(
        "scheduled or expected, and it took place",
        "by September 2025: now 12 September 2025",
        lambda old, new, fields, at: old.status in AHEAD and new.status == "happened",
    ),
    "refined": Kind(
        "a date within the old one's bounds, its hour as it was",
        "spring of 2013: now 16 April 2013",
        lambda old, new, fields, at: _redated(old, new, fields) and within(new.when, old.when),
    ),
    "moved": Kind(
        "another date of something still expected",
        "the launch is now on 12 June",
        lambda old, new, fields, at: _redated(old, new, fields) and new.status in AHEAD,
    ),
    "corrected": Kind(
        "another date of something past",
        "the treaty was signed in 1992, not 1991",
        lambda old, new, fields, at: _redated(old, new, fields),
    ),
    "sourced": Kind(
        "other sources for the same",
        "a second newspaper reports it",
        lambda old, new, fields, at: fields <= EVIDENCE,
    ),
    "revised": Kind("title, text, places or tags", "a clearer summary", lambda old, new, fields, at: True),
    "added": Kind("new in the chronology", "first published", lambda old, new, fields, at: False),
}
