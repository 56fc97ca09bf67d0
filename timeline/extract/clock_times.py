"""Times of day in fields and cells: alone (`2:30 PM`, `14h30`), and behind a day (`01.05.2024 14:30–16:00 Uhr`)."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from timeline.dates.clock import LOOSE_OFFSET
from timeline.extract.ics.zones import zone_name

NAMED_ZONES: Final = {
    # Of one meaning in use; dateutil reads none but UTC and GMT, dateparser one of each, of the ambiguous ones too.
    "WET": "Z", "WEST": "+01:00", "BST": "+01:00", "CET": "+01:00", "CEST": "+02:00", "MEZ": "+01:00", "MESZ": "+02:00",
    "EET": "+02:00", "EEST": "+03:00", "MSK": "+03:00", "SAST": "+02:00", "HKT": "+08:00", "SGT": "+08:00",
    "JST": "+09:00", "KST": "+09:00", "AEST": "+10:00", "AEDT": "+11:00", "NZST": "+12:00", "NZDT": "+13:00",
    "EST": "-05:00", "EDT": "-04:00", "CDT": "-05:00", "MST": "-07:00", "MDT": "-06:00", "PST": "-08:00",
    "PDT": "-07:00",
}  # fmt: skip
AMBIGUOUS_ZONES: Final = frozenset({"AMT", "AST", "CST", "ECT", "GST", "IST", "SST", "WST"})
"""Of India, Ireland and Israel; of Chicago, Shanghai and Havana: hours apart."""
_CLOCK: Final = re.compile(
    r"(?P<hour>\d{1,2})(?:\s?[:.hu]\s?(?P<minute>\d{2}))?(?::(?P<second>\d{2})(?:\.\d+)?)?"
    r"\s*(?:(?P<half>a\.?m\.?|p\.?m\.?)|h|uhr|uur|heures?|o'clock)?",
    re.IGNORECASE,
)
_TIME: Final = (
    r"\d{1,2}(?:\s?[:.hu]\s?\d{2}(?::\d{2}(?:\.\d+)?)?)?(?:\s?(?:[ap]\.?m\.?|uhr|uur|heures?|o'clock|h))?(?![\w:])"
)
_HOURS: Final = re.compile(
    r"(?P<day>.*?[\w.])(?:\s*[,;|]\s*|\s+[-–—@]\s+|\s+|(?<=[\d.])[T_])"
    rf"(?:(?:at|um|ab|von|from|à|a las|de|om|alle|kl\.?)\s+)?(?P<start>{_TIME})"
    rf"(?:\s*(?:-|–|—|bis|to|until|till|à|tot|a)\s*(?P<end>{_TIME}))?"
    rf"(?:\s*\(?(?P<zone>UTC|GMT|Z|{LOOSE_OFFSET}|[A-Z][A-Za-z]+/[A-Za-z_/]+|(?-i:[A-Z]{{3,4}}))\)?)?",
    re.IGNORECASE,
)
_WEEKDAY: Final = re.compile(r"[^\W\d_]{2,12}\.?,?\s+(?=\d)")
_SURE: Final = re.compile(r"[:.hu]\s?\d{2}|[ap]\.?m|uhr|uur|heure|o'clock|\dh", re.IGNORECASE)


class Hours(NamedTuple):
    """The words of a day, and the times of day behind them: from, until (or None), the zone (or None).

    A start of 24:00 is the midnight that ends the day.
    """

    day: str
    start: str
    end: str | None
    zone: str | None


def clock_time(text: str) -> str | None:
    """A time of day as HH:MM or HH:MM:SS, or None: `2:30 PM`, `14:30`, `14h30`, `9 Uhr`, `24:00`."""
    match = _CLOCK.fullmatch(text.strip())
    if match is None:
        return None
    # A bare number is no time: "9" in a column of times may be anything.
    if match["minute"] is None and not re.search(r"[a-z]", text, re.IGNORECASE):
        return None
    hour, minute, second = int(match["hour"]), int(match["minute"] or 0), int(match["second"] or 0)
    if match["half"]:
        if not 1 <= hour <= 12:
            return None
        # 12 am is midnight and 12 pm noon.
        hour = hour % 12
        if match["half"].lower().startswith("p"):
            hour += 12
    if (hour, minute, second) == (24, 0, 0) and not match["half"]:
        return "24:00"
    if hour > 23 or minute > 59 or second > 59:
        return None
    return written_time(hour, minute, second)


def written_time(hour: int, minute: int, second: int) -> str:
    """HH:MM, with seconds only where there are some."""
    time = f"{hour:02}:{minute:02}"
    return f"{time}:{second:02}" if second else time


def hours_behind(words: str) -> Hours | None:
    """A day and the times of day behind it; None where the words have another form. The day is not looked at."""
    match = _HOURS.fullmatch(words)
    if match is None or not _SURE.search(match["start"] + (match["end"] or "")):
        return None
    start, end = _pair(match["start"], match["end"])
    if start is None or (match["end"] and end is None):
        return None
    zone = (NAMED_ZONES.get(match["zone"]) or zone_name(match["zone"])) if match["zone"] else None
    if match["zone"] and zone is None:
        return None
    return Hours(match["day"].rstrip(" ,"), start, end, zone)


def ambiguous_zone(words: str) -> str:
    """The name behind a time of day that several zones have; nothing where there is none."""
    match = _HOURS.fullmatch(words)
    zone = match["zone"] or "" if match and _SURE.search(match["start"] + (match["end"] or "")) else ""
    return zone if zone in AMBIGUOUS_ZONES else ""


def without_weekday(words: str) -> str:
    """The words of a date without the name of the day of the week before its numbers."""
    return _WEEKDAY.sub("", words, count=1) if _WEEKDAY.match(words) else words


def _pair(first: str, last: str | None) -> tuple[str | None, str | None]:
    """Two times; what only the second has ("10–11 am", "14 bis 16 Uhr") is said of both."""
    start, end = clock_time(first), clock_time(last) if last else None
    if start is None and last is not None and first.strip().isdigit():
        unit = re.search(r"[a-z'.]+$", last.strip(), re.IGNORECASE)
        start = clock_time(f"{first.strip()} {unit[0]}" if unit else f"{first.strip()}:00")
        if start and end and start >= end and unit and unit[0].lower().startswith("p"):
            # "10–1 pm" begins in the morning.
            start = clock_time(f"{first.strip()} am")
    if end is None and last is not None and last.strip().isdigit():
        end = clock_time(f"{last.strip()}:00")
    return start, end
