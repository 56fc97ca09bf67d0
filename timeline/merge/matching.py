"""Which events claims speak of, by likeness; the likest pairs first, so that no order decides."""

from __future__ import annotations

import heapq
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import groupby
from typing import NamedTuple

from timeline.merge.held import Held
from timeline.merge.likeness import CAUTIONS, SAME, UNSURE, Comparable, Likeness
from timeline.merge.neighbourhood import Neighbourhood
from timeline.merge.plan import Key, Verdicts
from timeline.merge.tellings import Scored, Telling, Tellings, comparable_claim, compare
from timeline.model.event import Claim, Event

Merge = Callable[[Key, Claim, str, Iterable[str]], None]
"""Lets a claim speak of an event, for reasons."""


class Match(NamedTuple):
    """How like an event a claim is."""

    alike: Likeness
    event: str


class Waiting(NamedTuple):
    """A claim in line for an event."""

    key: Key
    alike: Likeness


class Matching:
    """New claims of one source, and the events about their dates that others tell of."""

    def __init__(self, held: Held, verdicts: Callable[[Key], Verdicts], events: Iterable[Event]) -> None:
        self._held, self._verdicts = held, verdicts
        self._tellings = Tellings(events)
        self._sentences = Neighbourhood[tuple[str, Claim]]()
        self._unsure: dict[Comparable, Match | None] = {}

    def match_entries(self, entries: Mapping[Key, Claim], merge: Merge) -> dict[Key, Match]:
        """Merge the pairs that are surely one, the likest first; the likest event that is left for each other claim.

        Each entry finds an event that no other entry of its source speaks of.
        """
        left = self._match_equals(entries, merge)
        left = self._match_surest(left, merge)
        matches = {key: self._unsure_match(key, claim) for key, claim in left.items()}
        return {key: match for key, match in matches.items() if match is not None}

    def match_sentence(self, key: Key, claim: Claim) -> Match | None:
        """The likest event that a sentence may tell of, which other sentences of its source may tell of too."""
        never = self._verdicts(key).never

        def free(telling: Telling) -> Iterator[str]:
            return (id for id in telling.ids if id not in never and not self._has_entry(id))

        ours = comparable_claim(claim)
        best = self._likest(claim, self._tellings.alike(ours), free)
        for id, other in self._sentences.near(claim.when):
            alike = compare(ours, comparable_claim(other))
            if alike.score >= UNSURE and (best is None or (alike.score, id) > (best.alike.score, best.event)):
                best = Match(alike, id)
        return best

    def add_sentence(self, claim: Claim, event: str) -> None:
        """A sentence became an event, of which those that follow may tell."""
        self._sentences.add(claim.when, (event, claim))

    def _is_taken(self, event: str) -> bool:
        return bool(self._held.own(event))

    def _has_entry(self, event: str) -> bool:
        return any(own.mention.named_by != "prose" for own in self._held.own(event))

    def _match_equals(self, entries: Mapping[Key, Claim], merge: Merge) -> dict[Key, Claim]:
        """Merge what has one title and one moment first; the claims that are left."""
        left = {}
        for key, claim in entries.items():
            if match := self._equal(key, claim):
                merge(key, claim, match.event, match.alike.reasons)
            else:
                left[key] = claim
        return left

    def _equal(self, key: Key, claim: Claim) -> Match | None:
        """The earliest event with the title and moment of the claim, if all else agrees too."""
        never = self._verdicts(key).never
        free = []
        for alike, telling in self._tellings.equal(comparable_claim(claim)):
            if alike.score >= SAME and (event := telling.first(self._is_taken, never)):
                free.append((telling.comparable.when.sort_key, event, alike))
        if not free:
            return None
        _, event, alike = min(free, key=lambda found: found[:2])
        return Match(alike, event)

    def _match_surest(self, entries: Mapping[Key, Claim], merge: Merge) -> dict[Key, Claim]:
        """Merge what is surely one, by falling likeness and id of the event; the claims that are left."""
        left = dict(entries)
        queues = self._queues(entries)
        for score in sorted(queues, reverse=True):
            lines = [_each(telling, telling.free(self._is_taken)) for telling in queues[score]]
            for event, telling in heapq.merge(*lines, key=lambda pair: pair[0], reverse=True):
                if waiting := self._first_waiting(queues[score][telling], left, event):
                    merge(waiting.key, left.pop(waiting.key), event, waiting.alike.reasons)
        return left

    def _queues(self, entries: Mapping[Key, Claim]) -> dict[float, dict[Telling, deque[Waiting]]]:
        """By likeness, the claims that are surely what a telling tells of, in their order."""
        queues: dict[float, dict[Telling, deque[Waiting]]] = {}
        for key, claim in entries.items():
            for alike, telling in self._tellings.alike(comparable_claim(claim)):
                if alike.score < SAME:
                    break
                queues.setdefault(alike.score, {}).setdefault(telling, deque()).append(Waiting(key, alike))
        return queues

    def _first_waiting(self, queue: deque[Waiting], left: Mapping[Key, Claim], event: str) -> Waiting | None:
        """The first of the claims that is left and may speak of the event."""
        while queue and queue[0].key not in left:
            queue.popleft()
        for waiting in queue:
            if waiting.key in left and event not in self._verdicts(waiting.key).never:
                return waiting
        return None

    def _unsure_match(self, key: Key, claim: Claim) -> Match | None:
        """The likest event that is left for a claim, of which a person is asked; what is alike has the same."""
        never = self._verdicts(key).never
        ours = comparable_claim(claim)

        def free(telling: Telling) -> Iterator[str]:
            return telling.free(self._is_taken, never)

        if never:
            return self._likest(claim, self._tellings.alike(ours), free)
        if ours not in self._unsure:
            self._unsure[ours] = self._likest(claim, self._tellings.alike(ours), free)
        return self._unsure[ours]

    def _likest(self, claim: Claim, scored: Scored, free: Callable[[Telling], Iterator[str]]) -> Match | None:
        """The free event with the highest score, of equals the last id, but for what one source lists as two."""
        for _, equals in groupby(scored, key=lambda pair: pair[0].score):
            found = []
            for alike, telling in equals:
                events = (id for id in free(telling) if not self._both_are_listed(claim, id, telling, alike))
                if event := next(events, ""):
                    found.append(Match(alike, event))
            if found:
                return max(found, key=lambda match: match.event)
        return None

    def _both_are_listed(self, claim: Claim, event: str, telling: Telling, alike: Likeness) -> bool:
        """Whether one source names both, at the two hours or days: it knows that they are two."""
        if not CAUTIONS.intersection(alike.reasons):
            return False
        if self._held.lists(telling.comparable.title, telling.comparable.when):
            return True
        return self._held.others_list(event, claim.mention.title, claim.when)


def _each(telling: Telling, ids: Iterator[str]) -> Iterator[tuple[str, Telling]]:
    return ((id, telling) for id in ids)
