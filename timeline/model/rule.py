"""Which rules of RFC 5545 are taken: those that name days or times of a year, not more than can be expanded."""

from __future__ import annotations

import re
from math import prod
from typing import Final

FREQUENCIES: Final = {
    # FREQ      most occurrences a year before BY parts multiply them
    "DAILY": 366,
    "WEEKLY": 53,
    "MONTHLY": 12,
    "YEARLY": 1,
}
LONGEST_COUNT: Final = 10_000
MOST_A_YEAR: Final = 2_000
MOST_PARTS: Final = 400
"""Values in the BY parts of one rule together; BYYEARDAY may list a year."""
BY: Final = {
    # part        the values it may have (without sign)
    "BYSECOND": (0, 60),
    "BYMINUTE": (0, 59),
    "BYHOUR": (0, 23),
    "BYMONTHDAY": (1, 31),
    "BYYEARDAY": (1, 366),
    "BYWEEKNO": (1, 53),
    "BYMONTH": (1, 12),
    "BYSETPOS": (1, 366),
}
PARTS: Final = frozenset({"FREQ", "COUNT", "INTERVAL", "UNTIL", "WKST", "BYDAY"})
_SIGNED: Final = frozenset({"BYMONTHDAY", "BYYEARDAY", "BYWEEKNO", "BYSETPOS"})
_WEEKDAY: Final = re.compile(r"([+-]?[1-9]\d?)?(?:SU|MO|TU|WE|TH|FR|SA)")
_LENGTHS: Final = {2: 29, 4: 30, 6: 30, 9: 30, 11: 30}


class BadSeries(ValueError):
    """A rule that is wrong, or would cost too much; the message says why."""


def check(parts: dict[str, str]) -> None:
    """Check the parts of a rule by name; a UNTIL beside a COUNT is dropped. Raises `BadSeries`."""
    for name in sorted(parts):
        if name not in BY and name not in PARTS:
            raise BadSeries(f"{name}={parts[name][:20]} is not understood")
    frequency = parts.get("FREQ", "")
    if frequency not in FREQUENCIES:
        known = ", ".join(FREQUENCIES)
        raise BadSeries(f"FREQ={frequency or '(none)'} is not taken; a series repeats {known}")
    _check_numbers(parts)
    _check_by(parts, frequency)
    _check_possible(parts)


def _check_numbers(parts: dict[str, str]) -> None:
    for name, most in (("COUNT", LONGEST_COUNT), ("INTERVAL", 1_000)):
        said = parts.get(name, "1")
        if not said.isdigit() or not 1 <= int(said[:12]) <= most:
            raise BadSeries(f"{name}={said[:20]} is not taken; it goes from 1 to {most:,}")
    if "COUNT" in parts and "UNTIL" in parts:
        del parts["UNTIL"]  # RFC 5545 forbids both; COUNT says how many the producer meant.


def _check_by(parts: dict[str, str], frequency: str) -> None:
    """Each BY part has values of its kind, and together they do not name more than `MOST_A_YEAR` times a year."""
    lists = {name: said.split(",") for name, said in parts.items() if name.startswith("BY")}
    if sum(map(len, lists.values())) > MOST_PARTS:
        raise BadSeries(f"the rule lists more than {MOST_PARTS} values")
    for name, values in lists.items():
        for said in values:
            if not _is_value(name, said):
                raise BadSeries(f"{name}={said[:20]} is no value of that part")
    a_day = prod(len(set(lists.get(name, ["0"]))) for name in ("BYHOUR", "BYMINUTE", "BYSECOND"))
    days = FREQUENCIES[frequency] if not lists.keys() - {"BYHOUR", "BYMINUTE", "BYSECOND"} else 366
    if a_day > 1 and a_day * days > MOST_A_YEAR:
        raise BadSeries(f"the rule names up to {a_day * days:,} times a year; at most {MOST_A_YEAR:,} are taken")


def _is_value(name: str, said: str) -> bool:
    if name == "BYDAY":
        match = _WEEKDAY.fullmatch(said)
        return match is not None and abs(int(match[1] or 1)) <= 53
    least, most = BY.get(name, (1, 0))
    bare = said.lstrip("+-") if name in _SIGNED else said
    return bare.isascii() and bare.isdigit() and len(bare) <= 3 and least <= int(bare) <= most


def _check_possible(parts: dict[str, str]) -> None:
    """A day that no month has is looked for in vain, for ever."""
    if parts.get("BYMONTHDAY") and parts.get("BYMONTH"):
        days = [int(said) for said in parts["BYMONTHDAY"].split(",")]
        months = [int(said) for said in parts["BYMONTH"].split(",")]
        if all(abs(day) > _LENGTHS.get(month, 31) for day in days for month in months):
            raise BadSeries("no month of the rule has such a day")
