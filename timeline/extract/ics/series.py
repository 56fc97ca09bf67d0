"""Recurring series: their rule and dates as content lines of ours, and rules refused that would never end.

Nothing is expanded here. A rule is passed on in calendars and expanded elsewhere for a bounded window, so a rule that
is costly to expand is refused with its series: its first date alone would say something that the source does not.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time
from typing import Final

from timeline.dates import When
from timeline.extract.ics.lines import Component, Property, parse
from timeline.extract.ics.stated_zone import StatedZone
from timeline.extract.ics.times import BadDate, Moment, Zones, duration, moment
from timeline.extract.ics.zones import place_of
from timeline.model.event import Event
from timeline.model.recurrence import Series, series
from timeline.model.rule import BadSeries, check
from timeline.model.series_lines import times_of_day

OLDEST: Final = 200
"""Years before its retrieval that a series may have begun: address books write 1604 where no year is known."""
MOST_DATES: Final = 2_000
"""Dates in RDATE and EXDATE of one series."""
OLD_RULES: Final = {
    # vCalendar   FREQ      the part that its list is
    "D": ("DAILY", ""),
    "W": ("WEEKLY", "BYDAY"),
    "MP": ("MONTHLY", "BYDAY"),
    "MD": ("MONTHLY", "BYMONTHDAY"),
    "YM": ("YEARLY", "BYMONTH"),
    "YD": ("YEARLY", "BYYEARDAY"),
}
_OLD: Final = re.compile(
    r"(D|W|MP|MD|YM|YD)(\d{1,3})((?:\s+(?:SU|MO|TU|WE|TH|FR|SA|\d{1,3}[+-]?))*?)(?:\s+#(\d{1,9})|\s+(\d{8}T\d{6}Z?))?"
)
_RULE: Final = re.compile(r"[A-Z-]+=[A-Z0-9,+-]+(?:;[A-Z-]+=[A-Z0-9,+-]+)*")


def recurrence(component: Component, first: Moment, zones: Zones, retrieved: datetime) -> tuple[str, ...]:
    """The content lines of a series (RFC 5545): RRULE, RDATE, EXDATE, in this order; nothing for a single event.

    Raises `BadSeries`.
    """
    rules = [rule(stated.value, first, retrieved) for stated in component.every("RRULE")]
    if len(rules) > 5:
        raise BadSeries(f"{len(rules)} rules; at most 5 are read")
    lines = [f"RRULE:{text}" for text in dict.fromkeys(rules)]
    lines += [f"EXRULE:{rule(stated.value, first, retrieved)}" for stated in component.every("EXRULE")[:5]]
    for name in ("RDATE", "EXDATE"):
        lines += _date_lines(name, component.every(name), zones, first, lines)
    if not any(line.startswith(("RRULE", "RDATE")) for line in lines):
        return ()
    return _without_exrule(tuple(lines), first, retrieved)


def with_place(component: Component, zones: Zones, retrieved: datetime) -> Zones:
    """The zones with the place that stands for the zone of a series, where its VTIMEZONE alone says what it is: the
    IANA zone that has its offset at every occurrence.

    Raises `BadSeries` where there is none: a rule runs by a clock, and an offset is one half of the year's only.
    """
    start = component.first("DTSTART")
    name = start.parameters.get("TZID", "") if start else ""
    stated = zones.get(name)
    if start is None or stated is None or place_of(name, stated) or not component.first("RRULE", "RDATE"):
        return zones
    others = {each: zone for each, zone in zones.items() if each != name}
    clock_time = moment(start.value, start.parameters, others, []).timed
    if clock_time is None:
        return zones
    # Which dates it has is asked of its own clock, whatever that is.
    first = Moment(clock_time)
    lines = recurrence(component, first, others, retrieved)
    place = stated.equal_place(clock_times(clock_time, lines, retrieved))
    if not place:
        reason = f"its zone {name[:60]!r} has the clock of no place that is known at all its dates"
        raise BadSeries(f"{reason}, and a series needs one")
    return others | {name: StatedZone(stated.component, place)}


def clock_times(first: datetime, lines: Sequence[str], retrieved: datetime) -> list[datetime]:
    """Local times of the occurrences of a series, as far as they are expanded."""
    found = _expand(Moment(first), lines, retrieved).occurrences
    return [datetime.fromisoformat(each.key) for each in found]


def _expand(first: Moment, lines: Sequence[str], retrieved: datetime) -> Series:
    """The occurrences by the clock of the series, whatever its zone."""
    clock_time = f"{first.at:%H:%M:%S}" if first.timed else None
    when = When(str(first.day), "", clock_time)
    return series(
        Event(id="series", title="", when=when, recurrence=tuple(lines), published=retrieved, updated=retrieved)
    )


def _without_exrule(lines: tuple[str, ...], first: Moment, retrieved: datetime) -> tuple[str, ...]:
    """The lines with the dates that a rule leaves out (EXRULE) said one by one: RFC 5545 deprecates it, and clients do
    not read it. Raises `BadSeries` where they never end."""
    kept = tuple(line for line in lines if not line.startswith("EXRULE"))
    if len(kept) == len(lines):
        return lines
    whole = _expand(first, kept, retrieved)
    if whole.unending or len(whole.occurrences) > MOST_DATES:
        raise BadSeries("EXRULE is taken only of a series that ends: calendars must list what it leaves out")
    remaining = {each.key for each in _expand(first, lines, retrieved).occurrences}
    out = [moment(each.key, {}, {}, []) for each in whole.occurrences if each.key not in remaining]
    return (*kept, dates_line("EXDATE", [Moment(each.at, first.zone) for each in out], first)) if out else kept


def from_lines(lines: Sequence[str], when: When, retrieved: datetime) -> tuple[str, ...]:
    """Content lines that another chronology passes on, checked like those of a calendar; nothing for a vague date.

    Raises `BadSeries`.
    """
    first = _moment_of(when)
    if first is None or not lines:
        return ()
    component = Component("VEVENT", 1)
    for number, text in enumerate(lines[:100], 1):
        content = parse(text, number)
        if content is not None:
            component.properties.append(content)
    return recurrence(component, first, {}, retrieved)


def _moment_of(when: When) -> Moment | None:
    """The start of a date that is known to the day, as calendars have it; None of any other."""
    day = when.earliest
    # Calendars count years with four digits from 0001.
    if not when.is_exact or day is None or not 1 <= day.year <= 9999:
        return None
    start = date(*day)
    if not when.start_time:
        return Moment(start)
    return Moment(datetime.combine(start, time.fromisoformat(when.start_time)), when.timezone or "")


def dates_line(name: str, dates: Iterable[Moment], first: Moment) -> str:
    """Dates as one content line, each brought to the type and the zone that DTSTART has: of another they would miss
    it (RFC 5545, section 3.8.5.1)."""
    values = ",".join(recurrence_id(each, first) + _mark(first) for each in dates)
    return f"{name}{_parameters(first)}:{values}"


def recurrence_id(date: Moment, first: Moment) -> str:
    """The name of an occurrence, in the type that DTSTART has and by its clock."""
    at = alike(date, first).at
    return f"{at:%Y%m%dT%H%M%S}" if isinstance(at, datetime) else f"{at:%Y%m%d}"


def alike(date: Moment, first: Moment) -> Moment:
    """A date in the type and the zone of another: Outlook writes midnight for a day, others a day for a time."""
    if first.timed is None:
        return Moment(date.day)
    if date.timed is None:
        return Moment(datetime.combine(date.day, first.timed.time()), first.zone)
    return Moment(date.on(first.zone) or date.at, first.zone)


def _parameters(first: Moment) -> str:
    # TZID takes names of zones only (RFC 5545, 3.2.19): a fixed offset is the clock of the series itself.
    if first.timed is None:
        return ";VALUE=DATE"
    return f";TZID={first.zone}" if first.zone and first.zone[0] not in "+-Z" else ""


def _mark(first: Moment) -> str:
    return "Z" if first.timed is not None and first.zone == "Z" else ""


def _date_lines(
    name: str, properties: list[Property], zones: Zones, first: Moment, lines: Sequence[str]
) -> Iterator[str]:
    """The content lines of RDATE or EXDATE: one of its dates, one of its periods. Raises `BadSeries`.

    `lines` are the rules and dates before them."""
    dates: dict[Moment, None] = {}
    periods: dict[str, None] = {}
    for each in properties:
        values = [value for value in re.split("[,;]", each.value) if value.strip()]
        if len(dates) + len(periods) + len(values) > MOST_DATES:
            raise BadSeries(f"{each.name} lists more than {MOST_DATES:,} dates")
        for value in values:
            begins, _, ends = value.partition("/")
            try:
                stated = moment(begins, each.parameters, zones, [])
                if name == "EXDATE" and stated.timed is None and first.timed is not None:
                    # A day leaves out all that is on it, as libical and ical.js have it.
                    dates |= dict.fromkeys(_of_day(stated, first, lines))
                    continue
                start = alike(stated, first)
                if ends and name == "RDATE" and start.timed is not None:
                    periods[_period(start, ends, each, zones, first)] = None
                else:
                    dates[start] = None
            except BadDate as error:
                raise BadSeries(f"{each.name}: {error}") from None
    if dates:
        yield dates_line(name, dates, first)
    if periods:
        yield f"{name};VALUE=PERIOD{_parameters(first)}:{','.join(periods)}"


def _of_day(day: Moment, first: Moment, lines: Sequence[str]) -> list[Moment]:
    """The starts that a series may have on a day."""
    assert first.timed is not None
    # The lines are by the clock of the series already, and a date that floats turns no clock.
    times = times_of_day(day.day, first.timed.time(), lines, When("2000-01-01"))
    return [Moment(datetime.combine(day.day, time_of_day), first.zone) for time_of_day in times]


def _period(start: Moment, ends: str, stated: Property, zones: Zones, first: Moment) -> str:
    """A period with its start and its end (RFC 5545, section 3.3.9). Raises `BadDate`."""
    if ends.strip().upper().startswith("P"):
        end = Moment(start.at + duration(ends, stated.name), first.zone)
    else:
        end = moment(ends, stated.parameters, zones, [])
    mark = _mark(first)
    return f"{recurrence_id(start, first)}{mark}/{recurrence_id(end, first)}{mark}"


def rule(value: str, first: Moment, retrieved: datetime) -> str:
    """The rule in capitals, checked part by part. Raises `BadSeries` where it is wrong or would cost too much."""
    parts = _parts(value)
    if first.day.year < retrieved.year - OLDEST:
        raise BadSeries(f"it began in {first.day.year}, more than {OLDEST} years ago")
    check(parts)
    if "UNTIL" in parts:
        parts["UNTIL"] = _until(parts["UNTIL"], first)
    return ";".join(f"{name}={said}" for name, said in parts.items())


def _parts(value: str) -> dict[str, str]:
    """The parts of a rule by name, in their order, without those that say nothing. Raises `BadSeries`."""
    text = _from_vcalendar(value.strip().upper()) or re.sub(r"\s+", "", value).upper().strip(";")
    if len(text) > 2_000 or not _RULE.fullmatch(text):
        raise BadSeries(f"{value[:60]!r} is no rule (FREQ=…;…)")
    parts: dict[str, str] = {}
    for part in text.split(";"):
        name, _, said = part.partition("=")
        if name in parts:
            raise BadSeries("the rule says one of its parts twice")
        parts[name] = said
    return {name: said for name, said in parts.items() if not _says_nothing(name, said)}


def _says_nothing(name: str, said: str) -> bool:
    """Parts that change nothing for us: a producer's own, and what RFC 7529 (section 4) says anyhow."""
    return name.startswith("X-") or (name, said) in (("RSCALE", "GREGORIAN"), ("SKIP", "OMIT"))


def _from_vcalendar(value: str) -> str:
    """A rule of vCalendar 1.0 (its section on recurrence) as one of iCalendar; nothing where it is none of the usual.

    `D2 #5` every other day, five times (a missing count is 2, `#0` is for ever); `W1 MO WE 20240601T000000`;
    `MP1 1+ MO`, `MD1 15`, `YM1 6`; `YD1 100`.
    """
    match = _OLD.fullmatch(value)
    if match is None:
        return ""
    frequency, part = OLD_RULES[match[1]]
    values = match[3].split()
    if match[1] == "MP":
        values = [_nth_weekday(nth, day) for nth, day in zip(values[::2], values[1::2], strict=False)]
    text = f"FREQ={frequency};INTERVAL={int(match[2])}"
    if values and part:
        text += f";{part}={','.join(values)}"
    if match[5]:
        return f"{text};UNTIL={match[5]}"
    count = int(match[4]) if match[4] else 2
    return text if count == 0 else f"{text};COUNT={count}"


def _nth_weekday(nth: str, day: str) -> str:
    """`1+ MO` as `1MO`, `2- FR` as `-2FR`: vCalendar writes the sign behind."""
    sign = "-" if nth[-1] == "-" else ""
    return f"{sign}{nth[:-1]}{day}"


def _until(said: str, first: Moment) -> str:
    """UNTIL as a date where DTSTART is one, else as a time by its clock."""
    try:
        until = moment(said, {}, {}, [])
    except BadDate as error:
        raise BadSeries(f"UNTIL: {error}") from None
    if first.timed is None:
        return f"{until.day:%Y%m%d}"
    if until.timed is None:
        # A date includes that local day.
        return f"{until.day:%Y%m%d}T235959"
    # By the clock of the series, as ical.js takes one without Z, though RFC 5545 asks for UTC.
    return f"{until.on(first.zone):%Y%m%dT%H%M%S}"
