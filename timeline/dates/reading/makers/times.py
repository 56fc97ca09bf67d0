"""Times of day, with or without their date."""

from __future__ import annotations

from dataclasses import replace

from timeline.dates.reading.makers.leaning import _from_story
from timeline.dates.reading.makers.whole import iso, year_month_day
from timeline.dates.reading.periods import Period
from timeline.dates.reading.rule import RuleMatch
from timeline.dates.reading.statement import Clock, ReadingContext, Statement


def clock_of(match: RuleMatch) -> Clock | None:
    """The time of day in the words."""
    zone = match.get("zone", match.get("offset"))
    if "oclock" in match:
        code, start = match["oclock"]
        return Clock(f"{code}Z" if zone == "Z" else code, start, zone)
    hour = hour_of_day(int(match["hour"]), match.get("half", ""))
    return clock_at(hour, int(match.get("minute", 0) or 0), match.text("sec"), zone)


def clock_at(hour: int | None, minute: int, second: str, zone: str | None) -> Clock | None:
    """The time of day in figures; None where there is none such."""
    if hour is None or hour > 24 or minute > 59 or (hour == 24 and minute) or int(second or 0) > 60:
        return None
    rest = f"{minute:02}:{int(second):02}" if second else f"{minute:02}"
    # TIMEX3 keeps 24:00 as it was said; a `When` that starts at midnight starts at 00:00.
    code, start = f"T{hour:02}:{rest}", f"{hour % 24:02}:{rest}"
    return Clock(f"{code}Z" if zone == "Z" else code, start, zone)


def hour_of_day(hour: int, half: str) -> int | None:
    """The hour from 0 to 24; None where the half of the day does not fit ("14 p.m.")."""
    if not half:
        return hour
    if not 1 <= hour <= 12:
        return None
    return hour % 12 + 12 if half == "pm" else hour % 12


def clock(match: RuleMatch) -> Statement | None:
    """A time alone: of the reference's day, or of the day the words before led to."""
    time = clock_of(match)
    if time is None:
        return None
    return Statement("TIME", find=day_of_clock, clock=time, leans="clock")


def day_of_clock(context: ReadingContext) -> Period | None:
    """The day that a time of day alone belongs to."""
    return context.day()


def at_clock(match: RuleMatch) -> Statement | None:
    """A time with its date."""
    date, time = match.dates[0], clock_of(match)
    if time is None or date.find is None or date.clock or date.part or date.grain != "day":
        return None
    return replace(date, type="TIME", clock=time)


def clock_and_date(match: RuleMatch) -> Statement | None:
    """3 p.m. Friday, 12:00 UTC Monday: a bare number is no time of day."""
    if "half" not in match and "minute" not in match and "oclock" not in match:
        return None
    return at_clock(match)


def hour_of_half(match: RuleMatch) -> Statement | None:
    """Three o'clock in the afternoon."""
    part = match.text("part").lower()
    hour = match["count"]
    if not isinstance(hour, int) or not 1 <= hour <= 12:
        return None
    if part in ("afternoon", "evening"):
        hour = hour % 12 + 12
    elif part == "morning":
        hour %= 12
    start = f"{hour:02}:00"
    return Statement("TIME", find=day_of_clock, clock=Clock(f"T{start}", start), leans="clock")


def in_zone(match: RuleMatch) -> Statement | None:
    """A date or time as it is in a zone."""
    date = match.dates[0]
    if date.find is None:
        return None
    time = date.clock or Clock("")
    return replace(date, clock=time._replace(zone=match["zone"]))


def date_in_zone(match: RuleMatch) -> Statement | None:
    """Monday, Paris time."""
    return in_zone(match) if match.dates[0].clock or match.text("zone").lower().endswith("time") else None


def at_daypart(match: RuleMatch) -> Statement | None:
    """Friday morning, the night of 3 August."""
    date = match.dates[0]
    if date.find is None or date.clock or date.grain != "day":
        return None
    return replace(date, type="TIME", clock=Clock(match["daypart"]))


def at_late(match: RuleMatch) -> Statement | None:
    """Late Tuesday: the evening."""
    date = match.dates[0]
    if date.find is None or date.clock or not (date.weekday or (date.leans == "reference" and date.grain == "day")):
        return None
    return date


def log_time(match: RuleMatch) -> Statement | None:
    """A day named at length and a time, as the logs of servers have them."""
    date, time = year_month_day(match), clock_of(match)
    return replace(date, type="TIME", clock=time) if date and time else None


def daypart(match: RuleMatch) -> Statement:
    """The morning, that afternoon: of the day the words before led to."""
    return Statement("TIME", find=day_of_clock, clock=Clock(match["daypart"]), leans="clock")


def some_daypart(match: RuleMatch) -> Statement:
    """At night: of no day."""
    return Statement("TIME", value=f"XXXX-XX-XX{match['daypart']}")


def next_daypart(match: RuleMatch) -> Statement:
    """The next morning."""
    count = match["whence"]
    return Statement("TIME", find=lambda c: _from_story(c, count, "day"), clock=Clock(match["daypart"]), leans="story")


def iso_time(match: RuleMatch) -> Statement | None:
    """A day and a time as ISO 8601 writes them."""
    date = iso(match)
    time = clock_of(match.supply(zone=match.get("offset")))
    return replace(date, type="TIME", clock=time) if date and time else None
