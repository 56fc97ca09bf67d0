"""Where the claims of one source find their place, and what becomes of each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final

from timeline.merge.edits import keep_edits, only_reading_differs, with_date_of, with_names_of, without_place
from timeline.merge.held import Held
from timeline.merge.likeness import SAME
from timeline.merge.matching import Match, Matching
from timeline.merge.plan import Key, Plan, Snapshot, Verdicts, mint, statement_digest, sum_up
from timeline.model.event import Claim, Event
from timeline.model.source import Account, Candidate, Source

SURE: Final = 0.5
"""Confidence below which a claim of a trusted source is still shown to a person first."""


class Placing:
    """Events as they would stand, while claims are placed."""

    def __init__(self, source: Source, snapshot: Snapshot, plan: Plan, at: datetime) -> None:
        self.source, self.snapshot, self.plan, self.at = source, snapshot, plan, at
        self.held = Held(source, snapshot)
        self.born: dict[str, Claim] = {}
        self.touched: dict[str, None] = {}
        self._events: dict[str, Event | None] = {}

    def attach(self, key: Key, claim: Claim, event: str) -> None:
        """Let the claim speak of the event."""
        self.plan.attached[key] = (claim, event)
        self.held.attach(key, claim, event)
        self.touched[event] = None

    def drop(self, key: Key) -> None:
        """Let the claim speak of nothing."""
        self.plan.dropped.append(key)
        self.touched[self.snapshot.claims[key][1]] = None
        self.held.drop(key)

    def follow(self, key: Key, claim: Claim, old: Claim, event: str) -> None:
        """Take what a source says now in place of what it said; where only our reading differs, ask a person."""
        claim = keep_edits(claim, old)
        # The evidence stays where it was first seen: a newer copy of the same words changes no event.
        if without_place(claim) == without_place(old):
            self.touched[event] = None
            self._account(key, "unchanged", claim, event)
            return
        if reason := self._doubt_of_another_date(key, claim, old):
            self.ask(key, claim, event, 1.0, (reason,))
            claim = with_date_of(claim, old)
            if without_place(claim) == without_place(old):
                return
            self.attach(key, claim, event)
            return
        self._account(key, "changed", claim, event)
        self.attach(key, claim, event)

    def _doubt_of_another_date(self, key: Key, claim: Claim, old: Claim) -> str:
        """Why a person decides whether the date that a claim has now takes the place of the old one; else nothing."""
        if only_reading_differs(old, claim):
            words = claim.mention.said_when or claim.mention.citation.words
            return f"a newer rule reads “{words}” as {claim.when.edtf}, where we have {old.when.edtf}"
        return claim.doubt if claim.when != old.when else ""

    def rename(self, old: Key, key: Key, claim: Claim) -> None:
        """Take a claim that is held under the key that its source gives it now."""
        before, event = self.snapshot.claims[old]
        claim = keep_edits(claim, before)
        said = (without_place(claim).mention, claim.when)
        told = (with_names_of(without_place(before), claim), before.when)
        self._account(key, "unchanged" if said == told else "changed", claim, event)
        self.drop(old)
        self.attach(key, claim, event)

    def place_all(self, claims: Sequence[tuple[Key, Claim]]) -> None:
        """Find the events that claims not seen before speak of; the likest pairs first, so that order decides nothing.

        Entries of one source are events of their own, however alike: each finds at most one event of other sources.
        Sentences have no ids, and several may tell of one event.
        """
        if not claims:
            return
        self.held.expect([claim for _, claim in claims])
        self._look_up([name for key, claim in claims for name in (_first_choice(key), self._own_id(claim))])
        for _, claim in claims:
            self.held.mention(claim, 1)
        unnamed = [(key, claim) for key, claim in claims if not self._by_name(key, claim)]
        near = self.snapshot.near([claim.when for _, claim in unnamed]) if unnamed else ()
        matching = Matching(self.held, self._verdicts, near)
        self._place_entries({key: claim for key, claim in unnamed if claim.mention.named_by != "prose"}, matching)
        for key, claim in unnamed:
            if claim.mention.named_by == "prose":
                self._place_sentence(key, claim, matching)
        for _, claim in claims:
            self.held.mention(claim, -1)

    def _verdicts(self, key: Key) -> Verdicts:
        return sum_up(self.snapshot.decisions.get(key, ()))

    def _by_name(self, key: Key, claim: Claim) -> bool:
        """Whether decisions, or the same id, UID or address, settle what a claim speaks of."""
        verdicts = self._verdicts(key)
        if verdicts.is_rejected:
            self._account(key, "rejected", claim)
            return True
        same, never = verdicts.same, verdicts.never
        event, reason = (same, "a person said so") if same else self._identical(claim, never)
        if event:
            self.merge(key, claim, event, (reason,))
        return bool(event)

    def _identical(self, claim: Claim, never: frozenset[str]) -> tuple[str, str]:
        """The event with the same id, UID or address in what others say, and which of these."""
        for event, reason in self.held.same_name(claim):
            if event not in never and not self._is_taken(event, claim):
                return event, reason
        ours = self._own_id(claim)
        if ours and ours not in never and not self._is_taken(ours, claim) and self._is_event(ours):
            return ours, "its id is ours"
        return "", ""

    def _own_id(self, claim: Claim) -> str:
        """The id within a UID of ours: what another chronology took from us comes back as `id@host` or `tag:…:id`.

        The same id at another host, or at none, is that of another event.
        """
        authority = self.snapshot.authority
        id, _, host = claim.mention.uid.partition("@")
        if authority and host == authority.split(",")[0]:
            return id
        tag = f"tag:{authority}:"
        return claim.mention.uid.removeprefix(tag) if authority and claim.mention.uid.startswith(tag) else ""

    def _is_taken(self, event: str, claim: Claim) -> bool:
        """Whether the claim's source speaks of the event already; of tellings several may."""
        own = self.held.own(event)
        if claim.mention.named_by == "prose":
            return any(each.mention.named_by != "prose" for each in own)
        return bool(own)

    def _place_entries(self, entries: dict[Key, Claim], matching: Matching) -> None:
        likeliest = matching.match_entries(entries, self.merge)
        for key, claim in entries.items():
            if key not in self.plan.attached:
                self._place_alone(key, claim, likeliest.get(key))

    def _place_sentence(self, key: Key, claim: Claim, matching: Matching) -> None:
        """Find what a sentence tells of, among what other sentences of its source tell of too."""
        best = matching.match_sentence(key, claim)
        if best and best.alike.score >= SAME:
            self.merge(key, claim, best.event, best.alike.reasons)
            return
        self._place_alone(key, claim, best)
        if key in self.plan.attached:
            matching.add_sentence(claim, self.plan.attached[key][1])

    def _place_alone(self, key: Key, claim: Claim, match: Match | None) -> None:
        """Make an event of the claim, or ask a person."""
        is_trusted = self.source.trust == "publish" and claim.mention.confidence >= SURE and not claim.doubt
        waiting = self._still_waiting(key, claim)
        if self._verdicts(key).is_accepted:
            self.add(key, claim)
        elif waiting:
            self._account(key, "held", claim, waiting.like, waiting.reasons)
        elif match:
            self.ask(key, claim, match.event, *match.alike)
        elif is_trusted:
            self.add(key, claim)
        else:
            reason = claim.doubt or f"{self.source.name} is reviewed before it is published"
            self.ask(key, claim, "", 0.0, (reason,))

    def _still_waiting(self, key: Key, claim: Claim) -> Candidate | None:
        """The question that a person has not answered yet about what the claim says."""
        candidate = self.snapshot.candidates.get(_first_choice(key))
        is_same = candidate is not None and candidate.digest == statement_digest(claim)
        return candidate if candidate and is_same and candidate.state == "waiting" else None

    def add(self, key: Key, claim: Claim) -> None:
        """Make an event of the claim: the one that it made before, where that was only withdrawn."""
        first = _first_choice(key)
        id = first if self._has_left(first) else self._bear(key, claim)
        self._account(key, "added", claim, id)
        self.attach(key, claim, id)

    def _bear(self, key: Key, claim: Claim) -> str:
        id = mint(key, lambda name: name in self.born or self._is_event(name))
        self.born[id] = claim
        self.held.begin(id)
        return id

    def _has_left(self, id: str) -> bool:
        """Whether the event was withdrawn, and nothing speaks of it any more."""
        event = self.events([id]).get(id)
        return event is not None and event.status == "withdrawn" and event.origin != "file" and not self.held.of(id)

    def merge(self, key: Key, claim: Claim, event: str, reasons: Iterable[str]) -> None:
        """Let the claim speak of an event that others told of."""
        self._account(key, "merged", claim, event, reasons)
        self.attach(key, claim, event)

    def ask(self, key: Key, claim: Claim, like: str, score: float, reasons: Iterable[str]) -> None:
        """Let a person decide; the same words ask once, and not again once they were rejected."""
        id, digest = _first_choice(key), statement_digest(claim)
        before = self.snapshot.candidates.get(id)
        # Of a claim that is held only a reading was rejected: another reading is another question.
        is_same = before is not None and (before.digest == digest or key not in self.snapshot.claims)
        if before and before.state == "rejected" and is_same:
            self._account(key, "rejected", claim)
            return
        self._account(key, "held", claim, like, reasons)
        if before and before.digest == digest:
            return
        self.plan.candidates.append(
            Candidate(id=id, claim=claim, like=like, score=score, reasons=tuple(reasons), digest=digest, since=self.at)
        )

    def _account(self, key: Key, became: str, claim: Claim, event: str = "", reasons: Iterable[str] = ()) -> None:
        self.plan.accounts[key] = Account(
            key=key[1], title=claim.mention.title, became=became, event=event, reason=", ".join(reasons)
        )

    def events(self, ids: Iterable[str]) -> dict[str, Event]:
        """Those of the ids that are held, as they stand before all this."""
        wanted = list(ids)
        self._look_up(wanted)
        known = {id: self._events[id] for id in wanted}
        return {id: event for id, event in known.items() if event is not None}

    def _is_event(self, id: str) -> bool:
        return bool(self.events([id]))

    def _look_up(self, ids: Iterable[str]) -> None:
        new = [id for id in dict.fromkeys(ids) if id and id not in self._events]
        self._events |= dict.fromkeys(new)
        self._events |= self.snapshot.events(new) if new else {}


def _first_choice(key: Key) -> str:
    """The id that the claim's event gets if nothing has it, and that of a question about the claim."""
    return mint(key, lambda name: False)
