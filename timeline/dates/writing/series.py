"""A series in words: "every Friday from 5 January 2024, but not 29 March".

A `Pattern` is a rule that has a name in every language; `SHAPES` is all of them. A rule that has none is told by its
first and last date and their number, so that no words say more than the rule does.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from babel import Locale

from timeline.dates.calendar import Day
from timeline.dates.edtf.parse import parse
from timeline.dates.when import When
from timeline.dates.writing.date_names import Name, day_fields, day_name, join_items, ordinal, year_words
from timeline.dates.writing.date_writer import DateWriter
from timeline.dates.writing.phrases import Phrases, default, phrases

MOST: Final = 5
"""Dates left out, or added, that are named one by one."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """A series by its shape, a key of `SHAPES`, from `first` on. Weekdays are 0 for Monday to 6 for Sunday.

    `every` is its interval; `nth` counts weekdays, or days, of a month, from its end where negative; `until` is its
    last day and `times` the number of its dates, where the rule says one; `total` and `last` are those of its dates as
    far as they are known, and `unending` says that more follow. Of the dates, `without` are left out of the rule,
    `added` stand beside it, and `changed` of them are another way.
    """

    shape: str
    first: When
    every: int = 1
    weekdays: tuple[int, ...] = ()
    nth: tuple[int, ...] = ()
    month: int = 0
    until: Day | None = None
    times: int = 0
    without: tuple[Day, ...] = ()
    added: tuple[When, ...] = ()
    changed: int = 0
    total: int = 0
    last: Day | None = None
    unending: bool = False


def series_words(pattern: Pattern, language: str = "en", hemisphere: str = "north") -> str:
    """The series in words; in a language without phrases in English."""
    return _Writer(phrases(language) or default(), hemisphere).series(pattern)


def brief_series(pattern: Pattern, language: str = "en", hemisphere: str = "north") -> str:
    """The rule alone ("every Tuesday"), for a drawing that shows where it begins, ends and leaves a date out."""
    plain = replace(pattern, without=(), added=() if pattern.shape != "dates" else pattern.added, changed=0)
    return _BriefWriter((phrases(language) or default()).brief(), hemisphere).series(plain)


class _Writer:
    """The phrases of one language, at work on series."""

    def __init__(self, phrases: Phrases, hemisphere: str) -> None:
        self.phrases, self.say = phrases, phrases.say
        self._dates = DateWriter(phrases, hemisphere)
        self._weekdays = Locale.parse(phrases.language, sep="-").days["format"]["wide"]

    def series(self, pattern: Pattern) -> str:
        said = SHAPES[pattern.shape](self, pattern)
        if pattern.without:
            said = self._listed("series.without", said, pattern, [self._short(day, pattern) for day in pattern.without])
        if pattern.added and pattern.shape != "dates":
            said = self._listed("series.added", said, pattern, [self._added(when, pattern) for when in pattern.added])
        return self.say("series.changed", str(pattern.changed), a=said, n=pattern.changed) if pattern.changed else said

    # The shapes.

    def days(self, pattern: Pattern) -> str:
        return self._bounded(self.say("series.days", str(pattern.every), n=pattern.every), pattern)

    def weeks(self, pattern: Pattern) -> str:
        form = "weekdays" if pattern.every == 1 else "weekday"
        named = [self.say(f"series.{form}", str(day), a=self._weekdays[day]) for day in pattern.weekdays]
        days = join_items(named, "and", self.phrases)
        variant = "one" if pattern.every == 1 else str(pattern.every)
        return self._bounded(self.say("series.weeks", variant, days=days, n=pattern.every), pattern)

    def months(self, pattern: Pattern) -> str:
        variant = "one" if pattern.every == 1 else str(pattern.every)
        on = self._nth(pattern) if pattern.weekdays else self._month_days(pattern)
        return self._bounded(self.say("series.months", variant, on=on, n=pattern.every), pattern)

    def years(self, pattern: Pattern) -> str:
        """A day of the year, or days of it; its first date is then told by the year alone."""
        span = "" if pattern.weekdays else self._days_of_year(pattern)
        variants = [f"{pattern.every}.span"] if span else []
        variants += ["span"] if span and pattern.every > 2 else []
        on = span or (self._nth_of_month(pattern) if pattern.weekdays else self._day_of_year(pattern.first))
        said = self._timed(self.say("series.years", *variants, str(pattern.every), on=on, n=pattern.every), pattern)
        return self._from(said, pattern, year=True)

    def dates(self, pattern: Pattern) -> str:
        """Dates without a rule, one by one."""
        named = [self._dates.when(when) for when in (pattern.first, *pattern.added)]
        return join_items(named, "and", self.phrases)

    def own(self, pattern: Pattern) -> str:
        """A rule without a name: true of any."""
        a, b = self._first(pattern), pattern.last
        if pattern.unending or b is None:
            return self.say("series.own-from", a=a)
        return self.say("series.own", a=a, b=day_name(b, self.phrases), n=pattern.total)

    # Their parts.

    def _nth(self, pattern: Pattern) -> str:
        numbers = [self.say("series.nth", str(nth), n=nth) for nth in pattern.nth]
        weekday = self._weekdays[pattern.weekdays[0]]
        return self.say("series.nth-day", nth=join_items(numbers, "and", self.phrases), day=weekday)

    def _nth_of_month(self, pattern: Pattern) -> str:
        month = self.phrases.months[pattern.month]
        return self.say("series.nth-of", str(pattern.month), nth=self._nth(pattern), month=month, m=pattern.month)

    def _month_days(self, pattern: Pattern) -> str:
        days = [self.say("series.month-day", str(day), n=day, nth=ordinal(abs(day))) for day in pattern.nth]
        return join_items(days, "and", self.phrases)

    def _day_of_year(self, when: When) -> str:
        first = when.earliest
        assert first is not None
        return self.say("series.day", **day_fields(first, self.phrases))

    def _days_of_year(self, pattern: Pattern) -> str:
        """The days of one occurrence that lasts several; nothing of one that lasts one."""
        if _length(pattern.first) == 1:
            return ""
        first, last = pattern.first.earliest, pattern.first.latest
        assert first is not None
        assert last is not None
        fields = day_fields(first, self.phrases) | day_fields(last, self.phrases, "2")
        return self.say("series.span", "days" if first.month == last.month else "months", **fields)

    def _bounded(self, said: str, pattern: Pattern) -> str:
        said = self._from(self._timed(said, pattern), pattern, year=False)
        length = _length(pattern.first)
        return self.say("series.length", a=said, n=length) if length > 1 else said

    def _timed(self, said: str, pattern: Pattern) -> str:
        first = pattern.first
        if not first.start_time:
            return said
        end = first.end_time if _length(first) == 1 else None
        said = self.say("series.at", "range" if end else "plain", a=said, time=first.start_time, time2=end)
        return f"{said} {zone}" if (zone := self._zone(first)) else said

    def _zone(self, when: When) -> str:
        """The clock of the place: its abbreviation would be true of one half of the year only."""
        zone = when.timezone or ""
        if zone in ("UTC", "Etc/UTC"):
            return "UTC"
        return (
            self.say("zone", city=zone.rpartition("/")[2].replace("_", " ")) if "/" in zone else self._dates.zone(when)
        )

    def _from(self, said: str, pattern: Pattern, *, year: bool) -> str:
        key = "series.from-year" if year else "series.from"
        fields: dict[str, object] = {"a": said, "first": self._first(pattern, year=year)}
        if pattern.times:
            return self.say(key, "times", **fields, times=self._times(pattern.times))
        if pattern.until is None:
            return self.say(key, **fields)
        until = year_words(pattern.until.year, self.phrases) if year else day_name(pattern.until, self.phrases)
        return self.say(key, "until", **fields, last=until)

    def _first(self, pattern: Pattern, *, year: bool = False) -> Name | str:
        first = pattern.first.earliest
        assert first is not None
        return year_words(first.year, self.phrases) if year else day_name(first, self.phrases)

    def _times(self, times: int) -> str:
        words = self.say("series.numbers").split()
        number = words[times - 2] if times - 2 < len(words) else times
        form = "more" if number == times else "few"
        if times == 2:  # "twice"
            form = str(times)
        return self.say("series.times", form, n=number)

    def _listed(self, key: str, said: str, pattern: Pattern, named: Sequence[str]) -> str:
        if len(named) > MOST:
            return self.say(key, "many", a=said, n=len(named))
        return self.say(key, a=said, days=join_items(list(named), "and", self.phrases))

    def _short(self, day: Day, pattern: Pattern) -> str:
        """A day, without its year where that is the one of the first date."""
        first = pattern.first.earliest
        if first is not None and first.year == day.year:
            return self.say("series.day", **day_fields(day, self.phrases))
        return day_name(day, self.phrases).text

    def _added(self, when: When, pattern: Pattern) -> str:
        """A date added: its day where its hours are those of the series, else with its own."""
        first, day = pattern.first, when.earliest
        times = (when.start_time, when.end_time, _length(when))
        if day is not None and times == (first.start_time, first.end_time, _length(first)) and _length(when) == 1:
            return self._short(day, pattern)
        return self._dates.when(when)


class _BriefWriter(_Writer):
    """The same without hours, beginning and end."""

    def _bounded(self, said: str, pattern: Pattern) -> str:
        return said

    def _timed(self, said: str, pattern: Pattern) -> str:
        return said

    def _from(self, said: str, pattern: Pattern, *, year: bool) -> str:
        return said


SHAPES: Final[dict[str, Callable[[_Writer, Pattern], str]]] = {
    # every day, every second day
    "days": _Writer.days,
    # every Friday · every second week on Monday and Thursday
    "weeks": _Writer.weeks,
    # on the second Sunday of each month · on the 15th of each month
    "months": _Writer.months,
    # every year on 7 June · 7–9 June every year · every year on the fourth Thursday of November
    "years": _Writer.years,
    # 9 January 2024 and 20 January 2024
    "dates": _Writer.dates,
    # by a rule of its own: 12 dates from 5 January 2024 to 3 December 2024
    "own": _Writer.own,
}


def _length(when: When) -> int:
    """Days that one date lasts; a time that goes past midnight counts as one."""
    if parse(when.edtf).shape != "interval" or when.earliest is None or when.latest is None:
        return 1
    return when.latest.ordinal - when.earliest.ordinal + 1
