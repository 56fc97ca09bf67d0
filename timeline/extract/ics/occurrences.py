"""Events of one calendar that belong together: revisions of one, and a series with its exceptions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import msgspec

from timeline.extract.ics.lines import Component
from timeline.extract.ics.series import dates_line
from timeline.extract.ics.times import Moment
from timeline.extract.plain_text import line
from timeline.model.event import Mention


@dataclass(frozen=True, slots=True)
class CalendarEvent:
    """An event that was read, with what places it in its series."""

    mention: Mention
    component: Component
    first: Moment
    occurrence: Moment | None
    sequence: int


def latest(told: list[CalendarEvent]) -> list[CalendarEvent]:
    """One of each key: the highest SEQUENCE, of equals the last. A UID that a careless producer gives to different
    events gets the date behind it."""
    keys: dict[str, list[CalendarEvent]] = {}
    for each in told:
        keys.setdefault(each.mention.key, []).append(each)
    kept: list[CalendarEvent] = []
    for same in keys.values():
        titles = {each.mention.title.casefold() for each in same}
        if len(same) > 1 and len(titles) > 1 and len({each.sequence for each in same}) == 1:
            kept += _with_own_keys(same)
        else:
            kept.append(max(reversed(same), key=lambda each: each.sequence))
    return sorted(kept, key=lambda each: each.component.line)


def _with_own_keys(same: list[CalendarEvent]) -> list[CalendarEvent]:
    found: dict[str, CalendarEvent] = {}
    for each in same:
        key = f"{each.mention.key}#{each.first.at:%Y%m%dT%H%M%S}"
        key = key if key not in found else f"{key}-{len(found)}"
        found[key] = replace(each, mention=msgspec.structs.replace(each.mention, key=key, uid=""))
    return list(found.values())


def series(told: list[CalendarEvent]) -> Iterator[Mention]:
    """Series with their exceptions: an occurrence that was cancelled is an EXDATE, one that only moved an EXDATE and
    an RDATE; one with words of its own is also a mention of its own."""
    masters = {each.mention.uid: each for each in told if each.mention.uid and each.mention.recurrence}
    without: dict[str, list[Moment]] = {}
    added: dict[str, list[Moment]] = {}
    for each in told:
        if each.occurrence is None:
            continue
        uid = line(each.component.text("UID"))
        if uid not in masters:
            continue
        without.setdefault(uid, []).append(each.occurrence)
        if _only_moved(each, masters[uid]):
            added.setdefault(uid, []).append(each.first)
    for each in told:
        uid = line(each.component.text("UID"))
        if each.occurrence is None:
            yield _with_exceptions(each.mention, without.get(uid, []), added.get(uid, []))
        elif uid not in masters or not (each.mention.status == "cancelled" or _only_moved(each, masters[uid])):
            yield each.mention


def _only_moved(each: CalendarEvent, master: CalendarEvent) -> bool:
    mine, its = each.mention, master.mention
    return mine.status == its.status and (mine.title, mine.places) == (its.title, its.places)


def _with_exceptions(mention: Mention, without: list[Moment], added: list[Moment]) -> Mention:
    """The series with these dates taken out and put in."""
    if not mention.recurrence or not (without or added):
        return mention
    more = [dates_line(name, dates) for name, dates in (("RDATE", added), ("EXDATE", without)) if dates]
    return msgspec.structs.replace(mention, recurrence=(*mention.recurrence, *more))
