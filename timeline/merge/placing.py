"""Events as they would stand, while the claims of one source find the events that they speak of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Final, NamedTuple

import msgspec

from timeline.dates import When, explain
from timeline.dates.reading import Reading
from timeline.merge.assemble import assemble
from timeline.merge.held import Held
from timeline.merge.likeness import CAUTIONS, SAME, UNSURE, Comparable, Likeness, likeness
from timeline.merge.normalise import publication_day
from timeline.merge.plan import Key, Plan, Snapshot, mint, statement_digest
from timeline.model.change import Change, classify
from timeline.model.default_status import with_reason
from timeline.model.event import Claim, Event
from timeline.model.moments import moment_key
from timeline.model.source import Account, Candidate, Decision, Source
from timeline.model.titles import title_key

SURE: Final = 0.5
"""Confidence below which a claim of a trusted source is still shown to a person first."""


class Match(NamedTuple):
    """How like an event a claim is."""

    alike: Likeness
    event: str
    key: Key


class Placing:
    """Events as they would stand, while claims are placed."""

    def __init__(self, source: Source, snapshot: Snapshot, plan: Plan, at: datetime) -> None:
        self.source, self.snapshot, self.plan, self.at = source, snapshot, plan, at
        self.held = Held(snapshot)
        self.born: dict[str, Claim] = {}
        self.touched: dict[str, None] = {}
        self._near: dict[tuple[object, ...], list[Event]] = {}
        self._tellings: dict[str, Claim] = {}

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
        if _only_reading_differs(old, claim):
            words = claim.mention.said_when or claim.mention.citation.words
            reason = f"a newer rule reads “{words}” as {claim.when.edtf}, where we have {old.when.edtf}"
            self.ask(key, claim, event, 1.0, (reason,))
            claim = _with_date_of(claim, old)
            if without_place(claim) == without_place(old):
                return
            self.attach(key, claim, event)
            return
        self._account(key, "changed", claim, event)
        self.attach(key, claim, event)

    def rename(self, old: Key, key: Key, claim: Claim) -> None:
        """Take a claim that is held under the key that its source gives it now."""
        before, event = self.snapshot.claims[old]
        claim = keep_edits(claim, before)
        said = (without_place(claim).mention, claim.when)
        told = (_under(without_place(before), claim), before.when)
        self._account(key, "unchanged" if said == told else "changed", claim, event)
        self.drop(old)
        self.attach(key, claim, event)

    def place_all(self, claims: Sequence[tuple[Key, Claim]]) -> None:
        """Find the events that claims not seen before speak of; the likest pairs first, so that order decides nothing.

        Entries of one source are events of their own, however alike: each finds at most one event of other sources.
        Sentences have no ids, and several may tell of one event.
        """
        for _, claim in claims:
            self.held.mention(claim, 1)
        unnamed = [(key, claim) for key, claim in claims if not self._by_name(key, claim)]
        entries = {key: claim for key, claim in unnamed if claim.mention.named_by != "prose"}
        likeliest = self._match(entries)
        for key, claim in entries.items():
            if key not in self.plan.attached:
                self._place_alone(key, claim, likeliest.get(key))
        for key, claim in unnamed:
            if claim.mention.named_by == "prose":
                self._place_telling(key, claim)
        for _, claim in claims:
            self.held.mention(claim, -1)

    def _by_name(self, key: Key, claim: Claim) -> bool:
        """Whether decisions, or the same id, UID or address, settle what a claim speaks of."""
        verdicts, decided, never = _sum_up(self.snapshot.decisions.get(key, ()))
        if "reject" in verdicts:
            self._account(key, "rejected", claim)
            return True
        event, reason = (decided, "a person said so") if decided else self._identical(claim, never)
        if event:
            self.merge(key, claim, event, (reason,))
        return bool(event)

    def _identical(self, claim: Claim, never: set[str]) -> tuple[str, str]:
        """The event with the same id, UID or address in what others say, and which of these."""
        for event, reason in self.held.same_name(claim):
            if event not in never and not self._is_taken(event, claim):
                return event, reason
        # What another chronology took from us comes back under the UID that we gave it: `id@host` or `tag:…:id`.
        uid = claim.mention.uid
        ours = uid.partition("@")[0] if "@" in uid else uid.rpartition(":")[2]
        if ours and ours not in never and not self._is_taken(ours, claim) and self.snapshot.taken(ours):
            return ours, "its id is ours"
        return "", ""

    def _is_taken(self, event: str, claim: Claim) -> bool:
        """Whether the claim's source speaks of the event already; of tellings several may."""
        mine = [claim for (source, _), claim in self.held.of(event).items() if source == self.source.id]
        if claim.mention.named_by == "prose":
            mine = [each for each in mine if each.mention.named_by != "prose"]
        return bool(mine)

    def _match(self, entries: dict[Key, Claim]) -> dict[Key, Match]:
        """Merge the pairs that are surely one, the likest first; the likest event that is left for each other claim."""
        self._match_equals(entries)
        matches: list[Match] = []
        for key, claim in entries.items():
            if key not in self.plan.attached:
                matches += self._matches(key, claim)
        # The id decides between equals, so that the order in which a store lists events does not.
        matches.sort(key=lambda match: (match.alike.score, match.event), reverse=True)
        left: dict[Key, Match] = {}
        for match in matches:
            claim = entries[match.key]
            if match.key in self.plan.attached or self._is_taken(match.event, claim):
                continue
            if match.alike.score >= SAME:
                self.merge(match.key, claim, match.event, match.alike.reasons)
            else:
                left.setdefault(match.key, match)
        return left

    def _match_equals(self, entries: dict[Key, Claim]) -> None:
        """Merge what has one title and one moment first: of thousands of equal titles not every pair is compared."""
        listed: dict[tuple[object, ...], dict[tuple[object, ...], list[Event]]] = {}
        for key, claim in entries.items():
            span = _span(claim.when)
            if span not in listed:
                listed[span] = {}
                for event in self._events_near(claim.when):
                    listed[span].setdefault(_equal(event.title, event.when), []).append(event)
            never = _sum_up(self.snapshot.decisions.get(key, ()))[2]
            for event in listed[span].get(_equal(claim.mention.title, claim.when), ()):
                alike = likeness(_comparable(claim), _comparable_event(event))
                if alike.score >= SAME and event.id not in never and not self._is_taken(event.id, claim):
                    self.merge(key, claim, event.id, alike.reasons)
                    break

    def _matches(self, key: Key, claim: Claim) -> Iterator[Match]:
        """The events that the claim may speak of, of those that its own source does not speak of."""
        never = _sum_up(self.snapshot.decisions.get(key, ()))[2]
        ours = _comparable(claim)
        for event in self._events_near(claim.when):
            if event.id in never or self._is_taken(event.id, claim):
                continue
            alike = likeness(ours, _comparable_event(event))
            if alike.score >= UNSURE and not self._both_are_listed(claim, event, alike):
                yield Match(alike, event.id, key)

    def _both_are_listed(self, claim: Claim, event: Event, alike: Likeness) -> bool:
        """Whether one source names both, at the two hours or days: it knows that they are two."""
        if not CAUTIONS.intersection(alike.reasons):
            return False
        if self.held.lists(claim.source, event.title, event.when):
            return True
        others = {source for source, _ in self.held.of(event.id)}
        return any(self.held.lists(source, claim.mention.title, claim.when) for source in others)

    def _place_alone(self, key: Key, claim: Claim, match: Match | None) -> None:
        """Make an event of the claim, or ask a person."""
        verdicts = _sum_up(self.snapshot.decisions.get(key, ()))[0]
        is_trusted = self.source.trust == "publish" and claim.mention.confidence >= SURE
        waiting = self._still_waiting(key, claim)
        if "accept" in verdicts:
            self.add(key, claim)
        elif waiting:
            self._account(key, "held", claim, waiting.like, waiting.reasons)
        elif match:
            self.ask(key, claim, match.event, *match.alike)
        elif is_trusted:
            self.add(key, claim)
        else:
            self.ask(key, claim, "", 0.0, (f"{self.source.name} is reviewed before it is published",))

    def _still_waiting(self, key: Key, claim: Claim) -> Candidate | None:
        """The question that a person has not answered yet about what the claim says."""
        candidate = self.snapshot.candidates.get(mint(key, lambda name: False))
        is_same = candidate is not None and candidate.digest == statement_digest(claim)
        return candidate if candidate and is_same and candidate.state == "waiting" else None

    def _place_telling(self, key: Key, claim: Claim) -> None:
        """Find what a sentence tells of, among what other sentences of its source tell of too."""
        matches = list(self._matches(key, claim))
        ours = _comparable(claim)
        for id, other in self._tellings.items():
            alike = likeness(ours, _comparable(other))
            if alike.score >= UNSURE:
                matches.append(Match(alike, id, key))
        best = max(matches, key=lambda match: (match.alike.score, match.event), default=None)
        if best and best.alike.score >= SAME:
            self.merge(key, claim, best.event, best.alike.reasons)
        else:
            self._place_alone(key, claim, best)
            if key in self.plan.attached:
                self._tellings[self.plan.attached[key][1]] = claim

    def _events_near(self, when: When) -> list[Event]:
        """Events that stand, of dates that can meet this one or lie a day apart; asked of the store once for a span."""
        span = _span(when)
        if span not in self._near:
            self._near[span] = [event for event in self.snapshot.near(when) if not event.is_gone]
        return self._near[span]

    def add(self, key: Key, claim: Claim) -> None:
        """Make an event of the claim."""
        id = mint(key, lambda name: name in self.born or self.snapshot.taken(name))
        self.born[id] = claim
        self._account(key, "added", claim, id)
        self.attach(key, claim, id)

    def merge(self, key: Key, claim: Claim, event: str, reasons: Iterable[str]) -> None:
        """Let the claim speak of an event that others told of."""
        self._account(key, "merged", claim, event, reasons)
        self.attach(key, claim, event)

    def ask(self, key: Key, claim: Claim, like: str, score: float, reasons: Iterable[str]) -> None:
        """Let a person decide; the same words ask once, and not again once they were rejected."""
        id, digest = mint(key, lambda name: False), statement_digest(claim)
        before = self.snapshot.candidates.get(id)
        if before and before.state == "rejected":
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

    def settle(self) -> Iterator[Change]:
        """What changes in the events that were touched."""
        for id in self.touched:
            claims = [claim for _, claim in sorted(self.held.of(id).items(), key=lambda pair: pair[0])]
            old = None if id in self.born else self.snapshot.event(id)
            if claims or (old and old.origin == "file"):
                new = self._with_series_before(assemble(id, old, claims, self.at), claims)
            elif old and not old.is_gone:
                new = self._gone(old)
            else:
                continue
            if change := classify(old, new, self.at):
                gives_status = any(claim.mention.status for claim in claims)
                yield change if gives_status else with_reason(change)

    def _with_series_before(self, event: Event, claims: Iterable[Claim]) -> Event:
        """The event with the one that it goes on from, where a calendar split a series in two."""
        if event.origin == "file":
            return event
        for claim in claims:
            before = self.held.event_of((claim.source, claim.mention.split_from))
            if before and before != event.id:
                return msgspec.structs.replace(event, split_from=before)
        return event

    def _gone(self, event: Event) -> Event:
        """An event of which nothing speaks any more: merged into the one that its claims speak of now, or withdrawn."""
        for key in self.plan.dropped:
            if self.snapshot.claims[key][1] == event.id and key in self.plan.attached:
                return msgspec.structs.replace(event, status="merged", merged_into=self.plan.attached[key][1])
        return msgspec.structs.replace(event, status="withdrawn", reason=f"No longer in {self.source.name}")


def _span(when: When) -> tuple[object, ...]:
    return when.possibly_earliest, when.possibly_latest


def _equal(title: str, when: When) -> tuple[object, ...]:
    return title_key(title), moment_key(when)


def _comparable(claim: Claim) -> Comparable:
    return Comparable(claim.mention.title, claim.when, claim.mention.places, claim.mention.tags)


def _comparable_event(event: Event) -> Comparable:
    return Comparable(event.title, event.when, event.places, event.tags)


def _under(old: Claim, new: Claim) -> object:
    """What the old claim says, as if it had the names of the new one."""
    mention, citation = new.mention, old.mention.citation
    citation = msgspec.structs.replace(citation, key=mention.citation.key)
    return msgspec.structs.replace(
        old.mention, key=mention.key, uid=mention.uid, named_by=mention.named_by, citation=citation
    )


def _sum_up(decisions: Sequence[Decision]) -> tuple[set[str], str, set[str]]:
    """The verdicts, the event that the claim speaks of, and those that it does not; the last word counts."""
    same, never = "", set()
    for decision in sorted(decisions, key=lambda decision: decision.at):
        if decision.verdict == "same":
            same = decision.event
            never.discard(decision.event)
        elif decision.verdict == "different":
            same = "" if same == decision.event else same
            never.add(decision.event)
    return {decision.verdict for decision in decisions}, same, never


def keep_edits(claim: Claim, old: Claim) -> Claim:
    """The claim with what a person had put in place of the source's word."""
    if not old.edited:
        return claim
    fields = {name: getattr(old.mention, name) for name in old.edited if name != "when"}
    return msgspec.structs.replace(
        claim,
        mention=msgspec.structs.replace(claim.mention, **fields),
        when=old.when if "when" in old.edited else claim.when,
        edited=old.edited,
    )


def _only_reading_differs(old: Claim, new: Claim) -> bool:
    """Whether two dates of one claim differ by our reading alone: in the same document, or by the same words.

    The words count where it is from them that the new date follows; a source may state another date beside the same
    words, and then it is the source that moved.
    """
    before, after = old.mention, new.mention
    if old.when == new.when or "when" in new.edited:
        return False
    if before.citation.digest and before.citation.digest == after.citation.digest:
        return True
    said = after.said_when
    same = (before.said_when, before.citation.published) == (said, after.citation.published)
    if not said or not same:
        return False
    reading = explain(said, publication_day(after.citation.published), after.language or None)
    return isinstance(reading, Reading) and reading.when.edtf == new.when.edtf


def _with_date_of(claim: Claim, old: Claim) -> Claim:
    """The claim with the date as it was read before, by the rule that read it."""
    before = old.mention.citation
    citation = msgspec.structs.replace(claim.mention.citation, when=before.when, rule=before.rule)
    mention = msgspec.structs.replace(claim.mention, when=old.mention.when, citation=citation)
    return msgspec.structs.replace(claim, when=old.when, mention=mention)


def without_place(claim: Claim) -> Claim:
    """What a claim says, without where in which copy of the document it stands."""
    citation = msgspec.structs.replace(claim.mention.citation, digest="", retrieved=None, place="")
    return msgspec.structs.replace(claim, mention=msgspec.structs.replace(claim.mention, citation=citation))
