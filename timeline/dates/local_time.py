"""Times that name no zone: the clock of a place that is not said, unless a setting says it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from timeline.dates.when import When

FLOATING: Final = "floating"
"""What a setting says of times that are to have no zone, whatever a more general one says."""


def floats(when: When) -> bool:
    """Whether a date has a time of day, and no zone for it."""
    return when.timezone is None and (when.start_time is not None or when.end_time is not None)


def same_clock(one: When, other: When) -> bool:
    """Whether two dates say the same day and time, whatever their zones."""
    return (one.edtf, one.start_time, one.end_time) == (other.edtf, other.start_time, other.end_time)


def localise(when: When, zone: str) -> When:
    """A floating time by the clock of a zone; any other date, and one that is to float, as it is."""
    return replace(when, timezone=zone) if zone not in ("", FLOATING) and floats(when) else when


def first_given(settings: Sequence[str]) -> str:
    """The zone that the first of some settings gives, the closest to the time first; `FLOATING` where none does."""
    return next((zone for zone in settings if zone), FLOATING)
