"""The status of an event that is given none, and what is said of a change that follows from nothing else."""

from __future__ import annotations

from typing import Final

import msgspec

from timeline.dates import Day
from timeline.model.change import EVIDENCE, Change
from timeline.model.event import Event
from timeline.model.recurrence import series

FILLED: Final = "It lay ahead when it was added, and no status is given: it counts as scheduled."
"""The reason of a change that follows from filling in a status: older versions filled in another."""
READING: Final = 3
"""Raised when the same files and documents come to mean other events, so that those which did not change are read
again."""


def status_where_none_is_given(event: Event) -> str:
    """`scheduled` where the first day that is known lies after that of first publication, else `happened`; a series
    is asked for its last occurrence.

    It leans on the stored instant and the day of it in UTC, never on the present nor on a setting, so that reading
    again says the same.
    """
    whole = series(event)
    if whole.unending:
        return "scheduled"
    first, published = (whole.last or event.when).begins, event.published
    is_ahead = first is not None and first > Day(published.year, published.month, published.day)
    return "scheduled" if is_ahead else "happened"


def with_reason(change: Change) -> Change:
    """A change of an event that is given no status, with its reason where nothing but the filled-in status differs,
    and who says so."""
    is_alone = set(change.fields) - EVIDENCE == {"status"}
    is_filled_anew = is_alone and (change.kind, change.after.status) == ("revised", "scheduled")
    return msgspec.structs.replace(change, reason=FILLED) if is_filled_anew else change
