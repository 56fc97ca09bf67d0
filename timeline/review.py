"""What a person decides of a claim: it is remembered, and the same claim never asks again."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

import msgspec

from timeline.dates import When
from timeline.errors import Conflict, NotFound
from timeline.ingest import outcome, snapshot
from timeline.merge.decide import adopt, drop, place, reconsider
from timeline.merge.plan import Key, Plan, statement_digest
from timeline.model.change import Change
from timeline.model.event import Claim
from timeline.model.source import Candidate, Decision, Source
from timeline.store.contract import Store

TAKEN_BACK: Final = "It was accepted by mistake"
"""What subscribers are told of an event that a person took back."""


def accept(store: Store, id: str, now: datetime, by: str = "", claim: Claim | None = None) -> tuple[Change, ...]:
    """Make an event of a waiting candidate, as it stands or as `claim` edits it. Raises `NotFound`, `Conflict`."""
    candidate = _waiting_candidate(store, id)
    if candidate.event and claim is None:
        return _keep_apart(store, candidate, "accepted", now, by)
    if claim is not None:
        candidate = msgspec.structs.replace(candidate, claim=claim)
    return _decide(store, candidate, _decision(candidate, "accept", "", now, by), "accepted", now)


def merge_with(store: Store, id: str, event: str, now: datetime, by: str = "") -> tuple[Change, ...]:
    """Let a waiting candidate speak of an event that is held. Raises `NotFound`, `Conflict`."""
    candidate = _waiting_candidate(store, id)
    if store.event(event).is_gone:
        raise Conflict(f"event {event} does not stand any more: name the one that does")
    return _decide(store, candidate, _decision(candidate, "same", event, now, by), "merged", now)


def reject(store: Store, id: str, now: datetime, by: str = "") -> None:
    """Do not publish a waiting candidate, now or when it comes again. Raises `NotFound`, `Conflict`."""
    candidate = _waiting_candidate(store, id)
    if candidate.event:
        _keep_apart(store, candidate, "rejected", now, by)
    elif _event_of(store, candidate):  # only the newer reading is rejected: what it said before stays
        store.settle(outcome(Plan(candidates=[_in_state(candidate, "rejected")])))
    else:
        _decide(store, candidate, _decision(candidate, "reject", "", now, by), "rejected", now)


def undo(store: Store, id: str, now: datetime, by: str = "") -> tuple[Change, ...]:
    """Take back what was decided of a candidate: it waits again, and an event that was made of it is withdrawn.

    Raises `NotFound`; `Conflict` where nothing was decided, where what was accepted is an entry of the files by now,
    and where it is another reading of something that its event said before.
    """
    candidate = store.candidate(id)
    if candidate.state == "waiting":
        raise Conflict(f"candidate {id} still waits: nothing was decided")
    key = (candidate.claim.source, candidate.claim.mention.key)
    known = None if candidate.event else store.claim(*key)
    if known and candidate.state != "rejected" and _spoke_before(store, key, known[1]):
        raise Conflict(f"event {known[1]} said something else of it before: correct the event instead")
    if known and candidate.state == "accepted" and store.event(known[1]).origin == "file":
        raise Conflict(f"event {known[1]} is an entry of the files by now: timeline withdraw {known[1]} --reason WHY")
    decision = _decision(candidate, "open", "", now, by)
    plan = Plan()
    if known and candidate.state != "rejected":
        plan = drop(_source(known[0]), key, snapshot(store, key[0], [decision]), now)
        plan.changes = [_with_reason(change, TAKEN_BACK) for change in plan.changes]
        candidate = _as_said_now(candidate, known[0])
    plan.candidates = [_in_state(candidate, "waiting")]
    store.settle(outcome(plan, decisions=[decision]))
    return tuple(plan.changes)


def _as_said_now(candidate: Candidate, claim: Claim) -> Candidate:
    """The candidate as its source says it by now, which may be another day; with a person's words it stays."""
    if claim.edited or candidate.claim.edited:
        return candidate
    return msgspec.structs.replace(candidate, claim=claim, digest=statement_digest(claim))


def unmerge(store: Store, source: str, key: str, now: datetime, by: str = "") -> tuple[Change, ...]:
    """Take a claim out of the event it was merged into, make it one of its own, and never merge the two again.

    Raises `NotFound`, and `Conflict` where it stands alone already.
    """
    known = store.claim(source, key)
    if known is None:
        raise NotFound(f"source {source} has no claim {key}")
    claim, event = known
    if store.claims_of([event]).keys() == {(source, key)} and store.event(event).origin == "source":
        raise Conflict(f"claim {key} of {source} stands alone in event {event}: there is nothing to unmerge")
    decisions = [
        Decision(source=source, key=key, verdict="different", event=event, at=now, by=by),
        Decision(source=source, key=key, verdict="accept", at=now, by=by),
    ]
    plan = reconsider(_source(claim), claim, snapshot(store, source, decisions), now)
    store.settle(outcome(plan, decisions=decisions))
    return tuple(plan.changes)


def edit(claim: Claim, when: When | None = None, **said: Any) -> Claim:
    """The claim with a person's words in place of the source's; they outlive what the source says next.

    `said` are fields of the mention. The citation keeps the source's own date.
    """
    changed = {name: value for name, value in said.items() if value != getattr(claim.mention, name)}
    names = list(changed)
    if when is not None and when != claim.when:
        names.append("when")
    return msgspec.structs.replace(
        claim,
        mention=msgspec.structs.replace(claim.mention, **changed),
        when=claim.when if when is None else when,
        edited=tuple(dict.fromkeys((*claim.edited, *names))),
    )


def _keep_apart(store: Store, candidate: Candidate, state: str, now: datetime, by: str) -> tuple[Change, ...]:
    """An entry and what a source tells of are two events, for good."""
    decision = _decision(candidate, "different", candidate.like, now, by)
    store.settle(outcome(Plan(candidates=[_in_state(candidate, state)]), decisions=[decision]))
    return ()


def _waiting_candidate(store: Store, id: str) -> Candidate:
    candidate = store.candidate(id)
    if candidate.state != "waiting":
        raise Conflict(f"candidate {id} was {candidate.state} already")
    return candidate


def _decision(candidate: Candidate, verdict: str, event: str, now: datetime, by: str) -> Decision:
    mention = candidate.claim.mention
    return Decision(source=candidate.claim.source, key=mention.key, verdict=verdict, event=event, at=now, by=by)


def _decide(store: Store, candidate: Candidate, decision: Decision, state: str, now: datetime) -> tuple[Change, ...]:
    held = store.claim(candidate.claim.source, candidate.claim.mention.key) if candidate.event else None
    # What the source says by now is what moves to the entry.
    claim = held[0] if held else candidate.claim
    known = snapshot(store, candidate.claim.source, [decision])
    source, event = _source(claim), _event_of(store, candidate)
    if event and decision.event in ("", event):
        plan = adopt(source, claim, known, now)
    elif event:
        plan = reconsider(source, claim, known, now)
    else:
        plan = place(source, claim, known, now)
    plan.candidates = [_in_state(candidate, state)]
    store.settle(outcome(plan, decisions=[decision]))
    return tuple(plan.changes)


def _event_of(store: Store, candidate: Candidate) -> str:
    """The event that the candidate's claim speaks of already: then only another reading of it waits."""
    known = store.claim(candidate.claim.source, candidate.claim.mention.key)
    return known[1] if known else ""


def _with_reason(change: Change, reason: str) -> Change:
    """A withdrawal with why it was; any other change as it is."""
    if change.kind != "withdrawn":
        return change
    return msgspec.structs.replace(change, reason=reason, after=msgspec.structs.replace(change.after, reason=reason))


def _spoke_before(store: Store, key: Key, event: str) -> bool:
    """Whether the claim spoke of the event already when it was decided on last. Of one that was gone by then it did
    not: it was accepted before, and that was taken back."""
    decided = max(decision.at for decision in store.decisions(key[0])[key]).replace(microsecond=0)
    before = [change.after for change in store.history(event) if change.at < decided]
    if not before or before[-1].is_gone:
        return False
    return any((citation.source, citation.key) == key for citation in before[-1].sources)


def _in_state(candidate: Candidate, state: str) -> Candidate:
    return msgspec.structs.replace(candidate, state=state)


def _source(claim: Claim) -> Source:
    """The source of a claim as far as a decision needs it: what a person decides is published."""
    return Source(id=claim.source, name=claim.mention.citation.publisher, trust="publish")
