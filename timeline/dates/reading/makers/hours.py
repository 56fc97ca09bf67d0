"""Two times of one day: from 3 to 5 p.m. on 7 May."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from timeline.dates.reading.makers.times import clock_at, day_of_clock, hour_of_day
from timeline.dates.reading.rule import RuleMatch
from timeline.dates.reading.statement import Clock, Ends, Statement

_NOON: Final = 12


def hours_of(match: RuleMatch) -> Ends | None:
    """From 3 to 5 p.m., of the date beside it, or of the day the words before led to.

    The rule's groups are `hour minute half` and `hour2 minute2 half2`, or `oclock`, in `first` and `second`; `sign` is
    a colon or a word that says they are hours. Two bare numbers are none.
    """
    date = match.dates[0] if match.dates else Statement("TIME", find=day_of_clock, leans="clock")
    clocks = _clocks(match)
    if clocks is None or date.find is None or date.clock or date.part or date.relation or date.grain != "day":
        return None
    first, second = (replace(date, type="TIME", clock=clock) for clock in clocks)
    return Ends(first, _reach(match, "first"), second, _reach(match, "second"), "hours")


def _reach(match: RuleMatch, name: str) -> tuple[int, int]:
    """Where one of the times stands, with the date that stands beside it."""
    start, end = match.span(name)
    for low, high in match.spans:
        if name == "first" and high <= start:
            start = low
        elif name == "second" and low >= end:
            end = high
    return start, end


def _clocks(match: RuleMatch) -> tuple[Clock, Clock] | None:
    if not _says_times(match):
        return None
    first, second = _one(match, "", _first_half(match)), _one(match, "2", match.get("half2", match.get("half", "")))
    return (first, second) if first and second and first.start != second.start else None


def _says_times(match: RuleMatch) -> bool:
    """Whether they are times of day: not two bare numbers, not "3 to 5 hours", and alone not "2:15–2:30"."""
    if any(name in match for name in ("half", "half2", "oclock", "oclock2")):
        return True
    words = {match.text(name).lower() for name in ("sign", "sign2")} - {""}
    hours = (match.text("hour"), match.text("hour2"))
    if words & _LENGTHS:
        return any(name in match for name in _MINUTES) or any(hour.isdecimal() and int(hour) > _NOON for hour in hours)
    return bool(words) and (bool(match.dates) or ":" not in words or all(len(hour) > 1 for hour in hours))


_LENGTHS: Final = frozenset({"h", "hours", "hrs", "heure", "heures", "horas"})
"""Words that say a time of day and a length of time."""
_MINUTES: Final = ("minute", "minute2", "minute3")


def _first_half(match: RuleMatch) -> str:
    """The half of the day that the first time is in: its own, or that of the second where it then comes before it."""
    own, other = match.get("half", ""), match.get("half2", "")
    if own or not other or "hour" not in match or "hour2" not in match:
        return str(own or other)
    first, second = (int(match[name]) % _NOON for name in ("hour", "hour2"))
    crosses = other == "pm" and (first > second or (first == second and not match.text("minute2")))
    return "am" if crosses else str(other)


def _one(match: RuleMatch, number: str, half: str) -> Clock | None:
    if f"oclock{number}" in match:
        code, start = match[f"oclock{number}"]
        return Clock(code, start, match.get("zone"))
    hour = hour_of_day(int(match[f"hour{number}"]), half)
    minute = match.get(f"minute{number}") or (match.get("minute3") if not number else 0)
    return clock_at(hour, int(minute or 0), "", match.get("zone"))
