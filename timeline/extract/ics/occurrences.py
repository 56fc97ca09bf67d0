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


def latest(events: list[CalendarEvent]) -> list[CalendarEvent]:
    """One of each key: the highest SEQUENCE, of equals the last. A UID that a careless producer gives to different
    events gets the date behind it."""
    keys: dict[str, list[CalendarEvent]] = {}
    for each in events:
        keys.setdefault(each.mention.key, []).append(each)
    latest_events: list[CalendarEvent] = []
    for same in keys.values():
        titles = {each.mention.title.casefold() for each in same}
        if len(same) > 1 and len(titles) > 1 and len({each.sequence for each in same}) == 1:
            latest_events += _with_own_keys(same)
        else:
            latest_events.append(max(reversed(same), key=lambda each: each.sequence))
    return sorted(latest_events, key=lambda each: each.component.line)


def _with_own_keys(same: list[CalendarEvent]) -> list[CalendarEvent]:
    by_key: dict[str, CalendarEvent] = {}
    for each in same:
        key = f"{each.mention.key}#{each.first.at:%Y%m%dT%H%M%S}"
        key = key if key not in by_key else f"{key}-{len(by_key)}"
        by_key[key] = replace(each, mention=msgspec.structs.replace(each.mention, key=key, uid=""))
    return list(by_key.values())


def series(events: list[CalendarEvent]) -> Iterator[Mention]:
    """Series with their exceptions: an occurrence that was cancelled is an EXDATE, one that only moved an EXDATE and
    an RDATE; one with words of its own is also a mention of its own."""
    masters = {each.mention.uid: each for each in events if each.mention.uid and each.mention.recurrence}
    without: dict[str, list[Moment]] = {}
    added: dict[str, list[Moment]] = {}
    own_words: set[int] = set()
    for each in events:
        uid = _uid(each)
        if each.occurrence is None:
            continue
        master = masters.get(uid)
        # Half of a series is exported too: an occurrence whose master is missing is an event of its own.
        if master is None:
            own_words.add(id(each))
            continue
        without.setdefault(uid, []).append(each.occurrence)
        if _only_moved(each, master):
            added.setdefault(uid, []).append(each.first)
        elif each.mention.status != "cancelled":
            own_words.add(id(each))
    for each in events:
        if each.occurrence is None:
            uid = _uid(each)
            yield _with_exceptions(each.mention, without.get(uid, []), added.get(uid, []))
        elif id(each) in own_words:
            yield each.mention


def _uid(event: CalendarEvent) -> str:
    """The UID as it stands; the mention of an occurrence has none, since it shares it with its series."""
    return line(event.component.text("UID"))


def _only_moved(each: CalendarEvent, master: CalendarEvent) -> bool:
    mine, its = each.mention, master.mention
    return mine.status == its.status and (mine.title, mine.places) == (its.title, its.places)


def _with_exceptions(mention: Mention, without: list[Moment], added: list[Moment]) -> Mention:
    """The series with these dates taken out and put in."""
    if not mention.recurrence or not (without or added):
        return mention
    more = [dates_line(name, dates) for name, dates in (("RDATE", added), ("EXDATE", without)) if dates]
    return msgspec.structs.replace(mention, recurrence=(*mention.recurrence, *more))
