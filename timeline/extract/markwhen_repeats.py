"""How often an entry of Markwhen repeats: `every other week until 2025-12-12`, `every 12 months x30`, as RFC 5545."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import islice, takewhile
from typing import Final, NamedTuple

from timeline.dates import When

FREQUENCIES: Final = {"day": "DAILY", "week": "WEEKLY", "month": "MONTHLY", "year": "YEARLY"}
SHORTEST_STEP: Final = {"day": 1, "weekday": 1, "week": 7, "month": 28, "year": 365}
MOST_TIMES: Final = 10_000
MOST_DATES: Final = 2_000
"""Dates that are listed one by one, where no rule says them."""
LONGEST: Final = 366
"""Days that one occurrence may last."""
_EVERY: Final = re.compile(
    r"(?P<date>.+?)\s+every\s+(?:(?P<step>\d{1,3}|other)\s+)?"
    r"(?P<unit>(?:week\s?|business\s?|work\s?)days?|days?|weeks?|months?|years?|hours?|minutes?|seconds?|quarters?)"
    r"(?:\s+(?:for\s+(?P<times>\d{1,5})\s+times?|x\s?(?P<count>\d{1,5})"
    r"|for\s+(?P<length>\d{1,4})\s+(?P<of>day|week|month|year)s?|(?:until|\|)\s*(?P<until>.+)))?",
    re.IGNORECASE,
)
_WHOLE_DAYS: Final = re.compile(r"\d{4}-\d\d-\d\d(?:/\d{4}-\d\d-\d\d)?")


class Repeat(NamedTuple):
    """The words of the first date, and how it repeats: a step of units, so many times or to a day (or neither)."""

    date: str
    step: int
    unit: str
    times: int | None
    length: tuple[int, str] | None
    until: str


def repeat(words: str) -> Repeat | None:
    """How the words say that a date repeats; None where they do not."""
    match = _EVERY.fullmatch(words)
    if match is None:
        return None
    said = (match["step"] or "1").lower()
    unit = re.sub(r"\s", "", match["unit"].lower()).removesuffix("s")
    if unit in ("businessday", "workday"):
        unit = "weekday"
    times = match["times"] or match["count"]
    return Repeat(
        date=match["date"],
        step=2 if said == "other" else max(int(said), 1),
        unit=unit,
        times=min(max(int(times), 1), MOST_TIMES) if times else None,
        length=(int(match["length"]), match["of"].lower()) if match["length"] else None,
        until=(match["until"] or "").strip(),
    )


def lines(rule: Repeat, when: When, read: Callable[[str], When | str]) -> tuple[str, ...] | str:
    """The content lines of the series that begins with a date; why there is none. `read` reads the last day's words."""
    if rule.unit not in SHORTEST_STEP:
        return f"it repeats every {rule.unit}; a series here has days at least"
    first, end = when.earliest, when.latest
    if not _WHOLE_DAYS.fullmatch(when.edtf) or first is None or end is None or not 1 <= first.year <= 9000:
        return "only an exact day, time or span of days repeats"
    lasting = end.ordinal - first.ordinal
    if lasting > LONGEST:
        return f"each of its occurrences would last more than {LONGEST} days"
    if lasting >= SHORTEST_STEP[rule.unit] * rule.step:
        return "it would begin again before it has ended"
    start = date(*first)
    last = _last_day(rule, start, read)
    if isinstance(last, str):
        return last
    if rule.unit == "weekday" and rule.step > 1 and rule.step % 5:
        return _listed(rule, start, last, when)
    return (_rule(rule, last),)


def _last_day(rule: Repeat, start: date, read: Callable[[str], When | str]) -> date | str | None:
    """The last day on which it may begin; None where nothing bounds it but a count."""
    if rule.length:
        return _after(start, *rule.length) - timedelta(days=1)
    if not rule.until:
        return None
    last = read(rule.until)
    if isinstance(last, str):
        return f"its last day: {last}"
    if last.latest is None or not 1 <= last.latest.year <= 9999:
        return f"its last day {rule.until[:40]!r} is none"
    day = date(*last.latest)
    return day if day >= start else f"its last day ({day}) is before its first ({start})"


def _after(start: date, count: int, unit: str) -> date:
    if unit in ("day", "week"):
        return start + timedelta(days=count * (7 if unit == "week" else 1))
    months = start.year * 12 + start.month - 1 + count * (12 if unit == "year" else 1)
    return date(months // 12, months % 12 + 1, min(start.day, 28))


def _rule(rule: Repeat, last: date | None) -> str:
    parts = ["FREQ=" + FREQUENCIES.get(rule.unit, "WEEKLY")]
    step = rule.step
    if rule.unit == "weekday":
        # Five working days are a week.
        step = rule.step // 5 or 1
    if step > 1:
        parts.append(f"INTERVAL={step}")
    if rule.unit == "weekday" and rule.step == 1:
        parts.append("BYDAY=MO,TU,WE,TH,FR")
    if rule.times:
        parts.append(f"COUNT={rule.times}")
    elif last:
        parts.append(f"UNTIL={last:%Y%m%d}")
    return "RRULE:" + ";".join(parts)


def _listed(rule: Repeat, start: date, last: date | None, when: When) -> tuple[str, ...] | str:
    """RDATE: RFC 5545 has no rule for every twelfth working day."""
    if rule.times is None and last is None:
        return f"every {rule.step} working days without an end is no rule of a calendar; say how often or until when"
    days = _working_days(start, rule.step)
    within = islice(days, rule.times) if rule.times else takewhile(lambda day: last is None or day <= last, days)
    clock = "T" + when.start_time.replace(":", "").ljust(6, "0") if when.start_time else ""
    # The first is the date itself.
    texts = [f"{day:%Y%m%d}{clock}" for day in islice(within, MOST_DATES)][1:]
    if not texts:
        return ()
    name = "RDATE" if clock else "RDATE;VALUE=DATE"
    return (f"{name}:{','.join(texts)}",)


def _working_days(start: date, step: int) -> Iterator[date]:
    """A day, and every so many working days (Monday to Friday) after it."""
    day, count = start, 0
    yield day
    while day.year < 9999:
        day += timedelta(days=1)
        count += day.weekday() < 5
        if day.weekday() < 5 and count % step == 0:
            yield day
