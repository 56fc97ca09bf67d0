"""A series cut in two at one of its dates: what comes before it, and what goes on from it.

A series that began before calendars hold times goes on from the first date that they hold; one whose calendar changes
"this and all that follow" (RFC 5545, section 3.2.13) is two series.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from dateutil.rrule import rrule, rrulestr

from timeline.dates import When
from timeline.model.recurrence import occurrence
from timeline.model.series_lines import content, local_moment, local_rule, recurrence_id, series_date

DAYS: Final = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_OF_DAY: Final = ("BYHOUR", "BYMINUTE", "BYSECOND")


@dataclass(frozen=True, slots=True)
class Rest:
    """A series from one of its dates on: that date, and the content lines that go on from it."""

    when: When
    lines: tuple[str, ...]


def until(when: When, lines: Sequence[str], at: datetime) -> tuple[str, ...]:
    """The content lines of a series that ends before `at`, by its local clock."""
    last = at - timedelta(seconds=1)
    said = f"{last:%Y%m%dT%H%M%S}" if when.start_time else f"{last:%Y%m%d}"
    cut: list[str] = []
    for line in lines:
        name, _, value = content(line)
        if name in ("RRULE", "EXRULE"):
            parts = rule_parts(value)
            if "COUNT" in parts and _is_over(value, when, at):
                cut.append(line)
                continue
            parts.pop("COUNT", None)
            ends = parts.get("UNTIL")
            if ends is None or local_moment(ends, {}, when)[0] > last:
                parts["UNTIL"] = said
            cut.append(f"{name}:{rule_text(parts)}")
        else:
            cut += _dates_kept(line, when, lambda date: date < at)
    return tuple(cut)


def _is_over(rule: str, when: When, at: datetime) -> bool:
    """Whether a rule names no date from an instant on."""
    start, _ = local_moment(_first_name(when), {}, when)
    return rrulestr(local_rule(rule, when), dtstart=start).after(at, inc=True) is None


def rest(when: When, lines: Sequence[str], at: datetime) -> Rest | None:
    """The series from its first date that is not before `at`, COUNT reduced by those before; None where there is no
    such date, or where more than one rule counts."""
    rules = [line for line in lines if line.startswith(("RRULE", "EXRULE"))]
    if len(rules) > 1 or any(line.startswith("EXRULE") for line in rules):
        return None
    kept = [text for line in lines if line not in rules for text in _dates_kept(line, when, lambda date: date >= at)]
    excluded = set(_dates(kept, "EXDATE", when))
    added = sorted(set(_dates(kept, "RDATE", when)) - excluded)
    following = _following(rules[0], when, at, excluded) if rules else None
    if following is not None:
        first, goes_on = following
        return Rest(occurrence(when, lines, _name(first, when)).when, (goes_on, *kept))
    return Rest(occurrence(when, lines, _name(added[0], when)).when, tuple(kept)) if added else None


def shift(when: When, lines: Sequence[str], by: timedelta) -> tuple[str, ...] | None:
    """The content lines of a series all of whose dates are moved by so much; None where a rule cannot say it."""
    shifted: list[str] = []
    for line in lines:
        name, _, value = content(line)
        if name in ("RRULE", "EXRULE"):
            parts = _shift_rule(rule_parts(value), when, by)
            if parts is None:
                return None
            shifted.append(f"{name}:{rule_text(parts)}")
        else:
            dates = [_name(date + by, when) for date in _dates([line], name, when)]
            # A length of its own gives way to that of the change (RFC 5545, section 3.8.4.4).
            head = line.partition(":")[0].replace(";VALUE=PERIOD", "")
            shifted.append(f"{head}:" + ",".join(_as_before(date, value) for date in dates))
    return tuple(shifted)


def rule_parts(rule: str) -> dict[str, str]:
    """The parts of a rule by name, in their order."""
    return dict(part.split("=", 1) for part in rule.split(";"))


def rule_text(parts: dict[str, str]) -> str:
    """The rule that these parts make."""
    return ";".join(f"{name}={said}" for name, said in parts.items())


def _following(line: str, when: When, at: datetime, excluded: set[datetime]) -> tuple[datetime, str] | None:
    """The rule's first date from `at` on that is not left out, and the rule from there on."""
    value = content(line)[2]
    start, _ = local_moment(_first_name(when), {}, when)
    rule = rrulestr(local_rule(value, when), dtstart=start)
    assert isinstance(rule, rrule)  # a set is made of several lines only
    before, first = 0, None
    for first in rule:
        if first >= at and first not in excluded:
            break
        before, first = before + 1, None
    if first is None:
        return None
    parts = rule_parts(value)
    if "COUNT" in parts:
        parts["COUNT"] = str(int(parts["COUNT"]) - before)
    return first, f"RRULE:{rule_text(parts)}"


def _shift_rule(parts: dict[str, str], when: When, by: timedelta) -> dict[str, str] | None:
    """The parts of a rule whose dates are moved: days of the week turn with it, what is implied follows DTSTART."""
    start, _ = local_moment(_first_name(when), {}, when)
    days = ((start + by).date() - start.date()).days
    parts = dict(parts)
    for name in _OF_DAY:
        if name in parts and by % timedelta(days=1):
            if "," in parts[name]:
                return None
            del parts[name]
    by_days = {name for name in parts if name.startswith("BY") and name not in _OF_DAY}
    if days and by_days:
        if by_days != {"BYDAY"} or parts["FREQ"] not in ("WEEKLY", "DAILY"):
            return None
        turned = [DAYS[(DAYS.index(day) + days) % 7] for day in parts["BYDAY"].split(",")]
        parts["BYDAY"] = ",".join(turned)
        if int(parts.get("INTERVAL", 1)) > 1:
            return None
    elif days and parts["FREQ"] in ("MONTHLY", "YEARLY"):
        return None
    if "UNTIL" in parts:
        last, timed = local_moment(parts["UNTIL"], {}, when)
        parts["UNTIL"] = f"{last + by:%Y%m%dT%H%M%S}" if timed else f"{last + by:%Y%m%d}"
    return parts


def _dates_kept(line: str, when: When, keep: Callable[[datetime], bool]) -> list[str]:
    """An RDATE or EXDATE with only those dates that `keep` takes; nothing where none is left."""
    head, _, value = line.partition(":")
    _, parameters, _ = content(line)
    kept = [text for text in value.split(",") if keep(series_date(text, parameters, when))]
    return [f"{head}:{','.join(kept)}"] if kept else []


def _dates(lines: Sequence[str], name: str, when: When) -> Iterator[datetime]:
    for line in lines:
        said, parameters, value = content(line)
        if said == name:
            for text in value.split(","):
                yield series_date(text, parameters, when)


def _first_name(when: When) -> str:
    first = when.earliest
    assert first is not None
    day = f"{first.year:04}{first.month:02}{first.day:02}"
    return f"{day}T{when.start_time.replace(':', ''):0<6}" if when.start_time else day


def _name(at: datetime, when: When) -> str:
    return recurrence_id(at, timed=when.start_time is not None)


def _as_before(date: str, value: str) -> str:
    return f"{date}Z" if value.endswith("Z") else date
