"""The claims that are held, found by what they speak of and by what identifies them; each looked at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence

from timeline.dates import When
from timeline.merge.likeness import can_meet
from timeline.merge.plan import Key, Snapshot
from timeline.model.event import Claim
from timeline.model.source import Source
from timeline.model.titles import listing


class Held:
    """A source's own claims, which are attached and dropped here, among those of others, which are asked for.

    `expect` and `load` ask for many at once; what was not asked for before is asked for one by one.
    """

    def __init__(self, source: Source, snapshot: Snapshot) -> None:
        self._source, self._snapshot = source.id, snapshot
        self._own: dict[str, dict[Key, Claim]] = {}
        self._others: dict[str, dict[Key, Claim]] = {}
        self._event_of: dict[Key, str] = {}
        self._listings: Counter[str] = Counter()
        self._uncounted: list[tuple[Claim, int]] = []
        self._elsewhere: dict[str, Collection[str]] = {}
        self._named: dict[str, list[tuple[Claim, str]]] = {}
        for key, (claim, event) in snapshot.claims.items():
            self.attach(key, claim, event)

    def expect(self, claims: Sequence[Claim]) -> None:
        """Ask for what is known under the names and listings of claims that are to be placed."""
        mentions = [claim.mention for claim in claims]
        uids, addresses = [mention.uid for mention in mentions], [mention.url for mention in mentions]
        names = {name for claim in claims for name in _names(claim)}
        self._named = {name: [] for name in names}
        for (source, _), (claim, event) in self._snapshot.named(uids, addresses).items():
            for name in names.intersection(_names(claim)) if source != self._source else ():
                self._named[name].append((claim, event))
        self._find_listings(listing(claim.mention.title, claim.when) for claim in claims)

    def load(self, events: Iterable[str]) -> None:
        """Ask for what others say of the events."""
        new = [event for event in dict.fromkeys(events) if event not in self._others]
        self._others |= {event: {} for event in new}
        for key, (claim, event) in self._snapshot.speaking(new).items() if new else ():
            if key[0] != self._source:
                self._others[event][key] = claim

    def begin(self, event: str) -> None:
        """An event is new: nobody else tells of it."""
        self._others[event] = {}

    def attach(self, key: Key, claim: Claim, event: str) -> None:
        """The claim speaks of the event, and of no other."""
        self.drop(key)
        self._event_of[key] = event
        self._own.setdefault(event, {})[key] = claim
        self.mention(claim, 1)

    def drop(self, key: Key) -> None:
        """The claim speaks of nothing any more."""
        if event := self._event_of.pop(key, ""):
            self.mention(self._own[event].pop(key), -1)

    def mention(self, claim: Claim, times: int) -> None:
        """Count what the source lists, whether or not it speaks of an event yet."""
        self._uncounted.append((claim, times))

    def event_of(self, key: Key) -> str:
        """The event that a claim speaks of, or nothing."""
        return self._event_of.get(key, "") if key[0] == self._source else self._snapshot.event_of(key)

    def of(self, event: str) -> dict[Key, Claim]:
        """The claims that speak of an event."""
        self.load([event])
        return self._others[event] | self._own.get(event, {})

    def own(self, event: str) -> Collection[Claim]:
        """The source's own claims that speak of an event."""
        return self._own.get(event, {}).values()

    def lists(self, title: str, when: When) -> bool:
        """Whether the source names such a title at that moment."""
        # Most runs never ask: then nothing is counted.
        for claim, times in self._uncounted:
            self._listings[listing(claim.mention.title, claim.when)] += times
        self._uncounted.clear()
        return self._listings[listing(title, when)] > 0

    def others_list(self, event: str, title: str, when: When) -> bool:
        """Whether another source that tells of the event names such a title at that moment."""
        name = listing(title, when)
        if name not in self._elsewhere:
            self._find_listings([name])
        listing_it = self._elsewhere[name]
        if not any(source != self._source for source in listing_it):
            return False
        self.load([event])
        return any(source in listing_it for source, _ in self._others[event])

    def same_name(self, claim: Claim) -> Iterator[tuple[str, str]]:
        """The events that other sources give the same UID or address, at dates that can meet, and what is the same."""
        for name in _names(claim):
            for other, event in self._named.get(name, ()):
                if can_meet(claim.when, other.when):
                    yield event, f"the same {name.partition(' ')[0]}"

    def _find_listings(self, names: Iterable[str]) -> None:
        new = dict.fromkeys(name for name in names if name not in self._elsewhere)
        self._elsewhere |= dict.fromkeys(new, ())
        self._elsewhere |= self._snapshot.listed(new)


def _names(claim: Claim) -> Iterator[str]:
    if claim.mention.uid:
        yield f"UID {claim.mention.uid}"
    if claim.mention.url:
        yield f"address {claim.mention.url}"
