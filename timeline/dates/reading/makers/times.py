"""Times of day, with or without their date."""

from __future__ import annotations

from dataclasses import replace

from timeline.dates.reading.makers.leaning import _from_story
from timeline.dates.reading.makers.whole import iso
from timeline.dates.reading.periods import Period
from timeline.dates.reading.rule import Found
from timeline.dates.reading.said import Clock, Context, Said


def clock_of(found: Found) -> Clock | None:
    """The time of day in the words."""
    zone = found.get("zone")
    if "oclock" in found:
        code, start = found["oclock"]
        return Clock(code + ("Z" if zone == "Z" else ""), start, zone)
    hour, minute = int(found["hour"]), int(found.get("minute", 0) or 0)
    second = found.text("sec")
    half = found.get("half", "")
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half == "pm" else 0)
    if hour > 24 or minute > 59 or (hour == 24 and minute) or (second and int(second) > 60):
        return None
    start = f"{hour % 24:02}:{minute:02}" + (f":{int(second):02}" if second else "")
    code = f"T{hour:02}:{minute:02}" + (f":{int(second):02}" if second else "")
    return Clock(code + ("Z" if zone == "Z" else ""), start, zone)


def clock(found: Found) -> Said | None:
    """A time alone: of the reference's day, or of the day the words before led to."""
    time = clock_of(found)
    if time is None:
        return None
    return Said("TIME", find=lambda c: _clock_day(c), clock=time, leans="clock")


def _clock_day(context: Context) -> Period | None:
    return context.day()


def at_clock(found: Found) -> Said | None:
    """A time with its date."""
    said, time = found.said[0], clock_of(found)
    if time is None or said.find is None or said.clock or said.part or said.grain != "day":
        return None
    return replace(said, type="TIME", clock=time)


def clock_and_date(found: Found) -> Said | None:
    """3 p.m. Friday, 12:00 UTC Monday: a bare number is no time of day."""
    if "half" not in found and "minute" not in found and "oclock" not in found:
        return None
    return at_clock(found)


def hour_of_half(found: Found) -> Said | None:
    """Three o'clock in the afternoon."""
    part = found.text("part").lower()
    hour = found["count"]
    if not isinstance(hour, int) or not 1 <= hour <= 12:
        return None
    if part in ("afternoon", "evening"):
        hour = hour % 12 + 12
    elif part == "morning":
        hour %= 12
    start = f"{hour:02}:00"
    return Said("TIME", find=_clock_day, clock=Clock(f"T{start}", start), leans="clock")


def in_zone(found: Found) -> Said | None:
    """A date or time as it is in a zone."""
    said = found.said[0]
    if said.find is None:
        return None
    time = said.clock or Clock("")
    return replace(said, clock=time._replace(zone=found["zone"]))


def zoned(found: Found) -> Said | None:
    """Monday, Paris time."""
    return in_zone(found) if found.said[0].clock or found.text("zone").lower().endswith("time") else None


def at_daypart(found: Found) -> Said | None:
    """Friday morning, the night of 3 August."""
    said = found.said[0]
    if said.find is None or said.clock or said.grain != "day":
        return None
    return replace(said, type="TIME", clock=Clock(found["daypart"]))


def at_late(found: Found) -> Said | None:
    """Late Tuesday: the evening."""
    said = found.said[0]
    if said.find is None or said.clock or not (said.weekday or (said.leans == "reference" and said.grain == "day")):
        return None
    return said


def daypart(found: Found) -> Said:
    """The morning, that afternoon: of the day the words before led to."""
    return Said("TIME", find=_clock_day, clock=Clock(found["daypart"]), leans="clock")


def some_daypart(found: Found) -> Said:
    """At night: of no day."""
    return Said("TIME", value=f"XXXX-XX-XX{found['daypart']}")


def next_daypart(found: Found) -> Said:
    """The next morning."""
    count = found["whence"]
    return Said("TIME", find=lambda c: _from_story(c, count, "day"), clock=Clock(found["daypart"]), leans="story")


def iso_time(found: Found) -> Said | None:
    """A day and a time as ISO 8601 writes them."""
    said = iso(found)
    time = clock_of(found.given(zone=found.get("offset")))
    return replace(said, type="TIME", clock=time) if said and time else None
