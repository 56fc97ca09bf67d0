"""The plain way to merge: every claim is compared with every event, and everything is loaded and gone through."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import ClassVar

import msgspec
import pytest

from timeline.merge import decide, placing
from timeline.merge.held import Held
from timeline.merge.likeness import CAUTIONS, SAME, UNSURE, Likeness, likeness
from timeline.merge.matching import Match, Merge
from timeline.merge.plan import Key, Plan, Snapshot, Verdicts
from timeline.merge.tellings import comparable_claim, comparable_event
from timeline.model.event import Claim, Event
from timeline.model.moments import moment_key
from timeline.model.query import Filter
from timeline.model.source import Source
from timeline.model.titles import title_key
from timeline.store import Store
from timeline.store.contract import AUTHORITY


def plain_snapshot(store: Store, source: str) -> Snapshot:
    """Everything that the store has, scanned for each question."""
    claims, events = store.claims(), {event.id: event for event in store.select(Filter())}

    def speaking(ids: Iterable[str]) -> dict[Key, tuple[Claim, str]]:
        wanted = set(ids)
        return {key: known for key, known in claims.items() if known[1] in wanted}

    def named(uids: Iterable[str], addresses: Iterable[str]) -> dict[Key, tuple[Claim, str]]:
        names = {*uids, *addresses} - {""}
        return {key: known for key, known in claims.items() if names & {known[0].mention.uid, known[0].mention.url}}

    return Snapshot(
        claims={key: known for key, known in claims.items() if key[0] == source},
        decisions={key: made for key, made in store.decisions().items() if key[0] == source},
        candidates={each.id: each for each in store.candidates("") if each.claim.source == source},
        near=lambda dates: events.values(),
        events=lambda ids: {id: event for id in ids if (event := _event(store, id))},
        speaking=speaking,
        named=named,
        listed=lambda listings: dict.fromkeys(listings, ("somebody",)),
        event_of=lambda key: claims[key][1] if key in claims else "",
        authority=store.setting(AUTHORITY),
    )


def _event(store: Store, id: str) -> Event | None:
    return store.held([id]).get(id)


class PlainMatching:
    """Every claim is compared with every event."""

    everything: ClassVar[Mapping[Key, tuple[Claim, str]]]

    def __init__(self, held: Held, verdicts: Callable[[Key], Verdicts], events: Iterable[Event]) -> None:
        self.held, self.verdicts = held, verdicts
        self.events = sorted(events, key=lambda event: (event.when.sort_key, event.id))
        self.sentences: list[tuple[Claim, str]] = []

    def match_entries(self, entries: Mapping[Key, Claim], merge: Merge) -> dict[Key, Match]:
        left = {key: claim for key, claim in entries.items() if not self.merge_equal(key, claim, merge)}
        pairs = [(key, claim, match) for key, claim in left.items() for match in self.matches(key, claim)]
        pairs.sort(key=lambda pair: (pair[2].alike.score, pair[2].event), reverse=True)
        unsure: dict[Key, Match] = {}
        for key, claim, match in pairs:
            if key not in left or self.held.own(match.event):
                continue
            if match.alike.score >= SAME:
                merge(key, claim, match.event, match.alike.reasons)
                del left[key]
            else:
                unsure.setdefault(key, match)
        return unsure

    def merge_equal(self, key: Key, claim: Claim, merge: Merge) -> bool:
        for event in self.events:
            same_title = title_key(event.title) == title_key(claim.mention.title)
            if not same_title or moment_key(event.when) != moment_key(claim.when):
                continue
            alike = likeness(comparable_claim(claim), comparable_event(event))
            free = event.id not in self.verdicts(key).never and not self.held.own(event.id)
            if alike.score >= SAME and free:
                merge(key, claim, event.id, alike.reasons)
                return True
        return False

    def match_sentence(self, key: Key, claim: Claim) -> Match | None:
        matches = list(self.matches(key, claim))
        for other, id in self.sentences:
            alike = likeness(comparable_claim(claim), comparable_claim(other))
            if alike.score >= UNSURE:
                matches.append(Match(alike, id))
        return max(matches, key=lambda match: (match.alike.score, match.event), default=None)

    def add_sentence(self, claim: Claim, event: str) -> None:
        self.sentences.append((claim, event))

    def matches(self, key: Key, claim: Claim) -> Iterator[Match]:
        for event in self.events:
            own = self.held.own(event.id)
            if claim.mention.named_by == "prose":
                own = [each for each in own if each.mention.named_by != "prose"]
            alike = likeness(comparable_claim(claim), comparable_event(event))
            if own or event.id in self.verdicts(key).never or alike.score < UNSURE:
                continue
            if not self.both_are_listed(claim, event, alike):
                yield Match(alike, event.id)

    def both_are_listed(self, claim: Claim, event: Event, alike: Likeness) -> bool:
        if not CAUTIONS.intersection(alike.reasons):
            return False
        others = {owner for (owner, _), (_, about) in self.everything.items() if about == event.id}
        mine = self.held.lists(event.title, event.when)
        return mine or any(self.lists(other, claim) for other in others - {claim.source})

    def lists(self, source: str, claim: Claim) -> bool:
        wanted = (title_key(claim.mention.title), moment_key(claim.when))
        others = [other for (owner, _), (other, _) in self.everything.items() if owner == source]
        return any(wanted == (title_key(other.mention.title), moment_key(other.when)) for other in others)


def plain_merge(
    source: Source, claims: Sequence[Claim], store: Store, at: datetime, *, complete: bool, patch: pytest.MonkeyPatch
) -> Plan:
    """The plan that comes of it."""

    class Matching(PlainMatching):
        everything = store.claims()

    with patch.context() as patched:
        patched.setattr(placing, "Matching", Matching)
        return decide.merge(source, claims, plain_snapshot(store, source.id), at, complete=complete)


def comparable_plan(plan: Plan) -> bytes:
    """What a plan says, to be compared."""
    accounts = list(plan.accounts.values())
    attached = [plan.attached[key] for key in sorted(plan.attached)]
    said = [plan.changes, attached, plan.dropped, plan.candidates, plan.flagged, accounts]
    return msgspec.json.encode(said)
