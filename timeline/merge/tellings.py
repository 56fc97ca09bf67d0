"""Events by what is compared of them: those that say the same are compared once, and stand in line for claims."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from typing import Final

from rapidfuzz import fuzz, process

from timeline.dates import When
from timeline.merge.likeness import LEAST_ALIKE, UNSURE, Comparable, Likeness, likeness, titles_alike
from timeline.merge.neighbourhood import Neighbourhood
from timeline.model.event import Claim, Event
from timeline.model.moments import moment_key
from timeline.model.titles import title_key

MOST: Final = 200
"""Tellings with which a claim is compared: where there are more about its date, those with the likest titles."""
IsTaken = Callable[[str], bool]
"""Whether the claims' own source speaks of an event already; once it does, it goes on."""
Scored = list[tuple[Likeness, "Telling"]]
_NOT_ALIKE: Final = Likeness(0.0, ("titles not alike",))


class Telling:
    """Events that say the same, and those of them that are free for the claims of a source."""

    def __init__(self, comparable: Comparable, events: Iterable[Event]) -> None:
        self.comparable = comparable
        # The id decides between equals, so that the order in which a store lists events does not.
        self.ids = sorted((event.id for event in events), reverse=True)
        self._rising, self._falling = self.ids.copy(), self.ids[::-1]

    def first(self, is_taken: IsTaken, never: Collection[str]) -> str:
        """The first id that is free, or nothing."""
        return next(_free(self._rising, is_taken, never), "")

    def free(self, is_taken: IsTaken, never: Collection[str] = ()) -> Iterator[str]:
        """The ids that are free, the last one first."""
        return _free(self._falling, is_taken, never)


def _free(line: list[str], is_taken: IsTaken, never: Collection[str]) -> Iterator[str]:
    # What is taken stays so: it leaves the line, which thousands of claims would else walk along.
    while line and is_taken(line[-1]):
        line.pop()
    return (id for id in reversed(line) if id not in never and not is_taken(id))


class Tellings:
    """The tellings of events about the dates of many claims."""

    def __init__(self, events: Iterable[Event]) -> None:
        groups: dict[Comparable, list[Event]] = {}
        for event in events:
            if not event.is_gone:
                groups.setdefault(comparable_event(event), []).append(event)
        self._near = Neighbourhood[Telling]()
        self._equal: dict[tuple[object, ...], list[Telling]] = {}
        self._alike: dict[Comparable, Scored] = {}
        for comparable, alike in groups.items():
            telling = Telling(comparable, alike)
            self._near.add(comparable.when, telling)
            self._equal.setdefault(_equality(comparable.title, comparable.when), []).append(telling)

    def equal(self, comparable: Comparable) -> Scored:
        """Those with the same title at the same moment."""
        equals = self._equal.get(_equality(comparable.title, comparable.when), [])
        return [(compare(comparable, telling.comparable), telling) for telling in equals]

    def alike(self, comparable: Comparable) -> Scored:
        """Those that may be the same, the likest first."""
        if comparable not in self._alike:
            near = _likest(comparable.title, list(self._near.near(comparable.when)))
            scored = [(compare(comparable, telling.comparable), telling) for telling in near]
            possible = [(alike, telling) for alike, telling in scored if alike.score >= UNSURE]
            self._alike[comparable] = sorted(possible, key=lambda pair: pair[0].score, reverse=True)
        return self._alike[comparable]


def _likest(title: str, tellings: list[Telling]) -> list[Telling]:
    """At most `MOST` of them, so that a day of thousands costs each claim no more than a full one."""
    if len(tellings) <= MOST:
        return tellings
    ordered = sorted(tellings, key=lambda telling: telling.ids[0])
    keys = [title_key(telling.comparable.title) for telling in ordered]
    hits = process.extract(title_key(title), keys, scorer=fuzz.token_sort_ratio, limit=MOST)
    return [ordered[place] for _, _, place in hits]


def _equality(title: str, when: When) -> tuple[object, ...]:
    return title_key(title), moment_key(when)


def compare(one: Comparable, other: Comparable) -> Likeness:
    """Their likeness; nothing where already the titles keep it below what is asked about."""
    if titles_alike(one.title, other.title) < LEAST_ALIKE:
        return _NOT_ALIKE
    return likeness(one, other)


def comparable_claim(claim: Claim) -> Comparable:
    """What is compared of a claim."""
    return Comparable(claim.mention.title, claim.when, claim.mention.places, claim.mention.tags)


def comparable_event(event: Event) -> Comparable:
    """What is compared of an event."""
    return Comparable(event.title, event.when, event.places, event.tags)
