"""One vocabulary of what becomes of an event, mapped to every format: a row a status, a row a kind of change."""

from __future__ import annotations

from typing import Final, NamedTuple


class Status(NamedTuple):
    """What each format says of an event's status.

    `ics` is the STATUS of RFC 5545 (section 3.8.1.11): of a VEVENT only TENTATIVE, CONFIRMED and CANCELLED. `title`
    names the message that stands for the title where the status must be read in it: Google drops a cancelled event or
    shows it as confirmed, khal prints it beside the others. `note` names the sentence in the text. `alarm`: a
    calendar may ring. `deleted`: Atom has a deleted-entry beside the entry (RFC 6721). `anniversary`: it is recalled
    on its day.
    """

    ics: str
    title: str
    note: str
    alarm: bool
    deleted: bool
    anniversary: bool


STATUSES: Final = {
    #              STATUS        title        note         alarm  deleted anniversary
    "happened": Status("CONFIRMED", "", "", True, False, True),
    "scheduled": Status("CONFIRMED", "", "expected", True, False, False),
    "expected": Status("TENTATIVE", "", "expected", True, False, False),
    "tentative": Status("TENTATIVE", "", "tentative", True, False, False),
    "postponed": Status("CANCELLED", "postponed", "", False, False, False),
    "cancelled": Status("CANCELLED", "cancelled", "", False, False, False),
    "disputed": Status("TENTATIVE", "disputed-title", "disputed", True, False, False),
    "withdrawn": Status("CANCELLED", "withdrawn", "", False, True, False),
    "merged": Status("CANCELLED", "merged", "", False, True, False),
}

PLAIN: Final = frozenset({"cancelled", "postponed"})
"""Statuses that cancelled=keep leaves without a prefix, and cancelled=drop leaves out."""


class Kind(NamedTuple):
    """What each format makes of a kind of change, beside the event's new state.

    `headline` is the message that titles its entry in `changes` feeds. `entry` is what Atom, RSS and JSON Feed do with
    the event's own entry: "new", "updated" (same id, later `updated`), or "removed" (the same for 90 days, in Atom
    with a deleted-entry). `event` is the name of the server-sent event and `kind` of the API alike: the kind itself.
    In calendars every kind that changes the VEVENT raises SEQUENCE; there is no METHOD, since nobody is invited.
    """

    headline: str
    entry: str


KINDS: Final = {
    "added": Kind("change-added", "new"),
    "refined": Kind("change-refined", "updated"),
    "moved": Kind("change-moved", "updated"),
    "corrected": Kind("change-corrected", "updated"),
    "revised": Kind("change-revised", "updated"),
    "confirmed": Kind("change-confirmed", "updated"),
    "sourced": Kind("change-sourced", "updated"),
    "postponed": Kind("change-postponed", "updated"),
    "cancelled": Kind("change-cancelled", "updated"),
    "reinstated": Kind("change-reinstated", "updated"),
    "merged": Kind("change-merged", "removed"),
    "split": Kind("change-split", "updated"),
    "withdrawn": Kind("change-withdrawn", "removed"),
}

SHOWN: Final = ("when", "title", "status", "places", "tags", "summary", "image")
"""Fields whose values before and after stand in a `changes` entry, in this order."""
