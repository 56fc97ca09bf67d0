"""What each verb changes: decided here, on a draft; nothing is written."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

import msgspec

from timeline.errors import Conflict, EventNotFound
from timeline.merge.curation import unpin
from timeline.model.change import EVIDENCE, Change, whole
from timeline.model.default_status import status_where_none_is_given
from timeline.model.event import AHEAD, Citation, Event
from timeline.writing import steps
from timeline.writing.draft import Draft
from timeline.writing.fields import Fields, read_changed, read_new
from timeline.writing.pointed import InvalidBody, Pointed
from timeline.writing.steps import Step

CALLED_OFF: Final = frozenset({"cancelled", "postponed", "withdrawn"})
BESIDE: Final = 500
"""Changes before and after one among which all of the same act are."""
UNDONE: Final = "Its addition was undone."


def decide(draft: Draft, step: Step, pointer: str = "") -> str:
    """Let the draft be as the step asks; the id of the event that it is about. `pointer` is where the step stands in
    what was sent. Raises `InvalidBody`, `EventNotFound`, `RevisionChanged`, `Conflict`."""
    if isinstance(step, steps.Create):
        return _create(draft, step.event, step.key, step.reason, f"{pointer}/event")
    event = draft.check(step.id, step.revision)
    _VERBS[type(step)](draft, step, event, pointer)
    return step.id


def _create(draft: Draft, sent: Mapping[str, Any], key: str, reason: str, pointer: str) -> str:
    fields = read_new(sent, draft.chronology, pointer)
    draft.understood += fields.understood
    at = whole(draft.now)
    event = Event(id="new", origin="api", published=at, updated=at, **fields.values)
    if "status" not in fields.values:
        event = msgspec.structs.replace(event, status=status_where_none_is_given(event))
    event = msgspec.structs.replace(event, id=draft.mint(event, key), reason=reason or event.reason)
    if draft.is_known(event.id):
        raise Conflict(f"event {event.id} was made under the same key before: fetch it, and edit it from there")
    draft.add(event, fields.said_kind)
    return event.id


def _edit(draft: Draft, step: steps.Edit, old: Event, pointer: str) -> None:
    _check_standing(old)
    fields = read_changed(step.changes, old, draft.chronology, f"{pointer}/changes")
    draft.understood += fields.understood
    draft.revise(old, _with_reason(fields, step.reason, old), fields.said_kind)


def _with_reason(fields: Fields, reason: str, old: Event) -> dict[str, Any]:
    """The values with a reason: of another status the old one says nothing any more."""
    values = dict(fields.values)
    if reason:
        values["reason"] = reason
    elif values.get("status", old.status) != old.status and "reason" not in values and old.reason:
        values["reason"] = ""
    own = values.get("sources")
    if own is not None:  # what configured sources say of it is not a person's to remove
        values["sources"] = (*own, *(citation for citation in old.sources if citation.source))
    return values


def _confirm(draft: Draft, step: steps.Confirm, old: Event, pointer: str) -> None:
    _check_standing(old)
    if old.status not in AHEAD:
        raise Conflict(f"event {old.id} is {old.status}: only what lay ahead is confirmed")
    draft.revise(old, {"status": "happened", "reason": step.reason})


def _cancel(draft: Draft, step: steps.Cancel, old: Event, pointer: str) -> None:
    _call_off(draft, old, "cancelled", step.reason)


def _postpone(draft: Draft, step: steps.Postpone, old: Event, pointer: str) -> None:
    _check_standing(old)
    if step.event is not None and step.successor:
        problem = Pointed(f"{pointer}/event", "there are both a successor and a new event", "send one of them")
        raise InvalidBody([problem])
    successor = step.successor
    if step.event is not None:
        successor = _create(draft, step.event, "", "", f"{pointer}/event")
    if successor:
        _check_other(draft, old, successor, f"{pointer}/successor")
    if old.origin == "file" and successor and draft.event(successor).origin != "file":
        raise Conflict(f"{old.id} stands in a file, and names entries of files only: {successor} is none")
    _call_off(draft, old, "postponed", step.reason, successor=successor)


def _withdraw(draft: Draft, step: steps.Withdraw, old: Event, pointer: str) -> None:
    if not step.reason.strip():
        problem = Pointed(f"{pointer}/reason", "there is no reason", "say why it is withdrawn: subscribers are told")
        raise InvalidBody([problem])
    _call_off(draft, old, "withdrawn", step.reason)


def _call_off(draft: Draft, old: Event, status: str, reason: str, **more: str) -> None:
    _check_standing(old)
    if old.status == status and (not reason or reason == old.reason) and not any(more.values()):
        raise Conflict(f"event {old.id} is {status} already")
    draft.revise(old, {"status": status, "reason": reason} | {k: v for k, v in more.items() if v})


def _reinstate(draft: Draft, step: steps.Reinstate, old: Event, pointer: str) -> None:
    if old.status == "merged":
        raise Conflict(f"event {old.id} is merged into {old.merged_into}: unmerge it")
    if old.status not in CALLED_OFF:
        raise Conflict(f"event {old.id} is {old.status}: there is nothing to reinstate")
    released = unpin(old, ("status", "reason")) if old.origin == "source" else old
    before = next((c.after for c in reversed(draft.store.history(old.id)) if _is_before(c.after, old)), None)
    status = before.status if before else status_where_none_is_given(msgspec.structs.replace(old, status="happened"))
    values = {"status": status, "reason": step.reason, "successor": ""}
    new = msgspec.structs.replace(released, **values)
    # Where the sources say by themselves that it takes place, their word counts again.
    is_sourced = old.origin == "source" and "status" in old.edited and not step.reason
    if is_sourced:
        draft.put(old, new)
    else:
        draft.revise(old, values)


def _is_before(event: Event, old: Event) -> bool:
    """Whether a revision is one that the event can go back to: of what was withdrawn even one that was called off."""
    return not event.is_gone and (old.status == "withdrawn" or event.status not in CALLED_OFF)


def _merge(draft: Draft, step: steps.Merge, old: Event, pointer: str) -> None:
    _check_standing(old)
    survivor = _check_other(draft, old, step.into, f"{pointer}/into")
    if old.origin == "file" and survivor.origin != "file":
        raise Conflict(
            f"{old.id} stands in a file, and is merged into entries of files only: merge {survivor.id} into {old.id}"
        )
    own = tuple(citation for citation in old.sources if not citation.source and citation not in survivor.sources)
    for key, claim in draft.claims(old.id).items():
        draft.move(key, claim, survivor.id, ("same", survivor.id))
    draft.revise(old, {"status": "merged", "merged_into": survivor.id, "reason": step.reason})
    values = {"sources": _own_first(own, survivor.sources)} if own else {}
    draft.revise(survivor, values)


def _own_first(own: tuple[Citation, ...], known: tuple[Citation, ...]) -> tuple[Citation, ...]:
    """What is cited by hand before what sources bring."""
    by_hand = tuple(citation for citation in known if not citation.source)
    return (*by_hand, *own, *(citation for citation in known if citation.source))


def _unmerge(draft: Draft, step: steps.Unmerge, old: Event, pointer: str) -> None:
    if old.status != "merged":
        raise Conflict(f"event {old.id} stands alone: there is nothing to unmerge")
    history = draft.store.history(old.id)
    merged = next(c for c in reversed(history) if "status" in c.fields and c.after.status == "merged")
    if merged.before is None:
        raise Conflict(f"event {old.id} was never one of its own")
    survivor = draft.event(old.merged_into)
    for citation in merged.before.sources:
        known = draft.store.claim(citation.source, citation.key) if citation.source else None
        if known is not None and known[1] == survivor.id:
            verdicts = (("different", survivor.id), ("same", old.id))
            draft.move((citation.source, citation.key), known[0], old.id, *verdicts)
    restored = {name: getattr(merged.before, name) for name in ("status", "merged_into", "reason")}
    values = restored | {"reason": step.reason or restored["reason"]}
    if old.origin == "source":
        released = unpin(old, set(old.edited) - set(merged.before.edited))
        draft.put(old, msgspec.structs.replace(released, **values))
    else:
        draft.revise(old, values)
    _release(draft, survivor, merged)


def _release(draft: Draft, survivor: Event, merged: Change) -> None:
    """The event that spoke for another, without what that one cited by hand."""
    assert merged.before is not None
    try:
        earlier = [c.after for c in draft.store.history(survivor.id) if c.at < merged.at]
    except EventNotFound:
        earlier = []
    had = earlier[-1].sources if earlier else ()
    lent = [c for c in merged.before.sources if not c.source and c not in had]
    values = {"sources": tuple(c for c in survivor.sources if c not in lent)} if lent else {}
    if not survivor.is_gone:
        draft.revise(survivor, values)


def _undo(draft: Draft, step: steps.Undo, old: Event, pointer: str) -> None:
    history = draft.store.history(old.id)
    change = next((c for c in history if c.position == step.position), None) if step.position else history[-1]
    if change is None:
        raise Conflict(f"event {old.id} has no change at position {step.position}")
    if change.before is None:
        _call_off(draft, old, "withdrawn", step.reason or UNDONE)
    elif change.after.status == "merged" and "status" in change.fields:
        _unmerge(draft, steps.Unmerge(id=old.id, reason=step.reason), old, pointer)
    elif change.before.status == "merged" and "status" in change.fields:
        _merge(draft, steps.Merge(id=old.id, into=change.before.merged_into, reason=step.reason), old, pointer)
    elif merged := _merged_by(draft, old, change):
        for event in merged:
            _unmerge(draft, steps.Unmerge(id=event.id, reason=step.reason), event, pointer)
    else:
        _take_back(draft, old, change, change.before, step.reason)


def _merged_by(draft: Draft, old: Event, change: Change) -> list[Event]:
    """The events that a person merged into this one by the same act as the change, and that still are: to undo it is to
    let them be events of their own."""
    if "sources" not in change.fields:
        return []
    beside = draft.store.changes(max(0, change.position - BESIDE), 2 * BESIDE)
    ids = [each.event for each in beside if each.at == change.at and each.after.merged_into == old.id]
    events = map(draft.event, dict.fromkeys(ids))
    return [event for event in events if event.merged_into == old.id]


def _take_back(draft: Draft, old: Event, change: Change, before: Event, reason: str) -> None:
    """Give the fields of a change the values that they had, where nobody changed them since."""
    names = [name for name in change.fields if name not in EVIDENCE]
    own = {c for c in (*before.sources, *change.after.sources) if not c.source}
    if "sources" in change.fields and own.intersection(before.sources) != own.intersection(change.after.sources):
        names.append("sources")
    if not names:
        raise Conflict(_only_evidence(change, before))
    since = [name for name in names if getattr(old, name) != getattr(change.after, name)]
    if since and since != ["reason"]:
        raise Conflict(f"{', '.join(since)} of event {old.id} was changed since: undo that first, or edit it")
    values = {name: getattr(before, name) for name in names}
    if reason:
        values["reason"] = reason
    if old.origin != "source":
        draft.revise(old, values)
        return
    fresh = set(change.after.edited) - set(before.edited)
    if fresh:  # it was a person's word: the sources' counts again
        released = msgspec.structs.replace(unpin(old, fresh), **values)
        draft.put(old, released)
    else:
        draft.revise(old, values)


def _only_evidence(change: Change, before: Event) -> str:
    """Why a change of what sources say is not undone, and what to do: they would say the same again, so a claim is
    taken out for good, and becomes an event of its own."""
    known = {(each.source, each.key) for each in before.sources}
    joined = [each for each in change.after.sources if each.source and (each.source, each.key) not in known]
    if not joined:
        return "only what sources say was changed, and they would say it again: edit the event instead"
    said, rest = joined[0], "" if len(joined) == 1 else f" (and {len(joined) - 1} more)"
    return (
        f"only what sources say was changed: take claim {said.key} of {said.source}{rest} out of the event instead, by "
        f"POST /api/v1/claims/unmerge or `timeline review --unmerge {said.source} {said.key}`"
    )


def _check_standing(event: Event) -> None:
    if event.status == "merged":
        raise Conflict(f"event {event.id} is merged into {event.merged_into}: unmerge it first")
    if event.is_gone:
        raise Conflict(f"event {event.id} is withdrawn: reinstate it first")


def _check_other(draft: Draft, event: Event, id: str, pointer: str) -> Event:
    """Another event that stands. Raises `InvalidBody`."""
    if id == event.id:
        raise InvalidBody([Pointed(pointer, "it is the event itself", "name another")])
    try:
        other = draft.event(id)
    except EventNotFound as error:
        raise InvalidBody([Pointed(pointer, str(error), "name an event that there is")]) from error
    if other.is_gone:
        raise InvalidBody([Pointed(pointer, f"event {id} is {other.status}", "name one that stands")])
    return other


_VERBS: Final[dict[type, Callable[[Draft, Any, Event, str], None]]] = {
    steps.Edit: _edit,
    steps.Confirm: _confirm,
    steps.Cancel: _cancel,
    steps.Postpone: _postpone,
    steps.Withdraw: _withdraw,
    steps.Reinstate: _reinstate,
    steps.Merge: _merge,
    steps.Unmerge: _unmerge,
    steps.Undo: _undo,
}
