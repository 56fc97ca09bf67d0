"""Which shape a series has: its lines of RFC 5545 as a `Pattern` that has words in every language.

Only what is the same as its words is recognised. Whatever else a rule says makes it one of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any, Final

import msgspec

from timeline.dates import Day, When
from timeline.dates.writing import wording
from timeline.dates.writing.series import MOST, Pattern, brief_series, series_words
from timeline.model.event import Event
from timeline.model.recurrence import Occurrence, Series, recurs, series
from timeline.model.series_lines import content, local_rule, starts_with_rule

WEEKDAYS: Final = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
NTH: Final = ("1", "2", "3", "4", "5", "-1", "-2")
"""Weekdays of a month that have a name: the first to the fifth, the last, the last but one."""
OFF: Final = frozenset({"cancelled", "withdrawn", "postponed"})
"""Of an override: its date does not take place."""


def event_words(event: Event, language: str = "en", hemisphere: str = "north") -> str:
    """The date of an event in words; of a series those of its rule."""
    found = pattern(event) if recurs(event) else None
    if found is None or (found.total == 1 and not found.unending):
        return wording.words(event.when, language, hemisphere, ahead=event.looks_ahead)
    return series_words(found, language, hemisphere)


def brief_words(event: Event, language: str = "en", hemisphere: str = "north") -> str:
    """The same as short as it is clear, for a drawing that shows where a series begins and ends."""
    if not recurs(event):
        return wording.brief(event.when, language, hemisphere)
    found = pattern(event)
    if found.total == 1 and not found.unending:
        return wording.brief(event.when, language, hemisphere)
    return brief_series(found, language, hemisphere)


def pattern(event: Event) -> Pattern:
    """The shape of a series."""
    off = {override.original for override in event.overrides if override.status in OFF}
    whole = series(event)
    held = [each for each in whole.occurrences if each.key not in off]
    last = max((each.when.earliest for each in held if each.when.earliest), default=None)
    own = Pattern("own", event.when, total=len(held), last=last, unending=whole.unending)
    rules = [line for line in event.recurrence if line.startswith(("RRULE", "EXRULE"))]
    if not rules:
        return _dates(whole, own)
    ruled = series(_ruled(event))
    fields = _shape(event, rules, ruled)
    return own if fields is None else _with_exceptions(own, fields, held, ruled)


def _with_exceptions(own: Pattern, fields: dict[str, Any], held: Sequence[Occurrence], ruled: Series) -> Pattern:
    """The pattern with what departs from its rule: dates left out, added, changed."""
    named, present = {each.key for each in ruled.occurrences}, {each.key for each in held}
    without = tuple(_day(each.key) for each in ruled.occurrences if each.key not in present)
    added = [each for each in held if each.key not in named]
    if ruled.unending and any(each.key > ruled.occurrences[-1].key for each in added):
        return own  # so far ahead it may be one of the rule's own
    if "times" in fields and (without or added):
        # "Twelve times, but not …" leaves open whether that one counts.
        del fields["times"]
        fields["until"] = _day(ruled.occurrences[-1].key)
    moved = sum(each.override is not None and each.override.when is not None for each in held)
    dates = tuple(each.when for each in added)
    return replace(own, **fields, without=without, added=dates, changed=moved)


def _ruled(event: Event) -> Event:
    """The event by its rule alone."""
    kept = tuple(line for line in event.recurrence if line.startswith("RRULE"))
    return msgspec.structs.replace(event, recurrence=kept, overrides=())


def _dates(whole: Series, own: Pattern) -> Pattern:
    """Dates that follow no rule: named one by one where they are few and as they were."""
    plain = all(each.override is None for each in whole.occurrences)
    if whole.unending or not plain or len(whole.occurrences) > MOST + 1:
        return own
    first, *added = (each.when for each in whole.occurrences)
    return Pattern("dates", first, added=tuple(added), total=own.total, last=own.last)


def _day(key: str) -> Day:
    return Day(int(key[:4]), int(key[4:6]), int(key[6:8]))


def _shape(event: Event, rules: Sequence[str], ruled: Series) -> dict[str, Any] | None:
    """The fields of a pattern; None where the rule is none of those with a name."""
    if len(rules) != 1 or not rules[0].startswith("RRULE"):
        return None
    rule = local_rule(content(rules[0])[2], event.when)
    parts = dict(part.split("=", 1) for part in rule.split(";"))
    if not _has_own_hour(parts, event.when) or not starts_with_rule(event.when, rule):
        return None
    shape = SHAPES.get(parts.pop("FREQ"))
    found = shape(parts, _start(event.when)) if shape else None
    if found is None:
        return None
    found["every"] = int(parts.pop("INTERVAL", "1"))
    if "COUNT" in parts:
        found["times"] = int(parts.pop("COUNT"))
    if "UNTIL" in parts:
        found["until"] = _until(parts.pop("UNTIL"), found["shape"], event.when, ruled)
        if found["until"] is None:
            return None
    week = parts.pop("WKST", "MO")
    if week != "MO" and found["every"] > 1 and len(found.get("weekdays", ())) > 1:
        return None  # which days are of one week depends on where weeks begin
    return None if parts else found


def _has_own_hour(parts: dict[str, str], when: When) -> bool:
    """Whether the rule says no other hour than its first date; if so, what says the same is dropped."""
    own = time.fromisoformat(when.start_time) if when.start_time else time.min
    for name, number in (("BYHOUR", own.hour), ("BYMINUTE", own.minute), ("BYSECOND", own.second)):
        if parts.pop(name, str(number)) not in (str(number), f"{number:02}"):
            return False
    return True


def _start(when: When) -> Day:
    assert when.earliest is not None
    return when.earliest


def _until(said: str, shape: str, when: When, ruled: Series) -> Day | None:
    """The last day on which a date can be, by the rule; of a yearly one the day of its last date, since only its year
    is told."""
    if shape == "years":
        return None if ruled.unending else _day(ruled.occurrences[-1].key)
    at = datetime.strptime(said, "%Y%m%dT%H%M%S")  # noqa: DTZ007 - by the clock of the series
    begins = time.fromisoformat(when.start_time) if when.start_time else time.min
    last = at.date() if at.time() >= begins else at.date() - timedelta(days=1)
    return Day(last.year, last.month, last.day)


def _days(parts: dict[str, str], first: Day) -> dict[str, Any] | None:
    if "BYDAY" in parts:
        return _weeks(parts, first) if parts.get("INTERVAL", "1") == "1" else None
    return {"shape": "days"}


def _weeks(parts: dict[str, str], first: Day) -> dict[str, Any] | None:
    said = parts.pop("BYDAY", WEEKDAYS[date(*first).weekday()]).split(",")
    if not set(said) <= set(WEEKDAYS):
        return None
    weekdays = tuple(sorted({WEEKDAYS.index(day) for day in said}))
    if len(weekdays) == 7 and parts.get("INTERVAL", "1") == "1":
        return {"shape": "days"}
    return {"shape": "weeks", "weekdays": weekdays}


def _months(parts: dict[str, str], first: Day) -> dict[str, Any] | None:
    if "BYDAY" in parts and "BYMONTHDAY" not in parts:
        nth = _nth(parts)
        return None if nth is None else {"shape": "months"} | nth
    said = parts.pop("BYMONTHDAY", str(first.day)).split(",")
    days = sorted({int(day) for day in said}, key=lambda day: (day < 0, day))
    return None if any(day < -1 for day in days) else {"shape": "months", "nth": tuple(days)}


def _years(parts: dict[str, str], first: Day) -> dict[str, Any] | None:
    month = parts.pop("BYMONTH", "")
    if month not in ("", str(first.month), f"{first.month:02}"):
        return None
    if not month and ("BYDAY" in parts or "BYMONTHDAY" in parts):
        return None  # a weekday would be counted in the year, and a day be one of each month
    if "BYDAY" in parts:
        nth = _nth(parts)
        return None if nth is None else {"shape": "years", "month": first.month} | nth
    if parts.pop("BYMONTHDAY", str(first.day)) != str(first.day) or (first.month, first.day) == (2, 29):
        return None
    return {"shape": "years"}


def _nth(parts: dict[str, str]) -> dict[str, Any] | None:
    """Numbered weekdays of one name, `2SU`, or `SU` with a BYSETPOS."""
    said = parts.pop("BYDAY").split(",")
    places = parts.pop("BYSETPOS", "").split(",")
    if places != [""]:
        if len(said) != 1 or said[0] not in WEEKDAYS:
            return None
        said = [place + said[0] for place in places]
    names = {day[-2:] for day in said}
    numbers = [day[:-2].lstrip("+") for day in said]
    if len(names) != 1 or not set(numbers) <= set(NTH):
        return None
    nth = sorted({int(number) for number in numbers}, key=lambda number: (number < 0, number))
    return {"weekdays": (WEEKDAYS.index(names.pop()),), "nth": tuple(nth)}


SHAPES: Final[Mapping[str, Callable[[dict[str, str], Day], dict[str, Any] | None]]] = {
    "DAILY": _days,
    "WEEKLY": _weeks,
    "MONTHLY": _months,
    "YEARLY": _years,
}
"""What a rule of each FREQ can be, by name."""
