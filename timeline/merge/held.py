"""The claims that are held, found by what they speak of and by what identifies them; each looked at once."""

from __future__ import annotations

from collections.abc import Hashable, Iterator

from timeline.dates import When
from timeline.merge.likeness import can_meet
from timeline.merge.plan import Key, Snapshot
from timeline.model.event import Claim
from timeline.model.moments import moment_key
from timeline.model.titles import title_key


class Held:
    """Claims by event, by UID and address, and by title and moment; claims that are attached or dropped move it."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._by_event: dict[str, dict[Key, Claim]] = {}
        self._by_name: dict[str, list[tuple[Key, Claim, str]]] = {}
        self._moments: dict[Hashable, int] = {}
        self._event_of: dict[Key, str] = {}
        for key, (claim, event) in snapshot.claims.items():
            self.attach(key, claim, event)
            for name in _names(claim):
                self._by_name.setdefault(name, []).append((key, claim, event))

    def attach(self, key: Key, claim: Claim, event: str) -> None:
        """The claim speaks of the event, and of no other."""
        self.drop(key)
        self._event_of[key] = event
        self._by_event.setdefault(event, {})[key] = claim
        self.mention(claim, 1)

    def drop(self, key: Key) -> None:
        """The claim speaks of nothing any more."""
        if event := self._event_of.pop(key, ""):
            self.mention(self._by_event[event].pop(key), -1)

    def mention(self, claim: Claim, times: int) -> None:
        """Count what a source lists, whether or not it speaks of an event yet."""
        listed = (claim.source, title_key(claim.mention.title), moment_key(claim.when))
        self._moments[listed] = self._moments.get(listed, 0) + times

    def event_of(self, key: Key) -> str:
        """The event that a claim speaks of, or nothing."""
        return self._event_of.get(key, "")

    def of(self, event: str) -> dict[Key, Claim]:
        """The claims that speak of an event."""
        return self._by_event.get(event, {})

    def lists(self, source: str, title: str, when: When) -> bool:
        """Whether a source names such a title at that moment."""
        return self._moments.get((source, title_key(title), moment_key(when)), 0) > 0

    def same_name(self, claim: Claim) -> Iterator[tuple[str, str]]:
        """The events that other sources give the same UID or address, at dates that can meet, and what is the same."""
        for name in _names(claim):
            for (source, _), other, event in self._by_name.get(name, ()):
                if source != claim.source and can_meet(claim.when, other.when):
                    yield event, f"the same {name.partition(' ')[0]}"


def _names(claim: Claim) -> Iterator[str]:
    if claim.mention.uid:
        yield f"UID {claim.mention.uid}"
    if claim.mention.url:
        yield f"address {claim.mention.url}"
