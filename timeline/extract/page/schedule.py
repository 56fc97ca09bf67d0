"""schema.org's Schedule, and lists of start dates: the first date of a series, and the lines of its rule (RFC 5545)."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from typing import Final

from timeline.dates import EDTFError, When
from timeline.extract import date_fields, objects
from timeline.extract.clock_times import clock_time
from timeline.extract.ics.zones import zone_name
from timeline.extract.objects import Object

Dated = tuple[When, tuple[str, ...]]
"""The first date, and the lines of the series; none for a single event."""
DAYS: Final = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
FREQUENCIES: Final = {
    "daily": ("DAILY", 1), "weekly": ("WEEKLY", 1), "monthly": ("MONTHLY", 1), "yearly": ("YEARLY", 1),
    "annually": ("YEARLY", 1), "biweekly": ("WEEKLY", 2), "fortnightly": ("WEEKLY", 2),
}  # fmt: skip
UNITS: Final = {"D": "DAILY", "W": "WEEKLY", "M": "MONTHLY", "Y": "YEARLY"}
SEARCHED: Final = 366 * 5
"""Days after the start of a schedule within which its first date must lie."""
_PERIOD: Final = re.compile(r"P(\d{1,3})([DWMY])", re.IGNORECASE)
_LENGTH: Final = re.compile(r"PT(?:(\d{1,3})H)?(?:(\d{1,4})M)?", re.IGNORECASE)
_BYDAY: Final = re.compile(r"([+-]?\d)?(MO|TU|WE|TH|FR|SA|SU)[A-Z]*", re.IGNORECASE)


class BadSchedule(ValueError):
    """A schedule that cannot be taken; the message says why."""


def series_of_schedule(fields: Object, first: str, last: str, order: str = "") -> Dated:
    """The series that a Schedule gives; `first` and `last` are the event's own start and end, which fill what it
    leaves out, `order` that of days and months in figures. Raises `BadSchedule`."""
    frequency, interval = _frequency(fields)
    start = _start(fields, first, order)
    by = _by_parts(fields, frequency)
    day = _first_day(start, by)
    try:
        when = _timed(fields, start, day, last, order)
    except EDTFError as error:
        raise BadSchedule(str(error)) from error
    rule = {"FREQ": frequency, "INTERVAL": str(interval) if interval > 1 else "", **by, **_end(fields, order)}
    lines = ["RRULE:" + ";".join(f"{name}={value}" for name, value in rule.items() if value)]
    if excepted := _exceptions(fields, when, order):
        lines.append(excepted)
    return when, tuple(lines)


def _text(fields: Object, name: str) -> str:
    return next(iter(objects.texts(fields.get(name))), "")


def _frequency(fields: Object) -> tuple[str, int]:
    said = _text(fields, "repeatFrequency")
    if match := _PERIOD.fullmatch(said):
        return UNITS[match[2].upper()], max(int(match[1]), 1)
    name = re.split(r"[/#:]", said.lower())[-1]
    if name in FREQUENCIES:
        return FREQUENCIES[name]
    if not said and fields.get("byDay"):
        return "WEEKLY", 1
    raise BadSchedule(f"its schedule repeats {said[:40]!r}, which is read as no rule; write P1W, P1M and the like")


def _start(fields: Object, first: str, order: str) -> When:
    said = _text(fields, "startDate") or first
    start = date_fields.read_date(said, order=order)
    if isinstance(start, str):
        raise BadSchedule(f"its schedule begins on no date: {start}")
    if not start.is_exact or start.earliest is None or not 1 <= start.earliest.year <= 9000:
        raise BadSchedule(f"its schedule begins on no known day: {said[:40]!r}")
    return start


def _by_parts(fields: Object, frequency: str) -> dict[str, str]:
    """BYDAY, BYMONTH and BYMONTHDAY; `byMonthWeek` says which week's days of a month they are."""
    days = [_weekday(text) for text in objects.texts(fields.get("byDay"))]
    weeks = [text for text in objects.texts(fields.get("byMonthWeek")) if re.fullmatch(r"-?[1-5]", text)]
    if weeks and frequency == "MONTHLY":
        days = [week + day for week in weeks for day in days]
    parts = {"BYDAY": ",".join(days)}
    for name, part, most in (("byMonth", "BYMONTH", 12), ("byMonthDay", "BYMONTHDAY", 31)):
        texts = objects.texts(fields.get(name))
        if not all(text.isdigit() and 1 <= int(text) <= most for text in texts):
            raise BadSchedule(f"its schedule has {name} {', '.join(texts)[:40]!r}")
        parts[part] = ",".join(texts)
    return {name: value for name, value in parts.items() if value}


def _weekday(text: str) -> str:
    match = _BYDAY.fullmatch(re.split(r"[/#:]", text)[-1].strip())
    if match is None:
        raise BadSchedule(f"its schedule is on {text[:40]!r}, which is no day of the week")
    return (match[1] or "") + match[2].upper()


def _first_day(start: When, by: dict[str, str]) -> date:
    """The first day from the start on that the schedule allows: DTSTART is always an occurrence (RFC 5545, 3.8.5.3)."""
    assert start.earliest is not None
    day = date(*start.earliest)
    for _ in range(SEARCHED):
        if _is_allowed(day, by):
            return day
        day += timedelta(days=1)
    raise BadSchedule("no day after its start is one of its schedule")


def _is_allowed(day: date, by: dict[str, str]) -> bool:
    if "BYMONTH" in by and str(day.month) not in by["BYMONTH"].split(","):
        return False
    if "BYMONTHDAY" in by and str(day.day) not in by["BYMONTHDAY"].split(","):
        return False
    if "BYDAY" not in by:
        return True
    name, behind = DAYS[day.weekday()], _days_left(day)
    names = {name, f"{(day.day + 6) // 7}{name}", f"+{(day.day + 6) // 7}{name}", f"-{behind // 7 + 1}{name}"}
    return bool(names & set(by["BYDAY"].split(",")))


def _days_left(day: date) -> int:
    """Days of the month after this one."""
    following = date(day.year + day.month // 12, day.month % 12 + 1, 1)
    return (following - day).days - 1


def _timed(fields: Object, start: When, day: date, last: str, order: str) -> When:
    """The first date with its hours and zone."""
    begins = clock_time(_text(fields, "startTime").removesuffix("Z")) or start.start_time
    if begins == "24:00":
        begins = start.start_time  # the midnight of another day than the one that the rule names
    zone = zone_name(_text(fields, "scheduleTimezone")) if _text(fields, "scheduleTimezone") else None
    if begins is None:
        return When.parse(day.isoformat())
    ends = clock_time(_text(fields, "endTime").removesuffix("Z")) or _end_by_length(begins, _text(fields, "duration"))
    if ends is None and last:
        end = date_fields.read_date(last, order=order)
        ends = end.start_time if isinstance(end, When) else None
    return When.parse(day.isoformat(), "", begins, ends if ends != begins else None, zone or start.timezone)


def _end_by_length(begins: str, length: str) -> str | None:
    match = _LENGTH.fullmatch(length)
    if match is None or not (match[1] or match[2]):
        return None
    minutes = int(match[1] or 0) * 60 + int(match[2] or 0)
    end = datetime.combine(date(2000, 1, 1), time.fromisoformat(begins)) + timedelta(minutes=minutes)
    return f"{end:%H:%M}" if minutes < 1440 else None


def _end(fields: Object, order: str) -> dict[str, str]:
    if (count := _text(fields, "repeatCount")).isdigit():
        return {"COUNT": count}
    if not (said := _text(fields, "endDate")):
        return {}
    end = date_fields.read_date(said, order=order)
    if isinstance(end, str) or not end.is_exact or end.earliest is None:
        raise BadSchedule(f"its schedule ends on no known day: {said[:40]!r}")
    return {"UNTIL": f"{date(*end.earliest):%Y%m%d}"}


def _exceptions(fields: Object, when: When, order: str) -> str:
    """EXDATE, of the type that the series has."""
    days = []
    for said in objects.texts(fields.get("exceptDate")):
        out = date_fields.read_date(said, order=order)
        if isinstance(out, str) or not out.is_exact or out.earliest is None:
            raise BadSchedule(f"its schedule leaves out no known day: {said[:40]!r}")
        days.append(f"{date(*out.earliest):%Y%m%d}" + (_clock(out.start_time or when.start_time)))
    return f"EXDATE{_parameters(when)}:{','.join(days)}" if days else ""


def series_of_dates(dates: list[When]) -> Dated | None:
    """The series of several dates, the first with the others added; None where they are not all of one form."""
    first = dates[0]
    if not all(_alike(first, each) for each in dates):
        return None
    texts = []
    for each in dates[1:]:
        assert each.earliest is not None
        begin = f"{date(*each.earliest):%Y%m%d}" + _clock(each.start_time)
        texts.append(begin)
    return (first, (f"RDATE{_parameters(first)}:{','.join(dict.fromkeys(texts))}",)) if texts else (first, ())


def _alike(first: When, each: When) -> bool:
    """Whether a date can be one more of the first: a known day, of the same hours and zone but for the start."""
    if not each.is_exact or each.earliest is None or not 1 <= each.earliest.year <= 9998:
        return False
    if (first.start_time is None) != (each.start_time is None) or first.timezone != each.timezone:
        return False
    return _length(first) == _length(each)


def _length(when: When) -> timedelta | None:
    if when.start_time is None or when.end_time is None:
        return None
    start, end = (
        datetime.combine(date(2000, 1, 1), time.fromisoformat(each)) for each in (when.start_time, when.end_time)
    )
    return (end - start) % timedelta(days=1)


def _clock(at: str | None) -> str:
    return "T" + at.replace(":", "").ljust(6, "0") if at else ""


def _parameters(when: When) -> str:
    """VALUE=DATE for days; the zone stands with the series, by whose clock its lines are read."""
    return "" if when.start_time else ";VALUE=DATE"
