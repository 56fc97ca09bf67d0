"""What stands for an event: itself, the one it became part of, or nothing any more."""

from __future__ import annotations

from timeline.errors import EventMerged, EventNotFound, EventWithdrawn
from timeline.model.event import Event
from timeline.store.contract import Store


def standing_event(store: Store, id: str) -> Event:
    """The event, if it stands. Raises `EventNotFound`, `EventWithdrawn`, `EventMerged` (with the last survivor)."""
    event = store.event(id)
    refuse_merged(store, event)
    if event.is_gone:
        raise withdrawal(event)
    return event


def refuse_merged(store: Store, event: Event) -> None:
    """Raise `EventMerged`, with the last survivor, for an event that became part of another."""
    if event.status == "merged" and event.merged_into:
        survivor = surviving_event(store, event)
        raise EventMerged(f"event {event.id} is now part of {survivor.id}", survivor.id)


def surviving_event(store: Store, event: Event) -> Event:
    """The event that now speaks for a merged one, straight away: through however many merges."""
    seen = {event.id}
    while event.status == "merged" and event.merged_into and event.merged_into not in seen:
        seen.add(event.merged_into)
        event = store.event(event.merged_into)
    return event


def withdrawal(event: Event) -> EventWithdrawn:
    """What is said to whoever asks for a withdrawn event."""
    return EventWithdrawn(f"event {event.id} was withdrawn" + (f": {event.reason}" if event.reason else ""))


def survivor_title(store: Store, event: Event) -> str:
    """The title of the event it became part of, or that follows it, as it stood when that was said: a later title would
    change an entry without a revision. Empty where there is none."""
    id = event.merged_into or event.successor
    if not id:
        return ""
    try:
        history = store.history(id)
    except EventNotFound:
        return ""
    earlier = [change.after for change in history if change.at <= event.updated]
    return (earlier[-1] if earlier else history[0].after).title
