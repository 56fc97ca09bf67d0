"""`repeat:`, `except:` and `changed:` of an entry: the rule of a series, in words or by RFC 5545, and what departs."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any, Final, NamedTuple

from yaml import Node, ScalarNode

from timeline.dates.local_time import FLOATING
from timeline.dates.reading.series import plain, read_series
from timeline.files.entry_date import WHEN, Dated, ReadingSettings, resolve
from timeline.files.located import Located
from timeline.files.shapes import Either, Field, Listed, Raw, Record, Scalar, choice, text
from timeline.model.event import STATUSES, Event, Override
from timeline.model.pattern import event_words
from timeline.model.recurrence import recurs, series
from timeline.model.rule import BadSeries, check
from timeline.model.series_lines import starts_with_rule
from timeline.model.values import Unfit, quoted

MOST: Final = 2_000
"""Dates left out or changed of one series."""
REMEDY: Final = 'write `every Tuesday until 2027-06-30`, or {rrule: "FREQ=WEEKLY;UNTIL=20270630"}'
UNITS: Final = {"day": "DAILY", "week": "WEEKLY", "month": "MONTHLY", "year": "YEARLY"}
WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
NUMBERS: Final = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
EVERY: Final = {"": "1", "other": "2", "second": "2", "third": "3", "fourth": "4"}
_WEEKDAY: Final = "|".join(WEEKDAYS)
_WORDS: Final = re.compile(
    r"every(?: (?P<every>other|second|third|fourth|\d{1,3}))? ?"
    rf"(?:(?P<unit>day|week|month|year)s?(?: on (?P<on>(?:{_WEEKDAY})s?(?:(?:, | and )(?:{_WEEKDAY})s?)*))?"
    rf"|(?P<days>(?:{_WEEKDAY})(?:(?:, | and )(?:{_WEEKDAY}))*))"
    r"(?:,? until (?P<until>\d{4}-\d\d-\d\d)|,? (?P<times>\d{1,4}|[a-z]+) times)?"
)


def _day(value: str) -> str:
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", value) or not _is_day(value):
        raise Unfit(f"{quoted(value)} is no day", "write the day as 2025-06-20")
    return value


DAY: Final = Scalar(_day, {"type": "string", "format": "date"})
REPEAT: Final = Either(
    text(300, instead=REMEDY),
    Record(
        {
            "rrule": Field("The rule as RFC 5545 has it: FREQ=WEEKLY;UNTIL=20270630.", text(2000), required=True),
            "text": Field("The words it was read from.", text(300)),
        }
    ),
)
EXCEPT: Final = Listed(DAY, "day", MOST, distinct=True)
CHANGED: Final = Listed(
    Record(
        {
            "on": Field("The day of the date that differs, by the rule.", DAY, required=True),
            "when": Field("Its own date.", WHEN),
            "title": Field("Its own title.", text(300)),
            "summary": Field('Its own summary; "" for none.', text(5000, lines=True)),
            "status": Field("What is said of this date alone.", choice(STATUSES, "status")),
        }
    ),
    "change",
    MOST,
)


class Repeated(NamedTuple):
    """What an entry says of its series; `node` is where the words stand that the rule was read from, None of a rule."""

    recurrence: tuple[str, ...] = ()
    overrides: tuple[Override, ...] = ()
    node: Node | None = None
    words: str = ""


def rule_of(words: str, language: str = "en") -> str:
    """The rule that words say, in the language or another that has phrases. Raises `BadSeries`."""
    found = _WORDS.fullmatch(" ".join(words.lower().split()))
    if found is not None:
        return _english(words, found)
    said = read_series(words, language)
    if said is None:
        raise BadSeries(f"{quoted(words)} names no rule")
    return said.rule


def _english(words: str, found: re.Match[str]) -> str:
    said = found["every"] or ""
    parts = {"FREQ": UNITS[found["unit"] or "week"], "INTERVAL": EVERY.get(said, said)}
    if days := found["on"] or found["days"]:
        if parts["FREQ"] != "WEEKLY":
            raise BadSeries(f"{quoted(words)} names weekdays of a {found['unit']}")
        named = re.findall(_WEEKDAY, days)
        parts["BYDAY"] = ",".join(day[:2].upper() for day in named)
    if found["until"]:
        parts["UNTIL"] = date.fromisoformat(found["until"]).strftime("%Y%m%d") if _is_day(found["until"]) else "?"
    if times := found["times"]:
        parts["COUNT"] = str(NUMBERS.index(times) + 1) if times in NUMBERS else times
    if parts["INTERVAL"] == "1":
        del parts["INTERVAL"]
    return ";".join(f"{name}={value}" for name, value in parts.items())


def _is_day(said: str) -> bool:
    try:
        return bool(date.fromisoformat(said))
    except ValueError:
        return False


def read_repeat(raw: Raw, dated: Dated | None, context: ReadingSettings, at: Located) -> Repeated:
    """The series of an entry; nothing where it has none, or after telling what is wrong with it."""
    said = raw.values.get("repeat")
    for name in ("except", "changed"):
        if raw.values.get(name) and "repeat" not in raw.nodes:
            at.wrong(raw.nodes[name], f"{name} without repeat", "say how the entry repeats, or leave it out")
            return Repeated()
    if not said or dated is None:
        return Repeated()
    node = raw.nodes["repeat"]
    words = said if isinstance(said, str) else said.values.get("text", "")
    if isinstance(said, Raw) and "rrule" not in said.values:
        return Repeated()
    try:
        rule = _checked(rule_of(said, context.language) if isinstance(said, str) else said.values["rrule"])
    except BadSeries as error:
        at.wrong(node, f"repeat: {error}", REMEDY)
        return Repeated()
    event = _event(dated, (f"RRULE:{rule}",))
    if not recurs(event):
        at.wrong(node, f"{dated.when.edtf} cannot repeat", "only an exact day, time or interval of days does")
        return Repeated()
    if not starts_with_rule(dated.when, rule):
        what = f"the rule does not name {dated.when.earliest}, on which the entry begins"
        at.wrong(node, what, "write the first date of the series in `when`")
        return Repeated()
    if isinstance(said, str) and (written := _contradiction(said, event, context)):
        at.wrong(node, f"{quoted(said)} contradicts `when`, which makes it: {written}", "leave out how it begins")
        return Repeated()
    return _departures(raw, event, context, at)._replace(
        node=node if isinstance(node, ScalarNode) else None, words=words
    )


def _contradiction(words: str, event: Event, context: ReadingSettings) -> str:
    """What words would be that say of a series when it begins, or its hours, where those given say something else."""
    said = read_series(words, context.language)
    if said is None or not said.is_whole:
        return ""
    written = event_words(event, said.language, context.hemisphere)
    return "" if plain(written) == plain(words) else written


def _checked(rule: str) -> str:
    """The rule in capitals, part by part. Raises `BadSeries`."""
    text = re.sub(r"\s+", "", rule).upper().removeprefix("RRULE:").strip(";")
    pairs = [part.partition("=") for part in text.split(";")]
    parts = {name: said for name, _, said in pairs}
    if len(parts) != len(pairs) or not all(name and said for name, _, said in pairs):
        raise BadSeries(f"{quoted(rule)} is no rule (FREQ=…;…)")
    until = parts.get("UNTIL", "20240101")
    check(parts)
    if not re.fullmatch(r"\d{8}(T\d{6}Z?)?", until) or not _is_day(f"{until[:4]}-{until[4:6]}-{until[6:8]}"):
        raise BadSeries(f"UNTIL={until[:20]} is no day of the calendar")
    return ";".join(f"{name}={said}" for name, said in parts.items())


def _event(dated: Dated, lines: Sequence[str]) -> Event:
    first = dated.when.earliest
    year = min(max(first.year, 1), 9000) if first is not None else 1
    at = datetime(year, 1, 1, tzinfo=UTC)
    return Event(id="series", title="", when=dated.when, recurrence=tuple(lines), published=at, updated=at)


def _departures(raw: Raw, event: Event, context: ReadingSettings, at: Located) -> Repeated:
    """The rule with the dates that are left out, and those that differ."""
    keys = {each.key[:8]: each.key for each in series(event).occurrences}
    without = [day for day in raw.values.get("except", ()) if _is_named(day, keys, raw.nodes["except"], at)]
    lines = list(event.recurrence)
    if without:
        lines.append("EXDATE;VALUE=DATE:" + ",".join(day.replace("-", "") for day in without))
    # A date of its own that names no zone is by the clock of its series.
    clock = context._replace(local_times=event.when.timezone or FLOATING, published=None)
    overrides = []
    for change in raw.values.get("changed", ()):
        day = change.values.get("on", "")
        if day and _is_named(day, keys, change.nodes["on"], at):
            overrides.append(_override(change, keys[day.replace("-", "")], clock, at))
    return Repeated(tuple(lines), tuple(overrides))


def _is_named(day: str, keys: Mapping[str, str], node: Node, at: Located) -> bool:
    if day.replace("-", "") in keys:
        return True
    at.wrong(node, f"{day} is no date of the series", "write a day that its rule names")
    return False


def _override(change: Raw, original: str, context: ReadingSettings, at: Located) -> Override:
    fields: dict[str, Any] = {name: change.values.get(name, "") for name in ("title", "summary", "status")}
    if change.values.get("summary") == "":
        fields["without"] = ("summary",)
    if said := change.values.get("when"):
        dated = resolve(said, change.nodes["when"], context, at)
        fields["when"] = dated and dated.when
    return Override(original=original, **fields)
