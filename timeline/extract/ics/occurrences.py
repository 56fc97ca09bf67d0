"""Events of one calendar that belong together: revisions of one, and a series with its exceptions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, time

import msgspec

from timeline.dates import When
from timeline.extract.ics.lines import Component
from timeline.extract.ics.series import alike, dates_line, recurrence_id
from timeline.extract.ics.times import Moment, in_zone
from timeline.extract.plain_text import line
from timeline.model.event import REMOVABLE, Mention, Override
from timeline.model.recurrence import occurrence
from timeline.model.series_cut import rest, shift, until
from timeline.model.source import Refusal


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


def series(events: list[CalendarEvent], refused: list[Refusal]) -> Iterator[Mention]:
    """Single events, and series with their exceptions: an occurrence that was cancelled is an EXDATE, one that differs
    an override of its series. Half of a series is exported too: without it, its occurrence is an event of its own."""
    masters = {each.mention.uid: each for each in events if each.mention.uid and each.mention.recurrence}
    exceptions: dict[str, list[CalendarEvent]] = {}
    for each in events:
        uid = _uid(each)
        if each.occurrence is not None and uid in masters:
            exceptions.setdefault(uid, []).append(each)
    for each in events:
        if each.occurrence is None:
            yield from _whole(each, exceptions.get(_uid(each), []), refused)
        elif _uid(each) not in masters:
            # An occurrence has no rule, though Outlook repeats that of its series.
            yield msgspec.structs.replace(each.mention, recurrence=())


def _uid(event: CalendarEvent) -> str:
    """The UID as it stands; the mention of an occurrence has none, since it shares it with its series."""
    return line(event.component.text("UID"))


def _whole(master: CalendarEvent, exceptions: list[CalendarEvent], refused: list[Refusal]) -> Iterator[Mention]:
    """A series with its exceptions, and the series that it goes on as."""
    mention = master.mention
    if not mention.recurrence or not exceptions:
        yield mention
        return
    exceptions = sorted(exceptions, key=lambda each: _name(each, master))
    ranged = next((each for each in exceptions if _is_ranged(each)), None)
    if ranged is not None:
        following = _following(master, ranged, refused)
        if following is not None:
            name = _name(ranged, master)
            before = [each for each in exceptions if _name(each, master) < name]
            after = [each for each in exceptions if _name(each, master) > name]
            yield from _until(master, before, ranged)
            # Exceptions of the rest are named by the dates that it had before.
            yield from _whole(following, [_renamed(each, ranged, master) for each in after], refused)
            return
    yield _with_exceptions(master, exceptions)


def _with_exceptions(master: CalendarEvent, exceptions: list[CalendarEvent]) -> Mention:
    mention, cancelled, overrides = master.mention, [], []
    for each in exceptions:
        assert each.occurrence is not None
        if each.mention.status == "cancelled" != mention.status:
            cancelled.append(each.occurrence)
        elif (override := _override(each, master)) is not None:
            overrides.append(override)
    lines = mention.recurrence
    if cancelled:
        lines = (*lines, dates_line("EXDATE", cancelled, master.first))
    return msgspec.structs.replace(mention, recurrence=lines, overrides=tuple(overrides))


def _override(each: CalendarEvent, master: CalendarEvent) -> Override | None:
    """What an occurrence says that its series does not; None where it says nothing else (another guest)."""
    mine, its = each.mention, master.mention
    assert mine.when is not None
    assert its.when is not None
    original = _name(each, master)
    when = in_zone(mine.when, master.first.zone)
    usual = occurrence(its.when, its.recurrence, original).when
    override = Override(
        original=original,
        when=None if _same_time(when, usual) else when,
        title=mine.title if mine.title != its.title else "",
        summary=mine.summary if mine.summary != its.summary else "",
        # Without a status of its own in a series that has one ("tentative"), an occurrence is arranged.
        status=(mine.status or "scheduled") if mine.status != its.status else "",
        places=mine.places if mine.places != its.places else (),
        links=mine.links if mine.links != its.links else (),
        # An occurrence is said as a whole (RFC 5545, 3.8.4.4): it has no description where its component has none.
        without=tuple(name for name in REMOVABLE if getattr(its, name) and not getattr(mine, name)),
    )
    return None if override == Override(original=original) else override


def _same_time(one: When, other: When) -> bool:
    return (one.edtf, one.start_time, one.end_time) == (other.edtf, other.start_time, other.end_time)


def _name(each: CalendarEvent, master: CalendarEvent) -> str:
    assert each.occurrence is not None
    return recurrence_id(each.occurrence, master.first)


def _is_ranged(each: CalendarEvent) -> bool:
    stated = each.component.first("RECURRENCE-ID")
    return stated is not None and stated.parameters.get("RANGE", "").upper() == "THISANDFUTURE"


def _until(master: CalendarEvent, exceptions: list[CalendarEvent], ranged: CalendarEvent) -> Iterator[Mention]:
    """The series before the occurrence that changes it and all that follow; nothing where that is its first."""
    original, mention = alike(_at(ranged), master.first), master.mention
    assert mention.when is not None
    if original.at == master.first.at:
        return
    lines = until(mention.when, mention.recurrence, _clock(original))
    cut = replace(master, mention=msgspec.structs.replace(mention, recurrence=lines))
    yield _with_exceptions(cut, exceptions)


def _following(master: CalendarEvent, ranged: CalendarEvent, refused: list[Refusal]) -> CalendarEvent | None:
    """The series from a changed occurrence on, by its own rule or by that of the series moved with it; None, told in
    `refused`, where no rule can say it: then only the one occurrence is changed."""
    original, mention = alike(_at(ranged), master.first), master.mention
    first = alike(ranged.first, master.first)
    when = in_zone(ranged.mention.when or When(""), master.first.zone)
    lines: tuple[str, ...] | None = ranged.mention.recurrence
    assert mention.when is not None
    if not lines:
        goes_on = rest(mention.when, mention.recurrence, _clock(original))
        lines = None if goes_on is None else shift(goes_on.when, goes_on.lines, _clock(first) - _clock(original))
    if lines is None:
        reason = "RANGE=THISANDFUTURE is not taken here: only the one occurrence is read as changed"
        refused.append(Refusal(place=f"line {ranged.component.line}", reason=reason))
        return None
    is_first = original.at == master.first.at
    rest_mention = msgspec.structs.replace(
        ranged.mention,
        key=mention.key if is_first else ranged.mention.key,
        uid=mention.uid if is_first else "",
        when=when,
        recurrence=lines,
        split_from="" if is_first else mention.key,
    )
    return replace(ranged, mention=rest_mention, first=first, occurrence=None)


def _renamed(each: CalendarEvent, ranged: CalendarEvent, master: CalendarEvent) -> CalendarEvent:
    """An exception under the date that the rule of the rest gives it."""
    by = _clock(alike(ranged.first, master.first)) - _clock(alike(_at(ranged), master.first))
    original = alike(_at(each), master.first)
    return replace(each, occurrence=Moment(original.at + by, original.zone))


def _at(each: CalendarEvent) -> Moment:
    assert each.occurrence is not None
    return each.occurrence


def _clock(moment: Moment) -> datetime:
    return moment.timed or datetime.combine(moment.day, time.min)
