"""What was kept of a source is read again, without fetching: what a better rule reads otherwise waits for a person."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

import msgspec

from timeline.errors import SourceRefused
from timeline.event import Claim
from timeline.ingest import Extract, held, outcome
from timeline.merge import Key, merge
from timeline.normalise import normalise_all
from timeline.sources import Candidate, Document, Refusal, Source
from timeline.store.contract import Store


@dataclass(frozen=True, slots=True)
class Reread:
    """How many documents were read, how many claims they make, what waits for a person, and what was refused."""

    documents: int
    claims: int
    candidates: tuple[Candidate, ...]
    refused: tuple[Refusal, ...]


def reread(source: Source, store: Store, extract: Extract, now: datetime, *, dry: bool = False) -> Reread:
    """Read the kept documents of a source, the newest first; of a claim in several the newest stands.

    No event changes: another date of a claim that is held, and a claim that was not seen before, become candidates,
    unless a person decided on them. What only an older document says is not new: the source took it back. With `dry`
    nothing is written.
    """
    known = store.claims()
    current: set[str] = set()
    claims: dict[Key, Claim] = {}
    refused: list[Refusal] = []
    count = 0
    for document in documents(store, source):
        count += 1
        latest = document.url not in current and not (source.url and current)
        current.add(document.url)
        try:
            found = extract(document, source.kind)
        except SourceRefused as error:
            refused.append(Refusal(place=document.url, reason=str(error)))
            continue
        read, unread = normalise_all(found.mentions, source, now)
        refused += [*found.refused, *unread]
        for claim in read:
            key = (source.id, claim.mention.key)
            if latest or key in known:
                claims.setdefault(key, claim)
    wanted = [claim for key, claim in claims.items() if key not in known or known[key][0].when != claim.when]
    reviewed = msgspec.structs.replace(source, trust="review")
    plan = merge(reviewed, wanted, held(store), now, complete=False)
    waiting = tuple(plan.candidates)
    if waiting and not dry:
        plan.changes, plan.attached, plan.dropped = [], {}, []
        store.settle(outcome(plan))
    return Reread(count, len(claims), waiting, tuple(refused))


def documents(store: Store, source: Source) -> Iterator[Document]:
    """What was kept of a source, as it came."""
    for about, data in store.documents(source.id):
        yield msgspec.structs.replace(msgspec.json.decode(about, type=Document), data=data)
