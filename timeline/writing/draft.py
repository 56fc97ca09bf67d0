"""What is being written, before any of it is: events as they would stand, and what makes them so."""

from __future__ import annotations

import hashlib
from collections.abc import Container, Iterable, Mapping
from datetime import datetime
from typing import Any, Final

import msgspec

from timeline.errors import Conflict
from timeline.files import fixes
from timeline.merge.curation import pin, reassemble
from timeline.model.change import Change, classify
from timeline.model.chronology import Chronology
from timeline.model.event import Claim, Event, encode
from timeline.model.source import Decision
from timeline.store.contract import Key, Outcome, Store
from timeline.writing.fields import Understood

REVISION_DIGITS: Final = 16


class RevisionChanged(Conflict):
    """The event is no longer as it was seen; `revision` names how it stands now."""

    def __init__(self, event: Event) -> None:
        self.event, self.revision = event, revision(event)
        since = f"{event.updated:%Y-%m-%d %H:%M:%S}Z"
        super().__init__(f"event {event.id} was changed meanwhile: it is at revision {self.revision} since {since}")


def revision(event: Event) -> str:
    """What names an event's revision to whoever is going to change it."""
    return hashlib.sha256(encode(event)).hexdigest()[:REVISION_DIGITS]


class _Known(Container[object]):
    """The ids that are taken."""

    def __init__(self, draft: Draft) -> None:
        self._draft = draft

    def __contains__(self, id: object) -> bool:
        return self._draft.is_known(str(id))


class Draft:
    """Events as they would stand. `by` is who writes, at the instant `now`.

    `changes` are those of events that no file has, `entries` the fields that change of those that one has.
    """

    def __init__(self, store: Store, chronology: Chronology, now: datetime, by: str) -> None:
        self.store, self.chronology, self.now, self.by = store, chronology, now, by
        self.seen = store.position_now()
        self.changes: list[Change] = []
        self.entries: dict[str, dict[str, None]] = {}
        self.decisions: list[Decision] = []
        self.understood: list[Understood] = []
        self._events: dict[str, Event] = {}
        self._bases: dict[str, Event] = {}
        self._attached: dict[Key, tuple[Claim, str]] = {}

    def event(self, id: str) -> Event:
        """The event as it would stand. Raises `EventNotFound`."""
        return self._events[id] if id in self._events else self.store.event(id)

    def check(self, id: str, seen: str) -> Event:
        """The event, if it is at the revision seen, or was changed by this very draft. Raises `RevisionChanged`."""
        event = self.event(id)
        if seen and id not in self._events and seen != revision(event):
            raise RevisionChanged(event)
        return event

    def is_known(self, id: str) -> bool:
        """Whether an event has the id."""
        return id in self._events or bool(self.store.held([id]))

    def claims(self, id: str) -> dict[Key, Claim]:
        """The claims of sources that would speak of the event."""
        held = {key: claim for key, (claim, _) in self.store.claims_of([id]).items() if key not in self._attached}
        return held | {key: claim for key, (claim, event) in self._attached.items() if event == id}

    def mint(self, event: Event, key: str) -> str:
        """A new id, by the key or by what the event first says."""
        authority = self.chronology.authority
        if key:
            return fixes.mint(authority, key, "", ())
        return fixes.mint(authority, event.title, event.when.text or event.when.edtf, _Known(self))

    def add(self, event: Event, said_kind: str) -> None:
        """A new event, of our own."""
        change = classify(None, event, self.now, said_kind)
        assert change is not None
        self._take(change)

    def revise(self, old: Event, values: Mapping[str, Any], said_kind: str = "", edited: Iterable[str] = ()) -> None:
        """Give an event other values; those of one that sources tell of stay, whatever they say next.

        `edited` are the fields that stay beside those.
        """
        new = msgspec.structs.replace(old, **values)
        if old.origin == "source":
            new = pin(new, [*(name for name in values if name != "edited"), *edited])
        self.put(old, new, said_kind)

    def put(self, old: Event, new: Event, said_kind: str = "") -> None:
        """Let an event be as it is given, with what sources say of it. Nothing is changed where nothing differs."""
        claims = self.claims(old.id)
        told = [claim for _, claim in sorted(claims.items())]
        if old.origin == "file":
            old = self._with_evidence(old, reassemble(old, told, self.now))
        new = reassemble(new, told, self.now)
        change = classify(old, new, self.now, said_kind)
        if change is not None:
            self._take(change)

    def base(self, id: str) -> Event:
        """The event of a file as it stands before its entry is changed, with what sources say of it by then."""
        return self._bases.get(id) or self.store.event(id)

    def _with_evidence(self, old: Event, told: Event) -> Event:
        """The event of a file with what sources say of it: that is not the file's, and written beside it."""
        change = classify(old, told, self.now, old.said_kind)
        if change is None:
            return old
        change = msgspec.structs.replace(change, by=self.by)
        self.changes.append(change)
        self._events[old.id] = self._bases[old.id] = change.after
        return change.after

    def move(self, key: Key, claim: Claim, event: str, *decisions: tuple[str, str]) -> None:
        """Let a claim speak of another event, for good: `decisions` are verdicts and events."""
        self._attached[key] = (claim, event)
        for verdict, about in decisions:
            made = Decision(source=key[0], key=key[1], verdict=verdict, event=about, at=self.now, by=self.by)
            self.decisions.append(made)

    def outcome(self) -> Outcome:
        """What the store is to write."""
        return Outcome(
            seen=self.seen,
            changes=tuple(self.changes),
            attached=dict(self._attached),
            decisions=tuple(self.decisions),
        )

    def _take(self, change: Change) -> None:
        change = msgspec.structs.replace(change, by=self.by)
        self._events[change.event] = change.after
        if change.after.origin != "file":
            self.changes.append(change)
            return
        self.entries.setdefault(change.event, {}).update(dict.fromkeys(change.fields))
