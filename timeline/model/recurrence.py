"""A series: its occurrences, by its own clock (RFC 5545, section 3.8.5).

The lines of `Event.recurrence` are read by the local clock of the series, whatever its zone, UNTIL, RDATE and EXDATE
too, so a rule needs no zone to be expanded. python-dateutil expands; what is here bounds it and gives each occurrence
its date and its name.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from itertools import islice, product
from typing import Any, Final

import msgspec
from dateutil.rrule import rrule, rruleset, rrulestr

from timeline.dates import Day, EDTFError, When
from timeline.dates.clock import clock
from timeline.dates.edtf.bounds import Span
from timeline.dates.when import spans_match
from timeline.model.event import AWAITED, Event, Override

MOST: Final = 5_000
"""Occurrences that are expanded of one series."""
YEARS: Final = 20
"""How far past the revision's own instant a series is expanded: not past *now*, so that a rebuild has the same rows."""
LONGEST: Final = 366
"""Days that one occurrence may last."""


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

    def first_from(self, day: date) -> Occurrence | None:
        """The first occurrence that is not over before a day; None where none is known."""
        bound = Day(day.year, day.month, day.day)
        for occurrence in self.occurrences:
            latest = occurrence.when.latest
            if latest is not None and latest >= bound:
                return occurrence
        return None


def recurs(event: Event) -> bool:
    """Whether an event is a series: it has a rule or dates added that can be read, and an exact day, time or interval
    of days."""
    lines = event.recurrence
    return any(_adds(line) for line in lines) and _start(event.when) is not None and _is_readable(event.when, lines)


@lru_cache(maxsize=2_000)
def _is_readable(when: When, lines: tuple[str, ...]) -> bool:
    """Whether all lines can be read: one bad event never sinks its feed, nor the store."""
    start = _start(when)
    try:
        return start is not None and bool(_rules(lines, start, when))
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError):  # what dateutil raises of bad rules
        return False


def _adds(line: str) -> bool:
    return line.startswith(("RRULE", "RDATE"))


def series(event: Event) -> Series:
    """The occurrences of an event, bounded by `MOST` and by `YEARS` after its revision; a single event has one."""
    if not recurs(event):
        return Series((Occurrence("", event.when),))
    return _series(event.when, event.recurrence, event.overrides, event.updated.year + YEARS)


def start_and_length(when: When) -> tuple[datetime, timedelta | None] | None:
    """When an exact date starts by its own clock, and how long it lasts, of whole days up to its last one; None of a
    date that cannot recur."""
    start = _start(when)
    return None if start is None else (start.at, start.length)


def series_date(text: str, parameters: Mapping[str, str], when: When) -> datetime:
    """A date added or left out, by the clock of the series and of the type that it has."""
    start = _start(when)
    assert start is not None
    return _date(text, parameters, start, when)[0]


def excluded(text: str, parameters: Mapping[str, str], when: When, lines: Sequence[str]) -> tuple[datetime, ...]:
    """The starts that one date of EXDATE leaves out: a day, of a series with times, all that are on it."""
    at = series_date(text, parameters, when)
    if "T" in text or not when.start_time:
        return (at,)
    times = times_of_day(at.date(), at.time(), lines, when)
    return tuple(datetime.combine(at.date(), time_of_day) for time_of_day in times)


def starts_until(when: When, lines: Sequence[str], last: datetime) -> set[datetime]:
    """The starts of a series up to an instant, whether they are left out or not."""
    start = _start(when)
    assert start is not None
    rules, _ = _rules([line for line in lines if not line.startswith("EX")], start, when)
    return set(islice(_until(rules, last), MOST))


def times_of_day(day: date, first: time, lines: Sequence[str], when: When) -> list[time]:
    """The times at which occurrences may start on a day, that of the `first` one among them, by the clock of `when`."""
    times = {first}
    for line in lines:
        name, parameters, value = content(line)
        if name == "RRULE":
            times |= _times_of_rule(dict(part.split("=", 1) for part in value.split(";")), first)
        elif name == "RDATE":
            starts = [text.partition("/")[0] for text in value.split(",")]
            moments = [local_moment(text, parameters, when)[0] for text in starts if "T" in text]
            times |= {at.time() for at in moments if at.date() == day}
    return sorted(times)


def _times_of_rule(parts: Mapping[str, str], first: time) -> set[time]:
    said = {"BYHOUR": first.hour, "BYMINUTE": first.minute, "BYSECOND": first.second}
    hours, minutes, seconds = (parts.get(name, str(value)).split(",") for name, value in said.items())
    return {time(int(h), int(m), min(59, int(s))) for h, m, s in product(hours, minutes, seconds)}


def occurrence(when: When, lines: Sequence[str], original: str, override: Override | None = None) -> Occurrence:
    """The occurrence of that name, by the rule or as `override` has it, however far from the first one it lies."""
    start = _start(when)
    assert start is not None
    at, _ = local_moment(original, {}, when)
    overrides = {} if override is None else {recurrence_id(at, timed=start.timed): override}
    return _occurrence(at, start, when, _lengths(when, tuple(lines)), overrides)


def occurrence_of(event: Event, key: str) -> Occurrence:
    """The occurrence of a series that has that key, without expanding it."""
    own = next((each for each in event.overrides if each.original == key), None)
    return occurrence(event.when, event.recurrence, key, own)


def periods(when: When, lines: Sequence[str]) -> tuple[Occurrence, ...]:
    """The dates added that have a length of their own (RDATE;VALUE=PERIOD), in the order of their dates."""
    start = _start(when)
    assert start is not None
    lengths = _rules(lines, start, when)[1]
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
    start = _start(event.when)
    assert start is not None
    lengths = [start.length, *_lengths(event.when, event.recurrence).values()]
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
    start = _start(when)
    assert start is not None
    rules, periods = _rules(lines, start, when)
    horizon = datetime.combine(date(max(min(year, 9998), start.at.year + 1), 12, 31), time(23, 59, 59))
    starts = list(islice(_until(rules, horizon), MOST + 1))
    # The first occurrence is DTSTART, whether or not the rule names it (RFC 5545, section 3.8.5.3).
    unending = len(starts) > MOST or _goes_on(rules, horizon)
    by_key = {each.original: each for each in overrides}
    occurrences = [_occurrence(at, start, when, periods, by_key) for at in starts[:MOST]]
    # A rule of hours says one day many times; a name is that of one occurrence.
    unique = {each.key: each for each in occurrences}.values()
    return Series(tuple(sorted(unique, key=lambda each: each.when.sort_key)), unending)


@lru_cache(maxsize=2_000)
def _lengths(when: When, lines: tuple[str, ...]) -> Mapping[datetime, timedelta]:
    """The dates added that have a length of their own, with it."""
    start = _start(when)
    assert start is not None
    return _rules([line for line in lines if line.startswith("RDATE")], start, when)[1]


def _until(rules: rruleset, horizon: datetime) -> Iterator[datetime]:
    for at in rules:
        if at > horizon:
            return
        yield at


def _goes_on(rules: rruleset, horizon: datetime) -> bool:
    return rules.after(horizon) is not None


@dataclass(frozen=True, slots=True)
class _Start:
    """DTSTART by the local clock, and how long an occurrence lasts; `timed` where it has a time of day."""

    at: datetime
    length: timedelta | None
    timed: bool


def _start(when: When) -> _Start | None:
    """How a series starts; None for a date that cannot recur: vague, coarser than a day, open, or out of range."""
    first, last = when.earliest, when.latest
    if when.qualifier or when.masked or when.shape not in ("point", "interval") or first is None or last is None:
        return None
    if not (1 <= first.year <= 9998) or not _whole_days(when) or last.ordinal - first.ordinal > LONGEST:
        return None
    begin = date(first.year, first.month, first.day)
    end = date(last.year, last.month, last.day)
    if when.start_time is None:
        return _Start(datetime.combine(begin, time.min), end - begin, timed=False)
    at = datetime.combine(begin, time.fromisoformat(when.start_time))
    return _Start(at, _length(at, end, when.end_time), timed=True)


def _whole_days(when: When) -> bool:
    return all(len(part.removeprefix("-")) == len("2024-01-01") for part in when.edtf.split("/"))


def _length(at: datetime, last: date, end_time: str | None) -> timedelta | None:
    if end_time is None:
        return None
    if end_time.startswith("24"):
        return datetime.combine(last + timedelta(days=1), time.min) - at
    end = datetime.combine(last, time.fromisoformat(end_time))
    if end <= at:  # `When`: on a single day an end that is not after the start is on the next day
        end += timedelta(days=1)
    return end - at


def _rules(lines: Sequence[str], start: _Start, when: When) -> tuple[rruleset, Mapping[datetime, timedelta]]:
    """The set that dateutil expands, and the dates added that have a length of their own (RDATE;VALUE=PERIOD)."""
    rules, periods = rruleset(), {}
    rules.rdate(start.at)
    for line in lines:
        name, parameters, value = content(line)
        if name in ("RRULE", "EXRULE"):
            rule = rrulestr(local_rule(value, when), dtstart=start.at)
            assert isinstance(rule, rrule)  # a set is made of several lines only
            rules.rrule(rule) if name == "RRULE" else rules.exrule(rule)
            continue
        for text in value.split(","):
            if name == "EXDATE":
                for at in excluded(text, parameters, when, lines):
                    rules.exdate(at)
                continue
            at, length = _date(text, parameters, start, when)
            rules.rdate(at)
            if length is not None:
                periods[at] = length
    return rules, periods


def content(line: str) -> tuple[str, dict[str, str], str]:
    """Name, parameters and value of a content line."""
    head, _, value = line.partition(":")
    name, *parameters = head.split(";")
    pairs = (parameter.partition("=") for parameter in parameters)
    return name, {key: said for key, _, said in pairs}, value


def local_rule(rule: str, when: When) -> str:
    """The rule with UNTIL by the local clock; a date alone includes that day."""
    parts = dict(part.split("=", 1) for part in rule.split(";"))
    until = parts.get("UNTIL")
    if until:
        at, timed = local_moment(until, {}, when)
        last = at if timed else datetime.combine(at.date(), time(23, 59, 59))
        parts["UNTIL"] = f"{last:%Y%m%dT%H%M%S}"
    return ";".join(f"{name}={said}" for name, said in parts.items())


def starts_with_rule(when: When, rule: str) -> bool:
    """Whether the first date is one of the rule's, by the local clock; RFC 5545 counts it though it is not."""
    start = _start(when)
    return start is not None and next(iter(rrulestr(rule, dtstart=start.at)), None) == start.at


def _date(text: str, parameters: Mapping[str, str], start: _Start, when: When) -> tuple[datetime, timedelta | None]:
    """A date added or left out: its start by the local clock, of the type that the series has, and its own length."""
    first, _, second = text.partition("/")
    at, timed = local_moment(first, parameters, when)
    if start.timed and not timed:
        at = datetime.combine(at.date(), start.at.time())
    if not start.timed:
        at = datetime.combine(at.date(), time.min)
    if not second:
        return at, None
    if second.startswith("P"):
        return at, _duration(second)
    return at, local_moment(second, parameters, when)[0] - at


def local_moment(text: str, parameters: Mapping[str, str], when: When) -> tuple[datetime, bool]:
    """A DATE or DATE-TIME by the clock of the series, and whether it has a time."""
    if "T" not in text:
        return datetime.strptime(text, "%Y%m%d"), False  # noqa: DTZ007 - a day of the local clock has no zone
    at = datetime.strptime(text.rstrip("Z"), "%Y%m%dT%H%M%S")  # noqa: DTZ007 - made aware below where it is not local
    zone = "Z" if text.endswith("Z") else parameters.get("TZID", "")
    if not zone or not when.timezone or zone == when.timezone:
        return at, True
    try:
        return at.replace(tzinfo=clock(zone)).astimezone(clock(when.timezone)).replace(tzinfo=None), True
    except EDTFError:
        return at, True


def _duration(text: str) -> timedelta:
    """A duration of RFC 5545, section 3.3.6, such as PT1H30M or P2D."""
    days, _, clock_part = text.removeprefix("P").partition("T")
    units = {"W": 604_800, "D": 86_400, "H": 3_600, "M": 60, "S": 1}
    total, number = 0, ""
    for letter in days + clock_part:
        if letter.isdigit():
            number += letter
        else:
            total += int(number or 0) * units.get(letter, 0)
            number = ""
    return timedelta(seconds=total)


def _occurrence(
    at: datetime, start: _Start, when: When, periods: Mapping[datetime, timedelta], overrides: Mapping[str, Override]
) -> Occurrence:
    key = recurrence_id(at, timed=start.timed)
    override = overrides.get(key)
    if override is not None and override.when is not None:
        return Occurrence(key, override.when, override)
    if at == start.at and at not in periods:
        return Occurrence(key, when, override)
    return Occurrence(key, _moved(when, at, periods.get(at, start.length), timed=start.timed), override)


def recurrence_id(at: datetime, *, timed: bool) -> str:
    """The name of an occurrence by its original date, in the local clock of the series."""
    return f"{at:%Y%m%dT%H%M%S}" if timed else f"{at:%Y%m%d}"


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
