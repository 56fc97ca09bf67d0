"""What a source's claims change: decided here, without a database, and written by `ingest`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final

from timeline.merge.identity import identify, is_ahead
from timeline.merge.placing import Placing
from timeline.merge.plan import Plan, Snapshot
from timeline.model.event import Claim
from timeline.model.search_terms import folded
from timeline.model.source import Refusal, Source

SHRINK: Final = 0.5
"""A document with less than this share of what the source said before removes nothing, and is flagged."""
FEW: Final = 4
"""Claims held below which a shrinking source is no surprise, unless it is empty."""


def merge(
    source: Source,
    claims: Sequence[Claim],
    snapshot: Snapshot,
    at: datetime,
    *,
    complete: bool = True,
    refused: Sequence[Refusal] = (),
) -> Plan:
    """Decide what the claims of one source change. Nothing is written here.

    What the source said before stays with its event, wherever it moved (`identify`). The rest is the same as an event
    that others tell of by id, UID or address, else by likeness; or waits for a person; or is an event of its own.
    `refused` are the items that make no claim now: what they said before stands.
    """
    plan = Plan()
    mine = {key[1]: claim for key, (claim, _) in snapshot.claims.items() if key[0] == source.id}
    identity = identify(claims, mine, _waiting(source, snapshot), at, complete=complete)
    present = {claim.mention.key for claim in identity.claims}
    vanished = [key for key in mine if key not in present and key not in identity.former.values()]
    # Only a document that holds all that its source says can take something back by leaving it out.
    if complete:
        plan.flagged = _shrinkage(len(mine), len(present & mine.keys()), len(claims))
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
    if complete and not plan.flagged:
        awaited = _awaited(source, snapshot, present)
        for name in vanished:
            is_gone = is_ahead(mine[name].when, at) and not _is_refused(mine[name], refused)
            # One that another may be waits with it.
            if is_gone and name not in identity.unsure.values() and snapshot.claims[source.id, name][1] not in awaited:
                placing.drop((source.id, name))
    placing.place_all(new)
    plan.changes = list(placing.settle())
    return plan


def reconsider(source: Source, claim: Claim, snapshot: Snapshot, at: datetime) -> Plan:
    """Take a claim out of its event and find its place anew, by the decisions in the snapshot."""
    key = (source.id, claim.mention.key)
    plan = Plan()
    placing = Placing(source, snapshot, plan, at)
    placing.drop(key)
    placing.place_all([(key, claim)])
    plan.changes = list(placing.settle())
    return plan


def adopt(source: Source, claim: Claim, snapshot: Snapshot, at: datetime) -> Plan:
    """Take a claim that is held as it is read now, in the event that it speaks of."""
    key = (source.id, claim.mention.key)
    plan = Plan()
    placing = Placing(source, snapshot, plan, at)
    placing.attach(key, claim, snapshot.claims[key][1])
    plan.changes = list(placing.settle())
    return plan


def place(source: Source, claim: Claim, snapshot: Snapshot, at: datetime) -> Plan:
    """Find the event of a claim on which a person decided; what else its source says is left alone."""
    plan = Plan()
    placing = Placing(source, snapshot, plan, at)
    placing.place_all([((source.id, claim.mention.key), claim)])
    plan.changes = list(placing.settle())
    return plan


def _waiting(source: Source, snapshot: Snapshot) -> dict[str, Claim]:
    """What the source said that a person was, or is, asked about."""
    waiting = {}
    for candidate in snapshot.candidates.values():
        if candidate.claim.source == source.id:
            waiting[candidate.claim.mention.key] = candidate.claim
    return waiting


def _awaited(source: Source, snapshot: Snapshot, present: set[str]) -> set[str]:
    """The events that something which the source says, and on which a person has still to decide, may speak of."""
    events = set()
    for candidate in snapshot.candidates.values():
        claim = candidate.claim
        if candidate.state == "waiting" and claim.source == source.id and claim.mention.key in present:
            events.add(candidate.like)
    return events


def _is_refused(claim: Claim, refused: Iterable[Refusal]) -> bool:
    """Whether the document still has the item, though it makes no claim now; of a series each occurrence too."""
    key, title = claim.mention.key, folded(claim.mention.title)
    for item in refused:
        if item.key and (key == item.key or key.startswith(f"{item.key}#")):
            return True
        if not item.key and item.title and folded(item.title) == title:
            return True
    return False


def _shrinkage(before: int, kept: int, present: int) -> str:
    if before and not present:
        return f"it named {before} events before, and none now"
    if before >= FEW and kept < before * SHRINK and present < before * SHRINK:
        return f"it named {before} events before, and only {present} now"
    return ""
