"""The lines of a series, RRULE, RDATE and EXDATE, read by its own clock (RFC 5545, section 3.8.5).

They are read by the local clock of the series, whatever its zone, UNTIL, RDATE and EXDATE too, so a rule needs no zone
to be expanded. python-dateutil expands; what is here says where the dates begin, and bounds them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from itertools import islice, product
from typing import Final

from dateutil.rrule import rrule, rruleset, rrulestr

from timeline.dates import EDTFError, When
from timeline.dates.clock import clock

MOST: Final = 5_000
"""Occurrences that are expanded of one series."""
LONGEST: Final = 366
"""Days that one occurrence may last."""


@dataclass(frozen=True, slots=True)
class Start:
    """DTSTART by the local clock, and how long an occurrence lasts; `timed` where it has a time of day."""

    at: datetime
    length: timedelta | None
    timed: bool


def start_of(when: When) -> Start | None:
    """How a series starts; None for a date that cannot recur: vague, coarser than a day, open, or out of range."""
    first, last = when.earliest, when.latest
    if when.qualifier or when.masked or when.shape not in ("point", "interval") or first is None or last is None:
        return None
    if not (1 <= first.year <= 9998) or not _whole_days(when) or last.ordinal - first.ordinal > LONGEST:
        return None
    begin = date(first.year, first.month, first.day)
    end = date(last.year, last.month, last.day)
    if when.start_time is None:
        return Start(datetime.combine(begin, time.min), end - begin, timed=False)
    at = datetime.combine(begin, time.fromisoformat(when.start_time))
    return Start(at, _length(at, end, when.end_time), timed=True)


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


@lru_cache(maxsize=2_000)
def is_readable(when: When, lines: tuple[str, ...]) -> bool:
    """Whether all lines can be read: one bad event never sinks its feed, nor the store."""
    start = start_of(when)
    try:
        return start is not None and bool(rule_set(lines, start, when))
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError):  # what dateutil raises of bad rules
        return False


def rule_set(lines: Sequence[str], start: Start, when: When) -> tuple[rruleset, Mapping[datetime, timedelta]]:
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


@lru_cache(maxsize=2_000)
def own_lengths(when: When, lines: tuple[str, ...]) -> Mapping[datetime, timedelta]:
    """The dates added that have a length of their own, with it."""
    start = start_of(when)
    assert start is not None
    return rule_set([line for line in lines if line.startswith("RDATE")], start, when)[1]


def until(rules: rruleset, horizon: datetime) -> Iterator[datetime]:
    """The starts up to an instant, in order."""
    for at in rules:
        if at > horizon:
            return
        yield at


def starts_until(when: When, lines: Sequence[str], last: datetime) -> set[datetime]:
    """The starts of a series up to an instant, whether they are left out or not."""
    start = start_of(when)
    assert start is not None
    rules, _ = rule_set([line for line in lines if not line.startswith("EX")], start, when)
    return set(islice(until(rules, last), MOST))


def starts_with_rule(when: When, rule: str) -> bool:
    """Whether the first date is one of the rule's, by the local clock; RFC 5545 counts it though it is not."""
    start = start_of(when)
    return start is not None and next(iter(rrulestr(rule, dtstart=start.at)), None) == start.at


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


def series_date(text: str, parameters: Mapping[str, str], when: When) -> datetime:
    """A date added or left out, by the clock of the series and of the type that it has."""
    start = start_of(when)
    assert start is not None
    return _date(text, parameters, start, when)[0]


def excluded(text: str, parameters: Mapping[str, str], when: When, lines: Sequence[str]) -> tuple[datetime, ...]:
    """The starts that one date of EXDATE leaves out: a day, of a series with times, all that are on it."""
    at = series_date(text, parameters, when)
    if "T" in text or not when.start_time:
        return (at,)
    times = times_of_day(at.date(), at.time(), lines, when)
    return tuple(datetime.combine(at.date(), time_of_day) for time_of_day in times)


def _date(text: str, parameters: Mapping[str, str], start: Start, when: When) -> tuple[datetime, timedelta | None]:
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


def recurrence_id(at: datetime, *, timed: bool) -> str:
    """The name of an occurrence by its original date, in the local clock of the series."""
    return f"{at:%Y%m%dT%H%M%S}" if timed else f"{at:%Y%m%d}"
