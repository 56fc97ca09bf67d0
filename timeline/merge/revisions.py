"""What changes in the events of which claims came, changed or went."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import msgspec

from timeline.merge.assemble import assemble, is_curated, with_edits
from timeline.merge.placing import Placing
from timeline.model.change import Change, classify
from timeline.model.default_status import with_reason
from timeline.model.event import Claim, Event


def revisions(placing: Placing) -> Iterator[Change]:
    """The changes of the events that were touched, in the order in which they were."""
    old_ids = [id for id in placing.touched if id not in placing.born]
    before = placing.events(old_ids)
    placing.held.load(old_ids)
    for id in placing.touched:
        old = before.get(id)
        claims = [claim for _, claim in sorted(placing.held.of(id).items(), key=lambda pair: pair[0])]
        new = _revision(placing, id, old, claims)
        if new is not None and (change := classify(old, new, placing.at)):
            gives_status = any(claim.mention.status for claim in claims)
            yield change if gives_status else with_reason(change)


def _revision(placing: Placing, id: str, old: Event | None, claims: Sequence[Claim]) -> Event | None:
    """The event as its claims make it now; None where nothing becomes of it."""
    if old is not None and old.is_gone and "status" in old.edited:  # a person withdrew it, whatever is said of it now
        return None
    if claims or (old is not None and is_curated(old)):
        return _with_series_before(placing, assemble(id, old, claims, placing.at), claims)
    return with_edits(_gone(placing, old), old) if old is not None and not old.is_gone else None


def _with_series_before(placing: Placing, event: Event, claims: Iterable[Claim]) -> Event:
    """The event with the one that it goes on from, where a calendar split a series in two."""
    if is_curated(event):
        return event
    for claim in claims:
        split_from = claim.mention.split_from
        before = placing.held.event_of((claim.source, split_from)) if split_from else ""
        if before and before != event.id:
            return msgspec.structs.replace(event, split_from=before)
    return event


def _gone(placing: Placing, event: Event) -> Event:
    """An event of which nothing speaks any more: merged into the one that its claims speak of now, or withdrawn."""
    attached = placing.plan.attached
    for key in placing.plan.dropped:
        if placing.snapshot.claims[key][1] == event.id and key in attached:
            return msgspec.structs.replace(event, status="merged", merged_into=attached[key][1])
    return msgspec.structs.replace(event, status="withdrawn", reason=f"No longer in {placing.source.name}")
