"""What a source's claims change: decided here, without a database, and written by `ingest`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from timeline.merge.edits import keep_edits, without_place
from timeline.merge.identity import Identity, identify, is_ahead
from timeline.merge.placing import Placing
from timeline.merge.plan import Key, Plan, Snapshot
from timeline.merge.revisions import revisions
from timeline.merge.suspicion import Comparison
from timeline.model.event import Claim
from timeline.model.search_terms import folded
from timeline.model.source import Account, Refusal, Source


def merge(
    source: Source,
    claims: Sequence[Claim],
    snapshot: Snapshot,
    at: datetime,
    *,
    complete: bool = True,
    refused: Sequence[Refusal] = (),
    doubt: str | None = "",
) -> Plan:
    """Decide what the claims of one source change. Nothing is written here.

    What the source said before stays with its event, wherever it moved (`identify`). The rest is the same as an event
    that others tell of by id, UID or address, else by likeness; or waits for a person; or is an event of its own.
    `refused` are the items that make no claim now: what they said before stands. A document that is not what it should
    be, by `doubt` or by what it says, changes nothing and is flagged; without a doubt (None) it is believed.
    """
    plan = Plan()
    mine = {key: claim for (_, key), (claim, _) in snapshot.claims.items()}
    identity = identify(claims, mine, _waiting(snapshot), at, complete=complete)
    refusals = _Refusals(refused)
    if doubt is not None:
        suspicion = doubt or Comparison(mine, identity, refusals.__contains__, at, complete).suspicion()
        if suspicion:
            return _withhold(source, identity, snapshot, suspicion)
    present = {claim.mention.key for claim in identity.claims}
    elsewhere = present.union(identity.former.values())
    vanished = [key for key in mine if key not in elsewhere]
    placing = Placing(source, snapshot, plan, at)
    new = []
    for claim in identity.claims:
        key = (source.id, claim.mention.key)
        if key in snapshot.claims:
            placing.follow(key, claim, *snapshot.claims[key])
        elif old := identity.former.get(claim.mention.key):
            placing.rename((source.id, old), key, claim)
        elif (old := identity.unsure.get(claim.mention.key)) and not snapshot.decisions.get(key):
            like, reason = snapshot.claims[source.id, old][1], "it may be one that the source edited: several could be"
            placing.ask(key, claim, like, 0.0, (reason,))
        else:
            new.append((key, claim))
    # Only a document that holds all that its source says can take something back by leaving it out.
    if complete:
        awaited = _awaited(snapshot, present)
        doubtful = set(identity.unsure.values())
        for name in vanished:
            is_gone = is_ahead(mine[name].when, at) and mine[name] not in refusals
            # One that another may be waits with it.
            if is_gone and name not in doubtful and snapshot.claims[source.id, name][1] not in awaited:
                placing.drop((source.id, name))
    placing.place_all(new)
    plan.changes = list(revisions(placing))
    return plan


def reconsider(source: Source, claim: Claim, snapshot: Snapshot, at: datetime) -> Plan:
    """Take a claim out of its event and find its place anew, by the decisions in the snapshot."""
    key = (source.id, claim.mention.key)
    plan = Plan()
    placing = Placing(source, snapshot, plan, at)
    placing.drop(key)
    placing.place_all([(key, claim)])
    plan.changes = list(revisions(placing))
    return plan


def drop(source: Source, key: Key, snapshot: Snapshot, at: datetime) -> Plan:
    """Take a claim out of its event, and find no other place for it."""
    plan = Plan()
    placing = Placing(source, snapshot, plan, at)
    placing.drop(key)
    plan.changes = list(revisions(placing))
    return plan


def adopt(source: Source, claim: Claim, snapshot: Snapshot, at: datetime) -> Plan:
    """Take a claim that is held as it is read now, in the event that it speaks of."""
    key = (source.id, claim.mention.key)
    plan = Plan()
    placing = Placing(source, snapshot, plan, at)
    placing.attach(key, claim, snapshot.claims[key][1])
    plan.changes = list(revisions(placing))
    return plan


def place(source: Source, claim: Claim, snapshot: Snapshot, at: datetime) -> Plan:
    """Find the event of a claim on which a person decided; what else its source says is left alone."""
    plan = Plan()
    placing = Placing(source, snapshot, plan, at)
    placing.place_all([((source.id, claim.mention.key), claim)])
    plan.changes = list(revisions(placing))
    return plan


def _withhold(source: Source, identity: Identity, snapshot: Snapshot, reason: str) -> Plan:
    """Change nothing, and account for each claim: what is said as before, and what a person has to look at first."""
    plan = Plan(flagged=reason)
    for claim in identity.claims:
        key = (source.id, claim.mention.key)
        old, event = snapshot.claims.get(key, (None, ""))
        is_same = old is not None and without_place(keep_edits(claim, old)) == without_place(old)
        became, why = ("unchanged", "") if is_same else ("held", reason)
        plan.accounts[key] = Account(key=key[1], title=claim.mention.title, became=became, event=event, reason=why)
    return plan


def _waiting(snapshot: Snapshot) -> dict[str, Claim]:
    """What the source said that a person was, or is, asked about."""
    return {candidate.claim.mention.key: candidate.claim for candidate in snapshot.candidates.values()}


def _awaited(snapshot: Snapshot, present: set[str]) -> set[str]:
    """The events that something which the source says, and on which a person has still to decide, may speak of."""
    waiting = [candidate for candidate in snapshot.candidates.values() if candidate.state == "waiting"]
    return {candidate.like for candidate in waiting if candidate.claim.mention.key in present}


class _Refusals:
    """The items that a document has and that make no claim now, by key, or by title where they have none."""

    def __init__(self, refused: Iterable[Refusal]) -> None:
        self._keys = {item.key for item in refused if item.key}
        self._titles = {folded(item.title) for item in refused if item.title and not item.key}

    def __contains__(self, claim: Claim) -> bool:
        key = claim.mention.key
        # Of a series each occurrence too: `key#20240109`.
        beginnings = (key[:place] for place, letter in enumerate(key) if letter == "#")
        return key in self._keys or any(each in self._keys for each in beginnings) or self._has_title(claim)

    def _has_title(self, claim: Claim) -> bool:
        return folded(claim.mention.title) in self._titles
