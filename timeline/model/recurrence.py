"""A series: its occurrences, each with its date and its name (RFC 5545, section 3.8.5)."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from itertools import islice
from typing import Any, Final

import msgspec
from dateutil.rrule import rruleset

from timeline.dates import Day, When
from timeline.dates.edtf.bounds import Span
from timeline.dates.when import spans_match
from timeline.model.event import AWAITED, Event, Override
from timeline.model.series_lines import (
    MOST,
    Start,
    is_readable,
    local_moment,
    own_lengths,
    recurrence_id,
    rule_set,
    start_of,
    until,
)

YEARS: Final = 20
"""How far past the revision's own instant a series is expanded: not past *now*, so that a rebuild has the same rows."""


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One date of a series. `key` is its RECURRENCE-ID, made of its *original* date, so that a moved one keeps it."""

    key: str
    when: When
    override: Override | None = None

    def id(self, event: Event) -> str:
        """Its name among all occurrences; the only one of a single event has that event's."""
        return f"{event.id}.{self.key}" if self.key else event.id


@dataclass(frozen=True, slots=True)
class Series:
    """Occurrences in the order of their dates; `unending` says that the rule goes on past those that were expanded."""

    occurrences: tuple[Occurrence, ...]
    unending: bool = False

    @property
    def last(self) -> When | None:
        """The last date; None while there is no last one."""
        return None if self.unending or not self.occurrences else self.occurrences[-1].when


def recurs(event: Event) -> bool:
    """Whether an event is a series: it has a rule or dates added that can be read, and an exact day, time or interval
    of days."""
    lines = event.recurrence
    return any(_adds(line) for line in lines) and start_of(event.when) is not None and is_readable(event.when, lines)


def _adds(line: str) -> bool:
    return line.startswith(("RRULE", "RDATE"))


def series(event: Event) -> Series:
    """The occurrences of an event, bounded by `MOST` and by `YEARS` after its revision; a single event has one."""
    if not recurs(event):
        return Series((Occurrence("", event.when),))
    return _series(event.when, event.recurrence, event.overrides, event.updated.year + YEARS)


def occurrence(when: When, lines: Sequence[str], original: str, override: Override | None = None) -> Occurrence:
    """The occurrence of that name, by the rule or as `override` has it, however far from the first one it lies."""
    start = start_of(when)
    assert start is not None
    at, _ = local_moment(original, {}, when)
    overrides = {} if override is None else {recurrence_id(at, timed=start.timed): override}
    return _occurrence(at, start, when, own_lengths(when, tuple(lines)), overrides)


def occurrence_of(event: Event, key: str) -> Occurrence:
    """The occurrence of a series that has that key, without expanding it."""
    own = next((each for each in event.overrides if each.original == key), None)
    return occurrence(event.when, event.recurrence, key, own)


def periods(when: When, lines: Sequence[str]) -> tuple[Occurrence, ...]:
    """The dates added that have a length of their own (RDATE;VALUE=PERIOD), in the order of their dates."""
    start = start_of(when)
    assert start is not None
    lengths = rule_set(lines, start, when)[1]
    return tuple(_occurrence(at, start, when, lengths, {}) for at in sorted(lengths))


def spans(event: Event, *, wide: bool = False) -> tuple[Span, ...]:
    """First and last day of each occurrence of a series, and one open span behind an unending one; of a single event
    the spans of its date."""
    if not recurs(event):
        return event.when.possible_spans if wide else event.when.spans
    whole = series(event)
    days = [span(each) for each in whole.occurrences]
    if whole.unending and days:
        days.append((days[-1][0], None))
    return tuple(days)


def span(occurrence: Occurrence) -> Span:
    """First and last day of an occurrence, one that is vague too; None where it is open."""
    return occurrence.when.earliest, occurrence.when.latest


def reach(event: Event) -> int | None:
    """Days that an occurrence lasts past the day by which it is sorted, at most; None where one is open."""
    start = start_of(event.when)
    assert start is not None
    lengths = [start.length, *own_lengths(event.when, event.recurrence).values()]
    # A day more for what begins in the evening.
    longest = max((length.days + 1 for length in lengths if length is not None), default=1)
    for each in event.overrides:
        if each.when is not None:
            if each.when.latest is None or each.when.earliest is None or each.when.sort_day is None:
                return None
            longest = max(longest, each.when.latest.ordinal - each.when.sort_day.ordinal)
    return longest


def is_in_window(event: Event, first: Day | None, last: Day | None, how: str) -> bool:
    """Whether an event matches a window of days, None for an open side: a series does when one occurrence does."""
    if not recurs(event):
        return event.when.matches_days(first, last, how)
    return any(spans_match((span,), first, last, how) for span in spans(event, wide=how != "overlaps"))


def between(event: Event, first: Day | None, last: Day | None, how: str = "overlaps") -> tuple[Occurrence, ...]:
    """The occurrences that match a window of days, None for an open side, in the order of their dates."""
    if not recurs(event):
        return series(event).occurrences if event.when.matches_days(first, last, how) else ()
    near = _near(event, first, last)
    return tuple(each for each in near if spans_match((span(each),), first, last, how))


def _near(event: Event, first: Day | None, last: Day | None) -> Sequence[Occurrence]:
    """The occurrences among which are all that touch a window: a stretch of their order."""
    occurrences = series(event).occurrences
    days = reach(event)
    if days is None:
        return occurrences
    low, high = 0, len(occurrences)
    if first is not None:
        low = bisect_left(occurrences, first.ordinal - days, key=_sort_day)
    if last is not None:
        high = bisect_right(occurrences, last.ordinal, key=_sort_day)
    return occurrences[low:high]


def _sort_day(occurrence: Occurrence) -> int:
    return occurrence.when.sort_key[0]


def as_event(event: Event, occurrence: Occurrence) -> Event:
    """The event as it is on one of its dates: a single one, with what that occurrence has of its own."""
    own: dict[str, Any] = {"when": occurrence.when, "recurrence": (), "overrides": ()}
    if occurrence.override is not None:
        own |= occurrence.override.own
    return msgspec.structs.replace(event, **own)


def ends(event: Event) -> Day | None:
    """The last day on which an event may still be, as far as is known: of a series the end of its last occurrence.
    None where it goes on."""
    if not recurs(event):
        return event.when.ends
    whole = series(event)
    days = [each.when.ends for each in whole.occurrences]
    return None if whole.unending or None in days else max(filter(None, days), default=event.when.ends)


def is_unconfirmed(event: Event, today: Day | None) -> bool:
    """Whether its date had passed before a day, and nothing recorded tells whether it took place. Of no day nothing is
    said, nor of a series, which goes on."""
    last = event.when.ends
    return event.status in AWAITED and not recurs(event) and last is not None and today is not None and last < today


@lru_cache(maxsize=2_000)
def _series(when: When, lines: tuple[str, ...], overrides: tuple[Override, ...], year: int) -> Series:
    start = start_of(when)
    assert start is not None
    rules, periods = rule_set(lines, start, when)
    horizon = datetime.combine(date(max(min(year, 9998), start.at.year + 1), 12, 31), time(23, 59, 59))
    starts = list(islice(until(rules, horizon), MOST + 1))
    # The first occurrence is DTSTART, whether or not the rule names it (RFC 5545, section 3.8.5.3).
    unending = len(starts) > MOST or _goes_on(rules, horizon)
    by_key = {each.original: each for each in overrides}
    occurrences = [_occurrence(at, start, when, periods, by_key) for at in starts[:MOST]]
    # A rule of hours says one day many times; a name is that of one occurrence.
    unique = {each.key: each for each in occurrences}.values()
    return Series(tuple(sorted(unique, key=lambda each: each.when.sort_key)), unending)


def _goes_on(rules: rruleset, horizon: datetime) -> bool:
    return rules.after(horizon) is not None


def _occurrence(
    at: datetime, start: Start, when: When, periods: Mapping[datetime, timedelta], overrides: Mapping[str, Override]
) -> Occurrence:
    key = recurrence_id(at, timed=start.timed)
    override = overrides.get(key)
    if override is not None and override.when is not None:
        return Occurrence(key, override.when, override)
    if at == start.at and at not in periods:
        return Occurrence(key, when, override)
    return Occurrence(key, _moved(when, at, periods.get(at, start.length), timed=start.timed), override)


def _moved(when: When, at: datetime, length: timedelta | None, *, timed: bool) -> When:
    """The date of the first occurrence, at another start."""
    if not timed:
        end = at + (length or timedelta())
        return When(_edtf(at, end), "")
    start_time = f"{at:%H:%M:%S}" if at.second else f"{at:%H:%M}"
    if length is None:
        return When(_edtf(at, at), "", start_time, None, when.timezone)
    end = at + length
    end_time = f"{end:%H:%M:%S}" if end.second else f"{end:%H:%M}"
    next_day = length <= timedelta(days=1) and end.time() <= at.time()
    return When(_edtf(at, at if next_day else end), "", start_time, end_time, when.timezone)


def _edtf(first: datetime, last: datetime) -> str:
    """A day, or the days from one to another. `isoformat` writes four digits of every year, `strftime` does not."""
    begin, end = first.date().isoformat(), last.date().isoformat()
    return begin if begin == end else f"{begin}/{end}"
