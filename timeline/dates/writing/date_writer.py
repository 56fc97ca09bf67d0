"""The phrases of one language at work: each shape of date in words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Final

from timeline.dates.calendar import month_length
from timeline.dates.clock import clock
from timeline.dates.edtf.parse import Member, Value, parse
from timeline.dates.edtf.points import Point
from timeline.dates.when import When
from timeline.dates.writing.date_names import Name, day_fields, join_items, name, ordinal, roman, year_words
from timeline.dates.writing.phrases import Phrases

AMBIGUOUS: Final = frozenset({"AST", "BST", "CDT", "CST", "ECT", "GST", "IST", "LMT", "MST", "SST", "WST"})
"""Abbreviations of zones that mean several: the place is named instead."""

Thirds = tuple[tuple[int, int], ...]
YEAR: Final = ((1, 4), (5, 8), (9, 12))
DECADE: Final = ((0, 3), (4, 6), (7, 9))
CENTURY: Final = ((0, 33), (34, 66), (67, 99))
"""Months, years and years that are early, mid and late in a year, a decade, a century."""


def _never() -> bool:
    return False


class DateWriter:
    """Writes dates in one language, for readers in one hemisphere ("north" or "south"). A third of a month, year,
    decade or century is called early, mid or late where `is_third` says so, which is asked of such dates alone. What
    lies `ahead` is from a day on, not since it."""

    def __init__(
        self, phrases: Phrases, hemisphere: str, *, is_third: Callable[[], bool] = _never, ahead: bool = False
    ) -> None:
        self.phrases, self.ahead = phrases, ahead
        self.say = phrases.say
        self._hemisphere, self._is_third = hemisphere, is_third

    def when(self, when: When) -> str:
        """The date with its times."""
        value = parse(when.edtf)
        if not (when.start_time or when.end_time):
            return self.value(value)
        if value.shape == "interval" and value.members[0].start and value.members[0].end:
            said = self._timed_interval(value.members[0], when)
        else:
            said = self._at(self.value(value), when.start_time, when.end_time)
        return f"{said} {zone}" if (zone := self.zone(when)) else said

    def value(self, value: Value) -> str:
        """The date without times."""
        return {
            "point": lambda: self.name(value.members[0].start).text,
            "interval": lambda: self._interval(value.members[0]),
            "one-of": lambda: self._set(value, "or"),
            "list": lambda: self._set(value, "and"),
        }[value.shape]()

    def name(self, point: Point | None) -> Name:
        """What a date is called; nothing where there is none."""
        return name(point, self.phrases, self._hemisphere) if point else Name("", self.phrases)

    # Intervals.

    def _interval(self, member: Member) -> str:
        left, _, right = member.text.partition("/")
        a, b = self._edge(member.start, left), self._edge(member.end, right)
        if member.start is None and member.end is None:
            return self.say("open" if left == right else "unknown")
        if member.end is None:
            going_on = "from" if self.ahead else "since"
            return self.say(going_on if right else "from-unknown", a=a)
        if member.start is None:
            return self.say("until" if left else "unknown-until", b=b)
        if ".." in member.text:
            return self.say("to", a=a, b=b)
        return self._together("to", member.start, member.end)

    def _edge(self, point: Point | None, text: str) -> Name:
        named = self.name(point)
        if point and text.startswith(".."):
            return Name(self.say("earlier", a=named), self.phrases)
        if point and text.endswith(".."):
            return Name(self.say("later", a=named), self.phrases)
        return named

    def _together(self, key: str, start: Point, end: Point) -> str:
        """Two dates in one phrase, without saying twice what they share."""
        a, b = self.name(start), self.name(end)
        if start == end:
            return a.text
        if not (is_plain(start) and is_plain(end)):
            return self.say(key, a=a, b=b)
        fields = day_fields(start.first, self.phrases) | day_fields(end.first, self.phrases, "2")
        return self.say(key, _shared(start, end), a=a, b=b, **fields)

    # Sets.

    def _set(self, value: Value, key: str) -> str:
        days = [m.start for m in value.members if m.start is m.end and m.start is not None]
        if len(days) == len(value.members) > 1 and _same_month(days):
            fields = day_fields(days[0].first, self.phrases)
            numbers = [str(day_fields(day.first, self.phrases)["dd"]) for day in days]
            return self.say("day-list", **{**fields, "days": join_items(numbers, key, self.phrases)})
        said = self._one_of if key == "or" else self._all_of
        return join_items([said(member) for member in value.members], key, self.phrases)

    def _one_of(self, member: Member) -> str:
        start, end = member.start, member.end
        if start is end or (start is None and end is None):
            return self.name(start).text
        if start is None and end is not None:
            return self._by(end)
        if end is None or start is None:
            return self.say("later", a=self.name(start))
        third = self._third(start, end)
        return third if third and self._is_third() else self._together("between", start, end)

    def _by(self, end: Point) -> str:
        """ "Before 1900" where a ten of years ends, else "by 1899"."""
        if end.precision == "year" and is_plain(end) and end.year.low > 999 and (end.year.low + 1) % 10 == 0:
            return self.say("before", y=year_words(end.year.low + 1, self.phrases))
        return self.say("by", b=self.name(end))

    def _third(self, start: Point, end: Point) -> str:
        """Early, mid or late in a month, year, decade or century, with the doubt that both ends share."""
        marks = {*start.marks, *end.marks}
        if start.masked or end.masked or len(marks) > 1 or start.precision != end.precision:
            return ""
        said = self._named_third(start, end)
        (mark,) = marks or {""}
        return self.say(mark, a=Name(said, self.phrases)) if said and mark else said

    def _named_third(self, start: Point, end: Point) -> str:
        """The third that the two ends bound, or nothing."""
        first, last, size = start.first, end.first, start.precision
        if size == "day" and first[:2] == last[:2]:
            thirds: Thirds = ((1, 10), (11, 20), (21, month_length(first.year, first.month)))
            return self._say_third("third", thirds, first.day, last.day, **day_fields(first, self.phrases))
        if size == "month" and first.year == last.year:
            return self._say_third("year-third", YEAR, first.month, last.month, y=year_words(first.year, self.phrases))
        if size != "year" or first.year < 1000:
            return ""
        decade, century = first.year // 10 * 10, first.year // 100 + 1
        if last.year // 10 * 10 == decade and decade % 100:
            return self._say_third("decade-third", DECADE, first.year % 10, last.year % 10, n=decade)
        if last.year // 100 + 1 == century:
            fields = {"n": century, "nth": ordinal(century), "roman": roman(century)}
            return self._say_third("century-third", CENTURY, first.year % 100, last.year % 100, **fields)
        return ""

    def _say_third(self, key: str, thirds: Thirds, first: int, last: int, **fields: object) -> str:
        return self.say(key, str(thirds.index((first, last)) + 1), **fields) if (first, last) in thirds else ""

    def _all_of(self, member: Member) -> str:
        start, end = member.start, member.end
        if start is None:
            return self.say("up-to", b=self.name(end))
        if end is None:
            return self.say("onwards", a=self.name(start))
        return self.name(start).text if start is end else self._together("to", start, end)

    # Times.

    def _at(self, date: str, start: str | None, end: str | None) -> str:
        if not end:
            variant = "plain"
        else:
            variant = "range" if start else "until"
        return self.say("at", variant, a=date, time=start, time2=end)

    def _timed_interval(self, member: Member, when: When) -> str:
        left, _, right = member.text.partition("/")
        a, b = self._edge(member.start, left).text, self._edge(member.end, right).text
        a = self._at(a, when.start_time, None) if when.start_time else a
        b = self._at(b, when.end_time, None) if when.end_time else b
        return self.say("to", a=a, b=b)

    def zone(self, when: When) -> str:
        """The zone of the clock, short where that is clear; an offset names no place that a reader would know."""
        zone = when.timezone or ""
        if zone in ("", "Z"):
            return "UTC" if zone else ""
        if zone[0] in "+-":
            return self.say("zone", "offset")
        short = _abbreviation(zone, when)
        return short or self.say("zone", city=zone.rpartition("/")[2].replace("_", " "))


def is_plain(point: Point) -> bool:
    """Whether it is a day, month or year that is known and without doubt."""
    return point.precision in ("day", "month", "year") and not point.masked and not any(point.marks)


def _shared(start: Point, end: Point) -> str:
    """What two dates of one precision share, as the variants of phrases name it."""
    if start.precision != end.precision:
        return "none"
    if start.precision == "year":
        return "years" if start.year.low > 999 and end.year.high < 10_000 else "none"
    if start.year.low != end.year.low:
        return "none"
    if start.precision == "month":
        return "months"
    return "days" if start.month == end.month else "months-days"


def _same_month(days: list[Point]) -> bool:
    return all(is_plain(day) and day.day and day.first[:2] == days[0].first[:2] for day in days)


def _abbreviation(zone: str, when: When) -> str:
    """What clocks of the zone are called on that day (CEST), where that means one zone only."""
    day = when.earliest or when.latest
    if day is None or not 1 < day.year < 9999:
        return ""
    hour, minute = (int(part) for part in (when.start_time or "12:00").split(":")[:2])
    short = datetime(*day, hour, minute, tzinfo=clock(zone)).tzname() or ""
    return short if short.isalpha() and short not in AMBIGUOUS else ""
